"""An answer to press: large, its text wrapped, with the key that chooses it and, later, how it stands."""

from __future__ import annotations

import unicodedata
from enum import Enum

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from app.i18n import tr
from app.ui.theme import RADIUS, SPACE, Theme, TypeSize

HEIGHT = 52
"""Pixels. The least height at font scale 1: a finger hits it."""

_BADGE = 26
_MARK = 20
_NOTE = 40
_SIDES = Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
_LEFT = int(Qt.AlignmentFlag.AlignLeft | _SIDES)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | _SIDES)


class Mark(Enum):
    """What an answer shows; each differs in its line and its sign, not in its colour alone."""

    NONE = "none"
    CHOSEN = "chosen"
    RIGHT = "right"
    WRONG = "wrong"
    TICKED = "ticked"  # true of herself: neither right nor wrong


class OptionButton(QAbstractButton):
    """`key` is what stands in the badge before the text, "" for none; `icon` a picture after the text.

    The text is Chinese, or `translated` into the language of the window.

    Space and, unless told otherwise, Enter press it; all other keys are left to what holds it.
    """

    def __init__(
        self, text: str, key: str, theme: Theme, *, icon: str = "", translated: bool = False
    ) -> None:
        super().__init__()
        self._translated = translated
        self._theme = theme
        self._key = key
        self._icon = icon
        self._note = ""
        self._mark = Mark.NONE
        self._words = text
        self.enter_presses = True  # False leaves Enter to what holds the button
        self.setAccessibleName(f"{key} {text}".strip())
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self.update)

    @property
    def words(self) -> str:
        """The text."""
        return self._words

    @property
    def key(self) -> str:
        """What stands in the badge."""
        return self._key

    @property
    def mark(self) -> Mark:
        """What it shows."""
        return self._mark

    def set_key(self, key: str) -> None:
        """Put something else into the badge."""
        self._key = key
        self.setAccessibleName(f"{key} {self._words}".strip())
        self.update()

    def set_mark(self, mark: Mark) -> None:
        """Show how the answer stands."""
        self._mark = mark
        said = {
            Mark.CHOSEN: tr("选中了"),
            Mark.RIGHT: tr("对"),
            Mark.WRONG: tr("不对"),
            Mark.TICKED: tr("勾上了"),
        }
        self.setAccessibleDescription(" ".join(filter(None, (said.get(mark, ""), self._note))))
        self.update()

    def set_note(self, note: str) -> None:
        """A short word after the text: what it was joined to."""
        self._note = note
        self.set_mark(self._mark)

    # size

    def _font(self) -> QFont:
        if self._translated:
            return self._theme.font(TypeSize.LEAD)
        return self._theme.prompt_font(TypeSize.LEAD)

    def _mirrored(self, area: QRectF) -> QRectF:
        """`area`, counted from the right in a right-to-left window."""
        if self.isRightToLeft():
            area.moveLeft(self.width() - area.right())
        return area

    def _text_room(self, area: QRect) -> QRect:
        left = 2 * SPACE + (self._theme.size(_BADGE) + SPACE + SPACE // 2 if self._key else 0)
        right = 2 * SPACE + self._theme.size(_MARK) + SPACE
        return area.adjusted(left, SPACE, -right, -SPACE)

    def _text_height(self, width: int) -> int:
        metrics = QFontMetrics(self._font())
        room = self._text_room(QRect(0, 0, width, 10_000))
        return metrics.boundingRect(room, _LEFT, self._words).height()

    def hasHeightForWidth(self) -> bool:
        """The text wraps."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As high as the text needs at `width`."""
        return max(self._theme.size(HEIGHT), self._text_height(width) + 3 * SPACE)

    def sizeHint(self) -> QSize:
        """One line, up to a reading width; what is longer wraps."""
        metrics = QFontMetrics(self._font())
        around = -self._text_room(QRect(0, 0, 0, 0)).width()
        width = min(metrics.horizontalAdvance(self._words) + around + 2, self._theme.size(420))
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Narrow enough for two beside each other in a small window."""
        return QSize(self._theme.size(140), self._theme.size(HEIGHT))

    # keys and looks

    def changeEvent(self, event: QEvent) -> None:
        """A hand points only at what can be pressed."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            shape = Qt.CursorShape.PointingHandCursor if self.isEnabled() else Qt.CursorShape.ArrowCursor
            self.setCursor(shape)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space press; the arrows belong to the group."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.enter_presses
        if event.key() == Qt.Key.Key_Space or enter:
            if not event.isAutoRepeat():
                self.click()
        else:
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Everything happened when the key went down."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A frame, the badge, the text, and how it stands."""
        colours = self._theme.colours
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        ground, line, width, style = {
            Mark.NONE: (colours.surface, colours.control_line, 1, Qt.PenStyle.SolidLine),
            Mark.CHOSEN: (colours.accent_soft, colours.accent_text, 2, Qt.PenStyle.SolidLine),
            Mark.RIGHT: (colours.good_soft, colours.good, 2, Qt.PenStyle.SolidLine),
            Mark.WRONG: (colours.wrong_soft, colours.wrong, 2, Qt.PenStyle.DashLine),
            Mark.TICKED: (colours.good_soft, colours.good, 2, Qt.PenStyle.SolidLine),
        }[self._mark]
        if self._mark is Mark.NONE and self.isEnabled() and self.underMouse():
            ground = colours.rail
        area = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        painter.setBrush(QColor(ground))
        painter.setPen(QPen(QColor(line), width, style))
        painter.drawRoundedRect(area, RADIUS, RADIUS)
        if self.hasFocus():  # in another colour than what is chosen
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colours.text), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS, RADIUS)
        if self._key:
            self._paint_badge(painter)
        painter.setPen(QColor(colours.text))
        painter.setFont(self._font())
        painter.setLayoutDirection(
            Qt.LayoutDirection.RightToLeft if _starts_right_to_left(self._words) else self.layoutDirection()
        )
        room = self._mirrored(QRectF(self._text_room(self.rect())))
        painter.drawText(room, _RIGHT if self.isRightToLeft() else _LEFT, self._words)
        self._paint_end(painter)
        painter.end()

    def _paint_badge(self, painter: QPainter) -> None:
        colours = self._theme.colours
        side = self._theme.size(_BADGE)
        box = self._mirrored(QRectF(2 * SPACE, (self.height() - side) / 2, side, side))
        painter.setBrush(QColor(colours.not_assessable_soft))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(box, RADIUS / 2, RADIUS / 2)
        painter.setPen(QColor(colours.text_soft))
        painter.setFont(self._theme.prompt_font(TypeSize.BODY, bold=True))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), self._key)

    def _paint_end(self, painter: QPainter) -> None:
        side = self._theme.size(_MARK)
        top = round((self.height() - side) / 2)
        left = round(self._mirrored(QRectF(self.width() - 2 * SPACE - side, top, side, side)).left())
        sign, colour = {
            Mark.RIGHT: ("check", "good"),
            Mark.WRONG: ("close", "wrong"),
            Mark.TICKED: ("ticked", "good"),
        }.get(self._mark, (self._icon, "text_soft"))
        if sign and not (self._note and self._mark in (Mark.NONE, Mark.CHOSEN)):
            painter.drawPixmap(left, top, self._theme.pixmap(sign, colour, side, self))
        elif self._note:
            painter.setPen(QColor(self._theme.colours.accent_text))
            painter.setFont(self._theme.prompt_font(TypeSize.BODY, bold=True))
            end = self._theme.size(_NOTE)
            room = self._mirrored(QRectF(self.width() - 2 * SPACE - end, 0, end, self.height()))
            painter.drawText(
                room, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), self._note
            )


def _starts_right_to_left(text: str) -> bool:
    first = next((each for each in text if each.isalpha()), "")
    return unicodedata.bidirectional(first or "a") in ("R", "AL")
