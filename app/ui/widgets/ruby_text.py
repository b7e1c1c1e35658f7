"""A prompt in large characters: tone-coloured pinyin above each and, after a take, its marks below."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, QVariantAnimation, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from app.speech.values import Verdict
from app.ui.theme import RADIUS, Theme
from app.ui.widgets.pinyin_font import pinyin_font
from app.ui.widgets.ruby_cells import RubyCell, RubyVerdict
from app.ui.widgets.ruby_layout import RubyLayout, lay_out
from app.ui.widgets.syllable_marks import marks_width, paint_marks

SIZES = (112, 96, 80, 72, 64, 56, 48, 40, 36, 32)
"""Pixels of a character, tried from the largest; at the last one the text scrolls."""

_UNIT = 100  # pixels at which glyphs are measured
_OPENING = frozenset("“‘（《〈【「『")
_NARROW = frozenset("，。、；：！？”’）》〉】」』") | _OPENING  # full-width, with ink in one half only


def _narrowed(cell: RubyCell) -> float:
    """The share of its natural width that a cell's text gets."""
    if cell.inserted:
        return 0.5
    return 0.6 if cell.text in _NARROW else 1.0


class RubyText(QAbstractScrollArea):
    """Shows cells as large as the room allows, wraps between words, and scrolls what is still too long."""

    syllable_clicked = Signal(int)
    width_changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._cells: tuple[RubyCell, ...] = ()
        self._verdicts: dict[int, RubyVerdict] = {}
        self._selected: int | None = None
        self._sounding: int | None = None
        self._reached = 0
        self._size = SIZES[0]
        self._layout = RubyLayout((), (), 0.0, 0.0)
        self._units: list[tuple[float, float]] = []  # width of text and of pinyin, at _UNIT pixels
        self._wanted_height = 240
        self._light = 1.0
        self._lighting = QVariantAnimation(self)
        self._lighting.setStartValue(0.0)
        self._lighting.setEndValue(1.0)
        self._lighting.valueChanged.connect(self._set_light)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # Chinese, whatever the window's direction
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.viewport().setAutoFillBackground(False)
        self.viewport().setMouseTracking(True)
        theme.changed.connect(self._measure)

    # what is shown

    def show_prompt(self, cells: Sequence[RubyCell]) -> None:
        """Show a prompt without verdicts."""
        self._cells = tuple(cells)
        self._verdicts = {}
        self._selected = self._sounding = None
        self._reached = 0
        self._name()
        self._measure()
        self.verticalScrollBar().setValue(0)

    def show_result(self, cells: Sequence[RubyCell], verdicts: dict[int, RubyVerdict]) -> None:
        """Light the syllables up; `verdicts` by syllable index."""
        self._cells = tuple(cells)
        self._verdicts = dict(verdicts)
        self._reached = 0
        self._name()
        self._measure()
        self._lighting.stop()
        if self._theme.motion_ms and self.isVisible():
            self._lighting.setDuration(self._theme.motion_ms)
            self._lighting.start()
        else:
            self._light = 1.0

    def change_verdicts(self, verdicts: dict[int, RubyVerdict]) -> None:
        """Show other verdicts on what is shown, at once."""
        self._verdicts = dict(verdicts)
        self._lighting.stop()
        self._light = 1.0
        self.viewport().update()

    def select(self, syllable: int | None) -> None:
        """Frame a syllable and scroll it into view."""
        self._selected = syllable
        verdict = self._verdicts.get(syllable) if syllable is not None else None
        self.setAccessibleDescription(verdict.tooltip if verdict else "")
        self._scroll_to(syllable)
        self.viewport().update()

    def set_sounding(self, syllable: int | None) -> None:
        """Underline the syllable that is being played."""
        if syllable != self._sounding:
            self._sounding = syllable
            self._scroll_to(syllable)
            self.viewport().update()

    def set_reached(self, syllables: int) -> None:
        """Scroll a long text along with a reader who has said about this many syllables."""
        if syllables > self._reached:
            self._reached = syllables
            self._scroll_to(syllables, ahead=True)

    @property
    def selected(self) -> int | None:
        """The syllable with the frame."""
        return self._selected

    @property
    def character_size(self) -> int:
        """Pixels of a character as laid out now."""
        return self._size

    def height_within(self, limit: int, largest: int) -> int:
        """Pixels the text needs at the largest size up to `largest` that fits in `limit`, else `limit`."""
        sizes = [each for each in SIZES if each <= largest]
        layout = self._fit(sizes, float(limit) - 4)[1]
        return min(limit, round(layout.height) + 4)

    def want_height(self, pixels: int) -> None:
        """Ask the layout for this height; it may give less, and then the text gets smaller or scrolls."""
        if pixels != self._wanted_height:
            self._wanted_height = pixels
            self.updateGeometry()

    def cell_rect(self, syllable: int) -> QRectF:
        """Where a syllable is, in the viewport's coordinates."""
        for cell, rect in zip(self._cells, self._layout.cells, strict=True):
            if cell.syllable == syllable and not cell.inserted:
                return rect.translated(0, self._top() - self.verticalScrollBar().value())
        return QRectF()

    # layout

    def _name(self) -> None:
        self.setAccessibleName("".join(cell.text for cell in self._cells if not cell.inserted))

    def _measure(self) -> None:
        metrics = QFontMetricsF(self._font(_UNIT))
        pinyin = QFontMetricsF(pinyin_font(self._theme, round(_UNIT * 0.36)))
        self._units = [
            (
                metrics.horizontalAdvance(cell.text) * _narrowed(cell),
                pinyin.horizontalAdvance(cell.pinyin),
            )
            for cell in self._cells
        ]
        self._lay_out()

    def _font(self, pixels: int, bold: bool = False) -> QFont:
        font = self._theme.prompt_font(_UNIT, bold=bold)
        font.setPixelSize(max(1, pixels))
        return font

    def _lay_out(self) -> None:
        height = float(self.viewport().height())
        self._size, self._layout = self._fit(SIZES, height)
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, round(self._layout.height - height)))
        bar.setPageStep(max(1, round(height)))
        bar.setSingleStep(max(1, round(self._line_height(self._size) / 3)))
        self.viewport().update()

    def _fit(self, sizes: Sequence[int], height: float) -> tuple[int, RubyLayout]:
        """The first of `sizes` at which the text fits the width and `height`, else the last; its layout."""
        room = float(self.viewport().width())
        costs = [cell.break_cost for cell in self._cells]
        for each in sizes:
            size = self._theme.size(each)
            widths = self._widths(size)
            line = self._line_height(size)
            last = each == sizes[-1]
            if not last and room > 0 and (sum(widths) / room) * line > height:
                continue  # too long however it is broken: not worth the search for the best lines
            layout = lay_out(widths, costs, room, line)
            if last or (layout.height <= height and layout.width <= room):
                break
        return size, layout

    def _widths(self, size: int) -> list[float]:
        scale = size / _UNIT
        marks = marks_width(self._mark_size(size)) + 6
        widths = []
        for cell, (text, pinyin) in zip(self._cells, self._units, strict=True):
            if cell.syllable is None or cell.inserted:
                widths.append(text * scale + (8 if cell.inserted else 0))
                continue
            pinyin_width = max(pinyin * scale, pinyin / (_UNIT * 0.36) * self._pinyin_size(size))
            widths.append(max(text * scale + 4, pinyin_width + 0.14 * size, marks))
        return widths

    @staticmethod
    def _mark_size(size: int) -> float:
        return min(18.0, max(11.0, size * 0.22))

    @staticmethod
    def _pinyin_size(size: int) -> int:
        return max(14, round(size * 0.36))

    def _hint_height(self, size: int) -> float:
        return self._theme.size(15) if any(cell.hint for cell in self._cells) else 0.0

    def _line_height(self, size: int) -> float:
        marks = self._mark_size(size) + 14 if self._verdicts else 6.0
        return self._hint_height(size) + self._pinyin_size(size) * 1.35 + size * 1.22 + marks

    def _top(self) -> float:
        """Centres a text that is lower than the room for it."""
        return max(0.0, (self.viewport().height() - self._layout.height) / 2)

    def _scroll_to(self, syllable: int | None, *, ahead: bool = False) -> None:
        bar = self.verticalScrollBar()
        if syllable is None or bar.maximum() == 0:
            return
        rect = self.cell_rect(syllable).translated(0, bar.value())
        if rect.isNull():
            return
        line = self._line_height(self._size)
        if ahead:
            bar.setValue(round(rect.top() - line))
        elif rect.top() < bar.value():
            bar.setValue(round(rect.top()))
        elif rect.bottom() > bar.value() + self.viewport().height():
            bar.setValue(round(rect.bottom() - self.viewport().height()))

    def _set_light(self, light: float) -> None:
        self._light = light
        self.viewport().update()

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the lines that are in view."""
        painter = QPainter(self.viewport())
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        shift = self._top() - self.verticalScrollBar().value()
        for cell, rect in zip(self._cells, self._layout.cells, strict=True):
            at = rect.translated(0, shift)
            if at.bottom() >= 0 and at.top() <= self.viewport().height():
                self._paint_cell(painter, cell, at)
        painter.end()

    def _paint_cell(self, painter: QPainter, cell: RubyCell, rect: QRectF) -> None:
        colours = self._theme.colours
        size = self._size
        pinyin_top = rect.top() + self._hint_height(size)
        pinyin_height = self._pinyin_size(size) * 1.35
        text_rect = QRectF(rect.left(), pinyin_top + pinyin_height, rect.width(), size * 1.22)
        verdict = None if cell.syllable is None else self._verdicts.get(cell.syllable)
        if verdict is not None and not cell.inserted:
            self._paint_tile(painter, cell, verdict, rect)
        if cell.hint:
            painter.setFont(pinyin_font(self._theme, self._theme.size(13)))
            painter.setPen(QColor(colours.text_soft))
            hint_rect = QRectF(rect.left() - 8, rect.top() + 3, rect.width() + 16, self._hint_height(size))
            painter.drawText(hint_rect, Qt.AlignmentFlag.AlignCenter, cell.hint)
        if cell.pinyin:
            painter.setFont(pinyin_font(self._theme, self._pinyin_size(size)))
            painter.setPen(QColor(colours.tone(cell.tone)))
            pinyin_rect = QRectF(rect.left() - 8, pinyin_top, rect.width() + 16, pinyin_height)
            painter.drawText(pinyin_rect, Qt.AlignmentFlag.AlignCenter, cell.pinyin)
        if cell.inserted:
            painter.setFont(self._font(round(size * 0.5)))
            painter.setPen(QColor(colours.wrong))
            painter.drawText(
                text_rect, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom, cell.text
            )
            return
        painter.setFont(self._font(size))
        omitted = verdict is not None and verdict.omitted
        painter.setPen(QColor(colours.text_soft if omitted else colours.text))
        # a full-width sign keeps its ink in one half: the empty half is cut off
        side = Qt.AlignmentFlag.AlignHCenter
        if _narrowed(cell) < 1.0:
            side = Qt.AlignmentFlag.AlignRight if cell.text in _OPENING else Qt.AlignmentFlag.AlignLeft
        painter.drawText(text_rect, side | Qt.AlignmentFlag.AlignVCenter, cell.text)
        if omitted:
            painter.setPen(QPen(QColor(colours.wrong), 2.5))
            painter.drawLine(
                QPointF(text_rect.left() + 4, text_rect.center().y()),
                QPointF(text_rect.right() - 4, text_rect.center().y()),
            )
        elif verdict is not None:
            mark = self._mark_size(size)
            centre = QPointF(rect.center().x(), text_rect.bottom() + 2 + mark / 2)
            painter.setOpacity(self._light)
            paint_marks(painter, colours, verdict.marks, centre, mark)
            painter.setOpacity(1.0)

    def _paint_tile(self, painter: QPainter, cell: RubyCell, verdict: RubyVerdict, rect: QRectF) -> None:
        colours = self._theme.colours
        tile = rect.adjusted(1.5, 1, -1.5, -3)
        painter.setPen(Qt.PenStyle.NoPen)
        if verdict.omitted or verdict.worst is Verdict.NOT_ASSESSABLE:
            pen = QPen(QColor(colours.not_assessable), 1.5, Qt.PenStyle.DotLine)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
        else:
            soft = QColor(colours.verdict_soft(verdict.worst))
            soft.setAlphaF(self._light)
            painter.setBrush(soft)
        painter.drawRoundedRect(tile, RADIUS, RADIUS)
        if cell.syllable == self._selected:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colours.text), 3 if self.hasFocus() else 2))
            painter.drawRoundedRect(tile, RADIUS, RADIUS)
        if cell.syllable == self._sounding:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent_text))
            painter.drawRoundedRect(
                QRectF(tile.left() + 6, tile.bottom() - 4, tile.width() - 12, 3), 1.5, 1.5
            )

    # input

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the text out anew."""
        self._lay_out()
        if event.oldSize().width() != event.size().width():
            self.width_changed.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on a syllable."""
        cell = self._cell_at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and cell and cell.syllable is not None:
            self.syllable_clicked.emit(cell.syllable)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The end of a click, which was acted upon when it began."""
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show where a click does something."""
        cell = self._cell_at(event.position().toPoint())
        hand = cell is not None and cell.syllable is not None and bool(self._verdicts)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll with the page keys; everything else belongs to the page."""
        bar = self.verticalScrollBar()
        steps = {Qt.Key.Key_PageDown: bar.pageStep(), Qt.Key.Key_PageUp: -bar.pageStep()}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            event.ignore()
        else:
            bar.setValue(bar.value() + step)

    def viewportEvent(self, event: QEvent) -> bool:
        """Tooltips for single syllables."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            text = self.tooltip_at(event.pos())
            if text:
                QToolTip.showText(event.globalPos(), text, self.viewport())
            else:
                QToolTip.hideText()
            return True
        return super().viewportEvent(event)

    def tooltip_at(self, position: QPoint) -> str:
        """What is said about the syllable at `position` in the viewport."""
        cell = self._cell_at(position)
        if cell is None:
            return ""
        verdict = None if cell.syllable is None or cell.inserted else self._verdicts.get(cell.syllable)
        return "\n".join(part for part in (cell.tooltip, verdict.tooltip if verdict else "") if part)

    def _cell_at(self, position: QPoint) -> RubyCell | None:
        at = QPointF(position) - QPointF(0, self._top() - self.verticalScrollBar().value())
        for cell, rect in zip(self._cells, self._layout.cells, strict=True):
            if rect.contains(at):
                return cell
        return None

    def sizeHint(self) -> QSize:
        """As high as was asked for, two lines of a short prompt at first."""
        return QSize(720, self._wanted_height)

    def minimumSizeHint(self) -> QSize:
        """One line at the smallest size."""
        return QSize(240, round(self._line_height(self._theme.size(SIZES[-1]))) + 4)
