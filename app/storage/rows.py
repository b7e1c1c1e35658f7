"""Every room's values turned into rows of the database and back."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from app.audio.values import Recording
from app.people.values import Cohort, Profile
from app.speech.values import Part, PronunciationScore, TakeStatus, Verdict
from app.storage.values import FREE, UNSCORED, Attempt, AttemptSummary, DayTotal, EarlierScore

Row = dict[str, Any]


def moment_to_text(when: datetime) -> str:
    """A moment as it is stored: UTC and of fixed width, so that the order of texts is the order of time."""
    if when.tzinfo is None:
        raise ValueError("a moment without a time zone cannot be stored")
    return when.astimezone(UTC).isoformat(timespec="microseconds")


def profile_row(profile: Profile) -> Row:
    """A profile's row."""
    return {
        "id": profile.id,
        "name": profile.name,
        "first_language": profile.first_language,
        "created": moment_to_text(profile.created),
        "register": profile.register,
        "role": profile.role,
        "cohort_id": profile.cohort_id or None,
        "number": profile.number,
        "language": profile.language,
        "picture": profile.picture,
        "archived": int(profile.archived),
    }


def profile_from(row: Row) -> Profile:
    """A profile from its row."""
    return Profile(
        id=row["id"],
        name=row["name"],
        first_language=row["first_language"],
        created=datetime.fromisoformat(row["created"]),
        register=row["register"],
        role=row["role"],
        cohort_id=row["cohort_id"] or "",
        number=row["number"],
        language=row["language"],
        picture=row["picture"],
        archived=bool(row["archived"]),
    )


def cohort_row(cohort: Cohort) -> Row:
    """A class's row."""
    return {
        "id": cohort.id,
        "name": cohort.name,
        "created": moment_to_text(cohort.created),
        "strictness": cohort.strictness,
        "archived": int(cohort.archived),
    }


def cohort_from(row: Row) -> Cohort:
    """A class from its row."""
    return Cohort(
        row["id"],
        row["name"],
        datetime.fromisoformat(row["created"]),
        row["strictness"],
        bool(row["archived"]),
    )


def attempt_row(attempt: Attempt) -> Row:
    """An attempt's row without its recording; the columns of its score come from `score_columns`."""
    return {
        "id": attempt.id,
        "profile_id": attempt.profile_id,
        "lesson_id": attempt.lesson_id,
        "prompt_id": attempt.prompt_id,
        "text": attempt.text,
        "pinyin": None if attempt.pinyin is None else json.dumps(attempt.pinyin, ensure_ascii=False),
        "created": moment_to_text(attempt.created),
        "duration": float(attempt.recording.duration),
    }


def score_columns(score: PronunciationScore | None, *, free: bool = False) -> Row:
    """What of a score can be searched and counted in the attempt's own row; NULL where there is none.

    `free` is of a free take, which has none for good.
    """
    counts = {
        f"{part.value}_{verdict.value}": None if score is None else 0 for part in Part for verdict in Verdict
    }
    if score is None:
        return {
            "status": FREE if free else UNSCORED,
            "total": None,
            "model": "",
            "scorer": "",
            "articulation_rate": None,
            "syllable_count": None,
            "miscue_count": None,
            "strictness": None,
            **counts,
        }
    found = Counter(
        f"{part.value}_{syllable.part(part).verdict.value}" for syllable in score.syllables for part in Part
    )
    return {
        "status": score.status.value,
        "total": _number(score.total),
        "model": score.model,
        "scorer": score.scorer,
        "articulation_rate": _number(score.fluency.articulation_rate),
        "syllable_count": len(score.syllables),
        "miscue_count": len(score.miscues),
        "strictness": score.strictness.value,
        **counts,
        **found,
    }


def syllable_rows(attempt_no: int, score: PronunciationScore) -> list[Row]:
    """One row a syllable, for questions about sounds over many attempts."""
    return [
        {
            "attempt_no": attempt_no,
            "position": position,
            "hanzi": each.syllable.hanzi,
            "initial": each.syllable.initial,
            "final": each.syllable.final,
            "tone": int(each.syllable.tone),
            "spoken_tone": int(each.syllable.spoken_tone),
            "omitted": int(each.omitted),
            "initial_verdict": each.initial.verdict.value,
            "final_verdict": each.final.verdict.value,
            "tone_verdict": each.tone.verdict.value,
            **{f"{part.value}_heard": each.part(part).heard for part in Part},
        }
        for position, each in enumerate(score.syllables)
    ]


def recording_row(attempt_no: int, recording: Recording, user_dir: Path) -> Row:
    """A recording's row. Its path is kept relative to the user's folder, so that the folder can move."""
    return {
        "attempt_no": attempt_no,
        "path": relative_path(recording.path, user_dir),
        "sha256": recording.sha256,
        "duration": float(recording.duration),
        "created": moment_to_text(recording.created),
        "device": recording.device,
        "interrupted": int(recording.interrupted),
    }


def relative_path(path: Path, user_dir: Path) -> str:
    """`path` relative to the user's folder, with forward slashes; absolute if it lies elsewhere."""
    for inside, folder in ((path.absolute(), user_dir.absolute()), (path.resolve(), user_dir.resolve())):
        if inside.is_relative_to(folder):
            return inside.relative_to(folder).as_posix()
    return path.absolute().as_posix()


def attempt_from(
    row: Row,
    score: PronunciationScore | None,
    user_dir: Path,
    earlier: tuple[EarlierScore, ...] = (),
) -> Attempt:
    """An attempt from its row joined with its recording's (columns prefixed `recording_`)."""
    return Attempt(
        id=row["id"],
        profile_id=row["profile_id"],
        lesson_id=row["lesson_id"],
        prompt_id=row["prompt_id"],
        text=row["text"],
        pinyin=None if row["pinyin"] is None else tuple(json.loads(row["pinyin"])),
        created=datetime.fromisoformat(row["created"]),
        recording=Recording(
            path=user_dir / row["recording_path"],
            duration=row["recording_duration"],
            created=datetime.fromisoformat(row["recording_created"]),
            sha256=row["recording_sha256"],
            device=row["recording_device"],
            interrupted=bool(row["recording_interrupted"]),
            away=row.get("recording_away", ""),
        ),
        score=score,
        earlier=earlier,
        free=row["status"] == FREE,
    )


def summary_from(row: Row) -> AttemptSummary:
    """A line of the history from an attempt's row."""
    return AttemptSummary(
        id=row["id"],
        created=datetime.fromisoformat(row["created"]),
        lesson_id=row["lesson_id"],
        prompt_id=row["prompt_id"],
        text=row["text"],
        total=row["total"],
        status=row["status"],
        duration=row["duration"],
        faults=_faults(row),
        scorer=row["scorer"],
        strictness=row["strictness"] or "",
    )


def _faults(row: Row) -> tuple[int, int, int] | None:
    if row["status"] != TakeStatus.SCORED.value or row["tone_off"] is None:
        return None
    initial, final, tone = (row[f"{part.value}_off"] + row[f"{part.value}_wrong"] for part in Part)
    return initial, final, tone


def day_from(row: Row) -> DayTotal:
    """A day's totals from a row of the trend's query."""
    return DayTotal(
        day=date.fromisoformat(row["day"]),
        attempts=row["attempts"],
        scored=row["scored"],
        mean=row["mean"],
        best=row["best"],
        seconds=row["seconds"],
    )


def _number(value: float | None) -> float | None:
    return None if value is None else float(value)
