"""Recording for a lesson with a real recorder and journal; only the microphone is a fake."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from app.bootstrap import read_settings
from app.errors import ExpectedError
from app.practice.studio import Studio
from app.storage.opening import open_store
from tests.audio.fake_microphone import FakeMicrophone, tone, until


@pytest.fixture
def microphone() -> FakeMicrophone:
    return FakeMicrophone()


@pytest.fixture
def studio(own_home: Path, microphone: FakeMicrophone) -> Iterator[Studio]:
    made = Studio(own_home, read_settings(own_home), open_store(own_home), [], lambda _id: microphone)
    made.create_profile("老师", "zh")
    yield made
    made.close()


def silence(seconds: float) -> np.ndarray:
    return np.full(round(16_000 * seconds), 1e-4, np.float32)


def say(studio: Studio, microphone: FakeMicrophone) -> None:
    microphone.say(np.concatenate([silence(0.6), tone(0.5), silence(0.6)]))
    until(lambda: studio.elapsed() > 1.6)


def test_what_is_said_comes_without_the_silence_and_is_nobodys_attempt(
    studio: Studio, microphone: FakeMicrophone
) -> None:
    studio.reference_takes.start("这是核桃。", "hetao-1")
    assert studio.reference_takes.running
    say(studio, microphone)
    take = studio.reference_takes.stop()
    assert take.seconds == pytest.approx(0.8, abs=0.05)
    assert take.trouble is None
    assert studio.attempts() == []
    assert len(list((studio.home / "takes").glob("*.pcm"))) == 1  # until it is kept or not wanted
    studio.reference_takes.forget(take)
    assert list((studio.home / "takes").iterdir()) == []


def test_silence_is_said_to_be_silence(studio: Studio, microphone: FakeMicrophone) -> None:
    studio.reference_takes.start("这是核桃。", "hetao-1")
    microphone.say(np.zeros(16_000, np.float32))
    until(lambda: studio.elapsed() > 0.9)
    with pytest.raises(ExpectedError, match="没有录到声音"):
        studio.reference_takes.stop()
    assert not studio.reference_takes.running
    assert list((studio.home / "takes").iterdir()) == []


def test_a_microphone_pulled_out_keeps_what_was_said(studio: Studio, microphone: FakeMicrophone) -> None:
    studio.reference_takes.start("这是核桃。", "hetao-1")
    say(studio, microphone)
    microphone.pull_out()
    until(lambda: studio.reference_takes.over)
    take = studio.reference_takes.stop()
    assert take.trouble is not None and take.seconds > 0.5


def test_one_at_a_time_and_cancelling_leaves_nothing(studio: Studio, microphone: FakeMicrophone) -> None:
    studio.reference_takes.start("一", "hetao-1")
    with pytest.raises(ExpectedError):
        studio.reference_takes.start("二", "hetao-1")
    studio.reference_takes.cancel()
    studio.reference_takes.cancel()
    assert not studio.reference_takes.running
    assert list((studio.home / "takes").iterdir()) == []
