"""How high pages and their states are, and on which side short Chinese texts stand."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout
from pytestqt.qtbot import QtBot

from app.settings import Settings
from app.ui.activities.card_text import SHORT, short_chinese
from app.ui.i18n import apply_language
from app.ui.theme import Theme
from app.ui.widgets.labels import label
from app.ui.widgets.page import Page
from app.ui.widgets.states import StatePanel

LONG = "枣树的果子，秋天熟了以后晒干或者烘干，夹核桃仁、煮粥、泡水、蒸馍馍都行。"


def test_a_page_of_wrapped_texts_ends_where_they_end(qtbot: QtBot, theme: Theme) -> None:
    page = Page(theme, "红枣")
    qtbot.addWidget(page)
    column = QVBoxLayout()
    for _ in range(12):
        row = QHBoxLayout()
        row.addWidget(label("产地", wrap=False))
        row.addWidget(label(LONG), 1)
        column.addLayout(row)
    page.body.addLayout(column)
    page.body.addStretch(1)
    page.resize(1000, 500)
    page.show()
    qtbot.waitExposed(page)
    content = page.scroll_area.widget()
    assert content is not None
    viewport = page.scroll_area.viewport().height()
    layout = content.layout()
    assert layout is not None and layout.hasHeightForWidth()
    assert content.height() <= max(viewport, layout.heightForWidth(content.width()))


def test_a_page_higher_than_the_window_scrolls_to_its_end(qtbot: QtBot, theme: Theme) -> None:
    page = Page(theme, "红枣")
    qtbot.addWidget(page)
    for _ in range(40):
        page.body.addWidget(label(LONG + LONG))
    page.resize(700, 400)
    page.show()
    qtbot.waitExposed(page)
    bar = page.scroll_area.verticalScrollBar()
    assert bar.maximum() > 0
    lines = [each for each in page.findChildren(QLabel) if LONG in each.text()]
    qtbot.waitUntil(lambda: all(each.height() > 0 for each in lines))
    assert all(each.height() >= each.heightForWidth(each.width()) for each in lines)


@pytest.mark.parametrize("language", ["zh_CN", "ug"])
def test_a_state_shows_all_its_words(qtbot: QtBot, application: QApplication, language: str) -> None:
    apply_language(application, language)
    theme = Theme(application, Settings(language=language, theme="light"))
    page = Page(theme, "")
    qtbot.addWidget(page)
    page.body.addWidget(StatePanel(theme, "learn", LONG, LONG + LONG, "好", lambda: None))
    page.body.addStretch(1)
    page.resize(900, 600)
    page.show()
    qtbot.waitExposed(page)
    lines = [each for each in page.findChildren(QLabel) if LONG in each.text()]
    assert len(lines) == 2
    assert all(each.height() >= each.heightForWidth(each.width()) for each in lines)


@pytest.mark.parametrize(
    ("language", "text", "side"),
    [
        ("zh_CN", "声调是什么", Qt.AlignmentFlag.AlignLeft),
        ("ug", "声调是什么", Qt.AlignmentFlag.AlignRight),
        ("ug", "是" * (SHORT + 1), Qt.AlignmentFlag.AlignLeft),
    ],
)
def test_short_chinese_begins_where_the_window_begins(
    qtbot: QtBot, application: QApplication, theme: Theme, language: str, text: str, side: Qt.AlignmentFlag
) -> None:
    apply_language(application, language)
    made = short_chinese(label(text), theme)
    qtbot.addWidget(made)
    assert made.alignment() & side
    assert made.alignment() & Qt.AlignmentFlag.AlignAbsolute
    assert made.layoutDirection() == Qt.LayoutDirection.LeftToRight


def test_the_keyboard_is_on_what_an_empty_page_offers(qtbot: QtBot, theme: Theme) -> None:
    page = Page(theme, "")
    qtbot.addWidget(page)
    page.show()
    page.scroll_area.setFocus()
    panel = StatePanel(theme, "learn", LONG, "", "好", lambda: None)
    page.body.addWidget(panel)
    qtbot.waitUntil(lambda: page.focusWidget() is panel.action)


def test_the_keyboard_stays_where_something_is_written(qtbot: QtBot, theme: Theme) -> None:
    page = Page(theme, "")
    qtbot.addWidget(page)
    field = QLineEdit()
    page.body.addWidget(field)
    page.show()
    field.setFocus()
    panel = StatePanel(theme, "learn", LONG, "", "好", lambda: None)
    page.body.addWidget(panel)
    qtbot.waitUntil(panel.isVisible)
    assert page.focusWidget() is field
