"""Pace, pauses and loudness of one take."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from app.speech.f0 import F0Track
from app.speech.values import Fluency, Pause, SpokenText, TokenKind

MIN_PAUSE = 0.25  # seconds: shorter silences belong to stops and careful speech
MIN_SYLLABLES = 4  # a rate of fewer says nothing

Span = tuple[float, float]


def measure_fluency(spoken: SpokenText, spans: Sequence[Span | None], track: F0Track) -> Fluency:
    """Fluency from the syllables' time spans (seconds; None where one was left out), one per syllable.

    Speech rate counts syllables from the first to the last, pauses included; articulation rate takes pauses
    out (Goldman-Eisler's distinction). Rates are per minute.
    """
    said = [(i, span) for i, span in enumerate(spans) if span is not None]
    welcome = _pause_places(spoken)
    pauses = tuple(
        Pause(left[1], right[0], any(place in welcome for place in range(i + 1, j + 1)))
        for (i, left), (j, right) in pairwise(said)
        if right[0] - left[1] >= MIN_PAUSE
    )
    speech_rate = articulation_rate = None
    if len(said) >= MIN_SYLLABLES:
        whole = said[-1][1][1] - said[0][1][0]
        speaking = whole - sum(p.end - p.start for p in pauses)
        speech_rate = 60.0 * len(said) / whole if whole > 0 else None
        articulation_rate = 60.0 * len(said) / speaking if speaking > 0 else None
    loudness, noise = levels(track, [span for _, span in said])
    return Fluency(speech_rate, articulation_rate, pauses, loudness, noise)


def levels(track: F0Track, spans: Sequence[Span]) -> tuple[float | None, float | None]:
    """Loudness inside the spans and background outside them (dB re full scale); None without any."""
    inside = np.zeros(len(track.times), bool)
    near = np.zeros(len(track.times), bool)
    for start, end in spans:
        inside |= (track.times >= start) & (track.times < end)
        near |= (track.times >= start - 0.1) & (track.times < end + 0.1)
    loudness = _mean_db(track.energy_db[inside])
    outside = track.energy_db[~near]
    # the quieter part of it, for coughs and words beside the prompt are not the background; where hardly
    # any silence was recorded, the quietest moments of the speech
    quiet = [
        np.percentile(frames, share) for frames, share in ((outside, 25), (track.energy_db, 5)) if len(frames)
    ]
    noise = float(min(quiet)) if quiet else None
    return loudness, noise


def _mean_db(energies: np.ndarray) -> float | None:
    return float(10.0 * np.log10(np.mean(10.0 ** (energies / 10.0)))) if len(energies) else None


def _pause_places(spoken: SpokenText) -> frozenset[int]:
    """Syllable indices before which punctuation stands."""
    places = set()
    following = 0
    for token in spoken.tokens:
        if token.kind is TokenKind.SYLLABLE and token.syllable is not None:
            following = token.syllable + 1
        elif token.kind is TokenKind.PAUSE:
            places.add(following)
    return frozenset(places)
