"""The main job through the real window: a human voice goes in at the microphone, a score comes out.

Real Qt, PortAudio (against a PulseAudio whose monitor is the microphone), Vosk and SQLite. Nothing is faked.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.audio.recording import load_samples
from app.bootstrap import build_studio, read_settings
from app.practice.studio import Studio
from app.settings import save_settings
from app.speech.values import TakeStatus
from app.ui.application import make_application
from app.ui.jobs import Jobs
from app.ui.main_window import MainWindow
from app.ui.screens.practice.screen import PracticeScreen
from app.ui.screens.practice.state import Face
from app.ui.theme import Theme
from tests.virtual_mic import VirtualMicrophone

PROJECT = Path(__file__).resolve().parent.parent.parent
DEMO = PROJECT / "assets" / "demo"
TEXT = str(json.loads((DEMO / "demo.json").read_text(encoding="utf-8"))["text"])

pytestmark = [pytest.mark.virtual_mic, pytest.mark.xdist_group("audio")]

LESSON = f"""编号: whole
标题: 一句话
简介: 读一句话。
系列: 普通话
分钟: 5
顺序: 1

## 跟读 {TEXT}
"""


@pytest.fixture
def home(own_home: Path) -> Path:
    """A user folder with one lesson, whose prompt is what the demo recording says, and no countdown."""
    folder = own_home / "lessons" / "whole"
    folder.mkdir(parents=True)
    (folder / "lesson.md").write_text(LESSON, encoding="utf-8")
    settings = dataclasses.replace(
        read_settings(own_home), countdown_seconds=0, welcome_done=True, reduced_motion=True
    )
    save_settings(own_home / "settings.json", settings)
    return own_home


@contextlib.contextmanager
def running(qtbot: QtBot, home: Path) -> Iterator[tuple[Studio, MainWindow]]:
    studio = build_studio(home, read_settings(home))
    if studio.profile is None:
        studio.create_profile("努尔", "ug")
    studio.warm_up()
    application = make_application(studio.settings)
    jobs = Jobs()
    window = MainWindow(studio, jobs, Theme(application, studio.settings))
    qtbot.addWidget(window)
    window.show()
    try:
        yield studio, window
    finally:
        window.close()
        jobs.wait()
        studio.close()


def rows(home: Path, sql: str) -> list[tuple[object, ...]]:
    with contextlib.closing(sqlite3.connect(home / "kaibo.db")) as db:
        return db.execute(sql).fetchall()


def recording_page(qtbot: QtBot, studio: Studio, window: MainWindow) -> PracticeScreen:
    """The practice page after Space was pressed on the lesson's prompt."""
    lesson = studio.library.lesson("whole")
    assert lesson is not None
    window.practise("whole", lesson.prompts[0].id)
    page = window.practice
    qtbot.waitUntil(lambda: page.view.face is Face.READY, timeout=10_000)
    qtbot.keyClick(page, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.view.face is Face.RECORDING, timeout=10_000)
    return page


def test_she_records_a_prompt_and_finds_the_score_on_screen_and_in_the_database(
    qtbot: QtBot, home: Path, virtual_mic: VirtualMicrophone
) -> None:
    with running(qtbot, home) as (studio, window):
        page = recording_page(qtbot, studio, window)
        said = virtual_mic.play(DEMO / "demo.flac")
        qtbot.waitUntil(lambda: studio.elapsed() > said + 0.5, timeout=60_000)
        qtbot.keyClick(page, Qt.Key.Key_Space)
        qtbot.waitUntil(lambda: page.view.face is Face.SCORED, timeout=60_000)

        attempt = page.rehearsal.state.attempt
        assert attempt is not None
        assert attempt.score is not None
        assert attempt.score.status is TakeStatus.SCORED
        spoken = [each.syllable.hanzi for each in attempt.score.syllables]
        assert "".join(spoken) == TEXT.replace("，", "").replace("。", "")
        missed = [each.syllable.hanzi for each in attempt.score.syllables if each.omitted]
        assert len(missed) <= 2  # a machine under load may drop a moment of the sound server's audio
        assert page.result.isVisible()
        shown = rows(home, "SELECT id, total, status FROM attempts")
        assert shown == [(attempt.id, attempt.score.total, "scored")]
        heard = load_samples(attempt.recording.path, attempt.recording.sha256)
        assert len(heard) / 16_000 == pytest.approx(attempt.recording.duration, abs=0.01)
        assert float(np.abs(heard).max()) > 0.02

        def playing() -> bool:
            if not studio.playing:
                page.result.play_take()  # does nothing while the recording is still being read
            return studio.playing

        qtbot.waitUntil(playing, timeout=10_000)
        studio.stop_playing()

    with running(qtbot, home) as (studio, window):  # tomorrow
        assert [each.id for each in studio.attempts()] == [attempt.id]
        kept = studio.attempt(attempt.id).score
        assert kept is not None
        assert kept.total == attempt.score.total


def test_a_microphone_pulled_out_keeps_what_was_said(
    qtbot: QtBot, home: Path, virtual_mic: VirtualMicrophone
) -> None:
    with running(qtbot, home) as (studio, window):
        page = recording_page(qtbot, studio, window)
        virtual_mic.play(DEMO / "demo.flac")
        qtbot.waitUntil(lambda: studio.elapsed() > 2.5, timeout=60_000)
        virtual_mic.pull_out()
        qtbot.waitUntil(
            lambda: page.rehearsal.state.attempt is not None or bool(page.rehearsal.state.failure),
            timeout=60_000,
        )
        kept = studio.attempts()
        assert len(kept) == 1
        assert kept[0].duration > 2.0
        assert studio.attempt(kept[0].id).recording.interrupted


RECORD_UNTIL_KILLED = """
import sys, time
from pathlib import Path
from app.bootstrap import build_studio, read_settings

class Nobody:
    def take_scored(self, attempt): pass
    def take_lost_microphone(self): pass
    def take_cut_short(self, error): pass
    def take_failed(self, error): print(error, flush=True)

home = Path(sys.argv[1])
studio = build_studio(home, read_settings(home))
if studio.profile is None:
    studio.create_profile("努尔", "ug")
lesson = studio.library.lesson("whole")
studio.start_take(lesson.prompts[0], "whole", Nobody())
while True:
    print(f"{studio.elapsed():.3f}", flush=True)
    time.sleep(0.05)
"""


def test_a_killed_program_loses_less_than_a_second_and_offers_the_take(
    qtbot: QtBot, home: Path, virtual_mic: VirtualMicrophone
) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", RECORD_UNTIL_KILLED, str(home)],
        cwd=PROJECT,
        env={**os.environ, **virtual_mic.environ},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    recorded = 0.0
    started = 0.0
    playing = False
    for line in child.stdout:
        recorded = float(line)
        if recorded > 0 and not started:
            started = time.monotonic() - recorded
        if recorded > 0.2 and not playing:
            virtual_mic.play(DEMO / "demo.flac")
            playing = True
        if recorded > 3.0:
            break
    child.send_signal(signal.SIGKILL)
    lasted = time.monotonic() - started
    child.wait()
    child.stdout.close()

    with running(qtbot, home) as (studio, _window):
        (take,) = studio.rescues.all()
        assert take.interrupted
        assert take.duration > lasted - 1.0
        attempt = studio.rescues.keep(take)
        assert attempt.text == TEXT
        assert attempt.score is not None
        assert studio.rescues.all() == []
        assert rows(home, "SELECT id FROM attempts") == [(attempt.id,)]
