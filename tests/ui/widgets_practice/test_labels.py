"""Words from files are shown as they are written, wherever Qt would take them for markup."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QTextDocument, QTextDocumentFragment

from app.ui.widgets.labels import literal


@pytest.mark.parametrize("text", ["<b>核桃</b>", '<img src="//far/away.png">', "一\n<i>二", "a < b & c"])
def test_markup_is_shown_and_not_followed(text: str) -> None:
    document = QTextDocument()
    document.setHtml(literal(text))
    assert QTextDocumentFragment(document).toPlainText() == text
    assert "<img" not in document.toHtml()


def test_ordinary_words_stay_as_they_are() -> None:
    assert literal("红枣 & 核桃\n两课") == "红枣 & 核桃\n两课"
