"""The trainer's verdicts on one syllable: four marks a part, hers chosen, the machine's said beside them."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QGridLayout, QLabel, QToolButton, QWidget

from app.i18n import tr
from app.practice.reviews_values import ReviewedAttempt
from app.speech.values import Part, Verdict
from app.ui.attempt.result import SyllableView
from app.ui.attempt.reviewed import changed_parts
from app.ui.attempt.words import part_word, verdict_word
from app.ui.i18n import isolate
from app.ui.theme import SPACE, Theme
from app.ui.widgets.labels import label, set_look
from app.ui.widgets.syllable_marks import paint_mark

_MARK, _BUTTON = 18, 38
_ORDER = tuple(Verdict)


class VerdictEditor(QWidget):
    """Shows a syllable as the machine judged it, with what the trainer says instead."""

    wanted = Signal(int, Part, Verdict)  # position, part, the trainer's verdict

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._view: SyllableView | None = None
        self._now: dict[Part, Verdict] = {}
        self._names: dict[Part, QLabel] = {}
        self._words: dict[Part, QLabel] = {}
        self.buttons: dict[tuple[Part, Verdict], QToolButton] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE // 2)
        grid.setVerticalSpacing(SPACE // 2)
        for row, part in enumerate(Part):
            self._names[part] = label("", wrap=False)
            self._words[part] = label("", "small")
            grid.addWidget(self._names[part], row, 0)
            for column, verdict in enumerate(_ORDER, start=1):
                made = self._mark_button(part, verdict)
                self.buttons[part, verdict] = made
                grid.addWidget(made, row, column)
            grid.addWidget(self._words[part], row, len(_ORDER) + 1)
        grid.setColumnMinimumWidth(0, theme.size(104))  # less would cut a part's name
        grid.setColumnStretch(len(_ORDER) + 1, 1)
        theme.changed.connect(self._dress)
        self._dress()

    def _mark_button(self, part: Part, verdict: Verdict) -> QToolButton:
        made = QToolButton()
        made.setCheckable(True)
        made.setStyleSheet("padding: 0px;")  # a mark needs no more room than itself
        made.setIconSize(QSize(_MARK + 4, _MARK + 4))
        made.setFixedSize(self._theme.size(_BUTTON), self._theme.size(_BUTTON - 6))
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        name = tr("{part}：{verdict}", part=part_word(part), verdict=verdict_word(verdict))
        made.setToolTip(name)
        made.setAccessibleName(name)
        made.clicked.connect(partial(self._pressed, part, verdict))
        return made

    # what is shown

    def show_syllable(self, machines: SyllableView | None, review: ReviewedAttempt) -> None:
        """Show a syllable as the machine judged it and what the review changes of it; None for none."""
        self._view = machines
        self.setVisible(machines is not None)
        if machines is None:
            return
        changed = changed_parts(review, machines.index)
        self._now = {}
        for number, each in enumerate(machines.parts, start=1):
            there = each.verdict is not None
            name = f"{each.name} {isolate(each.target)}" if there else each.name
            self._names[each.part].setText(tr("{number}  {part}", number=isolate(str(number)), part=name))
            for verdict in _ORDER:
                self.buttons[each.part, verdict].setEnabled(there)
            if each.verdict is None:
                self._words[each.part].setText(each.word)
                self._check(each.part, None)
                continue
            trainers = changed.get(each.part)
            self._now[each.part] = trainers or each.verdict
            self._check(each.part, self._now[each.part])
            machine = tr("电脑：{verdict}", verdict=verdict_word(each.verdict))
            self._words[each.part].setText(
                machine if trainers is None else tr("{machine}，您改了", machine=machine)
            )
            set_look(self._words[each.part], "role", "small" if trainers is None else "good")

    def _check(self, part: Part, verdict: Verdict | None) -> None:
        for each in _ORDER:
            self.buttons[part, each].setChecked(each is verdict)

    # what is wanted

    def cycle(self, part: Part) -> None:
        """Want the verdict after the present one."""
        if self._view is not None and part in self._now:
            following = _ORDER[(_ORDER.index(self._now[part]) + 1) % len(_ORDER)]
            self._want(part, following)

    def _pressed(self, part: Part, verdict: Verdict, _checked: bool = False) -> None:
        self._want(part, verdict)

    def _want(self, part: Part, verdict: Verdict) -> None:
        assert self._view is not None
        self._now[part] = verdict  # a second press before the first is kept goes on from here
        self._check(part, verdict)
        self.wanted.emit(self._view.index, part, verdict)

    def _dress(self) -> None:
        for (_part, verdict), made in self.buttons.items():
            made.setIcon(self._icon(verdict))

    def _icon(self, verdict: Verdict) -> QIcon:
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(QSize(_MARK + 4, _MARK + 4) * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        centre = QPointF((_MARK + 4) / 2, (_MARK + 4) / 2)
        paint_mark(painter, self._theme.colours, verdict, centre, _MARK)
        painter.end()
        return QIcon(pixmap)
