"""How long somebody talked in the last part of the mock test."""

from __future__ import annotations

from itertools import pairwise

from app.speech.delivery import speech_spans
from app.speech.f0 import track_f0
from app.speech.values import FloatArray

LONG_SILENCE = 5.0
"""Seconds: a silence from here on is no part of the talk; a shorter one is thinking or breathing."""


def spoken_seconds(samples: FloatArray) -> float:
    """From the first sound of speech to the last, less the long silences between; 16 kHz mono, shape (n,).

    Without it, one word at the beginning and one at the end would make a talk of three minutes.
    """
    spans = speech_spans(track_f0(samples))
    if not spans:
        return 0.0
    silences = (after[0] - before[1] for before, after in pairwise(spans))
    return spans[-1][1] - spans[0][0] - sum(each for each in silences if each >= LONG_SILENCE)
