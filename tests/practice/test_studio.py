"""The workflow without a window: takes, what happens when something fails, and what is kept.

Only the microphone is a fake; Vosk, the scorer, SQLite and the files are real.
"""

from __future__ import annotations

import gc
import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from app.audio.importing import import_audio
from app.bootstrap import read_settings
from app.curriculum.values import Prompt
from app.errors import ExpectedError
from app.i18n import msg
from app.practice import keeper as keeper_module
from app.practice.reference import ReferenceSource
from app.practice.studio import Studio
from app.practice.take import TakeState
from app.speech.assessor import RunningAssessment
from app.speech.values import TakeStatus
from app.storage.opening import open_store
from app.storage.values import Attempt
from tests.audio.fake_microphone import FakeMicrophone, until

DEMO = Path(__file__).resolve().parent.parent.parent / "assets" / "demo"
TEXT = str(json.loads((DEMO / "demo.json").read_text(encoding="utf-8"))["text"])
PROMPT = Prompt("p1", TEXT)
PATIENCE = 60.0  # seconds; the machines that run this are slow


class Ear:
    """A listener that remembers what it was told."""

    def __init__(self) -> None:
        self.attempt: Attempt | None = None
        self.error: ExpectedError | None = None
        self.lost = False
        self.cut: ExpectedError | None = None
        self.over = threading.Event()

    def take_scored(self, attempt: Attempt) -> None:
        self.attempt = attempt
        self.over.set()

    def take_lost_microphone(self) -> None:
        self.lost = True

    def take_cut_short(self, error: ExpectedError) -> None:
        self.cut = error

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


def open_studio(home: Path, microphone: FakeMicrophone) -> Studio:
    return Studio(home, read_settings(home), open_store(home), (), lambda _device: microphone)


@pytest.fixture
def studio(own_home: Path, microphone: FakeMicrophone) -> Iterator[Studio]:
    studio = open_studio(own_home, microphone)
    studio.create_profile("努尔", "ug")
    yield studio
    studio.close()


@pytest.fixture(scope="module")
def voice() -> np.ndarray:
    return import_audio(DEMO / "demo.flac")


def say(studio: Studio, microphone: FakeMicrophone, samples: np.ndarray) -> None:
    before = studio.elapsed()
    microphone.say(samples)
    assert until(lambda: studio.elapsed() > before + len(samples) / 16_000 - 0.3, PATIENCE)


def record(studio: Studio, microphone: FakeMicrophone, voice: np.ndarray) -> Ear:
    ear = Ear()
    studio.start_take(PROMPT, "lesson", ear)
    say(studio, microphone, voice)
    studio.stop_take()
    assert ear.over.wait(PATIENCE)
    assert until(lambda: studio.take_state is TakeState.IDLE)
    return ear


def test_a_take_becomes_an_attempt_and_teaches_the_register(
    studio: Studio, microphone: FakeMicrophone, voice: np.ndarray
) -> None:
    assert studio.profile is not None
    assert studio.profile.register == ""
    ear = record(studio, microphone, voice)
    assert ear.attempt is not None
    assert ear.attempt.score is not None
    assert ear.attempt.score.status is TakeStatus.SCORED
    assert repr(studio.attempt(ear.attempt.id).score) == repr(ear.attempt.score)  # NaN is not NaN
    assert studio.rescues.all() == []
    kept = studio.samples(ear.attempt.recording)
    assert kept.std() == pytest.approx(voice.std() * np.sqrt(len(voice) / len(kept)), rel=0.05)
    assert "seconds" in studio.profile.register
    assert [each.id for each in studio.attempts(lesson_id="lesson", prompt_id="p1")] == [ear.attempt.id]


def test_what_is_said_in_a_pause_or_after_the_stop_does_not_count(
    studio: Studio, microphone: FakeMicrophone, voice: np.ndarray
) -> None:
    ear = Ear()
    studio.start_take(PROMPT, "", ear)
    say(studio, microphone, voice)
    studio.pause_take()
    assert studio.take_state is TakeState.PAUSED
    microphone.say(voice)
    time.sleep(0.5)
    studio.resume_take()
    studio.stop_take()
    microphone.say(voice)
    assert ear.over.wait(PATIENCE)
    assert ear.attempt is not None
    assert ear.attempt.recording.duration < 1.5 * len(voice) / 16_000


def test_a_microphone_that_goes_away_keeps_what_was_said(
    studio: Studio, microphone: FakeMicrophone, voice: np.ndarray
) -> None:
    ear = Ear()
    studio.start_take(PROMPT, "", ear)
    say(studio, microphone, voice)
    microphone.pull_out()
    assert ear.over.wait(PATIENCE)
    assert ear.lost
    assert ear.attempt is not None
    assert ear.attempt.recording.interrupted
    assert ear.attempt.score is not None


