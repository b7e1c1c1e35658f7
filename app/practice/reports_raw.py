"""Raw data for research: attempts, verdicts, reviews and outcomes as tables, however many there are.

The columns are described in docs/reports.md; whoever changes them changes that page.
"""

from __future__ import annotations

import csv
import json
import random
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from app.errors import ExpectedError
from app.i18n import msg
from app.practice.engine import Cancelled, Progress
from app.storage import reports as stored
from app.storage.reports import Scope
from app.storage.store import Store

PAGE = 2000
"""Attempts read in one go: about 40,000 syllables, a tenth of a second of the storage thread."""

FORMULA = re.compile(r"[=+\-@\t\r]")


class RawFormat(Enum):
    """How tables are written."""

    CSV = "csv"  # UTF-8 with a mark, so that spreadsheet programs read it
    JSON = "jsonl"  # one object a line


TABLES: dict[str, tuple[str, ...]] = {
    "people": ("person", "number", "name", "first_language", "class", "registered"),
    "attempts": (
        "attempt", "person", "created", "lesson", "prompt", "text", "status", "total", "seconds", "model",
        "scorer", "strictness", "articulation_rate", "syllables", "miscues",
    ),
    "syllables": (
        "attempt", "position", "hanzi", "initial", "final", "tone", "spoken_tone", "omitted",
        "initial_verdict", "final_verdict", "tone_verdict", "initial_heard", "final_heard", "tone_heard",
    ),
    "reviews": ("attempt", "state", "reviewed", "trainer", "seconds"),
    "verdict_changes": ("attempt", "position", "part", "machine", "trainer_says", "trainer", "changed"),
    "comments": ("attempt", "at", "text", "voice_seconds", "trainer", "created"),
    "outcomes": ("outcome", "person", "lesson", "step", "done", "right", "asked", "seconds", "answers"),
}  # fmt: skip
"""The tables and their columns, in the order in which they are written."""

_FREE_TEXT = frozenset({"name", "number", "class", "text", "answers"})


@dataclass(frozen=True)
class RawResult:
    """What was written: the folder, how many attempts and people, and the file with the codes' key."""

    folder: Path
    attempts: int
    people: int
    key: Path | None


class _Codes:
    """What people and attempts are called in the tables: by their ids, or by codes that tell nothing."""

    def __init__(self, people: Sequence[str], hidden: bool) -> None:
        self.hidden = hidden
        order = list(people)
        random.SystemRandom().shuffle(order)  # the order of registering would tell who it is
        self.names = {each: f"P{number:04}" for number, each in enumerate(order, start=1)} if hidden else {}
        self._attempts: dict[int, str] = {}

    def person(self, profile_id: str | None) -> str:
        """Of somebody who is not among the people (a trainer, one who is gone) nothing is told."""
        if not self.hidden:
            return profile_id or ""
        return self.names.get(profile_id or "", "")

    def page(self, attempts: Sequence[stored.Values]) -> None:
        """The attempts that the next rows belong to."""
        self._attempts = {row[0]: f"A{row[0]:07}" if self.hidden else row[1] for row in attempts}

    def attempt(self, no: int) -> str:
        return self._attempts[no]


def write_raw(
    store: Store,
    target: Path,
    form: RawFormat,
    scope: Scope,
    *,
    codes: bool,
    progress: Progress,
    cancelled: Cancelled,
) -> RawResult | None:
    """Write all tables into the folder `target`, which must not hold anything yet; see `Reports.raw`."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise ExpectedError(msg("{path} 里已经有东西了，没有写。请另选一个空的或新的文件夹。", path=target))
    viewer = store.access.viewer

    def stopped() -> bool:
        """With another viewer the rest would be other people's, or missing, and nobody would notice."""
        here = store.access.viewer
        if (here and here.id) != (viewer and viewer.id):
            raise ExpectedError(msg("导出到一半换了人，没有写完，已写的都删了。请登录以后再导出一次。"))
        return cancelled()

    total = store.reports.count(scope)
    if scope.profile_id is not None:
        profiles = [store.people.profile(scope.profile_id)]
    else:
        profiles = store.people.profiles(scope.cohort_id, archived=True)
    classes = {each.id: each.name for each in store.people.cohorts()}
    names = _Codes([each.id for each in profiles], codes)
    part = target.with_name(f".{target.name}.part")
    key = target.with_name(f"{target.name}_key.csv") if codes else None
    if key is not None and key.exists():
        raise ExpectedError(msg("{path} 已经有了，没有写。请换一个名字。", path=key))
    try:
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        with ExitStack() as files:
            tables = {
                name: files.enter_context(_Table(part / f"{name}.{form.value}", columns, form))
                for name, columns in TABLES.items()
            }
            for each in sorted(profiles, key=lambda profile: names.person(profile.id)):
                told = ("", "", each.first_language, "", "")
                if not codes:
                    cohort = classes.get(each.cohort_id, "")
                    registered = each.created.isoformat()
                    told = (each.number, each.name, each.first_language, cohort, registered)
                tables["people"].write([(names.person(each.id), *told)])
            count = _write_attempts(store, tables, scope, names, total, progress, stopped)
            if not stopped():
                _write_outcomes(store, tables["outcomes"], scope, names, stopped)
        if stopped():
            shutil.rmtree(part, ignore_errors=True)
            return None
        if key is not None:
            with _Table(key, ("person", "id", "number", "name"), RawFormat.CSV) as table:
                table.write([(names.person(e.id), e.id, e.number, e.name) for e in profiles])
        if target.is_dir():
            target.rmdir()
        part.replace(target)
    except OSError as error:
        shutil.rmtree(part, ignore_errors=True)
        if key is not None:
            key.unlink(missing_ok=True)
        raise ExpectedError(
            msg("没能写到 {path}。请检查磁盘空间和文件夹权限，再试一次。", path=target), str(error)
        ) from error
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    progress(1.0)
    return RawResult(target, count, len(profiles), key)


