"""The result of a mock test on one page of A4, drawn for a printer or a PDF; black on white."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QPainter,
    QPen,
    QTextOption,
)

from app import i18n
from app.i18n import tr
from app.practice.exam_values import ExamResult
from app.ui.attempt.words import spoken_pinyin
from app.ui.i18n import isolate
from app.ui.screens.exam.result_view import PartRow, ResultView, derive_result
from app.ui.screens.exam.words import test_name
from app.ui.texts import exact_time
from app.ui.theme.fonts import families

PAGE = QSizeF(794.0, 1123.0)
"""A4 in units of 1/96 inch; all measures below are in these."""

MARGIN = 56.0
FOOT = 76.0
"""Kept free at the foot for the line to sign on."""

_TITLE, _HEAD, _TEXT, _SMALL = 22, 17, 13, 11
_GAP = 12.0
_COLUMNS = (0.0, 0.24, 0.38, 0.48)  # of the parts' table: name, points, time, what it lost
_SCALES = (1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55, 0.5)
_INK, _GREY, _LINE = QColor("#000000"), QColor("#444444"), QColor("#999999")


@dataclass(frozen=True)
class SheetText:
    """Everything the sheet says."""

    facts: tuple[tuple[str, str], ...]
    view: ResultView
    worst: str


def sheet_text(result: ExamResult) -> SheetText:
    """The words of a result's sheet."""
    exam = result.exam
    worst = tr("、").join(
        isolate(f"{each.score.syllable.hanzi} {spoken_pinyin(each.score.syllable)}") for each in result.worst
    )
    return SheetText(
        (
            (tr("姓名"), isolate(result.name)),
            (tr("日期"), exact_time(exam.created)),
            (tr("题型"), test_name(len(exam.paper.parts))),
            (tr("卷号"), isolate(str(exam.paper.seed))),
        ),
        derive_result(result),
        worst,
    )


def paint_sheet(painter: QPainter, area: QRectF, text: SheetText) -> float:
    """Draw the sheet into `area` (device units, the whole page); returns the scale of type that fitted."""
    painter.save()
    painter.translate(area.topLeft())
    factor = min(area.width() / PAGE.width(), area.height() / PAGE.height())
    painter.scale(factor, factor)
    scale = next(
        (each for each in _SCALES if _Sheet(painter, each, dry=True).draw(text) <= PAGE.height() - FOOT),
        _SCALES[-1],
    )
    sheet = _Sheet(painter, scale, dry=False)
    sheet.draw(text)
    sheet.sign()
    painter.restore()
    return scale


