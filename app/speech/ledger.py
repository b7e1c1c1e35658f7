"""The total: 100 less deductions that can be listed and explained.

The scale follows the word part of the national Putonghua test (普通话水平测试), where each wrong syllable
costs its share of the part and a defective one half of that. Pauses, pace, hesitation and reading again
(停连不当, 语速不当, 回读) cost half a point to two points each, as in its reading part, however long the
prompt. A syllable counts once, by its worst part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.speech.fluency import LONG_PAUSE
from app.speech.strictness import RULES
from app.speech.values import (
    Fluency,
    FluencyAspect,
    HesitationKind,
    Miscue,
    MiscueKind,
    Part,
    PromptKind,
    Strictness,
    SyllableScore,
    Verdict,
)

WRONG_SHARE = 1.0  # of a syllable
DEFECT_SHARE = 0.5
PAUSE_POINTS, PAUSE_LIMIT = 0.5, 2.0  # for each pause inside a phrase beyond the first in ten syllables
REPETITION_POINTS, REPETITION_LIMIT = 0.5, 2.0  # for each stretch read again
HESITATION_POINTS, HESITATION_LIMIT = 0.5, 2.0  # for each hesitation beyond what is allowed
PACE_POINTS, PACE_LIMIT = 1.0, 2.0  # for a pace out of its band, and for one far out of it
FAR_OUT = 1.25  # times the bound


@dataclass(frozen=True)
class Deduction:
    """One line of the ledger.

    `code` is wrong, off, omission, insertion, replacement, repetition, hesitation, pauses or pace.
    """

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
        if m.kind is MiscueKind.INSERTION and not m.filler
    ]
    lines += _repetitions(miscues)
    lines += _whole_take(len(syllables), fluency)
    return tuple(lines)


def _repetitions(miscues: Sequence[Miscue]) -> list[Deduction]:
    """A line for each stretch read again until the limit is reached."""
    again = [m.index for m in miscues if m.kind is MiscueKind.REPETITION]
    most = round(REPETITION_LIMIT / REPETITION_POINTS)
    return [Deduction("repetition", REPETITION_POINTS, index) for index in again[:most]]


def _whole_take(count: int, fluency: Fluency) -> list[Deduction]:
    """What pauses, hesitation and pace of a take of `count` syllables cost."""
    lines = []
    inside = sum(not p.expected and p.end - p.start >= LONG_PAUSE for p in fluency.pauses)
    beyond = inside - count // 10
    if beyond > 0 and fluency.kind is not PromptKind.DRILL:
        lines.append(Deduction("pauses", min(PAUSE_LIMIT, PAUSE_POINTS * beyond)))
    if fluency.aspect(FluencyAspect.HESITATION).verdict is Verdict.OFF:
        # what was read again has been counted, and so have pauses
        counted = (HesitationKind.RESTART, HesitationKind.MID_WORD)
        others = sum(h.kind not in counted for h in fluency.hesitations)
        if others:
            lines.append(Deduction("hesitation", min(HESITATION_LIMIT, HESITATION_POINTS * others)))
    pace = fluency.aspect(FluencyAspect.PACE)
    if pace.verdict is Verdict.OFF and pace.value and pace.low and pace.high:
        far = pace.value > pace.high * FAR_OUT or pace.value < pace.low / FAR_OUT
        lines.append(Deduction("pace", PACE_LIMIT if far else PACE_POINTS))
    return lines


def total(lines: Sequence[Deduction]) -> float:
    """100 less the deductions, never below 0."""
    return max(0.0, 100.0 - sum(line.points for line in lines))
