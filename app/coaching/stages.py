"""Which stage of a live talk each sentence belongs to.

Sentences that hold a stage's phrases speak for it; a Viterbi search over the sentences lets those without any
go with their neighbours, and makes jumps against the usual order dearer than going on.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from app.coaching.heard_text import HeardText, Match
from app.coaching.phrases import live_room
from app.coaching.values import Stage, StageSpan

_STAGES = tuple(Stage)
_HIT = 1.5  # what a phrase of the stage is worth
_STAY, _ON, _BACK, _LEAP = 0.0, -1.2, -2.2, -2.0  # the same stage again; the next; an earlier; one further on
_AGAIN = frozenset({Stage.HOLDING, Stage.INTERACTION})  # belong between all others
_PLACE = 0.8  # what the first and the last sentence gain for opening and ending
_LIKE = 0.12  # distance a syllable of a phrase of three syllables and more


def find_stages(heard: HeardText) -> tuple[StageSpan, ...]:
    """The talk as stages in order of time; nothing where nothing was heard."""
    sentences = heard.sentences
    if not sentences:
        return ()
    scores = _scores(heard)
    best = scores[0].copy()
    best += np.array([_PLACE if stage is Stage.OPENING else 0.0 for stage in _STAGES])
    scores[-1][_STAGES.index(Stage.ENDING)] += _PLACE if len(sentences) > 2 else 0.0
    steps = _steps()
    came = np.zeros(scores.shape, np.intp)
    for i in range(1, len(sentences)):
        total = best[:, None] + steps
        came[i] = total.argmax(axis=0)
        best = total.max(axis=0) + scores[i]
    at = int(best.argmax())
    path = [at]
    for i in range(len(sentences) - 1, 0, -1):
        at = int(came[i][at])
        path.append(at)
    spans: list[StageSpan] = []
    for (begin, end), state in zip(sentences, reversed(path), strict=True):
        stage = _STAGES[state]
        if spans and spans[-1].stage is stage:
            spans[-1] = StageSpan(stage, spans[-1].start, heard.ends[end - 1])
        else:
            spans.append(StageSpan(stage, heard.starts[begin], heard.ends[end - 1]))
    return tuple(spans)


def _scores(heard: HeardText) -> NDArray[np.float64]:
    """(sentences, stages): how much a sentence's phrases speak for each stage."""
    scores = np.zeros((len(heard.sentences), len(_STAGES)))
    for column, stage in enumerate(_STAGES):
        taken: list[Match] = []
        for phrase in sorted(live_room()[stage.value], key=len, reverse=True):
            for match in heard.find(phrase, _LIKE if len(phrase) > 2 else 0.0):
                if all(match.end <= other.begin or match.begin >= other.end for other in taken):
                    taken.append(match)
                    row = next(i for i, (_, end) in enumerate(heard.sentences) if match.begin < end)
                    scores[row, column] += _HIT * (0.5 + 0.5 * match.confidence)
    return scores


def _steps() -> NDArray[np.float64]:
    """(from, to): what it costs to go from one stage to another."""
    count = len(_STAGES)
    steps = np.zeros((count, count))
    for i, one in enumerate(_STAGES):
        for j, other in enumerate(_STAGES):
            if i == j:
                steps[i, j] = _STAY
            elif j == i + 1 or other in _AGAIN or one in _AGAIN:
                steps[i, j] = _ON
            else:
                steps[i, j] = _LEAP if j > i else _BACK
    return steps
