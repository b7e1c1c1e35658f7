"""Scores made by hand, for tests of how they are shown."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.audio.values import Recording
from app.speech.text import to_spoken
from app.speech.values import (
    AdviceItem,
    Contour,
    Fluency,
    Miscue,
    PartScore,
    PronunciationScore,
    SyllableScore,
    TakeStatus,
    Verdict,
)
from app.storage.values import Attempt, AttemptSummary

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
GOOD = PartScore(Verdict.GOOD, 0.95)
OFF = PartScore(Verdict.OFF, 0.5)
WRONG = PartScore(Verdict.WRONG, 0.1)
UNKNOWN = PartScore(Verdict.NOT_ASSESSABLE, None)


def score_of(
    text: str,
    parts: dict[int, tuple[PartScore, PartScore, PartScore]] | None = None,
    *,
    omitted: tuple[int, ...] = (),
    miscues: tuple[Miscue, ...] = (),
    advice: tuple[AdviceItem, ...] = (),
    status: TakeStatus = TakeStatus.SCORED,
    total: float | None = 80.0,
) -> PronunciationScore:
    """All good but for `parts` and `omitted`."""
    syllables = []
    for index, syllable in enumerate(to_spoken(text).syllables):
        start = 0.2 + 0.3 * index
        initial, final, tone = (parts or {}).get(index, (GOOD, GOOD, GOOD))
        if index in omitted:
            syllables.append(SyllableScore(syllable, None, None, UNKNOWN, UNKNOWN, UNKNOWN, omitted=True))
            continue
        contour = Contour((start, start + 0.2), (4.0, 2.0))
        syllables.append(SyllableScore(syllable, start, start + 0.25, initial, final, tone, contour, contour))
    return PronunciationScore(
        status=status,
        total=total if status is TakeStatus.SCORED else None,
        syllables=tuple(syllables),
        miscues=miscues,
        fluency=Fluency(200.0, 220.0, (), -20.0, -60.0),
        advice=advice,
        transcript=text,
        model="kaibo",
        scorer="1",
        duration=0.5 + 0.3 * len(syllables),
    )


def attempt_of(text: str, score: PronunciationScore | None, *, interrupted: bool = False) -> Attempt:
    duration = score.duration if score else 1.0
    recording = Recording(Path("take.flac"), duration, NOON, "0" * 64, interrupted=interrupted)
    return Attempt("a0", "p0", "tones", "ma", text, None, NOON, recording, score)


def summaries(*totals: float | None) -> tuple[AttemptSummary, ...]:
    """Takes before noon, newest first, given in order of time."""
    count = len(totals)
    made = [
        AttemptSummary(
            f"s{i}", NOON - timedelta(minutes=count - i), "tones", "ma", "妈", total, "scored", 1.0
        )
        for i, total in enumerate(totals)
    ]
    return tuple(reversed(made))
