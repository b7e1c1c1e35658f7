"""Two scores of one take on screen, side by side."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.i18n import tr
from app.storage.values import Attempt
from app.ui.attempt.comparison import ComparedRow, compare
from app.ui.texts import exact_time
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.card import clear
from app.ui.widgets.labels import label, rule
from app.ui.widgets.syllable_marks import VerdictMark


class CompareDialog(QDialog):
    """The present score beside an earlier one; which one can be chosen when there are several."""

    syllable_chosen = Signal(int)

    def __init__(self, theme: Theme, attempt: Attempt, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        assert attempt.score is not None and attempt.earlier
        self._theme = theme
        self._attempt = attempt
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("两次评分对比"))
        self.resize(theme.size(720), theme.size(560))
        self.choice = QComboBox()
        self.choice.setAccessibleName(tr("和哪一次评分比"))
        for number in range(len(attempt.earlier)):
            made = attempt.created if number == 0 else attempt.earlier[number - 1].replaced
            self.choice.addItem(tr("{time} 的评分", time=exact_time(made)))
        self.choice.setCurrentIndex(len(attempt.earlier) - 1)
        self.choice.setVisible(len(attempt.earlier) > 1)
        self.choice.currentIndexChanged.connect(lambda _index: self._show())
        inside = QWidget()
        inside.setProperty("scrolled", "true")
        self._body = QVBoxLayout(inside)
        self._body.setContentsMargins(3 * SPACE, 2 * SPACE, 3 * SPACE, 2 * SPACE)
        self._body.setSpacing(SPACE)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        foot = QHBoxLayout()
        foot.setContentsMargins(3 * SPACE, 0, 3 * SPACE, 2 * SPACE)
        foot.addWidget(self.choice)
        foot.addStretch(1)
        foot.addWidget(button(tr("关闭"), self.close, theme, kind="main"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(scroll, 1)
        column.addLayout(foot)
        self._show()

    @property
    def headline(self) -> str:
        """The one line that says what came of it."""
        number = self.choice.currentIndex()
        assert self._attempt.score is not None
        return compare(self._attempt.earlier[number].score, self._attempt.score).headline

    def _show(self) -> None:
        number = self.choice.currentIndex()
        earlier = self._attempt.earlier[number]
        assert self._attempt.score is not None
        found = compare(earlier.score, self._attempt.score)
        clear(self._body)
        if found.headline:
            self._body.addWidget(label(found.headline, "title"))
        made = self._attempt.created if number == 0 else self._attempt.earlier[number - 1].replaced
        scored = ComparedRow(tr("评分时间"), exact_time(made), exact_time(self._attempt.earlier[-1].replaced))
        self._body.addLayout(self._table((*found.rows, scored)))
        self._body.addSpacing(SPACE)
        self._body.addWidget(rule())
        self._body.addWidget(label(tr("哪些字的判断变了"), "strong"))
        for change in found.changes:
            row = QPushButton(change.sentence)
            row.setProperty("kind", "step")
            row.setToolTip(tr("点一下，听这个字"))
            row.clicked.connect(
                lambda _checked=False, chosen=change.syllable: self.syllable_chosen.emit(chosen)
            )
            line = QHBoxLayout()
            line.setSpacing(SPACE // 2)
            line.addWidget(VerdictMark(self._theme, change.before, 16))
            line.addWidget(VerdictMark(self._theme, change.after, 16))
            line.addWidget(row, 1)
            self._body.addLayout(line)
        if found.remark:
            self._body.addWidget(label(found.remark))
        self._body.addStretch(1)

    def _table(self, rows: tuple[ComparedRow, ...]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(3 * SPACE)
        grid.setVerticalSpacing(SPACE)
        for column, heading in ((1, tr("原来")), (2, tr("现在"))):
            grid.addWidget(label(heading, "section"), 0, column)
            grid.setColumnStretch(column, 1)
        for number, row in enumerate(rows, start=1):
            grid.addWidget(label(row.name, "soft", wrap=False), number, 0)
            grid.addWidget(label(row.before), number, 1)
            grid.addWidget(label(row.after, "strong" if row.changed else ""), number, 2)
        return grid
