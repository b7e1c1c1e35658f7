"""Training and results week by week, laid beside each other; no more is said than the numbers carry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from app.broadcasts.values import Broadcast

ENOUGH_BROADCASTS = 6
ENOUGH_WEEKS = 4
"""Fewer broadcasts, or fewer weeks with one, show no trend."""


@dataclass(frozen=True)
class TrainingDay:
    """What was practised on a day: seconds of recording, takes scored with their mean (0–100), rehearsals.

    `told` of `facts` are what pitch reports of that day found told of the product cards.
    """

    day: date
    seconds: float = 0.0
    scored: int = 0
    mean: float | None = None
    rehearsals: int = 0
    told: int = 0
    facts: int = 0


@dataclass(frozen=True)
class Week:
    """One week, Monday to Sunday. Results are None where the numbers for them are not known.

    `per_hour` is fen of turnover an hour on air, `conversion` orders per 100 viewers, `returned` the share
    of orders that came back, 0…; each over those broadcasts alone that know all numbers it needs.
    """

    monday: date
    training_minutes: int
    scored: int
    mean: float | None
    rehearsals: int
    told_share: float | None
    broadcasts: int
    per_hour: int | None
    conversion: float | None
    returned: float | None


def monday_of(day: date) -> date:
    """The Monday of the day's week."""
    return day - timedelta(days=day.weekday())


def by_week(
    training: Iterable[TrainingDay], broadcasts: Iterable[Broadcast], most: int = 26
) -> tuple[Week, ...]:
    """All weeks from the first in which anything happened to the last, at most the latest `most`."""
    trained: dict[date, list[TrainingDay]] = {}
    held: dict[date, list[Broadcast]] = {}
    for each in training:
        trained.setdefault(monday_of(each.day), []).append(each)
    for broadcast in broadcasts:
        held.setdefault(monday_of(broadcast.day), []).append(broadcast)
    mondays = sorted({*trained, *held})
    if not mondays:
        return ()
    last = mondays[-1]
    first = max(mondays[0], last - timedelta(weeks=most - 1))
    count = (last - first).days // 7 + 1
    return tuple(
        _week(monday, trained.get(monday, []), held.get(monday, []))
        for monday in (first + timedelta(weeks=number) for number in range(count))
    )


def enough(weeks: Sequence[Week]) -> bool:
    """Whether there are broadcasts enough to look for a trend at all."""
    with_any = [each for each in weeks if each.broadcasts]
    return sum(each.broadcasts for each in with_any) >= ENOUGH_BROADCASTS and len(with_any) >= ENOUGH_WEEKS


def _week(monday: date, training: Sequence[TrainingDay], broadcasts: Sequence[Broadcast]) -> Week:
    scored = sum(each.scored for each in training)
    points = sum((each.mean or 0.0) * each.scored for each in training)
    facts = sum(each.facts for each in training)
    hour = _share(broadcasts, "turnover", "minutes")
    conversion = _share(broadcasts, "orders", "viewers")
    returned = _share(broadcasts, "returns", "orders")
    return Week(
        monday,
        round(sum(each.seconds for each in training) / 60),
        scored,
        points / scored if scored else None,
        sum(each.rehearsals for each in training),
        sum(each.told for each in training) / facts if facts else None,
        len(broadcasts),
        None if hour is None else round(hour * 60),
        None if conversion is None else float(conversion * 100),
        None if returned is None else float(returned),
    )


def _share(broadcasts: Sequence[Broadcast], part: str, whole: str) -> Fraction | None:
    """The sum of one field over the sum of another, of those that know both; None when there is nothing."""
    pairs = [(getattr(each, part), getattr(each, whole)) for each in broadcasts]
    known = [(one, other) for one, other in pairs if one is not None and other is not None]
    below = sum(other for _, other in known)
    return Fraction(sum(one for one, _ in known), below) if below else None
