"""The large round record button: level ring around it, countdown inside it."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, QVariantAnimation
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.audio.values import Level, SignalWarning
from app.ui.theme import Theme
from app.ui.widgets.level_meter import eased, level_fraction, paint_level_ring
from app.ui.widgets.strokes import round_pen

RING = 20
"""Pixels around the disc that the level ring takes."""


class RecordLook(Enum):
    """What the button shows inside."""

    RECORD = "record"  # a disc to press
    COUNTDOWN = "countdown"
    STOP = "stop"  # recording: pressing stops
    PAUSED = "paused"
    BUSY = "busy"  # scoring, or models still loading


class RecordButton(QAbstractButton):
    """A round button of `diameter` pixels. Its text is what a screen reader says."""

    def __init__(self, theme: Theme, diameter: int = 112, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._diameter = diameter
        self._look = RecordLook.RECORD
        self._count = 0
        self._fraction = 0.0
        self._loud = False
        self._turn = 0.0
        self._turning = QVariantAnimation(self)
        self._turning.setStartValue(0.0)
        self._turning.setEndValue(360.0)
        self._turning.setDuration(1400)
        self._turning.setLoopCount(-1)
        self._turning.valueChanged.connect(self._set_turn)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.changed.connect(self.update)

    def set_look(self, look: RecordLook, count: int = 0) -> None:
        """Show a state; `count` is the number inside while counting down."""
        self._look, self._count = look, count
        busy = look is RecordLook.BUSY and self._theme.motion_ms > 0
        if busy and self._turning.state() is not QVariantAnimation.State.Running:
            self._turning.start()
        elif not busy:
            self._turning.stop()
        self.update()

    @property
    def look(self) -> RecordLook:
        """What is shown inside."""
        return self._look

    @property
    def count(self) -> int:
        """The number of the countdown."""
        return self._count

    def set_level(self, level: Level | None) -> None:
        """The microphone's level; None empties the ring."""
        self._fraction = eased(self._fraction, level_fraction(level.rms_db)) if level else 0.0
        self._loud = level is not None and level.warning is SignalWarning.CLIPPING
        self.update()

    def sizeHint(self) -> QSize:
        """Disc and ring."""
        return QSize(self._diameter + 2 * RING, self._diameter + 2 * RING)

    @property
    def turning(self) -> bool:
        """Whether the waiting sign turns."""
        return self._turning.state() is QVariantAnimation.State.Running

    def hitButton(self, position: QPoint) -> bool:
        """Only the disc and its ring react, not the corners."""
        away = QPointF(position) - QPointF(self.rect().center())
        return bool(away.x() ** 2 + away.y() ** 2 <= (self._diameter / 2 + RING) ** 2)

    def _set_turn(self, turn: float) -> None:
        self._turn = turn
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint ring, disc and sign."""
        painter = QPainter(self)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        colours = self._theme.colours
        centre = QPointF(self.width() / 2, self.height() / 2)
        radius = self._diameter / 2
        if self._look is not RecordLook.BUSY:
            paint_level_ring(painter, colours, centre, radius + 6, self._fraction, loud=self._loud)
        enabled = self.isEnabled()
        filled = self._look in (RecordLook.RECORD, RecordLook.STOP) and enabled
        fill = QColor(colours.accent if filled else colours.surface)
        if filled and (self.underMouse() or self.isDown()):
            fill = QColor(colours.accent_hover)
        painter.setPen(Qt.PenStyle.NoPen if filled else QPen(QColor(colours.control_line), 1.5))
        painter.setBrush(fill)
        painter.drawEllipse(centre, radius - 1, radius - 1)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colours.on_accent if filled else colours.accent_text), 2))
            painter.drawEllipse(centre, radius - 5, radius - 5)
        ink = colours.on_accent if filled else colours.accent_text if enabled else colours.not_assessable
        self._paint_sign(painter, centre, radius, QColor(ink))
        painter.end()

    def _paint_sign(self, painter: QPainter, centre: QPointF, radius: float, ink: QColor) -> None:
        unit = radius / 56
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        if self._look is RecordLook.COUNTDOWN:
            font = self._theme.prompt_font(48, bold=True)
            font.setPixelSize(round(radius * 0.95))
            painter.setFont(font)
            painter.setPen(ink)
            painter.drawText(QRectF(self.rect()), Qt.AlignmentFlag.AlignCenter, str(self._count))
        elif self._look is RecordLook.STOP:
            side = 34 * unit
            painter.drawRoundedRect(QRectF(centre.x() - side / 2, centre.y() - side / 2, side, side), 5, 5)
        elif self._look is RecordLook.PAUSED:
            for way in (-1, 1):
                bar = QRectF(
                    centre.x() + way * 10 * unit - 5 * unit, centre.y() - 18 * unit, 10 * unit, 36 * unit
                )
                painter.drawRoundedRect(bar, 3, 3)
        elif self._look is RecordLook.BUSY:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            ring = QRectF(centre.x() - radius * 0.45, centre.y() - radius * 0.45, radius * 0.9, radius * 0.9)
            painter.setPen(QPen(QColor(self._theme.colours.line), 5 * unit))
            painter.drawEllipse(ring)
            accent = QColor(self._theme.colours.accent_text)
            painter.setPen(round_pen(accent, 5 * unit))
            painter.drawArc(ring, round((90 - self._turn) * 16), -100 * 16)
        else:
            self._paint_microphone(painter, centre, unit, ink)

    @staticmethod
    def _paint_microphone(painter: QPainter, centre: QPointF, unit: float, ink: QColor) -> None:
        x, y = centre.x(), centre.y()
        painter.drawRoundedRect(QRectF(x - 9 * unit, y - 26 * unit, 18 * unit, 34 * unit), 9 * unit, 9 * unit)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(round_pen(ink, 4 * unit))
        cup = QRectF(x - 17 * unit, y - 16 * unit, 34 * unit, 32 * unit)
        painter.drawArc(cup, 180 * 16, 180 * 16)
        painter.drawLine(QPointF(x, y + 16 * unit), QPointF(x, y + 25 * unit))
        painter.drawLine(QPointF(x - 10 * unit, y + 25 * unit), QPointF(x + 10 * unit, y + 25 * unit))
