"""Cards for Anki (.apkg): key words, phrases, quiz questions and viewers' questions of lessons.

Ids are made from the lesson's and the step's, so that a second export updates the cards of the first and
keeps what Anki knows about them.
"""

from __future__ import annotations

import hashlib
import html
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import genanki

from app.curriculum.readings import is_hanzi, read_hanzi
from app.curriculum.syllables import with_mark
from app.curriculum.tracks import track_name
from app.curriculum.values import (
    Card,
    Choice,
    FillIn,
    Gloss,
    Lesson,
    Matching,
    Ordering,
    ProductCard,
    Prompt,
    Question,
    TrueFalse,
)
from app.errors import ExpectedError
from app.i18n import msg

_CSS = """
.card { font-family: "Noto Sans SC", "Microsoft YaHei", sans-serif; font-size: 22px; text-align: center; }
.hanzi { font-size: 44px; }
.pinyin { color: #666; }
.lesson { color: #888; font-size: 14px; margin-top: 2em; }
"""
_LESSON = '<div class="lesson">{{Lesson}}</div>'

# Anki tells note types apart by these numbers; they never change.
_WORD = genanki.Model(
    1_702_114_311,
    "开播 词语",
    fields=[{"name": name} for name in ("Hanzi", "Pinyin", "Meaning", "Lesson")],
    templates=[
        {
            "name": "读",
            "qfmt": '<div class="hanzi">{{Hanzi}}</div>' + _LESSON,
            "afmt": '{{FrontSide}}<hr id=answer><div class="pinyin">{{Pinyin}}</div>{{Meaning}}',
        },
        {
            "name": "说",
            "qfmt": "{{Meaning}}" + _LESSON,
            "afmt": '{{FrontSide}}<hr id=answer><div class="hanzi">{{Hanzi}}</div>'
            '<div class="pinyin">{{Pinyin}}</div>',
        },
    ],
    css=_CSS,
)
_PHRASE = genanki.Model(
    1_702_114_312,
    "开播 句子",
    fields=[{"name": name} for name in ("Text", "Pinyin", "Meaning", "Sound", "Lesson")],
    templates=[
        {
            "name": "说",
            "qfmt": "{{Meaning}}" + _LESSON,
            "afmt": '{{FrontSide}}<hr id=answer>{{Text}}<div class="pinyin">{{Pinyin}}</div>{{Sound}}',
        }
    ],
    css=_CSS,
)
_QUESTION = genanki.Model(
    1_702_114_313,
    "开播 问答",
    fields=[{"name": name} for name in ("Question", "Answer", "Lesson")],
    templates=[
        {
            "name": "答",
            "qfmt": "{{Question}}" + _LESSON,
            "afmt": "{{FrontSide}}<hr id=answer>{{Answer}}",
        }
    ],
    css=_CSS,
)


def write_anki(lessons: Sequence[Lesson], language: str, made: datetime, target: Path) -> int:
    """Write the cards of `lessons` to an .apkg file; how many notes it holds.

    `language` ("en", "ug", "kk") is that of the meanings; any other shows all three. Raises ExpectedError
    when there is nothing to write or the file cannot be written; one of that name stays as it was then.
    """
    with tempfile.TemporaryDirectory(prefix="kaibo-anki-") as folder:
        media: list[str] = []
        decks = [_deck(lesson, language, Path(folder), media) for lesson in lessons]
        count = sum(len(deck.notes) for deck in decks)
        if not count:
            raise ExpectedError(msg("选的课里没有能做成卡片的内容。"))
        package = genanki.Package(decks, media_files=media)
        try:
            handle, temporary = tempfile.mkstemp(prefix=".anki-", suffix=".apkg", dir=target.parent)
            os.close(handle)
            try:
                package.write_to_file(temporary, timestamp=made.timestamp())
                Path(temporary).chmod(0o644)
                Path(temporary).replace(target)
            except BaseException:
                Path(temporary).unlink(missing_ok=True)
                raise
        except (OSError, sqlite3.Error) as error:  # the cards are a database in a temporary folder first
            raise ExpectedError(
                msg("卡片写不到 {path}。请检查磁盘空间和权限。", path=target), str(error)
            ) from error
    return count


