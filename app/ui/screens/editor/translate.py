"""Translating: what the lesson says, and beside it what that means in one other language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app import i18n
from app.i18n import LANGUAGES, tr, trn
from app.ui.activities.card_text import short_chinese
from app.ui.activities.kinds import kind_name
from app.ui.screens.editor.forms.fields import TRANSLATED
from app.ui.screens.editor.forms.texts import Text
from app.ui.screens.editor.manuscript import Manuscript
from app.ui.theme import SPACE, Theme
from app.ui.theme.tokens import PAGE_WIDTH
from app.ui.widgets.card import Card, clear
from app.ui.widgets.labels import label

if TYPE_CHECKING:
    from app.practice.authoring import Authoring


class TranslateView(QWidget):
    """One row for everything that can be translated; writes into the manuscript."""

    def __init__(self, authoring: Authoring, theme: Theme) -> None:
        super().__init__()
        self._authoring = authoring
        self._theme = theme
        self._manuscript: Manuscript | None = None
        self.texts: dict[tuple[int, ...], Text] = {}
        self.language = QComboBox()
        self.language.setAccessibleName(tr("翻译成"))
        for at, each in enumerate(TRANSLATED):
            self.language.addItem(LANGUAGES[each], each)
            self.language.setItemData(at, theme.font_for(each), Qt.ItemDataRole.FontRole)
        if i18n.language() in TRANSLATED:
            self.language.setCurrentIndex(TRANSLATED.index(i18n.language()))
        self.language.currentIndexChanged.connect(lambda _index: self._fill())
        self._missing = label("", "strong", wrap=False)
        head = QHBoxLayout()
        head.setSpacing(2 * SPACE)
        head.addWidget(label(tr("翻译成"), wrap=False))
        head.addWidget(self.language)
        head.addStretch(1)
        head.addWidget(self._missing)
        card = Card()
        card.setMaximumWidth(theme.size(PAGE_WIDTH))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(3 * SPACE)
        self._grid.setVerticalSpacing(SPACE)
        card.body.addLayout(self._grid)
        holder = QWidget()
        holder.setProperty("scrolled", "true")
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(SPACE, 0, SPACE, 0)
        inside.addWidget(card)
        inside.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidget(holder)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * SPACE)
        column.addLayout(head)
        column.addWidget(self._scroll, 1)

    def open(self, manuscript: Manuscript) -> None:
        """Show what a lesson says now."""
        self._manuscript = manuscript
        self._fill()

    @property
    def chosen(self) -> str:
        """The language that is translated into."""
        return str(self.language.currentData())

    @property
    def missing(self) -> str:
        """How many are missing, as it is said."""
        return self._missing.text()

    def focus(self) -> None:
        """The first text that is missing."""
        empty = [text for text in self.texts.values() if not text.value()]
        for text in (*empty, *self.texts.values()):
            text.setFocus()
            self._scroll.ensureWidgetVisible(text)
            return

    def _fill(self) -> None:
        clear(self._grid)
        self.texts = {}
        if self._manuscript is None:
            return
        lesson = self._manuscript.lesson()
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(2, 1)
        before: Text | None = None
        written = [each for each in self._authoring.meanings(lesson, self.chosen) if each.text.strip()]
        for row, meaning in enumerate(written):
            kind = kind_name(lesson.steps[meaning.place[0]]) if meaning.place else tr("标题")
            text = Text(self._theme, self.chosen)
            text.name(tr("“{text}”的意思", text=meaning.text))
            text.show_value(meaning.meaning)
            text.edited.connect(lambda place=meaning.place: self._write(place))
            if before is not None:
                before.entered.connect(text.setFocus)
            before = text
            self._grid.addWidget(label(kind, "small", wrap=False), row, 0, Qt.AlignmentFlag.AlignTop)
            source = short_chinese(label(meaning.text, "lead"), self._theme)
            self._grid.addWidget(source, row, 1, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(text, row, 2, Qt.AlignmentFlag.AlignTop)
            self.texts[meaning.place] = text
        self._count()

    def _write(self, place: tuple[int, ...]) -> None:
        if self._manuscript is not None:
            lesson = self._manuscript.lesson()
            texts = {place: self.texts[place].value()}
            self._manuscript.take(self._authoring.translated(lesson, self.chosen, texts))
            self._count()

    def _count(self) -> None:
        missing = sum(not text.value() for text in self.texts.values())
        self._missing.setText(
            trn("还差 {number} 处", "还差 {number} 处", missing) if missing else tr("都翻译好了")
        )
