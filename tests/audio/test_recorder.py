"""The recorder with a microphone that the test speaks for."""

from __future__ import annotations

import errno
import shutil
import threading
import time

import numpy as np
import pytest

from app.audio import recorder as recorder_room
from app.audio import take_writer
from app.audio.journal import JournalWriter, TakeCutShort, rescued_takes
from app.audio.recorder import Recorder
from app.audio.values import SignalWarning
from app.errors import ExpectedError
from tests.audio.fake_microphone import FakeMicrophone, tone, until


class Bench:
    """A recorder on fake microphones."""

    def __init__(self, folder) -> None:
        self.folder = folder
        self.rate, self.channels = 16_000, 1
        self.opened: list[FakeMicrophone] = []
        self.recorder = Recorder(folder, self._open, stall_seconds=0.5)

    def _open(self, device_id: str) -> FakeMicrophone:
        if device_id == "none":
            raise ExpectedError(recorder_room.msg("没有麦克风"))
        self.opened.append(FakeMicrophone(self.rate, self.channels, device_id or "fake/mic"))
        return self.opened[-1]

    @property
    def microphone(self) -> FakeMicrophone:
        return self.opened[-1]

    def heard(self) -> bool:
        """Whether the writer has taken in everything that was said."""
        ring = self.microphone.ring
        taken = until(lambda: ring._read == ring.written)
        # what was taken out of the ring is on disk once the writer's thread answers again
        writer = self.recorder._writer
        assert writer is not None
        writer.call(lambda: None)
        return taken


@pytest.fixture
def bench(tmp_path):
    bench = Bench(tmp_path / "takes")
    yield bench
    bench.recorder.close()


def quantised(samples: np.ndarray) -> np.ndarray:
    return (np.rint(samples * 32768) / 32768).astype(np.float32)


def test_a_take_holds_what_was_said_between_start_and_stop(bench):
    bench.recorder.open()
    bench.microphone.say(tone(0.5, frequency=100))
    assert bench.heard()
    chunks = []
    bench.recorder.start("t1", {"prompt": "大家好"}, on_chunk=chunks.append)
    said = tone(2.0, frequency=300)
    for piece in np.array_split(said, 21):
        bench.microphone.say(piece)
        time.sleep(0.01)
    take = bench.recorder.stop()
    np.testing.assert_array_equal(take.samples(), quantised(said))
    np.testing.assert_array_equal(np.concatenate(chunks), take.samples())
    assert all(chunk.dtype == np.float32 for chunk in chunks)
    assert take.duration == 2.0
    assert take.device == "fake/mic"
    assert not take.interrupted
    assert bench.recorder.elapsed() == 0.0
    assert bench.recorder.is_open


@pytest.mark.parametrize("talk", [False, True])
def test_saying_nothing_for_a_while_is_news_in_a_short_take_only(bench, talk):
    bench.recorder.open()
    hiss = np.random.default_rng(1).normal(0, 2e-4, 5 * 16_000).astype(np.float32)
    bench.recorder.start("t1", {}, pauses_are_usual=talk)
    for piece in np.array_split(hiss, 100):
        bench.microphone.say(piece)
        time.sleep(0.005)
    assert bench.heard()
    warning = bench.recorder.level().warning
    assert warning is (None if talk else SignalWarning.TOO_QUIET)
    bench.recorder.discard()


def test_chunks_come_on_one_thread_that_is_not_the_callers(bench):
    bench.recorder.open()
    threads = set()
    bench.recorder.start("t", {}, on_chunk=lambda chunk: threads.add(threading.current_thread().name))
    bench.microphone.say(tone(0.2))
    assert bench.heard()
    bench.microphone.say(tone(0.2))
    bench.recorder.stop()
    assert threads == {"kaibo-recorder"}


@pytest.mark.parametrize(("rate", "channels"), [(48_000, 1), (44_100, 2), (8_000, 1), (96_000, 2)])
def test_other_rates_and_channels_become_16_khz_mono(bench, rate, channels):
    bench.rate, bench.channels = rate, channels
    bench.recorder.open()
    bench.recorder.start("t", {})
    for piece in np.array_split(tone(2.0, rate, frequency=440), 25):
        bench.microphone.say(piece)
        time.sleep(0.005)
    take = bench.recorder.stop()
    samples = take.samples()
    assert abs(len(samples) - 32_000) <= 1  # to the last sample: the resampler is emptied at the end
    wanted = tone(2.0, frequency=440)[: len(samples)]
    middle = slice(1_600, -1_600)
    np.testing.assert_allclose(samples[: len(wanted)][middle], wanted[middle], atol=2e-3)


