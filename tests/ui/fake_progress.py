"""Progress in memory: what a window sees of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from app.errors import ExpectedError
from app.practice.progress_statistics import Interval
from app.practice.progress_values import (
    CentreProgress,
    ClassProgress,
    CohortOutcome,
    Contrast,
    HourCell,
    MemberPractice,
    Outcome,
    PartChange,
    PersonChange,
    PersonProgress,
    PracticeDay,
    Share,
    SoundChange,
    SoundExample,
    SoundMap,
    WeekOfClass,
)
from app.speech.values import Part, Verdict

if TYPE_CHECKING:
    from tests.ui.fake_studio import FakeStudio

TODAY = date(2026, 3, 20)

SOUNDS = SoundMap(
    {("zh", "ang"): Share(4, 20), ("z", "ao"): Share(18, 20), ("", "i"): Share(1, 2)},
    {"zh": Share(5, 20), "z": Share(19, 20)},
    {"ang": Share(15, 20), "ao": Share(20, 20), "i": Share(1, 2)},
    {1: Share(10, 20), 3: Share(15, 20), 4: Share(1, 2)},
    {("zh", "ang"): {1: Share(10, 20)}, ("z", "ao"): {3: Share(15, 20)}, ("", "i"): {4: Share(1, 2)}},
)
BETTER = SoundChange(Part.INITIAL, "zh", Share(6, 30), Share(22, 30), Interval(0.53, 0.2, 0.75))
UNCLEAR = SoundChange(Part.TONE, "2", Share(20, 30), Share(22, 30), Interval(0.07, -0.2, 0.3))
CONTRAST = Contrast(Part.INITIAL, "z", "zh", 12, 60, 5)


class FakeProgress:
    """`error` is raised by all that is asked, when there is one."""

    def __init__(self, studio: FakeStudio) -> None:
        self._studio = studio
        self.error: ExpectedError | None = None
        self.found: list[SoundExample] = [
            SoundExample(
                "a1",
                datetime(2026, 3, 19, 4, tzinfo=UTC),
                "一张",
                1,
                "张",
                "zh",
                "ang",
                1,
                Verdict.WRONG,
                Verdict.GOOD,
                Verdict.GOOD,
            )
        ]
        days = tuple(PracticeDay(TODAY - timedelta(days=back), 12, 90.0) for back in (0, 1, 3, 8, 15))
        self.of_person = PersonProgress(
            "nu", "努尔", TODAY, days, SOUNDS, (BETTER, UNCLEAR), Interval(4.2, 1.0, 7.4), 14, (CONTRAST,)
        )
        self.of_class = ClassProgress(
            "k1",
            "一班",
            TODAY,
            (
                MemberPractice(
                    "nu", "努尔", 3, 300.0, 9, 1200.0, 80, TODAY, PersonChange("nu", 8, 61.0, 74.0)
                ),
                MemberPractice("ali", "阿里", 0, 0.0, 0, 0.0, 0, None, None),
            ),
            tuple(WeekOfClass(date(2026, 3, 16) - timedelta(weeks=back), 2, 600.0) for back in (1, 0)),
            (CONTRAST,),
            SOUNDS,
            (PersonChange("nu", 8, 61.0, 74.0),),
            None,
            (PartChange(Part.INITIAL, Share(50, 100), Share(70, 100)),),
        )
        self.of_centre = CentreProgress(
            TODAY,
            12,
            5,
            {(0, 12): HourCell(3.5, 6.0), (0, 19): HourCell(1.0, 2.0)},
            (Outcome("nu", "k1", 3, 240, 90_000, 3600.0),),
            {"nu": "努尔"},
            (CohortOutcome("k1", "一班", 1, 240, 90_000, 3600.0),),
            None,
        )

    def person(self, profile_id: str | None = None) -> PersonProgress:
        self._studio._note("person", profile_id)
        self._raise()
        return self.of_person

    def examples(
        self, profile_id: str, initial: str | None, final: str | None, tone: int | None = None
    ) -> list[SoundExample]:
        self._studio._note("examples", profile_id, initial, final, tone)
        self._raise()
        return self.found

    def class_progress(self, cohort_id: str) -> ClassProgress:
        self._studio._note("class_progress", cohort_id)
        self._raise()
        return self.of_class

    def centre(self) -> CentreProgress:
        self._studio._note("centre")
        self._raise()
        return self.of_centre

    def wrong_counts(self) -> list[str]:
        self._studio._note("wrong_counts")
        return []

    def rebuild_counts(self) -> None:
        self._studio._note("rebuild_counts")

    def _raise(self) -> None:
        if self.error is not None:
            raise self.error
