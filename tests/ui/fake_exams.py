"""Mock tests of the pretended studio: the real ones, over tables in memory."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from app.people.values import Profile
from app.practice.exam import Exams
from app.practice.keeper import Keeper
from app.speech.psc.paper import PartOfPaper
from app.storage.exam_values import KeptExam, KeptPart
from app.storage.values import Attempt, AttemptSummary

if TYPE_CHECKING:
    from tests.ui.fake_studio import FakeStudio

_ORDER = tuple(PartOfPaper)


class MemoryExamTables:
    """What `ExamTables` does, in a dictionary."""

    def __init__(self) -> None:
        self.kept: dict[str, KeptExam] = {}

    def add(self, exam: KeptExam) -> None:
        self.kept[exam.id] = exam

    def keep_part(self, exam_id: str, part: KeptPart) -> None:
        exam = self.kept[exam_id]
        parts = [*(each for each in exam.parts if each.part is not part.part), part]
        self.kept[exam_id] = replace(
            exam, parts=tuple(sorted(parts, key=lambda each: _ORDER.index(each.part)))
        )

    def exam(self, exam_id: str) -> KeptExam | None:
        return self.kept.get(exam_id)

    def exams(self, profile_id: str) -> list[KeptExam]:
        found = [each for each in self.kept.values() if each.profile_id == profile_id]
        return sorted(found, key=lambda each: each.created, reverse=True)

    def delete(self, exam_id: str) -> None:
        self.kept.pop(exam_id, None)


class _Keeper:
    """The part of a keeper that mock tests use, answered by the pretended studio."""

    def __init__(self, studio: FakeStudio) -> None:
        self._studio = studio
        self.store = SimpleNamespace(
            exams=MemoryExamTables(),
            profiles=lambda: list(studio._profiles),
            attempts=self._attempts,
            attempt=lambda attempt_id: next(a for a in studio._attempts if a.id == attempt_id),
        )

    @property
    def profile(self) -> Profile | None:
        return self._studio.profile

    def _attempts(self, _profile_id: str, **which: Any) -> list[AttemptSummary]:
        return self._studio.attempts(**which)


def make_exams(studio: FakeStudio) -> Exams:
    """Mock tests over the studio's attempts; the length of a talk is that of its recording."""
    return _MeasuredByDuration(cast("Keeper", _Keeper(studio)))


class _MeasuredByDuration(Exams):
    """There is no audio to measure."""

    def _talked(self, attempt: Attempt) -> float:
        return attempt.recording.duration
