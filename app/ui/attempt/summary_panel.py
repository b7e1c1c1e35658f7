"""The take as a whole: the score small, the advice large."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from app.i18n import tr
from app.ui.attempt.result import ResultView, further_advice
from app.ui.theme import SPACE, Theme
from app.ui.widgets.card import clear
from app.ui.widgets.labels import label


class SummaryPanel(QFrame):
    """Shows score, pace and up to three sentences of advice; or why there are none."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("panel", "card")
        self._title = label("", "strong")
        self._score = label("", "tag", wrap=False)
        self._facts = label("", "small")
        self._sentences = QVBoxLayout()
        self._sentences.setSpacing(SPACE + SPACE // 2)
        self._remark = label("", "soft")
        head = QHBoxLayout()
        head.setSpacing(SPACE)
        head.addWidget(self._title, 1)
        head.addWidget(self._score, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, SPACE + SPACE // 2, 2 * SPACE, SPACE + SPACE // 2)
        column.setSpacing(SPACE)
        column.addLayout(head)
        column.addWidget(self._facts)
        column.addSpacing(SPACE // 2)
        column.addLayout(self._sentences)
        column.addWidget(self._remark)
        column.addStretch(1)

    def show_result(self, view: ResultView, opened: int | None) -> None:
        """Show a result; the advice on the `opened` syllable stands beside its contour and not here."""
        self._title.setText(view.title)
        self._score.setText(view.score)
        self._score.setVisible(bool(view.score))
        self._score.setAccessibleName(tr("得分 {score}", score=view.score))
        self._facts.setText(view.fluency)
        self._facts.setVisible(bool(view.fluency))
        clear(self._sentences)
        further = further_advice(view, opened)
        if further and len(further) < len(view.advice):
            self._sentences.addWidget(label(tr("还可以注意"), "section"))
        for sentence in further:
            self._sentences.addWidget(label(sentence, "lead"))
        if view.explanation:
            self._sentences.addWidget(label(view.explanation, "lead"))
        self._remark.setText(" ".join(view.remarks))
        self._remark.setVisible(bool(view.remarks))
        self.setAccessibleName(" ".join((view.title, view.score, *further, view.explanation)))

    @property
    def texts(self) -> list[str]:
        """Every text shown, in order."""
        return [each.text() for each in self.findChildren(QLabel) if each.text() and not each.isHidden()]

    def minimumSizeHint(self) -> QSize:
        """Wide enough for a sentence."""
        return QSize(240, super().minimumSizeHint().height())
