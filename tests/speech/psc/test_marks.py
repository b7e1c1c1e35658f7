"""What each part of the mock test loses, against the outline's numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from app.speech.psc.marks import (
    Line,
    PartMarks,
    mark_choices,
    mark_reading,
    mark_talk,
    most_points,
    sounds_off,
    talk_fields,
)
from app.speech.psc.paper import ChoiceItem, ChoiceKind, PartOfPaper
from app.speech.values import (
    AspectScore,
    Fluency,
    FluencyAspect,
    Miscue,
    MiscueKind,
    Part,
    PartScore,
    Pause,
    PronunciationScore,
    Syllable,
    SyllableScore,
    TakeStatus,
    Verdict,
)

FLUENT = Fluency(160.0, 200.0, (), -20.0, -60.0)
GOOD = PartScore(Verdict.GOOD, 0.98)
OFF = PartScore(Verdict.OFF, 0.4)
WRONG = PartScore(Verdict.WRONG, 0.05)
UNKNOWN = PartScore(Verdict.NOT_ASSESSABLE, None)


def syllable(initial: str = "d", final: PartScore = GOOD, begun: PartScore = GOOD) -> SyllableScore:
    said = Syllable("大", initial, "a", 4, 4, False, 0, 1)
    return SyllableScore(said, 0.0, 0.2, begun, final, GOOD)


LEFT_OUT = replace(syllable(), omitted=True)


def score(
    syllables: Sequence[SyllableScore],
    miscues: Sequence[Miscue] = (),
    fluency: Fluency = FLUENT,
    status: TakeStatus = TakeStatus.SCORED,
) -> PronunciationScore:
    return PronunciationScore(
        status, 90.0, tuple(syllables), tuple(miscues), fluency, (), "", "model", "scorer", 60.0
    )


def read(
    part: PartOfPaper, changed: Sequence[SyllableScore], count: int = 100, seconds: float = 100
) -> PartMarks:
    return mark_reading(part, score([*changed, *[syllable()] * (count - len(changed))]), seconds)


@pytest.mark.parametrize(
    ("part", "points"), [(PartOfPaper.SYLLABLES, 10 - 0.3 - 0.1), (PartOfPaper.WORDS, 20 - 0.6 - 0.2)]
)
def test_wrong_missing_and_defective_syllables(part: PartOfPaper, points: float) -> None:
    marks = read(
        part, [syllable(final=WRONG), LEFT_OUT, syllable(begun=WRONG, final=OFF), *[syllable(final=OFF)] * 2]
    )
    assert marks.points == pytest.approx(points)
    assert [(line.code, line.count) for line in marks.lines] == [("wrong", 2), ("omitted", 1), ("defect", 2)]
    assert marks.most == most_points(part, five_parts=False)


def test_another_word_counts_as_wrong() -> None:
    marks = mark_reading(
        PartOfPaper.SYLLABLES,
        score([syllable()] * 100, [Miscue(MiscueKind.REPLACEMENT, 3, "他")]),
        100,
    )
    assert marks.points == pytest.approx(9.9)


@pytest.mark.parametrize(("seconds", "lost"), [(210, 0), (211, 0.5), (269, 0.5), (270, 1), (500, 1)])
def test_time_over_the_limit(seconds: float, lost: float) -> None:
    assert read(PartOfPaper.SYLLABLES, [], seconds=seconds).points == pytest.approx(10 - lost)


def test_what_was_not_judged_costs_nothing_and_is_counted() -> None:
    unknown = SyllableScore(syllable().syllable, 0.0, 0.2, UNKNOWN, UNKNOWN, UNKNOWN)
    marks = read(PartOfPaper.SYLLABLES, [unknown] * 30)
    assert (marks.points, marks.unassessed) == (10.0, 30)
    assert read(PartOfPaper.SYLLABLES, [unknown] * 41).points is None


@pytest.mark.parametrize("status", [each for each in TakeStatus if each is not TakeStatus.SCORED])
def test_a_take_that_was_not_scored_has_no_marks(status: TakeStatus) -> None:
    marks = mark_reading(PartOfPaper.WORDS, score([syllable()] * 100, status=status), 50)
    assert marks.points is None and marks.lines == ()


def test_only_the_first_four_hundred_syllables_of_the_passage_count() -> None:
    syllables = [*[syllable(final=WRONG)] * 3, *[syllable()] * 397, *[syllable(final=WRONG)] * 20]
    inserted = [Miscue(MiscueKind.INSERTION, 5, "的"), Miscue(MiscueKind.INSERTION, 410, "的")]
    filler = Miscue(MiscueKind.INSERTION, 6, "嗯", filler=True)
    marks = mark_reading(PartOfPaper.PASSAGE, score(syllables, [*inserted, filler]), 200)
    assert marks.lines == (Line("wrong", 3, 0.3), Line("inserted", 1, 0.1))
    assert marks.points == pytest.approx(29.6)
    assert read(PartOfPaper.PASSAGE, [], 400, 241).points == pytest.approx(29)


def test_a_sound_that_is_off_throughout_costs_once_more() -> None:
    off = [syllable("zh", begun=OFF)] * 6
    marks = read(PartOfPaper.PASSAGE, off, 400)
    assert marks.lines == (Line("systematic", 1, 0.5, ("zh",)),)
    marks = read(PartOfPaper.PASSAGE, [*off, *[syllable("c", begun=OFF)] * 5], 400)
    assert marks.lines == (Line("systematic", 2, 1.0, ("zh", "c")),)
    seldom = [*[syllable("zh", begun=OFF)] * 6, *[syllable("zh")] * 14]
    assert read(PartOfPaper.PASSAGE, seldom, 400).lines == ()
    assert read(PartOfPaper.PASSAGE, off[:3], 400).lines == ()


def test_reading_again_pausing_and_hesitating() -> None:
    again = [Miscue(MiscueKind.REPETITION, index, last=index + 1) for index in (1, 50, 90)]
    pauses = tuple(Pause(at, at + 1.5, expected=at % 2 == 0) for at in range(60))
    hesitant = replace(
        FLUENT, pauses=pauses, aspects=(AspectScore(FluencyAspect.HESITATION, Verdict.OFF, 5.0),)
    )
    marks = mark_reading(PartOfPaper.PASSAGE, score([syllable()] * 400, again, hesitant), 200)
    assert [(line.code, line.count, line.points) for line in marks.lines] == [
        ("repetition", 3, 1.0),
        ("pauses", 30, 2.0),
        ("hesitation", 0, 0.5),
    ]
    assert mark_reading(PartOfPaper.WORDS, score([syllable()] * 100, again, hesitant), 60).points == 20.0


def test_marks_never_fall_below_nothing() -> None:
    assert read(PartOfPaper.WORDS, [syllable(final=WRONG)] * 100, seconds=500).points == 0.0


def test_choosing() -> None:
    word = ChoiceItem(ChoiceKind.WORD, ("太阳", "日头", "热头"), 0)
    measure = ChoiceItem(ChoiceKind.MEASURE, ("一条马", "一匹马"), 1)
    marks = mark_choices([word] * 10 + [measure] * 10, [0] * 8 + [1, None] + [1] * 9 + [0], 100)
    assert marks.lines == (Line("choice", 2, 0.75), Line("unanswered", 1, 0.25))
    assert marks.points == pytest.approx(9.0)
    assert mark_choices([word], [0], 190).points == pytest.approx(9.5)


@pytest.mark.parametrize(
    ("seconds", "lost"),
    [
        (200, 0),
        (180, 0),
        (178, 0),
        (170, 1),
        (161, 1),
        (155, 2),
        (125, 3),
        (120, 3),
        (110, 4),
        (89, 5),
        (40, 6),
    ],
)
def test_a_talk_that_is_too_short(seconds: float, lost: float) -> None:
    marks = mark_talk(seconds, five_parts=False)
    assert marks.points is None
    assert marks.open_points == 40 - lost
    assert sum(line.points for line in marks.lines) == lost


def test_the_talk_is_for_a_person_to_mark() -> None:
    assert mark_talk(180, five_parts=True).open_points == 30
    assert mark_talk(30, five_parts=False).points == 0.0
    assert mark_talk(30, five_parts=False).lines == (Line("silent", 1, 40.0),)
    assert mark_talk(110, five_parts=False, given=35.5).points == 31.5  # its length costs 4
    assert mark_talk(110, five_parts=False, given=39).points == 35
    assert mark_talk(110, five_parts=False, given=-3).points == 0


def test_what_is_given_for_a_talk_stays_within_its_points() -> None:
    assert mark_talk(180, five_parts=False, given=55).points == 40
    assert mark_talk(40, five_parts=False, given=2).points == 0
    for five_parts in (False, True):
        assert sum(talk_fields(five_parts).values()) == most_points(PartOfPaper.TALK, five_parts)


def test_sounds_that_are_off_throughout_are_told_with_their_counts() -> None:
    off = [syllable("zh", begun=WRONG)] * 3 + [syllable("zh", begun=OFF)]
    good = [syllable("zh")] * 6
    [found] = sounds_off([*off, *good])
    assert (found.part, found.sound, found.faults, found.count) == (Part.INITIAL, "zh", 4, 10)
    assert sounds_off([*off, *good, syllable("zh")]) == ()  # 4 of 11
    assert sounds_off(off[:3]) == ()
