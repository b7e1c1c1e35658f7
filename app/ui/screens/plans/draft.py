"""A plan while it is worked on: what can be done with its items, and what was taken out. No widgets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.practice.plans_values import Plan, PlanItem, moved

LAST_DAY = 364


class PlanDraft(QObject):
    """`listed` says that items came, went or moved, `changed` also that something in one changed."""

    listed = Signal()
    changed = Signal()

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.id = plan.id
        self.title = plan.title
        self.items: tuple[PlanItem, ...] = plan.items
        self._removed: list[tuple[int, PlanItem]] = []

    def place_of(self, lesson_id: str) -> int | None:
        """Where a lesson stands; None when it is not in the plan."""
        return next((i for i, each in enumerate(self.items) if each.lesson_id == lesson_id), None)

    def set_title(self, title: str) -> None:
        """Call the plan otherwise."""
        if title != self.title:
            self.title = title
            self.changed.emit()

    def add(self, lesson_ids: Iterable[str], at: int | None = None) -> list[str]:
        """Put lessons in at a place (the end), moving there those that are in already; returns the new ones.

        Each is due a day after the lesson before it; in the middle on its day, so that nothing else shifts.
        """
        wanted = list(dict.fromkeys(lesson_ids))
        there = {each.lesson_id for each in self.items}
        if at is None:
            wanted = [each for each in wanted if each not in there]
        place = len(self.items) if at is None else max(0, min(at, len(self.items)))
        fresh: list[str] = []
        for lesson_id in wanted:
            if lesson_id in there:
                here = self.place_of(lesson_id)
                assert here is not None
                to = place - 1 if here < place else place
                self.items = moved(self.items, here, to)
                place = to + 1
                continue
            item = PlanItem(lesson_id, self._day_at(place))
            self.items = (*self.items[:place], item, *self.items[place:])
            fresh.append(lesson_id)
            place += 1
        if wanted:
            self._tell()
        return fresh

    def move(self, place: int, to: int) -> bool:
        """Move an item to another place; the days stay in their places. Whether it moved."""
        to = max(0, min(to, len(self.items) - 1))
        if to == place:
            return False
        self.items = moved(self.items, place, to)
        self._tell()
        return True

    def remove(self, place: int) -> PlanItem:
        """Take an item out; `restore` brings it back."""
        item = self.items[place]
        self._removed.append((place, item))
        self.items = (*self.items[:place], *self.items[place + 1 :])
        self._tell()
        return item

    @property
    def removed(self) -> PlanItem | None:
        """What was taken out last and can be brought back."""
        return self._removed[-1][1] if self._removed else None

    def restore(self) -> PlanItem | None:
        """Bring back what was taken out last, to where it stood; None when there is nothing."""
        while self._removed:
            place, item = self._removed.pop()
            if self.place_of(item.lesson_id) is None:
                self.items = (*self.items[:place], item, *self.items[place:])
                self._tell()
                return item
        return None

    def change(self, lesson_id: str, **changes: Any) -> None:
        """Change what an item asks for."""
        place = self.place_of(lesson_id)
        if place is None:
            return
        item = replace(self.items[place], **changes)
        if item != self.items[place]:
            self.items = (*self.items[:place], item, *self.items[place + 1 :])
            self.changed.emit()

    def spread(self, days: Sequence[int]) -> None:
        """Lay the items out over days of the week: `days` are those of one week, counted from the start."""
        self.items = tuple(
            replace(item, day=min(LAST_DAY, place // len(days) * 7 + days[place % len(days)]))
            for place, item in enumerate(self.items)
        )
        self._tell()

    def _day_at(self, place: int) -> int:
        if not place:
            return 0
        before = self.items[place - 1].day
        return before if place < len(self.items) else min(LAST_DAY, before + 1)

    def _tell(self) -> None:
        self.listed.emit()
        self.changed.emit()
