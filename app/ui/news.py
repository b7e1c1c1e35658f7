"""What the centre sent while a page is open: it is there by itself where nobody can be disturbed by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from app.i18n import tr
from app.ui.screens.teach import TeachScreen
from app.ui.screens.today import TodayScreen
from app.ui.where import Place

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow

_LISTS = frozenset({Place.PEOPLE, Place.PLANS, Place.QUEUE, Place.CLASS_PROGRESS, Place.REPORTS})
"""Pages that somebody may be in the middle of: she says herself when they are to be read anew."""


def show_news(window: MainWindow) -> None:
    """Show what came: at once on a list that is only looked at, after asking where a trainer works."""
    page, place = window.page(), window.where.place
    if isinstance(page, (TodayScreen, TeachScreen)):
        if QApplication.activeModalWidget() is None and QApplication.activePopupWidget() is None:
            page.enter()
    elif place is Place.QUEUE and window.queue.inside:
        return  # the list is read anew when she comes back to it
    elif place in _LISTS and window.teaches:
        sentence = tr("中心送来了新的内容。")

        def read_again() -> None:
            window.notices.dismiss(sentence)
            if window.where.place in _LISTS:
                window.go(window.where)

        window.notices.show_notice(sentence, tr("刷新"), read_again)
