"""The tables of reviews: which takes wait for a trainer, what she said of them, what the trainee has heard.

A review stands beside the machine's score and never changes it. Trainers review whom they teach; a trainee
reads what was said of her takes and may ask to be heard.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from sqlite_utils import Database

from app.errors import ExpectedError
from app.i18n import msg
from app.people.rights import NotAllowedError
from app.speech.values import Part, Verdict
from app.storage.access import Access
from app.storage.connection import writing
from app.storage.errors import AttemptMissingError
from app.storage.progress_counts import recounted
from app.storage.reviews_need import note_need
from app.storage.reviews_rows import (
    change_from,
    comment_from,
    count_parts,
    heard_row_from,
    queue_row_from,
    review_from,
    set_counted,
    settle_state,
)
from app.storage.reviews_values import (
    Comment,
    HeardRow,
    Need,
    QueueRow,
    ReviewedAttempt,
    ReviewState,
    VerdictChange,
)
from app.storage.rows import Row, moment_to_text, relative_path
from app.storage.worker import StorageThread

T = TypeVar("T")

# All takes that wait: those asked for whatever their age, others since a moment; with the need that they
# have now that plans are looked at, too. `{who}` is a condition over reviews.profile_id, asked twice.
_WAITING = """
    WITH asked AS (
        SELECT attempt_no, profile_id, created, need FROM reviews WHERE need = 0 AND state = 'open' AND {who}
        UNION ALL
        SELECT attempt_no, profile_id, created, need FROM reviews
        WHERE state = 'open' AND need > 0 AND need < 9 AND created >= ? AND {who}
    ), due AS (
        SELECT profiles.id AS profile_id, plan_items.lesson_id, min(counts_from) AS counts_from
        FROM plans_given JOIN plan_items ON plan_items.plan_id = plans_given.plan_id
        JOIN profiles ON profiles.id = plans_given.profile_id OR profiles.cohort_id = plans_given.cohort_id
        GROUP BY 1, 2
    ), waiting AS (
        SELECT attempt_no, asked.profile_id, asked.created,
               CASE WHEN need > 3 AND due.lesson_id IS NOT NULL THEN 3 ELSE need END AS need
        FROM asked JOIN attempts ON attempts.no = attempt_no
        LEFT JOIN due ON due.profile_id = asked.profile_id AND due.lesson_id = attempts.lesson_id
            AND due.counts_from <= asked.created
    )
