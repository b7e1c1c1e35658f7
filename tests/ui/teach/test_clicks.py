"""From the trainer's desk every common task is three clicks away: done with the mouse, and counted."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from app.bootstrap import build_studio, read_settings
from app.practice.studio import Studio
from app.speech.values import Part, Verdict
from app.ui.jobs import Jobs
from app.ui.main_window import MainWindow
from app.ui.screens.teach.hand_out import HandOutDialog
from app.ui.theme import Theme
from app.ui.where import Place, Where
from tests.ui.hand import Hand, said

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "packaging" / "centre"))
from make_centre import PIN, Asked, make_centre

MOST = 3


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("centre")
    make_centre(home, Asked(trainers=1, trainees=8, attempts=160, until=date.today()))
    return home


@pytest.fixture
def studio(made: Path, own_home: Path) -> Iterator[Studio]:
    """A trainer with her class, signed in."""
    shutil.copytree(made, own_home)
    studio = build_studio(own_home, read_settings(own_home))
    studio.change_settings(welcome_done=True)
    studio.people.sign_in("trainer-1", PIN)
    yield studio
    studio.close()


@pytest.fixture
def window(studio: Studio, jobs: Jobs, theme: Theme, qtbot) -> MainWindow:
    made = MainWindow(studio, jobs, theme)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.go_home()
    assert made.where == Where(Place.TEACH)
    return made


@pytest.fixture
def hand() -> Hand:
    return Hand()


def test_a_lesson_is_handed_out(window: MainWindow, studio: Studio, hand: Hand) -> None:
    before = len(studio.plans.given())
    hand.press_text(window.teach, "布置功课")
    dialog = window.teach.findChild(HandOutDialog)
    assert dialog is not None
    lesson = next(
        row
        for row in range(dialog.list.count())
        if not dialog.list.item(row).data(Qt.ItemDataRole.UserRole).is_plan
    )
    hand.press_row(dialog.list, dialog.list.model().index(lesson, 0))
    hand.press(dialog.give)
    assert len(studio.plans.given()) == before + 1
    assert hand.clicks <= MOST


def test_a_plan_is_handed_out(window: MainWindow, studio: Studio, hand: Hand) -> None:
    studio.plans.make("第一周", [studio.plans.plans()[0].items[0]])
    before = len(studio.plans.given())
    hand.press_text(window.teach, "布置功课")
    dialog = window.teach.findChild(HandOutDialog)
    assert dialog is not None
    hand.press_row(dialog.list, dialog.list.model().index(0, 0))
    hand.press(dialog.give)
    assert len(studio.plans.given()) == before + 1
    assert hand.clicks <= MOST


def test_the_next_waiting_take_is_heard(window: MainWindow, hand: Hand) -> None:
    hand.press_text(window.teach, "开始听")
    assert window.where.place is Place.QUEUE
    hand.press(window.queue.list.begin)
    assert window.queue.page.row is not None
    assert hand.clicks <= MOST - 1  # one is left for playing it


def test_a_verdict_is_corrected(window: MainWindow, studio: Studio, hand: Hand) -> None:
    hand.press_text(window.teach, "开始听")
    scored = next(at for at, row in enumerate(window.queue.list.rows) if row.status == "scored")
    hand.press(window.queue.list.takes[scored])
    row = window.queue.page.row
    assert row is not None
    buttons = window.queue.page.verdicts.buttons
    other = next(each for each in Verdict if not buttons[Part.TONE, each].isChecked())
    hand.press(buttons[Part.TONE, other])
    [change] = studio.reviews.review(row.attempt_id).changes
    assert change.trainer is other
    assert hand.clicks <= MOST


def test_a_comment_is_written(window: MainWindow, studio: Studio, hand: Hand) -> None:
    hand.press_text(window.teach, "开始听")
    hand.press(window.queue.list.begin)
    row = window.queue.page.row
    assert row is not None
    hand.press(window.queue.page.editor.line)
    hand.type("这个字再长一点")
    hand.key(Qt.Key.Key_Return)
    [comment] = studio.reviews.review(row.attempt_id).comments
    assert comment.text == "这个字再长一点"
    assert hand.clicks <= MOST


def test_who_is_behind_is_seen(window: MainWindow, hand: Hand) -> None:
    assert "可以问一问他们" in said(window.teach)
    assert window.teach.people is not None
    assert window.teach.people.rows
    assert window.teach.work is not None
    hand.press(window.teach.work.rows[0])
    assert window.plans.currentWidget() is window.plans.standing
    assert window.plans.standing.model.rowCount() == 8
    assert hand.clicks <= MOST


def test_a_lesson_is_written(window: MainWindow, hand: Hand) -> None:
    hand.press(window.rail.buttons[Place.EDITOR])

    def named(dialog: QWidget) -> None:
        hand.type("核桃：三句话")
        hand.press_text(dialog, "开始写")

    hand.meanwhile(named)
    hand.press_text(window.editor, "新的一课")
    assert window.where.place is Place.EDITOR
    assert window.where.lesson_id
    assert hand.clicks <= MOST


def test_weak_sounds_are_seen(window: MainWindow, hand: Hand) -> None:
    assert window.teach.people is not None
    row = window.teach.people.rows[0]
    name = row.accessibleName().split("：")[0]
    hand.press(row)
    assert window.where.place is Place.CLASS_PROGRESS
    assert window.class_progress.person.isVisible()
    assert name in window.class_progress.person.title
    assert hand.clicks <= MOST


def test_a_trainees_page_is_printed(window: MainWindow, hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    printed: list[int] = []
    monkeypatch.setattr(
        "app.ui.screens.reports.screen.print_sheets",
        lambda _parent, _title, sheets: printed.append(len(sheets)),
    )
    assert window.teach.people is not None
    hand.press(window.teach.people.rows[0])
    hand.press(window.class_progress.person.report)
    assert window.where.place is Place.REPORTS
    hand.press(window.reports.print_pages)
    assert printed == [1]
    assert hand.clicks <= MOST


def test_the_gradebook_is_saved(
    window: MainWindow, hand: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "成绩册.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_all, **_named: (str(target), ""))
    hand.press_text(window.teach, "成绩和报告")
    hand.press(window.reports.gradebook)
    hand.clicks += 1  # the system's own dialog: save
    assert target.is_file()
    assert hand.clicks <= MOST


def test_a_trainee_is_added(window: MainWindow, studio: Studio, hand: Hand) -> None:
    hand.press_text(window.teach, "学员和班级")
    assert window.where.place is Place.PEOPLE
    hand.type("新来的")  # the field has the keyboard
    hand.key(Qt.Key.Key_Return)
    assert any(each.name == "新来的" for each in studio.people.profiles())
    assert hand.clicks <= MOST


def test_a_pin_is_reset(window: MainWindow, studio: Studio, hand: Hand, qtbot: QtBot) -> None:
    hand.press_text(window.teach, "学员和班级")
    table = window.people.list.table
    hand.press_row(table, table.model().index(0, 0))
    told: list[str] = []

    def read(dialog: QWidget) -> None:
        told.append(said(dialog))
        dialog.close()

    hand.meanwhile(read)
    hand.press(window.people.list.reset)
    qtbot.waitUntil(lambda: bool(told))
    assert any(studio.people.has_pin(each.id) for each in studio.people.profiles() if not each.teaches)
    assert hand.clicks <= MOST


def test_a_take_is_marked_blind(window: MainWindow, hand: Hand) -> None:
    hand.press_text(window.teach, "电脑准不准")
    assert window.where.place is Place.AGREEMENT
    hand.press_text(window.agreement, "开始盲听")
    assert window.agreement.currentWidget() is window.agreement.marking
    assert hand.clicks <= MOST - 1  # one is left for the first mark
