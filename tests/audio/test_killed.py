"""SIGKILL in the middle of a recording: the take is found, short by less than a second."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from app.audio.journal import JournaledTake, discard, rescued_takes
from tests.audio.test_recorder_real import place_of, speech_like
from tests.conftest import PROJECT

SPOKEN = 3.0


class DyingRecorder:
    """A child process in the middle of a take."""

    def __init__(self, takes_dir: Path, kind: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.audio.dying_recorder", str(takes_dir), kind],
            cwd=PROJECT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline().strip() == "recording"
        self.began = time.monotonic()

    def journaled(self) -> float:
        """What the child says it has on disk now; it never runs ahead of the truth."""
        return float(self.process.stdout.readline())

    def kill(self) -> float:
        """Kill it as nothing can be caught, and return how long it had been recording."""
        self.process.send_signal(signal.SIGKILL)
        spoken = time.monotonic() - self.began
        assert self.process.wait(timeout=10) == -signal.SIGKILL
        self.process.stdout.close()
        return spoken


@pytest.fixture
def dying_recorder(tmp_path):
    children = []

    def start(kind: str) -> DyingRecorder:
        children.append(DyingRecorder(tmp_path / "takes", kind))
        return children[-1]

    yield start
    for child in children:
        if child.process.poll() is None:
            child.kill()


def the_take(takes_dir: Path) -> JournaledTake:
    [take] = rescued_takes(takes_dir)
    assert take.take_id == "killed"
    assert dict(take.meta) == {"prompt_id": "p7", "text": "大家好"}
    assert take.interrupted
    return take


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
def test_a_killed_take_lacks_less_than_a_second(dying_recorder, tmp_path):
    child = dying_recorder("fake")
    while child.journaled() < SPOKEN:
        assert rescued_takes(tmp_path / "takes") == []  # it is being spoken: nobody else's to offer
    spoken = child.kill()

    take = the_take(tmp_path / "takes")
    assert take.duration >= SPOKEN
    assert spoken - 1.0 < take.duration
    samples = take.samples()
    assert len(samples) == round(take.duration * 16_000)
    steps = np.diff(np.rint(samples * 32768))
    assert set(np.unique(steps)) <= {0.0, 1.0}  # numbered milliseconds: none is missing, none is doubled
    discard(take)
    assert rescued_takes(tmp_path / "takes") == []


@pytest.mark.virtual_mic
def test_a_killed_take_from_a_real_microphone_lacks_less_than_a_second(virtual_mic, dying_recorder, tmp_path):
    child = dying_recorder("real")
    played = speech_like(SPOKEN + 8.0)
    while child.journaled() < 0.3:
        pass
    virtual_mic.play(played)
    began_playing = time.monotonic()  # before its first sample sounds
    while child.journaled() < SPOKEN:
        pass
    spoken = child.kill()
    sounded = time.monotonic() - began_playing

    take = the_take(tmp_path / "takes")
    assert spoken - 1.0 < take.duration
    samples = take.samples()
    start, alike = place_of(samples[-8_000:], played)
    assert alike > 0.99
    assert sounded - (start + 8_000) / 16_000 < 1.0  # the last word in the take is less than a second old
