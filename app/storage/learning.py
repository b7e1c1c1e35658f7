"""The tables of learning: cards and reviews, outcomes, the day's list, and how sounds went."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from sqlite_utils import Database

from app.curriculum.values import Outcome
from app.speech.values import Part
from app.storage.access import Access
from app.storage.connection import writing
from app.storage.learning_values import (
    KeptCard,
    KeptDay,
    KeptOutcome,
    KeptReview,
    Review,
    SpokenPrompt,
    SpokenSound,
)
from app.storage.rows import Row, moment_to_text
from app.storage.worker import StorageThread

T = TypeVar("T")

_COUNTS = {verdict: "+".join(f"{part.value}_{verdict}" for part in Part) for verdict in ("off", "wrong")}


class LearningTables:
    """What the store keeps of learning. As in the store, any thread may call, and all calls block."""

    def __init__(self, thread: StorageThread, access: Access) -> None:
        self._thread = thread
        self._access = access

    # -- cards

    def cards(self, profile_id: str, *, due_before: datetime | None = None) -> list[KeptCard]:
        """Her cards, the longest due first; only those due before a moment if asked."""
        self._access.check_read(profile_id)
        where, values = "profile_id = ?", [profile_id]
        if due_before is not None:
            where += " AND due < ?"
            values.append(moment_to_text(due_before))
        found = self._query(f"SELECT * FROM memory_cards WHERE {where} ORDER BY due, no", values)
        return [_card_from(row) for row in found]

    def add_cards(self, profile_id: str, cards: Iterable[KeptCard]) -> None:
        """Keep new cards; those whose kind and key she has already are left as they are."""
        self._access.check_own(profile_id)
        rows = [_card_row(profile_id, card) for card in cards]
        if rows:
            self._write(lambda db: db.table("memory_cards").insert_all(rows, ignore=True))

    def keep_reviews(self, profile_id: str, reviews: Sequence[Review], until: int | None = None) -> None:
        """Keep cards as they are after their reviews, together with the reviews, all or nothing.

        A card that is not there yet is made. `until` goes with them: see `learned_until`.
        """
        self._access.check_own(profile_id)

        def work(db: Database) -> None:
            for review in reviews:
                _keep_review(db, profile_id, review)
            if until is not None:
                row = {"profile_id": profile_id, "attempt_no": until}
                db.table("learned_until").insert(row, replace=True)

        if reviews or until is not None:
            self._write(work)

    def reviews(self, profile_id: str, *, since: datetime | None = None) -> list[KeptReview]:
        """Her reviews, the oldest first; only those since a moment if asked."""
        self._access.check_read(profile_id)
        values = [profile_id]
        where = "profile_id = ?"
        if since is not None:
            where += " AND memory_reviews.reviewed >= ?"
            values.append(moment_to_text(since))
        found = self._query(
            f"""
            SELECT card_no, memory_reviews.reviewed, rating, seconds
            FROM memory_reviews JOIN memory_cards ON memory_cards.no = card_no
            WHERE {where} ORDER BY memory_reviews.reviewed, memory_reviews.no
            """,
            values,
        )
        return [
            KeptReview(row["card_no"], datetime.fromisoformat(row["reviewed"]), row["rating"], row["seconds"])
            for row in found
        ]

    # -- outcomes

    def add_outcome(self, profile_id: str, kept: KeptOutcome) -> None:
        """Keep what came of an activity."""
        self._access.check_own(profile_id)
        row = {
            "profile_id": profile_id,
            "lesson_id": kept.lesson_id,
            "step_id": kept.step_id,
            "done": moment_to_text(kept.done),
            "right_count": kept.outcome.right,
            "asked_count": kept.outcome.asked,
            "seconds": float(kept.outcome.seconds),
            "answers": json.dumps(kept.outcome.answers, ensure_ascii=False),
        }
        self._write(lambda db: db.table("outcomes").insert(row))

    def outcomes(self, profile_id: str, lesson_id: str | None = None) -> list[KeptOutcome]:
        """What came of her activities, the oldest first; only those of a lesson if asked."""
        self._access.check_read(profile_id)
        where, values = "profile_id = ?", [profile_id]
        if lesson_id is not None:
            where += " AND lesson_id = ?"
            values.append(lesson_id)
        found = self._query(f"SELECT * FROM outcomes WHERE {where} ORDER BY done, no", values)
        return [_outcome_from(row) for row in found]

    # -- the day's list

    def keep_day(self, profile_id: str, day: KeptDay) -> None:
        """Keep the list of a day; an earlier list of the same day is replaced."""
        self._access.check_own(profile_id)
        row = {
            "profile_id": profile_id,
            "day": day.day.isoformat(),
            "made": moment_to_text(day.made),
            "items": day.items,
        }
        self._write(lambda db: db.table("day_plans").insert(row, replace=True))

    def day(self, profile_id: str, day: date) -> KeptDay | None:
        """The list of a day, if one was made."""
        self._access.check_read(profile_id)
        found = self._query(
            "SELECT * FROM day_plans WHERE profile_id = ? AND day = ?", [profile_id, day.isoformat()]
        )
        if not found:
            return None
        return KeptDay(day, datetime.fromisoformat(found[0]["made"]), found[0]["items"])

    # -- what was spoken

    def learned_until(self, profile_id: str) -> int:
        """The number of the last attempt that was counted; 0 when none was."""
        self._access.check_read(profile_id)
        found = self._query("SELECT attempt_no FROM learned_until WHERE profile_id = ?", [profile_id])
        return int(found[0]["attempt_no"]) if found else 0

    def spoken_prompts(self, profile_id: str, after: int) -> list[SpokenPrompt]:
        """Her scored attempts after number `after`, in the order in which they were kept."""
        self._access.check_read(profile_id)
        found = self._query(
            f"""
            SELECT no, lesson_id, prompt_id, created, total, syllable_count,
                   {_COUNTS["off"]} AS off, {_COUNTS["wrong"]} AS wrong
            FROM attempts
            WHERE profile_id = ? AND no > ? AND status = 'scored' AND total IS NOT NULL ORDER BY no
            """,
            [profile_id, after],
        )
        return [
            SpokenPrompt(
                row["no"],
                row["lesson_id"],
                row["prompt_id"],
                datetime.fromisoformat(row["created"]),
                row["total"],
                row["syllable_count"],
                row["off"],
                row["wrong"],
            )
            for row in found
        ]

    def spoken_sounds(self, profile_id: str, part: Part, least_wrong: int) -> list[SpokenSound]:
        """How each sound went, attempt by attempt, the oldest first.

        Only sounds that were wrong in at least `least_wrong` attempts: the others are no news.
        """
        self._access.check_read(profile_id)
        initial = "initial" if part is Part.FINAL else "''"
        sound = "spoken_tone" if part is Part.TONE else part.value
        verdict = f"{part.value}_verdict"
        found = self._query(
            f"""
            WITH spoken AS (
                SELECT attempts.no, attempts.created, attempts.syllable_count, {initial} AS before,
                       {sound} AS sound,
                       sum({verdict} = 'good') AS good, sum({verdict} = 'off') AS off,
                       sum({verdict} = 'wrong') AS wrong,
                       group_concat(CASE WHEN {verdict} = 'wrong' THEN {part.value}_heard END) AS heard
                FROM attempts JOIN syllables ON syllables.attempt_no = attempts.no
                WHERE attempts.profile_id = ? AND attempts.status = 'scored'
                GROUP BY attempts.no, before, sound
                HAVING good + off + wrong > 0
            )
            SELECT * FROM spoken
            WHERE sound IN (
                SELECT sound FROM spoken WHERE wrong > 0 GROUP BY sound HAVING count(DISTINCT no) >= ?
            )
            ORDER BY created, no
            """,
            [profile_id, least_wrong],
        )
        return [
            SpokenSound(
                attempt_no=row["no"],
                created=datetime.fromisoformat(row["created"]),
                syllables=row["syllable_count"],
                part=part,
                initial=row["before"],
                sound=str(row["sound"]),
                good=row["good"],
                off=row["off"],
                wrong=row["wrong"],
                heard=tuple(each for each in (row["heard"] or "").split(",") if each),
            )
            for row in found
        ]

    # -- inside

    def _query(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        return self._thread.call(lambda db: list(db.query(sql, values)))

    def _write(self, work: Callable[[Database], T]) -> T:
        def carry_out(db: Database) -> T:
            with writing(db):
                return work(db)

        return self._thread.call(carry_out)


def _keep_review(db: Database, profile_id: str, review: Review) -> None:
    card = review.card
    if card.reviewed is None:
        raise ValueError("a reviewed card says when it was reviewed")
    row = _card_row(profile_id, card)
    db.execute(
        """
        INSERT INTO memory_cards (profile_id, kind, key, lesson_id, card, due, created, reviewed)
        VALUES (:profile_id, :kind, :key, :lesson_id, :card, :due, :created, :reviewed)
        ON CONFLICT (profile_id, kind, key)
        DO UPDATE SET card = excluded.card, due = excluded.due, reviewed = excluded.reviewed
        """,
        row,
    )
    db.execute(
        """
        INSERT INTO memory_reviews (card_no, reviewed, rating, seconds)
        SELECT no, :reviewed, :rating, :seconds FROM memory_cards
        WHERE profile_id = :profile_id AND kind = :kind AND key = :key
        """,
        row | {"rating": review.rating, "seconds": review.seconds},
    )


def _card_row(profile_id: str, card: KeptCard) -> Row:
    return {
        "profile_id": profile_id,
        "kind": card.kind,
        "key": card.key,
        "lesson_id": card.lesson_id,
        "card": card.card,
        "due": moment_to_text(card.due),
        "created": moment_to_text(card.created),
        "reviewed": None if card.reviewed is None else moment_to_text(card.reviewed),
    }


def _card_from(row: Row) -> KeptCard:
    return KeptCard(
        no=row["no"],
        kind=row["kind"],
        key=row["key"],
        lesson_id=row["lesson_id"],
        card=row["card"],
        due=datetime.fromisoformat(row["due"]),
        created=datetime.fromisoformat(row["created"]),
        reviewed=None if row["reviewed"] is None else datetime.fromisoformat(row["reviewed"]),
    )


def _outcome_from(row: Row) -> KeptOutcome:
    return KeptOutcome(
        lesson_id=row["lesson_id"],
        step_id=row["step_id"],
        done=datetime.fromisoformat(row["done"]),
        outcome=Outcome(
            right=row["right_count"],
            asked=row["asked_count"],
            seconds=row["seconds"],
            answers=tuple(json.loads(row["answers"])),
        ),
    )
