"""The stream of comments: the newest below, each readable for as long as it stands there."""

from __future__ import annotations

from PySide6.QtCore import QEasingCurve, QPropertyAnimation, Qt
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.i18n import tr
from app.live_room.values import Notice, Ordered, Outcome, Said, Settled
from app.speech.values import Verdict
from app.ui.activities.card_text import chinese
from app.ui.screens.live.words import bought_words, meaning
from app.ui.theme import SPACE, Theme
from app.ui.widgets.labels import label
from app.ui.widgets.syllable_marks import VerdictMark

MOST = 60
"""Comments that stay; older ones go."""

_BEFORE_LINES = 2  # the empty space above, and the sentence before the first line


class CommentLine(QFrame):
    """One comment: who, what, and what it means. A tick comes when it was answered."""

    def __init__(self, said: Said, theme: Theme, *, meanings: bool) -> None:
        super().__init__()
        self.said = said
        self._theme = theme
        self.setProperty("panel", "card")
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE + SPACE // 2, SPACE, SPACE + SPACE // 2, SPACE)
        column.setSpacing(SPACE // 4)
        holder = QWidget()
        self._row = QHBoxLayout(holder)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(SPACE)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        self.text = _line(said.text, "lead", theme)
        texts.addWidget(_line(said.viewer, "small", theme))
        texts.addWidget(self.text)
        self._row.addLayout(texts, 1)
        column.addWidget(holder)
        self.meaning = label(meaning(said.meanings), "soft")
        self.meaning.setVisible(meanings and bool(self.meaning.text()))
        column.addWidget(self.meaning)
        self.setAccessibleName(f"{said.viewer}：{said.text}")
        self.answered = False

    def show_meaning(self, shown: bool) -> None:
        """Show what it means, or hide it."""
        self.meaning.setVisible(shown and bool(self.meaning.text()))

    def settle(self) -> None:
        """It was answered."""
        if not self.answered:
            self.answered = True
            mark = VerdictMark(self._theme, Verdict.GOOD)
            mark.setAccessibleName(tr("答上了"))
            self._row.addWidget(mark, 0, Qt.AlignmentFlag.AlignVCenter)


class StreamView(QScrollArea):
    """Shows what the room says. Rises gently, or at once where motion is not wanted."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._meanings = True
        self.lines: list[CommentLine] = []
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(tr("弹幕"))
        inside = self._inside = QWidget()
        inside.setProperty("scrolled", "true")
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, SPACE // 2, 0)
        self._column.setSpacing(SPACE)
        self._column.addStretch(1)
        self._empty = label(tr("弹幕会在这里出来。"), "soft")
        self._column.addWidget(self._empty)
        self.setWidget(inside)
        bar = self.verticalScrollBar()
        self._move = QPropertyAnimation(bar, b"value", self)
        self._move.setEasingCurve(QEasingCurve.Type.OutCubic)
        bar.rangeChanged.connect(self._to_newest)

    def say(self, said: Said) -> None:
        """A comment comes."""
        line = CommentLine(said, self._theme, meanings=self._meanings)
        self.lines.append(line)
        self._add(line)

    def tell(self, event: Notice | Ordered) -> None:
        """The room says something of itself."""
        if isinstance(event, Notice):
            self._add(_line(event.text, "soft", self._theme))
            if meaning(event.meanings):
                self._add(label(meaning(event.meanings), "small"))
        else:
            self._add(label(bought_words(event.viewer), "soft"))

    def settle(self, settled: Settled) -> None:
        """Tick what was answered; nothing is said of the others while she speaks."""
        if settled.outcome is Outcome.ANSWERED:
            for line in self.lines:
                if line.said.number == settled.number:
                    line.settle()

    def show_meanings(self, shown: bool) -> None:
        """Show the translations, or hide them all."""
        self._meanings = shown
        for line in self.lines:
            line.show_meaning(shown)

    def texts(self) -> list[str]:
        """What stands there, from above."""
        return [line.said.text for line in self.lines]

    def _add(self, widget: QLabel | CommentLine) -> None:
        self._empty.hide()
        self._column.addWidget(widget)
        widget.show()  # counted in the height
        inside, width = self._inside, self._inside.width()  # grown at once: no line is squeezed for a moment
        inside.resize(width, max(self.viewport().height(), inside.heightForWidth(width)))
        while self._column.count() > MOST + _BEFORE_LINES:
            item = self._column.takeAt(_BEFORE_LINES)
            old = item.widget() if item is not None else None
            if old is not None:
                if isinstance(old, CommentLine):
                    self.lines.remove(old)
                old.hide()
                old.deleteLater()

    def _to_newest(self, _least: int, most: int) -> None:
        bar = self.verticalScrollBar()
        duration = self._theme.motion_ms
        self._move.stop()
        if not duration or not self.isVisible():
            bar.setValue(most)
            return
        self._move.setDuration(duration)
        self._move.setStartValue(bar.value())
        self._move.setEndValue(most)
        self._move.start()


def _line(text: str, role: str, theme: Theme) -> QLabel:
    """Chinese at the leading edge, above its meaning, also where that is the right one."""
    made = chinese(label(text, role), theme)
    if QApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft:
        made.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute)
    return made