class _Sheet:
    """Draws from top to bottom, or with `dry` only measures."""

    def __init__(self, painter: QPainter, scale: float, *, dry: bool) -> None:
        self._painter = painter
        self._scale = scale
        self._dry = dry
        self._y = MARGIN * min(1.0, scale + 0.1)
        self._mirrored = i18n.is_right_to_left()
        self._width = PAGE.width() - 2 * MARGIN

    def draw(self, text: SheetText) -> float:
        """Everything but the line to sign on; returns how far down it reaches."""
        view = text.view
        self._line(tr("普通话水平模拟测试成绩单"), _TITLE, bold=True, centred=True)
        self._line(tr("由练习程序“开播”评分，不是正式成绩"), _SMALL, _GREY, centred=True)
        self._gap()
        self._facts(text.facts)
        self._gap()
        self._rule()
        self._line(view.headline, _HEAD, bold=True)
        if view.total_grade:
            self._line(view.total_grade, _TEXT, bold=True)
        self._line(tr("从读的几题估计的等级：{grade}", grade=view.grade), _TEXT, bold=True)
        for sentence in view.details:
            self._line(sentence, _SMALL, _GREY)
        self._gap()
        self._table(view.rows)
        for title, words in (
            (tr("一直不准的音"), tr("；").join(view.sounds)),
            (tr("最该练的字"), text.worst),
            (tr("和上一次比"), tr("；").join(view.compared)),
        ):
            if words:
                self._gap(0.5)
                self._line(title, _TEXT, bold=True)
                self._line(words, _TEXT)
        self._gap()
        for sentence in view.cautions:
            self._line(sentence, _SMALL, _GREY)
        return self._y

    def sign(self) -> None:
        """The lines to sign on, at the foot."""
        top = PAGE.height() - FOOT + 8.0
        for column, words in enumerate((tr("学员签名"), tr("老师签名"), tr("日期"))):
            wide = self._width / 3
            left = column * wide
            self._text(QRectF(left, top + 24.0, 0.85 * wide, 20.0), words, _SMALL, _GREY, absolute=True)
            line = self._mirror(QRectF(left, top + 18.0, 0.85 * wide, 1.0))
            self._painter.setPen(QPen(_INK, 0.8))
            self._painter.drawLine(line.topLeft(), line.topRight())

    # pieces

    def _facts(self, facts: tuple[tuple[str, str], ...]) -> None:
        wide = self._width / 2
        for number in range(0, len(facts), 2):
            high = 0.0
            for column, (name, value) in enumerate(facts[number : number + 2]):
                left = column * wide
                high = max(
                    high,
                    self._text(QRectF(left, self._y, 0.25 * wide, 0), name, _TEXT, _GREY),
                    self._text(QRectF(left + 0.25 * wide, self._y, 0.72 * wide, 0), value, _TEXT, bold=True),
                )
            self._y += high + 4.0 * self._scale

    def _table(self, rows: tuple[PartRow, ...]) -> None:
        self._rule()
        self._row((tr("题"), tr("得分 / 满分"), tr("用时"), tr("扣分")), bold=True)
        self._rule()
        for row in rows:
            lost = "\n".join((*row.lines, *((row.remark,) if row.remark else ())))
            self._row((row.name, row.points, row.time, lost))
            self._rule()

    def _row(self, cells: tuple[str, str, str, str], *, bold: bool = False) -> None:
        edges = [each * self._width for each in (*_COLUMNS, 1.0)]
        high = max(
            self._text(QRectF(left, self._y, right - left - 8.0, 0), words, _TEXT, bold=bold or column < 2)
            for column, (words, left, right) in enumerate(zip(cells, edges, edges[1:], strict=False))
        )
        self._y += high + 6.0 * self._scale

    def _line(
        self, words: str, size: int, colour: QColor = _INK, *, bold: bool = False, centred: bool = False
    ) -> None:
        area = QRectF(0, self._y, self._width, 0)
        self._y += self._text(area, words, size, colour, bold=bold, centred=centred) + 4.0 * self._scale

    def _rule(self) -> None:
        if not self._dry:
            self._painter.setPen(QPen(_LINE, 0.8))
            self._painter.drawLine(QPointF(MARGIN, self._y), QPointF(MARGIN + self._width, self._y))
        self._y += 6.0 * self._scale

    def _gap(self, share: float = 1.0) -> None:
        self._y += share * _GAP * self._scale

    def _text(
        self,
        area: QRectF,
        words: str,
        size: int,
        colour: QColor = _INK,
        *,
        bold: bool = False,
        centred: bool = False,
        absolute: bool = False,
    ) -> float:
        """Draw wrapped text from the top of `area`; returns how high it is. `absolute`: never scaled."""
        font = QFont()
        font.setFamilies(families(i18n.language()))
        font.setPixelSize(max(1, round(size * (1.0 if absolute else self._scale))))
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        option = QTextOption(
            Qt.AlignmentFlag.AlignHCenter
            if centred
            else (Qt.AlignmentFlag.AlignRight if self._mirrored else Qt.AlignmentFlag.AlignLeft)
            | Qt.AlignmentFlag.AlignAbsolute
        )
        option.setTextDirection(
            Qt.LayoutDirection.RightToLeft if self._mirrored else Qt.LayoutDirection.LeftToRight
        )
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        painter = self._painter
        painter.setFont(font)
        room = self._mirror(QRectF(area.left(), area.top(), area.width(), PAGE.height()))
        high = painter.boundingRect(room, words, option).height() if words else 0.0
        if not self._dry and words:
            painter.setPen(colour)
            painter.drawText(room, words, option)
        return high

    def _mirror(self, area: QRectF) -> QRectF:
        left = self._width - area.right() if self._mirrored else area.left()
        return QRectF(MARGIN + left, area.top(), area.width(), area.height())
