"""Blind marks as rows and back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from app.audio.values import Recording
from app.speech.values import Part, PronunciationScore, Strictness, Syllable, SyllableScore, Verdict
from app.storage.marks_values import BlindSyllable, MachinePart, Mark, ScoredTake
from app.storage.rows import Row, moment_to_text

BLIND = (
    "position, hanzi, initial, final, tone, spoken_tone, erhua, start, stop, "
    "initial_mark, final_mark, tone_mark"
)
"""All columns of `marks` that may be read for somebody who has not finished the take."""


def mark_take_row(attempt_id: str, by: str, owner: str, score: PronunciationScore, now: datetime) -> Row:
    """A take that somebody begins to mark."""
    return {
        "attempt_id": attempt_id,
        "by_id": by,
        "profile_id": owner,
        "begun": moment_to_text(now),
        "finished": None,
        "scorer": score.scorer,
        "strictness": score.strictness.value,
        "total": score.total,
        "said": _said(score),
    }


def mark_rows(attempt_id: str, by: str, score: PronunciationScore) -> list[Row]:
    """A take's syllables, unmarked, with what the machine says of them; spelled letters are left out."""
    rows = []
    for position, each in enumerate(score.syllables):
        syllable = each.syllable
        if syllable.foreign:
            continue
        start, stop = _heard_at(score, position)
        row: Row = {
            "attempt_id": attempt_id,
            "by_id": by,
            "position": position,
            "hanzi": syllable.hanzi,
            "initial": syllable.initial,
            "final": syllable.final,
            "tone": syllable.tone,
            "spoken_tone": syllable.spoken_tone,
            "erhua": int(syllable.erhua),
            "start": start,
            "stop": stop,
        }
        for part in Part:
            found = each.part(part)
            row[f"{part.value}_machine"] = found.verdict.value
            row[f"{part.value}_goodness"] = found.goodness
            row[f"{part.value}_reason"] = found.reason
        rows.append(row)
    return rows


def _said(score: PronunciationScore) -> int:
    return sum(each.start is not None for each in score.syllables)


def _heard_at(score: PronunciationScore, position: int) -> tuple[float, float]:
    """Where to listen for a syllable, also for one that the machine did not find, without telling so."""
    here = score.syllables[position]
    if here.start is not None and here.end is not None:
        return here.start, here.end
    before = [each.end for each in score.syllables[:position] if each.end is not None]
    after = [each.start for each in score.syllables[position + 1 :] if each.start is not None]
    start = before[-1] if before else 0.0
    stop = after[0] if after else score.duration
    return max(0.0, start - 0.15), max(stop, start) + 0.15


def syllable_from(row: Row) -> BlindSyllable:
    """A syllable from its `BLIND` columns."""
    marks = {
        part: Verdict(row[f"{part.value}_mark"]) for part in Part if row[f"{part.value}_mark"] is not None
    }
    return BlindSyllable(row["position"], _syllable(row), row["start"], row["stop"], marks)


def _syllable(row: Row) -> Syllable:
    return Syllable(
        row["hanzi"], row["initial"], row["final"], row["tone"], row["spoken_tone"], bool(row["erhua"]), 0, 0
    )


def recording_from(row: Row, user_dir: Path) -> Recording:
    """A recording from the columns of its table."""
    return Recording(
        user_dir / row["path"],
        row["duration"],
        datetime.fromisoformat(row["created"]),
        row["sha256"],
        row["device"],
        interrupted=bool(row["interrupted"]),
        away="?" if row["away"] else "",
    )


def marks_from(row: Row) -> Iterator[Mark]:
    """The marks of one syllable, from `marks` joined with its take, the trainer and the speaker."""
    syllable = _syllable(row)
    for part in Part:
        mark = row[f"{part.value}_mark"]
        if mark is None:
            continue
        yield Mark(
            attempt_id=row["attempt_id"],
            by=row["by_id"],
            by_name=row["by_name"],
            speaker=row["profile_id"],
            first_language=row["first_language"],
            position=row["position"],
            syllable=syllable,
            machine=MachinePart(
                part,
                _sound(syllable, part),
                syllable.spoken_tone,
                Verdict(row[f"{part.value}_machine"]),
                row[f"{part.value}_goodness"],
                row[f"{part.value}_reason"],
            ),
            trainer=Verdict(mark),
            scorer=row["scorer"],
            strictness=Strictness(row["strictness"]),
            said=row["said"],
            total=row["total"],
            marked=datetime.fromisoformat(row["marked"]),
        )


def scored_from(
    attempt_id: str, owner: str, score: PronunciationScore, *, open: bool, shared: bool
) -> ScoredTake:
    """What a score says of a take's parts; syllables that were left out and spelled letters have none."""
    parts = tuple(
        _machine(each, part)
        for each in score.syllables
        if not each.syllable.foreign and not each.omitted
        for part in Part
        if part is not Part.INITIAL or each.syllable.initial
    )
    return ScoredTake(attempt_id, owner, score.scorer, score.strictness, _said(score), parts, open, shared)


def _machine(each: SyllableScore, part: Part) -> MachinePart:
    found = each.part(part)
    return MachinePart(
        part,
        _sound(each.syllable, part),
        each.syllable.spoken_tone,
        found.verdict,
        found.goodness,
        found.reason,
    )


def _sound(syllable: Syllable, part: Part) -> str:
    """The initial, the final or the spoken tone that should be said."""
    if part is Part.TONE:
        return str(syllable.spoken_tone)
    return syllable.initial if part is Part.INITIAL else syllable.final
