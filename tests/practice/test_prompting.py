"""The teleprompter's takes with a real recorder, recogniser and database; only the microphone is a fake."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.audio.importing import import_audio
from app.bootstrap import read_settings
from app.coaching.prompter import Prompter
from app.coaching.script import parse_script
from app.errors import ExpectedError
from app.practice.prompting import LESSON
from app.practice.studio import Studio
from app.practice.take import TakeState
from app.storage.opening import open_store
from tests.audio.fake_microphone import FakeMicrophone, until
from tests.practice.test_free_takes import DEMO, Ear, LiveMicrophone

PATIENCE = 60.0
TEXT = "# 城市 | 10\n布林克利是一个位于美国阿肯色州门罗县的城市。"


@pytest.fixture
def microphone() -> FakeMicrophone:
    return LiveMicrophone()


@pytest.fixture
def studio(own_home: Path, microphone: FakeMicrophone) -> Iterator[Studio]:
    made = Studio(own_home, read_settings(own_home), open_store(own_home), (), lambda _device: microphone)
    yield made
    made.close()


def test_a_script_is_followed_while_it_is_recorded(studio: Studio, microphone: FakeMicrophone) -> None:
    studio.create_profile("努尔", "ug")
    ear, prompter = Ear(), Prompter(parse_script(TEXT))
    studio.warm_up()
    studio.prompting.start("提词器", ear)
    microphone.say(import_audio(DEMO / "demo.flac"))
    size = len(prompter.script.syllables)
    assert until(lambda: prompter.hear(studio.prompting.heard().text).position >= size - 2, PATIENCE)
    studio.stop_take()
    assert ear.over.wait(PATIENCE) and ear.error is None and ear.attempt is not None
    assert until(lambda: studio.take_state is TakeState.IDLE, PATIENCE)
    assert ear.attempt.free and ear.attempt.lesson_id == LESSON
    studio.prompting.stop_hearing()
    assert studio.prompting.heard().text == ""


def test_nothing_is_heard_when_recording_cannot_begin(studio: Studio) -> None:
    with pytest.raises(ExpectedError):
        studio.prompting.start("提词器", Ear())  # nobody is practising
    assert studio.prompting.heard().text == ""
