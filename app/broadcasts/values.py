"""What is known of a broadcast that took place. Frozen; money in fen, times as on the wall clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.i18n import Message

NUMBERS = ("minutes", "viewers", "peak", "orders", "turnover", "returns")
"""The fields that are numbers, in the order in which they are asked for."""


@dataclass(frozen=True)
class ReviewAnswer:
    """What she wrote under one heading; the heading is kept, since templates change."""

    part_id: str
    title: str
    text: str


@dataclass(frozen=True)
class Review:
    """A review (复盘) of one broadcast. `asked` are the questions that training put beforehand."""

    answers: tuple[ReviewAnswer, ...]
    changed: datetime  # aware, UTC
    asked: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing has been written."""
        return not any(each.text.strip() for each in self.answers)

    def text(self, part_id: str) -> str:
        """What was written under a heading, "" for nothing."""
        return next((each.text for each in self.answers if each.part_id == part_id), "")


@dataclass(frozen=True)
class Broadcast:
    """One broadcast. Numbers are None where nobody knows them, which is not the same as 0.

    `product_lesson` is the id of the lesson whose product card it was about, "" for free text.
    """

    id: str
    profile_id: str
    day: date
    start: time | None
    product: str
    product_lesson: str = ""
    minutes: int | None = None
    viewers: int | None = None  # in all
    peak: int | None = None  # at once
    orders: int | None = None
    turnover: int | None = None  # fen
    returns: int | None = None  # orders that came back
    note: str = ""
    review: Review | None = None

    @property
    def end(self) -> time | None:
        """When it was over, None when that cannot be known."""
        if self.start is None or self.minutes is None:
            return None
        return (datetime.combine(self.day, self.start) + timedelta(minutes=self.minutes)).time()

    @property
    def order(self) -> tuple[date, time, str]:
        """Sorts by when it was."""
        return self.day, self.start or time.min, self.id


@dataclass(frozen=True)
class Remark:
    """Something about a broadcast's numbers: about which field, and the sentence."""

    field: str
    message: Message
