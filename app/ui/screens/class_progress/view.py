"""From what is known of a class and the centre to what is drawn: pure functions, tested as tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QDate, QLocale

from app.i18n import tr, trn
from app.practice.progress_values import (
    CentreProgress,
    ClassProgress,
    CohortOutcome,
    Contrast,
    MemberPractice,
    PartChange,
)
from app.ui.attempt.words import part_word
from app.ui.i18n import isolate
from app.ui.progress.changes_card import contrast_name, share_change_words
from app.ui.progress.sound_tables import numbers
from app.ui.widgets.heat_map import HeatCell, HeatTable, heat_table

BINS = tuple(range(0, 100, 10))
ENOUGH_PEOPLE = 5
FIRST_HOUR, LAST_HOUR = 7, 23


@dataclass(frozen=True)
class Histogram:
    """How many people had which mean score, first and last, over the same prompts; bins of ten points."""

    first: tuple[int, ...]
    last: tuple[int, ...]
    remark: str


@dataclass(frozen=True)
class Bar:
    """One bar of a plot: its value, what stands under it and above it, and its tooltip."""

    value: float
    label: str
    text: str
    told: str


@dataclass(frozen=True)
class Dot:
    """One person in a scatter plot."""

    x: float
    y: float
    told: str


@dataclass(frozen=True)
class MemberLine:
    """One line of the class list: texts as shown, and what the columns are sorted by."""

    profile_id: str
    texts: tuple[str, ...]
    keys: tuple[float | str, ...]


def minutes_of(seconds: float) -> str:
    """Minutes as a number; a tenth where there are few."""
    minutes = seconds / 60
    return f"{minutes:.0f}" if minutes >= 10 or not minutes else f"{minutes:.1f}"


def class_summary(progress: ClassProgress) -> str:
    """How many of the class practised lately."""
    week = sum(each.days_7 > 0 for each in progress.members)
    month = sum(each.days_30 > 0 for each in progress.members)
    minutes = isolate(minutes_of(sum(each.seconds_30 for each in progress.members)))
    return trn(
        "全班 {number} 人：最近 7 天 {week} 人练了，30 天 {month} 人，一共开口 {minutes} 分钟。",
        "全班 {number} 人：最近 7 天 {week} 人练了，30 天 {month} 人，一共开口 {minutes} 分钟。",
        len(progress.members),
        week=week,
        month=month,
        minutes=minutes,
    )


def member_headings() -> list[str]:
    """The columns of the class list."""
    days = [tr("7 天里练了"), tr("30 天里练了")]
    return [tr("姓名"), *days, tr("开口（分钟）"), tr("上次练习"), tr("同样的句子（分）")]


def member_line(member: MemberPractice, today: date) -> MemberLine:
    """One line of the class list."""
    change = member.change
    last = "" if member.last is None else day_text(member.last, today)
    score = "" if change is None else f"{change.first:.0f} → {change.last:.0f}"
    return MemberLine(
        member.profile_id,
        (
            isolate(member.name),
            days_text(member.days_7),
            days_text(member.days_30),
            minutes_of(member.seconds_30),
            last or tr("还没有"),
            numbers(score) if score else "–",
        ),
        (
            member.name,
            member.days_7,
            member.days_30,
            member.seconds_30,
            -1 if member.last is None else member.last.toordinal(),
            -1000.0 if change is None else change.last - change.first,
        ),
    )


def days_text(number: int) -> str:
    """`3 天`; a dash for none."""
    return trn("{number} 天", "{number} 天", number) if number else "–"


def day_text(day: date, today: date) -> str:
    """Today, yesterday, else the date."""
    ago = (today - day).days
    if ago == 0:
        return tr("今天")
    if ago == 1:
        return tr("昨天")
    shown = QLocale().toString(QDate(day.year, day.month, day.day), QLocale.FormatType.ShortFormat)
    return isolate(shown)


def histogram(progress: ClassProgress) -> Histogram:
    """Mean scores of each, first and last, and what may be said of them."""

    def counted(values: list[float]) -> tuple[int, ...]:
        return tuple(sum(low <= min(value, 99.9) < low + 10 for value in values) for low in BINS)

    return Histogram(
        counted([each.first for each in progress.changes]),
        counted([each.last for each in progress.changes]),
        difference_words(progress),
    )


def difference_words(progress: ClassProgress) -> str:
    """Whether the class got better, with its numbers; else that nothing can be told."""
    people = len(progress.changes)
    found = progress.difference
    if found is None:
        return trn(
            "隔两周以上说过同样句子的只有 {number} 人，还看不出变化。",
            "隔两周以上说过同样句子的只有 {number} 人，还看不出变化。",
            people,
        )
    values = {
        "change": numbers(f"{found.difference:+.1f}"),
        "low": numbers(f"{found.low:+.1f}"),
        "high": numbers(f"{found.high:+.1f}"),
    }
    if not found.clear:
        return trn(
            "{number} 人说过同样的句子，平均变化 {change} 分（可能在 {low} 到 {high} 之间）：还看不出来。",
            "{number} 人说过同样的句子，平均变化 {change} 分（可能在 {low} 到 {high} 之间）：还看不出来。",
            people,
            **values,
        )
    return trn(
        "{number} 人说过同样的句子，平均变化 {change} 分（可能在 {low} 到 {high} 之间）。",
        "{number} 人说过同样的句子，平均变化 {change} 分（可能在 {low} 到 {high} 之间）。",
        people,
        **values,
    )


def part_words(changes: Sequence[PartChange]) -> list[str]:
    """Each part in the first and the last three weeks."""
    return [
        tr(
            "{part}准确的：{change}（最早三周 {first} 次，最近三周 {last} 次）",
            part=part_word(each.part),
            change=share_change_words(each.first, each.last),
            first=each.first.judged,
            last=each.last.judged,
        )
        for each in changes
        if each.first.judged and each.last.judged
    ]


def contrast_bar(contrast: Contrast) -> Bar:
    """How often two sounds are taken for each other."""
    told = trn(
        "{judged} 次里混了 {number} 次",
        "{judged} 次里混了 {number} 次",
        contrast.times,
        judged=contrast.judged,
    )
    people = trn("{number} 人说混过", "{number} 人说混过", contrast.people)
    return Bar(
        contrast.share,
        contrast_name(contrast),
        f"{100 * contrast.share:.0f}%",
        f"{told} · {people}",
    )


def week_bars(progress: ClassProgress) -> list[Bar]:
    """Minutes recorded week by week, with how many people."""
    bars = []
    for week in progress.weeks:
        monday = f"{week.monday.month}/{week.monday.day}"
        told = trn(
            "{monday} 这一周：{number} 人，{minutes} 分钟",
            "{monday} 这一周：{number} 人，{minutes} 分钟",
            week.people,
            monday=isolate(monday),
            minutes=isolate(minutes_of(week.seconds)),
        )
        bars.append(Bar(week.seconds / 60, monday, minutes_of(week.seconds), told))
    return bars


# the centre


def hour_table(centre: CentreProgress) -> HeatTable:
    """Weekdays down, hours along: stations in use, on average."""
    used = [hour for (_day, hour), cell in centre.hours.items() if cell.stations >= 0.05 or cell.people]
    first = min([FIRST_HOUR + 1, *used])
    last = max([LAST_HOUR - 1, *used])
    hours = list(range(first, last + 1))
    most = max((cell.stations for cell in centre.hours.values()), default=0.0)
    days = _weekdays()

    def cell(row: int, column: int) -> HeatCell | None:
        found = centre.hours.get((row, hours[column]))
        if found is None or (found.stations < 0.05 and not found.people):
            return None
        name = f"{days[row]} {numbers(f'{hours[column]}:00–{hours[column] + 1}:00')}"
        told = tr(
            "平均有 {stations} 个工位在用，{people} 人录了音",
            stations=isolate(f"{found.stations:.1f}"),
            people=isolate(f"{found.people:.1f}"),
        )
        text = f"{found.stations:.0f}" if found.stations >= 9.95 else f"{found.stations:.1f}"
        key = (str(row), str(hours[column]))
        return HeatCell(key, found.stations / most if most else 0.0, text, f"{isolate(name)}\n{told}")

    return heat_table(days, [str(hour) for hour in hours], cell)


def _weekdays() -> list[str]:
    """Monday to Sunday, short where that tells them apart (in Uyghur it does not)."""
    locale = QLocale()
    short, whole = (
        [locale.standaloneDayName(day, form) for day in range(1, 8)]
        for form in (QLocale.FormatType.ShortFormat, QLocale.FormatType.LongFormat)
    )
    return short if len(set(short)) == len(short) else whole


def use_words(centre: CentreProgress) -> str:
    """When the stations are used most."""
    if not centre.hours:
        return tr("最近 12 周没有人登录练习，还没有什么可看的。")
    (day, hour), cell = max(centre.hours.items(), key=lambda each: each[1].stations)
    weekday = QLocale().standaloneDayName(day + 1, QLocale.FormatType.LongFormat)
    return trn(
        "最近 12 周用过 {number} 个工位；最忙的是{day} {hour}，平均 {stations} 个在用。",
        "最近 12 周用过 {number} 个工位；最忙的是{day} {hour}，平均 {stations} 个在用。",
        centre.stations,
        day=weekday,
        hour=numbers(f"{hour}:00–{hour + 1}:00"),
        stations=isolate(f"{cell.stations:.1f}"),
    )


def outcome_dots(centre: CentreProgress) -> list[Dot]:
    """Minutes recorded against turnover an hour in yuan, one dot a person."""
    return [
        Dot(
            each.trained / 60,
            each.turnover / 100 / (each.minutes / 60),
            tr(
                "{name}：开口 {trained} 分钟；{broadcasts} 场直播，每小时成交 {money} 元",
                name=isolate(centre.names.get(each.profile_id, "")),
                trained=isolate(minutes_of(each.trained)),
                broadcasts=each.broadcasts,
                money=isolate(f"{each.turnover / 100 / (each.minutes / 60):,.0f}"),
            ),
        )
        for each in centre.outcomes
    ]


def outcome_words(centre: CentreProgress) -> str:
    """What may be said of training and results, which is never that one makes the other."""
    people = len(centre.outcomes)
    if not people:
        return tr("还没有人记过直播的时长和成交额。记了以后，这里能和练习对着看。")
    if centre.order is None:
        return trn(
            "只有 {number} 人记了直播，太少，看不出练得多的人是不是卖得多。",
            "只有 {number} 人记了直播，太少，看不出练得多的人是不是卖得多。",
            people,
        )
    values = {
        "rho": numbers(f"{centre.order.difference:+.2f}"),
        "low": numbers(f"{centre.order.low:+.2f}"),
        "high": numbers(f"{centre.order.high:+.2f}"),
    }
    if not centre.order.clear:
        return trn(
            "{number} 人记了直播：看不出练得多和卖得多有关系（等级相关 {rho}，可能在 {low} 到 {high}）。",
            "{number} 人记了直播：看不出练得多和卖得多有关系（等级相关 {rho}，可能在 {low} 到 {high}）。",
            people,
            **values,
        )
    if centre.order.difference > 0:
        return trn(
            "{number} 人记了直播：练得多的人每小时成交也多一些（等级相关 {rho}，可能在 {low} 到 {high}）。"
            "这不说明是练习带来的，也可能是更想做的人两样都多。",
            "{number} 人记了直播：练得多的人每小时成交也多一些（等级相关 {rho}，可能在 {low} 到 {high}）。"
            "这不说明是练习带来的，也可能是更想做的人两样都多。",
            people,
            **values,
        )
    return trn(
        "{number} 人记了直播：练得多的人每小时成交反而少一些（等级相关 {rho}，可能在 {low} 到 {high}）。"
        "这不说明是练习造成的，也可能是新手练得多。",
        "{number} 人记了直播：练得多的人每小时成交反而少一些（等级相关 {rho}，可能在 {low} 到 {high}）。"
        "这不说明是练习造成的，也可能是新手练得多。",
        people,
        **values,
    )


def cohort_headings() -> list[str]:
    """The columns of the table of classes."""
    return [
        tr("班级"),
        tr("记了直播的人"),
        tr("人均开口（分钟）"),
        tr("直播（小时）"),
        tr("每小时成交（元）"),
    ]


def cohort_line(outcome: CohortOutcome) -> tuple[str, ...]:
    """One class's broadcasts; a mean over few people is no mean."""
    few = outcome.people < ENOUGH_PEOPLE
    return (
        isolate(outcome.name) if outcome.cohort_id else tr("没有班级"),
        str(outcome.people),
        minutes_of(outcome.trained / outcome.people),
        f"{outcome.minutes / 60:.0f}",
        tr("人少，不算") if few else f"{outcome.turnover / 100 / (outcome.minutes / 60):,.0f}",
    )
