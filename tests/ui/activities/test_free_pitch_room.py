"""The larger activities find room beside the list of a lesson in the smallest window, in every language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.curriculum.values import Step, ToneTracing
from app.i18n import LANGUAGES
from app.settings import Settings
from app.ui.activities import activity_view
from app.ui.activities.free_pitch import FreePitchView
from app.ui.activities.mirror import MirrorView
from app.ui.activities.pair_listening import PairListeningView
from app.ui.activities.tone_tracing import ToneTracingView
from app.ui.activities.view import ActivityView
from app.ui.i18n import apply_language
from app.ui.jobs import Jobs
from app.ui.theme import Theme
from tests.ui.activities.test_free_pitch import STEP as PITCH
from tests.ui.activities.test_mirror import STEP as MIRROR
from tests.ui.activities.test_pair_listening import STEP as PAIRS
from tests.ui.activities.test_pair_listening import sound
from tests.ui.activities.test_product_card import CARD
from tests.ui.activities.test_tone_tracing import Reading

NARROW = 528
"""Pixels that a window of 960 leaves beside the rail and the list of the lesson."""

STEPS: tuple[Step, ...] = (PITCH, MIRROR, PAIRS, ToneTracing("trace", "妈麻马骂"), CARD)


def states(view: ActivityView, studio: Reading) -> Iterator[str]:
    """Go through the faces of a view; each name is given once it is shown."""
    if isinstance(view, FreePitchView):
        view.take.press()
        yield "recording"
        view.take.press()
        studio.free_takes.finish()
        yield "done"
    elif isinstance(view, MirrorView):
        view.camera.stop()
        view.start_by_hand()
        yield "by hand"
        view.end()
        yield "over"
    elif isinstance(view, PairListeningView):
        view.play_round()
        assert view.at is not None
        view.choose(1 - view.at.side)
        yield "answered"
    elif isinstance(view, ToneTracingView):
        for index in range(4):
            view.board._at = (index, 0)
            for level in (5.0, 3.0, 1.0):
                view.board._put(level)
                view.board._move(1)
        view.board.changed.emit()
        view.check_drawing()
        yield "checked"


@pytest.mark.parametrize("language", sorted(LANGUAGES))
@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("step", STEPS, ids=lambda step: type(step).__name__)
def test_it_fits(
    qtbot: QtBot, application: QApplication, jobs: Jobs, step: Step, look: str, language: str
) -> None:
    apply_language(application, language)
    theme = Theme(application, Settings(theme=look, language=language, reduced_motion=True))
    studio = Reading()
    studio.voices.pairs = [(sound("王晨"), sound("王晨"))]
    view = activity_view(step, "lesson", studio, jobs, theme)  # type: ignore[arg-type]
    qtbot.addWidget(view)
    view.resize(NARROW, 900)
    view.show()
    view.focus()
    look_at(view, application, "first")
    for face in states(view, studio):
        look_at(view, application, face)
    view.stop()


def look_at(view: ActivityView, application: QApplication, face: str) -> None:
    application.processEvents()
    assert view.minimumSizeHint().width() <= NARROW, face
    for button in view.findChildren(QPushButton):
        if button.isVisible():
            place = button.rect().translated(button.mapTo(view, QPoint(0, 0)))
            assert place.left() >= 0 and place.right() < view.width(), f"{face}: {button.text()} is cut off"
            assert button.width() >= button.minimumSizeHint().width(), f"{face}: {button.text()} is clipped"
