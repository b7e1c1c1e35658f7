"""Calendars that fit where Qt's own would not."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QDateEdit, QTableView


def dress_calendar(calendar: QCalendarWidget) -> QCalendarWidget:
    """One letter a weekday, no weeks' numbers, no red, and columns no wider than they need to be.

    Qt takes the widest character of the font for the least width of a column, which in an Arabic font is that
    of a ligature as wide as a word.
    """
    calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
    calendar.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.SingleLetterDayNames)
    calendar.setGridVisible(False)
    for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
        calendar.setWeekdayTextFormat(day, QTextCharFormat())  # red means something else here
    for view in calendar.findChildren(QTableView):
        view.horizontalHeader().setMinimumSectionSize(1)
    return calendar


def dress_day(field: QDateEdit) -> QDateEdit:
    """A field for a day, with a calendar: year, month, day in every language.

    Qt turns the order of the parts round in a window that runs from right to left, so that the fifth of
    January reads as the first of May; it does so when the format is set, and only then.
    """
    field.setCalendarPopup(True)
    dress_calendar(field.calendarWidget())
    field.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    field.setDisplayFormat("yyyy-MM-dd")
    field.unsetLayoutDirection()
    return field
