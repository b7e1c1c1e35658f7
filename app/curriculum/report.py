"""What a reader finds wrong in a lesson file, collected so that one reading tells everything at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from app.curriculum.values import LessonProblem
from app.i18n import Message


@dataclass
class Report:
    """The problems of one file in the order they were found."""

    path: Path
    problems: list[LessonProblem] = field(default_factory=list)

    def error(self, line: int, reason: Message) -> None:
        """Something that keeps the lesson from being used. `line` counts from 1; 0 is the whole file."""
        self.problems.append(LessonProblem(self.path, line, str(reason)))

    def remark(self, line: int, reason: Message) -> None:
        """Something doubtful; the lesson is used all the same."""
        self.problems.append(LessonProblem(self.path, line, str(reason), fatal=False))

    @property
    def failed(self) -> bool:
        """Whether any error was found."""
        return any(problem.fatal for problem in self.problems)