def _write_attempts(
    store: Store,
    tables: dict[str, _Table],
    scope: Scope,
    names: _Codes,
    total: int,
    progress: Progress,
    cancelled: Cancelled,
) -> int:
    read, after, done = store.reports, 0, 0
    while not cancelled() and (attempts := read.attempts(scope, after, PAGE)):
        first, after = attempts[0][0], attempts[-1][0]
        names.page(attempts)
        attempt, person = names.attempt, names.person
        tables["attempts"].write(
            (attempt(row[0]), person(row[2]), *row[3:6], _without_names(row[6], row[4], names), *row[7:])
            for row in attempts
        )
        tables["syllables"].write((attempt(row[0]), *row[1:]) for row in read.syllables(scope, first, after))
        tables["reviews"].write(
            (attempt(no), state, reviewed, person(by), seconds)
            for no, state, reviewed, by, seconds in read.reviews(scope, first, after)
        )
        tables["verdict_changes"].write(
            (attempt(row[0]), *row[1:5], person(row[5]), row[6]) for row in read.changes(scope, first, after)
        )
        tables["comments"].write(
            (attempt(no), at, "" if names.hidden else text, voice, person(by), created)
            for no, at, text, voice, by, created in read.comments(scope, first, after)
        )
        done += len(attempts)
        progress(min(0.98, 0.98 * done / max(1, total)))
    return done


def _write_outcomes(store: Store, table: _Table, scope: Scope, names: _Codes, cancelled: Cancelled) -> None:
    after = 0
    while not cancelled() and (rows := store.reports.outcomes(scope, after, 10 * PAGE)):
        after = rows[-1][0]
        table.write((row[0], names.person(row[1]), *row[2:8], "" if names.hidden else row[8]) for row in rows)


def _without_names(text: str, lesson_id: str, names: _Codes) -> str:
    """What she wrote herself may hold names: with codes only the lessons' own texts are told."""
    return text if lesson_id or not names.hidden else ""


class _Table:
    """One file that is written row by row."""

    def __init__(self, path: Path, columns: Sequence[str], form: RawFormat) -> None:
        self._columns = columns
        self._free = [place for place, name in enumerate(columns) if name in _FREE_TEXT]
        self._form = form
        encoding = "utf-8-sig" if form is RawFormat.CSV else "utf-8"
        self._file = path.open("w", encoding=encoding, newline="")
        self._csv = csv.writer(self._file)
        if form is RawFormat.CSV:
            self._csv.writerow(columns)

    def __enter__(self) -> _Table:
        return self

    def __exit__(self, *_error: object) -> None:
        self._file.close()

    def write(self, rows: Iterator[Sequence[Any]] | Sequence[Sequence[Any]]) -> None:
        """Add rows; in CSV, what people wrote never becomes a formula."""
        if self._form is RawFormat.CSV:
            self._csv.writerows(self._plain(row) for row in rows)
        else:
            dumps: Callable[..., str] = json.dumps
            self._file.writelines(
                dumps(dict(zip(self._columns, row, strict=True)), ensure_ascii=False) + "\n" for row in rows
            )

    def _plain(self, row: Sequence[Any]) -> Sequence[Any]:
        found = [place for place in self._free if row[place] and FORMULA.match(str(row[place]))]
        if not found:
            return row
        changed = list(row)
        for place in found:
            changed[place] = f"'{row[place]}"
        return changed
