"""What the marks mean, in one line."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.i18n import tr
from app.speech.values import Verdict
from app.ui.attempt.words import verdict_word
from app.ui.theme import SPACE, Theme
from app.ui.widgets.labels import label
from app.ui.widgets.syllable_marks import VerdictMark


class MarksLegend(QWidget):
    """`字下三个记号：声母、韵母、声调` and the four marks with their words."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE // 2)
        row.addWidget(label(tr("字下的记号依次是声母、韵母、声调："), "small", wrap=False))
        for verdict in Verdict:
            row.addSpacing(SPACE)
            row.addWidget(VerdictMark(theme, verdict, 13))
            word = verdict_word(verdict)
            if verdict is Verdict.NOT_ASSESSABLE:
                word = tr("{verdict}（不扣分）", verdict=word)
            row.addWidget(label(word, "small", wrap=False))
