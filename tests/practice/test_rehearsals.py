"""Rehearsals with a real recorder, recogniser and database; only the microphone is a fake."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from app.audio.importing import import_audio
from app.bootstrap import read_settings
from app.errors import ExpectedError
from app.i18n import msg
from app.live_room.room import Room
from app.practice.live_hearing import FAR_BEHIND, LiveHearing
from app.practice.rehearsals import LESSON
from app.practice.studio import Studio
from app.practice.take import TakeState
from app.speech.transcription import Bias
from app.storage.opening import open_store
from tests.audio.fake_microphone import FakeMicrophone, until
from tests.live_room.room_samples import ASKS_PRICE, JUJUBES, evening
from tests.practice.test_free_takes import DEMO, Ear, LiveMicrophone

PATIENCE = 60.0


@pytest.fixture
def microphone() -> FakeMicrophone:
    return LiveMicrophone()


@pytest.fixture
def studio(own_home: Path, microphone: FakeMicrophone) -> Iterator[Studio]:
    made = Studio(own_home, read_settings(own_home), open_store(own_home), (), lambda _device: microphone)
    made.create_profile("努尔", "ug")
    yield made
    made.close()


def test_a_rehearsal_is_heard_recorded_and_kept(studio: Studio, microphone: FakeMicrophone) -> None:
    ear = Ear()
    studio.warm_up()
    prompt_id = studio.rehearsals.start("新疆红枣", 180, ear, Bias(("新疆红枣", "谢谢大家"), numbers=True))
    microphone.say(import_audio(DEMO / "demo.flac"))
    assert until(lambda: len(studio.rehearsals.heard().text) >= 5, PATIENCE)
    assert not studio.rehearsals.heard().deaf
    room = Room(evening(ASKS_PRICE), JUJUBES, 3)
    room.hear(studio.rehearsals.heard().text, 4.0)
    studio.stop_take()
    kept = studio.rehearsals.keep(room.end(12.0), "product-hongzao", prompt_id)
    assert ear.over.wait(PATIENCE) and ear.error is None and ear.attempt is not None
    assert until(lambda: studio.take_state is TakeState.IDLE, PATIENCE)
    studio.rehearsals.stop_hearing()
    assert studio.rehearsals.heard().text == ""
    assert studio.rehearsals.past() == [kept] and kept.session.heard
    attempt = studio.rehearsals.attempt(kept)
    assert attempt is not None and attempt.free and attempt.lesson_id == LESSON
    assert attempt.id == ear.attempt.id
    studio.delete_attempt(attempt.id)
    assert studio.rehearsals.attempt(kept) is None and studio.rehearsals.past() == [kept]
    studio.rehearsals.delete(kept)
    assert studio.rehearsals.past() == []


def test_without_a_model_it_is_recorded_all_the_same(
    studio: Studio, microphone: FakeMicrophone, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise ExpectedError(msg("现在没有语音模型，听不出说了什么。录音不受影响。"))

    monkeypatch.setattr(studio._engine, "listen", refuse)
    ear = Ear()
    studio.rehearsals.start("新疆红枣", 180, ear)
    assert until(lambda: studio.rehearsals.heard().deaf, PATIENCE)
    microphone.say(import_audio(DEMO / "demo.flac"))
    studio.stop_take()
    assert ear.over.wait(PATIENCE) and ear.attempt is not None
    assert ear.attempt.recording.duration > 0.5


def test_a_trainer_adds_scripts_of_her_own(studio: Studio, own_home: Path) -> None:
    bundled = len(studio.rehearsals.scripts().scripts)
    (own_home / "live_room").mkdir()
    (own_home / "live_room" / "mine.toml").write_text(
        'id = "mine"\ntitle = "我的"\nsummary = "试试"\n[[comments]]\nkind = "praise"\nzh = "真好"', "utf-8"
    )
    read = studio.rehearsals.scripts()
    assert len(read.scripts) == bundled + 1 and not read.problems


class SlowRecogniser:
    """Takes what it is given only after it was let go."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.fed = 0.0

    def feed(self, samples: np.ndarray) -> None:
        self.go.wait(PATIENCE)
        self.fed += samples.size / 16_000

    def partial(self) -> str:
        return "好"


def test_a_slow_machine_skips_rather_than_hears_late() -> None:
    slow = SlowRecogniser()
    hearing = LiveHearing(lambda: slow)  # type: ignore[arg-type,return-value]
    for _ in range(60):
        hearing.feed(np.zeros(16_000, np.float32))
    assert hearing.behind > FAR_BEHIND
    slow.go.set()
    hearing.end()
    assert until(lambda: hearing.behind == 0.0, PATIENCE)
    assert slow.fed < 20 and hearing.text == "好" and not hearing.deaf


def test_a_recogniser_that_breaks_is_told_not_raised() -> None:
    class Broken:
        def feed(self, samples: np.ndarray) -> None:
            raise RuntimeError("broken")

    hearing = LiveHearing(lambda: Broken())  # type: ignore[arg-type,return-value]
    hearing.feed(np.zeros(1600, np.float32))
    assert until(lambda: hearing.deaf, PATIENCE) and hearing.problem is None
    hearing.feed(np.zeros(1600, np.float32))
