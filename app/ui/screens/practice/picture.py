"""A picture of the practice screen with an attempt on it, for documents and the demo."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from app.i18n import language
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


PICTURE_SIZE = QSize(1366, 768)
"""The smallest screen the window is made for."""


def save_practice_picture(studio: Studio, attempt: Attempt, target: Path) -> None:
    """Write a PNG of the practice screen in the language in use. Raises OSError when it cannot be written."""
    image = render_practice_picture(studio, attempt, PICTURE_SIZE, language())
    if not image.save(str(target), "PNG"):  # type: ignore[call-overload]
        raise OSError(f"could not write {target}")


def render_practice_picture(studio: Studio, attempt: Attempt, size: QSize, name: str) -> QImage:
    """The practice screen of `size` pixels in the language `name`, showing `attempt`.

    Makes a QApplication when there is none; without a display set `QT_QPA_PLATFORM=offscreen` before.
    """
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        application = QApplication(["kaibo"])
    apply_language(application, name)
    screen = PracticeScreen(studio, Jobs(_AtOnce()), Theme(application, studio.settings))
    screen.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
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
