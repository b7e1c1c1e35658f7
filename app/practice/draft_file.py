"""A lesson that is being written as JSON, right or wrong: nothing that was typed is lost.

A lesson file cannot say everything that a half-written lesson holds (a question without an answer is no
question), so drafts are kept in this form. It is this program's own and is read by no other.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

from app.curriculum.lesson_text import lesson_to_text
from app.curriculum.values import Gloss, HeardWord, Lesson, Step

_KIND, _PATH = "=", "path"
_KINDS = {each.__name__: each for each in (Lesson, Gloss, HeardWord, *get_args(Step))}


def write_draft(lesson: Lesson) -> str:
    """The lesson as the text of a draft."""
    return json.dumps(_packed(lesson), ensure_ascii=False, indent=1) + "\n"


def read_draft(text: str) -> Lesson | None:
    """The lesson that a draft holds; None when it is damaged, or of a version with other kinds of steps."""
    try:
        lesson = _unpacked(json.loads(text))
        if not isinstance(lesson, Lesson):
            return None
        lesson_to_text(lesson)  # values of a wrong sort show here and not in the middle of a window
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    return lesson


def _packed(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        fields = {each.name: _packed(getattr(value, each.name)) for each in dataclasses.fields(value)}
        return {_KIND: type(value).__name__, **fields}
    if isinstance(value, tuple):
        return [_packed(each) for each in value]
    if isinstance(value, Path):
        return {_PATH: str(value)}
    return dict(value) if isinstance(value, Mapping) else value


def _unpacked(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_unpacked(each) for each in value)
    if not isinstance(value, dict):
        return value
    if _KIND in value:
        fields = {name: _unpacked(each) for name, each in value.items() if name != _KIND}
        return _KINDS[value[_KIND]](**fields)
    return Path(value[_PATH]) if set(value) == {_PATH} else value
