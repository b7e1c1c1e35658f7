"""Texts with one change: exactly one, a syllable of Mandarin, and drawn as learners err."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from app.speech import phones
from app.speech.confusions import FINAL_NEIGHBOURS, INITIAL_NEIGHBOURS, TONE_CONFUSIONS
from app.speech.evaluation.changes import Change, changed, syllables_in_use
from app.speech.evaluation.families import family
from app.speech.text import spoken_from_pinyin, to_spoken
from app.speech.values import Part, SpokenText, Syllable

TEXTS = (
    "新疆红枣又大又甜",
    "今天给大家带来和田玉",
    "一点儿也不贵，你好好看看",
    "四十四只石狮子",
    "女儿去旅游",
)


def draw(spoken: SpokenText, index: int, part: Part, times: int) -> Counter[str]:
    rng = np.random.default_rng(5)
    found = [changed(spoken, index, part, rng) for _ in range(times)]
    return Counter(each.became for each in found if each is not None)


def sounds(syllable: Syllable) -> tuple[str, str, int]:
    final = phones.final_phone(syllable.initial, syllable.final)
    return syllable.initial, final, syllable.spoken_tone


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("part", list(Part))
def test_exactly_one_part_of_one_syllable_changes(text: str, part: Part) -> None:
    spoken = to_spoken(text)
    rng = np.random.default_rng(1)
    made = 0
    for index in range(len(spoken.syllables)):
        change = changed(spoken, index, part, rng)
        if change is None:
            continue
        made += 1
        for place, (old, new) in enumerate(zip(spoken.syllables, change.spoken.syllables, strict=True)):
            if place != index:
                assert new == old
                continue
            before, after = sounds(old), sounds(new)
            at = list(Part).index(part)
            assert before[at] != after[at]
            assert str(before[at]) == change.was and str(after[at]) == change.became
            if part is not Part.TONE:
                assert after[:2] in syllables_in_use() and after[2] == before[2]
            else:
                assert after[:2] == before[:2]
                assert after[2] not in old.also_tones
    assert made >= len(spoken.syllables) // 2


def test_what_learners_often_say_is_drawn_often() -> None:
    said_q = spoken_from_pinyin(["qian2"])
    drawn = draw(said_q, 0, Part.INITIAL, 600)
    # learners say q where ch is asked for; where j is asked for less often
    assert drawn["ch"] == 0  # there is no chian
    said_q = spoken_from_pinyin(["qi2"])
    drawn = draw(said_q, 0, Part.INITIAL, 600)
    assert drawn["ch"] > 1.5 * drawn["j"] > 0
    tones = draw(spoken_from_pinyin(["ma3"]), 0, Part.TONE, 600)
    assert tones["2"] > 2 * tones["1"] and tones["2"] > 2 * tones["4"] > 0


def test_the_direction_of_an_error_counts() -> None:
    # uo said as o or u, ian said as an, ch said as q: more often than the other way round
    for table, asked, said in (
        (INITIAL_NEIGHBOURS, "ch", "q"),
        (FINAL_NEIGHBOURS, "uo", "u"),
        (FINAL_NEIGHBOURS, "uo", "o"),
        (FINAL_NEIGHBOURS, "ian", "an"),
    ):
        assert table[asked][said] > table[said][asked]
    assert max(TONE_CONFUSIONS[2], key=TONE_CONFUSIONS[2].__getitem__) == 3
    assert max(TONE_CONFUSIONS[3], key=TONE_CONFUSIONS[3].__getitem__) == 2
    assert max(TONE_CONFUSIONS[4], key=TONE_CONFUSIONS[4].__getitem__) == 1


def test_neutral_tones_and_erhua_finals_are_left_alone() -> None:
    rng = np.random.default_rng(1)
    assert changed(spoken_from_pinyin(["de5"]), 0, Part.TONE, rng) is None
    assert changed(spoken_from_pinyin(["huar1"]), 0, Part.FINAL, rng) is None
    assert isinstance(changed(spoken_from_pinyin(["huar1"]), 0, Part.INITIAL, rng), Change)


def test_a_tone_that_is_also_right_is_no_mistake() -> None:
    spoken = to_spoken("我也想买")  # third tones in a row: good speakers differ
    rng = np.random.default_rng(1)
    for index, syllable in enumerate(spoken.syllables):
        for _ in range(20):
            change = changed(spoken, index, Part.TONE, rng)
            assert change is None or int(change.became) not in {syllable.spoken_tone, *syllable.also_tones}


@pytest.mark.parametrize(
    ("part", "asked", "said", "name"),
    [
        (Part.INITIAL, "zh", "z", "retroflex_flat"),
        (Part.INITIAL, "p", "b", "aspiration"),
        (Part.FINAL, "ang", "an", "nasal_ending"),
        (Part.FINAL, "ian", "an", "medial"),
        (Part.FINAL, "an", "en", "vowel"),
        (Part.TONE, "3", "2", "T2/T3"),
    ],
)
def test_errors_belong_to_families_whichever_way_round(part: Part, asked: str, said: str, name: str) -> None:
    assert family(part, asked, said) == family(part, said, asked) == name


def test_every_confusion_of_initials_has_a_family() -> None:
    strays = [
        (asked, said)
        for asked, others in INITIAL_NEIGHBOURS.items()
        for said in others
        if family(Part.INITIAL, asked, said) == "other"
    ]
    assert not strays
