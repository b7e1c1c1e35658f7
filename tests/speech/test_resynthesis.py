"""Her own voice with another tone: what comes out has the tone that was asked for, and is still her."""

from __future__ import annotations

import builtins
from typing import Any

import numpy as np
import pytest

from app.speech.f0 import track_f0
from app.speech.register import SpeakerRegister, register_of, to_semitones
from app.speech.resynthesis import SAMPLE_RATE, NoOwnVoiceError, with_tone
from app.speech.tone_targets import target_contour
from app.speech.tone_values import ToneSpan
from app.speech.values import Contour

START, END = 0.30, 0.62  # of the voiced syllable in `voice`


def vowel(f0: np.ndarray) -> np.ndarray:
    """A vowel-like sound whose F0 runs through `f0`, a value per sample."""
    phase = 2 * np.pi * np.cumsum(f0) / SAMPLE_RATE
    sound = np.zeros(len(f0))
    for number in range(1, 30):
        gain = sum(1 / (1 + ((f0 * number - centre) / 120) ** 2) for centre in (700, 1200, 2600))
        sound += np.where(f0 * number < 7500, (gain + 0.03) / number, 0) * np.sin(number * phase)
    return sound / np.abs(sound).max() * 0.3


def voice(begin_hz: float, end_hz: float, seconds: float = END - START) -> np.ndarray:
    """Noise of an initial, then a vowel from one F0 to another, between stretches of faint noise."""
    rng = np.random.default_rng(4)
    total = START + seconds + 0.4
    samples = rng.standard_normal(int(total * SAMPLE_RATE)) * 2e-4
    hiss = slice(int((START - 0.1) * SAMPLE_RATE), int(START * SAMPLE_RATE))
    samples[hiss] += rng.standard_normal(hiss.stop - hiss.start) * 0.03
    sound = vowel(np.geomspace(begin_hz, end_hz, int(seconds * SAMPLE_RATE)))
    begin = int(START * SAMPLE_RATE)
    samples[begin : begin + len(sound)] += sound
    return samples.astype(np.float32)


def register() -> SpeakerRegister:
    """A woman's: tracks from 160 to 280 Hz, often heard."""
    return register_of([track_f0(voice(160, 280, 2.0)), track_f0(voice(280, 160, 2.0))])


def target(tone: int, start: float = START + 0.01, end: float = END - 0.01) -> Contour:
    span = ToneSpan(start, start, end, tone, joined=False)
    return target_contour([span], 0, np.linspace(start, end, 20))


def heights(samples: np.ndarray) -> np.ndarray:
    """Semitones of the voiced frames."""
    track = track_f0(samples)
    return to_semitones(track.f0[track.voiced & (track.confidence > 0.8)])


@pytest.mark.parametrize(("begin", "end"), [(220, 220), (180, 260), (270, 170)])
def test_every_tone_moves_as_it_should(begin: float, end: float) -> None:
    samples, known = voice(begin, end), register()
    made = {t: heights(with_tone(samples, START - 0.1, END, t, target(t), known)) for t in (1, 2, 3, 4)}
    assert np.ptp(made[1][2:-2]) < 1.0  # without the joins
    assert abs(np.median(made[1]) - known.high) < 1.5
    assert made[2][-3] - made[2][3] > 3.0
    assert made[4][3] - made[4][-3] > 5.0
    low = made[3].argmin() / len(made[3])
    assert 0.2 < low < 0.85
    assert made[3].min() < made[1].min() - 6.0


def test_the_target_is_in_her_own_register() -> None:
    samples = voice(220, 220)
    low = register_of([track_f0(voice(90, 170, 2.0)), track_f0(voice(170, 90, 2.0))])
    hers, his = (
        np.median(heights(with_tone(samples, START, END, 1, target(1), known))) for known in (register(), low)
    )
    assert hers - his > 6.0


