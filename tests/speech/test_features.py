from __future__ import annotations

import numpy as np
import pytest

from app.speech.features import FeatureStream, mel_cepstra


def chirp(seconds: float) -> np.ndarray:
    time = np.arange(int(16000 * seconds)) / 16000
    return (0.3 * np.sin(2 * np.pi * (150 + 900 * time) * time)).astype(np.float32)


@pytest.mark.parametrize("piece", [1, 77, 400, 16000])
def test_pieces_give_the_same_frames_as_the_whole(piece: int) -> None:
    samples = chirp(0.5 if piece == 1 else 1.3)
    stream = FeatureStream()
    frames = [stream.push(samples[start : start + piece]) for start in range(0, len(samples), piece)]
    np.testing.assert_array_equal(np.concatenate([*frames, stream.flush()]), mel_cepstra(samples))


def test_frames_come_every_ten_milliseconds_once_the_window_is_full() -> None:
    assert mel_cepstra(chirp(1.0)).shape == (98, 40)
    assert mel_cepstra(np.zeros(399, np.float32)).shape == (0, 40)
    assert mel_cepstra(np.zeros(400, np.float32)).shape == (1, 40)


def test_louder_speech_moves_only_the_first_coefficient() -> None:
    samples = chirp(0.5)
    quiet, loud = mel_cepstra(samples), mel_cepstra(samples * 2)
    np.testing.assert_allclose(loud[:, 0] - quiet[:, 0], np.log(4) * np.sqrt(40), rtol=1e-3)
    np.testing.assert_allclose(loud[:, 1:], quiet[:, 1:], atol=2e-2)
