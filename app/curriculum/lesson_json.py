"""A `Lesson` as JSON values, in the form that docs/lesson.schema.json describes."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.curriculum.steps import step_type_of
from app.curriculum.values import Choice, Lesson, Matching, ProductCard, Step

_NAMED_PAIRS: Mapping[type, tuple[str, tuple[str, str]]] = {
    Choice: ("options", ("text", "right")),
    Matching: ("pairs", ("left", "right")),
    ProductCard: ("questions", ("question", "answer")),
}
"""Fields that hold pairs, and what the two halves are called in JSON."""


def lesson_json(lesson: Lesson) -> dict[str, Any]:
    """The lesson as dicts, lists, strings, numbers and booleans; what is empty is left out.

    A step's `kind` is the English name of its kind in lesson files. A recording is named as seen from the
    lesson's folder; the folder itself is left out.
    """
    values = {field.name: getattr(lesson, field.name) for field in dataclasses.fields(lesson)}
    folder = values.pop("folder")
    steps = values.pop("steps")
    return {
        **{name: _plain(value, folder) for name, value in values.items() if not _is_empty(value)},
        "steps": [_step_json(step, folder) for step in steps],
    }


def _step_json(step: Step, folder: Path | None) -> dict[str, Any]:
    pairs_in, halves = _NAMED_PAIRS.get(type(step), ("", ("", "")))
    found: dict[str, Any] = {"kind": step_type_of(step).names[1]}
    for field in dataclasses.fields(step):
        value = getattr(step, field.name)
        # The kind says whether a prompt is read aloud.
        if field.name == "aloud" or _is_empty(value):
            continue
        if field.name == pairs_in:
            found[field.name] = [dict(zip(halves, pair, strict=True)) for pair in value]
        else:
            found[field.name] = _plain(value, folder)
    return found


def _is_empty(value: object) -> bool:
    return value is None or (isinstance(value, str | tuple | Mapping) and not value)


def _plain(value: Any, folder: Path | None) -> Any:
    if isinstance(value, Path):
        inside = folder is not None and value.is_relative_to(folder)
        return (value.relative_to(folder) if folder and inside else value).as_posix()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, tuple):
        return [_plain(each, folder) for each in value]
    if dataclasses.is_dataclass(value):
        parts = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
        return {name: _plain(part, folder) for name, part in parts.items() if not _is_empty(part)}
    return value
