"""A trainee's first week at noon, day by day: what her list asks, how it adapts, how far she gets.

Real SQLite, the real scheduler and the bundled lessons; time and what she says are pretended.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.curriculum.library import Library, load_library
from app.curriculum.values import Choice, FillIn, Outcome, Prompt, TrueFalse
from app.errors import ExpectedError
from app.paths import lessons_dir
from app.people.values import Cohort, Profile
from app.practice.learning_values import (
    LessonStanding,
    MemoryKind,
    Rating,
    Sound,
    Stage,
    TodayKind,
    TodayPlan,
)
from app.practice.today import ENOUGH, MOST
from app.speech.text import to_spoken
from app.speech.values import Part
from app.storage.opening import open_store
from tests.practice.trainee import NOON, Trainee

SH = Sound(Part.INITIAL, "sh")
DAYS = 7


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library((lessons_dir(),))


@pytest.fixture
def nu(own_home: Path, library: Library) -> Iterator[Trainee]:
    opened = open_store(own_home, automatic_backup=False)
    yield Trainee(opened.store, library)
    opened.store.close()


def do_all(nu: Trainee) -> TodayPlan:
    """Everything on today's list, in its order."""
    for item in nu.learning.today().items:
        nu.do(item)
    return nu.learning.today()


def test_first_week(nu: Trainee) -> None:
    nu.weak = {SH: "s"}
    stages: list[Stage] = []
    reviewed: list[int] = []
    done_lessons: list[int] = []
    for day in range(DAYS):
        nu.next_noon(0 if day == 0 else 1)
        plan = nu.learning.today()
        assert plan.first_time == (day == 0)
        assert ENOUGH <= plan.minutes <= MOST, (day, plan)
        assert not plan.finished
        if day == 0:
            [only] = plan.items
            assert only.kind is TodayKind.NEW  # one clear thing
        for item in plan.items:
            if item.sound == SH:
                assert item.stage is not None
                stages.append(item.stage)
                assert (item.heard, item.wrong) == ("s", 3)
                nu.weak = {}  # the drill makes her hear it; from now on she says it right
        reviewed.append(sum(len(item.cards) for item in plan.items))
        assert do_all(nu).finished, (day, nu.learning.today())
        done_lessons.append(
            sum(far.standing is LessonStanding.DONE for far in nu.learning.progress().values())
        )
    # sh was wrong from the first day on and came back by ear, in a word, in a sentence, a day each
    assert stages[:3] == [Stage.LISTEN, Stage.WORD, Stage.SENTENCE]
    assert set(stages[3:]) <= {Stage.SENTENCE}  # afterwards it is only asked whether it still holds
    assert reviewed[0] == 0  # on the first day there is nothing to review yet
    assert all(reviewed[1:])
    assert done_lessons == sorted(done_lessons)
    assert done_lessons[-1] >= 3


def test_a_clock_set_back_does_not_undo_what_is_done(nu: Trainee) -> None:
    do_all(nu)
    nu.next_noon()
    words = next(item for item in nu.learning.today().items if item.cards)
    nu.pass_time(hours=-1)
    nu.learning.today()
    for number in words.cards:
        nu.pass_time(minutes=1)
        nu.learning.rate(number, Rating.GOOD)
    nu.pass_time(minutes=1)
    assert next(item for item in nu.learning.today().items if item.id == words.id).done


def test_what_is_mastered_comes_back_after_ever_longer_times(nu: Trainee) -> None:
    do_all(nu)
    nu.next_noon()
    word = next(card for card in nu.learning.due() if card.kind is MemoryKind.GLOSS)
    gaps = []
    for _ in range(4):
        [card] = nu.learning.due([word.no])
        gaps.append(card.intervals[Rating.GOOD])
        nu.learning.rate(word.no, Rating.GOOD)
        nu.pass_time(days=gaps[-1].days)
    assert gaps == sorted(gaps)
    assert gaps[0] >= timedelta(days=1)
    assert gaps[-1] > 4 * gaps[0]
    nu.learning.rate(word.no, Rating.AGAIN)
    [forgotten] = nu.learning.due([word.no])
    assert forgotten.intervals[Rating.GOOD] < gaps[-1] / 4


def test_same_week_twice_gives_the_same_lists(own_home: Path, library: Library, tmp_path: Path) -> None:
    def week(home: Path) -> list[TodayPlan]:
        opened = open_store(home, automatic_backup=False)
        try:
            trainee = Trainee(opened.store, library)
            trainee.weak = {SH: "s"}
            plans = []
            for day in range(4):
                trainee.next_noon(0 if day == 0 else 1)
                plans.append(do_all(trainee))
            return plans
        finally:
            opened.store.close()

    assert week(own_home) == week(tmp_path / "again")


