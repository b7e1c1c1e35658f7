"""Every screen opens in every language and both themes, mirrored where the language asks for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QDialog, QLineEdit, QWidget

from app.i18n import LANGUAGES, is_right_to_left
from app.settings import Settings
from app.ui.crash import CrashDialog
from app.ui.i18n import apply_language
from app.ui.main_window import MainWindow
from app.ui.screens.rescue import RescueDialog
from app.ui.screens.settings.about_card import LicencesDialog
from app.ui.theme import Theme
from app.ui.where import Place, Where
from tests.ui.fake_studio import NOW, FakeStudio, FakeTake

PLACES = {
    "today": Where(Place.TODAY),
    "review": Where(Place.REVIEW),
    "learn": Where(Place.LEARN),
    "lesson": Where(Place.LEARN, "tones"),
    "lesson end": Where(Place.LEARN, "tones", step=99),
    "lesson gone": Where(Place.LEARN, "no such lesson"),
    "practice": Where(Place.PRACTISE, "tones", "buy"),
    "progress": Where(Place.PROGRESS),
    "profile": Where(Place.PROFILE),
    "settings": Where(Place.SETTINGS),
    "mock test": Where(Place.EXAM),
    "teleprompter": Where(Place.PROMPTER),
    "centre begins": Where(Place.SET_UP),
    "welcome language": Where(Place.WELCOME, step=0),
    "welcome name": Where(Place.WELCOME, step=1),
    "welcome microphone": Where(Place.WELCOME, step=2),
}
SMALL_SCREEN = QSize(1366, 768)


def controls(root: QWidget) -> list[QWidget]:
    """What a keyboard or a screen reader can get at, less the parts Qt builds into other widgets."""
    found = []
    for kind in (QAbstractButton, QComboBox, QLineEdit):
        for each in root.findChildren(kind):
            inside = each.objectName().startswith("qt_") or isinstance(each.parent(), QComboBox)
            if each.focusPolicy() != Qt.FocusPolicy.NoFocus and each.isVisible() and not inside:
                found.append(each)
    return found


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("language", list(LANGUAGES))
def test_every_screen_opens(application, jobs, qtbot, language: str, look: str) -> None:
    studio = FakeStudio(profiles=3)
    studio.change_settings(language=language, theme=look)
    apply_language(application, language)
    window = MainWindow(studio, jobs, Theme(application, studio.settings))
    qtbot.addWidget(window)
    window.resize(SMALL_SCREEN)
    window.show()
    for place, where in PLACES.items():
        window.go(where)
        application.processEvents()
        page = window.page()
        assert page is not None
        for control in controls(window):
            assert control.accessibleName() or getattr(control, "text", str)(), (place, control)
        assert window.minimumSizeHint().width() <= SMALL_SCREEN.width(), place
        assert page.minimumSizeHint().height() <= SMALL_SCREEN.height(), place
        if window.rail.isVisible():
            on_the_right = window.rail.geometry().center().x() > window.width() / 2
            assert on_the_right == is_right_to_left() == (language == "ug"), place
    window.close()


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_dialogs_open(application, jobs, qtbot, language: str) -> None:
    studio = FakeStudio()
    apply_language(application, language)
    theme = Theme(application, Settings(language=language))
    take = FakeTake("t", {"text": "红枣"}, NOW, 2.0, Path("t"))
    dialogs: list[QDialog] = [
        RescueDialog(studio, jobs, theme, [(take, "阿依古丽")]),
        CrashDialog("ValueError", Path("kaibo.log")),
        LicencesDialog(theme),
    ]
    for dialog in dialogs:
        qtbot.addWidget(dialog)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        dialog.show()
        application.processEvents()
        assert dialog.windowTitle()
        for control in controls(dialog):
            assert control.accessibleName() or getattr(control, "text", str)(), control
        dialog.close()


@pytest.mark.parametrize("scale", [0.9, 1.3])
def test_larger_text_still_fits_a_small_screen(application, jobs, qtbot, scale: float) -> None:
    studio = FakeStudio(profiles=3)
    theme = Theme(application, Settings(font_scale=scale))
    window = MainWindow(studio, jobs, theme)
    qtbot.addWidget(window)
    for place in ("today", "learn", "lesson", "settings", "profile", "centre begins"):
        window.go(PLACES[place])
        assert window.minimumSizeHint().width() <= SMALL_SCREEN.width(), place
