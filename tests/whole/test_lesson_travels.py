"""A lesson is written in one window, packed, unpacked in another one, and done there.

Real windows over real studios with homes of their own; only the questions of the operating system (which
file, yes or no) are answered by the test.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.bootstrap import build_studio, read_settings
from app.curriculum.packs.values import PackInfo
from app.curriculum.values import Card, Choice
from app.practice.learning_values import LessonStanding
from app.practice.studio import Studio
from app.ui.activities.choice import ChoiceView
from app.ui.application import make_application
from app.ui.jobs import Jobs
from app.ui.main_window import MainWindow
from app.ui.screens.editor.edit_page import EditPage
from app.ui.screens.editor.forms.rows import OptionRow, Rows
from app.ui.screens.editor.forms.texts import CardText, Text
from app.ui.screens.editor.lesson_dialogs import NewLesson, PackLessons
from app.ui.screens.learn.lesson_card import LessonCard
from app.ui.theme import Theme
from app.ui.where import Place

TITLE, QUESTION, RIGHT, WRONG = "核桃怎么放", "核桃仁放在哪里？", "冰箱里", "太阳下面"


@contextlib.contextmanager
def running(qtbot: QtBot, home: Path, name: str, *, trainer: bool) -> Iterator[tuple[Studio, MainWindow]]:
    """The whole window in a home of its own."""
    home.mkdir()
    studio = build_studio(home, read_settings(home))
    studio.change_settings(welcome_done=True, reduced_motion=True)
    if trainer:
        studio.people.set_up("中心", "一班", "4071", name=name, first_language="ug")
    else:
        studio.create_profile(name, "ug")
    application = make_application(studio.settings)
    jobs = Jobs()
    window = MainWindow(studio, jobs, Theme(application, studio.settings))
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    window.go_home()
    try:
        yield studio, window
    finally:
        window.close()
        jobs.wait()
        application.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        studio.close()


def click(qtbot: QtBot, button: QWidget) -> None:
    qtbot.waitUntil(lambda: button.isVisible() and button.isEnabled())
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def press(qtbot: QtBot, inside: QWidget, text: str) -> None:
    """Click the visible button with this text."""

    def found() -> list[QPushButton]:
        return [each for each in inside.findChildren(QPushButton) if each.text() == text and each.isVisible()]

    qtbot.waitUntil(lambda: bool(found()), timeout=10_000)
    click(qtbot, found()[0])


def add(page: EditPage, word: str) -> None:
    """Add a step by the menu's own words."""
    next(each for each in page.steps.menu().actions() if each.text().startswith(word)).trigger()


def write(page: EditPage, name: str, text: str) -> None:
    field = page.form.fields[name]
    assert isinstance(field, Text)
    field.box.insertPlainText(text)


