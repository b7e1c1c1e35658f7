"""What a trainer's desk says."""

from __future__ import annotations

from datetime import date

from app.i18n import msg, tr, trn
from app.practice.teaching import Desk, Member, Need, Trust, Work
from app.ui.i18n import isolate

REASONS = {
    Need.ASKED: msg("请您听的"),
    Need.UNSURE: msg("电脑拿不准的"),
    Need.DROP: msg("比平时差很多的"),
    Need.DUE: msg("计划里的，还没人听过"),
    Need.FREE: msg("自由试讲"),
    Need.NEWEST: msg("新录的"),
}
"""Why takes wait to be heard, the most pressing first."""


def short_day(day: date) -> str:
    """A day without its year. No line ends after its hyphen, if the language writes one."""
    return isolate(tr("{month} 月 {day} 日", month=day.month, day=day.day).replace("-", "-\u2060"))


def desk_text(desk: Desk) -> str:
    """The day, and how many are looked at."""
    people = trn("{number} 名学员", "{number} 名学员", len(desk.members))
    return f"{short_day(desk.day)} · {people}"


def until_text(work: Work, today: date) -> str:
    """Until when something given out is to be done."""
    if work.due < today:
        return tr("原定 {day}", day=short_day(work.due))
    left = (work.due - today).days
    if left == 0:
        return tr("今天完成")
    return tr("明天以前") if left == 1 else tr("{day}以前", day=short_day(work.due))


def far_text(work: Work) -> str:
    """How many have done it."""
    whole = work.done + work.missing
    return tr("{done} / {count} 人完成", done=isolate(str(work.done)), count=isolate(str(whole)))


def trust_text(trust: Trust) -> str:
    """How far the machine's verdicts can be trusted, in one line."""
    wanted = trn("再盲听 {number} 段就看得准了", "再盲听 {number} 段就看得准了", trust.wanted)
    if trust.share is None:
        return tr("电脑的打分还没有和您的耳朵对过。先盲听几段，再看它准不准。")
    same = tr("盲听过的音里，{share}% 电脑和教师判得一样", share=isolate(f"{100 * trust.share:.0f}"))
    return f"{same} · {wanted}" if trust.wanted else same


def behind_text(member: Member, today: date) -> str:
    """Why somebody may need a word: what she is late with, and when she practised last."""
    said = []
    if member.overdue:
        said.append(trn("{number} 课过了日子", "{number} 课过了日子", member.overdue))
    said.append(_last_text(member.lately.last, today))
    return " · ".join(said)


def _last_text(last: date | None, today: date) -> str:
    if last is None:
        return tr("还没有录过音")
    gone = (today - last).days
    if gone <= 0:
        return tr("今天练过")
    if gone == 1:
        return tr("昨天练过")
    if gone <= 6:
        return trn("{number} 天前练过", "{number} 天前练过", gone)
    return tr("上次练习 {day}", day=short_day(last))


def practised_text(desk: Desk) -> str:
    """How many practised lately, and how long."""
    minutes = round(sum(each.lately.seconds for each in desk.members) / 60)
    if not desk.practised:
        return tr("最近七天还没有人录音。")
    people = tr(
        "最近七天，{count} 人里有 {number} 人练过",
        count=isolate(str(len(desk.members))),
        number=isolate(str(len(desk.practised))),
    )
    spoken = trn("一共录了 {number} 分钟", "一共录了 {number} 分钟", max(1, minutes))
    return f"{people} · {spoken}"
