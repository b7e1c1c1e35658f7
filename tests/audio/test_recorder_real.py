"""The real path: PulseAudio, ALSA, PortAudio, sounddevice, the recorder and the player."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest

from app.audio import devices
from app.audio.journal import discard, rescued_takes
from app.audio.player import Player
from app.audio.recorder import Recorder
from app.audio.values import SignalWarning
from app.errors import ExpectedError
from tests.audio.fake_microphone import tone, until

pytestmark = pytest.mark.virtual_mic


@pytest.fixture
def recorder(virtual_mic, tmp_path):
    recorder = Recorder(tmp_path / "takes")
    recorder.open()
    assert until(lambda: recorder.level().rms_db > -200 and recorder._writer.stream.ring.written > 0)
    yield recorder
    recorder.close()


def speech_like(seconds: float, seed: int = 1) -> np.ndarray:
    """Noise in bursts: every stretch is unlike every other, so that its place can be found again."""
    noise = np.random.default_rng(seed).normal(0, 0.1, round(seconds * 16_000))
    bursts = 0.55 + 0.45 * np.sin(2 * np.pi * 3 * np.arange(len(noise)) / 16_000)
    return (noise * bursts).astype(np.float32)


def place_of(piece: np.ndarray, whole: np.ndarray) -> tuple[int, float]:
    """Where `piece` begins in `whole`, and how alike they are there (1 = the same)."""
    size = 1 << (len(piece) + len(whole)).bit_length()
    product = np.fft.irfft(np.fft.rfft(whole, size) * np.conj(np.fft.rfft(piece, size)), size)
    start = int(np.argmax(product[: len(whole)]))
    there = whole[start : start + len(piece)]
    piece = piece[: len(there)]
    return start, float(np.dot(piece, there) / (np.linalg.norm(piece) * np.linalg.norm(there) + 1e-9))


def test_what_is_played_is_what_is_recorded(virtual_mic, recorder):
    played = speech_like(3.0)
    chunks: list[np.ndarray] = []
    recorder.start("take", {"prompt": "p1"}, on_chunk=chunks.append)
    virtual_mic.play(played, wait=True)
    assert until(lambda: recorder.elapsed() > 3.0)
    take = recorder.stop()
    samples = take.samples()

    start, alike = place_of(played, samples)
    assert alike > 0.99
    assert start + len(played) <= len(samples)
    assert not take.interrupted
    assert dict(take.meta) == {"prompt": "p1"}
    np.testing.assert_array_equal(np.concatenate(chunks), samples)


def test_the_level_follows_before_a_take(virtual_mic, recorder):
    assert until(lambda: recorder.level().warning is SignalWarning.SILENT)
    virtual_mic.play(speech_like(4.0))
    assert until(lambda: recorder.level().rms_db > -30)
    assert until(lambda: recorder.level().warning is None)
    virtual_mic.mute()
    assert until(lambda: recorder.level().warning is SignalWarning.SILENT, 6)


def test_the_microphone_pulled_out_keeps_what_was_said(virtual_mic, recorder):
    played = speech_like(10.0)
    lost = threading.Event()
    calls = []
    recorder.start("take", {}, on_lost=lambda: (calls.append(1), lost.set()))
    virtual_mic.play(played)
    assert until(lambda: recorder.elapsed() > 2.0)
    virtual_mic.pull_out()
    said = recorder.elapsed()
    assert lost.wait(5)
    take = recorder.stop()

    assert take.interrupted
    assert calls == [1]
    assert take.duration > said - 0.05
    heard = take.samples()
    loud = heard[np.argmax(np.abs(heard) > 0.02) :]
    assert len(loud) > 16_000
    assert place_of(loud[:8_000], played)[1] > 0.99
    assert not recorder.is_open
    with pytest.raises(ExpectedError):
        recorder.open()

    virtual_mic.plug_in()
    devices.refresh()
    recorder.open()
    recorder.start("again", {})
    assert until(lambda: recorder.elapsed() > 0.5)
    assert not recorder.stop().interrupted


def test_a_microphone_that_hangs_is_a_lost_one(virtual_mic, recorder):
    lost = threading.Event()
    recorder.start("take", {}, on_lost=lost.set)
    assert until(lambda: recorder.elapsed() > 0.5)
    virtual_mic.freeze()
    assert lost.wait(6)
    began = time.monotonic()
    take = recorder.stop()
    recorder.close()
    assert time.monotonic() - began < 4  # PortAudio itself would wait twenty seconds
    assert not devices.refresh()  # the stream is not closed yet, but nobody waits for it
    virtual_mic.freeze(False)
    assert until(devices.refresh)
    assert take.interrupted
    assert take.duration > 0.5


def test_a_take_left_by_close_is_found_again(virtual_mic, recorder, tmp_path):
    recorder.start("take", {"prompt": "p"})
    assert until(lambda: recorder.elapsed() > 0.5)
    assert rescued_takes(tmp_path / "takes") == []
    recorder.close()
    [take] = rescued_takes(tmp_path / "takes")
    assert take.interrupted
    assert take.duration > 0.5
    discard(take)
    assert list((tmp_path / "takes").iterdir()) == []


def test_the_devices_are_listed_with_ids_that_open_them(virtual_mic, tmp_path):
    inputs = devices.list_inputs()
    assert [device.is_default for device in inputs].count(True) == 1
    assert inputs[0].is_default
    assert len({device.id for device in inputs}) == len(inputs)
    pulse = next(device for device in inputs if device.name == "pulse")
    recorder = Recorder(tmp_path)
    recorder.open(pulse.id)
    assert recorder.device_id == pulse.id
    assert not devices.refresh()  # not under an open stream
    recorder.open("ALSA/a microphone left at home")
    assert recorder.device_id == inputs[0].id
    recorder.close()
    assert devices.refresh()
    assert [device.id for device in devices.list_inputs()] == [device.id for device in inputs]


def test_the_player_plays_the_stretch_asked_for(virtual_mic, recorder):
    sound = speech_like(3.0)
    finished = threading.Event()
    player = Player()
    recorder.start("take", {})
    player.play(sound, start=1.0, end=2.0, on_finished=finished.set)
    assert player.is_playing
    positions = []
    while not finished.wait(0.02):
        positions.append(player.position())
    assert until(lambda: recorder.elapsed() > 2.2)
    heard = recorder.stop().samples()

    known = [position for position in positions if position is not None]
    assert min(known) >= 1.0
    assert 1.8 < max(known) <= 2.0
    assert known == sorted(known)
    assert player.position() is None
    assert not player.is_playing
    assert player.error is None
    # A quarter of a second at a time, one of which a machine at its limit may tear.
    places = [place_of(sound[begin : begin + 4_000], heard) for begin in range(16_000, 32_000, 4_000)]
    found = [start for start, alike in places if alike > 0.95]
    assert len(found) >= 3
    assert found == sorted(found)
    for begin in (11_000, 32_800):  # what comes before the stretch and after it was not played
        assert place_of(sound[begin : begin + 4_000], heard)[1] < 0.5


def test_the_player_stops_and_starts_anew(virtual_mic):
    player = Player()
    ended = []
    player.play(tone(5.0), on_finished=lambda: ended.append("first"))
    assert until(lambda: (player.position() or 0) > 0.3)
    done = threading.Event()
    player.play(tone(0.3), on_finished=done.set)
    assert done.wait(3)
    player.play(tone(5.0), on_finished=lambda: ended.append("third"))
    player.stop()
    assert not player.is_playing
    time.sleep(0.4)
    assert ended == []
    assert until(devices.refresh)  # every stream is closed


def test_the_loudspeaker_pulled_out_ends_the_playback(virtual_mic):
    player = Player()
    done = threading.Event()
    player.play(tone(8.0), on_finished=done.set)
    assert until(lambda: (player.position() or 0) > 0.2)
    virtual_mic.pull_out()
    assert done.wait(6)
    assert isinstance(player.error, ExpectedError)
    assert not player.is_playing
    with pytest.raises(ExpectedError):
        player.play(tone(1.0))
