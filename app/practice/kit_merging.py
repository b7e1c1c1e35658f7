"""At the desk: what stations brought on a stick, taken in. Any number of times, in any order, to one end.

Every results file is whole by itself. A damaged one is named and passed over, an interruption loses nothing:
records are applied in transactions, sound files are written when their checksum is right, and the next call
finds what is here already. Nothing leaves the stick unless that is asked for, and only what is safe here.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from app.i18n import Message, msg
from app.people.values import TRAINEE
from app.practice.kit_collecting import PEOPLE_KINDS, WORK_KINDS, receipt_name
from app.practice.kit_desk import DeskMemory, HeardFrom
from app.practice.kit_keys import CentreKey
from app.practice.kit_parcel import Parcel, open_parcel
from app.practice.kit_receipts import mark_of, write_receipt
from app.practice.kit_sealed import DamagedResultsError
from app.practice.kit_stick import stick_error, stop_if
from app.practice.kit_values import (
    RECEIPTS,
    RESULTS,
    RESULTS_SUFFIX,
    Cancelled,
    Merged,
    Progress,
    StationBrought,
    never,
    nothing_to_report,
)
from app.storage.exchange.tables import ExchangeTables
from app.storage.exchange.values import Applied, Record

_AT_ONCE = 500  # records in one transaction
_ALL = 10**9
_LONG = 14  # days after which a station counts as silent


@dataclass
class _Brought:
    """What one station's files came to so far."""

    name: str
    files: int = 0
    new: int = 0
    known: int = 0
    waiting: int = 0
    refused: int = 0
    recordings: int = 0
    marks: set[str] = field(default_factory=set)
    sounds: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Merging:
    """How a desk merges. `all_kinds` takes what only a desk decides from the stick, too."""

    exchange: ExchangeTables
    memory: DeskMemory
    key: CentreKey | None
    all_kinds: bool = False

    def merge(
        self,
        folder: Path,
        *,
        clear: bool = False,
        today: date | None = None,
        progress: Progress = nothing_to_report,
        cancelled: Cancelled = never,
    ) -> Merged:
        """Take in every results file in `folder`, or in its `results`; write receipts beside them.

        `clear` takes files off the stick whose every record and recording is safe here. Raises
        ExpectedError when the stick cannot be read, KitCancelledError when stopped.
        """
        today = today or date.today()
        paths = _results_in(folder)
        brought: dict[str, _Brought] = {}
        damaged: list[Message] = []
        whole: list[Path] = []
        for number, path in enumerate(paths):
            stop_if(cancelled)
            try:
                opening = self.key.opening if self.key else None
                with open_parcel(path, opening, self.memory.folder, cancelled) as parcel:
                    if self._take_in(parcel, brought, today, cancelled):
                        whole.append(path)
            except DamagedResultsError as error:
                damaged.append(error.message)
            except OSError as error:
                if error.errno == errno.ENOSPC:  # here, where it is unsealed; the stick is only read
                    raise stick_error(error, self.memory.folder) from error
                if not path.parent.is_dir():
                    raise stick_error(error, folder) from error
                damaged.append(msg("“{name}”读不出来，跳过了它。请再取一次。", name=path.name))
            progress((number + 1) / len(paths))
        notes = self._write_receipts(folder, brought)
        cleared = _clear(whole) if clear else 0
        return Merged(
            tuple(
                StationBrought(
                    key,
                    each.name,
                    each.files,
                    each.new,
                    each.known,
                    each.waiting,
                    each.refused,
                    each.recordings,
                )
                for key, each in sorted(brought.items(), key=lambda item: item[1].name)
            ),
            (*damaged, *notes),
            self._silent(today),
            cleared,
        )

    def _take_in(
        self, parcel: Parcel, brought: dict[str, _Brought], today: date, cancelled: Cancelled
    ) -> bool:
        """Apply one parcel; whether all that it holds is safe here now."""
        station = parcel.contents.station
        mine = brought.setdefault(station.id, _Brought(station.name))
        mine.files += 1
        gate = _Gate.at(self.exchange, self.all_kinds)
        refused = 0
        batch: list[Record] = []

        def hand_in() -> None:
            stop_if(cancelled)
            done = self.exchange.apply(batch, pass_on=True)
            _count(mine, done)
            mine.marks.update(map(mark_of, batch))
            batch.clear()

        for record in parcel.records():
            if not gate.lets_in(record):
                refused += 1
                continue
            batch.append(record)
            if len(batch) == _AT_ONCE:
                hand_in()
        if batch:
            hand_in()
        mine.refused += refused
        unplaced = self._place_sounds(parcel, mine, cancelled)
        self.memory.remember_station(
            HeardFrom(station.id, station.name, today.isoformat(), parcel.contents.key)
        )
        # what nothing waits for belongs to takes that were deleted, or to nobody any more
        return not refused and not (unplaced and self.exchange.waiting())

    def _place_sounds(self, parcel: Parcel, mine: _Brought, cancelled: Cancelled) -> int:
        """Put sound files where they are missed; how many belong to nothing that is here."""
        missing = {each.sha256 for each in self.exchange.recordings_missing(_ALL)}
        here = {each.sha256 for each in self.exchange.recordings_to_send(_ALL)}
        here |= self.memory.receipt(parcel.contents.station.id).sounds - missing
        unplaced = 0
        for sha256 in parcel.contents.sounds:
            stop_if(cancelled)
            if sha256 in missing:
                self.exchange.recording_arrived(sha256, parcel.sound(sha256), pass_on=True)
                mine.recordings += 1
            elif sha256 not in here:
                unplaced += 1
                continue
            mine.sounds.add(sha256)
        return unplaced

    def _write_receipts(self, folder: Path, brought: dict[str, _Brought]) -> list[Message]:
        """Remember what the desk has and tell the stations by the stick, or why that could not be done."""
        for station_id, each in brought.items():
            receipt = self.memory.receipt(station_id).with_more(each.marks, each.sounds)
            self.memory.remember_receipt(station_id, receipt)
        if self.key is None:
            return []
        try:
            for station_id in self.memory.heard_from():
                write_receipt(
                    folder / RECEIPTS / receipt_name(station_id),
                    station_id,
                    self.memory.receipt(station_id),
                    self.key,
                )
        except OSError as error:
            return [stick_error(error, folder).message]
        return []

    def _silent(self, today: date) -> tuple[tuple[str, str], ...]:
        heard = {each.name: each.last for each in self.memory.heard_from().values()}
        silent = []
        for name in dict.fromkeys((*self.memory.station_names(), *sorted(heard))):
            last = heard.get(name, "")
            with suppress(ValueError):
                if last and (today - date.fromisoformat(last)).days < _LONG:
                    continue
            silent.append((name, last))
        return tuple(silent)


