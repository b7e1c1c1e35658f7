"""How loud the speech is, how loud what is behind it, and by how much it stands out, syllable by syllable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.speech.f0 import F0Track

Span = tuple[float, float]

_NEAR = 0.1  # seconds beside speech that may still be speech: breath, reverberation
_ENOUGH = 20  # frames (10 ms) without speech that are enough to know the background by
_STEADY = 0.9  # the quieter part of them: coughs and words beside the prompt are no background
_FLOOR_PERCENTILE = 5.0  # of all frames, where hardly anything without speech was recorded
_FLOOR_DB = -100.0  # digital silence
_LOUD, _QUIET = 90.0, 30.0  # percentiles of all frames, speech and pauses, that are set against each other
_CLOSE_DB = 17.0  # between them: pauses and stops of one voice alone leave more
_VOICED_QUIET = 0.2  # share of the quiet frames with an F0: pauses, breath and noise have none
_CLEARLY_QUIET_DB = 30.0  # a background that is known to be so far below the speech holds no voices
_VOICES_DB = 1.0  # by how much voices that come and go lie above the quiet frames they leave
_LOWEST_SNR, _HIGHEST_SNR = -10.0, 60.0


@dataclass(frozen=True)
class Levels:
    """Levels of a take: `loudness_db` and `noise_db` are dB re full scale, None where unknown.

    Loudness is that of the speech as recorded; `snr_db` compares the speech alone, the background's power
    taken off, with the background.
    """

    loudness_db: float | None
    noise_db: float | None
    snr_db: float | None


def measure_levels(track: F0Track, spans: Sequence[Span]) -> Levels:
    """Levels of a take whose speech lies in `spans` (seconds)."""
    power = _power(track)
    if not len(power):
        return Levels(None, None, None)
    noise = _background(track, power, spans)
    inside = _inside(track, spans)
    if not inside.any():
        return Levels(None, _db(noise), None)
    speech = float(power[inside].mean())
    if others_speak(track, spans):
        noise = max(noise, float(np.percentile(power, _QUIET)) * 10.0 ** (_VOICES_DB / 10.0))
    return Levels(_db(speech), _db(noise), _ratio(speech, noise))


def others_speak(track: F0Track, spans: Sequence[Span]) -> bool:
    """Whether other people's voices are in the take, loud enough to be taken for hers.

    Alone she leaves pauses, stops and breath, which are soft and have no F0. Where even the quiet frames are
    voiced and hardly softer than the loud ones, somebody else fills them. Voices come and go, so what lies
    between syllables says little of what lies under them, and short takes have nothing between.
    """
    power = _power(track)
    inside = _inside(track, spans)
    if not inside.any():
        return False
    if len(_outside(track, power, spans)) >= _ENOUGH:
        noise = _background(track, power, spans)
        if _ratio(float(power[inside].mean()), noise) > _CLEARLY_QUIET_DB:
            return False
    loud, quiet = np.percentile(power, (_LOUD, _QUIET))
    if _db(float(loud)) - _db(float(quiet)) >= _CLOSE_DB:
        return False
    return bool(np.mean(track.f0[power <= quiet] > 0) > _VOICED_QUIET)


def syllable_snrs(track: F0Track, spans: Sequence[Span | None], noise_db: float | None) -> list[float | None]:
    """By how many dB each syllable stands out of a background of `noise_db`; None where it is not known."""
    power = _power(track)
    found: list[float | None] = []
    for span in spans:
        inside = _inside(track, [span]) if span is not None else np.zeros(0, bool)
        known = noise_db is not None and bool(inside.any())
        found.append(
            _ratio(float(power[inside].mean()), 10.0 ** (noise_db / 10.0))
            if known and noise_db is not None
            else None
        )
    return found


def _background(track: F0Track, power: NDArray[np.float64], spans: Sequence[Span]) -> float:
    """Mean power of what is steadily there without speech."""
    outside = np.sort(_outside(track, power, spans))
    floor = float(np.percentile(power, _FLOOR_PERCENTILE))
    if len(outside) < _ENOUGH:
        return max(floor, 10.0 ** (_FLOOR_DB / 10.0))
    steady = outside[: max(1, round(_STEADY * len(outside)))]
    return max(float(steady.mean()), 10.0 ** (_FLOOR_DB / 10.0))


def _outside(track: F0Track, power: NDArray[np.float64], spans: Sequence[Span]) -> NDArray[np.float64]:
    """Power of the frames that lie well outside the speech."""
    return power[~_inside(track, [(start - _NEAR, end + _NEAR) for start, end in spans])]


def _inside(track: F0Track, spans: Sequence[Span]) -> NDArray[np.bool_]:
    inside = np.zeros(len(track.times), bool)
    for start, end in spans:
        inside |= (track.times >= start) & (track.times < end)
    return inside


def _power(track: F0Track) -> NDArray[np.float64]:
    return np.asarray(10.0 ** (track.energy_db.astype(np.float64) / 10.0))


def _ratio(both: float, noise: float) -> float:
    """SNR in dB from the power of speech with background and of the background alone."""
    speech = max(both - noise, noise * 10.0 ** (_LOWEST_SNR / 10.0))
    return float(np.clip(10.0 * np.log10(speech / noise), _LOWEST_SNR, _HIGHEST_SNR))


def _db(power: float) -> float:
    return float(10.0 * np.log10(max(power, 1e-12)))
