"""Noise for the evaluation: white, or the babble of other people in the sets."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.speech.evaluation.sets import SAMPLE_RATE, Clip, SkippedError

VOICES = 6
SECONDS = 30
_FRAME = 160  # 10 ms

FloatArray = NDArray[np.float32]


def mix_babble(clips: Sequence[Clip], seed: int) -> FloatArray:
    """`VOICES` people at once, `SECONDS` long, equally loud; empty when no recording can be read.

    Each voice is drawn from one speaker's recordings, the speakers from all that there are.
    """
    rng = np.random.default_rng(seed)
    speakers = sorted({clip.speaker for clip in clips})
    drawn = [speakers[i] for i in rng.permutation(len(speakers))[:VOICES]]
    total = np.zeros(SECONDS * SAMPLE_RATE, np.float32)
    heard = False
    for voice in range(VOICES if drawn else 0):
        own = [clip for clip in clips if clip.speaker == drawn[voice % len(drawn)]]
        pieces: list[FloatArray] = []
        for index in rng.permutation(len(own))[:200]:
            if sum(map(len, pieces)) >= len(total):
                break
            try:
                samples = own[int(index)].samples()
            except SkippedError:
                continue
            pieces.append(samples / np.float32(np.sqrt(np.mean(samples**2)) + 1e-6))
        if pieces:
            heard = True
            total += np.resize(np.concatenate(pieces), len(total))
    return total if heard else np.zeros(0, np.float32)


def with_noise(
    samples: FloatArray, snr_db: float, rng: np.random.Generator, babble: FloatArray | None = None
) -> FloatArray:
    """`samples` with noise `snr_db` below the power of their louder half (10 ms frames): speech, not pauses.

    The noise is white, or a random stretch of `babble`.
    """
    if babble is not None and len(babble):
        start = int(rng.integers(len(babble)))
        noise = np.take(babble, np.arange(start, start + len(samples)), mode="wrap")
    else:
        noise = rng.standard_normal(len(samples)).astype(np.float32)
    frames = samples[: len(samples) // _FRAME * _FRAME].reshape(-1, _FRAME)
    power = np.mean(frames**2, axis=1)
    loud = float(power[power >= np.median(power)].mean()) if len(power) else float(np.mean(samples**2))
    gain = np.sqrt(loud / 10 ** (snr_db / 10) / (float(np.mean(noise**2)) + 1e-12))
    return (samples + np.float32(gain) * noise).astype(np.float32)
