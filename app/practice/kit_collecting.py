"""At a station: everything that was done here onto a stick, sealed for the centre."""

from __future__ import annotations

import dataclasses
import glob
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from app.i18n import msg
from app.practice.kit_manifest import counted
from app.practice.kit_parcel import LARGEST, ParcelContents, write_parcel
from app.practice.kit_receipts import Receipt, mark_of, read_receipt
from app.practice.kit_stick import check_space, stick_errors, stick_name
from app.practice.kit_values import (
    RECEIPTS,
    RESULTS,
    RESULTS_SUFFIX,
    Cancelled,
    Collected,
    CollectedFile,
    KitError,
    Progress,
    never,
    nothing_to_report,
)
from app.storage.exchange.tables import ExchangeTables
from app.storage.exchange.values import KINDS, PRACTICE_KINDS, SAID_KINDS, Record, RecordingFile

WORK_KINDS = frozenset({*PRACTICE_KINDS, *SAID_KINDS, "use"})
"""What people do at a station. The desk takes these as they are."""

PEOPLE_KINDS = frozenset({"profile", "pin", "cohort", "membership"})
"""Whom a station may know before the desk does; the desk looks at each of these before it takes it."""

_A_RECORD = 2_000  # bytes of one record in a parcel, roughly: most are attempts


@dataclasses.dataclass(frozen=True)
class Collecting:
    """How a station writes results. `seal_to` is the centre's public key (hex), "" leaves them open."""

    exchange: ExchangeTables
    own_key: str  # this station's public key (hex), to which the desk seals what is meant for it
    centre_key: str  # the centre's public signing key, which receipts must carry
    seal_to: str
    largest: int = LARGEST

    def collect(
        self,
        folder: Path,
        *,
        only_new: bool = False,
        recordings: bool = True,
        all_kinds: bool = False,
        progress: Progress = nothing_to_report,
        cancelled: Cancelled = never,
    ) -> Collected:
        """Write results into `folder`/results; as many files as the recordings need, each whole by itself.

        `only_new` leaves out what the desk has given a receipt for on this stick. `all_kinds` carries what
        a desk decides (plans, classes), too: for a trainer's own machine. Raises ExpectedError.
        """
        station = self.exchange.station()
        kinds = [each for each in KINDS if all_kinds or each in WORK_KINDS | PEOPLE_KINDS]
        receipt = Receipt()
        if only_new and self.centre_key:
            receipt = read_receipt(folder / RECEIPTS / receipt_name(station.id), station.id, self.centre_key)
        count = sum(1 for _ in self._records(kinds, receipt))
        sounds = self.exchange.recordings_to_send(10**9) if recordings else []
        wanted = [each for each in sounds if each.sha256 not in receipt.sounds]
        known = len(receipt.records) + len(receipt.sounds)
        if not count and not wanted:
            return Collected(station.name, (), 0, known, bool(self.seal_to))
        bundles = list(_bundles(wanted, self.largest))
        total = sum(_size(each) for each in wanted)
        check_space(folder, total + len(bundles) * count * _A_RECORD)
        sender = ParcelContents(station, self.own_key, date.today().isoformat(), 0, ())
        step = counted(progress, max(1, total))
        files: list[CollectedFile] = []
        missing = 0
        with stick_errors(folder):
            for left in (folder / RESULTS).glob(f"{glob.escape(_start(station.name))}*.part"):
                left.unlink(missing_ok=True)  # of this station, whose plug was pulled
            for bundle in bundles:
                path = _free_name(folder / RESULTS, station.name)
                packed = write_parcel(
                    path, sender, self._records(kinds, receipt), bundle, self.seal_to, step, cancelled
                )
                missing += packed.missing
                files.append(CollectedFile(path, packed.records, packed.sounds, path.stat().st_size))
        progress(1.0)
        return Collected(station.name, tuple(files), missing, known, bool(self.seal_to))

    def _records(self, kinds: Sequence[str], receipt: Receipt) -> Iterator[Record]:
        for each in self.exchange.records(kinds):
            if mark_of(each) not in receipt.records:
                yield each


def receipt_name(station_id: str) -> str:
    """The name of a station's receipt."""
    return f"{stick_name(station_id)}.json"


def _bundles(sounds: Sequence[RecordingFile], largest: int) -> Iterator[list[RecordingFile]]:
    """Sound files by parcel; each sound once, even if two takes share it; one parcel even for none."""
    bundle: list[RecordingFile] = []
    size, seen = 0, set[str]()
    for each in sounds:
        if each.sha256 in seen:
            continue
        seen.add(each.sha256)
        more = _size(each)
        if bundle and size + more > largest:
            yield bundle
            bundle, size = [], 0
        bundle.append(each)
        size += more
    yield bundle


def _size(file: RecordingFile) -> int:
    try:
        return file.path.stat().st_size
    except OSError:  # counted as missing when it is its turn
        return 0


def _start(station: str) -> str:
    return f"{stick_name(station, instead='station')[:60]}-"


def _free_name(folder: Path, station: str) -> Path:
    start = f"{_start(station)}{date.today().isoformat()}"
    for number in range(1, 10_000):
        path = folder / f"{start}-{number}{RESULTS_SUFFIX}"
        if not path.exists():
            return path
    raise KitError(msg("{folder} 里的结果文件太多。请先在办公电脑上合并并清理。", folder=folder))
