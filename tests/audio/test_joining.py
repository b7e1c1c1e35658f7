"""Syllables put together: no silence between them, one level, no clicks."""

from __future__ import annotations

import numpy as np

from app.audio.joining import CROSSFADE, joined
from tests.audio.pack_samples import RATE, sound


def test_silence_around_the_syllables_goes() -> None:
    made = joined([sound(200, 0.4), sound(250, 0.4)])
    assert abs(len(made) / RATE - 0.8) < 0.1
    level = np.sqrt(np.mean(made[: len(made) // 160 * 160].reshape(-1, 160) ** 2, axis=1))
    assert (level[2:-2] < 0.02).sum() <= 3  # the margin kept for soft consonants


def test_loud_and_soft_ones_come_to_one_level() -> None:
    made = joined([sound(200) * 0.05, sound(200) * 2.0])
    halves = [np.sqrt(np.mean(half**2)) for half in np.array_split(made, 2)]
    assert max(halves) / min(halves) < 1.2
    assert np.abs(made).max() <= 1.0


def test_nothing_clicks_where_they_meet() -> None:
    made = joined([sound(200), sound(200), sound(310)])
    steepest = np.abs(np.diff(sound(310))).max()
    assert np.abs(np.diff(made)).max() < 1.5 * steepest


def test_few_and_none() -> None:
    assert joined([]).size == 0
    one = joined([sound()])
    assert 0.35 < len(one) / RATE < 0.5
    assert joined([np.zeros(int(CROSSFADE * RATE), np.float32)]).size > 0
    assert joined([np.zeros(10, np.float32), np.zeros(0, np.float32), sound()]).size > 0
