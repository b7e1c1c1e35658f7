"""A PIN typed with the keyboard, the mouse or a finger; it shows dots, and waits when it must."""

from __future__ import annotations

import math
import time
import unicodedata
from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from app.i18n import tr, trn
from app.people.pins import LONGEST, SHORTEST
from app.ui.i18n import isolate
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import Button, button
from app.ui.widgets.labels import label, set_look

KEY = 52
"""Pixels of a key: large enough for a finger."""

TICK_MS = 250


class PinPad(QWidget):
    """`entered` tells the digits after Enter; `wait` locks it for a while and says how long."""

    entered = Signal(str)
    given_up = Signal()

    def __init__(self, theme: Theme, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` gives seconds that never go back."""
        super().__init__()
        self._clock = clock
        self._digits = ""
        self._until = 0.0
        self._busy = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._dots = _Dots(theme)
        self._said = label("", "soft")
        self._said.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._said.setMinimumHeight(theme.size(44))
        self.keys: dict[str, Button] = {}
        pad = QWidget()
        pad.setLayoutDirection(
            Qt.LayoutDirection.LeftToRight
        )  # the digits stand as on a telephone everywhere
        grid = QGridLayout(pad)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(SPACE)
        for at, digit in enumerate("123456789"):
            grid.addWidget(self._key(digit, theme), at // 3, at % 3)
        self.erase = button("", self._erase, theme, icon="erase", name=tr("删掉一位"))
        self.enter_key = button("", self._enter, theme, kind="main", icon="check", name=tr("输完了"))
        grid.addWidget(self.erase, 3, 0)
        grid.addWidget(self._key("0", theme), 3, 1)
        grid.addWidget(self.enter_key, 3, 2)
        for each in (*self.keys.values(), self.erase, self.enter_key):
            each.setFixedWidth(theme.size(KEY + 24))
            each.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
            each.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keyboard types, it need not walk over the keys
        for row in range(4):
            grid.setRowMinimumHeight(row, theme.size(KEY))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(self._dots)
        column.addWidget(self._said)
        column.addWidget(pad, 0, Qt.AlignmentFlag.AlignHCenter)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._show()

    def _key(self, digit: str, theme: Theme) -> Button:
        made = button(digit, lambda: self._type(digit), theme, kind="key", name=digit)
        self.keys[digit] = made
        return made

    @property
    def sentence(self) -> str:
        """What is said below the dots."""
        return self._said.text()

    @property
    def waiting(self) -> bool:
        """Whether it is locked for a while."""
        return self._timer.isActive()

    def ask(self, sentence: str = "", *, wrong: bool = False) -> None:
        """Forget what was typed and ask (again); `wrong` marks the sentence as what went wrong."""
        self._busy = False
        self._stop_waiting()
        self._digits = ""
        self._say(sentence, wrong=wrong)
        self._show()
        self.setFocus()

    def wait(self, seconds: float) -> None:
        """Lock the pad for so long and count down."""
        self._busy = False
        self._digits = ""
        self._until = self._clock() + seconds
        self._timer.start()
        self._tick()

    def set_busy(self) -> None:
        """Take no more keys until `ask` or `wait`: what was typed is being looked at."""
        self._busy = True
        self._show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits of any script, Backspace, Enter and Esc."""
        key, text = event.key(), event.text()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter()
        elif key == Qt.Key.Key_Escape:
            self.given_up.emit()
        elif key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self._erase()
        elif len(text) == 1 and text.isdecimal():
            self._type(str(unicodedata.decimal(text)))
        else:
            super().keyPressEvent(event)

    def _type(self, digit: str) -> None:
        if self._open and len(self._digits) < LONGEST:
            self._digits += digit
            self._show()

    def _erase(self) -> None:
        if self._open:
            self._digits = self._digits[:-1]
            self._show()

    def _enter(self) -> None:
        if self._open and len(self._digits) >= SHORTEST:
            self.entered.emit(self._digits)

    @property
    def _open(self) -> bool:
        return not self._busy and not self.waiting

    def _tick(self) -> None:
        left = self._until - self._clock()
        if left <= 0:
            self.ask(tr("现在可以再试了。"))
            return
        self._say(tr("刚才几次密码不对，请等 {time} 再试。", time=isolate(_minutes(left))), wrong=True)
        self._show()

    def _stop_waiting(self) -> None:
        self._timer.stop()

    def _say(self, sentence: str, *, wrong: bool) -> None:
        self._said.setText(sentence)
        set_look(self._said, "role", "error" if wrong else "soft")

    def _show(self) -> None:
        count = len(self._digits)
        self._dots.show_count(count)
        self.setAccessibleName(trn("密码，已输入 {number} 位", "密码，已输入 {number} 位", count))
        for each in self.keys.values():
            each.setEnabled(self._open)
        self.erase.setEnabled(self._open and count > 0)
        self.enter_key.setEnabled(self._open and count >= SHORTEST)


class _Dots(QWidget):
    """As many dots as there are digits, and rings for those that are still needed."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._count = 0
        self.setFixedHeight(theme.size(20))

    def show_count(self, count: int) -> None:
        self._count = count
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shown = max(SHORTEST, self._count)
        side, gap = self._theme.size(12), self._theme.size(10)
        left = (self.width() - shown * side - (shown - 1) * gap) // 2
        colours = self._theme.colours
        for at in range(shown):
            painter.setPen(QPen(QColor(colours.text if at < self._count else colours.control_line), 1.5))
            painter.setBrush(QColor(colours.text) if at < self._count else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(left + at * (side + gap), (self.height() - side) // 2, side, side)
        painter.end()


def _minutes(seconds: float) -> str:
    """Time left as minutes and seconds."""
    whole = math.ceil(seconds)
    return f"{whole // 60}:{whole % 60:02}"
