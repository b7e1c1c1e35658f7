"""One syllable opened: contour over target, three verdicts in words, a sentence of advice, help on demand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.i18n import tr
from app.ui.attempt.help_card import HowTo, PairRow
from app.ui.attempt.result import PartView, SyllableView
from app.ui.i18n import isolate
from app.ui.theme import SPACE, Theme, TypeSize
from app.ui.theme.icons import tinted_icon
from app.ui.widgets.buttons import Button, button
from app.ui.widgets.contour_view import ContourView
from app.ui.widgets.flow_layout import flowing
from app.ui.widgets.labels import label, leading
from app.ui.widgets.pinyin_font import pinyin_font
from app.ui.widgets.syllable_marks import VerdictMark

if TYPE_CHECKING:
    from app.practice.voice import SyllableHelp

_LARGE_UP_TO = 48
"""Characters of advice that still fit in large type."""

LEFT, RIGHT = 5, 6
"""Shares of the width: the contour, what is said about the syllable."""

RIGHT_LEAST = 248
"""Pixels that what is said about the syllable needs."""

_LEAST_SHOWN = 96
"""Pixels: three lines."""


class SyllablePanel(QFrame):
    """Shows a `SyllableView`; the buttons only tell what is wanted."""

    hers_wanted = Signal()
    target_wanted = Signal()
    both_wanted = Signal()
    step_wanted = Signal(int)  # -1 to the syllable before, 1 to the next

    def __init__(self, theme: Theme, *, own: bool = True) -> None:
        """`own` tells whether who looks at it is who spoke."""
        super().__init__()
        self._theme = theme
        self._view: SyllableView | None = None
        self.setProperty("panel", "card")
        self._hanzi = label("", wrap=False)
        self._pinyin = label("", wrap=False)
        self._tone = label("", "soft", wrap=False)
        self._sandhi = label("", "small")
        self.contour = ContourView(theme, own=own)
        self.hers = button(
            tr("您刚才的") if own else tr("学员说的"),
            self.hers_wanted.emit,
            theme,
            icon="play",
            name=tr("听您刚才说的这个字") if own else tr("听学员说的这个字"),
        )
        target = tr("您的声音，正确的声调") if own else tr("学员的声音，正确的声调")
        self._target_words = (target, tr("目标"))  # the short one is the curve's name
        self.target = button(
            self._target_words[0],
            self.target_wanted.emit,
            theme,
            icon="play",
            name=tr("听用您的声音合成的正确声调") if own else tr("听用学员的声音合成的正确声调"),
        )
        self.both = button(
            tr("连着听"),
            self.both_wanted.emit,
            theme,
            icon="play",
            name=tr("先听您刚才的，再听正确的声调") if own else tr("先听学员说的，再听正确的声调"),
        )
        self._source = label("", "small")
        self.pair = PairRow(theme)
        self.how_to = HowTo()
        self.help_button = button(tr("怎么发这个音"), self.toggle_help, theme, kind="link", icon="info")
        self.help_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._verdicts = QWidget()
        self._advice = label("")
        self._rows = [self._row() for _ in range(3)]
        self._before = self._step_button(tr("上一个字"), -1)
        self._after = self._step_button(tr("下一个字"), 1)
        self._build()
        theme.changed.connect(self._dress)
        self._dress()

    def _step_button(self, name: str, step: int) -> QToolButton:
        made = QToolButton()
        made.setProperty("kind", "quiet")
        made.setIconSize(QSize(20, 20))
        made.setToolTip(name)
        made.setAccessibleName(name)
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.clicked.connect(lambda: self.step_wanted.emit(step))
        return made

    def _row(self) -> tuple[VerdictMark, QLabel, QLabel, QLabel]:
        return (
            VerdictMark(self._theme, None, 18),
            label("", wrap=False),
            label("", wrap=False),
            label("", "soft"),
        )

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(SPACE)
        # the characters run from left to right, so the way to the next one does too
        steps = QHBoxLayout()
        steps.setDirection(QHBoxLayout.Direction.LeftToRight)
        for widget in (self._hanzi, self._pinyin, self._tone):
            head.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addStretch(1)
        head.addLayout(steps)
        steps.addWidget(self._before)
        steps.addWidget(self._after)

        for each in (self.hers, self.target, self.both):
            each.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        sounds = flowing(self.hers, self.target, self.both)

        left = QVBoxLayout()
        left.setSpacing(SPACE)
        left.addWidget(self.contour, 1)
        left.addLayout(sounds)
        left.addWidget(self._source)
        left.addWidget(self.pair)

        grid = QGridLayout(self._verdicts)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE)
        grid.setVerticalSpacing(SPACE)
        for number, (mark, name, word, remark) in enumerate(self._rows):
            grid.addWidget(mark, 2 * number, 0, Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(name, 2 * number, 1)
            grid.addWidget(word, 2 * number, 2)
            grid.addWidget(remark, 2 * number + 1, 1, 1, 3)  # long in some languages
        grid.setColumnStretch(3, 1)

        right = QVBoxLayout()
        right.setSpacing(SPACE)
        right.addLayout(head)
        right.addWidget(self._scrolled(), 1)
        right.addLayout(leading(self.help_button))

        columns = QHBoxLayout(self)
        columns.setContentsMargins(2 * SPACE, SPACE, 2 * SPACE, SPACE + SPACE // 2)
        columns.setSpacing(3 * SPACE)
        columns.addLayout(left, LEFT)
        columns.addLayout(right, RIGHT)
        self._advice.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the three buttons beside each other, with names as long as there is room for."""
        super().resizeEvent(event)
        room = self.width() - 7 * SPACE - self._theme.size(RIGHT_LEAST)
        fitting = (words for words in self._target_words if self._width_of_sounds(words) <= room)
        words = next(fitting, "")
        self.contour.setMinimumWidth(self._width_of_sounds(words) if words else 0)
        self.target.setText(words or self._target_words[-1])

    def _width_of_sounds(self, words: str) -> int:
        """Pixels of the three buttons beside each other, `words` on the target's."""
        buttons = (self.hers, self.target, self.both)
        wanted = sum(each.sizeHint().width() for each in buttons) + (len(buttons) - 1) * SPACE
        metrics = self.target.fontMetrics()
        return wanted + metrics.horizontalAdvance(words) - metrics.horizontalAdvance(self.target.text())

    def _scrolled(self) -> QScrollArea:
        """What is said about the syllable; in a small window it scrolls rather than push the page apart."""
        inside = QWidget()
        inside.setProperty("scrolled", "true")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        for each in (self._sandhi, self._verdicts, self.how_to, self._advice):
            column.addWidget(each)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # arrow keys scroll
        scroll.setMinimumHeight(_LEAST_SHOWN)
        scroll.setWidget(inside)
        return scroll

    def show_syllable(
        self, view: SyllableView, *, first: bool, last: bool, found: SyllableHelp | None, first_language: str
    ) -> None:
        """Show a syllable with the help found for it."""
        self._view = view
        self._hanzi.setText(view.hanzi)
        self._pinyin.setText(view.pinyin)
        self._tone.setText(view.tone_name)
        self._sandhi.setText(view.sandhi)
        self._sandhi.setVisible(bool(view.sandhi))
        self._advice.setText(view.advice)
        for row, part in zip(self._rows, view.parts, strict=True):
            self._fill(row, part)
        self.contour.show_contours(
            view.contour,
            view.target,
            view.tone,
            description=view.description,
            message=view.contour_message,
        )
        self.hers.setEnabled(view.start is not None)
        self.target.setEnabled(view.target is not None)
        self.both.setEnabled(view.start is not None and view.target is not None)
        self.tell_source("")
        self.pair.show_pair(found.pair if found is not None else None)
        self.help_button.setVisible(found is not None)
        if found is not None:
            target = next((part.target for part in view.parts if part.part is found.part), "")
            self.how_to.show_help(found, target, first_language)
        self._show_help(False)
        self._before.setEnabled(not first)
        self._after.setEnabled(not last)
        self.setAccessibleName(view.description)
        self._dress()

    def toggle_help(self) -> None:
        """Show how the sound is made in the verdicts' place, or the verdicts again."""
        self._show_help(self.how_to.isHidden())

    def _show_help(self, shown: bool) -> None:
        self.how_to.setVisible(shown)
        self._verdicts.setVisible(not shown)
        self._advice.setVisible(not shown)
        self.help_button.setText(tr("回到评分") if shown else tr("怎么发这个音"))
        self.help_button.setAccessibleName(self.help_button.text())
        self.help_button.set_icon("back" if shown else "info")

    def tell_source(self, sentence: str) -> None:
        """Say where the target's sound comes from when it is not her own voice; "" for nothing."""
        self._source.setText(sentence)
        self._source.setVisible(bool(sentence))

    def set_sounding(self, *, hers: bool, target: bool, both: bool) -> None:
        """Show on the buttons what is playing."""
        self._sign(self.hers, hers)
        self._sign(self.target, target)
        self._sign(self.both, both)

    @staticmethod
    def _sign(which: Button, sounding: bool) -> None:
        which.set_icon("stop" if sounding else "play")

    @property
    def advice(self) -> str:
        """The sentence shown."""
        return self._advice.text()

    @property
    def verdict_lines(self) -> tuple[str, ...]:
        """The three lines about the parts, as read."""
        return tuple(
            " ".join(text for text in (name.text(), word.text(), remark.text()) if text)
            for _mark, name, word, remark in self._rows
            if not name.isHidden()
        )

    def _fill(self, row: tuple[VerdictMark, QLabel, QLabel, QLabel], part: PartView) -> None:
        mark, name, word, remark = row
        mark.set_verdict(part.verdict)
        target = isolate(part.target)
        name.setText(f"{part.name} {target}".strip() if part.verdict is not None else part.name)
        word.setText(part.word)
        remark.setText(part.remark)
        for each in (mark, name, word):
            each.setVisible(part.shown)
        remark.setVisible(bool(part.remark) and part.shown)

    def _dress(self) -> None:
        """Fonts and colours that depend on the theme and on what is shown."""
        colours = self._theme.colours
        self._hanzi.setFont(self._theme.prompt_font(32))
        self._pinyin.setFont(pinyin_font(self._theme, self._theme.size(TypeSize.TITLE)))
        short = len(self._advice.text()) <= _LARGE_UP_TO
        self._advice.setFont(self._theme.font(TypeSize.TITLE if short else TypeSize.LEAD))
        for step, icon in ((self._before, "back"), (self._after, "forward")):
            # never mirrored: the characters run from left to right in every language
            step.setIcon(tinted_icon(icon, colours.text, colours.not_assessable))
        if self._view is None:
            return
        _paint_text(self._pinyin, colours.tone(self._view.tone))
        for (_mark, _name, word, _remark), part in zip(self._rows, self._view.parts, strict=True):
            colour = colours.text_soft if part.verdict is None else colours.verdict(part.verdict)
            _paint_text(word, colour, bold=part.verdict is not None)


def _paint_text(text: QLabel, colour: str, *, bold: bool | None = None) -> None:
    """Give a label a colour of its own, above what the stylesheet says."""
    weight = "" if bold is None else f" font-weight: {600 if bold else 400};"
    text.setStyleSheet(f"color: {QColor(colour).name()};{weight}")