def test_a_bug_in_the_scorer_costs_the_score_not_the_recording(
    studio: Studio, microphone: FakeMicrophone, voice: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_self: RunningAssessment) -> None:
        raise RuntimeError("a bug")

    with monkeypatch.context() as patch:
        patch.setattr(RunningAssessment, "finish", broken)
        ear = record(studio, microphone, voice)
    assert ear.attempt is None
    assert ear.error is not None
    (kept,) = studio.attempts()
    attempt = studio.attempt(kept.id)
    assert attempt.score is None
    assert len(studio.samples(attempt.recording)) > 0.9 * len(voice)
    assert studio.rescore(kept.id).score is not None
    assert studio.attempts()[0].total is not None


def test_a_recording_that_cannot_be_saved_stays_in_the_journal(
    own_home: Path,
    studio: Studio,
    microphone: FakeMicrophone,
    voice: np.ndarray,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(*_: object, **__: object) -> None:
        raise ExpectedError(msg("磁盘满了"))

    with monkeypatch.context() as patch:
        patch.setattr(keeper_module, "save_recording", full)
        ear = record(studio, microphone, voice)
    assert str(ear.error).startswith("磁盘满了") and "没有丢" in str(ear.error)
    assert studio.attempts() == []
    del ear
    gc.collect()
    assert until(lambda: len(studio.rescues.all()) == 1)
    (take,) = studio.rescues.all()
    attempt = studio.rescues.keep(take)
    assert attempt.lesson_id == "lesson"
    assert attempt.score is not None
    assert studio.rescues.all() == []


def test_a_discarded_take_leaves_nothing(
    studio: Studio, microphone: FakeMicrophone, voice: np.ndarray
) -> None:
    ear = Ear()
    studio.start_take(PROMPT, "", ear)
    say(studio, microphone, voice[:16_000])
    studio.discard_take()
    assert until(lambda: studio.take_state is TakeState.IDLE, PATIENCE)
    assert not ear.over.is_set()
    assert studio.attempts() == []
    assert studio.rescues.all() == []


def test_one_take_at_a_time_and_only_by_somebody(own_home: Path, microphone: FakeMicrophone) -> None:
    studio = open_studio(own_home, microphone)
    try:
        with pytest.raises(ExpectedError, match="谁在练习"):
            studio.start_take(PROMPT, "", Ear())
        studio.create_profile("努尔", "ug")
        studio.start_take(PROMPT, "", Ear())
        with pytest.raises(ExpectedError):
            studio.start_take(PROMPT, "", Ear())
        studio.discard_take()
    finally:
        studio.close()


def test_closing_in_the_middle_of_a_take_keeps_it(
    own_home: Path, microphone: FakeMicrophone, voice: np.ndarray
) -> None:
    studio = open_studio(own_home, microphone)
    studio.warm_up()
    studio.create_profile("努尔", "ug")
    studio.start_take(PROMPT, "", Ear())
    say(studio, microphone, voice)
    studio.close()
    again = open_studio(own_home, microphone)
    try:
        assert len(again.attempts()) + len(again.rescues.all()) == 1
    finally:
        again.close()


def test_tomorrow_the_same_person_practises(own_home: Path, microphone: FakeMicrophone) -> None:
    studio = open_studio(own_home, microphone)
    studio.create_profile("努尔", "ug")
    studio.change_settings(theme="dark")
    studio.close()
    again = open_studio(own_home, microphone)
    try:
        assert again.profile is not None
        assert again.profile.name == "努尔"
        assert again.settings.theme == "dark"
        with pytest.raises(ExpectedError):
            again.create_profile("努尔", "kk")
    finally:
        again.close()


def test_a_backup_is_restored_without_a_restart(studio: Studio) -> None:
    studio.score_file(DEMO / "demo.flac", PROMPT, "")
    backup = studio.database.make_backup()
    studio.score_file(DEMO / "demo.flac", PROMPT, "")
    assert len(studio.attempts()) == 2
    studio.database.restore(backup)
    assert studio.profile is not None
    assert len(studio.attempts()) == 1


def test_the_reference_says_who_speaks(studio: Studio) -> None:
    recorded, hummed = studio.voices.references(TEXT, None, DEMO / "demo.flac")
    assert recorded.source is ReferenceSource.RECORDING
    assert hummed.source is ReferenceSource.HUMMED
    assert len(hummed.samples) / 16_000 == pytest.approx(21 * 0.35, rel=0.2)
