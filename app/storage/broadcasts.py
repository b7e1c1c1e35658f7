"""The table of real broadcasts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from sqlite_utils import Database

from app.broadcasts.values import NUMBERS, Broadcast, Review, ReviewAnswer
from app.storage.access import Access
from app.storage.connection import writing
from app.storage.rows import Row, moment_to_text
from app.storage.worker import StorageThread

REVIEW_FORMAT = 1


class BroadcastTable:
    """What the store keeps of broadcasts. As in the store, any thread may call, and all calls block."""

    def __init__(self, thread: StorageThread, access: Access) -> None:
        self._thread = thread
        self._access = access

    def keep(self, broadcasts: Sequence[Broadcast]) -> None:
        """Keep broadcasts, all or none of them; one with the id of a kept one takes its place."""
        for each in broadcasts:
            self._access.check_own(self._access.owner_of("broadcasts", each.id) or each.profile_id)
            self._access.check_own(each.profile_id)
        rows = [_row(each) for each in broadcasts]

        def work(db: Database) -> None:
            with writing(db):
                db.table("broadcasts").upsert_all(rows, pk="id")

        if rows:
            self._thread.call(work)

    def delete(self, broadcast_id: str) -> None:
        """Forget a broadcast of her own; nothing happens when there is none."""
        owner = self._access.owner_of("broadcasts", broadcast_id)
        if owner:
            self._access.check_own(owner)

        def work(db: Database) -> None:
            with writing(db):
                db.execute("DELETE FROM broadcasts WHERE id = ?", [broadcast_id])

        self._thread.call(work)

    def broadcasts(self, profile_id: str) -> list[Broadcast]:
        """Somebody's broadcasts, the newest first."""
        self._access.check_read(profile_id)

        def work(db: Database) -> list[Row]:
            return list(
                db.query(
                    "SELECT * FROM broadcasts WHERE profile_id = ? ORDER BY day DESC, start DESC, id DESC",
                    [profile_id],
                )
            )

        return [_from(row) for row in self._thread.call(work)]


def _row(broadcast: Broadcast) -> dict[str, Any]:
    return {
        "id": broadcast.id,
        "profile_id": broadcast.profile_id,
        "day": broadcast.day.isoformat(),
        "start": None if broadcast.start is None else f"{broadcast.start:%H:%M}",
        "product": broadcast.product,
        "product_lesson": broadcast.product_lesson,
        **{name: getattr(broadcast, name) for name in NUMBERS},
        "note": broadcast.note,
        "review": None
        if broadcast.review is None
        else json.dumps(review_to_data(broadcast.review), ensure_ascii=False),
    }


def _from(row: Row) -> Broadcast:
    return Broadcast(
        row["id"],
        row["profile_id"],
        date.fromisoformat(row["day"]),
        None if row["start"] is None else time.fromisoformat(row["start"]),
        row["product"],
        row["product_lesson"],
        **{name: row[name] for name in NUMBERS},
        note=row["note"],
        review=None if row["review"] is None else review_from_data(json.loads(row["review"])),
    )


def review_to_data(review: Review) -> dict[str, Any]:
    """A review as plain data."""
    return {
        "format": REVIEW_FORMAT,
        "changed": moment_to_text(review.changed),
        "answers": [{"id": e.part_id, "title": e.title, "text": e.text} for e in review.answers],
        "asked": list(review.asked),
    }


def review_from_data(data: dict[str, Any]) -> Review:
    """The review that `review_to_data` wrote. Raises ValueError for a later format."""
    if data["format"] > REVIEW_FORMAT:
        raise ValueError(f"a review of format {data['format']}, newer than {REVIEW_FORMAT}")
    return Review(
        tuple(ReviewAnswer(each["id"], each["title"], each["text"]) for each in data["answers"]),
        datetime.fromisoformat(data["changed"]),
        tuple(data["asked"]),
    )
