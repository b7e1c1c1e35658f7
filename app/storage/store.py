"""The store: profiles, lessons seen and attempts, kept in one SQLite database and found again."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from app.people.values import Cohort, Profile
from app.speech.values import Part, PronunciationScore, Verdict
from app.storage import attempt_rows, reviews_rows, rows
from app.storage.access import Access
from app.storage.broadcasts import BroadcastTable
from app.storage.certificates import CertificateTable
from app.storage.connection import DATABASE_NAME, writing
from app.storage.damage import mark_suspect
from app.storage.desk import DeskTables
from app.storage.earlier import (
    earlier_from,
    earlier_from_data,
    set_score_aside,
)
from app.storage.erasure import erase_person
from app.storage.erasure_tables import ErasureTables
from app.storage.exams import ExamTables
from app.storage.exchange.register import put_by_said_of
from app.storage.exchange.tables import ExchangeTables
from app.storage.learning import LearningTables
from app.storage.locks import InUse
from app.storage.marks import MarkTables
from app.storage.migrations import migrate
from app.storage.orders import OrderTables
from app.storage.people import PeopleTables
from app.storage.people_pins import PinTable
from app.storage.people_sign_ins import SignIns
from app.storage.plans import PlanTables
from app.storage.progress import ProgressTables
from app.storage.progress_counts import recounted
from app.storage.rehearsals import RehearsalTable
from app.storage.reports import ReportTables
from app.storage.retention import RetentionTable
from app.storage.reviews import ReviewTables
from app.storage.reviews_need import note_need
from app.storage.score_json import score_from_data, unpack_score
from app.storage.shared_folder import SharedFolder
from app.storage.steps_seen import StepsSeen
from app.storage.trash import move_back, move_to_trash, read_note
from app.storage.values import (
    FREE,
    UNSCORED,
    Attempt,
    AttemptSummary,
    DayTotal,
    EarlierScore,
    ScoredWith,
    SoundCount,
)
from app.storage.videos import take_video_back, video_in_trash
from app.storage.worker import StorageThread

log = logging.getLogger(__name__)

_SUMMARY = (
    "id, created, lesson_id, prompt_id, text, total, status, duration, "
    "initial_off, initial_wrong, final_off, final_wrong, tone_off, tone_wrong, "
    "scorer, strictness"
)


class Store:
    """Everything that stays, behind plain methods that block until done.

    Any thread may call; one storage thread does the work in the order of the calls. Every change is a
    transaction. All methods raise `StorageError` with a sentence for the user when the disk, another program
    or damage is in the way; what was stored before is untouched then. Get one from `opening.open_store`.
    """

    def __init__(self, user_dir: Path, shared: SharedFolder | None = None) -> None:
        """`shared` is held for a folder on a network share and given back by `close()`."""
        self.user_dir = user_dir
        self._shared = shared
        self.database = user_dir / DATABASE_NAME
        self._closing = threading.Event()
        self._background: list[threading.Thread] = []
        self._in_use = InUse(user_dir)
        try:
            self._thread = StorageThread(self.database, lambda: mark_suspect(user_dir), shared)
            try:
                self._thread.call(migrate)
            except BaseException:
                self._thread.close()
                raise
        except BaseException:
            self._in_use.release()
            raise
        self.access = Access(self._thread)
        self.exchange = ExchangeTables(self._thread, user_dir)
        self.people = PeopleTables(self._thread, self.access)
        self.pins = PinTable(self._thread, self.access, user_dir)
        self.sign_ins = SignIns(self._thread, self.access, self.pins)
        self.learning = LearningTables(self._thread, self.access)
        self.plans = PlanTables(self._thread, self.access)
        self.progress = ProgressTables(self._thread, self.access)
        self.desk = DeskTables(self._thread, self.access)
        self.exams = ExamTables(self._thread, self.access)
        self.reviews = ReviewTables(self._thread, self.access, user_dir)
        self.marks = MarkTables(self._thread, self.access, user_dir)
        self.orders = OrderTables(self._thread, self.access)
        self.certificates = CertificateTable(self._thread, self.access)
        self.reports = ReportTables(self._thread, self.access)
        self.rehearsals = RehearsalTable(self._thread, self.access)
        self.broadcasts = BroadcastTable(self._thread, self.access)
        self.steps_seen = StepsSeen(self._thread, self.access)
        self.erasures = ErasureTables(self._thread, self.access, user_dir)
        self.exchange.erase_rows, self.exchange.after_erasure = erase_person, self.erasures.finish
        self.erasures.through_exchange = self.exchange.erase
        self.retention = RetentionTable(self._thread, user_dir)

    def close(self) -> None:
        """Finish and close; every later call raises `StoreClosedError`. A second close does nothing."""
        self._closing.set()
        for thread in self._background:
            thread.join()
        self._thread.close()
        self._in_use.release()
        if self._shared is not None:
            self._shared.release()

    def in_background(self, task: Callable[[threading.Event], None]) -> None:
        """Run `task` on a thread of its own; `close()` sets the event it is given and waits for its end."""
        thread = threading.Thread(target=task, args=(self._closing,), name="storage-background")
        self._background.append(thread)
        thread.start()

    # -- people, for those who need no more of them than this

    def add_profile(self, profile: Profile) -> None:
        """Keep a new profile."""
        self.people.add(profile)

    def update_profile(self, profile: Profile) -> None:
        """Replace the profile of the same id; see `PeopleTables.update`."""
        self.people.update(profile)

    def profiles(self) -> list[Profile]:
        """Everyone, the oldest first; of those she may not read what a face shows."""
        return self.people.everyone()

    def add_cohort(self, cohort: Cohort) -> None:
        """Keep a new class, led by who makes it."""
        self.people.add_cohort(cohort)

    def update_cohort(self, cohort: Cohort) -> None:
        """Replace the class of the same id; see `PeopleTables.update_cohort`."""
        self.people.update_cohort(cohort)

    def cohorts(self) -> list[Cohort]:
        """All classes, the oldest first."""
        return self.people.cohorts()

    # -- attempts

    def add_attempt(self, attempt: Attempt) -> None:
        """Keep an attempt of her own with its recording's particulars and, if it has one, its score."""
        self.access.check_own(attempt.profile_id)

        def work(db: Database) -> None:
            with writing(db):
                attempt_rows.insert_attempt(db, attempt, self.user_dir)

        self._thread.call(work)

    def attempt(self, attempt_id: str, *, with_score: bool = True) -> Attempt:
        """The whole attempt; without its score if so asked, as when that cannot be read.

        Raises:
            AttemptMissingError: there is none of this id.
            ScoreUnreadableError: its score is damaged or was written by a newer Kaibo.
        """
        row = self._whole_row(attempt_id)
        self.access.check_read(row["profile_id"])
        packed = row["score_data"] if with_score else None
        score = None if packed is None else unpack_score(packed, row["score_format"])
        return rows.attempt_from(row, score, self.user_dir, self._earlier(row["no"]) if with_score else ())

    def attempts(
        self,
        profile_id: str,
        *,
        lesson_id: str | None = None,
        prompt_id: str | None = None,
        limit: int = 200,
        offset: int = 0,
    ) -> list[AttemptSummary]:
        """Her attempts, the newest first; only those of a lesson, a prompt or both if asked."""
        self.access.check_read(profile_id)
        where, values = _where(profile_id=profile_id, lesson_id=lesson_id, prompt_id=prompt_id)
        found = self._query(
            f"SELECT {_SUMMARY} FROM attempts {where} ORDER BY created DESC, no DESC LIMIT ? OFFSET ?",
            [*values, limit, offset],
        )
        return [rows.summary_from(row) for row in found]

    def holds_attempts(self) -> bool:
        """Whether anything has been kept at all."""
        return bool(self._query("SELECT EXISTS (SELECT 1 FROM attempts) AS any")[0]["any"])

    def attempt_ids(self, profile_id: str | None = None) -> list[str]:
        """The ids of her attempts, or of all that the viewer may read, the oldest first."""
        if profile_id is None:
            condition, values = self.access.readable("profile_id")
        else:
            self.access.check_read(profile_id)
            condition, values = "profile_id = ?", [profile_id]
        found = self._query(f"SELECT id FROM attempts WHERE {condition} ORDER BY created, no", values)
        return [row["id"] for row in found]

    def scored_with(self, profile_id: str) -> list[ScoredWith]:
        """How her scored attempts whose recordings are here were scored, the oldest first."""
        self.access.check_read(profile_id)
        found = self._query(
            "SELECT id, scorer, strictness FROM attempts JOIN recordings ON attempt_no = no AND NOT away "
            "WHERE profile_id = ? AND status NOT IN (?, ?) ORDER BY attempts.created, no",
            [profile_id, UNSCORED, FREE],
        )
        return [ScoredWith(row["id"], row["scorer"], row["strictness"]) for row in found]

    def daily(self, profile_id: str) -> list[DayTotal]:
        """Her practice day by day, the oldest first; days on which she did not practise are left out."""
        self.access.check_read(profile_id)
        found = self._query(
            """
            SELECT date(created, 'localtime') AS day, count(*) AS attempts, count(total) AS scored,
                   avg(total) AS mean, max(total) AS best, sum(duration) AS seconds
            FROM attempts WHERE profile_id = ? GROUP BY day ORDER BY day
            """,
            [profile_id],
        )
        return [rows.day_from(row) for row in found]

    def sounds(self, profile_id: str) -> list[SoundCount]:
        """How often each initial, final and spoken tone got each verdict, over all her attempts."""
        self.access.check_read(profile_id)
        found = self._query(
            """
            SELECT initial, final, spoken_tone AS tone, initial_verdict, final_verdict, tone_verdict,
                   count(*) AS count
            FROM attempts JOIN syllables ON syllables.attempt_no = attempts.no
            WHERE attempts.profile_id = ? GROUP BY 1, 2, 3, 4, 5, 6
            """,
            [profile_id],
        )
        counts: Counter[tuple[Part, str, Verdict]] = Counter()
        for row in found:
            for part in Part:
                sound = str(row[part.value])
                counts[part, sound, Verdict(row[f"{part.value}_verdict"])] += row["count"]
        return [SoundCount(*key, count) for key, count in counts.items()]

    def replace_score(self, attempt_id: str, score: PronunciationScore) -> None:
        """Give the attempt this score; the one it had until now is kept among its earlier ones."""
        owner = self.access.owner_of("attempts", attempt_id)
        if not owner:
            raise attempt_rows.missing(attempt_id)
        self.access.check_own(owner)

        def work(db: Database) -> None:
            with writing(db):
                no = attempt_rows.number_of(db, attempt_id)
                set_score_aside(db, no)
                with recounted(db, no):
                    db.table("attempts").update(no, rows.score_columns(score))
                    db.execute("DELETE FROM scores WHERE attempt_no = ?", [no])
                    db.execute("DELETE FROM syllables WHERE attempt_no = ?", [no])
                    attempt_rows.insert_score(db, no, score)
                    reviews_rows.keep_changes(db, no)
                note_need(db, no, score)

        self._thread.call(work)

    def delete_attempt(self, attempt_id: str) -> None:
        """Delete the attempt and move its recording and film to the trash folder, to stay for 30 days.

        Row and files go together: if a file cannot be moved (it is playing), the attempt stays.
        """
        row = self._whole_row(attempt_id)
        self.access.check_own(row["profile_id"])
        recording = self.user_dir / row["recording_path"]
        note = self._thread.call(lambda db: attempt_rows.note_for_trash(db, row))

        def work(db: Database) -> None:
            moved: Path | None = None
            try:
                with writing(db):
                    put_by_said_of(db, attempt_id)
                    attempt_rows.remove_attempt(db, row["no"])
                    moved = move_to_trash(recording, attempt_id, note, self.user_dir)
            except BaseException:
                if moved is not None:  # moved, but the commit failed
                    moved.replace(recording)
                raise

        with video_in_trash(self.user_dir, attempt_id):
            self._thread.call(work)
        reviews_rows.voices_to_trash(note["review"], attempt_id, self.user_dir)

    def undelete_attempt(self, attempt_id: str) -> Attempt:
        """Take a deleted attempt back out of the trash; `AttemptMissingError` if it is no longer there."""
        note = read_note(attempt_id, self.user_dir)
        if note is None:
            raise attempt_rows.missing(attempt_id)
        self.access.check_own(str(note["profile_id"]))
        if self._query("SELECT 1 FROM attempts WHERE id = ?", [attempt_id]):
            return self.attempt(attempt_id)  # another station was quicker
        score = score_from_data(note["score"]) if "score" in note else None
        earlier = earlier_from_data(note.get("earlier_scores", []))
        attempt = rows.attempt_from(note, score, self.user_dir, earlier)
        said = note.get("review", {})

        def work(db: Database) -> None:
            with writing(db):
                no = attempt_rows.insert_attempt(db, attempt, self.user_dir)
                reviews_rows.voices_from_trash(said, attempt_id, self.user_dir)
                if not self.exchange.said_again(db, attempt_id):
                    reviews_rows.insert_review(db, no, said)
                take_video_back(self.user_dir, attempt_id)
                move_back(attempt.recording.path, attempt_id, self.user_dir)

        self._thread.call(work)
        return attempt

    # -- inside

    def _query(self, sql: str, values: Sequence[Any] = ()) -> list[rows.Row]:
        return self._thread.call(lambda db: list(db.query(sql, values)))

    def _earlier(self, no: int) -> tuple[EarlierScore, ...]:
        return earlier_from(
            self._query("SELECT * FROM earlier_scores WHERE attempt_no = ? ORDER BY no", [no])
        )

    def _whole_row(self, attempt_id: str) -> rows.Row:
        found = self._query(f"{attempt_rows.WHOLE} WHERE attempts.id = ?", [attempt_id])
        if not found:
            raise attempt_rows.missing(attempt_id)
        return found[0]


def _where(**columns: str | None) -> tuple[str, list[str]]:
    asked = {name: value for name, value in columns.items() if value is not None}
    clause = " AND ".join(f"{name} = ?" for name in asked)
    return (f"WHERE {clause}" if clause else ""), list(asked.values())
