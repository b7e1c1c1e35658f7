"""A talk heard while it goes on: freely at once, and once more, stretch by stretch, with what is likely.

As in `transcription`, every stretch of some seconds is heard a second time with a run-time grammar of the
likely phrases and of the very words that the first hearing wrote. A stretch ends where it is quiet, so that
its end is known as soon as it comes. Measured in docs/live_room.md.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from app.speech.recogniser import SAMPLE_RATE, RecogniserModel
from app.speech.transcription import Bias, Listener
from app.speech.values import FloatArray

_SHORTEST, _LONGEST = 2.5, 12.0  # seconds of a stretch
_QUIET = 0.25  # seconds that must be quiet for its end
_BELOW = (0.1, 0.4)  # of the loudest quarter of a second so far: quiet, at the earliest and at the latest


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
        self._done = ""

    def feed(self, samples: FloatArray) -> None:
        """Take the next samples (mono, 16 kHz, -1…1, shape (n,)); seconds pass where a stretch ends."""
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
        """What has been heard so far, characters without spaces; the last stretch may still change."""
        return self._done + self._first.partial()

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
        if free and self._listener.biased and self._patient():
            words = self._listener.hear(np.concatenate(self._kept), 0.0, free)
            self._done += "".join(word.text for word in words)
        else:
            self._done += "".join(word.text for word in free)
        self._first = self._model.listen()
        self._kept, self._length, self._loudest = [], 0, 0.0
