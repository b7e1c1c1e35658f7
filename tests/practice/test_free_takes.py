"""Free takes with a real recorder, journal and database; only the microphone is a fake."""

from __future__ import annotations

import shutil
import threading
import time
from collections import namedtuple
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from app.audio.importing import import_audio
from app.bootstrap import read_settings
from app.curriculum.values import FreePitch, Prompt
from app.errors import ExpectedError
from app.practice import free_takes
from app.practice.free_takes import LONGEST, longest_take
from app.practice.studio import Studio
from app.practice.take import TakeState
from app.storage.opening import open_store
from app.storage.values import FREE, Attempt
from tests.audio.fake_microphone import FakeMicrophone, until

DEMO = Path(__file__).resolve().parent.parent.parent / "assets" / "demo"
PITCH = FreePitch("intro", "用一分钟介绍和田红枣", ("产地", "口感"), 60)
PATIENCE = 60.0


class Ear:
    """A listener that remembers what it was told."""

    def __init__(self) -> None:
        self.attempt: Attempt | None = None
        self.error: ExpectedError | None = None
        self.lost = False
        self.over = threading.Event()

    def take_scored(self, attempt: Attempt) -> None:
        self.attempt = attempt
        self.over.set()

    def take_lost_microphone(self) -> None:
        self.lost = True

    def take_cut_short(self, error: ExpectedError) -> None:
        self.error = error

    def take_failed(self, error: ExpectedError) -> None:
        self.error = error
        self.over.set()


class LiveMicrophone(FakeMicrophone):
    """Gives silence in real time where the test says nothing, as a real one does."""

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        threading.Thread(target=self._hiss, daemon=True).start()

    def say(self, samples: np.ndarray) -> None:
        with self._lock:
            super().say(samples)

    def _hiss(self) -> None:
        while not self.closed and not self.finished:
            self.say(np.full(800, 1e-4, np.float32))
            time.sleep(0.05)


@pytest.fixture
def microphone() -> Iterator[FakeMicrophone]:
    made = LiveMicrophone()
    yield made
    made.closed = True  # one that was never opened would hiss until the last test


@pytest.fixture
def studio(own_home: Path, microphone: FakeMicrophone) -> Iterator[Studio]:
    made = Studio(own_home, read_settings(own_home), open_store(own_home), (), lambda _device: microphone)
    made.create_profile("努尔", "ug")
    yield made
    made.close()


@pytest.fixture(scope="module")
def voice() -> np.ndarray:
    return import_audio(DEMO / "demo.flac")


def say(studio: Studio, microphone: FakeMicrophone, samples: np.ndarray) -> None:
    before = studio.elapsed()
    microphone.say(samples)
    assert until(lambda: studio.elapsed() > before + len(samples) / 16_000 - 0.3, PATIENCE)


def record(studio: Studio, microphone: FakeMicrophone, voice: np.ndarray) -> Attempt:
    ear = Ear()
    studio.free_takes.start(PITCH, "jujube", ear)
    say(studio, microphone, voice)
    studio.stop_take()
    assert ear.over.wait(PATIENCE)
    assert until(lambda: studio.take_state is TakeState.IDLE)
    assert ear.attempt is not None
    return ear.attempt


def test_a_free_take_is_kept_without_a_score_and_without_a_speech_model(
    studio: Studio, microphone: FakeMicrophone, voice: np.ndarray
) -> None:
    made = record(studio, microphone, voice)
    assert not studio.speech_ready
    assert made.free
    assert made.score is None
    kept = studio.attempt(made.id)
    assert kept == made
    assert (kept.text, kept.prompt_id, kept.lesson_id) == (PITCH.task, "intro", "jujube")
    [summary] = studio.attempts()
    assert (summary.status, summary.total) == (FREE, None)
    assert [each.attempts for each in studio.daily()] == [1]
    assert studio.rescues.all() == []
    assert studio.free_takes.measure(kept.recording).speaking > 3.0


def test_a_free_take_is_never_scored_by_its_task(
    studio: Studio, microphone: FakeMicrophone, voice: np.ndarray
) -> None:
    made = record(studio, microphone, voice)
    with pytest.raises(ExpectedError):
        studio.rescore(made.id)
    assert studio.attempt(made.id).score is None
    studio.warm_up()
    assert studio.rescoring.outdated() == []
    assert not studio.rescoring.is_outdated(made)


def test_a_deleted_free_take_comes_back_as_one(
    studio: Studio, microphone: FakeMicrophone, voice: np.ndarray
) -> None:
    made = record(studio, microphone, voice)
    studio.delete_attempt(made.id)
    assert studio._store.undelete_attempt(made.id).free


