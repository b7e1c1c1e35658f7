"""The lessons that ship with the program: all of them load, and all of them keep their promises."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.curriculum.card_text import paragraphs
from app.curriculum.check import check_lessons
from app.curriculum.library import load_library
from app.curriculum.readings import is_hanzi
from app.curriculum.tracks import TRACKS
from app.curriculum.values import Card, Lesson
from app.paths import lessons_dir
from app.speech.pinyin import syllable_pinyin
from app.speech.text import to_spoken

REVIEWED = Path(__file__).parent / "bundled_readings.txt"
LIBRARY = load_library([lessons_dir()])
FIRST_FOUR = {"tones-first", "product-hongzao", "camera-introduction", "show-opening"}

# What an anchor must not say of food, or of anything without proof. Lessons quote these on cards, marked ✗,
# and never in what is to be said aloud.
FORBIDDEN = re.compile(
    r"补血|养颜|安神|养生|调理|治疗|治病|排毒|降[压糖脂]|抗癌|第一品牌|全网|最(?!后|近|多|少)|顶级|国家级|极品|百分之百"
)


@pytest.fixture(params=LIBRARY.lessons, ids=lambda lesson: lesson.id)
def lesson(request: pytest.FixtureRequest) -> Lesson:
    return request.param


def test_nothing_is_wrong_or_doubtful() -> None:
    assert check_lessons(lessons_dir()) == ()
    assert {each.id for each in LIBRARY.lessons} >= FIRST_FOUR


def test_folder_track_and_length(lesson: Lesson) -> None:
    assert lesson.folder is not None and lesson.folder.name == lesson.id
    assert lesson.track in TRACKS
    assert 5 <= lesson.minutes <= 15
    assert lesson.summary
    assert len(lesson.prompts) >= 8


def test_what_a_lesson_requires_comes_before_it(lesson: Lesson) -> None:
    order = [each.id for each in LIBRARY.lessons]
    for required in lesson.requires:
        assert order.index(required) < order.index(lesson.id)


def test_every_key_word_is_glossed_in_three_languages(lesson: Lesson) -> None:
    glosses = [gloss for step in lesson.steps if isinstance(step, Card) for gloss in step.glosses]
    assert len(glosses) >= 8
    for gloss in glosses:
        check_languages(gloss.meanings, gloss.word)
        assert gloss.pinyin


def test_every_phrase_has_its_meaning_in_three_languages(lesson: Lesson) -> None:
    glossed = {gloss.word for step in lesson.steps if isinstance(step, Card) for gloss in step.glosses}
    for prompt in lesson.prompts:
        if prompt.text not in glossed:
            check_languages(prompt.meanings, prompt.text)
        assert prompt.hint, prompt.text


def check_languages(meanings: object, about: str) -> None:
    assert isinstance(meanings, dict) and set(meanings) == {"en", "ug", "kk"}, about
    for language, script in (("en", r"[A-Za-z]"), ("ug", r"[؀-ۿ]"), ("kk", r"[Ѐ-ӿ]")):
        letters = [char for char in meanings[language] if char.isalpha()]
        fitting = [char for char in letters if re.match(script, char)]
        assert fitting == letters, f"{about}: {language} {meanings[language]}"


def test_nothing_to_be_said_breaks_the_advertising_rules(lesson: Lesson) -> None:
    for prompt in lesson.prompts:
        assert not FORBIDDEN.search(prompt.text), prompt.text
    for card in (step for step in lesson.steps if isinstance(step, Card)):
        for paragraph in paragraphs(card.text):
            if re.search(r"补血|养颜|安神|全网|最甜", paragraph.plain):
                assert "✗" in paragraph.plain or "违法" in paragraph.plain, paragraph.plain


def test_every_rule_of_law_names_its_article(lesson: Lesson) -> None:
    for card in (step for step in lesson.steps if isinstance(step, Card)):
        for paragraph in paragraphs(card.text):
            for law in re.findall(r"《[^》]*(?:法|规范|办法|指南|规定)[^》]*》", paragraph.plain):
                assert re.search(re.escape(law) + r"第[一二三四五六七八九十百]+条", paragraph.plain), (
                    paragraph.plain
                )


def test_recordings_are_clear_and_their_origin_is_written_down(lesson: Lesson) -> None:
    assert lesson.folder is not None
    named = {prompt.reference for prompt in lesson.prompts if prompt.reference}
    there = {
        path for path in lesson.folder.iterdir() if path.suffix in {".flac", ".ogg", ".opus", ".wav", ".mp3"}
    }
    assert there == named
    for path in named:
        samples, rate = soundfile.read(path, dtype="float32")
        frames = samples[: len(samples) // 320 * 320].reshape(-1, 320)
        level = 10 * np.log10(np.mean(frames**2, axis=1) + 1e-10)
        assert rate == 16_000 and samples.ndim == 1
        assert 1.0 < len(samples) / rate < 5.0
        assert np.abs(samples).max() < 0.99
        assert np.percentile(level, 90) - np.percentile(level, 5) > 25, "too noisy to follow"
        origin = (lesson.folder / "ORIGIN.md").read_text("utf-8")
        assert path.name in origin and "CC0" in origin


def test_every_reading_is_the_one_that_was_reviewed() -> None:
    """The program's reading of each prompt, override or not, against a list that a person has read through.

    After a change to a prompt or to the readings, look at the difference, then write the new lines with
    `python tests/curriculum/test_bundled_lessons.py`.
    """
    assert readings() == REVIEWED.read_text("utf-8")


def readings() -> str:
    lines = []
    for each in LIBRARY.lessons:
        for prompt in each.prompts:
            spoken = to_spoken(prompt.text, prompt.pinyin)
            assert len(spoken.syllables) >= sum(map(is_hanzi, prompt.text)) - prompt.text.count("儿")
            lines.append(f"{prompt.text}\t{' '.join(syllable_pinyin(each) for each in spoken.syllables)}\n")
    return "".join(lines)


if __name__ == "__main__":
    REVIEWED.write_text(readings(), "utf-8")
