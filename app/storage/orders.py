"""The tables of employers' orders and of those who are put forward for them.

As with plans, every trainer sees the orders of the centre and changes her own; an administrator changes all.
Who is put forward is seen by those who may see that person.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlite_utils import Database

from app.errors import ExpectedError
from app.i18n import msg
from app.people.rights import NotAllowedError
from app.storage.access import Access
from app.storage.connection import writing
from app.storage.orders_values import Candidate, Needs, Order
from app.storage.rows import Row, moment_to_text
from app.storage.worker import StorageThread

_LISTS = ("products", "tracks", "sounds")


class OrderTables:
    """What the store keeps of orders. As in the store, any thread may call, and all calls block."""

    def __init__(self, thread: StorageThread, access: Access) -> None:
        self._thread = thread
        self._access = access

    def orders(self, *, archived: bool = False) -> list[Order]:
        """The orders of the centre, for trainers; those due first come first."""
        self._access.check_trainer()
        found = self._query(
            "SELECT * FROM orders WHERE archived = ? ORDER BY due, created, id", [int(archived)]
        )
        return [_order_from(row) for row in found]

    def order(self, order_id: str) -> Order:
        """One order, for trainers. Raises ExpectedError when there is none of this id."""
        self._access.check_trainer()
        return self._order(order_id)

    def add(self, order: Order) -> None:
        """Keep a new order of the viewer's own."""
        self._access.check_trainer()
        self._check_mine(order)
        self._write(lambda db: db.table("orders").insert(_order_row(order)))

    def update(self, order: Order) -> None:
        """Replace the order of the same id; whose it is and when it was made stays as it was."""
        self._access.check_trainer()
        self._check_mine(self._order(order.id))
        row = _order_row(order)
        for kept in ("id", "owner_id", "created"):
            del row[kept]
        self._write(lambda db: db.table("orders").update(order.id, row))

    def may_change(self, order: Order) -> bool:
        """Whether the viewer may change this order."""
        if self._access.is_administrator():
            return True
        return self._access.is_trainer() and bool(order.owner_id) and self._access.is_own(order.owner_id)

    # -- who is put forward

    def candidates(self, order_id: str) -> list[Candidate]:
        """Those put forward for an order whom the viewer may see."""
        self._access.check_trainer()
        condition, values = self._access.readable("profile_id")
        found = self._query(
            f"SELECT * FROM order_people WHERE order_id = ? AND {condition} ORDER BY profile_id",
            [order_id, *values],
        )
        return [
            Candidate(
                row["order_id"],
                row["profile_id"],
                datetime.fromisoformat(row["consented"]) if row["consented"] else None,
                row["noted_by"] or "",
            )
            for row in found
        ]

    def put_forward(self, order_id: str, profile_ids: Iterable[str]) -> None:
        """Put people forward whom the viewer teaches; who was already there stays as she was."""
        self._access.check_trainer()
        self._order(order_id)
        wanted = list(profile_ids)
        for each in wanted:
            self._access.check_teaches(each)

        def work(db: Database) -> None:
            for each in wanted:
                db.execute(
                    "INSERT OR IGNORE INTO order_people (order_id, profile_id) VALUES (?, ?)",
                    [order_id, each],
                )

        self._write(work)

    def withdraw(self, order_id: str, profile_id: str) -> None:
        """No longer put somebody forward; her consent is forgotten with it."""
        self._access.check_teaches(profile_id)

        def work(db: Database) -> None:
            db.execute(
                "DELETE FROM order_people WHERE order_id = ? AND profile_id = ?", [order_id, profile_id]
            )

        self._write(work)

    def note_consent(self, order_id: str, profile_id: str, consented: datetime | None) -> None:
        """Note that she agrees (when), or that she no longer does (None)."""
        self._access.check_teaches(profile_id)
        viewer = self._access.viewer
        moment = moment_to_text(consented) if consented is not None else None

        def work(db: Database) -> None:
            db.execute(
                "UPDATE order_people SET consented = ?, noted_by = ? WHERE order_id = ? AND profile_id = ?",
                [moment, viewer.id if viewer and moment else None, order_id, profile_id],
            )

        self._write(work)

    # -- inside

    def _order(self, order_id: str) -> Order:
        found = self._query("SELECT * FROM orders WHERE id = ?", [order_id])
        if not found:
            raise ExpectedError(msg("找不到这个订单，可能已在另一个窗口中删除。请返回并刷新列表。"), order_id)
        return _order_from(found[0])

    def _check_mine(self, order: Order) -> None:
        if not self.may_change(order):
            raise NotAllowedError(msg("这个订单是别的教师接的，不能改动。请找她或管理员。"), order.id)

    def _query(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        return self._thread.call(lambda db: list(db.query(sql, values)))

    def _write(self, work: Callable[[Database], object]) -> None:
        def carry_out(db: Database) -> None:
            with writing(db):
                work(db)

        self._thread.call(carry_out)


def _order_row(order: Order) -> Row:
    return {
        "id": order.id,
        "firm": order.firm,
        "note": order.note,
        "persons": order.persons,
        "due": order.due.isoformat(),
        "needs": json.dumps(asdict(order.needs), ensure_ascii=False),
        "owner_id": order.owner_id or None,
        "created": moment_to_text(order.created),
        "plan_id": order.plan_id or None,
        "archived": int(order.archived),
    }


def _order_from(row: Row) -> Order:
    needs: dict[str, Any] = json.loads(row["needs"])
    needs |= {name: tuple(needs[name]) for name in _LISTS}
    return Order(
        id=row["id"],
        firm=row["firm"],
        persons=row["persons"],
        due=date.fromisoformat(row["due"]),
        needs=Needs(**needs),
        owner_id=row["owner_id"] or "",
        created=datetime.fromisoformat(row["created"]),
        note=row["note"],
        plan_id=row["plan_id"] or "",
        archived=bool(row["archived"]),
    )
