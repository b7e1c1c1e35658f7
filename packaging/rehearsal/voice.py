"""A voice for rehearsals: recorded syllables of one woman joined to speech, with the time of every character.

Nothing is said well in it: there is no flow, and no melody over a sentence. What it gives is speech whose
every syllable is known, from a voice that no model of the program was made from.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).resolve().parent.parent / "coaching"))
from evaluate_pitch import Voice

from app.speech.recogniser import SAMPLE_RATE
from app.speech.values import FloatArray

_AROUND = 0.5  # seconds of silence that the voice puts before and after a text
_ROOM = 3e-4  # the noise of a quiet room, standard deviation


@dataclass(frozen=True)
class Speech:
    """Sound (n,) at 16 kHz, and when each character of the text ends, seconds; 0 for what is not said."""

    samples: FloatArray
    ends: tuple[float, ...]

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.samples) / SAMPLE_RATE


class JoinedVoice:
    """Says texts and knows when each character ends."""

    def __init__(self, dev: Path) -> None:
        """`dev` is a folder of recordings, see packaging/acoustic_model/README.md."""
        self._voice = Voice(dev)

    def speak(self, text: str) -> Speech:
        """A text said, without silence around it."""
        samples, times = self._voice.say_with_times(text)
        cut = round(_AROUND * SAMPLE_RATE)
        return Speech(samples[cut:-cut], tuple(max(0.0, end - _AROUND) for _, end in times))


def silence(seconds: float) -> FloatArray:
    """A quiet room, for a while."""
    count = round(seconds * SAMPLE_RATE)
    return np.random.default_rng(count).normal(0, _ROOM, count).astype(np.float32)