def test_a_pause_is_left_out(bench):
    bench.recorder.open()
    bench.recorder.start("t", {})
    bench.microphone.say(tone(0.5, frequency=200))
    bench.recorder.pause()
    bench.microphone.say(tone(1.0, frequency=1_000, level=0.9))
    assert bench.heard()
    assert bench.recorder.level().peak_db > -1.5  # the level goes on
    assert bench.recorder.elapsed() == 0.5
    bench.recorder.resume()
    bench.microphone.say(tone(0.25, frequency=300))
    take = bench.recorder.stop()
    wanted = np.concatenate([tone(0.5, frequency=200), tone(0.25, frequency=300)])
    np.testing.assert_array_equal(take.samples(), quantised(wanted))


def test_stop_in_a_pause_ends_where_the_pause_began(bench):
    bench.recorder.open()
    bench.recorder.start("t", {})
    bench.microphone.say(tone(0.5))
    bench.recorder.pause()
    bench.microphone.say(tone(0.5))
    assert bench.recorder.stop().duration == 0.5


@pytest.mark.parametrize("rate", [16_000, 48_000])
def test_the_microphone_pulled_out_keeps_the_take_and_tells_once(bench, rate):
    bench.rate = rate
    bench.recorder.open()
    lost = []
    bench.recorder.start("t", {"a": "b"}, on_lost=lambda: lost.append(threading.current_thread()))
    bench.microphone.say(tone(1.0, rate))
    bench.microphone.pull_out()
    assert until(lambda: lost)
    assert not bench.recorder.is_open
    assert bench.recorder.level().warning is SignalWarning.SILENT
    time.sleep(0.1)
    take = bench.recorder.stop()
    assert len(lost) == 1
    assert take.interrupted
    assert abs(take.duration - 1.0) < 0.001
    assert bench.microphone.closed
    with pytest.raises(ExpectedError):
        bench.recorder.start("t2", {})
    bench.recorder.open()
    bench.recorder.start("t2", {})
    bench.microphone.say(tone(0.3))
    assert not bench.recorder.stop().interrupted


def test_a_microphone_that_goes_quiet_without_a_word_is_lost_too(bench):
    bench.recorder.open()
    lost = threading.Event()
    bench.recorder.start("t", {}, on_lost=lost.set)
    bench.microphone.say(tone(0.5))
    assert lost.wait(3)
    assert bench.recorder.stop().interrupted


def test_the_take_may_be_stopped_from_the_callback_that_tells_of_the_loss(bench):
    bench.recorder.open()
    takes = []
    bench.recorder.start("t", {}, on_lost=lambda: takes.append(bench.recorder.stop()))
    bench.microphone.say(tone(0.5))
    bench.microphone.pull_out()
    assert until(lambda: takes)
    assert takes[0].interrupted
    assert takes[0].duration == 0.5


def test_a_listener_that_waits_for_a_lock_cannot_hang_the_recorder(bench):
    bench.recorder.open()
    lock = threading.Lock()
    entered = threading.Event()

    def lost() -> None:
        entered.set()
        with lock:
            pass

    bench.recorder.start("t", {}, on_lost=lost)
    bench.microphone.say(tone(0.3))
    with lock:
        bench.microphone.pull_out()
        assert entered.wait(3)
        bench.recorder.pause()
        assert bench.recorder.stop().duration == 0.3


def test_a_listener_that_fails_costs_no_sound(bench, caplog):
    bench.recorder.open()
    calls = []

    def broken(chunk: np.ndarray) -> None:
        calls.append(len(chunk))
        raise RuntimeError("a bug in a listener")

    bench.recorder.start("t", {}, on_chunk=broken)
    bench.microphone.say(tone(0.3))
    assert bench.heard()
    bench.microphone.say(tone(0.3))
    assert bench.recorder.stop().duration == 0.6
    assert len(calls) == 1
    assert "a bug in a listener" in caplog.text


def full_disk(monkeypatch: pytest.MonkeyPatch, room: int) -> None:
    """From now on the disk takes `room` more bytes of sound."""
    write = take_writer.journal.os.write
    left = [room]

    def write_while_there_is_room(descriptor: int, data: memoryview) -> int:
        if not left[0]:
            raise OSError(errno.ENOSPC, "No space left on device")
        written = write(descriptor, data[: left[0]])
        left[0] -= written
        return written

    monkeypatch.setattr("app.audio.journal.os.write", write_while_there_is_room)


