"""What a mock test tells a screen: the test itself and everything its result page needs. Frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.speech.grade import GradeEstimate
from app.speech.psc.marks import PartMarks, SoundOff
from app.speech.psc.paper import PartOfPaper
from app.speech.values import SyllableScore
from app.storage.exam_values import GivenPoints, KeptExam, KeptPart
from app.storage.values import Attempt

__all__ = ["ExamResult", "GivenPoints", "KeptExam", "KeptPart", "WorstSyllable", "judged"]


@dataclass(frozen=True)
class WorstSyllable:
    """A syllable that went worst: where it was read, and how."""

    part: PartOfPaper
    index: int
    score: SyllableScore


@dataclass(frozen=True)
class ExamResult:
    """A test with what its result page shows.

    `name` is whose it is. `attempts` holds the takes that are still there. `estimate` is the grade that the
    reading parts point to; `sounds` are off throughout; `worst` comes worst first. `earlier` is the test
    before this one, `scoring` the parts whose take is not scored yet.
    """

    exam: KeptExam
    name: str
    estimate: GradeEstimate
    attempts: Mapping[PartOfPaper, Attempt] = field(default_factory=dict)
    sounds: tuple[SoundOff, ...] = ()
    worst: tuple[WorstSyllable, ...] = ()
    earlier: KeptExam | None = None
    scoring: tuple[PartOfPaper, ...] = ()


def judged(exam: KeptExam) -> tuple[PartMarks, ...]:
    """The marks of the parts that have points, by the program or a person."""
    return tuple(each.marks for each in exam.parts if each.marks and each.marks.points is not None)
