"""A picture of the practice screen with an attempt on it, for documents and the demo."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from app.storage.values import Attempt
from app.ui.i18n import apply_language
from app.ui.jobs import Jobs
from app.ui.screens.practice.screen import PracticeScreen
from app.ui.theme import Theme

if TYPE_CHECKING:
    from app.practice.studio import Studio


class _AtOnce:
    """Runs work where it is asked for: a picture waits for everything that is on it."""

    def submit(self, work: Callable[[], None]) -> None:
        work()

    def wait(self) -> None:
        return


def render_practice_picture(studio: Studio, attempt: Attempt, size: QSize, language: str) -> QImage:
    """The practice screen of `size` pixels in `language`, showing `attempt`.

    Makes a QApplication when there is none; without a display set `QT_QPA_PLATFORM=offscreen` before.
    """
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        application = QApplication(["kaibo"])
    apply_language(application, language)
    screen = PracticeScreen(studio, Jobs(_AtOnce()), Theme(application, studio.settings))
    screen.resize(size)
    screen.show()
    screen.show_attempt(attempt)
    application.processEvents()
    application.processEvents()
    image = screen.grab().toImage()
    screen.leave()
    screen.close()
    screen.deleteLater()
    application.processEvents()
    return image
