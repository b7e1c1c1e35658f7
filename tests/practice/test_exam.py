"""Mock tests over a real database and real recordings; one part is read through the whole studio."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from app.audio.importing import import_audio
from app.bootstrap import read_settings
from app.curriculum.values import Prompt
from app.errors import ExpectedError
from app.people.rights import NotAllowedError
from app.people.values import TRAINER
from app.practice.exam import LESSON, OVERTIME, Exams
from app.practice.exam_values import GivenPoints, KeptExam, judged
from app.practice.studio import Studio
from app.practice.take import TakeState
from app.speech.psc.marks import LIMITS
from app.speech.psc.paper import PartOfPaper, Passage, make_paper
from app.speech.values import Part, PartScore, TakeStatus, Verdict
from app.storage.opening import open_store
from app.storage.values import Attempt
from tests.audio.fake_microphone import FakeMicrophone, until
from tests.practice.test_free_takes import Ear, LiveMicrophone, say
from tests.practice.trainee import GOOD
from tests.ui.fake_studio import score_of, spoken_text

CLIPS = Path(__file__).resolve().parent.parent / "data" / "speech" / "commonvoice"
DEMO = Path(__file__).resolve().parents[2] / "assets" / "demo" / "demo.flac"
NOON = datetime(2026, 3, 2, 4, 30, tzinfo=UTC)
PATIENCE = 120.0


class Hall:
    """A studio in which takes are put on the shelf instead of being recorded."""

    def __init__(self, studio: Studio) -> None:
        self.now = NOON
        self.studio = studio
        self.exams = Exams(studio._keeper, lambda: self.now)
        self.takes = 0

    def take(self, prompt: Prompt, *, wrong: int = 0, status: TakeStatus = TakeStatus.SCORED) -> Attempt:
        """A take with so many wrong tones, stored as the studio would."""
        self.takes += 1
        studio = self.studio
        assert studio.profile is not None
        made = score_of(spoken_text(prompt.text, prompt.pinyin), status=status)
        bad = PartScore(Verdict.WRONG, 0.1, heard="2")
        syllables = tuple(
            replace(
                each,
                initial=GOOD,
                final=GOOD,
                tone=bad if index < wrong else GOOD,
                start=0.0,
                end=0.2,
                omitted=False,
            )
            for index, each in enumerate(made.syllables)
        )
        self.now += timedelta(seconds=100)
        recording = studio._keeper._save(import_audio(DEMO), self.now, "test", False)
        attempt = Attempt(
            f"t{self.takes}",
            studio.profile.id,
            LESSON,
            prompt.id,
            prompt.text,
            prompt.pinyin,
            self.now,
            recording,
            replace(made, syllables=syllables),
        )
        studio._store.add_attempt(attempt)
        return attempt

    def read(self, exam: KeptExam, part: PartOfPaper, **how: int | TakeStatus) -> KeptExam:
        prompt = self.exams.prompt(exam, part)
        self.exams.finish(exam.id, part, prompt.id)
        return self.exams.keep_take(exam.id, part, self.take(prompt, **how))

    def speak(self, exam: KeptExam) -> KeptExam:
        pitch = self.exams.talk(exam, exam.paper.topics[0])
        self.exams.finish(exam.id, PartOfPaper.TALK, pitch.id, topic=pitch.task)
        spoken = replace(self.take(Prompt(pitch.id, pitch.task)), id="talk", score=None, free=True)
        self.studio._store.add_attempt(spoken)
        return self.exams.keep_take(exam.id, PartOfPaper.TALK, spoken)


@pytest.fixture
def microphone() -> FakeMicrophone:
    return LiveMicrophone()


@pytest.fixture
def studio(own_home: Path, microphone: FakeMicrophone) -> Iterator[Studio]:
    made = Studio(own_home, read_settings(own_home), open_store(own_home), (), lambda _device: microphone)
    made.create_profile("努尔", "ug")
    yield made
    made.close()


@pytest.fixture
def hall(studio: Studio) -> Hall:
    return Hall(studio)


def test_a_test_is_begun_gone_on_with_and_ended(hall: Hall) -> None:
    exam = hall.exams.begin(five_parts=True, seed=5)
    assert exam.paper == make_paper(5, five_parts=True)
    assert hall.exams.going_on() == exam
    exam = hall.read(exam, PartOfPaper.SYLLABLES, wrong=4)
    exam = hall.read(exam, PartOfPaper.WORDS)
    assert exam.next_part is PartOfPaper.CHOOSING
    answers = [item.right for item in exam.paper.choices]
    answers[0] = (answers[0] + 1) % 3
    exam = hall.exams.keep_choices(exam.id, [*answers[:-1], None], 100.0)
    again = Exams(hall.studio._keeper, lambda: hall.now).going_on()  # as after a new start
    assert again is not None and again.next_part is PartOfPaper.PASSAGE
    exam = hall.read(again, PartOfPaper.PASSAGE)
    exam = hall.speak(exam)
    assert exam.finished
    assert hall.exams.going_on() is None
    assert [(m.part, m.points) for m in judged(exam)] == [
        (PartOfPaper.SYLLABLES, 9.6),
        (PartOfPaper.WORDS, 20.0),
        (PartOfPaper.CHOOSING, 9.25),
        (PartOfPaper.PASSAGE, 30.0),
        (PartOfPaper.TALK, 0.0),  # the demo recording is no half minute of talk
    ]


def test_a_test_of_yesterday_is_not_gone_on_with_and_not_lost(hall: Hall) -> None:
    exam = hall.read(hall.exams.begin(five_parts=False), PartOfPaper.SYLLABLES)
    hall.now += timedelta(days=1)
    assert hall.exams.going_on() is None
    assert [each.id for each in hall.exams.past()] == [exam.id]


def test_a_test_without_any_part_is_not_among_the_past(hall: Hall) -> None:
    hall.exams.begin(five_parts=False)
    assert hall.exams.past() == []


def test_each_part_is_read_under_a_prompt_of_its_own(hall: Hall) -> None:
    exam = hall.exams.begin(five_parts=False, seed=2)
    one, other = (hall.exams.prompt(exam, PartOfPaper.SYLLABLES) for _ in range(2))
    assert (one.text, one.pinyin, one.style) == (other.text, other.pinyin, "drill")
    assert one.id != other.id
    assert len(hall.studio.spoken(hall.exams.prompt(exam, PartOfPaper.WORDS)).syllables) == 100
    assert hall.exams.prompt(exam, PartOfPaper.PASSAGE).style == "passage"
    talk = hall.exams.talk(exam, "我的家乡")
    assert (talk.task, talk.seconds) == ("我的家乡", 180)


def test_a_take_scored_after_the_program_ended_is_found_again(hall: Hall) -> None:
    """The part was finished; nobody was there to be told of the score."""
    exam = hall.exams.begin(five_parts=False)
    prompt = hall.exams.prompt(exam, PartOfPaper.SYLLABLES)
    hall.exams.finish(exam.id, PartOfPaper.SYLLABLES, prompt.id)
    assert hall.exams.result(exam.id).scoring == (PartOfPaper.SYLLABLES,)
    hall.take(prompt, wrong=2)
    [marks] = judged(hall.exams.exam(exam.id))
    assert marks.points == 9.8
    assert hall.exams.result(exam.id).scoring == ()


def test_a_take_broken_off_counts_for_nothing(hall: Hall) -> None:
    exam = hall.exams.begin(five_parts=False)
    hall.take(hall.exams.prompt(exam, PartOfPaper.SYLLABLES), wrong=90)  # kept, but never finished
    assert hall.exams.exam(exam.id).next_part is PartOfPaper.SYLLABLES
    exam = hall.read(exam, PartOfPaper.SYLLABLES)
    assert [marks.points for marks in judged(exam)] == [10.0]


@pytest.mark.parametrize("status", [TakeStatus.TOO_NOISY, TakeStatus.OFF_TASK, TakeStatus.SILENT])
def test_what_could_not_be_assessed_has_no_points_and_may_be_read_again(
    hall: Hall, status: TakeStatus
) -> None:
    exam = hall.read(hall.exams.begin(five_parts=False), PartOfPaper.WORDS, status=status)
    part = exam.part(PartOfPaper.WORDS)
    assert part is not None and part.marks is not None and part.marks.points is None
    assert judged(exam) == ()
    exam = hall.read(exam, PartOfPaper.WORDS)
    assert [marks.points for marks in judged(exam)] == [20.0]


def test_news_of_an_earlier_try_change_nothing(hall: Hall) -> None:
    exam = hall.exams.begin(five_parts=False)
    first = hall.exams.prompt(exam, PartOfPaper.WORDS)
    hall.exams.finish(exam.id, PartOfPaper.WORDS, first.id)
    exam = hall.read(exam, PartOfPaper.WORDS)
    assert hall.exams.keep_take(exam.id, PartOfPaper.WORDS, hall.take(first, wrong=50)) == exam


def test_the_talk_is_judged_by_a_person(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.practice.exam.spoken_seconds", lambda _samples: 150.0)
    exam = hall.exams.begin(five_parts=False)
    with pytest.raises(ExpectedError):
        hall.exams.give(exam.id, GivenPoints(20, 8, 4))
    exam = hall.speak(exam)
    talk = exam.part(PartOfPaper.TALK)
    assert talk is not None and talk.marks is not None
    assert (talk.marks.points, talk.marks.open_points) == (None, 38.0)  # half a minute short
    for given in (GivenPoints(20, 8, 4), GivenPoints(21, 8, 4, by="王老师")):  # she, and then her trainer
        exam = hall.exams.give(exam.id, given)
        talk = exam.part(PartOfPaper.TALK)
        assert talk is not None and talk.marks is not None
        assert talk.given == given
        assert talk.marks.points == given.total - 2
        assert talk.topic == exam.paper.topics[0]


def test_a_trainer_finds_the_talks_of_her_class(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.practice.exam.spoken_seconds", lambda _samples: 180.0)
    exam = hall.speak(hall.exams.begin(five_parts=False))
    assert hall.exams.to_mark() == []  # a trainee has nothing to mark
    trainee = hall.studio.profile
    assert trainee is not None
    taught = hall.studio.people.set_up("中心", "一班", "4071", name="王老师")
    head = hall.studio.profile
    assert head is not None
    assert [(name, each.id) for name, each in hall.exams.to_mark()] == [("努尔", exam.id)]
    assert hall.exams.past() == []
    hall.exams.give(exam.id, GivenPoints(20, 8, 4, by="王老师"))
    assert hall.exams.to_mark() == []
    pin = hall.studio.people.set_role(hall.studio.people.add("李老师", "zh").id, TRAINER)
    li = hall.studio.people.faces()[-1]
    hall.studio.people.sign_in(li.id, pin, "4072")
    with pytest.raises(NotAllowedError):  # she leads no class yet
        hall.exams.result(exam.id)
    hall.studio.people.sign_in(head.id, "4071")
    hall.studio.people.move([trainee.id], taught.id)
    hall.studio.people.set_trainers(taught.id, [li.id])
    hall.studio.people.sign_in(li.id, "4072")
    assert hall.exams.result(exam.id).name == "努尔"


def test_the_result_says_what_went_worst_and_what_came_before(hall: Hall) -> None:
    first = hall.read(hall.exams.begin(five_parts=False, seed=1), PartOfPaper.SYLLABLES, wrong=20)
    hall.now += timedelta(days=2)
    exam = hall.exams.begin(five_parts=False, seed=2)
    exam = hall.read(exam, PartOfPaper.SYLLABLES, wrong=15)
    exam = hall.read(exam, PartOfPaper.WORDS, wrong=3)
    result = hall.exams.result(exam.id)
    assert result.name == "努尔"
    assert result.earlier is not None and result.earlier.id == first.id
    assert len(result.worst) == 10
    assert all(each.score.worst is Part.TONE for each in result.worst)
    assert all(each.part in result.attempts for each in result.worst)
    assert result.estimate.missing is None
    assert hall.exams.result(first.id).earlier is None


def test_a_deleted_recording_leaves_the_marks(hall: Hall) -> None:
    exam = hall.read(hall.exams.begin(five_parts=False), PartOfPaper.SYLLABLES, wrong=1)
    hall.studio.delete_attempt("t1")
    result = hall.exams.result(exam.id)
    assert result.attempts == {}
    assert [marks.points for marks in judged(result.exam)] == [9.9]


def test_a_talk_whose_recording_is_gone_is_shown_without_marks(hall: Hall) -> None:
    exam = hall.exams.begin(five_parts=False)
    pitch = hall.exams.talk(exam, "我的家乡")
    hall.exams.finish(exam.id, PartOfPaper.TALK, pitch.id, topic=pitch.task)
    spoken = replace(hall.take(Prompt(pitch.id, pitch.task)), id="talk", score=None, free=True)
    spoken.recording.path.unlink()
    hall.studio._store.add_attempt(spoken)
    [shown] = hall.exams.past()
    assert judged(shown) == ()


def test_a_test_that_is_gone_says_so(hall: Hall) -> None:
    exam = hall.read(hall.exams.begin(five_parts=False), PartOfPaper.SYLLABLES)
    hall.exams.delete(exam.id)
    with pytest.raises(ExpectedError):
        hall.exams.result(exam.id)


def test_nobody_begins_without_a_profile(hall: Hall) -> None:
    hall.studio.people.sign_out()
    with pytest.raises(ExpectedError):
        hall.exams.begin(five_parts=False)
    assert (hall.exams.going_on(), hall.exams.past(), hall.exams.to_mark()) == (None, [], [])


def test_every_part_has_a_limit_and_room_after_it() -> None:
    assert [LIMITS[part] for part in PartOfPaper] == [210, 150, 180, 240, 180]
    assert OVERTIME == 120


def test_a_passage_is_read_through_the_whole_studio(studio: Studio, microphone: FakeMicrophone) -> None:
    """Bundled recordings of one speaker, one after the other, are the passage."""
    with CLIPS.with_suffix(".tsv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["speaker"] == "cv122"]
    pause = np.zeros(8_000, np.float32)
    sounds = [np.concatenate([import_audio(CLIPS / f"{row['clip']}.opus"), pause]) for row in rows[:4]]
    paper = replace(make_paper(1), passage=Passage("四句", "\n".join(row["text"] for row in rows[:4])))
    assert studio.profile is not None
    exam = KeptExam("e", studio.profile.id, datetime.now(UTC), paper)
    studio._store.exams.add(exam)
    prompt = studio.exams.prompt(exam, PartOfPaper.PASSAGE)
    ear = Ear()
    studio.start_take(prompt, LESSON, ear)
    for sound in sounds:
        say(studio, microphone, sound)
    studio.stop_take()
    exam = studio.exams.finish(exam.id, PartOfPaper.PASSAGE, prompt.id)
    assert ear.over.wait(PATIENCE)
    assert until(lambda: studio.take_state is TakeState.IDLE)
    assert ear.attempt is not None
    exam = studio.exams.keep_take(exam.id, PartOfPaper.PASSAGE, ear.attempt)
    [marks] = judged(exam)
    assert marks.points is not None
    assert marks.points > 25.0  # a native speaker who reads every word
    assert marks.seconds == pytest.approx(sum(len(each) for each in sounds) / 16_000, abs=2.0)
    result = studio.exams.result(exam.id)
    assert result.estimate.missing is None
    assert result.attempts[PartOfPaper.PASSAGE].id == ear.attempt.id
    [summary] = studio.attempts(lesson_id=LESSON)
    assert summary.total is not None  # an attempt like any other
