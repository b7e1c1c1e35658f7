"""Mel cepstra of speech, the same ones that the Vosk recogniser computes inside.

40 mel-frequency cepstra over 40 bins from 40 Hz to 7.8 kHz, 25 ms windows every 10 ms, no dither, no energy,
nothing normalised: Kaldi's "high-resolution MFCC". The samples are scaled as 16-bit integers.
"""

from __future__ import annotations

import kaldi_native_fbank as knf
import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]

SAMPLE_RATE = 16_000
CEPSTRA = 40
FRAME_SECONDS = 0.01
WINDOW_SECONDS = 0.025

_BLOCK = 16_000  # samples handed to the extractor at once; the frames do not depend on it


def _options() -> knf.MfccOptions:
    options = knf.MfccOptions()
    options.frame_opts.samp_freq = SAMPLE_RATE
    options.frame_opts.dither = 0.0
    options.frame_opts.snip_edges = True
    options.mel_opts.num_bins = 40
    options.mel_opts.low_freq = 40.0
    options.mel_opts.high_freq = -200.0
    options.num_ceps = CEPSTRA
    options.use_energy = False
    return options


class FeatureStream:
    """Mel cepstra of a recording that arrives in pieces."""

    def __init__(self) -> None:
        self._extractor = knf.OnlineMfcc(_options())
        self._taken = 0

    def push(self, samples: FloatArray) -> FloatArray:
        """Take mono samples (n,) float32 in -1…1 at 16 kHz and return the frames (m, 40) that are ready."""
        scaled = np.asarray(samples, dtype=np.float32) * np.float32(32768.0)
        for start in range(0, len(scaled), _BLOCK):
            self._extractor.accept_waveform(SAMPLE_RATE, scaled[start : start + _BLOCK].tolist())
        return self._ready()

    def flush(self) -> FloatArray:
        """Say that the recording has ended and return the last frames (m, 40), often none."""
        self._extractor.input_finished()
        return self._ready()

    def _ready(self) -> FloatArray:
        count = self._extractor.num_frames_ready
        frames = np.empty((count - self._taken, CEPSTRA), dtype=np.float32)
        for row in range(len(frames)):
            frames[row] = self._extractor.get_frame(self._taken + row)
        if count > self._taken:
            self._extractor.pop(count - self._taken)
        self._taken = count
        return frames


def mel_cepstra(samples: FloatArray) -> FloatArray:
    """Mel cepstra (frames, 40) of a whole recording: mono float32 in -1…1 at 16 kHz.

    Frame i covers the 25 ms that start at i * 10 ms; a recording below 25 ms has none.
    """
    stream = FeatureStream()
    return np.concatenate([stream.push(samples), stream.flush()])