@dataclass(frozen=True)
class _Gate:
    """What a station's word is good for: what was done there, not who may do what.

    Anybody can seal results to the centre's public key. If a stick could bring a role or a trainer's PIN, it
    could make anybody the administrator of the desk.
    """

    open: bool
    known: dict[tuple[str, str], Record]

    @staticmethod
    def at(exchange: ExchangeTables, everything: bool) -> _Gate:
        people = () if everything else exchange.records(PEOPLE_KINDS)
        return _Gate(everything, {(each.kind, each.id): each for each in people})

    def lets_in(self, record: Record) -> bool:
        """Whether the desk takes this record from a station."""
        if self.open or record.kind in WORK_KINDS:
            return True
        if record.kind not in PEOPLE_KINDS:
            return False
        here = self.known.get((record.kind, record.id))
        if here is not None and (here.revision, here.hash) >= (record.revision, record.hash):
            return True  # it will change nothing
        if record.kind in ("profile", "pin"):
            return self._role(record.id) in ("", TRAINEE)
        if record.kind == "membership":
            return not record.deleted and self._joins(record, here)
        return here is None and not record.body.get("trainers")  # a class made at the station

    def _joins(self, record: Record, here: Record | None) -> bool:
        """A trainee who is new here, or was in no class and has joined one."""
        if record.body.get("role", TRAINEE) != TRAINEE or record.body.get("archived"):
            return False
        if here is None:
            return True
        return (
            here.body.get("role", TRAINEE) == TRAINEE
            and not here.deleted
            and not here.body.get("archived")
            and here.body.get("cohort_id", "") in ("", None, record.body.get("cohort_id", ""))
        )

    def _role(self, profile_id: str) -> str:
        found = self.known.get(("membership", profile_id))
        return str(found.body.get("role", "")) if found else ""


def _count(mine: _Brought, done: Applied) -> None:
    mine.new += done.applied
    mine.known += done.known + done.older
    mine.waiting += done.waiting
    mine.refused += done.refused


def _results_in(folder: Path) -> list[Path]:
    """Results files in a folder and in its `results`, by name. Raises KitError when it cannot be read."""
    found: list[Path] = []
    try:
        for each in (folder, folder / RESULTS):
            if each == folder or each.is_dir():
                found += [path for path in each.iterdir() if path.name.endswith(RESULTS_SUFFIX)]
    except OSError as error:
        raise stick_error(error, folder) from error
    return sorted(path for path in found if path.is_file() and not path.name.startswith("."))


def _clear(paths: Iterable[Path]) -> int:
    """Take files off the stick. What was taken in lies in a database that has been committed by now."""
    if hasattr(os, "sync"):
        os.sync()
    count = 0
    for path in paths:
        try:
            path.unlink()
        except OSError as error:
            raise stick_error(error, path.parent) from error
        count += 1
    return count
