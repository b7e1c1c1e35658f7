"""On which days somebody practised, as dots: what is there is counted, what is not there is not mentioned."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.i18n import tr, trn
from app.practice.progress_values import PersonProgress, PracticeDay
from app.ui.i18n import isolate
from app.ui.theme import Theme, TypeSize
from app.ui.widgets.card import Card
from app.ui.widgets.labels import label

WEEKS = 8


class DaysCard(Card):
    """A sentence and the dots of the last weeks."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(tr("练习的日子"))
        self.sentence = label("")
        self.dots = DayDots(theme)
        self.body.addWidget(self.sentence)
        self.body.addWidget(self.dots)
        self.body.addStretch(1)

    def show_progress(self, progress: PersonProgress) -> None:
        """Show the days."""
        self.sentence.setText(days_words(progress))
        self.dots.show_days(progress.days, progress.today, self.sentence.text())


def days_words(progress: PersonProgress) -> str:
    """How many days this week and in the last weeks."""
    monday = progress.today - timedelta(days=progress.today.weekday())
    week = progress.days_since(monday)
    weeks = progress.days_since(monday - timedelta(weeks=WEEKS - 1))
    seconds = sum(each.seconds for each in progress.days if each.day >= monday - timedelta(weeks=WEEKS - 1))
    minutes = isolate(f"{seconds / 60:.0f}")
    total = trn(
        "最近 8 周练了 {number} 天，开口 {minutes} 分钟。",
        "最近 8 周练了 {number} 天，开口 {minutes} 分钟。",
        weeks,
        minutes=minutes,
    )
    if week:
        return trn("这周练了 {number} 天。", "这周练了 {number} 天。", week) + " " + total
    if weeks:
        return total
    return tr("哪天有空，说上几句就好。")


class DayDots(QWidget):
    """Seven dots a week, Monday first; time runs to the right."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._days: dict[date, PracticeDay] = {}
        self._today = date.min
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("练习的日子"))
        theme.changed.connect(self.update)

    def show_days(self, days: tuple[PracticeDay, ...], today: date, told: str) -> None:
        """Show the weeks up to today's."""
        self._days = {each.day: each for each in days}
        self._today = today
        self.setAccessibleDescription(told)
        self.update()

    @property
    def practised(self) -> set[date]:
        """The days that are filled."""
        return set(self._days)

    def sizeHint(self) -> QSize:
        """Dots and dates."""
        return QSize(700, round(self._row() * 2.1))

    def minimumSizeHint(self) -> QSize:
        """Still readable."""
        return QSize(360, self.sizeHint().height())

    def _row(self) -> float:
        return QFontMetricsF(self._theme.font(TypeSize.SMALL)).height() + 4

    def _first(self) -> date:
        return self._today - timedelta(days=self._today.weekday(), weeks=WEEKS - 1)

    def _place(self, week: int, day: int) -> QPointF:
        step = min(14.0, self.width() / (WEEKS * 8))
        return QPointF(step * (week * 8 + day + 0.7), self._row() * 0.5)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Filled where she practised, a small ring where not, nothing for days to come."""
        if self._today == date.min:
            return
        painter = QPainter(self)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        painter.setFont(self._theme.font(TypeSize.SMALL))
        metrics = QFontMetricsF(painter.font())
        colours = self._theme.colours
        for week in range(WEEKS):
            for day in range(7):
                when = self._first() + timedelta(weeks=week, days=day)
                if when > self._today:
                    continue
                place = self._place(week, day)
                if when in self._days:
                    painter.setPen(Qt.PenStyle.NoPen)
                    painter.setBrush(QColor(colours.accent_text))
                    painter.drawEllipse(place, 4.5, 4.5)
                else:
                    painter.setPen(QPen(QColor(colours.control_line), 1))
                    painter.setBrush(Qt.BrushStyle.NoBrush)
                    painter.drawEllipse(place, 2, 2)
            if week % 2 == (WEEKS - 1) % 2:
                monday = self._first() + timedelta(weeks=week)
                text = f"{monday.month}/{monday.day}"
                painter.setPen(QColor(colours.text_soft))
                left = self._place(week, 0).x() - 4
                area = QRectF(left, self._row(), metrics.horizontalAdvance(text) + 2, self._row())
                painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, text)
        painter.end()

    def event(self, event: QEvent) -> bool:
        """A tooltip for each day on which she practised."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            told = ""
            for week in range(WEEKS):
                for day in range(7):
                    away = self._place(week, day) - QPointF(event.pos())
                    found = self._days.get(self._first() + timedelta(weeks=week, days=day))
                    if found is not None and abs(away.x()) < 7 and abs(away.y()) < 9:
                        told = day_words(found)
            QToolTip.showText(event.globalPos(), told, self)
            return True
        return super().event(event)


def day_words(day: PracticeDay) -> str:
    """What was done on a day."""
    return trn(
        "{day}：{number} 遍，{minutes} 分钟",
        "{day}：{number} 遍，{minutes} 分钟",
        day.attempts,
        day=isolate(f"{day.day.month}/{day.day.day}"),
        minutes=isolate(f"{day.seconds / 60:.1f}"),
    )