def _deck(lesson: Lesson, language: str, folder: Path, media: list[str]) -> genanki.Deck:
    number = (1 << 30) + int(hashlib.sha256(lesson.id.encode()).hexdigest()[:7], 16)
    deck = genanki.Deck(number, f"开播::{track_name(lesson.track)}::{lesson.title}")
    title = html.escape(lesson.title)

    def add(model: genanki.Model, fields: Sequence[str], *ids: str) -> None:
        deck.add_note(genanki.Note(model, [*fields, title], guid=genanki.guid_for("kaibo", *ids)))

    for step in lesson.steps:
        if isinstance(step, Card | ProductCard):
            for gloss in step.glosses:
                add(_WORD, _word(gloss, language), lesson.id, "word", gloss.word)
        if isinstance(step, ProductCard):
            for question, answer in step.questions:
                add(_QUESTION, (html.escape(question), html.escape(answer)), lesson.id, "viewer", question)
        elif isinstance(step, Prompt) and step.meanings:
            add(_PHRASE, _phrase(step, language, _sound(step, folder, media)), step.id)
        elif isinstance(step, Question):
            add(_QUESTION, _asked(step), step.id)
    return deck


def _word(gloss: Gloss, language: str) -> tuple[str, ...]:
    return html.escape(gloss.word), html.escape(gloss.pinyin), _meaning(gloss.meanings, language)


def _phrase(prompt: Prompt, language: str, sound: str) -> tuple[str, ...]:
    return html.escape(prompt.text), _reading(prompt), _meaning(prompt.meanings, language), sound


def _reading(prompt: Prompt) -> str:
    """The phrase's pinyin; "" where figures leave open how it is read."""
    if prompt.pinyin is not None:
        return " ".join(map(with_mark, prompt.pinyin))
    syllables = read_hanzi(prompt.text)
    if any(char.isalnum() and not is_hanzi(char) for char in prompt.text):
        return ""
    return " ".join(with_mark(each) for each in syllables if each[-1:].isdigit())


def _meaning(meanings: Mapping[str, str], language: str) -> str:
    chosen = {language: meanings[language]} if language in meanings else meanings
    return "<br>".join(
        f'<span dir="{"rtl" if name == "ug" else "ltr"}">{html.escape(text)}</span>'
        for name, text in chosen.items()
    )


def _sound(prompt: Prompt, folder: Path, media: list[str]) -> str:
    """The prompt's recording under a name that no other lesson's has."""
    if prompt.reference is None:
        return ""
    digest = hashlib.sha256(prompt.id.encode()).hexdigest()[:12]
    copy = folder / f"kaibo-{digest}{prompt.reference.suffix}"
    try:
        shutil.copyfile(prompt.reference, copy)
    except OSError as error:
        raise ExpectedError(
            msg("示范录音 {path} 读不出来，卡片没有写。", path=prompt.reference), str(error)
        ) from error
    media.append(str(copy))
    return f"[sound:{copy.name}]"


def _asked(step: Question) -> tuple[str, str]:
    """Question and answer of a quiz step, as HTML."""
    if isinstance(step, Choice):
        asked = _listed(step.question, [text for text, _right in step.options])
        answer = "<br>".join(html.escape(text) for text, right in step.options if right)
    elif isinstance(step, TrueFalse):
        asked, answer = html.escape(step.statement) + "<br>对，还是错？", "对" if step.right else "错"
    elif isinstance(step, Matching):
        lefts = [left for left, _right in step.pairs]
        asked = _listed(step.question, [*lefts, "", *sorted(right for _left, right in step.pairs)])
        answer = "<br>".join(html.escape(f"{left} — {right}") for left, right in step.pairs)
    elif isinstance(step, Ordering):
        asked = _listed(step.question, sorted(step.items))
        answer = "<br>".join(html.escape(f"{n}. {item}") for n, item in enumerate(step.items, start=1))
    elif isinstance(step, FillIn):
        asked, answer = _listed(step.sentence, step.options), html.escape("、".join(step.answers))
    return asked, f"{answer}<br><br>{html.escape(step.why)}" if step.why else answer


def _listed(question: str, items: Sequence[str]) -> str:
    return "<br>".join(html.escape(each) for each in (question, *items))
