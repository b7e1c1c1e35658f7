"""The queue in every language on a small screen, and reached from the window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit

from app.i18n import LANGUAGES
from app.ui.i18n import apply_language
from app.ui.jobs import Jobs
from app.ui.main_window import MainWindow
from app.ui.theme import Theme
from app.ui.where import Place, Where
from tests.ui.conftest import InlineExecutor
from tests.ui.queue.conftest import Centre, Open

ROOM = (1366 - 104, 768)
"""What a small screen leaves beside the rail."""


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_fits_and_everything_has_a_name(
    centre: Centre, open_queue: Open, application: QApplication, language: str
) -> None:
    apply_language(application, language)
    centre.add("talk", "努尔", score=None, free=True)
    centre.add("read", "努尔")
    centre.studio.reviews.comment("read", "很好", 0.5)
    screen = open_queue()
    for at in (None, 0, 1):
        if at is not None:
            screen.open_take(at)
        application.processEvents()
        shown = screen.currentWidget()
        assert shown.minimumSizeHint().width() <= ROOM[0], at
        assert shown.minimumSizeHint().height() <= ROOM[1], at
        for control in shown.findChildren(QAbstractButton) + shown.findChildren(QComboBox):
            if control.isVisible():
                assert control.accessibleName() or getattr(control, "text", str)(), control
        assert all(line.accessibleName() for line in shown.findChildren(QLineEdit))
    rtl = language == "ug"
    page = screen.page
    assert (page.said.geometry().center().x() < page.take.geometry().center().x()) is rtl
    assert not page.take.waveform.isRightToLeft() and not page.ruby.isRightToLeft()


def test_the_window_leads_there_and_back(centre: Centre, theme: Theme, application: QApplication) -> None:
    centre.add("a", "努尔")
    centre.add("b", "王芳")
    window = MainWindow(centre.studio, Jobs(InlineExecutor()), theme)  # type: ignore[arg-type]
    window.resize(1366, 768)
    window.show()
    window.go(Where(Place.QUEUE, profile_id=centre.people["王芳"]))
    assert [row.row.name for row in window.queue.list.takes] == ["王芳"]
    window.queue.open_take(0)
    QTest.keyClick(window, Qt.Key.Key_Escape)  # wherever the focus is
    assert not window.queue.inside
    window.go_back()
    assert window.where.place is not Place.QUEUE or not window.where.profile_id
    centre.sign_in("努尔")
    window.go(Where(Place.QUEUE))
    assert window.where.place is Place.TODAY
    window.close()
