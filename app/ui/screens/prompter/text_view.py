"""The script in large type, moving up behind a strip at which she reads."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.coaching.prompter import Passage
from app.coaching.script import Script
from app.i18n import tr
from app.ui.theme import RADIUS, SPACE, Theme, TypeSize

SMALLEST, LARGEST = 28, 72
"""Pixels of a character."""

TIGHTEST, WIDEST = 120, 220
"""Line heights in percent of a character."""

_STRIP = 0.28  # of the height, above the strip
_MARGIN = 5 * SPACE
_COLUMN = 20  # characters: longer lines make the eyes wander, and viewers see it
_GLIDE = 4.0  # of the way that is left, a second


class PromptText(QWidget):
    """Shows a script up to a place in it. What is shown never moves back by itself."""

    clicked = Signal(int)  # syllable
    key_pressed = Signal(int)  # Qt.Key, for a window of its own
    closed = Signal()  # the window of its own was closed, by whom ever

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._script = Script("", (), ())
        self._size, self._line = 44, 150
        self._mirrored = False
        self._near_lens = False
        self._place = 0.0
        self._offset = 0.0
        self._left_out: tuple[Passage, ...] = ()
        self._countdown, self._corner = 0, ""
        self._layout = QTextLayout()
        self._height = 0.0
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # Chinese, whatever the window's direction
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("提词"))
        theme.changed.connect(self._lay_out)

    # what is shown

    def show_script(self, script: Script) -> None:
        """Show another script, or the same one edited."""
        self._script = script
        self._left_out = ()
        self._lay_out()

    def show_marks(self, passages: Sequence[Passage]) -> None:
        """After the take: what was left out, from the beginning of the script."""
        self._left_out = tuple(each for each in passages if not each.said)
        self._place = 0.0
        self._snap()

    def set_look(self, size: int, line: int, mirrored: bool) -> None:
        """Character size in pixels, line height in percent, whether left and right are exchanged."""
        if (size, line, mirrored) != (self._size, self._line, self._mirrored):
            self._size, self._line, self._mirrored = size, line, mirrored
            self._lay_out()

    def set_near_lens(self, near: bool) -> None:
        """Put the strip right at the upper edge, under the camera's picture; or back into the view."""
        if near != self._near_lens:
            self._near_lens = near
            self._snap()

    def show_notes(self, countdown: int, corner: str) -> None:
        """Show a number over everything (0 for none), and some words in the corner."""
        if (countdown, corner) != (self._countdown, self._corner):
            self._countdown, self._corner = countdown, corner
            self.update()

    def put_at(self, place: float) -> None:
        """She was put somewhere by hand, forwards or back: no motion."""
        self._place = place
        self._snap()

    def move_to(self, place: float) -> None:
        """So many syllables lie behind her; `glide` brings the text there."""
        if place > self._place:
            self._place = place
            if not self._theme.motion_ms:
                self._offset = max(self._offset, self._target())
            self.update()

    def glide(self, seconds: float) -> None:
        """Time passes: bring the text closer to where it should be, never back."""
        left = self._target() - self._offset
        if left > 0.3:
            self._offset += left * min(1.0, _GLIDE * seconds)
            self.update()

    @property
    def offset(self) -> float:
        """Pixels of the script that have gone up past the strip."""
        return self._offset

    @property
    def place(self) -> float:
        """Syllables behind her, as shown."""
        return self._place

    # layout

    def _lay_out(self) -> None:
        self._layout = QTextLayout(self._script.text.replace("\n", "\u2028"), self._sized(self._size))
        option = QTextOption(Qt.AlignmentFlag.AlignLeft)
        option.setTextDirection(Qt.LayoutDirection.LeftToRight)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._layout.setTextOption(option)
        self._layout.beginLayout()
        top, step = 0.0, self._size * self._line / 100
        while (line := self._layout.createLine()).isValid():
            line.setLineWidth(self._column())
            line.setPosition(QPointF(0, top + (step - line.height()) / 2))
            top += step
        self._layout.endLayout()
        self._height = top
        self._snap()

    def _column(self) -> float:
        return max(float(self._size), min(self.width() - 2 * _MARGIN, _COLUMN * float(self._size)))

    def _step(self) -> float:
        return self._size * self._line / 100

    def _character(self, place: int) -> int:
        """The character of the text before which so many syllables stand."""
        syllables = self._script.syllables
        if place >= len(syllables):
            return len(self._script.text)
        return syllables[place].start

    def _line_of(self, place: int) -> int:
        line = self._layout.lineForTextPosition(self._character(place))
        return line.lineNumber() if line.isValid() else 0

    def _target(self) -> float:
        """The line she reads stands at the strip; between two lines as far as she is in the first."""
        if not self._script.syllables:
            return 0.0
        whole = int(self._place)
        number = self._line_of(whole)
        if not self._theme.motion_ms:
            return number * self._step()
        line = self._layout.lineAt(number)
        into = self._character(whole) - line.textStart() + (self._place - whole)
        return (number + min(1.0, into / max(1, line.textLength()))) * self._step() - self._step() / 2

    def _snap(self) -> None:
        self._offset = max(0.0, self._target())
        self.update()

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """The strip, the text, what has been read and what was left out."""
        colours = self._theme.colours
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colours.surface))
        strip = self._strip()
        painter.fillRect(QRectF(0, strip, self.width(), self._step()), QColor(colours.accent_soft))
        painter.fillRect(QRectF(0, strip, 5, self._step()), QColor(colours.accent))
        painter.fillRect(QRectF(self.width() - 5, strip, 5, self._step()), QColor(colours.accent))
        if self._mirrored:
            painter.translate(self.width(), 0)
            painter.scale(-1, 1)
        painter.setPen(QColor(colours.text))
        at = QPointF((self.width() - self._column()) / 2, strip - self._offset)
        self._layout.draw(painter, at, self._formats(), QRectF(0, 0, self.width(), self.height()))
        self._paint_notes(painter)
        painter.end()

    def _paint_notes(self, painter: QPainter) -> None:
        colours = self._theme.colours
        if self._countdown:
            painter.fillRect(self.rect(), QColor(colours.surface))
            painter.setFont(self._sized(min(240, self.height() // 2)))
            painter.setPen(QColor(colours.accent_text))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, str(self._countdown))
        if self._corner:
            font = self._theme.font(TypeSize.TITLE)
            painter.setFont(font)
            width = QFontMetricsF(font).horizontalAdvance(self._corner) + 4 * SPACE
            height = 5.0 * SPACE
            place = QRectF(self.width() - width - 2 * SPACE, self.height() - height - SPACE, width, height)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.ground))
            painter.drawRoundedRect(place, RADIUS, RADIUS)
            painter.setPen(QColor(colours.text))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, self._corner)

    def _sized(self, pixels: int) -> QFont:
        font = self._theme.prompt_font()
        font.setPixelSize(pixels)
        return font

    def _formats(self) -> list[QTextLayout.FormatRange]:
        colours = self._theme.colours
        formats = []
        read = self._character(int(self._place)) if self._place >= 1 else 0
        if read:
            formats.append(_range(0, read, _format(colours.control_line)))
        for each in self._left_out:
            look = _format(colours.wrong)
            look.setBackground(QColor(colours.wrong_soft))
            look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DashUnderline)
            first = self._script.syllables[each.first].start
            formats.append(_range(first, self._script.syllables[each.last - 1].end - first, look))
        return formats

    def _strip(self) -> float:
        return float(SPACE) if self._near_lens else self.height() * _STRIP

    # input

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew."""
        self._lay_out()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click puts the reading there."""
        if event.button() != Qt.MouseButton.LeftButton or not self._script.syllables:
            return
        x = self.width() - event.position().x() if self._mirrored else event.position().x()
        y = event.position().y() - self._strip() + self._offset
        if 0 <= y < self._height:
            line = self._layout.lineAt(int(y / self._step()))
            character = line.xToCursor(
                x - (self.width() - self._column()) / 2, line.CursorPosition.CursorOnCharacter
            )
            found = (i for i, each in enumerate(self._script.syllables) if each.end > character)
            self.clicked.emit(next(found, len(self._script.syllables)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The page knows what keys do, also when this is a window of its own."""
        self.key_pressed.emit(event.key())

    def closeEvent(self, event: QCloseEvent) -> None:
        """The system closes windows too."""
        super().closeEvent(event)
        self.closed.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Look through the script; the next word she says brings it back to her."""
        last = max(0.0, self._height - self._step())
        self._offset = min(last, max(0.0, self._offset - event.angleDelta().y() / 2))
        self.update()

    def sizeHint(self) -> QSize:
        """As large as there is room."""
        return QSize(640, 420)


def _format(colour: str) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setForeground(QColor(colour))
    return made


def _range(start: int, length: int, look: QTextCharFormat) -> QTextLayout.FormatRange:
    made = QTextLayout.FormatRange()
    made.start, made.length, made.format = start, length, look
    return made
