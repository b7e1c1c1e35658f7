"""What the Today page says, derived from plain values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.i18n import msg, tr, trn
from app.practice.learning_values import Stage, TodayItem, TodayKind, TodayPlan
from app.practice.plans_values import DueItem, DueState
from app.practice.reviews_values import HeardRow
from app.storage.values import AttemptSummary, DayTotal, LessonSeen
from app.ui.i18n import isolate
from app.ui.learning_words import drill_reason, drill_title

LATEST = 4
LONGEST = 30  # characters

_KINDS = {
    TodayKind.REVIEW: msg("复习"),
    TodayKind.PHRASES: msg("再说一遍"),
    TodayKind.DRILL: msg("练一个音"),
    TodayKind.ASSIGNED: msg("老师布置"),
    TodayKind.GO_ON: msg("接着学"),
    TodayKind.NEW: msg("新课"),
}
_ICONS = {
    TodayKind.REVIEW: "card",
    TodayKind.PHRASES: "practise",
    TodayKind.DRILL: "practise",
    TodayKind.ASSIGNED: "learn",
    TodayKind.GO_ON: "learn",
    TodayKind.NEW: "learn",
}


@dataclass(frozen=True)
class TodayFacts:
    """What the studio knows when the page is opened."""

    plan: TodayPlan
    attempts: Sequence[AttemptSummary]
    days: Sequence[DayTotal]
    due: Sequence[DueItem] = ()
    seen: Mapping[str, LessonSeen] = field(default_factory=dict)
    heard: Sequence[HeardRow] = ()  # by a trainer, and not looked at since


@dataclass(frozen=True)
class TodayView:
    """What the page shows."""

    plan: TodayPlan
    latest: tuple[AttemptSummary, ...]
    takes_today: int
    seconds_today: float
    assigned: tuple[DueItem, ...] = ()  # what trainers gave and is not done, the earliest due first


def derive_today(facts: TodayFacts) -> TodayView:
    """The page for the day of the plan."""
    day = next((each for each in facts.days if each.day == facts.plan.day), None)
    return TodayView(
        plan=facts.plan,
        latest=tuple(facts.attempts[:LATEST]),
        takes_today=day.attempts if day else 0,
        seconds_today=day.seconds if day else 0.0,
        assigned=tuple(each for each in facts.due if each.state is not DueState.DONE),
    )


def kind_text(item: TodayItem) -> str:
    """What kind of thing it is, in two or three characters."""
    return str(_KINDS[item.kind])


def icon_of(item: TodayItem) -> str:
    """The name of the icon that goes with it."""
    return "listen" if item.stage is Stage.LISTEN else _ICONS[item.kind]


def title_text(item: TodayItem) -> str:
    """What is to be done."""
    if item.kind is TodayKind.REVIEW:
        return trn("{number} 个词和问题", "{number} 个词和问题", item.count)
    if item.kind is TodayKind.PHRASES:
        return trn("{number} 句话", "{number} 句话", item.count)
    if item.sound is not None and item.stage is not None:
        return drill_title(item.sound, item.stage, item.other)
    return isolate(item.title)


def reason_text(item: TodayItem, today: date) -> str:
    """Why it is on the list."""
    if item.sound is not None:
        return drill_reason(item.sound, item.wrong, item.heard, check=item.check)
    if item.kind is TodayKind.ASSIGNED:
        return " ".join(filter(None, (_assigned_reason(item, today), _still_asked(item))))
    if item.since is not None:
        return _since_reason(item.kind, max(0, (today - item.since).days))
    return tr("前面的都学过了，可以学这一课。")


def part_text(item: TodayItem, steps: int) -> str:
    """Which steps of a lesson are meant when it is not the whole; "" otherwise."""
    if not item.lesson_id or (item.first == 0 and item.last + 1 >= steps):
        return ""
    return tr("第 {first}–{last} 步，共 {count} 步", first=item.first + 1, last=item.last + 1, count=steps)


def shortened(text: str) -> str:
    """The beginning of a long text: two lines of the list of recordings."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def far_text(item: TodayItem) -> str:
    """How far an item is that was begun; "" for one not begun or done."""
    if item.done or not item.finished:
        return ""
    return tr("已完成 {done} / {count}", done=item.finished, count=item.count)


def _since_reason(kind: TodayKind, days: int) -> str:
    """Whole sentences: `today` and `3 days ago` do not stand in the same place in every language."""
    if kind is TodayKind.REVIEW:
        if days < 2:
            return tr("昨天学的，该复习了。") if days else tr("今天学的，再看一眼。")
        return trn("{number} 天前学的，该复习了。", "{number} 天前学的，该复习了。", days)
    if kind is TodayKind.PHRASES:
        if days < 2:
            return tr("昨天说过的，看看今天还顺不顺。") if days else tr("今天说过的，再说一遍更稳。")
        return trn("{number} 天前说过的，看看今天还顺不顺。", "{number} 天前说过的，看看今天还顺不顺。", days)
    if days < 2:
        return tr("昨天学到一半，从停下的地方接着来。") if days else tr("今天学到一半，接着来。")
    return trn(
        "{number} 天前学到一半，从停下的地方接着来。", "{number} 天前学到一半，从停下的地方接着来。", days
    )


def until_text(item: DueItem, today: date) -> str:
    """Until when something assigned is to be done, shorter than on the list."""
    day = isolate(tr("{month} 月 {day} 日", month=item.due.month, day=item.due.day))
    if item.state is DueState.OVERDUE:
        return tr("原定 {day}", day=day)
    left = (item.due - today).days
    if left == 0:
        return tr("今天完成")
    return tr("明天以前") if left == 1 else tr("{day}以前", day=day)


def still_asked(takes_left: int, required: float | None, best: float | None) -> str:
    """What a plan asks for and is not there yet; "" for nothing."""
    asked = []
    if takes_left:
        asked.append(trn("还要录 {number} 次", "还要录 {number} 次", takes_left))
    if required is not None:
        wanted = isolate(f"{required:.0f}")
        if best is None:
            asked.append(tr("至少一次 {score} 分", score=wanted))
        else:
            best_text = isolate(f"{best:.0f}")
            asked.append(tr("最好一次 {best} 分，要到 {score} 分", best=best_text, score=wanted))
    return tr("，").join(asked)


def _still_asked(item: TodayItem) -> str:
    asked = still_asked(item.takes_left, item.required_score, item.best)
    return tr("{asked}。", asked=asked) if asked else ""


def _assigned_reason(item: TodayItem, today: date) -> str:
    if item.due is None:
        return tr("老师布置给您们班的。")
    left = (item.due - today).days
    day = isolate(tr("{month} 月 {day} 日", month=item.due.month, day=item.due.day))
    if item.overdue:
        return tr("原定 {day}，已过期，现在补上就好。", day=day)
    if left == 0:
        return tr("今天完成。")
    if left == 1:
        return tr("明天以前完成。")
    return tr("{day}以前完成。", day=day)
