"""Other speakers, rooms, microphones and noises, drawn anew each time in the log-mel domain.

Energies of sounds add, a room is a decaying sum over earlier frames, a channel is an offset, and a longer or
shorter vocal tract moves the mel axis: all of it is cheap on log-mel frames.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.signal import lfilter

from acoustic_model.corpus import MEL_BINS, Corpus, log_mel
from app.speech.features import SAMPLE_RATE

_DECIBEL = np.log(10) / 10
_BANK_SECONDS = 60
_TALKERS = 6
_DIGITAL_SILENCE = float(np.log(np.finfo(np.float32).eps))  # where the features have their floor

Frames = NDArray[np.float32]


def _mel_axis() -> NDArray[np.float64]:
    low, high = (1127 * np.log1p(hertz / 700) for hertz in (40.0, SAMPLE_RATE / 2 - 200))
    return low + (high - low) * np.arange(1, MEL_BINS + 1) / (MEL_BINS + 1)


_MEL_AXIS = _mel_axis()
_HERTZ_AXIS = 700 * np.expm1(_MEL_AXIS / 1127)


class Augmenter:
    """Draws distortions from a seeded generator; holds a bank of noise and babble."""

    def __init__(self, corpus: Corpus, seed: int) -> None:
        self._random = np.random.default_rng(seed)
        self._white = log_mel(
            self._random.standard_normal(SAMPLE_RATE * _BANK_SECONDS).astype(np.float32) * 0.1
        )
        self._babble = self._make_babble(corpus)

    def _make_babble(self, corpus: Corpus) -> Frames:
        length = _BANK_SECONDS * 100
        power = np.zeros((length, MEL_BINS), dtype=np.float32)
        for _ in range(_TALKERS):
            filled = 0
            while filled < length:
                frames = corpus.frames(int(self._random.integers(len(corpus.entries))))[: length - filled]
                energy = np.exp(frames.astype(np.float32))
                power[filled : filled + len(frames)] += energy / max(float(energy.mean()), 1e-6)
                filled += len(frames)
        return np.log(power + 1e-3)

    def distort(self, frames: Frames) -> Frames:
        """One more way the clip (frames, 40) could have sounded; same number of frames."""
        draw = self._random.random
        if draw() < 0.6:
            frames = self._vocal_tract(frames)
        if draw() < 0.35:
            frames = self._room(frames)
        if draw() < 0.7:
            frames = frames + self._channel()
        frames = frames + np.float32(self._random.uniform(-20, 12) * _DECIBEL)
        if draw() < 0.6:
            frames = self._noise(frames)
        return frames

    def no_speech(self, count: int) -> Frames:
        """A stretch (count, 40) without speech: digital silence, or noise of any colour and level."""
        if self._random.random() < 0.25:
            return np.full((count, MEL_BINS), _DIGITAL_SILENCE, dtype=np.float32)
        start = int(self._random.integers(0, len(self._white)))
        noise = np.take(self._white, np.arange(start, start + count), axis=0, mode="wrap")
        slope = self._random.uniform(-12, 8) * _DECIBEL
        noise = noise - noise.mean(axis=0) + self._channel() + np.float32(self._random.uniform(-6, 21))
        noise = noise + np.linspace(0, 2.5 * slope, MEL_BINS, dtype=np.float32)
        return np.maximum(noise, np.float32(_DIGITAL_SILENCE))

    def tempo(self) -> float:
        """A factor for the pace: below 1 is slower."""
        return float(self._random.uniform(0.85, 1.2)) if self._random.random() < 0.5 else 1.0

    def mask(self, rows: Frames) -> None:
        """SpecAugment on one stretch of log-mel frames, in place: bands and short times become flat."""
        mean = rows.mean(axis=0)
        if self._random.random() < 0.4:
            width = int(self._random.integers(1, 6))
            start = int(self._random.integers(0, MEL_BINS - width))
            rows[:, start : start + width] = mean[start : start + width]
        for _ in range(int(self._random.integers(0, 3))):
            width = int(self._random.integers(1, 8))
            start = int(self._random.integers(0, max(1, len(rows) - width)))
            rows[start : start + width] = mean

    def _vocal_tract(self, frames: Frames) -> Frames:
        factor = self._random.uniform(0.88, 1.14)
        source = np.interp(1127 * np.log1p(_HERTZ_AXIS * factor / 700), _MEL_AXIS, np.arange(MEL_BINS))
        lower = np.minimum(source.astype(int), MEL_BINS - 2)
        share = (source - lower).astype(np.float32)
        return frames[:, lower] * (1 - share) + frames[:, lower + 1] * share

    def _room(self, frames: Frames) -> Frames:
        decay = 10 ** (-6 * 0.01 / self._random.uniform(0.15, 0.9))  # 60 dB in that many seconds
        reverberant = 10 ** (-self._random.uniform(2, 18) / 10) * (1 - decay)
        power = np.exp(frames)
        late = lfilter([0, 0, reverberant], [1, -decay], power, axis=0)
        return np.log(power + late.astype(np.float32))

    def _channel(self) -> Frames:
        axis = np.linspace(0, np.pi, MEL_BINS)
        curve = sum(self._random.normal(0, 3.0 / order) * np.cos(order * axis) for order in range(1, 6))
        if self._random.random() < 0.15:  # a small or distant microphone, or a telephone
            low, high = self._random.uniform(0, 8), self._random.uniform(28, 40)
            bins = np.arange(MEL_BINS)
            curve = curve - 3.0 * np.maximum(0, low - bins) - 3.0 * np.maximum(0, bins - high)
        elif self._random.random() < 0.12:  # a codec that keeps nothing above 4 to 7 kHz
            curve = np.where(np.arange(MEL_BINS) > self._random.uniform(29, 38), curve - 40.0, curve)
        return (curve * _DECIBEL).astype(np.float32)

    def _noise(self, frames: Frames) -> Frames:
        bank = self._babble if self._random.random() < 0.35 else self._white
        start = int(self._random.integers(0, len(bank)))
        noise = np.take(bank, np.arange(start, start + len(frames)), axis=0, mode="wrap")
        if bank is self._white:
            slope = self._random.uniform(-12, 8)  # dB from the lowest to the highest octave
            noise = noise - noise.mean(axis=0) + self._channel()
            noise = noise + np.float32(slope * _DECIBEL) * np.linspace(0, 2.5, MEL_BINS, dtype=np.float32)
        speech_level = np.log(np.mean(np.sort(np.exp(frames).sum(axis=1))[len(frames) // 2 :]) + 1e-6)
        noise_level = np.log(np.mean(np.exp(noise).sum(axis=1)))
        quiet = self._random.random() < 0.5
        ratio = self._random.uniform(*((18, 40) if quiet else (3, 18))) * _DECIBEL
        return np.logaddexp(frames, noise + np.float32(speech_level - noise_level - ratio))


def retime(
    frames: Frames, states: NDArray[np.int16], factor: float, length: int | None = None
) -> tuple[Frames, NDArray[np.int16]]:
    """Play frames `factor` times faster. `states` may be of another copy; they are stretched to fit."""
    count = length or max(1, round(len(frames) / factor))
    position = np.linspace(0, len(frames) - 1, count)
    lower = np.minimum(position.astype(int), max(0, len(frames) - 2))
    share = (position - lower).astype(np.float32)[:, None]
    upper = np.minimum(lower + 1, len(frames) - 1)
    stretched = frames[lower] * (1 - share) + frames[upper] * share if count != len(frames) else frames
    at = np.minimum(((np.arange(count) + 0.5) * len(states) / count).astype(int), len(states) - 1)
    return stretched, states[at]
