"""What the marks mean, in one line."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.i18n import tr
from app.speech.values import Verdict
from app.ui.attempt.words import verdict_word
from app.ui.theme import SPACE, Theme
from app.ui.widgets.labels import label
from app.ui.widgets.syllable_marks import VerdictMark


class MarksLegend(QWidget):
    """`字下三个记号：声母、韵母、声调` and the four marks in words; shorter where room is short."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(SPACE // 2)
        self._texts = (tr("字下的记号依次是声母、韵母、声调："), tr("声母、韵母、声调："))
        self._intro = label(self._texts[0], "small", wrap=False)
        self._row.addStretch(1)  # what room is left over stays before the marks
        self._row.addWidget(self._intro)
        for verdict in Verdict:
            self._row.addSpacing(SPACE)
            self._row.addWidget(VerdictMark(theme, verdict, 13))
            word = verdict_word(verdict)
            if verdict is Verdict.NOT_ASSESSABLE:
                word = tr("{verdict}（不扣分）", verdict=word)
            self._row.addWidget(label(word, "small", wrap=False))

    def _width(self, text: str) -> int:
        """Pixels needed with this introduction."""
        rest = self._row.sizeHint().width() - self._intro.sizeHint().width()
        return rest + self._intro.fontMetrics().horizontalAdvance(text) + 2

    def sizeHint(self) -> QSize:
        """Room for the whole sentence."""
        return QSize(self._width(self._texts[0]), self._row.sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Room for the short one."""
        return QSize(self._width(self._texts[1]), self._row.minimumSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say as much as there is room for."""
        super().resizeEvent(event)
        whole, short = self._texts
        self._intro.setText(whole if self.width() >= self._width(whole) else short)
