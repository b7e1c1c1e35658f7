"""What the pages of plans say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from PySide6.QtCore import QDate, QLocale

from app.curriculum.values import FreePitch, Lesson
from app.i18n import msg, tr, trn
from app.practice.plans_values import Feedback, PlanItem, PlanWarning, WarningKind
from app.ui.i18n import isolate
from app.ui.texts import minutes_text

FEEDBACK = {
    Feedback.ALL: msg("全部"),
    Feedback.TONES: msg("只看声调"),
    Feedback.PACE: msg("只看语速"),
}
"""What the page after a take shows, in the order in which it is offered."""


def title_of(lessons: Mapping[str, Lesson], lesson_id: str) -> str:
    """A lesson's title; its id when it is gone."""
    lesson = lessons.get(lesson_id)
    return isolate(lesson.title if lesson is not None else lesson_id)


def day_text(day: date) -> str:
    """A day with the name of its weekday, short."""
    shown = QDate(day.year, day.month, day.day)
    locale = QLocale()
    weekday = locale.dayName(shown.dayOfWeek(), QLocale.FormatType.ShortFormat)
    return tr("{month} 月 {day} 日 {weekday}", month=day.month, day=day.day, weekday=isolate(weekday))


def short_day(day: date) -> str:
    """A day without its year. No line ends after its hyphen, if the language writes one."""
    return isolate(tr("{month} 月 {day} 日", month=day.month, day=day.day).replace("-", "-\u2060"))


def summary_text(items: Sequence[PlanItem], lessons: Mapping[str, Lesson]) -> str:
    """How many lessons, how long, over how many days."""
    if not items:
        return tr("还没有课程")
    minutes = sum(lessons[each.lesson_id].minutes for each in items if each.lesson_id in lessons)
    days = max(each.day for each in items) + 1
    return " · ".join(
        (
            trn("{number} 课", "{number} 课", len(items)),
            minutes_text(minutes),
            trn("分 {number} 天", "分 {number} 天", days),
        )
    )


def due_text(start: date, item: PlanItem) -> str:
    """Until when a lesson is to be done."""
    return day_text(start + timedelta(days=item.day))


def asked_text(item: PlanItem) -> str:
    """What an item asks for beyond its steps; "" for nothing."""
    asked = []
    if item.required_takes is not None:
        asked.append(trn("录 {number} 次", "录 {number} 次", item.required_takes))
    if item.required_score is not None:
        asked.append(tr("至少一次 {score} 分", score=isolate(f"{item.required_score:.0f}")))
    if item.feedback is not Feedback.ALL:
        asked.append(str(FEEDBACK[item.feedback]))
    return " · ".join(asked)


def warning_text(warning: PlanWarning, lessons: Mapping[str, Lesson]) -> str:
    """What is doubtful, in a sentence."""
    other = title_of(lessons, warning.other)
    return {
        WarningKind.GONE: tr("这一课已经不在课程里，学员看不到它。"),
        WarningKind.REQUIRES_MISSING: tr("这一课建立在《{title}》之上，计划里没有那一课。", title=other),
        WarningKind.REQUIRES_LATER: tr("这一课建立在《{title}》之上，那一课却排在后面。", title=other),
        WarningKind.EARLIER_DAY: tr("比上一课还早完成。"),
        WarningKind.NOTHING_TO_RECORD: tr("这一课没有要录音的句子，这个要求不会算进去。"),
    }[warning.kind]


def is_spoken(lesson: Lesson | None) -> bool:
    """Whether a lesson has prompts, which can be scored."""
    return lesson is not None and bool(lesson.prompts)


def is_recorded(lesson: Lesson | None) -> bool:
    """Whether a lesson has anything to record."""
    return is_spoken(lesson) or (
        lesson is not None and any(isinstance(step, FreePitch) for step in lesson.steps)
    )
