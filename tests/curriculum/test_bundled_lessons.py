"""The lessons that ship with the program: all of them load, and all of them keep their promises."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.curriculum.check import check_lessons
from app.curriculum.levels import LEVELS
from app.curriculum.readings import is_hanzi, letters_in
from app.curriculum.tracks import TRACKS
from app.curriculum.values import Choice, FillIn, FreePitch, Lesson, Matching, Ordering, ProductCard
from app.paths import lessons_dir
from app.speech.phones import syllable_phones
from app.speech.pinyin import syllable_pinyin
from app.speech.text import to_spoken
from tests.curriculum.bundled import (
    ACTIVITY,
    LESSONS,
    LIBRARY,
    QUIZ,
    glosses_of,
    spoken_in,
    steps_of,
)

REVIEWED = Path(__file__).parent / "bundled_readings.txt"
FIRST_FOUR = {"tones-first", "product-hongzao", "camera-introduction", "show-opening"}
ABOUT_NO_ONE_PRODUCT = {"product-reading-card", "product-compare"}
PRODUCTS = [each for each in LESSONS if each.track == "product" and each.id not in ABOUT_NO_ONE_PRODUCT]
LONGEST_TITLE = 16
"""Characters of Chinese; a Latin letter is half as wide."""


@pytest.fixture(params=LESSONS, ids=lambda lesson: lesson.id)
def lesson(request: pytest.FixtureRequest) -> Lesson:
    return request.param


def test_nothing_is_wrong_or_doubtful() -> None:
    assert check_lessons(lessons_dir()) == ()
    assert {each.id for each in LESSONS} >= FIRST_FOUR


def test_the_head_says_what_a_learner_must_know(lesson: Lesson) -> None:
    assert lesson.folder is not None and lesson.folder.name == lesson.id
    assert lesson.track in TRACKS
    assert lesson.level in LEVELS
    assert 5 <= lesson.minutes <= 15
    assert width(lesson.title) <= LONGEST_TITLE
    assert lesson.summary
    check_languages(lesson.meanings, lesson.title)


def width(text: str) -> float:
    """How wide a text is, in Chinese characters."""
    return sum(0.5 if char.isascii() else 1 for char in text)


def test_there_is_enough_to_read_to_say_to_answer_and_to_do(lesson: Lesson) -> None:
    assert len(glosses_of(lesson)) >= 6
    assert len(lesson.prompts) >= 5
    assert len(steps_of(lesson, QUIZ)) >= 2
    assert len(steps_of(lesson, ACTIVITY)) >= 1


def test_every_key_word_is_glossed_in_three_languages(lesson: Lesson) -> None:
    for gloss in glosses_of(lesson):
        check_languages(gloss.meanings, gloss.word)
        assert gloss.pinyin


def test_every_prompt_has_a_hint_and_its_meaning_in_three_languages(lesson: Lesson) -> None:
    glossed = {gloss.word for gloss in glosses_of(lesson)}
    for prompt in lesson.prompts:
        if prompt.text not in glossed:
            check_languages(prompt.meanings, prompt.text)
        assert prompt.hint, prompt.text


def test_meanings_are_in_the_script_of_their_language(lesson: Lesson) -> None:
    for step in lesson.steps:
        meanings: Mapping[str, str] = getattr(step, "meanings", {})
        check_scripts(meanings, step.id)


def check_languages(meanings: Mapping[str, str], about: str) -> None:
    assert set(meanings) == {"en", "ug", "kk"}, about
    check_scripts(meanings, about)


def check_scripts(meanings: Mapping[str, str], about: str) -> None:
    scripts = {"en": r"[A-Za-zÀ-ɏ]", "ug": r"[؀-ۿ]", "kk": r"[Ѐ-ӿ]"}
    for language, text in meanings.items():
        letters = [char for char in text if char.isalpha()]
        fitting = [char for char in letters if re.match(scripts[language], char)]
        assert fitting == letters and letters, f"{about}: {language} {text}"


def test_every_question_can_be_answered_and_says_why(lesson: Lesson) -> None:
    for step in steps_of(lesson, QUIZ):
        assert step.why, step
        match step:
            case Choice():
                rights = [is_right for _, is_right in step.options]
                assert any(rights) and not all(rights), step.question
                assert differ(text for text, _ in step.options), step.question
            case Matching():
                assert differ(left for left, _ in step.pairs), step.question
                assert differ(right for _, right in step.pairs), step.question
            case Ordering():
                assert differ(step.items), step.question
            case FillIn():
                assert step.sentence.count("____") == 1 and all(step.answers)
                assert differ(step.answers) and differ(step.options)
                if step.options:
                    right = set(step.options) & set(step.answers)
                    assert right and right != set(step.options), step.sentence


def differ(texts: object) -> bool:
    """Whether a reader can tell the texts apart."""
    seen = [re.sub(r"[\s。.！!，,]+", "", text).casefold() for text in texts]  # type: ignore[attr-defined]
    return len(set(seen)) == len(seen) and all(seen)


@pytest.mark.parametrize("product", PRODUCTS, ids=lambda lesson: lesson.id)
def test_a_product_lesson_has_its_card_and_ends_in_a_talk_of_her_own(product: Lesson) -> None:
    [card] = steps_of(product, ProductCard)
    assert LIBRARY.product(product.id) is card
    assert len(card.questions) >= 5
    pitches = steps_of(product, FreePitch)
    assert pitches and all(pitch.product == product.id for pitch in pitches)


def test_the_scorer_knows_every_syllable(lesson: Lesson) -> None:
    """Every spoken text is read out whole, has nothing foreign in it, and its syllables have phones."""
    for step in spoken_in(lesson):
        assert not letters_in(step.text), step.text
        spoken = to_spoken(step.text, step.pinyin)
        assert len(spoken.syllables) >= sum(map(is_hanzi, step.text)) - step.text.count("儿"), step.text
        for syllable in spoken.syllables:
            assert not syllable.foreign, step.text
            assert syllable_phones(syllable.initial, syllable.final, erhua=syllable.erhua)


def test_recordings_are_clear_and_their_origin_is_written_down(lesson: Lesson) -> None:
    assert lesson.folder is not None
    named = {step.reference for step in lesson.steps if getattr(step, "reference", None)}
    there = {
        path for path in lesson.folder.iterdir() if path.suffix in {".flac", ".ogg", ".opus", ".wav", ".mp3"}
    }
    assert there == named
    for path in there:
        samples, rate = soundfile.read(path, dtype="float32")
        frames = samples[: len(samples) // 320 * 320].reshape(-1, 320)
        level = 10 * np.log10(np.mean(frames**2, axis=1) + 1e-10)
        assert rate == 16_000 and samples.ndim == 1
        assert 1.0 < len(samples) / rate < 5.0
        assert np.abs(samples).max() < 0.99
        assert np.percentile(level, 90) - np.percentile(level, 5) > 25, "too noisy to follow"
        origin = (lesson.folder / "ORIGIN.md").read_text("utf-8")
        assert path.name in origin and "CC0" in origin


def test_every_reading_is_the_one_that_was_reviewed(lesson: Lesson) -> None:
    """The program's reading of all that is said, override or not, against a list that a person has read.

    After a change to a prompt or to the readings, look at the difference, then write the new lines with
    `python -m tests.curriculum.test_bundled_lessons`.
    """
    assert readings(lesson) == reviewed().get(lesson.id, [])


def test_the_reviewed_list_holds_no_lesson_that_is_gone() -> None:
    assert list(reviewed()) == sorted(each.id for each in LESSONS)


def readings(lesson: Lesson) -> list[str]:
    """One line for everything that is said or heard: the text and how it is read."""
    texts = dict.fromkeys((step.text, step.pinyin) for step in spoken_in(lesson))
    return [
        f"{text}\t{' '.join(map(syllable_pinyin, to_spoken(text, pinyin).syllables))}"
        for text, pinyin in texts
    ]


def reviewed() -> dict[str, list[str]]:
    """The list, by lesson: a line `# id`, then its readings."""
    blocks: dict[str, list[str]] = {}
    for line in REVIEWED.read_text("utf-8").splitlines():
        if line.startswith("# "):
            lines = blocks.setdefault(line[2:], [])
        elif line:
            lines.append(line)
    return blocks


def write_reviewed() -> None:
    """Write the list anew, by id, so that a new lesson is a block of its own in a difference."""
    blocks = ["\n".join([f"# {each.id}", *readings(each), ""])
              for each in sorted(LESSONS, key=lambda each: each.id)]  # fmt: skip
    REVIEWED.write_text("\n".join(blocks), "utf-8")


if __name__ == "__main__":
    write_reviewed()


def test_every_product_says_what_sort_it_is() -> None:
    sorts = {step.sort for lesson in LESSONS for step in lesson.steps if isinstance(step, ProductCard)}
    assert sorts == {"food", "jade", "textile"}
