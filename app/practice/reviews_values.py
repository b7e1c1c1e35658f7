"""What a window needs to know of reviews beyond what is stored, which is re-exported here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.storage.reviews_need import DOUBT
from app.storage.reviews_values import (
    Comment,
    HeardRow,
    Need,
    QueueRow,
    ReviewedAttempt,
    ReviewState,
    VerdictChange,
)

__all__ = [
    "DOUBT",
    "Comment",
    "HeardRow",
    "Need",
    "Queue",
    "QueueRow",
    "ReviewState",
    "ReviewedAttempt",
    "VerdictChange",
]


@dataclass(frozen=True)
class Queue:
    """A page of the queue, and how many takes wait in all for each need."""

    rows: tuple[QueueRow, ...]
    counts: Mapping[Need, int]

    @property
    def total(self) -> int:
        """How many takes wait."""
        return sum(self.counts.values())
