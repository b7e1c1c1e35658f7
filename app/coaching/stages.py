"""Which stage of a live talk each sentence belongs to.

What speaks for a stage: its phrases, questions for interaction, prices and orders for closing, the card's
own words for introduction, the beginning for opening and the end for ending. A Viterbi search over the
sentences lets those without any sign go with their neighbours, or back to introduction, of which most of a
talk is made. The weights were chosen with the tuning half of
packaging/coaching/stage_talks.txt.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from app.coaching.heard_text import SAME, HeardText, apart, find_all
from app.coaching.phrases import live_room
from app.coaching.quantities import find_quantities
from app.coaching.values import Stage, StageSpan

_STAGES = tuple(Stage)
_HIT, _HINT = 2.1, 1.0  # what a phrase of the stage is worth, and one that other stages have too
_OWN = 0.3  # a word of the card, for introduction
_QUESTION = 2.2  # for interaction
_PRICE, _ORDER = 1.8, 2.1  # for closing
_MOST = 3.4  # of all signs together for one stage in one piece
_USUAL = 0.2  # what introduction has in every piece
_BRIEF = 0.2  # what a piece costs in stages that are soon over
_BEGINNING = 1.8  # what the first sentence gains for opening
_OPENING, _LATE = 4, 2.0  # pieces after which opening costs that much
_END = 1.0  # what the last sentence gains for ending
_ON, _BACK, _LEAP = -0.8, -2.1, -0.9  # to the next stage; to an earlier one; further on
_LONGEST = 12  # syllables of a piece
_LIKE = 0.12  # distance a syllable of a phrase of three syllables and more

ORDERS = re.compile("[拍抢]个?[一两二三四五六七八九十]+[袋箱盒瓶条串只把套份包罐件单斤]")
"""Asking for an order by its number: 拍两袋."""


def find_stages(heard: HeardText, about: Sequence[str] = ()) -> tuple[StageSpan, ...]:
    """The talk as stages in order of time; nothing where nothing was heard.

    `about` are words that describe the product: what introductions are made of.
    """
    pieces = _pieces(heard)
    if not pieces:
        return ()
    scores = _scores(heard, pieces, about)
    steps = _steps()
    best = scores[0]
    came = np.zeros(scores.shape, np.intp)
    for i in range(1, len(pieces)):
        total = best[:, None] + steps
        came[i] = total.argmax(axis=0)
        best = total.max(axis=0) + scores[i]
    at = int(best.argmax())
    path = [at]
    for i in range(len(pieces) - 1, 0, -1):
        at = int(came[i][at])
        path.append(at)
    spans: list[StageSpan] = []
    for (begin, end), state in zip(pieces, reversed(path), strict=True):
        stage = _STAGES[state]
        if spans and spans[-1].stage is stage:
            spans[-1] = StageSpan(stage, spans[-1].start, heard.ends[end - 1])
        else:
            spans.append(StageSpan(stage, heard.starts[begin], heard.ends[end - 1]))
    return tuple(spans)


def _pieces(heard: HeardText) -> list[tuple[int, int]]:
    """The sentences, long ones in equal parts: recognised speech often runs over a pause."""
    pieces: list[tuple[int, int]] = []
    for begin, end in heard.sentences:
        count = -(-(end - begin) // _LONGEST)
        cuts = [begin + (end - begin) * i // count for i in range(count + 1)]
        pieces += pairwise(cuts)
    return pieces


def _scores(heard: HeardText, pieces: Sequence[tuple[int, int]], about: Sequence[str]) -> NDArray[np.float64]:
    """(pieces, stages): how much speaks for each stage."""
    scores = np.zeros((len(pieces), len(_STAGES)))
    row_of = [row for row, (begin, end) in enumerate(pieces) for _ in range(begin, end)]

    def add(stage: Stage, begin: int, worth: float) -> None:
        scores[row_of[begin], _STAGES.index(stage)] += worth

    room = live_room()
    own = find_all(heard, about, _LIKE)
    for stage in Stage:
        strong = apart(find_all(heard, room[stage.value], _LIKE), own)  # 巴旦木 is no 弹幕
        weak = apart(find_all(heard, room.get(f"{stage.value}_hints", ()), _LIKE), [*own, *strong])
        for match in strong:
            add(stage, match.begin, _HIT * (0.5 + 0.5 * match.confidence))
        for match in weak:
            add(stage, match.begin, _HINT * (0.5 + 0.5 * match.confidence))
    for match in own:
        add(Stage.INTRODUCTION, match.begin, _OWN)
    for begin in _questions(heard):
        add(Stage.INTERACTION, begin, _QUESTION)
    for number in find_quantities(heard.characters):
        if number.unit == "yuan":
            add(Stage.CLOSING, number.begin, _PRICE)
    for order in ORDERS.finditer(heard.characters):
        add(Stage.CLOSING, order.start(), _ORDER)
    scores = np.minimum(scores, _MOST)
    scores[:, _STAGES.index(Stage.INTRODUCTION)] += _USUAL
    for stage in (Stage.OPENING, Stage.HOLDING, Stage.CHANGE_OVER):
        scores[:, _STAGES.index(stage)] -= _BRIEF
    opening = _STAGES.index(Stage.OPENING)
    scores[0, opening] += _BEGINNING
    scores[_OPENING:, opening] -= _LATE
    scores[-1, _STAGES.index(Stage.ENDING)] += _END if len(scores) > 2 else 0.0
    return scores


def _questions(heard: HeardText) -> list[int]:
    """Where questions are, one a sentence: words that ask, and a syllable twice around 不 or 没 (酸不酸)."""
    found = [match.begin for match in find_all(heard, live_room()["questions"], SAME)]
    for begin, end in heard.sentences:
        found += [
            i - 1
            for i in range(begin + 1, end - 1)
            if heard.characters[i] in "不没" and heard.sounds[i - 1] == heard.sounds[i + 1]
        ]
    rows: dict[int, int] = {}
    for begin in sorted(found):
        row = next(i for i, (_, end) in enumerate(heard.sentences) if begin < end)
        rows.setdefault(row, begin)
    return list(rows.values())


def _steps() -> NDArray[np.float64]:
    """(from, to): what it costs to go from one stage to another."""
    count = len(_STAGES)
    steps = np.zeros((count, count))
    for i in range(count):
        for j in range(count):
            steps[i, j] = 0.0 if i == j else _ON if j == i + 1 else _LEAP if j > i else _BACK
    return steps
