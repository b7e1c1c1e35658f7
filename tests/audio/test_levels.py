from __future__ import annotations

import numpy as np
import pytest

from app.audio.levels import LevelMeter, analyse, signal_warning
from app.audio.values import SignalWarning
from tests.audio.fake_microphone import tone

RNG = np.random.default_rng(7)


def noise(seconds: float, decibels: float, rate: int = 16_000) -> np.ndarray:
    return RNG.normal(0, 10 ** (decibels / 20), round(seconds * rate)).astype(np.float32)


def syllables(seconds: float, decibels: float, floor: float = -75.0, rate: int = 16_000) -> np.ndarray:
    """A voice of sorts: three tones a second with pauses between them, over a noise floor."""
    times = np.arange(round(seconds * rate)) / rate
    sounding = (times * 3 % 1) < 0.65
    level = 10 ** (decibels / 20) * np.sqrt(2)
    voice = level * np.sin(2 * np.pi * 200 * times) * sounding
    return (voice + noise(seconds, floor, rate)).astype(np.float32)


def warnings_while(meter: LevelMeter, samples: np.ndarray, rate: int = 16_000) -> list[SignalWarning | None]:
    """The warning every 40 ms, one entry for each change."""
    shown: list[SignalWarning | None] = []
    step = rate // 25
    for begin in range(0, len(samples), step):
        meter.feed(samples[begin : begin + step])
        if not shown or shown[-1] is not meter.level.warning:
            shown.append(meter.level.warning)
    return shown


@pytest.mark.parametrize("rate", [16_000, 44_100, 48_000])
def test_the_level_is_in_decibels_of_full_scale(rate):
    meter = LevelMeter(rate)
    meter.feed(tone(1.0, rate, level=0.5))
    assert meter.level.peak_db == pytest.approx(-6.02, abs=0.05)
    assert meter.level.rms_db == pytest.approx(-9.03, abs=0.1)


def test_a_constant_is_no_sound():
    meter = LevelMeter()
    meter.feed(noise(2.0, -50) + np.float32(0.2))
    assert meter.level.rms_db == pytest.approx(-50, abs=1)


def test_the_noise_floor_is_found_under_speech():
    meter = LevelMeter()
    meter.feed(syllables(8.0, -20, floor=-60))
    assert meter.level.noise_floor_db == pytest.approx(-60, abs=2.5)
    meter.feed(noise(8.0, -45))
    assert meter.level.noise_floor_db == pytest.approx(-45, abs=2.5)


def test_good_speech_warns_of_nothing():
    meter = LevelMeter()
    meter.take_running = True
    assert warnings_while(meter, syllables(12.0, -22)) == [None]


@pytest.mark.parametrize(
    "muted", [np.zeros(64_000), np.full(64_000, 0.01), RNG.integers(0, 2, 64_000) / 32768]
)
def test_a_muted_microphone_is_silent_and_not_merely_quiet(muted):
    assert warnings_while(LevelMeter(), muted.astype(np.float32)) == [None, SignalWarning.SILENT]


def test_a_quiet_room_before_the_take_is_no_fault():
    assert warnings_while(LevelMeter(), noise(10.0, -70)) == [None]


def test_saying_nothing_in_a_take_is_too_quiet_after_a_while():
    meter = LevelMeter()
    meter.feed(noise(3.0, -70))
    meter.take_running = True
    assert warnings_while(meter, noise(2.5, -70)) == [None]
    assert warnings_while(meter, noise(4.0, -70)) == [None, SignalWarning.TOO_QUIET]
    assert warnings_while(meter, syllables(4.0, -22))[-1] is None


def test_a_faint_voice_is_too_quiet_also_before_the_take():
    meter = LevelMeter()
    assert warnings_while(meter, syllables(8.0, -50, floor=-80))[-1] is SignalWarning.TOO_QUIET
    assert warnings_while(meter, syllables(8.0, -25, floor=-80))[-1] is None


def test_a_voice_at_the_threshold_does_not_flicker():
    meter = LevelMeter()
    wavering = np.concatenate([syllables(1.0, level, floor=-80) for level in [-43.5, -44.5] * 15])
    assert len(warnings_while(meter, wavering)) <= 2


def test_clipping_shows_at_once_and_stays_long_enough_to_be_read():
    meter = LevelMeter()
    meter.feed(syllables(3.0, -15))
    meter.feed(tone(0.1, level=0.97))  # loud, and whole
    assert meter.level.warning is None
    meter.feed(np.clip(8 * tone(0.1), -1, 1))
    assert meter.level.warning is SignalWarning.CLIPPING
    meter.feed(syllables(1.0, -15))
    assert meter.level.warning is SignalWarning.CLIPPING
    meter.feed(syllables(2.0, -15))
    assert meter.level.warning is None


def test_a_noisy_room_warns_and_a_loud_voice_over_it_is_heard_out():
    meter = LevelMeter()
    assert warnings_while(meter, noise(6.0, -35))[-1] is SignalWarning.NOISY
    meter = LevelMeter()
    assert warnings_while(meter, syllables(8.0, -28, floor=-37))[-1] is SignalWarning.NOISY
    meter = LevelMeter()
    assert warnings_while(meter, syllables(8.0, -8, floor=-41))[-1] is None


def test_frames_may_come_in_any_sizes():
    samples = syllables(3.0, -20)
    whole, pieces = LevelMeter(), LevelMeter()
    whole.feed(samples)
    position = 0
    while position < len(samples):
        size = int(RNG.integers(1, 900))
        pieces.feed(samples[position : position + size])
        position += size
    assert pieces.level == whole.level


@pytest.mark.parametrize(
    ("samples", "warning"),
    [
        (syllables(4.0, -20), None),
        (syllables(4.0, -50), SignalWarning.TOO_QUIET),
        (np.clip(syllables(4.0, 3), -1, 1), SignalWarning.CLIPPING),
        (syllables(4.0, -25, floor=-30), SignalWarning.NOISY),
        (np.zeros(16_000, dtype=np.float32), SignalWarning.SILENT),
        (np.zeros(0, dtype=np.float32), SignalWarning.SILENT),
        (np.concatenate([np.zeros(48_000, dtype=np.float32), syllables(4.0, -20)]), None),
    ],
)
def test_a_finished_take_is_judged_as_a_whole(samples, warning):
    assert signal_warning(samples) is warning
    assert analyse(samples).warning is warning


def test_analyse_measures_the_whole_take():
    level = analyse(syllables(6.0, -20, floor=-60))
    assert level.noise_floor_db == pytest.approx(-60, abs=2)
    assert level.rms_db == pytest.approx(-20 + 10 * np.log10(0.65), abs=0.5)


@pytest.mark.speech
def test_people_s_own_microphones_seldom_warn(speech_dir):
    """Read speech recorded at home by many people: most of it is fit to be scored, live and afterwards."""
    from app.audio.importing import import_audio

    clips = sorted((speech_dir / "dev" / "commonvoice").rglob("*.opus"))[::18]
    live = after = 0
    for clip in clips:
        samples = import_audio(clip)
        meter = LevelMeter()
        meter.take_running = True
        live += warnings_while(meter, samples) != [None]
        after += signal_warning(samples) is not None
    assert len(clips) > 40
    assert live <= len(clips) * 0.08
    assert after <= len(clips) * 0.05