def write_lesson(qtbot: QtBot, studio: Studio, window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> str:
    """A card and a question, through the editor's widgets; the id that was proposed for the lesson."""

    def fill(dialog: NewLesson) -> QDialog.DialogCode:
        dialog.title.insert(TITLE)
        assert dialog.yes.isEnabled()
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(NewLesson, "exec", fill)
    click(qtbot, window.rail.buttons[Place.EDITOR])
    press(qtbot, window.editor, "新的一课")
    page = window.editor.page
    qtbot.waitUntil(lambda: window.editor.currentWidget() is page, timeout=10_000)
    assert page.manuscript is not None
    page.steps.choose(page.manuscript.entries[0])
    while page.manuscript.entries:  # the examples
        click(qtbot, page.steps.out)
    add(page, "读一读")
    write(page, "title", "怕潮，也怕晒")
    text = page.form.fields["text"]
    assert isinstance(text, CardText)
    text.box.insertPlainText("核桃仁油多。\n放冰箱，能放半年。")
    add(page, "选一选")
    write(page, "question", QUESTION)
    options = page.form.fields["options"]
    assert isinstance(options, Rows)
    for row, answer in zip(options.rows, (RIGHT, WRONG), strict=False):
        assert isinstance(row.field, OptionRow)
        row.field.text.box.insertPlainText(answer)
    first = options.rows[0].field
    assert isinstance(first, OptionRow)
    click(qtbot, first.right)
    write(page, "why", "油多的东西怕热。")
    with qtbot.waitSignal(page.done, timeout=10_000):
        click(qtbot, page.save_button)
    lesson_id = page.manuscript.head.id
    saved = studio.library.lesson(lesson_id)
    assert saved is not None
    assert [type(step) for step in saved.steps] == [Card, Choice]
    assert studio.authoring.drafts() == frozenset()
    return lesson_id


def pack_lesson(
    qtbot: QtBot, window: MainWindow, lesson_id: str, path: Path, monkeypatch: pytest.MonkeyPatch
) -> str:
    """Pack it through the list's button; what was said about the fingerprint."""
    said: list[str] = []

    def fill(dialog: PackLessons) -> QDialog.DialogCode:
        dialog.ticks.tick(lesson_id)
        dialog.title.insert("核桃")
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(PackLessons, "exec", fill)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_arguments: (str(path), ""))
    monkeypatch.setattr(QMessageBox, "exec", lambda box: said.append(box.text()))
    click(qtbot, window.editor.page.back)
    with qtbot.waitSignal(window.editor.done, timeout=10_000):
        click(qtbot, window.editor.lessons.pack)
    return said[0]


def import_pack(qtbot: QtBot, window: MainWindow, path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Import it through the Learn page, trusting its signer; what was asked."""
    asked: list[str] = []

    def trust(box: QMessageBox) -> None:
        asked.append(box.text())
        yes = next(
            each for each in box.buttons() if box.buttonRole(each) is QMessageBox.ButtonRole.AcceptRole
        )
        yes.click()

    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_arguments: (str(path), ""))
    monkeypatch.setattr(QMessageBox, "exec", trust)
    click(qtbot, window.rail.buttons[Place.LEARN])
    with qtbot.waitSignal(window.learn.done, timeout=10_000):
        press(qtbot, window.learn, "导入课包…")
    return asked[0]


def test_a_lesson_travels(
    qtbot: QtBot, qapp: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "walnuts.kaibopack"
    with running(qtbot, tmp_path / "trainer", "张老师", trainer=True) as (studio, window):
        lesson_id = write_lesson(qtbot, studio, window, monkeypatch)
        said = pack_lesson(qtbot, window, lesson_id, path, monkeypatch)
        fingerprint = studio.packs.inspect(path).fingerprint
        assert fingerprint in said

    with running(qtbot, tmp_path / "trainee", "努尔", trainer=False) as (studio, window):
        assert not window.rail.buttons[Place.EDITOR].isVisible()
        assert studio.library.lesson(lesson_id) is None
        asked = import_pack(qtbot, window, path, monkeypatch)
        assert fingerprint in asked and "张老师" in asked and TITLE in asked
        assert isinstance(studio.packs.inspect(path).info, PackInfo)

        qtbot.waitUntil(lambda: window.learn.map._way.stop(lesson_id) is not None, timeout=10_000)
        window.learn.map.choose(lesson_id)

        def cards() -> list[LessonCard]:
            return [each for each in window.learn.findChildren(LessonCard) if each.isVisible()]

        qtbot.waitUntil(lambda: len(cards()) == 1)
        click(qtbot, cards()[0].start)
        press(qtbot, window.lesson, "下一节")
        qtbot.waitUntil(lambda: bool(window.lesson.findChildren(ChoiceView)), timeout=10_000)
        quiz = window.lesson.findChildren(ChoiceView)[0]
        right = next(each for each in quiz.options.buttons if each.words == RIGHT)
        click(qtbot, right)
        press(qtbot, window.lesson, "学完这一课")

        def done() -> bool:
            progress = studio.learning.progress()[lesson_id]
            return progress.standing is LessonStanding.DONE

        qtbot.waitUntil(done, timeout=10_000)
        outcomes = studio.learning.results(lesson_id)
        assert [(each.right, each.asked) for each in outcomes.values() if each.asked] == [(1, 1)]
