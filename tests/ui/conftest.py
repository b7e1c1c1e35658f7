"""The window's tests share a pretended studio, an executor driven by hand, and a clean language and theme."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from app.i18n import SOURCE_LANGUAGE
from app.settings import Settings
from app.ui.i18n import apply_language
from app.ui.jobs import Jobs
from app.ui.theme import Theme
from tests.ui.fake_studio import FakeStudio


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Allow what Qt says about this machine: an offscreen platform, no PipeWire, no speech engine."""
    of_the_machine = ("does not support propagateSizeHints", "pipewire-0.3")
    for item in items:
        if "/tests/ui/" in item.path.as_posix():
            item.add_marker(pytest.mark.qt_log_ignore(*of_the_machine))


class InlineExecutor:
    """Runs work at once, on the calling thread."""

    def submit(self, work: Callable[[], None]) -> None:
        work()

    def wait(self) -> None:
        return


class HandExecutor:
    """Keeps work until the test says so."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []

    def submit(self, work: Callable[[], None]) -> None:
        self.waiting.append(work)

    def run_next(self) -> None:
        self.waiting.pop(0)()

    def wait(self) -> None:
        while self.waiting:
            self.run_next()


@pytest.fixture
def application(qapp: QApplication) -> Iterator[QApplication]:
    """The application in the source language; whatever windows a test leaves behind are taken away after it.

    A window left alive would be styled anew by every later test, and soon nothing else would be done.
    """
    apply_language(qapp, SOURCE_LANGUAGE)
    yield qapp
    for left in qapp.topLevelWidgets():
        left.close()
        left.deleteLater()
    for theme in qapp.findChildren(Theme):
        theme.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qapp.setStyleSheet("")
    apply_language(qapp, SOURCE_LANGUAGE)


@pytest.fixture
def studio() -> FakeStudio:
    return FakeStudio()


@pytest.fixture
def theme(application: QApplication) -> Theme:
    return Theme(application, Settings(theme="light", reduced_motion=True))


@pytest.fixture
def jobs(application: QApplication) -> Jobs:
    """Jobs whose work is done at once; a bug in it fails the test."""

    def fail(error: BaseException) -> None:
        raise error

    return Jobs(InlineExecutor(), report_bug=fail)


@pytest.fixture
def hand() -> HandExecutor:
    return HandExecutor()