def test_failing_in_a_word_leads_back_to_listening(nu: Trainee) -> None:
    nu.weak = {SH: "s"}
    nu.say_with(SH, 3)
    seen = []
    for hears, weak in (
        (True, {SH: "s"}),
        (True, {SH: "s"}),
        (False, {}),
        (True, {}),
        (True, {}),
        (True, {}),
    ):
        drill = nu.learning.drill(SH)
        assert drill is not None
        seen.append(drill.stage)
        nu.weak = weak
        nu.do_drill(drill, hears=hears)
    assert seen == [Stage.LISTEN, Stage.WORD, Stage.LISTEN, Stage.LISTEN, Stage.WORD, Stage.SENTENCE]
    after = nu.learning.drill(SH)
    assert after is not None
    assert after.check


def test_left_over_is_still_there_the_next_day(nu: Trainee) -> None:
    do_all(nu)
    nu.next_noon()
    before = nu.learning.today()
    review = next(item for item in before.items if item.kind is TodayKind.REVIEW)
    nu.do_cards(review.cards[:2])
    half = next(item for item in nu.learning.today().items if item.id == review.id)
    assert (half.finished, half.done) == (2, False)
    assert half.cards == review.cards[2:]  # what is left of it
    nu.next_noon()
    after = nu.learning.today()
    still = next(item for item in after.items if item.kind is TodayKind.REVIEW)
    assert set(review.cards[2:]) <= set(still.cards)
    assert not set(review.cards[:2]) & set(still.cards)
    lesson = next(item for item in before.items if item.lesson_id)
    assert lesson.lesson_id in {item.lesson_id for item in after.items}
    assert ENOUGH <= after.minutes <= MOST


def test_what_is_gone_does_not_keep_a_day_from_being_done(nu: Trainee, library: Library) -> None:
    nu.weak = {SH: "s"}
    do_all(nu)
    nu.say_with(SH, 3)
    nu.next_noon()
    before = nu.learning.today()
    assert {TodayKind.REVIEW, TodayKind.DRILL} <= {item.kind for item in before.items}
    for attempt in nu.store.attempts("nu", limit=1000):
        row = nu.store.attempt(attempt.id)
        nu.store.replace_score(attempt.id, dataclasses.replace(row.score, syllables=()))
    nu.library = Library(())
    assert nu.learning.today().items == ()
    nu.library = library
    assert TodayKind.DRILL not in {item.kind for item in nu.learning.today().items}


def test_list_stays_the_same_all_day_and_more_can_be_had(nu: Trainee) -> None:
    first = nu.learning.today()
    nu.pass_time(hours=2)
    assert nu.learning.today() == first
    assert do_all(nu).finished
    more = nu.learning.more()
    assert more.items[: len(first.items)] == nu.learning.today().items[: len(first.items)]
    assert len(more.items) > len(first.items)
    assert not more.finished


def test_wrong_answer_comes_back_and_a_right_one_later(nu: Trainee, library: Library) -> None:
    lesson, place, question = next(
        (lesson, place, step)
        for lesson in library.lessons
        for place, step in enumerate(lesson.steps)
        if isinstance(step, Choice | TrueFalse | FillIn)
    )
    nu.learning.finish(lesson.id, question, Outcome(0, 1, 9.0, ("错",)))
    assert nu.learning.results(lesson.id) == {question.id: Outcome(0, 1, 9.0, ("错",))}
    assert place in nu.learning.lessons_seen.all()[lesson.id].steps
    [card] = [card for card in nu.learning.due() if card.question == question]
    nu.pass_time(minutes=1)
    nu.learning.finish(lesson.id, question, Outcome(1, 1, 5.0))  # again, in the same sitting
    assert not [card for card in nu.learning.due() if card.question == question]
    nu.next_noon(3)
    assert [c.no for c in nu.learning.due() if c.question == question] == [card.no]


