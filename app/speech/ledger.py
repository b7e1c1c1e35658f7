"""The total: 100 less deductions that can be listed and explained.

The scale follows the word part of the national Putonghua test (普通话水平测试), where each wrong syllable
costs its share of the part and a defective one half of that; pauses and pace cost as in its reading part. A
syllable counts once, by its worst part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.speech.strictness import RULES
from app.speech.values import Fluency, Miscue, MiscueKind, Part, Strictness, SyllableScore, Verdict

WRONG_SHARE = 1.0  # of a syllable
DEFECT_SHARE = 0.5
PAUSE_POINTS = 1.0  # points for each pause inside a phrase beyond the first in ten syllables
PAUSE_LIMIT = 5.0
LONG_PAUSE = 0.5  # seconds


@dataclass(frozen=True)
class Deduction:
    """One line of the ledger; `code` is wrong, off, omission, insertion, replacement or pauses."""

    code: str
    points: float
    index: int | None = None
    part: Part | None = None


def was_assessed(syllable: SyllableScore) -> bool:
    """Whether anything can be said of a syllable: it was left out, or a part of it was judged."""
    return syllable.omitted or any(syllable.part(part).goodness is not None for part in Part)


def deductions(
    syllables: Sequence[SyllableScore],
    miscues: Sequence[Miscue],
    fluency: Fluency,
    strictness: Strictness = Strictness.NORMAL,
) -> tuple[Deduction, ...]:
    """What was taken off, in the prompt's order. `strictness` sets the cost of defects."""
    assessed = [s for s in syllables if was_assessed(s)]
    if not assessed:
        return ()
    share = 100.0 / len(assessed)
    replaced = {m.index for m in miscues if m.kind is MiscueKind.REPLACEMENT}
    lines: list[Deduction] = []
    for index, syllable in enumerate(syllables):
        if syllable.omitted:
            lines.append(Deduction("omission", WRONG_SHARE * share, index))
        elif index in replaced:
            lines.append(Deduction("replacement", WRONG_SHARE * share, index))
        else:
            verdict = syllable.part(syllable.worst).verdict
            if verdict is Verdict.WRONG:
                lines.append(Deduction("wrong", WRONG_SHARE * share, index, syllable.worst))
            elif verdict is Verdict.OFF:
                lines.append(
                    Deduction(
                        "off", DEFECT_SHARE * RULES[strictness].defect_cost * share, index, syllable.worst
                    )
                )
    lines += [
        Deduction("insertion", DEFECT_SHARE * share, m.index)
        for m in miscues
        if m.kind is MiscueKind.INSERTION
    ]
    inside = sum(not p.expected and p.end - p.start >= LONG_PAUSE for p in fluency.pauses)
    beyond = inside - len(syllables) // 10
    if beyond > 0:
        lines.append(Deduction("pauses", min(PAUSE_LIMIT, PAUSE_POINTS * beyond)))
    return tuple(lines)


def total(lines: Sequence[Deduction]) -> float:
    """100 less the deductions, never below 0."""
    return max(0.0, 100.0 - sum(line.points for line in lines))
