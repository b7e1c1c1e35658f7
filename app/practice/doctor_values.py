"""What examining a station finds, as values that a page, a window and a script read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from app.i18n import Message


class State(Enum):
    """How it stands with what was looked at."""

    GOOD = "good"
    WARNING = "warning"  # practising works; somebody should see to it
    BROKEN = "broken"  # something that is needed does not work
    SKIPPED = "skipped"  # could not be looked at, because of something else


MARKS = {State.GOOD: "✓", State.WARNING: "!", State.BROKEN: "✗", State.SKIPPED: "–"}

ALL_WELL, SOMETHING_BROKEN, ONLY_WARNINGS = 0, 1, 3
"""Exit codes; 2 is a wrong call."""


@dataclass(frozen=True)
class Finding:
    """One line: what was found, and what to do about it when it is not well."""

    state: State
    text: Message
    advice: Message | None = None


@dataclass(frozen=True)
class Line:
    """A finding under the name of what was looked at; `key` is for scripts."""

    key: str
    title: Message
    finding: Finding


@dataclass(frozen=True)
class Checkup:
    """One page. `whole` is False when it was stopped before its end."""

    station: str
    version: str
    made: datetime  # aware, UTC
    lines: tuple[Line, ...]
    whole: bool = True

    def count(self, state: State) -> int:
        """How many lines of this state."""
        return sum(line.finding.state is state for line in self.lines)

    @property
    def exit_code(self) -> int:
        """ALL_WELL, SOMETHING_BROKEN or ONLY_WARNINGS."""
        if self.count(State.BROKEN):
            return SOMETHING_BROKEN
        return ONLY_WARNINGS if self.count(State.WARNING) else ALL_WELL


def good(text: Message) -> Finding:
    """All is well with it."""
    return Finding(State.GOOD, text)


def warning(text: Message, advice: Message) -> Finding:
    """Somebody should see to it."""
    return Finding(State.WARNING, text, advice)


def broken(text: Message, advice: Message | None = None) -> Finding:
    """It does not work; `advice` may be missing where the text already says what to do."""
    return Finding(State.BROKEN, text, advice)


def skipped(text: Message) -> Finding:
    """It could not be looked at."""
    return Finding(State.SKIPPED, text)
