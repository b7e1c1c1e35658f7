"""Was it this prompt at all? A bad reading is scored; another text, humming or noise is not.

Both are told apart by how well the alignment's best path explains the take, with the confusions of learners
allowed for (`tolerance.py`): a beginner who gets every second syllable wrong still says sounds near the
prompt's, in its order; another text does not. `docs/decisions/miscues.md` has the figures.
"""

from __future__ import annotations

import math

from app.speech.alignment import (
    OTHER_COST,
    OTHER_FRAME_COST,
    SKIP_COST,
    AlignedSyllable,
    Alignment,
)

LIKENESS = -1.95  # nats per frame of speech: less than that is another text
SAID = -1.6  # the same of what was said alone, where little of the prompt was
SAID_SHARE = 0.3  # of the prompt: less is little
NEAR_FIT, NEAR_SPREAD = -1.2, 0.4  # a syllable half recognisable, and how soft that limit is
SHORT = 4  # syllables: so short a prompt is another one only when nothing fits
SHORT_LIKENESS, SHORT_SHARE = -3.2, 0.15
CHATTER_FRAMES = 60  # this much other speech beside so short a prompt: it turned up by chance


def likeness(alignment: Alignment) -> float:
    """How much the take is this prompt: nats per frame of speech, 0 for a perfect reading.

    What was left out and what was said besides counts against it; what is missing at the end does not, for
    stopping early is no other text.
    """
    frames, total = _said(alignment)
    return (total - SKIP_COST * (_omitted(alignment) - _unread(alignment))) / max(1, frames)


def off_task(alignment: Alignment) -> bool:
    """Whether this was something else than the prompt, not merely a bad reading of it."""
    count = len(alignment.syllables)
    if not count or all(s.omitted for s in alignment.syllables):
        return True
    frames, total = _said(alignment)
    if count < SHORT:
        other = sum(o.end - o.start for o in alignment.others)
        said = sum(s.frames for s in alignment.syllables)
        if other >= CHATTER_FRAMES and other > 1.5 * said:
            return True
        whole = (total - SKIP_COST * _omitted(alignment)) / max(1, frames)
        return whole < SHORT_LIKENESS and recognised(alignment) < SHORT_SHARE
    if likeness(alignment) < LIKENESS:
        return True
    return 1.0 - _omitted(alignment) / count < SAID_SHARE and total / max(1, frames) < SAID


def recognised(alignment: Alignment) -> float:
    """The share of the prompt's syllables that can be recognised, by a soft count."""
    return sum(_recognisable(s) for s in alignment.syllables) / max(1, len(alignment.syllables))


def _recognisable(aligned: AlignedSyllable) -> float:
    # a logistic instead of a hard limit on each syllable's fit
    return 0.0 if aligned.omitted else 1.0 / (1.0 + math.exp((NEAR_FIT - aligned.near) / NEAR_SPREAD))


def _omitted(alignment: Alignment) -> int:
    return sum(s.omitted for s in alignment.syllables)


def _unread(alignment: Alignment) -> int:
    """How many syllables are missing at the end."""
    count = 0
    for syllable in reversed(alignment.syllables):
        if not syllable.omitted:
            break
        count += 1
    return count


def _said(alignment: Alignment) -> tuple[int, float]:
    """Frames of speech and the nats lost in them."""
    said = [s for s in alignment.syllables if not s.omitted]
    other = sum(o.end - o.start for o in alignment.others)
    total = sum(s.near * s.frames for s in said)
    total -= OTHER_COST * len(alignment.others) + OTHER_FRAME_COST * other
    return sum(s.frames for s in said) + other, total
