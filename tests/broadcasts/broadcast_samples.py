"""Broadcasts for tests."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from app.broadcasts.values import Broadcast, Review, ReviewAnswer

TODAY = date(2026, 11, 23)


def broadcast(broadcast_id: str = "b1", **changes: Any) -> Broadcast:
    """Two hours of jujubes at noon, unless told otherwise."""
    values: dict[str, Any] = {
        "profile_id": "p-1",
        "day": date(2026, 11, 22),
        "start": time(12, 0),
        "product": "新疆红枣",
        "product_lesson": "product-hongzao",
        "minutes": 120,
        "viewers": 356,
        "peak": 48,
        "orders": 12,
        "turnover": 238_80,
        "returns": 1,
        "note": "声音小了",
    }
    return Broadcast(broadcast_id, **(values | changes))


def review(**changes: Any) -> Review:
    """A review with two answers."""
    answers = (
        ReviewAnswer("goal", "这场的目标", "20 单"),
        ReviewAnswer("next", "下一场只改一件事", "先报产地"),
    )
    values: dict[str, Any] = {
        "answers": answers,
        "changed": datetime(2026, 11, 22, 7, 0, tzinfo=UTC),
        "asked": ("讲产地了吗？",),
    }
    return Review(**(values | changes))
