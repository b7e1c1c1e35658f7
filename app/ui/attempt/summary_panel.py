"""The take as a whole: the score small, the advice large, what cost most below it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.i18n import tr
from app.ui.attempt.ledger_list import LedgerList
from app.ui.attempt.result import ResultView, further_advice
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.card import clear
from app.ui.widgets.labels import label


class SummaryPanel(QFrame):
    """Shows score, pace, up to three sentences of advice and what cost most; or why there are none."""

    syllable_chosen = Signal(int)
    details_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("panel", "card")
        self._title = label("", "strong")
        self._score = label("", "tag", wrap=False)
        self._focus = label("", "tag-now")
        self._facts = label("", "small")
        self._sentences = QVBoxLayout()
        self._sentences.setSpacing(SPACE + SPACE // 2)
        self._remark = label("", "soft")
        self.ledger = LedgerList()
        self.ledger.syllable_chosen.connect(self.syllable_chosen)
        self._heading = label("", "section")
        self.details = button("", self.details_wanted.emit, theme, kind="link")
        self.details.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        head = QHBoxLayout()
        head.setSpacing(SPACE)
        head.addWidget(self._title, 1)
        head.addWidget(self._score, 0, Qt.AlignmentFlag.AlignTop)
        inside = QWidget()
        inside.setProperty("scrolled", "true")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        self._inside = column
        column.addLayout(self._sentences)
        column.addWidget(self._remark)
        column.addWidget(self._heading)
        column.addWidget(self.ledger)
        column.addStretch(1)
        scroll = QScrollArea()  # long advice and many deductions must not push the page apart
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(2 * SPACE, SPACE + SPACE // 2, 2 * SPACE, SPACE)
        outer.setSpacing(SPACE)
        outer.addLayout(head)
        outer.addWidget(self._focus)
        outer.addWidget(self._facts)
        outer.addWidget(scroll, 1)
        self._foot = QHBoxLayout()
        self._foot.setSpacing(SPACE)
        self._foot.addWidget(self.details)
        self._foot.addStretch(1)
        outer.addLayout(self._foot)

    def add_first(self, widget: QWidget) -> None:
        """Put something above the advice."""
        self._inside.insertWidget(0, widget)

    def add_last(self, widget: QWidget) -> None:
        """Put something at the foot."""
        self._foot.addWidget(widget)

    def show_result(self, view: ResultView, opened: int | None) -> None:
        """Show a result; the advice on the `opened` syllable stands beside its contour and not here."""
        self._title.setText(view.title)
        self._score.setText(view.score)
        self._score.setVisible(bool(view.score))
        self._score.setAccessibleName(tr("得分 {score}", score=view.score))
        self._focus.setText(view.focus)
        self._focus.setVisible(bool(view.focus))
        facts = [view.fluency, view.strictness]
        if view.grade is not None and view.grade.known:
            facts.append(view.grade.headline)
        self._facts.setText(" · ".join(each for each in facts if each))
        self._facts.setVisible(bool(self._facts.text()))
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
        self._show_ledger(view)
        self.setAccessibleName(" ".join((view.focus, view.title, view.score, *further, view.explanation)))

    def _show_ledger(self, view: ResultView) -> None:
        ledger = view.ledger
        shown = ledger.biggest if ledger is not None else ()
        self.ledger.show_lines(shown)
        self.ledger.setVisible(bool(shown))
        self._heading.setVisible(bool(shown))
        self.details.setVisible(ledger is not None)
        if ledger is None:
            return
        every = len(ledger.lines) == len(shown)
        self._heading.setText(tr("扣分") if every else tr("扣得最多的"))
        self.details.setText(
            tr("怎么算的？") if every else tr("全部 {count} 条，怎么算的？", count=len(ledger.lines))
        )

    @property
    def texts(self) -> list[str]:
        """Every text shown, in order."""
        return [each.text() for each in self.findChildren(QLabel) if each.text() and not each.isHidden()]

    def minimumSizeHint(self) -> QSize:
        """Wide enough for a sentence."""
        return QSize(240, super().minimumSizeHint().height())
