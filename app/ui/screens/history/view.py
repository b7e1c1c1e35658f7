"""From what is stored to what the progress page shows: pure functions, tested as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from PySide6.QtCore import QDate, QLocale

from app.i18n import msg, tr
from app.practice.exam import LESSON as MOCK_TEST
from app.speech.values import TakeStatus
from app.storage.values import FREE, UNSCORED, AttemptSummary, DayTotal
from app.ui.attempt.words import duration_words
from app.ui.i18n import isolate
from app.ui.texts import score_text
from app.ui.widgets.trend_plot import TREND_FROM, TrendPoint, running_median

PAGE = 40
"""Attempts read at a time."""

TREND_DAYS = 30
"""Days in the trend, at most."""

_CHANGE = 3.0  # points between the first and the last of the trend that are worth a word
_STATUS = {
    TakeStatus.SILENT.value: msg("没有声音"),
    TakeStatus.TOO_NOISY.value: msg("太吵，没有评分"),
    TakeStatus.OFF_TASK.value: msg("不是这一句，没有评分"),
    UNSCORED: msg("还没有评分"),
    FREE: msg("自由试讲"),
}


_FAULTS = (msg("声母 {count} 处"), msg("韵母 {count} 处"), msg("声调 {count} 处"))


@dataclass(frozen=True)
class AttemptLine:
    """One attempt in the list."""

    id: str
    text: str
    lesson: str
    time: str
    duration: str
    score: str
    summary: str
    description: str


@dataclass(frozen=True)
class DayGroup:
    """The attempts of one day."""

    day: date
    heading: str
    lines: tuple[AttemptLine, ...]


@dataclass(frozen=True)
class TrendView:
    """The trend's dots and what is said of them."""

    points: tuple[TrendPoint, ...]
    remark: str


def group_by_day(
    attempts: Sequence[AttemptSummary], lessons: Mapping[str, str], today: date
) -> tuple[DayGroup, ...]:
    """Attempts, newest first, by the day of the clock on the wall. `lessons` are titles by id."""
    groups = []
    for day, each in groupby(attempts, key=lambda attempt: attempt.created.astimezone().date()):
        lines = tuple(derive_line(attempt, lessons) for attempt in each)
        groups.append(DayGroup(day, day_heading(day, today), lines))
    return tuple(groups)


def derive_line(attempt: AttemptSummary, lessons: Mapping[str, str]) -> AttemptLine:
    """One attempt in words."""
    score = score_text(attempt.total) if attempt.total is not None else ""
    summary = verdict_summary(attempt)
    time = isolate(f"{attempt.created.astimezone():%H:%M}")
    lesson = lessons.get(attempt.lesson_id, "")
    if not lesson:
        lesson = tr("模拟测试") if attempt.lesson_id == MOCK_TEST else tr("已移走的课程")
    words = (
        attempt.text,
        lesson,
        time,
        score,
        summary,
        tr("长 {length}", length=duration_words(attempt.duration)),
    )
    return AttemptLine(
        id=attempt.id,
        text=attempt.text,
        lesson=lesson,
        time=time,
        duration=duration_words(attempt.duration),
        score=score,
        summary=summary,
        description="，".join(word for word in words if word),
    )


def verdict_summary(attempt: AttemptSummary) -> str:
    """What was off, in a few words: `声调 2 处`; why there is no score where there is none."""
    if attempt.status in _STATUS:
        return str(_STATUS[attempt.status])
    if attempt.faults is None:
        return ""
    found = [
        str(msg(sentence.text, count=isolate(str(count))))
        for sentence, count in zip(_FAULTS, attempt.faults, strict=True)
        if count
    ]
    return " · ".join(found) if found else tr("每个字都说准了")


def day_heading(day: date, today: date) -> str:
    """今天, 昨天, else the date with its weekday."""
    gone = (today - day).days
    if gone == 0:
        return tr("今天")
    if gone == 1:
        return tr("昨天")
    style = QLocale.FormatType.LongFormat
    return isolate(QLocale().toString(QDate(day.year, day.month, day.day), style))


def day_trend(days: Sequence[DayTotal]) -> TrendView:
    """A dot a day: the mean score of its takes."""
    scored = [each for each in sorted(days, key=lambda each: each.day) if each.mean is not None][-TREND_DAYS:]
    points = tuple(
        TrendPoint(
            each.mean or 0.0,
            f"{each.day.month}/{each.day.day}",
            tr(
                "{day}：{count} 遍，平均 {mean} 分",
                day=isolate(f"{each.day.month}/{each.day.day}"),
                count=isolate(str(each.scored)),
                mean=isolate(f"{each.mean or 0.0:.0f}"),
            ),
        )
        for each in scored
    )
    return TrendView(points, trend_remark([point.value for point in points], tr("天")))


def attempt_trend(attempts: Sequence[AttemptSummary]) -> TrendView:
    """A dot a take, for a lesson of which there are too few days. `attempts` are newest first."""
    scored = [each for each in reversed(attempts) if each.total is not None][-TREND_DAYS:]
    points = tuple(
        TrendPoint(each.total or 0.0, _clock(each.created), f"{each.text}\n{score_text(each.total)}", each.id)
        for each in scored
    )
    return TrendView(points, trend_remark([point.value for point in points], tr("遍")))


def _clock(moment: datetime) -> str:
    local = moment.astimezone()
    return f"{local.month}/{local.day}"


def trend_remark(values: Sequence[float], unit: str) -> str:
    """What the dots say in words, without claiming more than they can carry."""
    if not values:
        return tr("评过分的录音还没有，练一遍就有第一个点。")
    if len(values) < TREND_FROM:
        return tr(
            "点还太少，看不出走势。再有 {count} {unit}就能看出来。",
            count=isolate(str(TREND_FROM - len(values))),
            unit=unit,
        )
    trend = running_median(values)
    change = trend[-1] - trend[0]
    if change >= _CHANGE:
        return tr("走势向上：比开始时高了约 {points} 分。", points=isolate(f"{change:.0f}"))
    if change <= -_CHANGE:
        return tr(
            "走势向下：比开始时低了约 {points} 分。换换短句子，慢一点说。", points=isolate(f"{-change:.0f}")
        )
    return tr("走势平稳，和开始时差不多。")
