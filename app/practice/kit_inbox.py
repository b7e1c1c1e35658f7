"""What an installed kit leaves for whoever opens Kaibo next on the machine: the roster, plans, reviews.

A machine may have several users with a database each, so that the installation itself opens none: it puts
the records into a folder that all may read, and each database takes them in once.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nacl.public import PrivateKey

from app.practice.kit_keys import write_whole
from app.practice.kit_parcel import Parcel, open_parcel
from app.practice.kit_sealed import DamagedResultsError
from app.storage.exchange.lines import from_line
from app.storage.exchange.tables import ExchangeTables
from app.storage.exchange.values import Record

log = logging.getLogger(__name__)

RECORDS = "records.jsonl"
PARCELS = "for"
_AT_ONCE = 500


@dataclass(frozen=True)
class Inbox:
    """A folder that an installation fills; `inbox.json` comes last and makes it valid."""

    folder: Path

    def mark(self) -> dict[str, Any] | None:
        """What lies there: kit, station; None for nothing."""
        try:
            data = json.loads((self.folder / "inbox.json").read_text("utf-8"))
        except (OSError, ValueError):
            return None
        return data if isinstance(data, dict) else None

    def begin(self) -> None:
        """From here on it is being filled."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "inbox.json").unlink(missing_ok=True)

    def end(self, mark: dict[str, Any], names: set[str]) -> None:
        """It is whole. Files that are not among `names` are of an earlier kit and go."""
        for path in sorted(self.folder.rglob("*")):
            if path.is_file() and path.relative_to(self.folder).as_posix() not in names:
                path.unlink()
        write_whole(self.folder / "inbox.json", json.dumps(mark, ensure_ascii=False).encode())


@dataclass(frozen=True)
class TakingIn:
    """How a database takes in what inboxes hold; `scratch` is a folder for what is unsealed meanwhile.

    The database itself remembers what it took in: one that was put back from a backup takes it in again.
    """

    exchange: ExchangeTables
    scratch: Path

    def waiting(self, inboxes: tuple[Inbox, ...]) -> list[Inbox]:
        """The inboxes with something that this database has not taken in."""
        found = []
        for inbox in inboxes:
            mark = inbox.mark()
            if mark is not None and self.exchange.cursor(_source(inbox, mark)) != _serial(mark):
                found.append(inbox)
        return found

    def take_in(self, inbox: Inbox, opening: PrivateKey) -> int:
        """Take one in, with this station's key; how many records were new.

        Raises ExpectedError and OSError; what was taken until then stays.
        """
        mark = inbox.mark()
        if mark is None:
            return 0
        if mark.get("station"):
            self.exchange.rename_station(str(mark["station"]))
        new = self._apply_lines(inbox.folder / RECORDS)
        for path in sorted((inbox.folder / PARCELS).glob("*")):
            try:
                with open_parcel(path, opening, self.scratch) as parcel:
                    new += self._apply_parcel(parcel)
            except DamagedResultsError:
                log.debug("%s is for another station", path.name)
        self.exchange.set_cursor(_source(inbox, mark), _serial(mark))
        return new

    def _apply_lines(self, path: Path) -> int:
        if not path.is_file():
            return 0
        new, batch = 0, list[Record]()
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                batch.append(from_line(line))
                if len(batch) == _AT_ONCE:
                    new += self.exchange.apply(batch).applied
                    batch = []
        return new + (self.exchange.apply(batch).applied if batch else 0)

    def _apply_parcel(self, parcel: Parcel) -> int:
        records = list(parcel.records())
        new = self.exchange.apply(records).applied if records else 0
        for sha256 in parcel.contents.sounds:
            self.exchange.recording_arrived(sha256, parcel.sound(sha256))
        return new


def _source(inbox: Inbox, mark: dict[str, Any]) -> str:
    return f"kit:{mark.get('key', '')}:{mark.get('station', '')}:{inbox.folder}"


def _serial(mark: dict[str, Any]) -> int:
    serial = mark.get("serial", 0)
    return serial if isinstance(serial, int) else 0
