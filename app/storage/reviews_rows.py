"""Reviews as rows, with what they change in the counts, and as notes in the trash."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from app.speech.values import Part, Verdict
from app.storage.progress_counts import recounted
from app.storage.reviews_values import (
    Comment,
    HeardRow,
    Need,
    QueueRow,
    ReviewedAttempt,
    ReviewState,
    VerdictChange,
)
from app.storage.rows import Row
from app.storage.trash import trash_dir

log = logging.getLogger(__name__)

_NOTED = (
    "need",
    "usual",
    "doubt",
    "asked",
    "question",
    "state",
    "by_id",
    "reviewed",
    "seconds",
    "seen",
    "asked_after",
)


def count_trainers_verdicts(db: Database, attempt_no: int) -> None:
    """Let statistics count the trainer's verdicts where there are some. Within `recounted`.

    `syllables` and the counts in `attempts` are what questions about many takes are answered from; what the
    machine found stays in the score itself and in `verdict_changes.machine`.
    """
    changes = list(db.query("SELECT * FROM verdict_changes WHERE attempt_no = ?", [attempt_no]))
    for change in changes:
        set_counted(db, attempt_no, change["position"], Part(change["part"]), change["trainer"])
    if changes:
        count_parts(db, attempt_no)


def set_counted(db: Database, attempt_no: int, position: int, part: Part, verdict: str) -> None:
    """Which verdict on a part statistics count; `count_parts` has to follow. Within `recounted`."""
    db.execute(
        f"UPDATE syllables SET {part.value}_verdict = ? WHERE attempt_no = ? AND position = ?",
        [verdict, attempt_no, position],
    )


def count_parts(db: Database, attempt_no: int) -> None:
    """Count the verdicts of an attempt anew from its syllables."""
    columns = ", ".join(
        f"{part.value}_{verdict.value} = (SELECT count(*) FROM syllables "
        f"WHERE attempt_no = attempts.no AND {part.value}_verdict = '{verdict.value}')"
        for part in Part
        for verdict in Verdict
    )
    db.execute(f"UPDATE attempts SET {columns} WHERE no = ?", [attempt_no])


def keep_changes(db: Database, attempt_no: int) -> None:
    """After the attempt was scored again: the trainer's verdicts stay, beside what the machine says now.

    Within `recounted`.
    """
    for part in Part:
        db.execute(
            f"""
            UPDATE verdict_changes SET machine = coalesce((
                SELECT {part.value}_verdict FROM syllables
                WHERE syllables.attempt_no = verdict_changes.attempt_no
                  AND syllables.position = verdict_changes.position
            ), '{Verdict.NOT_ASSESSABLE.value}')
            WHERE attempt_no = ? AND part = '{part.value}'
            """,
            [attempt_no],
        )
    count_trainers_verdicts(db, attempt_no)


def settle_state(db: Database, no: int) -> None:
    """Find a review's state from what was said: the same at every station, in whatever order it came."""
    db.execute(
        """
        UPDATE reviews SET state = CASE
            WHEN reviewed IS NULL OR (asked IS NOT NULL AND asked_after IS reviewed) THEN 'open'
            WHEN EXISTS (SELECT 1 FROM verdict_changes WHERE attempt_no = reviews.attempt_no) THEN 'changed'
            ELSE 'accepted' END
        WHERE attempt_no = ?
        """,
        [no],
    )


# -- the trash


def review_to_data(db: Database, attempt_no: int) -> dict[str, Any]:
    """All that was said of an attempt, as JSON data for the note beside its recording in the trash."""

    def rows(table: str) -> list[Row]:
        found = db.query(f"SELECT * FROM {table} WHERE attempt_no = ?", [attempt_no])
        return [{name: value for name, value in row.items() if name != "attempt_no"} for row in found]

    review = rows("reviews")
    return {
        **({name: review[0][name] for name in _NOTED} if review else {}),
        "changes": rows("verdict_changes"),
        "comments": rows("review_comments"),
    }


