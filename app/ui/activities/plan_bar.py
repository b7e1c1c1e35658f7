"""A slim bar: how much of a planned time is gone."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.i18n import tr
from app.ui.attempt.words import duration_words
from app.ui.theme import Theme


class PlanBar(QWidget):
    """How much of the planned time is gone; what goes beyond it is hatched."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._elapsed, self._planned = 0.0, 1.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("讲了多久"))

    def show_time(self, elapsed: float, planned: float) -> None:
        """Show `elapsed` of `planned` seconds."""
        if (elapsed, planned) != (self._elapsed, self._planned):
            self._elapsed, self._planned = elapsed, max(planned, 1.0)
            self.setAccessibleDescription(f"{duration_words(elapsed)} / {duration_words(planned)}")
            self.update()

    def sizeHint(self) -> QSize:
        """A slim bar."""
        return QSize(160, 8)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint from the leading edge."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        colours = self._theme.colours
        painter.setBrush(QColor(colours.line))
        painter.drawRoundedRect(QRectF(self.rect()), 4, 4)
        over = self._elapsed > self._planned
        share = min(1.0, self._elapsed / self._planned)
        width = self.width() * share
        left = self.width() - width if self.isRightToLeft() else 0.0
        filled = QRectF(left, 0, width, self.height())
        painter.setBrush(QColor(colours.off if over else colours.good))
        painter.drawRoundedRect(filled, 4, 4)
        if over:
            painter.setBrush(QColor(colours.surface))
            painter.setBrush(Qt.BrushStyle.BDiagPattern)
            painter.drawRoundedRect(filled, 4, 4)
        painter.end()
