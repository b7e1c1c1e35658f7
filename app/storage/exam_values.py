"""What is kept of mock Putonghua tests. Frozen; screens may hold them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.speech.psc.marks import PartMarks
from app.speech.psc.paper import Paper, PartOfPaper


@dataclass(frozen=True)
class GivenPoints:
    """What a person gave for the talk. `by` is the trainer's name, "" when she judged herself."""

    pronunciation: float
    words: float
    fluency: float
    by: str = ""

    @property
    def total(self) -> float:
        """All three together."""
        return self.pronunciation + self.words + self.fluency


@dataclass(frozen=True)
class KeptPart:
    """One part that was read, answered or spoken to its end.

    `prompt_id` is the one its take was made under, "" for the choosing part. `attempt_id` is None until the
    take has been scored and kept; `marks` is None as long. `answers` are those of the choosing part, `topic`
    is what the talk was about.
    """

    part: PartOfPaper
    done: datetime  # aware, UTC
    prompt_id: str = ""
    attempt_id: str | None = None
    marks: PartMarks | None = None
    answers: tuple[int | None, ...] = ()
    topic: str = ""
    given: GivenPoints | None = None


@dataclass(frozen=True)
class KeptExam:
    """One mock test: its whole paper, and the parts done so far in their order."""

    id: str
    profile_id: str
    created: datetime  # aware, UTC
    paper: Paper
    parts: tuple[KeptPart, ...] = ()

    @property
    def five_parts(self) -> bool:
        """Whether it is the form with the choosing part."""
        return PartOfPaper.CHOOSING in self.paper.parts

    @property
    def next_part(self) -> PartOfPaper | None:
        """The first part that is not done; None at the end."""
        return next((each for each in self.paper.parts if self.part(each) is None), None)

    @property
    def finished(self) -> bool:
        """Whether every part was done; whether each could be marked is another question."""
        return self.next_part is None

    def part(self, part: PartOfPaper) -> KeptPart | None:
        """What is kept of a part, None while it is not done."""
        return next((each for each in self.parts if each.part is part), None)
