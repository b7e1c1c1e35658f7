"""Tracing tones: by hand and by keyboard, what is said, what is heard."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.curriculum.values import Outcome, ToneTracing
from app.speech.drawn_tone import POINTS, Traced, Trait, ideal, judge
from app.speech.text import to_spoken
from app.speech.tone_values import ToneSpan
from app.speech.values import Contour, Verdict
from app.ui.activities import activity_view
from app.ui.activities.tone_tracing import ToneTracingView
from app.ui.activities.tone_tracing_board import TracingBoard
from app.ui.activities.tone_tracing_words import trait_sentence
from app.ui.i18n import apply_language
from app.ui.jobs import Jobs
from app.ui.theme import Theme
from app.ui.widgets.syllable_marks import VerdictMark
from tests.ui.fake_studio import FakeStudio


class Reading(FakeStudio):
    """The pretended studio with the true reading, sandhi and all."""

    def spoken(self, prompt):  # type: ignore[no-untyped-def]
        return to_spoken(prompt.text, prompt.pinyin)


def make(qtbot: QtBot, jobs: Jobs, theme: Theme, text: str) -> tuple[ToneTracingView, Reading]:
    studio = Reading()
    view = activity_view(ToneTracing("trace", text), "lesson", studio, jobs, theme)  # type: ignore[arg-type]
    assert isinstance(view, ToneTracingView)
    qtbot.addWidget(view)
    view.resize(720, 700)
    view.show()
    qtbot.waitExposed(view)
    return view, studio


def draw(
    qtbot: QtBot, board: TracingBoard, index: int, *levels: float, start: float = 0.0, end: float = 1.0
) -> None:
    """A stroke through these levels, with the mouse."""
    places = np.linspace(start, end, len(levels))
    points = [board.point_at(index, at, level).toPoint() for at, level in zip(places, levels, strict=True)]
    qtbot.mousePress(board, Qt.MouseButton.LeftButton, pos=points[0])
    for point in points[1:]:
        qtbot.mouseMove(board, point)
    qtbot.mouseRelease(board, Qt.MouseButton.LeftButton, pos=points[-1])


def texts(view: ToneTracingView) -> str:
    QApplication.processEvents()
    return "\n".join(each.text() for each in view.findChildren(QLabel) if each.isVisible())


def test_what_is_drawn_with_the_mouse_is_what_counts(qtbot: QtBot, jobs: Jobs, theme: Theme) -> None:
    view, _studio = make(qtbot, jobs, theme, "骂")
    assert view.board.drawn(0) is None
    assert not view.check.isEnabled()
    draw(qtbot, view.board, 0, 5, 1)
    levels = view.board.drawn(0)
    assert levels is not None and len(levels) == POINTS
    assert levels == pytest.approx(np.linspace(5, 1, POINTS), abs=0.15)
    assert view.check.isEnabled()


def test_a_finger_draws_as_the_mouse_does(qtbot: QtBot, jobs: Jobs, theme: Theme) -> None:
    view, _studio = make(qtbot, jobs, theme, "骂")
    board, finger = view.board, QTest.createTouchDevice()
    points = [board.point_at(0, at, 5 - 4 * at).toPoint() for at in np.linspace(0, 1, 9)]
    QTest.touchEvent(board, finger).press(0, points[0], board).commit()
    for point in points[1:]:
        QTest.touchEvent(board, finger).move(0, point, board).commit()
    QTest.touchEvent(board, finger).release(0, points[-1], board).commit()
    drawn = board.drawn(0)
    assert drawn is not None
    assert drawn == pytest.approx(np.linspace(5, 1, POINTS), abs=0.2)
    board.show_targets([])
    QTest.touchEvent(board, finger).press(0, points[0], board).commit()
    QTest.touchEvent(board, finger).release(0, points[0], board).commit()
    assert board.drawn(0) == drawn  # what is checked stands


def test_a_dab_is_no_contour_and_part_of_the_field_is_enough(qtbot: QtBot, jobs: Jobs, theme: Theme) -> None:
    view, _studio = make(qtbot, jobs, theme, "骂")
    draw(qtbot, view.board, 0, 5, 4.5, start=0.3, end=0.4)
    assert view.board.drawn(0) is None
    draw(qtbot, view.board, 0, 5, 1, start=0.2, end=0.8)
    levels = view.board.drawn(0)
    assert levels is not None  # over as much as was drawn
    assert (levels[0], levels[-1]) == (pytest.approx(5, abs=0.2), pytest.approx(1, abs=0.2))


def test_a_stroke_backwards_or_across_all_syllables_is_as_good(
    qtbot: QtBot, jobs: Jobs, theme: Theme
) -> None:
    view, _studio = make(qtbot, jobs, theme, "妈骂")
    board = view.board
    first, last = board.point_at(0, 0.0, 5.0).toPoint(), board.point_at(1, 1.0, 5.0).toPoint()
    qtbot.mousePress(board, Qt.MouseButton.LeftButton, pos=last)
    qtbot.mouseMove(board, first)
    qtbot.mouseRelease(board, Qt.MouseButton.LeftButton, pos=first)
    assert board.whole
    for index in (0, 1):
        assert board.drawn(index) == pytest.approx([5.0] * POINTS, abs=0.1)
    draw(qtbot, board, 1, 5, 1)  # a new stroke draws anew what it touches, and only that
    assert board.drawn(0) == pytest.approx([5.0] * POINTS, abs=0.1)
    drawn = board.drawn(1)
    assert drawn is not None and drawn[-1] == pytest.approx(1.0, abs=0.15)


def test_the_keyboard_draws_start_middle_and_end(qtbot: QtBot, jobs: Jobs, theme: Theme) -> None:
    view, _studio = make(qtbot, jobs, theme, "妈马")
    view.focus()
    board = view.board
    assert view.focusWidget() is board
    for key in (Qt.Key.Key_5, Qt.Key.Key_5, Qt.Key.Key_5, Qt.Key.Key_2, Qt.Key.Key_1):
        qtbot.keyClick(board, key)
    assert board.cursor_at == (1, 2)
    assert "马" in board.accessibleDescription() and "结尾" in board.accessibleDescription()
    qtbot.keyClick(board, Qt.Key.Key_Up)
    qtbot.keyClick(board, Qt.Key.Key_Up)
    drawn = board.drawn(1)
    assert drawn is not None
    assert [drawn[0], drawn[POINTS // 2], drawn[-1]] == [2.0, 1.0, 4.0]
    assert "4" in board.accessibleDescription()
    qtbot.keyClick(board, Qt.Key.Key_Left)
    assert board.cursor_at == (1, 1)
    qtbot.keyClick(board, Qt.Key.Key_Backspace)
    assert board.drawn(1) is None
    assert board.drawn(0) is not None
    for key in (Qt.Key.Key_2, Qt.Key.Key_1, Qt.Key.Key_4, Qt.Key.Key_Return):
        qtbot.keyClick(board, key)
    assert [each.verdict for each in view.traced] == [Verdict.GOOD, Verdict.GOOD]


def test_a_drawing_that_is_right_settles_the_step(qtbot: QtBot, jobs: Jobs, theme: Theme) -> None:
    view, _studio = make(qtbot, jobs, theme, "老板")  # spoken láobǎn
    outcomes: list[Outcome] = []
    view.finished.connect(outcomes.append)
    draw(qtbot, view.board, 0, 3, 3, 4, 5)
    draw(qtbot, view.board, 1, 2, 1, 1, 4)
    with qtbot.waitSignal(view.settled):
        view.check.click()
    assert [(each.right, each.asked, each.answers) for each in outcomes] == [(2, 2, ("2", "3"))]
    assert "从中间升到最高，对。" in texts(view)
    assert [each.verdict for each in view.findChildren(VerdictMark)] == [Verdict.GOOD] * 2


def test_a_fourth_tone_that_does_not_fall_is_told_so_and_drawn_again(
    qtbot: QtBot, jobs: Jobs, theme: Theme
) -> None:
    view, _studio = make(qtbot, jobs, theme, "骂")
    outcomes: list[Outcome] = []
    view.finished.connect(outcomes.append)
    draw(qtbot, view.board, 0, 5, 4.8, 4.4)
    view.check.click()
    assert "起得对，没有降下来。" in texts(view)
    assert view.focusWidget() is view.again
    draw(qtbot, view.board, 0, 1, 1)  # what is checked stands
    assert view.traced[0].trait is Trait.NOT_FALLING
    view.again.click()
    assert view.board.drawn(0) is None
    assert view.check.isVisible() and not view.check.isEnabled()
    draw(qtbot, view.board, 0, 5, 1)
    view.check.click()
    assert view.traced[0].verdict is Verdict.GOOD
    assert [(each.right, each.asked) for each in outcomes] == [(0, 1)]  # the first try is what counts


def test_her_drawing_and_the_target_can_be_heard(qtbot: QtBot, jobs: Jobs, theme: Theme) -> None:
    view, studio = make(qtbot, jobs, theme, "妈骂")
    assert not view.mine.isEnabled()
    draw(qtbot, view.board, 0, 5, 5)
    draw(qtbot, view.board, 1, 5, 1)
    view.mine.click()
    assert studio.playing
    assert studio.calls[-1][0] == "play" and studio.calls[-1][1] > 10_000
    assert view.mine.text() == "停止"
    view.mine.click()
    assert not studio.playing
    view.check_drawing()
    view.target.click()
    assert studio.playing and view.target.text() == "停止"
    view.stop()
    assert not studio.playing
    view.hear.play()
    assert studio.playing
    view.stop()
    assert not studio.playing


@pytest.mark.parametrize("language", ["zh_CN", "ug"])
def test_time_runs_to_the_right_in_every_language(
    qtbot: QtBot, application: QApplication, jobs: Jobs, theme: Theme, language: str
) -> None:
    apply_language(application, language)
    view, _studio = make(qtbot, jobs, theme, "妈骂")
    board = view.board
    assert board.point_at(0, 0.0, 3.0).x() < board.point_at(0, 1.0, 3.0).x() < board.point_at(1, 0.5, 3.0).x()
    assert board.point_at(0, 0.5, 5.0).y() < board.point_at(0, 0.5, 1.0).y()


def test_the_target_is_painted_once_the_drawing_is_checked(qtbot: QtBot, jobs: Jobs, theme: Theme) -> None:
    view, _studio = make(qtbot, jobs, theme, "妈")
    draw(qtbot, view.board, 0, 2, 2)

    def colour_at(level: float) -> str:
        picture = QPixmap(view.board.size())
        view.board.render(picture, QPoint())
        at = view.board.point_at(0, 0.52, level).toPoint()
        return picture.toImage().pixelColor(at + QPoint(0, 6)).name()

    before = colour_at(5.0)
    view.check_drawing()
    assert colour_at(5.0) != before


def test_there_is_a_sentence_for_everything_that_may_be_drawn() -> None:
    said = set()
    for tone, before in itertools.product((1, 2, 3, 4, 5), (1, 3)):
        places = tuple(
            ToneSpan(float(i), float(i), i + 1.0, each, joined=i == 0)
            for i, each in enumerate((before, tone))
        )
        for start, middle, end in itertools.product((1, 2, 3, 4, 5), repeat=3):
            levels = np.interp(np.linspace(0, 1, POINTS), (0, 0.5, 1), (start, middle, end))
            traced = judge(places, 1, levels.tolist())
            sentence = trait_sentence(traced)
            assert sentence.endswith("。") and "{" not in sentence
            assert ("对。" in sentence) == (traced.verdict is Verdict.GOOD), (traced.trait, sentence)
            said.add(traced.trait)
    assert set(Trait) - said <= {Trait.GOOD_RISE_UNNEEDED, Trait.NEUTRAL_TOO_LOW}
    for trait in (Trait.GOOD_RISE_UNNEEDED, Trait.NEUTRAL_TOO_LOW):
        contour = Contour((0.0, 1.0), (3.3, 2.0))
        assert trait_sentence(Traced(5, 5, 1.0, Verdict.OFF, trait, contour, contour))


def test_the_ideal_drawing_of_every_pair_of_tones_is_good_on_the_board(
    qtbot: QtBot, jobs: Jobs, theme: Theme
) -> None:
    """Not only the measure but the drawing with it: pixels and places lose nothing that matters."""
    view, _studio = make(qtbot, jobs, theme, "妈骂")
    for tones in itertools.product((1, 2, 3, 4), repeat=2):
        if tones == (3, 3):
            continue
        places = tuple(
            ToneSpan(float(i), float(i), i + 1.0, each, joined=i == 0) for i, each in enumerate(tones)
        )
        for index in (0, 1):
            draw(qtbot, view.board, index, *ideal(places, index).levels)
            drawn = view.board.drawn(index)
            assert drawn is not None
            assert judge(places, index, drawn).verdict is Verdict.GOOD, (tones, index)
