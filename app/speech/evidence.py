"""All that was measured of one take, gathered for those who judge it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.speech import phones
from app.speech.aligned import Alignment
from app.speech.f0 import F0Track
from app.speech.recogniser import Heard, SecondHearing
from app.speech.segments import Competition
from app.speech.tone_values import ToneAssessment
from app.speech.values import SpokenText

Span = tuple[float, float]

_LOUD_PART = 80.0  # percentile of a stretch's energy
_QUIETER = 12.0  # dB below the speech: softer sounds are breath and background
_VOICED_SECONDS, _VOICED_SHARE = 0.03, 0.15


@dataclass(frozen=True)
class Evidence:
    """All that was measured of one take. `spans` are in seconds, None where a syllable was left out.

    `scores` are `alignment.likelihoods` (frames, states). `heard` is what the recogniser makes of the take
    freely, where it is asked, `expected` what it made of it with the prompt in mind (None when it had another
    prompt in mind).
    """

    spoken: SpokenText
    alignment: Alignment
    scores: NDArray[np.float32]
    competitions: Sequence[Competition | None]
    spans: Sequence[Span | None]
    tones: Sequence[ToneAssessment | None]
    track: F0Track
    heard: Heard | SecondHearing
    expected: Heard | None
    frame_seconds: float
    duration: float

    @property
    def pronunciations(self) -> list[tuple[str, ...]]:
        """The phones of each syllable of the prompt."""
        return [phones.syllable_phones(s.initial, s.final, erhua=s.erhua) for s in self.spoken.syllables]

    def seconds(self, start: int, end: int) -> Span:
        """The time of a stretch of frames."""
        return start * self.frame_seconds, end * self.frame_seconds

    def is_voice(self, start: float, end: float, loudness: float | None) -> bool:
        """Whether a stretch is loud and voiced enough to be speech and not breath or a knock."""
        inside = (self.track.times >= start) & (self.track.times < end)
        if not inside.any() or loudness is None:
            return False
        # the loud part and not the mean: a syllable may be half hiss or stop
        energy = float(np.percentile(self.track.energy_db[inside], _LOUD_PART))
        voiced = float(self.track.voiced[inside].sum()) * self.track.hop
        return energy > loudness - _QUIETER and voiced >= max(_VOICED_SECONDS, _VOICED_SHARE * (end - start))
