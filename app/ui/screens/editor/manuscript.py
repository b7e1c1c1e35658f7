"""The lesson that is being written: its head, its steps in order, and what was taken out just now."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from enum import Enum
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.curriculum.values import Lesson, Step
from app.practice.authoring import Recorded


class Origin(Enum):
    """Where a lesson comes from."""

    NEW = "new"  # begun and never saved
    OWN = "own"
    OTHERS = "others"  # bundled, or the machine's: a copy is saved


@dataclass(eq=False)
class Entry:
    """One step. `unread` says why something that was typed is no value yet: a pinyin line that is wrong."""

    step: Step
    unread: tuple[str, ...] = ()


class Manuscript(QObject):
    """Holds the lesson and tells every change. A step is an `Entry`, which stays itself when it is moved."""

    changed = Signal()  # anything
    listed = Signal()  # entries came, went or moved

    def __init__(self, lesson: Lesson, *, saved: bool) -> None:
        super().__init__()
        self.head = lesson
        self.entries = [Entry(step) for step in lesson.steps]
        self._removed: list[tuple[int, Entry]] = []
        self._revision = 0
        self._saved = 0 if saved else -1

    def lesson(self) -> Lesson:
        """The lesson as it is now."""
        return dataclasses.replace(self.head, steps=tuple(entry.step for entry in self.entries))

    @property
    def revision(self) -> int:
        """A number that grows with every change."""
        return self._revision

    @property
    def dirty(self) -> bool:
        """Whether there is something unsaved."""
        return self._revision != self._saved

    @property
    def can_restore(self) -> bool:
        """Whether a step was taken out that can come back."""
        return bool(self._removed)

    def index(self, entry: Entry) -> int:
        """Where a step stands. Raises ValueError for one that was taken out."""
        return self.entries.index(entry)

    # changes

    def change_head(self, **changes: Any) -> None:
        """Change fields of the lesson itself."""
        self.head = dataclasses.replace(self.head, **changes)
        self._changed()

    def touch(self) -> None:
        """A step was changed in its entry."""
        self._changed()

    def add(self, step: Step, at: int) -> Entry:
        """Put a new step at a place."""
        entry = Entry(step)
        self.entries.insert(at, entry)
        self._changed(listed=True)
        return entry

    def duplicate(self, entry: Entry) -> Entry:
        """Put a copy behind a step. It is a step of its own, so it has no id of the author's."""
        return self.add(dataclasses.replace(entry.step, id=""), self.index(entry) + 1)

    def move(self, entry: Entry, to: int) -> None:
        """Bring a step to another place."""
        at = self.index(entry)
        to = max(0, min(to, len(self.entries) - 1))
        if at != to:
            self.entries.insert(to, self.entries.pop(at))
            self._changed(listed=True)

    def remove(self, entry: Entry) -> None:
        """Take a step out; `restore` brings it back."""
        at = self.index(entry)
        self._removed.append((at, self.entries.pop(at)))
        self._changed(listed=True)

    def restore(self) -> Entry | None:
        """Bring back the step that was taken out last."""
        if not self._removed:
            return None
        at, entry = self._removed.pop()
        self.entries.insert(min(at, len(self.entries)), entry)
        self._changed(listed=True)
        return entry

    def take(self, lesson: Lesson) -> None:
        """The same steps with other words (translated); their number and order are as they were."""
        self.head = lesson
        for entry, step in zip(self.entries, lesson.steps, strict=True):
            entry.step = step
        self._changed()

    def settle(self, written: Lesson, saved: Lesson, revision: int) -> None:
        """`written`, as it stood at `revision`, was saved and read back as `saved`.

        What was typed meanwhile stays; only where the lesson and its recordings lie is taken over.
        """
        self.head = dataclasses.replace(self.head, folder=saved.folder)
        for entry in self.entries:
            for before, after in zip(written.steps, saved.steps, strict=False):
                step = entry.step
                if step is before and isinstance(step, Recorded) and isinstance(after, Recorded):
                    entry.step = dataclasses.replace(step, reference=after.reference)
        self._saved = revision
        self.changed.emit()

    def _changed(self, *, listed: bool = False) -> None:
        self._revision += 1
        if listed:
            self.listed.emit()
        self.changed.emit()
