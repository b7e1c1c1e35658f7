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
    """`字下三个记号：声母、韵母、声调` and the four marks in words; the shorter, the less room there is."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(SPACE // 2)
        whole, short = tr("字下的记号依次是声母、韵母、声调："), tr("声母、韵母、声调：")
        brief = verdict_word(Verdict.NOT_ASSESSABLE)
        free = tr("{verdict}（不扣分）", verdict=brief)
        self._forms = ((whole, free), (short, free), (short, brief), ("", brief))
        self._intro = label(whole, "small", wrap=False)
        self._last = label(free, "small", wrap=False)
        self._row.addStretch(1)  # what room is left over stays before the marks
        self._row.addWidget(self._intro)
        for verdict in Verdict:
            self._row.addSpacing(SPACE)
            self._row.addWidget(VerdictMark(theme, verdict, 13))
            last = verdict is Verdict.NOT_ASSESSABLE
            self._row.addWidget(self._last if last else label(verdict_word(verdict), "small", wrap=False))

    def _width(self, form: tuple[str, str]) -> int:
        """Pixels needed with this introduction and these words for the last mark."""
        changing = (self._intro, self._last)
        rest = self._row.sizeHint().width() - sum(each.sizeHint().width() for each in changing)
        metrics = self._intro.fontMetrics()
        return rest + sum(metrics.horizontalAdvance(text) + 2 for text in form)

    def sizeHint(self) -> QSize:
        """Room for the whole sentence."""
        return QSize(self._width(self._forms[0]), self._row.sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Room for the marks."""
        return QSize(self._width(self._forms[-1]), self._row.minimumSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say as much as there is room for."""
        super().resizeEvent(event)
        fitting = (form for form in self._forms if self.width() >= self._width(form))
        intro, last = next(fitting, self._forms[-1])
        self._intro.setText(intro)
        self._last.setText(last)
