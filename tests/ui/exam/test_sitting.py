"""A part of a mock test from its first key to its last, and everything that can come in between."""

from __future__ import annotations

import pytest

from app.audio.values import SignalWarning
from app.errors import ExpectedError
from app.i18n import msg
from app.practice.exam_values import KeptExam, judged
from app.practice.take import TakeState
from app.speech.psc.marks import LIMITS
from app.speech.psc.paper import PartOfPaper
from app.speech.values import TakeStatus
from app.ui.jobs import Jobs
from app.ui.screens.exam.sitting import Sitting, Step, hard_stop
from tests.ui.conftest import HandExecutor
from tests.ui.fake_studio import FakeStudio


class Hall:
    """A sitting and what it told."""

    def __init__(self, studio: FakeStudio, jobs: Jobs) -> None:
        self.studio = studio
        self.sitting = Sitting(studio, jobs)
        self.over: list[KeptExam] = []
        self.scored: list[KeptExam] = []
        self.failed: list[str] = []
        self.sitting.part_over.connect(self.over.append)
        self.sitting.scored.connect(self.scored.append)
        self.sitting.failed.connect(self.failed.append)

    def open(self, part: PartOfPaper = PartOfPaper.SYLLABLES, *, five_parts: bool = False) -> KeptExam:
        exam = self.studio.exams.begin(five_parts=five_parts, seed=4)
        self.sitting.open(exam, part)
        return exam

    def at(self, seconds: float) -> None:
        """So much has been recorded by now."""
        self.studio.elapsed = lambda: seconds
        self.sitting.tick()


@pytest.fixture
def hall(application, studio: FakeStudio, jobs: Jobs) -> Hall:
    return Hall(studio, jobs)


def test_a_part_is_read_kept_and_marked(hall: Hall) -> None:
    exam = hall.open()
    assert hall.studio.microphone_open
    hall.sitting.begin()
    assert hall.sitting.state.step is Step.RUNNING
    assert hall.studio.calls[-1][0] == "start_take"
    hall.at(100.0)
    assert hall.sitting.state.left == 110.0
    hall.sitting.end()
    [after] = hall.over
    assert after.next_part is PartOfPaper.WORDS
    assert hall.scored == []  # she goes on while it is being marked
    hall.studio.finish_scoring()
    [marked] = hall.scored
    assert [marks.part for marks in judged(marked)] == [PartOfPaper.SYLLABLES]
    assert judged(hall.studio.exams.exam(exam.id)) == judged(marked)


def test_going_over_the_limit_counts_and_does_not_cut(hall: Hall) -> None:
    hall.open()
    hall.sitting.begin()
    hall.at(LIMITS[PartOfPaper.SYLLABLES] + 30)
    assert hall.sitting.state.step is Step.RUNNING
    assert hall.sitting.state.left == -30.0
    hall.at(hard_stop(PartOfPaper.SYLLABLES))
    assert hall.sitting.state.step is Step.OVER
    assert len(hall.over) == 1


def test_two_minutes_after_the_limit_a_part_ends() -> None:
    assert [hard_stop(part) - LIMITS[part] for part in PartOfPaper] == [120, 120, 120, 120, 44]


def test_a_part_waits_until_the_take_before_is_put_away(hall: Hall) -> None:
    hall.open(PartOfPaper.WORDS)
    hall.studio.take_state = TakeState.SCORING
    hall.sitting.begin()
    assert hall.sitting.state.step is Step.WAITING
    hall.sitting.tick()
    assert hall.sitting.state.step is Step.WAITING
    hall.studio.take_state = TakeState.IDLE
    hall.sitting.tick()
    assert hall.sitting.state.step is Step.RUNNING


def test_the_talk_needs_a_topic_and_is_a_free_take(hall: Hall) -> None:
    exam = hall.open(PartOfPaper.TALK)
    assert not hall.sitting.state.may_begin
    hall.sitting.choose_topic(exam.paper.topics[1])
    hall.sitting.begin()
    assert hall.studio.calls[-1][0] == "start_free_take"
    assert hall.sitting.state.early  # ending now would cost points
    hall.at(178.0)
    assert not hall.sitting.state.early
    hall.sitting.end()
    hall.studio.free_takes.finish()
    kept = hall.scored[0].part(PartOfPaper.TALK)
    assert kept is not None and kept.topic == exam.paper.topics[1]


def test_a_talk_that_ends_by_itself_is_over(hall: Hall) -> None:
    exam = hall.open(PartOfPaper.TALK)
    hall.sitting.choose_topic(exam.paper.topics[0])
    hall.sitting.begin()
    hall.studio.free_takes.finish()  # the longest take was reached before the page looked at the clock
    [after] = hall.over
    part = after.part(PartOfPaper.TALK)
    assert part is not None and part.marks is not None


def test_choosing_needs_no_microphone(hall: Hall) -> None:
    hall.studio.devices = []
    hall.open(PartOfPaper.CHOOSING, five_parts=True)
    hall.sitting.begin()
    assert hall.sitting.state.step is Step.RUNNING
    hall.sitting.hand_in([0] * 25)
    assert [marks.part for marks in judged(hall.over[0])] == [PartOfPaper.CHOOSING]
    assert not any(call[0] in ("start_take", "open_microphone") for call in hall.studio.calls)