def test_a_narrow_voice_still_shows_the_whole_tone() -> None:
    narrow = register_of([track_f0(voice(215, 225, 3.0))] * 20)
    assert narrow.range < 6.0
    made = heights(with_tone(voice(220, 220), START, END, 4, target(4), narrow))
    assert made[3] - made[-3] > 5.0


def test_it_is_as_loud_as_she_was_and_keeps_what_is_not_voiced() -> None:
    samples = voice(220, 220)
    made = with_tone(samples, START - 0.1, END, 1, target(1), register())
    was = np.sqrt(np.mean(samples[int(0.35 * SAMPLE_RATE) : int(0.55 * SAMPLE_RATE)] ** 2))
    now = np.sqrt(np.mean(made[int(0.2 * SAMPLE_RATE) : int(0.4 * SAMPLE_RATE)] ** 2))
    assert 0.7 < now / was < 1.4
    # 40 ms before the initial are kept; the hiss is her recording, sample by sample
    begin = int((START - 0.14) * SAMPLE_RATE)
    hiss = slice(int(0.06 * SAMPLE_RATE), int(0.12 * SAMPLE_RATE))
    there = samples[begin : begin + len(made)][hiss]
    assert np.allclose(made[hiss], there, atol=1e-4)
    assert np.abs(made).max() <= 1.0
    assert np.isfinite(made).all()


def test_a_syllable_too_short_for_its_tone_is_stretched_but_not_much() -> None:
    samples, known = voice(220, 220, 0.2), register()
    short = target(3, START + 0.01, START + 0.19)
    falling, third = (len(with_tone(samples, START, START + 0.2, t, short, known)) for t in (4, 3))
    longer = (third - falling) / SAMPLE_RATE
    assert 0.05 < longer <= 0.5 * 0.18 + 0.02


def test_a_neutral_tone_is_shorter_and_weaker() -> None:
    samples, known = voice(220, 220), register()
    full = with_tone(samples, START, END, 1, target(1), known)
    neutral = with_tone(samples, START, END, 5, target(5), known)
    assert len(neutral) < len(full) - 0.05 * SAMPLE_RATE
    middles = [np.sqrt(np.mean(each[2400:4000] ** 2)) for each in (neutral, full)]  # past the join
    assert middles[0] < 0.75 * middles[1]


def test_creak_inside_the_tone_gets_a_voice() -> None:
    samples = voice(220, 220)
    gap = slice(int(0.42 * SAMPLE_RATE), int(0.49 * SAMPLE_RATE))
    creak = np.zeros(gap.stop - gap.start, np.float32)
    creak[::400] = 0.2  # single pulses, 40 a second
    samples[gap] = creak
    made = with_tone(samples, START, END, 1, target(1), register())
    track = track_f0(made)
    inside = (track.times > 0.08) & (track.times < 0.30)
    assert track.voiced[inside].mean() > 0.95


def test_without_a_voice_it_says_so() -> None:
    samples = (np.random.default_rng(1).standard_normal(16_000) * 0.02).astype(np.float32)
    with pytest.raises(NoOwnVoiceError):
        with_tone(samples, START, END, 1, target(1), register())
    with pytest.raises(NoOwnVoiceError):
        with_tone(voice(220, 220), START, START, 1, target(1, START, START + 0.02), register())


def test_without_the_vocoder_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def missing(name: str, *arguments: Any, **named: Any) -> Any:
        if name == "pyworld":
            raise ImportError(name)
        return real(name, *arguments, **named)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(NoOwnVoiceError):
        with_tone(voice(220, 220), START, END, 1, target(1), register())


def test_at_the_very_edges_of_a_recording() -> None:
    samples = vowel(np.full(int(0.3 * SAMPLE_RATE), 200.0)).astype(np.float32)
    made = with_tone(samples, 0.0, 0.3, 2, target(2, 0.005, 0.295), register())
    assert made.size
    assert heights(made)[-3] > heights(made)[2]