def test_a_full_disk_ends_the_take_and_keeps_what_was_written(bench, monkeypatch):
    bench.recorder.open()
    lost = threading.Event()
    chunks = []
    bench.recorder.start("t", {"prompt": "p"}, on_chunk=chunks.append, on_lost=lost.set)
    said = tone(1.0)
    bench.microphone.say(said)
    assert bench.heard()
    full_disk(monkeypatch, 9_001)  # in the middle of a sample
    bench.microphone.say(said)
    assert lost.wait(3)
    bench.microphone.say(said)
    assert bench.heard()
    with pytest.raises(TakeCutShort) as caught:
        bench.recorder.stop()
    take = caught.value.take
    wanted = quantised(np.concatenate([said, said[:4_500]]))
    np.testing.assert_array_equal(take.samples(), wanted)
    np.testing.assert_array_equal(np.concatenate(chunks), wanted)
    assert take.interrupted
    assert "1.3" in str(caught.value)
    assert bench.recorder.is_open

    monkeypatch.undo()
    bench.recorder.start("t2", {})
    bench.microphone.say(said)
    assert not bench.recorder.stop().interrupted


def test_a_disk_that_fails_to_sync_ends_the_take(bench, monkeypatch):
    bench.recorder.open()
    bench.recorder.start("t", {})

    def broken(descriptor: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr("app.audio.journal.os.fsync", broken)
    monkeypatch.setattr("app.audio.take_writer.SYNC_SECONDS", 0.0)
    bench.microphone.say(tone(0.5))
    assert bench.heard()
    with pytest.raises(TakeCutShort) as caught:
        bench.recorder.stop()
    assert caught.value.take.duration == 0.5


def test_too_little_space_is_said_before_she_speaks(bench, monkeypatch):
    bench.recorder.open()
    usage = shutil.disk_usage(bench.folder.parent)
    monkeypatch.setattr("app.audio.recorder.shutil.disk_usage", lambda path: usage._replace(free=1_000_000))
    with pytest.raises(ExpectedError, match="磁盘快满了"):
        bench.recorder.start("t", {})
    assert list(bench.folder.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_said_before_she_speaks(bench):
    bench.folder.write_text("a file in the way")
    bench.recorder.open()
    with pytest.raises(ExpectedError, match="takes"):
        bench.recorder.start("t", {})


def test_discard_leaves_nothing(bench):
    bench.recorder.open()
    bench.recorder.start("t", {})
    bench.microphone.say(tone(0.5))
    bench.recorder.discard()
    assert list(bench.folder.iterdir()) == []
    assert bench.recorder.elapsed() == 0.0


def test_another_microphone_may_be_opened_in_place_of_the_first(bench):
    bench.recorder.open("one")
    bench.recorder.open("two")
    assert [microphone.closed for microphone in bench.opened] == [True, False]
    assert bench.recorder.device_id == "two"
    with pytest.raises(ExpectedError):
        bench.recorder.open("none")
    assert not bench.recorder.is_open
    assert bench.opened[1].closed


def test_closing_in_mid_take_leaves_the_take_to_be_rescued(bench):
    bench.recorder.open()
    told = []
    bench.recorder.start("t", {"prompt": "p"}, on_lost=lambda: told.append(1))
    bench.microphone.say(tone(0.5))
    bench.recorder.close()
    [take] = rescued_takes(bench.folder)
    assert take.duration == 0.5
    assert take.interrupted
    assert told == []


def test_a_bug_in_the_writer_thread_keeps_the_take_and_tells(bench, monkeypatch):
    bench.recorder.open()
    lost = threading.Event()
    bench.recorder.start("t", {}, on_lost=lost.set)
    bench.microphone.say(tone(0.5))
    assert bench.heard()
    caught = []
    monkeypatch.setattr(threading, "excepthook", lambda bug: caught.append(bug.exc_type))

    def broken(samples: np.ndarray) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(bench.recorder._writer.meter, "feed", broken)
    bench.microphone.say(tone(0.5))
    assert lost.wait(3)
    take = bench.recorder.stop()
    assert take.interrupted
    assert take.duration >= 0.5
    assert until(lambda: caught == [ZeroDivisionError])  # and the bug is not hidden


def test_a_second_take_at_the_same_time_is_a_bug_of_the_caller(bench):
    bench.recorder.open()
    bench.recorder.start("t", {})
    bench.microphone.say(tone(0.5))
    with pytest.raises(RuntimeError):
        bench.recorder.start("t2", {})
    assert bench.recorder.stop().duration == 0.5
    with pytest.raises(RuntimeError):
        bench.recorder.stop()
    assert sorted(path.name for path in bench.folder.iterdir()) == ["t.json", "t.pcm"]


@pytest.mark.parametrize("take_id", ["", "../t", "a/b", ".hidden"])
def test_a_take_id_is_a_plain_name(tmp_path, take_id):
    with pytest.raises(ValueError, match="take id"):
        JournalWriter(tmp_path, take_id, {}, "")
