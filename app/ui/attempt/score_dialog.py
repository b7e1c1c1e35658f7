"""Where a total comes from: every deduction, the rules in plain words, the predicted grade, the versions."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.i18n import tr
from app.ui.attempt.ledger_list import LedgerList
from app.ui.attempt.result import ResultView
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.labels import label, rule


class ScoreDialog(QDialog):
    """Stays open beside the result, so that one line after the other can be listened to."""

    syllable_chosen = Signal(int)

    def __init__(self, theme: Theme, view: ResultView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("这一遍的分数"))
        self.resize(theme.size(520), theme.size(640))
        inside = QWidget()
        inside.setProperty("scrolled", "true")
        self._body = QVBoxLayout(inside)
        self._body.setContentsMargins(3 * SPACE, 2 * SPACE, 3 * SPACE, 2 * SPACE)
        self._body.setSpacing(SPACE)
        self.ledger = LedgerList()
        self.ledger.syllable_chosen.connect(self.syllable_chosen)
        self._fill(view)
        self._body.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        close = button(tr("关闭"), self.close, theme, kind="main")
        foot = QHBoxLayout()
        foot.setContentsMargins(3 * SPACE, 0, 3 * SPACE, 2 * SPACE)
        foot.addStretch(1)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(scroll, 1)
        column.addLayout(foot)

    def _fill(self, view: ResultView) -> None:
        if view.ledger is not None:
            self._body.addWidget(label(view.ledger.sum_sentence, "title", wrap=False))
            self.ledger.show_lines(view.ledger.lines)
            if view.ledger.lines:
                self._body.addWidget(self.ledger)
            else:
                self._body.addWidget(label(tr("这一遍没有扣分。"), "lead"))
        self._section(tr("怎么算的"), view.rules)
        if view.grade is not None:
            self._section(tr("普通话等级的估计"), (view.grade.headline, *view.grade.details))
        self._section(tr("按什么评的"), (view.strictness, view.versions))

    def _section(self, heading: str, sentences: tuple[str, ...]) -> None:
        self._body.addSpacing(SPACE)
        self._body.addWidget(rule())
        self._body.addWidget(label(heading, "strong"))
        for sentence in sentences:
            self._body.addWidget(label(sentence))
