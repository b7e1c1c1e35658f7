"""Every paper keeps the rules of the national test."""

from __future__ import annotations

from collections import Counter
from functools import cache
from itertools import pairwise

import pytest

from app.hanzi import character_readings
from app.speech.phones import FINALS, INITIALS, split_pinyin
from app.speech.psc import paper
from app.speech.psc.paper import (
    CHOICES,
    Paper,
    PartOfPaper,
    _sections,
    _word_groups,
    passages,
    topics,
)
from app.speech.text import to_spoken

SEEDS = range(24)


@cache
def make_paper(seed: int, *, five_parts: bool = False) -> Paper:
    return paper.make_paper(seed, five_parts=five_parts)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_hundred_syllables_that_cover_the_language(seed: int) -> None:
    items = make_paper(seed).syllables
    assert len(items) == len({item.text for item in items}) == 100
    initials, finals, tones = Counter[str](), Counter[str](), Counter[str]()
    for item in items:
        (pinyin,) = item.pinyin
        initial, final, erhua = split_pinyin(pinyin)
        assert not erhua
        initials[initial] += 1
        finals[final] += 1
        tones[pinyin[-1]] += 1
        assert pinyin in character_readings(item.text)
    assert all(initials[each] >= 3 for each in INITIALS), initials
    assert all(finals[each] >= 2 for each in FINALS), finals
    assert set(tones) == set("1234")
    assert min(tones.values()) >= 20 and max(tones.values()) <= 30


@pytest.mark.parametrize("seed", SEEDS)
def test_fifty_words_of_the_right_kinds(seed: int) -> None:
    words = make_paper(seed).words
    assert len(words) == len(set(words)) == 50
    spoken = [to_spoken(word).syllables for word in words]
    assert sum(map(len, spoken)) == 100
    tones = [tuple(syllable.tone for syllable in word) for word in spoken]
    assert sum(pair == (3, 3) for pair in tones) >= 3
    assert sum(first == 3 and second not in (3, 5) for first, second in tones) >= 4
    assert sum(second == 5 for _first, second in tones) >= 3
    assert sum(any(syllable.erhua for syllable in word) for word in spoken) >= 4


def test_each_word_is_what_its_group_says() -> None:
    kinds = {
        "third-third": lambda tones, _erhua: tones == [3, 3],
        "third-other": lambda tones, _erhua: tones[0] == 3 and tones[1] in (1, 2, 4),
        "neutral": lambda tones, _erhua: tones[1] == 5,
        "erhua": lambda _tones, erhua: erhua,
        "others": lambda tones, erhua: 5 not in tones and not erhua,
    }
    groups = _word_groups()
    assert set(groups) == set(kinds)
    for name, words in groups.items():
        for word in words:
            syllables = to_spoken(word).syllables
            assert len(syllables) == 2, word
            fits = kinds[name]([each.tone for each in syllables], any(each.erhua for each in syllables))
            assert fits, (name, word)


def test_neighbours_differ() -> None:
    """Nearly always: the last few may leave no choice."""
    alike = 0
    for seed in SEEDS:
        read = [split_pinyin(item.pinyin[0]) for item in make_paper(seed).syllables]
        alike += sum((one[0] == two[0] and one[0] != "") or one[1] == two[1] for one, two in pairwise(read))
    assert alike <= 2 * len(SEEDS)


def test_the_five_part_form_asks_to_choose() -> None:
    assert PartOfPaper.CHOOSING not in make_paper(1).parts
    made = make_paper(1, five_parts=True)
    assert made.parts == tuple(PartOfPaper)
    assert Counter(item.kind for item in made.choices) == dict(CHOICES)
    for item in made.choices:
        assert len(set(item.options)) == 3 and 0 <= item.right < 3
    assert len({item.right for item in made.choices}) == 3
    rights = {line.split("|")[0].strip() for lines in _sections("choices.txt").values() for line in lines}
    assert all(item.options[item.right] in rights for item in made.choices)


def test_the_seed_makes_the_paper() -> None:
    assert paper.make_paper(7) == paper.make_paper(7)
    made = [make_paper(seed) for seed in SEEDS]
    assert len({each.syllables for each in made}) == len(made)
    assert {each.passage for each in made} == set(passages())
    drawn = {topic for each in made for topic in each.topics}
    assert drawn <= set(topics()) and len(drawn) > len(topics()) / 2
    assert all(each.topics[0] != each.topics[1] for each in made)


def test_passages_are_long_enough_and_can_be_scored() -> None:
    for passage in passages():
        syllables = to_spoken(passage.text).syllables
        assert 400 <= len(syllables) <= 450, passage.title
        assert not any(each.foreign for each in syllables)
