"""Which syllables a stretch of sound is most like, whatever the prompt: a loop over all of them.

Any initial may be followed by any final, any syllable by any other, silence may stand between. What comes
out names a misread or inserted syllable in pinyin when no recogniser is there, and says how well it could
have been explained at all.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.speech import phones
from app.speech.pinyin import spell

FloatArray = NDArray[np.float32]

ENTRY_COST = 2.0  # nats for beginning a syllable, so that not every frame becomes one

_INITIALS = np.array([list(phones.phone_states(p)) for p in phones.INITIALS])
_FINALS = np.array([list(phones.phone_states(p)) for p in phones.FINALS])
_SILENCE = phones.phone_states(phones.SILENCE)[0]
_WRITTEN = {"ii": "i", "iii": "i"}
_SHORT = {"iou": "iu", "uei": "ui", "uen": "un"}


@dataclass(frozen=True)
class FreeSyllable:
    """A syllable that was perhaps said: pinyin without a tone, its frames, mean log-likelihood a frame."""

    pinyin: str
    start: int
    end: int
    fit: float


def free_syllables(scores: FloatArray) -> tuple[FreeSyllable, ...]:
    """The most likely syllables in a stretch of `alignment.likelihoods`, (frames, states)."""
    if len(scores) == 0:
        return ()
    count = phones.STATE_COUNT
    best = np.full(count, -np.inf, np.float32)
    came = np.zeros((len(scores), count), np.int16)
    boundary, last = np.float32(0.0), -1  # the best place to begin a syllable, and the state it ended in
    index = np.arange(count)
    first = np.zeros(count, bool)
    first[[_SILENCE, *_INITIALS[:, 0], *_FINALS[:, 0]]] = True
    for t in range(len(scores)):
        enter = np.concatenate([[-np.inf], best[:-1]])
        source = index - 1
        enter[first], source[first] = boundary - np.float32(ENTRY_COST), last
        enter[_SILENCE] = boundary
        initial = int(_INITIALS[:, -1][best[_INITIALS[:, -1]].argmax()])
        if best[initial] > boundary - ENTRY_COST:
            enter[_FINALS[:, 0]], source[_FINALS[:, 0]] = best[initial], initial
        stay = best >= enter
        came[t] = np.where(stay, index, source)
        best = (np.where(stay, best, enter) + scores[t]).astype(np.float32)
        ends = np.concatenate([[_SILENCE], _FINALS[:, -1]])
        last = int(ends[best[ends].argmax()])
        boundary = best[last]
    return _traced(scores, came, last)


def _traced(scores: FloatArray, came: NDArray[np.int16], last: int) -> tuple[FreeSyllable, ...]:
    path = np.empty(len(scores), np.int32)
    state = last
    for t in range(len(scores) - 1, -1, -1):
        path[t] = state
        state = int(came[t, state])
    # cut where the phone changes; a phone said twice in a row is one, which matters to nobody here
    runs: list[tuple[str, int, int]] = []
    for t, state in enumerate(path.tolist()):
        phone = phones.PHONES[phones.STATE_PHONE[state]]
        if runs and runs[-1][0] == phone:
            runs[-1] = (phone, runs[-1][1], t + 1)
        else:
            runs.append((phone, t, t + 1))
    fit = scores[np.arange(len(scores)), path]
    found = []
    for number, (phone, start, end) in enumerate(runs):
        if phone == phones.SILENCE or phone in phones.INITIALS:
            continue
        before = runs[number - 1] if number else None
        initial = before[0] if before and before[0] in phones.INITIALS else ""
        begin = before[1] if before and initial else start
        written = _WRITTEN.get(phone, _SHORT.get(phone, phone) if initial else phone)
        found.append(FreeSyllable(spell(initial, written), begin, end, float(fit[begin:end].mean())))
    return tuple(found)
