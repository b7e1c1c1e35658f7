"""Likelihoods with a learner's confusions allowed for: zh said as j is still the prompt's zh, only a bad one.

For finding out what was said where, and whether it was this text at all, a sound that is a known confusion of
the prompt's (`confusions.py`) counts almost as the sound itself. For verdicts it does not: they use the
likelihoods as they are.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from app.speech import phones
from app.speech.confusions import FINAL_NEIGHBOURS, INITIAL_NEIGHBOURS

FloatArray = NDArray[np.float32]

CONFUSION_COST = 2.0  # nats a frame for a confusion instead of the sound itself


def _neighbour_states() -> NDArray[np.int32]:
    """(most neighbours, states): the states of each state's confusions, filled up with the state itself."""
    found: list[list[int]] = [[] for _ in range(phones.STATE_COUNT)]
    tables: tuple[Mapping[str, Mapping[str, float]], ...] = (INITIAL_NEIGHBOURS, FINAL_NEIGHBOURS)
    for table in tables:
        for phone, others in table.items():
            for other in others:
                if phone in phones.PHONE_INDEX and other in phones.PHONE_INDEX:
                    for state, like in zip(
                        phones.phone_states(phone), phones.phone_states(other), strict=True
                    ):
                        found[state].append(like)
    width = max(len(each) for each in found)
    rows = [each + [state] * (width - len(each)) for state, each in enumerate(found)]
    return np.array(rows, dtype=np.int32).T.copy()


_NEIGHBOURS = _neighbour_states()


def allowing_confusions(scores: FloatArray, states: NDArray[np.int32]) -> FloatArray:
    """`alignment.likelihoods` of `states` (frames, states), each raised to its best confusion's less a cost.

    `scores` has all states, (frames, `phones.STATE_COUNT`); the result one column for each of `states`.
    """
    best = scores[:, _NEIGHBOURS[0][states]]
    for row in _NEIGHBOURS[1:]:
        np.maximum(best, scores[:, row[states]], out=best)
    best -= np.float32(CONFUSION_COST)
    return np.maximum(best, scores[:, states], out=best)