def insert_review(db: Database, attempt_no: int, data: dict[str, Any]) -> None:
    """Put back what `review_to_data` noted, for an attempt that is there again. Who said it may be gone."""
    there = {row["id"] for row in db.query("SELECT id FROM profiles")}

    def of(row: Row) -> Row:
        return row | {"by_id": row["by_id"] if row["by_id"] in there else None}

    if "state" in data:
        db.table("reviews").update(attempt_no, of({name: data[name] for name in _NOTED if name in data}))
    for table, name in (("verdict_changes", "changes"), ("review_comments", "comments")):
        db.table(table).insert_all([{"attempt_no": attempt_no, **of(each)} for each in data.get(name, ())])
    with recounted(db, attempt_no):
        count_trainers_verdicts(db, attempt_no)


def voices_to_trash(data: dict[str, Any], attempt_id: str, user_dir: Path) -> None:
    """Move voice comments to their attempt's folder in the trash, or delete them if it went without one."""
    folder = trash_dir(user_dir) / attempt_id
    for voice in _voices(data):
        path = user_dir / voice
        if not path.is_file():
            continue
        try:
            if folder.is_dir():
                path.replace(folder / path.name)
            else:
                path.unlink()
        except OSError as error:  # it is playing; the attempt is deleted already, and comes back with it
            log.warning("the spoken comment %s stays: %s", path, error)


def voices_from_trash(data: dict[str, Any], attempt_id: str, user_dir: Path) -> None:
    """Move voice comments from the trash back to where they were."""
    for voice in _voices(data):
        path = user_dir / voice
        waiting = trash_dir(user_dir) / attempt_id / path.name
        if waiting.is_file():
            path.parent.mkdir(parents=True, exist_ok=True)
            waiting.replace(path)


def _voices(data: dict[str, Any]) -> list[str]:
    return [each["voice"] for each in data.get("comments", ()) if each["voice"]]


# -- values


def change_from(row: Row) -> VerdictChange:
    """A changed verdict from its row."""
    return VerdictChange(row["position"], Part(row["part"]), Verdict(row["machine"]), Verdict(row["trainer"]))


def comment_from(row: Row, user_dir: Path) -> Comment:
    """A comment from its row joined with its author's name as `by_name`."""
    return Comment(
        id=row["id"],
        at=row["at"],
        text=row["text"],
        created=datetime.fromisoformat(row["created"]),
        by=row["by_id"] or "",
        by_name=row["by_name"] or "",
        voice=user_dir / row["voice"] if row["voice"] else None,
        voice_seconds=row["voice_seconds"],
        voice_sha256=row["voice_sha256"],
        voice_away=bool(row["away"]),
    )


def review_from(
    attempt_id: str, row: Row, changes: tuple[VerdictChange, ...], comments: tuple[Comment, ...]
) -> ReviewedAttempt:
    """A review from its row joined with the trainer's name as `by_name`."""
    return ReviewedAttempt(
        attempt_id=attempt_id,
        state=ReviewState(row["state"]),
        changes=changes,
        comments=comments,
        need=Need(row["need"]),
        asked=_moment(row["asked"]),
        question=row["question"],
        by=row["by_id"] or "",
        by_name=row["by_name"] or "",
        reviewed=_moment(row["reviewed"]),
        seconds=row["seconds"],
        seen=_moment(row["seen"]),
    )


def queue_row_from(row: Row) -> QueueRow:
    """A take that waits, from its row."""
    return QueueRow(
        attempt_id=row["id"],
        profile_id=row["profile_id"],
        name=row["name"],
        cohort_id=row["cohort_id"] or "",
        lesson_id=row["lesson_id"],
        prompt_id=row["prompt_id"],
        text=row["text"],
        created=datetime.fromisoformat(row["created"]),
        duration=row["duration"],
        status=row["status"],
        total=row["total"],
        need=Need(row["need"]),
        usual=row["usual"],
        doubt=row["doubt"],
        interrupted=bool(row["interrupted"]),
        question=row["question"],
        said=row["said"],
    )


def heard_row_from(row: Row) -> HeardRow:
    """A take that was heard, from its row."""
    return HeardRow(
        attempt_id=row["id"],
        lesson_id=row["lesson_id"],
        text=row["text"],
        created=datetime.fromisoformat(row["created"]),
        reviewed=datetime.fromisoformat(row["reviewed"]),
        state=ReviewState(row["state"]),
        by_name=row["by_name"] or "",
        comments=row["comments"],
        changes=row["changes"],
        seen=row["seen"] is not None,
    )


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
