from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.curriculum.library import Library, load_library
from app.curriculum.values import Card, Choice, Lesson, Prompt, Step
from app.people.values import TRAINER
from app.practice.authoring import Authoring
from app.practice.packs import Packs
from app.ui.jobs import Jobs
from app.ui.screens.editor import EditorScreen
from app.ui.screens.editor.edit_page import EditPage
from app.ui.theme import Theme
from tests.ui.fake_studio import FakeStudio

STEPS: tuple[Step, ...] = (
    Card("", "先看", "壳要薄。"),
    Prompt("", "这是核桃。"),
    Choice("", "怎么放？", (("阴凉的地方", True), ("太阳下面", False)), "怕潮。"),
)


@pytest.fixture
def studio() -> FakeStudio:
    """A trainer's studio whose lessons are files, as authoring wants them."""
    made = FakeStudio()

    def read_again() -> Library:
        made.library = load_library([made.home / "lessons"])
        return made.library

    made.packs = Packs(made.home, lambda: made.library, read_again)
    made.authoring = Authoring(made.home, lambda: made.library, read_again)
    read_again()
    assert made.profile is not None
    made.profile = dataclasses.replace(made.profile, role=TRAINER)
    return made


@pytest.fixture
def lesson(studio: FakeStudio) -> Lesson:
    """A saved lesson of three steps."""
    begun = studio.authoring.begin("hetao-1", "核桃：三句话", "product")
    return studio.authoring.save(dataclasses.replace(begun, steps=STEPS))


@pytest.fixture
def screen(qtbot: QtBot, studio: FakeStudio, lesson: Lesson, jobs: Jobs, theme: Theme) -> EditorScreen:
    made = EditorScreen(studio, jobs, theme)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(1240, 760)
    made.show()
    made.lesson_wanted.connect(lambda wanted: made.open_lesson(wanted) if wanted else made.enter())
    made.enter()
    return made


@pytest.fixture
def page(qtbot: QtBot, screen: EditorScreen) -> EditPage:
    """The lesson, open."""
    screen.open_lesson("hetao-1")
    qtbot.waitUntil(lambda: screen.currentWidget() is screen.page)
    return screen.page


@pytest.fixture
def said() -> Callable[[QWidget, str], None]:
    """Asserts that a visible label says something."""

    def look(widget: QWidget, text: str) -> None:
        assert any(text in each.text() for each in widget.findChildren(QLabel) if each.isVisible())

    return look
