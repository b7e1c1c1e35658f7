"""The tables of blind marks and of the centre's thresholds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from sqlite_utils import Database

from app.errors import ExpectedError
from app.i18n import msg
from app.speech.agreement_cuts import BUNDLED, CentreCuts
from app.speech.values import Part, TakeStatus, Verdict
from app.storage.access import Access
from app.storage.connection import writing
from app.storage.errors import AttemptMissingError, ScoreUnreadableError
from app.storage.marks_rows import (
    BLIND,
    mark_rows,
    mark_take_row,
    marks_from,
    recording_from,
    scored_from,
    syllable_from,
)
from app.storage.marks_values import BlindTake, Mark, MarkedTakes, ScoredTake, Thresholds
from app.storage.rows import Row, moment_to_text
from app.storage.score_json import unpack_score
from app.storage.worker import StorageThread

T = TypeVar("T")

FEWEST, MOST = 2, 12
"""Syllables of a take that is worth marking in one go."""


class MarkTables:
    """What trainers marked without knowing the machine's verdicts, and the thresholds that came of it."""

    def __init__(self, thread: StorageThread, access: Access, user_dir: Path) -> None:
        self._thread = thread
        self._access = access
        self._user_dir = user_dir

    # -- choosing

    def scored_takes(self, limit: int) -> list[ScoredTake]:
        """The newest scored takes of those she teaches, at most `limit`; not for a page that marks blind."""
        self._access.check_trainer()
        condition, values = self._access.readable("profile_id")
        found = self._query(
            f"""
            SELECT attempts.id, profile_id, syllable_count, scores.format, scores.data,
                   NOT EXISTS (SELECT 1 FROM mark_takes WHERE attempt_id = attempts.id AND by_id = ?)
                   AND NOT EXISTS (SELECT 1 FROM reviews WHERE attempt_no = no AND reviews.by_id = ?)
                   AND NOT EXISTS (SELECT 1 FROM verdict_changes WHERE attempt_no = no
                                   AND verdict_changes.by_id = ?)
                   AND NOT EXISTS (SELECT 1 FROM recordings WHERE attempt_no = no AND away) AS open,
                   EXISTS (SELECT 1 FROM mark_takes WHERE attempt_id = attempts.id AND by_id <> ?
                           AND finished IS NOT NULL) AS shared
            FROM attempts JOIN scores ON scores.attempt_no = no
            WHERE status = ? AND profile_id <> ? AND {condition} ORDER BY no DESC LIMIT ?
            """,
            [*[self._viewer_id] * 4, TakeStatus.SCORED.value, self._viewer_id, *values, limit],
        )
        takes = []
        for row in found:
            try:
                score = unpack_score(row["data"], row["format"])
            except ScoreUnreadableError:
                continue
            fit = FEWEST <= row["syllable_count"] <= MOST
            takes.append(
                scored_from(
                    row["id"],
                    row["profile_id"],
                    score,
                    open=bool(row["open"] and fit),
                    shared=bool(row["shared"]),
                )
            )
        return takes

    # -- marking

    def begin(self, attempt_id: str, now: datetime) -> None:
        """Make a take ready to be marked by the viewer; one that she has begun stays as it is.

        What the machine says of it is copied now. Raises AttemptMissingError, ScoreUnreadableError.
        """
        found = self._query(
            """
            SELECT profile_id, scores.format, scores.data FROM attempts
            JOIN scores ON scores.attempt_no = no WHERE id = ?
            """,
            [attempt_id],
        )
        if not found:
            raise _missing(attempt_id)
        owner = found[0]["profile_id"]
        self._access.check_teaches(owner)
        score = unpack_score(found[0]["data"], found[0]["format"])
        by_id = self._viewer_id
        take = mark_take_row(attempt_id, by_id, owner, score, now)

        def work(db: Database) -> None:
            there = "SELECT 1 FROM mark_takes WHERE attempt_id = ? AND by_id = ?"
            if db.execute(there, [attempt_id, by_id]).fetchone() is None:
                db.table("mark_takes").insert(take)
                db.table("marks").insert_all(mark_rows(attempt_id, by_id, score))

        self._write(work)

    def take(self, attempt_id: str) -> BlindTake:
        """A take that the viewer has begun, without anything that the machine said of it.

        Raises AttemptMissingError.
        """
        self._check(attempt_id)
        found = self._query(
            """
            SELECT attempts.text, recordings.path, recordings.sha256, recordings.duration,
                   recordings.created, recordings.device, recordings.interrupted, recordings.away,
                   mark_takes.finished
            FROM mark_takes JOIN attempts ON attempts.id = attempt_id
            JOIN recordings ON recordings.attempt_no = attempts.no
            WHERE attempt_id = ? AND by_id = ?
            """,
            [attempt_id, self._viewer_id],
        )
        if not found:
            raise _missing(attempt_id)
        syllables = self._query(
            f"SELECT {BLIND} FROM marks WHERE attempt_id = ? AND by_id = ? ORDER BY position",
            [attempt_id, self._viewer_id],
        )
        [row] = found
        return BlindTake(
            attempt_id,
            row["text"],
            recording_from(row, self._user_dir),
            tuple(syllable_from(each) for each in syllables),
            row["finished"] is not None,
        )

    def mark(self, attempt_id: str, position: int, marks: Mapping[Part, Verdict], now: datetime) -> None:
        """Keep what the viewer heard of a syllable, in place of what she had marked there.

        Raises ExpectedError once the take is finished: she has seen the machine's verdicts.
        """
        by_id = self._viewer_id
        self._check(attempt_id, open_only=True)
        given = [marks[part].value if part in marks else None for part in Part]
        columns = ", ".join(f"{part.value}_mark = ?" for part in Part)
        self._write(
            lambda db: db.execute(
                f"UPDATE marks SET {columns}, marked = ? WHERE attempt_id = ? AND by_id = ? AND position = ?",
                [*given, moment_to_text(now), attempt_id, by_id, position],
            )
        )

    def finish(self, attempt_id: str, now: datetime) -> None:
        """The take is marked whole. Raises ExpectedError when a part is left."""
        by_id = self._viewer_id
        self._check(attempt_id, open_only=True)
        left = self._query(
            """
            SELECT 1 FROM marks WHERE attempt_id = ? AND by_id = ? AND
            ((initial <> '' AND initial_mark IS NULL) OR final_mark IS NULL OR tone_mark IS NULL) LIMIT 1
            """,
            [attempt_id, by_id],
        )
        if left:
            raise ExpectedError(msg("还有字没有标完。标完每个字，才能看机器怎么说。"))
        self._write(
            lambda db: db.table("mark_takes").update((attempt_id, by_id), {"finished": moment_to_text(now)})
        )

    def beside(self, attempt_id: str) -> list[Mark]:
        """Her marks with the machine's verdicts. Raises ExpectedError before the take is finished."""
        self._check(attempt_id)
        if not self._finished(attempt_id):
            raise ExpectedError(msg("还有字没有标完。标完每个字，才能看机器怎么说。"))
        return self._marks(
            "mark_takes.attempt_id = ? AND mark_takes.by_id = ?", [attempt_id, self._viewer_id]
        )

    def standing(self) -> MarkedTakes:
        """How many takes the viewer has marked, and which one she broke off last."""
        self._access.check_trainer()
        condition, values = self._access.readable("mark_takes.profile_id")
        [counted] = self._query(
            "SELECT count(finished) AS finished FROM mark_takes WHERE by_id = ?", [self._viewer_id]
        )
        begun = self._query(
            f"""
            SELECT attempt_id FROM mark_takes JOIN attempts ON attempts.id = attempt_id
            WHERE by_id = ? AND finished IS NULL AND {condition} ORDER BY begun DESC LIMIT 1
            """,
            [self._viewer_id, *values],
        )
        return MarkedTakes(counted["finished"], begun[0]["attempt_id"] if begun else "")

    # -- what came of it

    def finished(self) -> list[Mark]:
        """All marks of finished takes of those she teaches, whoever made them."""
        self._access.check_trainer()
        condition, values = self._access.readable("mark_takes.profile_id")
        return self._marks(f"finished IS NOT NULL AND {condition}", values)

    def cuts(self) -> CentreCuts:
        """The thresholds that hold now."""
        found = self._query("SELECT cuts FROM thresholds ORDER BY place DESC, uid DESC LIMIT 1")
        return CentreCuts.from_json(found[0]["cuts"]) if found else BUNDLED

    def thresholds(self) -> list[Thresholds]:
        """All thresholds that ever held, the newest first; before them the bundled ones did."""
        self._access.check_trainer()
        found = self._query(
            "SELECT thresholds.*, profiles.name AS by_name FROM thresholds "
            "LEFT JOIN profiles ON profiles.id = by_id ORDER BY place DESC, uid DESC"
        )
        return [
            Thresholds(
                row["no"],
                datetime.fromisoformat(row["applied"]),
                row["by_name"] or "",
                CentreCuts.from_json(row["cuts"]),
                row["marks"],
                row["put_back"],
            )
            for row in found
        ]

    def apply(self, cuts: CentreCuts, marks: int, now: datetime, put_back: int | None = None) -> None:
        """Judge takes by these thresholds from now on; `marks` is how many they were fitted to."""
        self._access.check_administrator()
        row = {
            "applied": moment_to_text(now),
            "by_id": self._viewer_id,
            "cuts": cuts.to_json(),
            "marks": marks,
            "put_back": put_back,
        }
        self._write(lambda db: db.table("thresholds").insert(row))

    # -- inside

    @property
    def _viewer_id(self) -> str:
        """Who is here now; read before work is handed over, since she may leave before it is done."""
        return self._access.viewer.id if self._access.viewer else ""

    def _check(self, attempt_id: str, *, open_only: bool = False) -> None:
        """The viewer has begun this take, and still teaches whoever said it."""
        found = self._query(
            "SELECT profile_id FROM mark_takes WHERE attempt_id = ? AND by_id = ?",
            [attempt_id, self._viewer_id],
        )
        owner = found[0]["profile_id"] if found else self._access.owner_of("attempts", attempt_id)
        if owner:
            self._access.check_teaches(owner)
        if not found:
            raise _missing(attempt_id)
        if open_only and self._finished(attempt_id):
            raise ExpectedError(msg("这一段已经标完，看过机器的判断，不能再改。"))

    def _finished(self, attempt_id: str) -> bool:
        found = self._query(
            "SELECT finished FROM mark_takes WHERE attempt_id = ? AND by_id = ?",
            [attempt_id, self._viewer_id],
        )
        return bool(found and found[0]["finished"])

    def _marks(self, condition: str, values: Sequence[Any]) -> list[Mark]:
        found = self._query(
            f"""
            SELECT marks.*, mark_takes.profile_id, scorer, strictness, total, said,
                   trainers.name AS by_name, speakers.first_language
            FROM mark_takes JOIN marks USING (attempt_id, by_id)
            JOIN profiles AS trainers ON trainers.id = mark_takes.by_id
            JOIN profiles AS speakers ON speakers.id = mark_takes.profile_id
            WHERE {condition} ORDER BY finished, attempt_id, by_id, position
            """,
            values,
        )
        return [mark for row in found for mark in marks_from(row)]

    def _query(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        return self._thread.call(lambda db: list(db.query(sql, values)))

    def _write(self, work: Callable[[Database], T]) -> T:
        def carry_out(db: Database) -> T:
            with writing(db):
                return work(db)

        return self._thread.call(carry_out)


def _missing(attempt_id: str) -> AttemptMissingError:
    return AttemptMissingError(
        msg("找不到这次练习，可能已在另一个窗口中删除。请返回并刷新列表。"), attempt_id
    )
