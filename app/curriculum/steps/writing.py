"""A step written as lines of a lesson file: what the kinds share. Reading the lines gives the step again."""

from __future__ import annotations

import re
from collections.abc import Mapping

from app.curriculum.fields import LANGUAGES
from app.curriculum.readings import check_pinyin
from app.curriculum.syllables import joined, with_mark
from app.curriculum.values import Gloss, Listen, Prompt, ToneTracing


def one_line(text: str) -> str:
    """`text` without line breaks, which a line of the file cannot hold."""
    return re.sub(r"\s*[\r\n]+\s*", " ", text).strip()


def between_bars(text: str) -> str:
    """`text` as it may stand between `|` signs."""
    return re.sub(r"[|｜]", "/", one_line(text))


def heading(kind: str, title: str) -> str:
    """The line that a step begins with."""
    return f"## {kind} {one_line(title)}".rstrip()


def field_lines(*fields: tuple[str, str]) -> list[str]:
    """`name: value` lines; those without a value are left out."""
    return [f"{name}: {one_line(value)}" for name, value in fields if one_line(value)]


def meaning_lines(meanings: Mapping[str, str]) -> list[str]:
    """The `en:`, `ug:` and `kk:` lines."""
    return field_lines(*((language, meanings.get(language, "")) for language in LANGUAGES))


def spoken_lines(step: Prompt | Listen | ToneTracing) -> list[str]:
    """The lines under a heading that is said or heard.

    A recording is named by its path as it stands in the step, which the writer of the lesson has made
    relative to the lesson's folder.
    """
    return [
        *field_lines(("拼音", written_pinyin(step.text, step.pinyin) if step.pinyin else "")),
        *field_lines(("提示", step.hint), ("录音", step.reference.as_posix() if step.reference else "")),
        *meaning_lines(step.meanings),
    ]


def gloss_line(gloss: Gloss) -> str:
    """A `词:` line."""
    meanings = [
        f"{language}: {between_bars(gloss.meanings[language])}"
        for language in LANGUAGES
        if gloss.meanings.get(language, "").strip()
    ]
    return "词: " + " | ".join([f"{between_bars(gloss.word)} {_gloss_pinyin(gloss)}".rstrip(), *meanings])


def _gloss_pinyin(gloss: Gloss) -> str:
    checked = check_pinyin(gloss.word, gloss.pinyin)
    if isinstance(checked, tuple) and joined(list(checked)) == gloss.pinyin:
        return gloss.pinyin
    # The author insisted on a reading that dictionaries do not have.
    return " ".join(f"{each}!" for each in gloss.pinyin.split())


def written_pinyin(text: str, pinyin: tuple[str, ...]) -> str:
    """Syllables as an author writes them, `nǐ hǎo ma5`; a `!` where she must insist on a reading."""
    pieces = [each if each.endswith("5") else with_mark(each) for each in pinyin]
    if check_pinyin(text, " ".join(pieces)) == pinyin:
        return " ".join(pieces)
    insisting = [f"{piece}!" for piece in pieces]
    for at, piece in enumerate(pieces):
        less = [*insisting[:at], piece, *insisting[at + 1 :]]
        if check_pinyin(text, " ".join(less)) == pinyin:
            insisting = less
    return " ".join(insisting)
