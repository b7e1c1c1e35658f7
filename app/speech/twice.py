"""A talk heard while it goes on: freely at once, and once more, stretch by stretch, with what is likely.

As in `transcription`, every stretch of some seconds is heard a second time with a run-time grammar of the
likely phrases and of the very words that the first hearing wrote. A stretch ends where it is quiet, so that
its end is known as soon as it comes. The second hearing has a thread of its own: the first one goes on
meanwhile, and its words stand until the second is done. Measured in docs/live_room.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np

from app.speech.recogniser import SAMPLE_RATE, HeardWord, RecogniserModel
from app.speech.transcription import Bias, Listener
from app.speech.values import FloatArray

_SHORTEST, _LONGEST = 2.5, 12.0  # seconds of a stretch
_QUIET = 0.25  # seconds that must be quiet for its end
_BELOW = (0.1, 0.4)  # of the loudest quarter of a second so far: quiet, at the earliest and at the latest


_MOST_WAITING = 2
"""Stretches that may wait to be heard again; more would come too late for a room."""


class _Stretch:
    """What was heard of a stretch: at first freely, from some time on again."""

    def __init__(self, words: Sequence[HeardWord], again: Future[str] | None) -> None:
        self._free = "".join(word.text for word in words)
        self._again = again

    @property
    def waits(self) -> bool:
        """Whether it is still being heard again."""
        return self._again is not None and not self._again.done()

    def text(self, *, wait: bool = False) -> str:
        """The best that is known. Raises what the second hearing raised."""
        if self._again is None or (self.waits and not wait):
            return self._free
        return self._again.result()


class TwiceHeard:
    """Recognises one take in pieces, like `recogniser.TakeRecogniser`. Not for several threads at once."""

    def __init__(
        self, model: RecogniserModel, likely: Bias, patient: Callable[[], bool] = lambda: True
    ) -> None:
        """`patient` is asked before a second hearing; without it the first one counts."""
        self._model, self._patient = model, patient
        self._listener = Listener(model, likely)
        self._first = model.listen()
        self._kept: list[FloatArray] = []
        self._length = 0  # samples kept
        self._loudest = 0.0
        self._again = ThreadPoolExecutor(1, "second hearing")
        self._done = ""
        self._stretches: list[_Stretch] = []  # after `_done`

    def feed(self, samples: FloatArray) -> None:
        """Take the next samples (mono, 16 kHz, -1…1, shape (n,))."""
        self._first.feed(samples)
        self._kept.append(np.asarray(samples, np.float32))
        self._length += len(samples)
        quiet = self._is_quiet()  # asked every time: it learns what is loud here
        if self.held >= _LONGEST or (quiet and self.held >= _SHORTEST):
            self._end_stretch()

    @property
    def held(self) -> float:
        """Seconds of the stretch that has not ended yet."""
        return self._length / SAMPLE_RATE

    def partial(self) -> str:
        """What has been heard so far, characters without spaces; the last stretches may still change."""
        while self._stretches and not self._stretches[0].waits:
            self._done += self._stretches.pop(0).text()
        return self._done + "".join(each.text() for each in self._stretches) + self._first.partial()

    def settled(self) -> str:
        """What `partial` says when every stretch that ended has been heard again; waits for it."""
        for each in self._stretches:
            each.text(wait=True)
        return self.partial()

    def _is_quiet(self) -> bool:
        """Whether the last moment is quiet, measured by the loudest one of the stretch.

        The longer the stretch, the less quiet it need be: a noisy room is better cut between two words than
        in the middle of one.
        """
        size = round(_QUIET * SAMPLE_RATE)
        last: list[FloatArray] = []
        for chunk in reversed(self._kept):
            last.insert(0, chunk)
            if sum(map(len, last)) >= size:
                break
        level = float(np.sqrt(np.mean(np.square(np.concatenate(last)[-size:]))))
        self._loudest = max(self._loudest, level)
        late = (self.held - _SHORTEST) / (_LONGEST - _SHORTEST)
        return level < (_BELOW[0] + late * (_BELOW[1] - _BELOW[0])) * self._loudest

    def _end_stretch(self) -> None:
        free = self._first.finish().words
        waiting = sum(each.waits for each in self._stretches)
        again: Future[str] | None = None
        if free and self._listener.biased and waiting < _MOST_WAITING and self._patient():
            again = self._again.submit(self._hear_again, np.concatenate(self._kept), free)
        self._stretches.append(_Stretch(free, again))
        self._first = self._model.listen()
        self._kept, self._length, self._loudest = [], 0, 0.0

    def _hear_again(self, samples: FloatArray, free: Sequence[HeardWord]) -> str:
        return "".join(word.text for word in self._listener.hear(samples, 0.0, free))
