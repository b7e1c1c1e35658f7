"""Translation without Qt, so that the command line, reports and errors speak the user's language too.

Source strings are Simplified Chinese. Catalogues are gettext .po files under `assets/i18n/`, read as they
are: a translator edits one text file and restarts. `tr` translates now, `Message` keeps a sentence and its
values until somebody shows it (errors, advice), because the language may change in between.
"""

from __future__ import annotations

import gettext
import io
import logging
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from app.paths import assets_dir

log = logging.getLogger(__name__)

SOURCE_LANGUAGE = "zh_CN"
LANGUAGES: dict[str, str] = {
    "zh_CN": "简体中文",
    "ug": "ئۇيغۇرچە",
    "kk": "Қазақша",
    "en": "English",
}
RIGHT_TO_LEFT = frozenset({"ug"})
_RIGHT_TO_LEFT_MARK = "\u200f"
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")

_current: str = SOURCE_LANGUAGE
_catalogue: gettext.NullTranslations = gettext.NullTranslations()
_reader: ContextVar[str] = ContextVar("reader", default="")
"""The language of whoever will read what this thread writes just now, "" for the one in use."""


@lru_cache(maxsize=8)
def _load(language: str) -> gettext.NullTranslations:
    if language == SOURCE_LANGUAGE:
        return gettext.NullTranslations()
    import polib

    path = assets_dir() / "i18n" / f"{language}.po"
    try:
        catalogue = polib.pofile(str(path), encoding="utf-8")
        return gettext.GNUTranslations(io.BytesIO(catalogue.to_binary()))
    except (OSError, ValueError, UnicodeDecodeError) as error:
        log.warning("no usable catalogue for %s: %s", language, error)
        return gettext.NullTranslations()


def set_language(language: str) -> None:
    """Use `language` (a key of LANGUAGES) from now on; an unknown one falls back to the source language."""
    global _current, _catalogue
    _current = language if language in LANGUAGES else SOURCE_LANGUAGE
    _catalogue = _load(_current)


@contextmanager
def using(language: str) -> Iterator[None]:
    """Within the block this thread speaks `language`, as a report does for its reader.

    Other threads go on as before. "" or an unknown language leaves the one in use.
    """
    token = _reader.set(language if language in LANGUAGES else "")
    try:
        yield
    finally:
        _reader.reset(token)


def language() -> str:
    """The language in use, a key of LANGUAGES."""
    return _reader.get() or _current


def is_right_to_left() -> bool:
    """Whether the language in use is written from right to left."""
    return language() in RIGHT_TO_LEFT


def _texts() -> gettext.NullTranslations:
    reader = _reader.get()
    return _load(reader) if reader else _catalogue


def tr(text: str, /, **values: Any) -> str:
    """Translate a source sentence and fill its `{named}` places."""
    translated = _texts().gettext(text)
    return _directed(translated.format(**values) if values else translated)


def trn(text: str, plural: str, number: int, /, **values: Any) -> str:
    """Translate a sentence that counts; `{number}` is filled in. Chinese gives the same text twice."""
    return _directed(_texts().ngettext(text, plural, number).format(number=number, **values))


def _directed(sentence: str) -> str:
    """A right-to-left sentence that begins with Chinese or Latin says so, or it would be laid out backwards.

    Its direction is that of its first strong character outside isolates (UAX #9, P2). A date in it is
    isolated: after Arabic letters 2026-11-23 would stand there as 23-11-2026 (W2).
    """
    if not is_right_to_left():
        return sentence
    sentence = _DATE.sub("\u2066\\g<0>\u2069", sentence)
    depth, first = 0, ""
    for character in sentence:
        kind = unicodedata.bidirectional(character)
        if kind in ("FSI", "LRI", "RLI"):
            depth += 1
        elif kind == "PDI":
            depth = max(0, depth - 1)
        elif not depth and kind in ("L", "R", "AL"):
            if kind != "L":
                return _RIGHT_TO_LEFT_MARK + sentence if first else sentence
            first = first or kind
    return sentence


@dataclass(frozen=True)
class Message:
    """A source sentence with its values, translated when it is turned into a string."""

    text: str
    values: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return tr(self.text, **{k: str(v) if isinstance(v, Message) else v for k, v in self.values.items()})


def msg(text: str, /, **values: Any) -> Message:
    """A `Message`; the name under which the catalogue extractor finds deferred sentences."""
    return Message(text, values)
