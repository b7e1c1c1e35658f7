"""Rehearsing through the real window: voices go in at the microphone; comments, report and marks come out.

Real Qt, PortAudio (against a PulseAudio whose monitor is the microphone), Vosk and SQLite. The voices are the
repository's own CC0 clips, so what is said has nothing to do with the product: the report must see that.
`packaging/rehearsal` holds a rehearsal of ten minutes that answers its audience.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.audio.recording import load_samples
from app.bootstrap import build_studio, read_settings
from app.coaching.values import FactState
from app.live_room.values import Trigger
from app.practice.studio import Studio
from app.settings import save_settings
from app.ui.activities.free_pitch_take import PitchPhase
from app.ui.application import make_application
from app.ui.jobs import Jobs
from app.ui.main_window import MainWindow
from app.ui.pitch_report import PitchReportDialog
from app.ui.screens.live.evening import Evening
from app.ui.screens.prompter.session import PromptPhase
from app.ui.theme import Theme
from app.ui.where import Place, Where
from tests.virtual_mic import VirtualMicrophone

PROJECT = Path(__file__).resolve().parent.parent.parent
CLIPS = PROJECT / "tests" / "data" / "speech" / "commonvoice"
DEMO = PROJECT / "assets" / "demo"
PRODUCT = "product-hongzao"

pytestmark = [
    pytest.mark.virtual_mic,
    pytest.mark.xdist_group("audio"),
    pytest.mark.qt_log_ignore("does not support propagateSizeHints"),  # said where Qt draws offscreen
]


@pytest.fixture
def house(qtbot: QtBot, own_home: Path) -> Iterator[tuple[Studio, Jobs, MainWindow]]:
    settings = dataclasses.replace(
        read_settings(own_home), countdown_seconds=0, welcome_done=True, reduced_motion=True
    )
    save_settings(own_home / "settings.json", settings)
    studio = build_studio(own_home, settings)
    studio.create_profile("努尔", "ug")
    studio.warm_up()
    jobs = Jobs()
    window = MainWindow(studio, jobs, Theme(make_application(studio.settings), studio.settings))
    qtbot.addWidget(window)
    window.show()
    try:
        yield studio, jobs, window
    finally:
        window.close()
        jobs.wait()
        studio.close()


def test_an_evening_brings_comments_a_recording_a_result_and_a_report(
    qtbot: QtBot, virtual_mic: VirtualMicrophone, house: tuple[Studio, Jobs, MainWindow]
) -> None:
    studio, _jobs, window = house
    script = studio.rehearsals.scripts().script("food-noon")
    card = studio.library.product(PRODUCT)
    assert script is not None and card is not None
    window.go(Where(Place.LIVE))
    window.live.begin(Evening(script, card, PRODUCT, 3, 3, 1))
    room = window.live.room
    assert room is not None
    qtbot.waitUntil(lambda: studio.microphone_open, timeout=20_000)
    qtbot.keyClick(room.record, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: room.session.take.state.phase is PitchPhase.RECORDING, timeout=20_000)

    said = virtual_mic.play(CLIPS / "18598180.opus")
    # the audience writes by itself, and asks after her when nothing is heard
    asks = {each.text for each in script.comments if each.trigger is Trigger.SILENCE}
    qtbot.waitUntil(lambda: bool(asks & set(room.stream.texts())), timeout=40_000)
    quiet_at = studio.elapsed()
    assert quiet_at > said
    assert len(room.stream.texts()) > len(asks & set(room.stream.texts()))
    again = virtual_mic.play(CLIPS / "18802900.opus")
    qtbot.waitUntil(lambda: studio.elapsed() > quiet_at + again + 0.5, timeout=40_000)
    qtbot.keyClick(room.record, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.live.page is window.live.result, timeout=30_000)

    shown = window.live.result.shown
    assert shown is not None and shown.attempt is not None and not shown.trouble
    session = shown.session
    assert session.heard and session.silences
    assert any(began < quiet_at < end + 1.0 for began, end in session.silences)
    assert asks & {each.said.text for each in session.exchanges}
    recording = shown.attempt.recording
    assert len(load_samples(recording.path, recording.sha256)) / 16_000 == pytest.approx(
        session.duration, abs=2.0
    )
    assert [each.session for each in studio.rehearsals.past()] == [session]
    assert list((studio.home / "takes").glob("*")) == []

    qtbot.mouseClick(window.live.result.report, Qt.MouseButton.LeftButton)
    dialog = window.findChild(PitchReportDialog)
    assert isinstance(dialog, PitchReportDialog)
    qtbot.waitUntil(lambda: bool(dialog.view.listens), timeout=60_000)
    report = studio.pitch_reports.make(shown.attempt.id, PRODUCT)
    assert report is not None
    assert len(report.transcript.text) > 8
    assert report.transcript.duration == pytest.approx(session.duration, abs=2.0)
    assert FactState.COVERED not in {each.state for each in report.facts if each.kind.value == "price"}
    assert report.advice
    assert any(start < quiet_at - 1.0 < end for start, end in report.pauses)
    dialog.close()


def test_the_prompter_follows_what_is_read_and_marks_what_is_not(
    qtbot: QtBot, virtual_mic: VirtualMicrophone, house: tuple[Studio, Jobs, MainWindow]
) -> None:
    studio, _jobs, window = house
    text = str(json.loads((DEMO / "demo.json").read_text(encoding="utf-8"))["text"])
    window.go(Where(Place.PROMPTER))
    page = window.prompter
    page.box.show_text(f"# 开场 | 20\n{text}\n明天发货，五到七天收到，有问题找客服。\n")
    script = page.session.prompter.script
    [read, unread] = script.sentences
    page.press()
    qtbot.waitUntil(lambda: page.session.state.phase is PromptPhase.RUNNING, timeout=20_000)
    virtual_mic.play(DEMO / "demo.flac")
    qtbot.waitUntil(lambda: page.view.place >= read[1] - 3, timeout=40_000)
    assert page.view.place <= read[1]
    page.press()
    qtbot.waitUntil(lambda: bool(page.session.state.marks), timeout=30_000)
    left_out = [each for each in page.session.state.marks if not each.said]
    assert [(each.first, each.last) for each in left_out] == [unread]
    assert list((studio.home / "takes").glob("*")) == []
    assert len(studio.attempts(lesson_id="prompter")) == 1
