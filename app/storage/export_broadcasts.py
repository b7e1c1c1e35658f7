"""What is exported of broadcasts: a line for each, and everything with the reviews for a program."""

from __future__ import annotations

from typing import Any

from app.broadcasts.columns import FIELDS
from app.broadcasts.table_writing import COLUMNS, yuan
from app.broadcasts.values import NUMBERS, Broadcast
from app.i18n import tr
from app.people.values import Profile
from app.storage.broadcasts import review_to_data
from app.storage.export_tables import Cell, text_cell


def broadcast_header() -> list[str]:
    """The headings over `broadcast_line`."""
    return [tr("学员"), *(str(FIELDS[name]) for name in COLUMNS), tr("复盘")]


def broadcast_line(profile: Profile, broadcast: Broadcast) -> list[Cell]:
    """One broadcast; the review in one cell, heading by heading."""
    review = broadcast.review
    answers = [f"{each.title}：{each.text}" for each in review.answers if each.text] if review else []
    return [
        text_cell(profile.name),
        *(_cell(broadcast, name) for name in COLUMNS),
        text_cell("\n".join(answers)),
    ]


def _cell(broadcast: Broadcast, name: str) -> Cell:
    value = getattr(broadcast, name)
    if value is None:
        return None
    if name == "turnover":
        return yuan(value)
    if name == "start":
        return f"{value:%H:%M}"
    return value if isinstance(value, int) else text_cell(str(value))


def broadcast_data(broadcast: Broadcast) -> dict[str, Any]:
    """A broadcast for a program; `turnover` in fen, times as on the wall clock."""
    return {
        "id": broadcast.id,
        "profile_id": broadcast.profile_id,
        "day": broadcast.day.isoformat(),
        "start": None if broadcast.start is None else f"{broadcast.start:%H:%M}",
        "product": broadcast.product,
        "product_lesson": broadcast.product_lesson,
        **{name: getattr(broadcast, name) for name in NUMBERS},
        "note": broadcast.note,
        "review": None if broadcast.review is None else review_to_data(broadcast.review),
    }