"""


class ReviewTables:
    """What the store keeps of reviews. As in the store, any thread may call, and all calls block."""

    def __init__(self, thread: StorageThread, access: Access, user_dir: Path) -> None:
        self._thread = thread
        self._access = access
        self._user_dir = user_dir

    # -- the queue

    def queue(
        self,
        since: datetime,
        *,
        cohort_id: str = "",
        profile_id: str = "",
        limit: int = 50,
        offset: int = 0,
    ) -> list[QueueRow]:
        """Takes of those the viewer teaches that wait for her: by need, the newest of each first.

        Those asked for whatever their age, others recorded `since`; of a class or a person if asked.
        """
        who, values = self._whose(cohort_id, profile_id)
        found = self._query(
            f"""
            {_WAITING.format(who=who)}
            SELECT attempts.id, waiting.profile_id, profiles.name, profiles.cohort_id, attempts.lesson_id,
                   prompt_id, text, waiting.created, attempts.duration, status, total, waiting.need,
                   reviews.usual, reviews.doubt, reviews.question, recordings.interrupted,
                   (SELECT count(*) FROM review_comments WHERE attempt_no = no)
                   + (SELECT count(*) FROM verdict_changes WHERE attempt_no = no) AS said
            FROM (SELECT * FROM waiting ORDER BY need, created DESC, attempt_no DESC LIMIT ? OFFSET ?)
                AS waiting
            JOIN attempts ON attempts.no = waiting.attempt_no
            JOIN reviews ON reviews.attempt_no = waiting.attempt_no
            JOIN recordings ON recordings.attempt_no = waiting.attempt_no
            JOIN profiles ON profiles.id = waiting.profile_id
            ORDER BY waiting.need, waiting.created DESC, waiting.attempt_no DESC
            """,
            [*values, moment_to_text(since), *values, limit, offset],
        )
        return [queue_row_from(row) for row in found]

    def counts(self, since: datetime, *, cohort_id: str = "", profile_id: str = "") -> dict[Need, int]:
        """How many takes wait for each need, those with any; asked as `queue` is."""
        who, values = self._whose(cohort_id, profile_id)
        found = self._query(
            f"{_WAITING.format(who=who)} SELECT need, count(*) AS count FROM waiting GROUP BY need",
            [*values, moment_to_text(since), *values],
        )
        return {Need(row["need"]): row["count"] for row in found}

    # -- what was said

    def review(self, attempt_id: str) -> ReviewedAttempt:
        """All that trainers said of an attempt; an open review with nothing in it when nobody did.

        Raises AttemptMissingError.
        """
        no, owner = self._attempt(attempt_id)
        self._access.check_read(owner)
        return self._review(no, attempt_id)

    def heard(self, profile_id: str, *, limit: int = 50) -> list[HeardRow]:
        """Her takes that trainers have heard, those she has not looked at since first, then the newest."""
        self._access.check_read(profile_id)
        found = self._query(
            """
            SELECT attempts.id, attempts.lesson_id, text, attempts.created, reviewed, state, seen,
                   profiles.name AS by_name,
                   (SELECT count(*) FROM review_comments WHERE attempt_no = no) AS comments,
                   (SELECT count(*) FROM verdict_changes WHERE attempt_no = no) AS changes
            FROM reviews JOIN attempts ON attempts.no = reviews.attempt_no
            LEFT JOIN profiles ON profiles.id = reviews.by_id
            WHERE reviews.profile_id = ? AND reviewed IS NOT NULL
            ORDER BY seen IS NOT NULL, reviewed DESC LIMIT ?
            """,
            [profile_id, limit],
        )
        return [heard_row_from(row) for row in found]

    # -- the trainee

    def ask(self, attempt_id: str, question: str, now: datetime) -> None:
        """She asks to be heard, with a sentence or "". A take that was heard waits again."""
        no, owner = self._attempt(attempt_id)
        self._access.check_own(owner)
        self._write(
            lambda db: db.execute(
                "UPDATE reviews SET need = ?, asked = ?, question = ?, asked_after = reviewed, state = ? "
                "WHERE attempt_no = ?",
                [int(Need.ASKED), moment_to_text(now), question, ReviewState.OPEN.value, no],
            )
        )

    def take_back(self, attempt_id: str) -> None:
        """She no longer asks to be heard."""
        no, owner = self._attempt(attempt_id)
        self._access.check_own(owner)

        def work(db: Database) -> None:
            asked = {"asked": None, "question": "", "asked_after": None, "need": int(Need.NEWEST)}
            db.table("reviews").update(no, asked)
            note_need(db, no)
            settle_state(db, no)

        self._write(work)

    def see(self, attempt_id: str, now: datetime) -> None:
        """She has looked at what was said."""
        no, owner = self._attempt(attempt_id)
        self._access.check_own(owner)
        self._write(
            lambda db: db.execute(
                "UPDATE reviews SET seen = ? WHERE attempt_no = ? AND seen IS NULL", [moment_to_text(now), no]
            )
        )

    # -- the trainer

    def change_verdict(
        self, attempt_id: str, position: int, part: Part, verdict: Verdict | None, now: datetime
    ) -> VerdictChange | None:
        """Put the trainer's verdict beside the machine's; None takes hers back, as does saying the same.

        Statistics count hers from then on. Returns the change that stood there before. Raises
        ExpectedError when the attempt has no such syllable.
        """
        by_id, no = self._viewer_id, self._taught(attempt_id)
        key = [no, position, part.value]

        def work(db: Database) -> VerdictChange | None:
            where = "attempt_no = ? AND position = ? AND part = ?"
            before = [change_from(e) for e in db.query(f"SELECT * FROM verdict_changes WHERE {where}", key)]
            counted = db.execute(
                f"SELECT {part.value}_verdict FROM syllables WHERE attempt_no = ? AND position = ?", key[:2]
            ).fetchone()
            if counted is None:
                raise ExpectedError(msg("这段录音里没有这个字，可能刚刚重新评过分。请返回再打开一次。"))
            machine = before[0].machine if before else Verdict(counted[0])
            db.execute(f"DELETE FROM verdict_changes WHERE {where}", key)
            if verdict is not None and verdict is not machine:
                db.execute(
                    "INSERT INTO verdict_changes VALUES (?, ?, ?, ?, ?, ?, ?)",
                    [*key, machine.value, verdict.value, by_id, moment_to_text(now)],
                )
            with recounted(db, no):
                set_counted(db, no, position, part, (verdict or machine).value)
                count_parts(db, no)
            self._say(db, no)
            return before[0] if before else None

        return self._write(work)

    def add_comment(self, attempt_id: str, comment: Comment) -> None:
        """Keep the viewer's comment; who it is by is the viewer, whatever it says."""
        by_id, no = self._viewer_id, self._taught(attempt_id)
        voice = relative_path(comment.voice, self._user_dir) if comment.voice else None

        def work(db: Database) -> None:
            db.table("review_comments").insert(
                {
                    "id": comment.id,
                    "attempt_no": no,
                    "at": comment.at,
                    "text": comment.text,
                    "voice": voice,
                    "voice_sha256": comment.voice_sha256,
                    "voice_seconds": comment.voice_seconds,
                    "by_id": by_id,
                    "created": moment_to_text(comment.created),
                }
            )
            self._say(db, no)

        self._write(work)

    def remove_comment(self, comment_id: str) -> None:
        """Take a comment back, a trainer her own, an administrator anybody's. A voice file stays on disk."""
        found = self._query(
            "SELECT attempts.id, by_id FROM review_comments JOIN attempts ON no = attempt_no "
            "WHERE review_comments.id = ?",
            [comment_id],
        )
        if not found:
            return
        self._taught(found[0]["id"])
        if not (self._access.is_administrator() or self._access.is_own(found[0]["by_id"] or "")):
            raise NotAllowedError(msg("这条评语是别的教师写的，不能删除。"), comment_id)
        self._write(lambda db: db.execute("DELETE FROM review_comments WHERE id = ?", [comment_id]))

    def finish(self, attempt_id: str, now: datetime) -> ReviewState:
        """The viewer is done with this take; it leaves the queue. Changed if any verdict is a trainer's."""
        by_id, no = self._viewer_id, self._taught(attempt_id)

        def work(db: Database) -> ReviewState:
            changed = db.execute("SELECT 1 FROM verdict_changes WHERE attempt_no = ?", [no]).fetchone()
            state = ReviewState.CHANGED if changed else ReviewState.ACCEPTED
            db.table("reviews").update(
                no,
                {
                    "state": state.value,
                    "by_id": by_id,
                    "reviewed": moment_to_text(now),
                    "seen": None,
                },
            )
            return state

        return self._write(work)

    def reopen(self, attempt_id: str) -> None:
        """Undo `finish`: the take waits again, and the trainee is told nothing."""
        no = self._taught(attempt_id)
        self._write(
            lambda db: db.table("reviews").update(
                no, {"state": ReviewState.OPEN.value, "reviewed": None, "by_id": None}
            )
        )

    def spend(self, attempt_id: str, seconds: float) -> None:
        """Add to the time that was spent on reviewing this take."""
        no = self._taught(attempt_id)
        self._write(
            lambda db: db.execute(
                "UPDATE reviews SET seconds = seconds + ? WHERE attempt_no = ?", [seconds, no]
            )
        )

    # -- inside

    @property
    def _viewer_id(self) -> str:
        """Who is here now; read before work is handed over, since she may leave before it is done."""
        return self._access.viewer.id if self._access.viewer else ""

    def _whose(self, cohort_id: str, profile_id: str) -> tuple[str, list[Any]]:
        """A condition over `profile_id`: whose takes are asked for. Nobody reviews her own."""
        self._access.check_trainer()
        condition, values = self._access.readable("profile_id")
        condition += " AND profile_id <> ?"
        values = [*values, self._viewer_id]
        if cohort_id:
            self._access.check_leads(cohort_id)
            condition += " AND profile_id IN (SELECT id FROM profiles WHERE cohort_id = ? AND NOT archived)"
            values.append(cohort_id)
        else:
            condition += " AND profile_id NOT IN (SELECT id FROM profiles WHERE archived)"
        if profile_id:
            self._access.check_teaches(profile_id)
            condition += " AND profile_id = ?"
            values.append(profile_id)
        return f"({condition})", values

    def _taught(self, attempt_id: str) -> int:
        """The number of an attempt that the viewer may review."""
        no, owner = self._attempt(attempt_id)
        self._access.check_teaches(owner)
        return no

    def _attempt(self, attempt_id: str) -> tuple[int, str]:
        found = self._query(
            "SELECT no, attempts.profile_id, need FROM attempts "
            "LEFT JOIN reviews ON attempt_no = no WHERE id = ?",
            [attempt_id],
        )
        if not found:
            raise AttemptMissingError(
                msg("找不到这次练习，可能已在另一个窗口中删除。请返回并刷新列表。"), attempt_id
            )
        no = int(found[0]["no"])
        if found[0]["need"] is None:  # it was written past the store
            self._write(lambda db: note_need(db, no))
        return no, found[0]["profile_id"]

    def _review(self, no: int, attempt_id: str) -> ReviewedAttempt:
        [row] = self._query(
            "SELECT reviews.*, profiles.name AS by_name FROM reviews "
            "LEFT JOIN profiles ON profiles.id = by_id WHERE attempt_no = ?",
            [no],
        )
        changes = self._query(
            "SELECT * FROM verdict_changes WHERE attempt_no = ? ORDER BY position, part", [no]
        )
        comments = self._query(
            "SELECT review_comments.*, profiles.name AS by_name FROM review_comments "
            "LEFT JOIN profiles ON profiles.id = by_id WHERE attempt_no = ? "
            "ORDER BY at IS NOT NULL, at, review_comments.created",
            [no],
        )
        return review_from(
            attempt_id,
            row,
            tuple(change_from(each) for each in changes),
            tuple(comment_from(each, self._user_dir) for each in comments),
        )

    def _say(self, db: Database, no: int) -> None:
        """Something new was said: where the take had been heard already, the trainee hears of it again."""
        db.execute(
            """
            UPDATE reviews SET seen = NULL, state = CASE WHEN state = 'open' THEN state
                WHEN EXISTS (SELECT 1 FROM verdict_changes WHERE attempt_no = reviews.attempt_no)
                THEN 'changed' ELSE 'accepted' END
            WHERE attempt_no = ?
            """,
            [no],
        )

    def _query(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        return self._thread.call(lambda db: list(db.query(sql, values)))

    def _write(self, work: Callable[[Database], T]) -> T:
        def carry_out(db: Database) -> T:
            with writing(db):
                return work(db)

        return self._thread.call(carry_out)