def test_time_over_hands_the_choices_in(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    told = []
    hall.open(PartOfPaper.CHOOSING, five_parts=True)
    hall.sitting.time_over.connect(lambda: told.append(True))
    hall.sitting.begin()
    monkeypatch.setattr("app.ui.screens.exam.sitting.OVERTIME", -200.0)
    hall.sitting.tick()
    assert told == [True]


def test_without_a_microphone_nothing_begins_until_there_is_one(hall: Hall) -> None:
    devices, hall.studio.devices = hall.studio.devices, []
    hall.open()
    assert hall.sitting.state.microphone_error
    hall.sitting.begin()
    assert hall.sitting.state.step is Step.READY
    hall.studio.devices = devices
    hall.sitting.retry_microphone()
    assert hall.sitting.state.may_begin


def test_nothing_begins_before_the_speech_model_is_there(hall: Hall) -> None:
    hall.studio.speech_ready = False
    hall.open()
    hall.sitting.begin()
    assert hall.sitting.state.step is Step.READY
    hall.studio.speech_ready = True
    hall.sitting.tick()
    hall.sitting.begin()
    assert hall.sitting.state.step is Step.RUNNING


def test_a_muted_microphone_is_told_of(hall: Hall) -> None:
    hall.open()
    hall.sitting.begin()
    hall.studio.warn(SignalWarning.SILENT)
    hall.sitting.tick()
    assert hall.sitting.state.warning is SignalWarning.SILENT


def test_a_microphone_pulled_out_makes_the_part_begin_again(hall: Hall) -> None:
    hall.open()
    hall.sitting.begin()
    hall.studio.lose_microphone()
    assert hall.sitting.state.step is Step.READY
    assert "从头再读一遍" in hall.sitting.state.trouble
    attempt = hall.studio.finish_scoring()  # what was said is kept as an attempt …
    assert attempt in hall.studio._attempts
    assert hall.over == hall.scored == []  # … and is no part of the test


def test_a_full_disk_makes_the_part_begin_again(hall: Hall) -> None:
    hall.open()
    hall.sitting.begin()
    assert hall.studio._listener is not None
    hall.studio._listener.take_cut_short(ExpectedError(msg("磁盘满了。")))
    assert hall.sitting.state.step is Step.READY
    assert hall.sitting.state.trouble == "磁盘满了。"


def test_a_part_that_could_not_be_scored_is_told_of_and_stays_done(hall: Hall) -> None:
    exam = hall.open()
    hall.sitting.begin()
    hall.sitting.end()
    hall.studio.fail_scoring(ExpectedError(msg("没能评分。")))
    assert hall.failed == ["没能评分。"]
    assert hall.studio.exams.exam(exam.id).next_part is PartOfPaper.WORDS


def test_what_could_not_be_assessed_has_no_points(hall: Hall) -> None:
    hall.open()
    hall.sitting.begin()
    hall.sitting.end()
    hall.studio.finish_scoring(status=TakeStatus.TOO_NOISY)
    assert judged(hall.scored[0]) == ()


def test_a_false_start_is_thrown_away(hall: Hall) -> None:
    hall.open()
    hall.sitting.begin()
    hall.sitting.start_over()
    assert hall.studio.calls[-1][0] == "discard_take"
    assert hall.sitting.state.step is Step.READY
    hall.sitting.begin()
    assert hall.sitting.state.step is Step.RUNNING


def test_leaving_keeps_the_recording_and_not_the_part(hall: Hall) -> None:
    exam = hall.open()
    hall.sitting.begin()
    hall.sitting.close()
    assert ("stop_take",) in hall.studio.calls
    assert not hall.studio.microphone_open
    attempt = hall.studio.finish_scoring()
    assert attempt in hall.studio._attempts
    assert hall.studio.exams.exam(exam.id).next_part is PartOfPaper.SYLLABLES


def test_a_score_that_comes_after_the_next_part_began_belongs_to_its_own(
    application, studio: FakeStudio, hand: HandExecutor
) -> None:
    hall = Hall(studio, Jobs(hand))
    exam = hall.open()
    hall.sitting.begin()
    hall.sitting.end()
    hand.wait()
    hall.sitting.open(hall.over[0], PartOfPaper.WORDS)
    studio.finish_scoring()
    hand.wait()
    application.processEvents()
    assert [marks.part for marks in judged(studio.exams.exam(exam.id))] == [PartOfPaper.SYLLABLES]
    assert hall.sitting.state.part is PartOfPaper.WORDS
    assert hall.sitting.state.step is Step.READY


def test_a_start_that_fails_says_why(hall: Hall) -> None:
    hall.open()
    hall.studio.failing["start_take"] = ExpectedError(msg("磁盘快满了。"))
    hall.sitting.begin()
    assert hall.sitting.state.step is Step.READY
    assert hall.sitting.state.trouble == "磁盘快满了。"
