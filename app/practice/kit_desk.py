"""What a desk remembers between sticks: the kits it made, the stations it heard from, their receipts."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from app.i18n import msg
from app.practice.kit_keys import write_whole
from app.practice.kit_receipts import Receipt
from app.practice.kit_stick import stick_name
from app.practice.kit_values import KitError


@dataclass(frozen=True)
class HeardFrom:
    """A station that brought results: its name, when last (ISO 8601 date) and its public key (hex)."""

    id: str
    name: str
    last: str
    key: str = ""


@dataclass(frozen=True)
class DeskMemory:
    """A folder of small files in the desk's home. Files that cannot be read count as empty."""

    folder: Path

    # -- kits made here

    def last_serial(self) -> int:
        """The number of the newest kit made here, 0 for none."""
        value = self._read("made.json").get("serial", 0)
        return value if isinstance(value, int) else 0

    def station_names(self) -> tuple[str, ...]:
        """The names that the newest kit with names gave out."""
        value = self._read("made.json").get("station_names", [])
        return tuple(map(str, value)) if isinstance(value, list) else ()

    def remember_kit(self, serial: int, station_names: tuple[str, ...]) -> None:
        """Keep what was just made. A kit without names leaves those of before."""
        names = station_names or self.station_names()
        self._write("made.json", {"serial": serial, "station_names": list(names)})

    # -- stations

    def heard_from(self) -> dict[str, HeardFrom]:
        """The stations that ever brought results, by id."""
        found = {}
        for key, each in self._read("stations.json").items():
            if isinstance(each, dict):
                values = {name: str(each.get(name, "")) for name in ("name", "last", "key")}
                found[key] = HeardFrom(key, **values)
        return found

    def remember_station(self, station: HeardFrom) -> None:
        """Keep that this station brought results. An earlier key stays when it brings none."""
        known = self.heard_from()
        before = known.get(station.id)
        if before is not None and not station.key:
            station = HeardFrom(station.id, station.name, station.last, before.key)
        known[station.id] = station
        self._write("stations.json", {key: asdict(each) for key, each in known.items()})

    # -- receipts

    def receipt(self, station_id: str) -> Receipt:
        """What the desk has of a station by its own account."""
        data = self._read(self._receipt(station_id))
        return Receipt(
            frozenset(map(str, data.get("records", []))), frozenset(map(str, data.get("sounds", [])))
        )

    def remember_receipt(self, station_id: str, receipt: Receipt) -> None:
        """Keep what the desk has of a station."""
        self._write(
            self._receipt(station_id),
            {"records": sorted(receipt.records), "sounds": sorted(receipt.sounds)},
        )

    # -- inside

    def _receipt(self, station_id: str) -> str:
        return f"receipt-{stick_name(station_id)}.json"

    def _read(self, name: str) -> dict[str, Any]:
        try:
            data = json.loads((self.folder / name).read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return data if isinstance(data, dict) else {}

    def _write(self, name: str, data: dict[str, Any]) -> None:
        text = json.dumps(data, ensure_ascii=False, indent=1)
        try:
            write_whole(self.folder / name, text.encode(), mode=0o600)
        except OSError as error:
            raise KitError(
                msg("{folder} 写不进去。请检查磁盘空间和文件夹权限。", folder=self.folder), str(error)
            ) from error
