"""A trainer records how a sentence should sound, through the real window, recorder and sound server."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.audio.importing import import_audio
from app.bootstrap import build_studio, read_settings
from app.curriculum.values import Prompt
from app.ui.application import make_application
from app.ui.jobs import Jobs
from app.ui.main_window import MainWindow
from app.ui.screens.editor.forms import StepForm
from app.ui.screens.editor.forms.recording import Phase
from app.ui.theme import Theme
from app.ui.where import Place, Where
from tests.virtual_mic import VirtualMicrophone

DEMO = Path(__file__).resolve().parent.parent.parent / "assets" / "demo" / "demo.flac"

pytestmark = [pytest.mark.virtual_mic, pytest.mark.xdist_group("audio")]


def test_a_sentence_is_recorded_kept_and_saved(
    qtbot: QtBot, own_home: Path, virtual_mic: VirtualMicrophone
) -> None:
    own_home.mkdir()
    studio = build_studio(own_home, read_settings(own_home))
    studio.change_settings(welcome_done=True, reduced_motion=True)
    studio.people.set_up("中心", "一班", "4071", name="张老师")
    studio.authoring.begin("hetao-1", "核桃", "product")
    application = make_application(studio.settings)
    jobs = Jobs()
    window = MainWindow(studio, jobs, Theme(application, studio.settings))
    qtbot.addWidget(window)
    window.show()
    try:
        window.go(Where(Place.EDITOR, "hetao-1"))
        page = window.editor.page
        qtbot.waitUntil(lambda: page.manuscript is not None, timeout=10_000)
        assert page.manuscript is not None
        page.go_to(next(i for i, each in enumerate(page.manuscript.entries) if isinstance(each.step, Prompt)))
        assert isinstance(page.form, StepForm) and page.form.recording is not None
        recording = page.form.recording
        qtbot.mouseClick(recording.record, Qt.MouseButton.LeftButton)
        assert recording.phase is Phase.RECORDING
        qtbot.wait(700)
        said = virtual_mic.play(DEMO)
        qtbot.waitUntil(lambda: studio.elapsed() > said + 1.2, timeout=60_000)
        qtbot.mouseClick(recording.stop_button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: recording.phase is Phase.HEARING, timeout=10_000)
        qtbot.mouseClick(recording.keep, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: recording.phase is Phase.RESTING, timeout=10_000)
        with qtbot.waitSignal(page.done, timeout=10_000):
            page.save()
        lesson = studio.library.lesson("hetao-1")
        assert lesson is not None
        [prompt] = lesson.prompts
        assert prompt.reference is not None and prompt.reference.parent == own_home / "lessons" / "hetao-1"
        kept = import_audio(prompt.reference)
        assert float(np.abs(kept).max()) > 0.02
        assert len(kept) / 16_000 < said + 0.9  # the silence before and after is gone
        assert studio.attempts() == []
        assert not list((own_home / "takes").glob("*"))
    finally:
        window.close()
        jobs.wait()
        studio.close()