def test_many_takes_in_a_row_do_not_count_against_her(nu: Trainee, library: Library) -> None:
    lesson = library.lessons[0]
    prompt = max(lesson.prompts, key=lambda each: len(each.text))
    syllables = to_spoken(prompt.text, prompt.pinyin).syllables
    spoken = {each.initial for each in syllables if each.initial}
    nu.weak = {Sound(Part.INITIAL, each): "" for each in spoken}
    for _ in range(6):
        nu.say(lesson.id, prompt)
    nu.learning.today()
    card = next(c for c in nu.store.learning.cards("nu") if c.kind == MemoryKind.PHRASE.value)
    reviews = [r for r in nu.store.learning.reviews("nu") if r.card_no == card.no]
    assert [r.rating for r in reviews] == [Rating.AGAIN]
    nu.weak = {}
    nu.say(lesson.id, prompt)
    nu.learning.today()
    reviews = [r for r in nu.store.learning.reviews("nu") if r.card_no == card.no]
    assert [r.rating for r in reviews] == [Rating.AGAIN, Rating.EASY]


def test_what_her_trainer_gave_comes_before_what_is_next(nu: Trainee, library: Library) -> None:
    nu.store.people.add(Profile("head", "王老师", "zh", NOON))
    nu.store.sign_ins.sign_in("head")
    nu.store.pins.change("head", "", "4071")
    nu.store.people.set_up("head", "中心")
    nu.store.add_cohort(Cohort("k", "一班", NOON))
    nu.store.people.change({"nu": {"cohort_id": "k"}})
    nu.store.sign_ins.sign_in("nu")
    given = library.lessons[-1]
    before = nu.learning.today()
    with pytest.raises(ExpectedError, match="教师"):
        nu.learning.plans.assign("k", given.id, NOON.date())
    nu.store.sign_ins.sign_in("head", "4071")
    kept = nu.learning.plans.assign("k", given.id, NOON.date())
    assert nu.learning.plans.given() == [kept]
    nu.store.sign_ins.sign_in("nu")
    assert [each.given_id for each in nu.learning.plans.due()] == [kept.id]
    today = nu.learning.today()  # given after the list was made
    assert [item.lesson_id for item in today.items] == [given.id]
    assert today.items[0].kind is TodayKind.ASSIGNED
    assert before.items[0].lesson_id not in {item.lesson_id for item in today.items}
    assert not today.items[0].overdue
    nu.next_noon(2)
    late = nu.learning.today().items[0]
    assert (late.lesson_id, late.overdue) == (given.id, True)
    for place, step in enumerate(given.steps):
        nu.do_step(given.id, place, step)
    nu.next_noon()
    assert given.id not in {item.lesson_id for item in nu.learning.today().items}


def test_lessons_open_when_what_they_build_on_is_done(nu: Trainee, library: Library) -> None:
    second = next(lesson for lesson in library.lessons if lesson.requires)
    locked = nu.learning.progress()[second.id]
    assert (locked.standing, locked.missing) == (LessonStanding.LOCKED, second.requires)
    for required in second.requires:
        lesson = library.lesson(required)
        assert lesson is not None
        for place in range(len(lesson.steps) - 1):
            nu.see(required, place)
        assert nu.learning.progress()[required].standing is LessonStanding.BEGUN
        assert nu.learning.progress()[second.id].standing is LessonStanding.LOCKED
        nu.see(required, len(lesson.steps) - 1)
        assert nu.learning.progress()[required].standing is LessonStanding.DONE
    assert nu.learning.progress()[second.id].standing is LessonStanding.OPEN


def test_prompts_spoken_before_there_was_a_memory_are_counted_once(nu: Trainee, library: Library) -> None:
    lesson = library.lessons[0]
    prompt: Prompt = lesson.prompts[0]
    nu.say(lesson.id, prompt)
    nu.next_noon(9)  # a perfect take is asked for again after eight days
    for _ in range(3):
        nu.learning.today()
    assert len(nu.store.learning.reviews("nu")) == 1
    assert [card.prompt for card in nu.learning.due() if card.prompt] == [prompt]


def test_without_a_profile_there_is_nothing_and_nothing_is_kept(nu: Trainee, library: Library) -> None:
    nu.store.sign_ins.sign_out()
    lesson = library.lessons[0]
    nu.learning.finish(lesson.id, lesson.steps[0], Outcome(1, 1))
    assert nu.learning.today().items == nu.learning.more().items == ()
    assert nu.learning.due() == nu.learning.drills() == nu.learning.plans.due() == []
    nu.store.sign_ins.sign_in("nu")
    assert nu.store.learning.outcomes("nu") == []
    assert nu.learning.progress()[lesson.id].done == 0


def test_a_card_that_is_gone_is_a_sentence_not_a_crash(nu: Trainee) -> None:
    with pytest.raises(ExpectedError, match="不在了"):
        nu.learning.rate(999, Rating.GOOD)
