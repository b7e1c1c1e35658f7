"""An order that looks like chance and stays the same all day."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date
from typing import TypeVar

T = TypeVar("T")


def shuffled(items: Sequence[T], key: str, day: date | None = None) -> list[T]:
    """`items` in the order that belongs to `key` (a step's id) on `day` (today when not given)."""
    mixed = list(items)
    random.Random(f"{key} {(day or date.today()).isoformat()}").shuffle(mixed)
    return mixed


def disordered(items: Sequence[T], key: str, day: date | None = None) -> list[T]:
    """Like `shuffled`, but never in the order given, which would answer the question."""
    mixed = shuffled(items, key, day)
    return mixed[1:] + mixed[:1] if mixed == list(items) else mixed