def test_it_ends_by_itself_when_its_time_is_up(
    studio: Studio, microphone: FakeMicrophone, voice: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(free_takes, "longest_take", lambda _planned: 2.0)
    ear = Ear()
    studio.free_takes.start(PITCH, "jujube", ear)
    microphone.say(voice)
    assert ear.over.wait(PATIENCE)
    assert ear.attempt is not None
    assert 2.0 <= ear.attempt.recording.duration <= len(voice) / 16_000 + 1.0
    assert until(lambda: studio.take_state is TakeState.IDLE)


def test_a_pause_leaves_nothing_in_the_take(
    studio: Studio, microphone: FakeMicrophone, voice: np.ndarray
) -> None:
    ear = Ear()
    studio.free_takes.start(PITCH, "jujube", ear)
    say(studio, microphone, voice)
    studio.pause_take()
    before = studio.elapsed()
    microphone.say(voice)
    time.sleep(0.3)
    assert studio.elapsed() == pytest.approx(before)
    studio.resume_take()
    studio.stop_take()
    assert ear.over.wait(PATIENCE)
    assert ear.attempt is not None
    assert ear.attempt.recording.duration < len(voice) / 16_000 + 2.0


def test_a_microphone_pulled_out_costs_nothing_that_was_said(
    studio: Studio, microphone: FakeMicrophone, voice: np.ndarray
) -> None:
    ear = Ear()
    studio.free_takes.start(PITCH, "jujube", ear)
    say(studio, microphone, voice)
    microphone.finished = True
    assert ear.over.wait(PATIENCE)
    assert ear.lost
    assert ear.attempt is not None and ear.attempt.free
    assert ear.attempt.recording.interrupted
    assert ear.attempt.recording.duration > len(voice) / 16_000 - 0.5


def test_a_take_of_a_dead_process_is_rescued_as_a_free_one(
    studio: Studio, own_home: Path, microphone: FakeMicrophone, voice: np.ndarray
) -> None:
    ear = Ear()
    studio.free_takes.start(PITCH, "jujube", ear)
    say(studio, microphone, voice)
    takes = own_home / "takes"
    left = own_home / "left"
    shutil.copytree(takes, left)  # what a power cut would leave
    studio.discard_take()
    assert until(lambda: studio.take_state is TakeState.IDLE)
    for each in left.iterdir():
        shutil.copy(each, takes / each.name)
    [take] = studio.rescues.all()
    attempt = studio.rescues.keep(take)
    assert attempt.free
    assert attempt.score is None
    assert attempt.text == PITCH.task
    assert not studio.speech_ready  # nobody tried to score it


def test_no_take_begins_that_the_disk_cannot_hold_to_its_end(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(free_takes.shutil, "disk_usage", lambda _path: usage(10**12, 10**12, 30_000_000))
    short, long = PITCH, FreePitch("long", "讲十分钟", ("产地", "口感"), 600)
    with pytest.raises(ExpectedError, match="磁盘快满了"):
        studio.free_takes.start(long, "jujube", Ear())
    assert studio.take_state is TakeState.IDLE
    studio.free_takes.start(short, "jujube", Ear())
    studio.discard_take()
    assert until(lambda: studio.take_state is TakeState.IDLE)


def test_without_a_profile_nothing_begins(studio: Studio) -> None:
    studio.people.sign_out()
    with pytest.raises(ExpectedError):
        studio.free_takes.start(PITCH, "jujube", Ear())


def test_a_prompt_can_be_said_after_a_free_take(
    studio: Studio, microphone: FakeMicrophone, voice: np.ndarray
) -> None:
    record(studio, microphone, voice)
    ear = Ear()
    studio.start_take(Prompt("p", "你好"), "jujube", ear)
    say(studio, microphone, voice[:16_000])
    studio.stop_take()
    assert ear.over.wait(PATIENCE)
    assert ear.attempt is not None
    assert not ear.attempt.free
    assert ear.attempt.score is not None


@pytest.mark.parametrize(
    ("planned", "longest"), [(20, 35.0), (60, 75.0), (120, 150.0), (600, 750.0), (1200, LONGEST)]
)
def test_there_is_time_to_end_a_sentence_and_no_more(planned: int, longest: float) -> None:
    assert longest_take(planned) == longest


def test_a_bug_while_keeping_leaves_the_take_to_be_rescued(
    studio: Studio,
    own_home: Path,
    microphone: FakeMicrophone,
    voice: np.ndarray,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(studio._keeper, "_save", broken)
    ear = Ear()
    studio.free_takes.start(PITCH, "jujube", ear)
    say(studio, microphone, voice)
    studio.stop_take()
    assert ear.over.wait(PATIENCE)
    assert ear.error is not None
    assert "下次打开开播时可以找回" in str(ear.error)
    assert ear.attempt is None
    [left] = (own_home / "takes").glob("*.pcm")  # locked while this process lives, offered at the next start
    assert left.stat().st_size > 2 * 15_000 * len(voice) / 16_000
    assert studio.attempts() == []
