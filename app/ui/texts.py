"""Dates, durations and counts in the words of the language in use."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QDate, QDateTime, QLocale

from app.i18n import tr, trn
from app.ui.i18n import isolate


def when(moment: datetime) -> str:
    """A moment as someone says it: today and the time, yesterday and the time, else the date."""
    local = moment.astimezone()
    day = QDate(local.year, local.month, local.day)
    clock = f"{local:%H:%M}"
    gone = day.daysTo(QDate.currentDate())
    if gone == 0:
        return tr("今天 {time}", time=isolate(clock))
    if gone == 1:
        return tr("昨天 {time}", time=isolate(clock))
    return isolate(QLocale().toString(day, QLocale.FormatType.ShortFormat))


def exact_time(moment: datetime) -> str:
    """Date and time of day, short."""
    seconds = int(moment.timestamp())
    local = QDateTime.fromSecsSinceEpoch(seconds)
    return isolate(QLocale().toString(local, QLocale.FormatType.ShortFormat))


def minutes_text(minutes: int) -> str:
    """About so many minutes."""
    return trn("大约 {number} 分钟", "大约 {number} 分钟", minutes)


def seconds_text(seconds: float) -> str:
    """A length of audio to a tenth of a second."""
    return tr("{seconds} 秒", seconds=isolate(f"{seconds:.1f}"))


def score_text(total: float | None) -> str:
    """A total as shown in lists; a dash with words where there is none."""
    return tr("{score} 分", score=isolate(f"{total:.0f}")) if total is not None else tr("没有评分")
