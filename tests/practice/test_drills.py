"""Where a sound stands, derived from takes and rounds of listening alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.curriculum.library import Library
from app.curriculum.values import HeardWord, Lesson, PairListening, Prompt
from app.paths import assets_dir
from app.practice.drill_pool import MOST_PAIRS, DrillPool
from app.practice.drills import Heard, derive_state, gather, likely_confusion
from app.practice.learning_values import Rating, Sound, Stage
from app.speech.minimal_pairs import MinimalPairs
from app.speech.text import to_spoken
from app.speech.values import Part
from app.storage.learning_values import SpokenSound

ZH = Sound(Part.INITIAL, "zh")
ALL = tuple(Stage)
WORD, SENTENCE = 2, 9  # syllables
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


def takes(*what: tuple[int, int, int]) -> list[Heard]:
    """One an hour: syllables, good, wrong; heard as z wherever wrong."""
    return [
        Heard(NOON + timedelta(hours=i), n, good, wrong, ("z",) * wrong)
        for i, (n, good, wrong) in enumerate(what)
    ]


BACK = ((SENTENCE, 0, 1),) * 3
HEARD, MISHEARD = (0, 6, 0), (0, 3, 3)


def test_three_wrong_takes_bring_a_sound_back() -> None:
    assert derive_state(ZH, takes(*BACK[:2]), [], ALL).stage is None
    state = derive_state(ZH, takes(*BACK), [], ALL)
    assert (state.stage, state.wrong, state.heard) == (Stage.LISTEN, 3, "z")
    assert [rating for _when, rating in state.ratings] == [Rating.AGAIN]


def test_wrong_takes_long_ago_do_not() -> None:
    good = ((SENTENCE, 1, 0),) * 4
    assert derive_state(ZH, takes(BACK[0], *good, BACK[0], *good, BACK[0]), [], ALL).stage is None


def test_several_wrong_syllables_of_one_take_are_one_mistake() -> None:
    assert derive_state(ZH, takes((SENTENCE, 0, 5), (SENTENCE, 0, 1)), [], ALL).stage is None


@pytest.mark.parametrize(
    ("after", "stage"),
    [
        ([], Stage.LISTEN),
        ([MISHEARD], Stage.LISTEN),
        ([HEARD], Stage.WORD),
        ([(0, 0, 0)], Stage.WORD),  # no voice could say the pair: she is not held up
        ([HEARD, (SENTENCE, 1, 0)], Stage.WORD),  # a sentence is no word
        ([HEARD, (WORD, 0, 0)], Stage.WORD),  # off: shows nothing
        ([HEARD, (WORD, 1, 0)], Stage.SENTENCE),
        ([HEARD, (WORD, 0, 1)], Stage.LISTEN),
        ([HEARD, (WORD, 1, 0), (SENTENCE, 2, 1)], Stage.WORD),
        ([HEARD, (WORD, 1, 0), (SENTENCE, 2, 0)], None),
    ],
)
def test_stages(after: list[tuple[int, int, int]], stage: Stage | None) -> None:
    assert derive_state(ZH, takes(*BACK, *after), [], ALL).stage is stage


def test_rounds_of_listening_are_taken_in_time_with_takes() -> None:
    said = takes(*BACK, (WORD, 1, 0))
    before = [Heard(NOON - timedelta(hours=1), 0, 6, 0)]
    between = [Heard(NOON + timedelta(hours=2, minutes=30), 0, 6, 0)]
    assert derive_state(ZH, said, before, ALL).stage is Stage.LISTEN
    assert derive_state(ZH, said, between, ALL).stage is Stage.SENTENCE


def test_ratings_of_a_sound_that_was_learned() -> None:
    learned = (*BACK, HEARD, (WORD, 1, 0), (SENTENCE, 1, 0))
    state = derive_state(ZH, takes(*learned, (SENTENCE, 3, 0), (SENTENCE, 3, 1), (WORD, 1, 0)), [], ALL)
    ratings = [rating for _when, rating in state.ratings]
    assert ratings[:4] == [Rating.AGAIN, Rating.HARD, Rating.HARD, Rating.GOOD]
    assert ratings[4:] == [Rating.GOOD, Rating.HARD]  # later sentences; a word says nothing any more
    again = derive_state(ZH, takes(*learned, *BACK), [], ALL)
    assert (again.stage, again.ratings[-1][1]) == (Stage.LISTEN, Rating.AGAIN)


def test_without_words_for_it_a_stage_is_passed_over() -> None:
    listened = derive_state(ZH, takes(*BACK, (SENTENCE, 1, 0)), [], (Stage.SENTENCE,))
    assert listened.stage is None
    assert derive_state(ZH, takes(*BACK), [], ()).stage is None


def test_sounds_are_those_of_the_voice_not_of_the_spelling() -> None:
    def spoken(no: int, part: Part, initial: str, sound: str) -> SpokenSound:
        return SpokenSound(no, NOON, 5, part, initial, sound, 1, 0, 1, ("e",))

    rows = [
        spoken(1, Part.FINAL, "zh", "i"),
        spoken(1, Part.FINAL, "sh", "i"),
        spoken(1, Part.FINAL, "x", "i"),
        spoken(2, Part.FINAL, "sh", "i"),
        spoken(2, Part.INITIAL, "", ""),  # no initial
        spoken(2, Part.FINAL, "", "W"),  # a letter
    ]
    found = gather(rows)
    assert {sound.key: len(heard) for sound, heard in found.items()} == {"final:iii": 2, "final:i": 1}
    first = found[Sound(Part.FINAL, "iii")][0]
    assert (first.good, first.wrong, first.heard) == (2, 2, ("e", "e"))


def test_what_is_usually_taken_for_it() -> None:
    assert likely_confusion(ZH) == "z"
    assert likely_confusion(Sound(Part.TONE, "2")) == "3"
    assert likely_confusion(Sound(Part.TONE, "5")) == ""


# -- where the words come from


def lesson(*steps: Prompt | PairListening) -> Library:
    return Library((Lesson("l", "一课", "", "mandarin", 5, 1, tuple(steps)),))


def pool(*steps: Prompt | PairListening) -> DrillPool:
    return DrillPool(lesson(*steps), MinimalPairs())


def differences(pairs: PairListening) -> set[tuple[str, ...]]:
    found = set()
    for one, two in pairs.pairs:
        ours, theirs = (to_spoken(word.text, word.pinyin).syllables for word in (one, two))
        assert len(ours) == len(theirs)
        for a, b in zip(ours, theirs, strict=True):
            found |= {(x, y) for x, y in ((a.initial, b.initial), (a.final, b.final)) if x != y}
            found |= {(str(a.spoken_tone), str(b.spoken_tone))} if a.spoken_tone != b.spoken_tone else set()
    return found


@pytest.mark.parametrize(
    ("sound", "heard"),
    [
        (ZH, "z"),
        (Sound(Part.INITIAL, "ch"), "q"),
        (Sound(Part.FINAL, "ang"), "an"),
        (Sound(Part.TONE, "2"), "3"),
        (Sound(Part.TONE, "4"), "1"),
    ],
)
def test_pairs_differ_in_the_sound_alone(sound: Sound, heard: str) -> None:
    listening = pool().listening(sound, heard)
    assert listening is not None
    assert 1 <= len(listening.pairs) <= MOST_PAIRS
    assert len(set(listening.pairs)) == len(listening.pairs)
    assert (sound.name, heard) in differences(listening)
    # chang and qiang: the glide comes with the palatal
    assert len(differences(listening)) <= (2 if sound.name == "ch" else 1)


@pytest.fixture
def nothing_recorded(tmp_path: Path) -> MinimalPairs:
    """The list of pairs without any recordings."""
    (tmp_path / "pairs.tsv").write_bytes((assets_dir() / "pairs" / "pairs.tsv").read_bytes())
    return MinimalPairs(tmp_path)


@pytest.mark.parametrize("sound", [ZH, Sound(Part.FINAL, "ang"), Sound(Part.TONE, "2")])
def test_without_recordings_there_are_words_to_read_out(sound: Sound, nothing_recorded: MinimalPairs) -> None:
    silent = DrillPool(lesson(), nothing_recorded)
    other = silent.contrast(sound, "")
    listening = silent.listening(sound, other)
    assert listening is not None
    assert differences(listening) == {(sound.name, other)}
    heard = pool().listening(sound, other)
    assert heard is not None
    assert heard.pairs != listening.pairs  # where there are recordings, they are taken


def test_a_lessons_own_pairs_are_taken_in_either_order(nothing_recorded: MinimalPairs) -> None:
    heard = PairListening(
        "p", "", ((HeardWord("四", ("si4",)), HeardWord("是", ("shi4",))), (HeardWord("八"), HeardWord("爬")))
    )
    listening = DrillPool(lesson(heard), nothing_recorded).listening(Sound(Part.INITIAL, "sh"), "s")
    assert listening is not None
    assert listening.pairs[0] == (HeardWord("是", ("shi4",)), HeardWord("四", ("si4",)))
    assert all("八" not in (one.text, two.text) for one, two in listening.pairs)


def test_what_has_no_pair_falls_back_on_the_usual_confusion() -> None:
    assert pool().contrast(ZH, "j") == "j"
    assert pool().contrast(ZH, "m") == pool().contrast(ZH, "") == "z"
    assert pool().listening(ZH, "m") is None
    listening = pool().listening(Sound(Part.TONE, "2"), "3")
    assert listening is not None
    assert listening.title == "第二声—第三声"


def test_words_and_sentences_are_taken_in_turn() -> None:
    words = [Prompt("w1", "知道"), Prompt("w2", "纸")]
    sentences = [Prompt("s1", "这是和田的大红枣"), Prompt("s2", "今天吃什么好")]
    words_of_zh = pool(*words, *sentences)
    assert words_of_zh.stages(ZH) == ALL
    said = [words_of_zh.prompt(ZH, Stage.WORD, turn) for turn in range(3)]
    assert [each[1].id for each in said if each] == ["w2", "w1", "w2"]
    assert words_of_zh.prompt(ZH, Stage.SENTENCE, 5) == ("l", sentences[0])
    assert pool().stages(ZH) == (Stage.LISTEN,)
    assert pool().stages(Sound(Part.TONE, "5")) == ()
