"""The list of orders: those going on, and those put away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from app.i18n import tr, trn
from app.practice.orders_values import Order
from app.ui.i18n import isolate
from app.ui.jobs import Err, Jobs, Ok
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.card import Card, clear
from app.ui.widgets.labels import label, leading, rule
from app.ui.widgets.page import Page
from app.ui.widgets.states import LoadingPanel, StatePanel

if TYPE_CHECKING:
    from app.practice.studio import Studio


@dataclass(frozen=True)
class ListFacts:
    """The orders, those put away, and how many are put forward for each."""

    orders: tuple[Order, ...]
    archived: tuple[Order, ...]
    people: dict[str, int]
    hers: frozenset[str]  # orders she may change


class OrdersPage(Page):
    """`order_wanted` tells the order to open, "" for a new one."""

    order_wanted = Signal(str)
    back_wanted = Signal()
    failed = Signal(str)
    done = Signal(str)

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__(theme, tr("企业订单"))
        self.set_title(tr("企业订单"), tr("企业要什么样的主播，排成计划，看谁准备好了。"))
        self._studio = studio
        self._jobs = jobs
        self._show_archived = False
        self.rows: list[OrderRow] = []
        self.set_lead(button(tr("返回"), self.back_wanted.emit, theme, kind="quiet", icon="back"))
        self.new = button(tr("新订单"), lambda: self.order_wanted.emit(""), theme, kind="main", icon="add")
        self.add_action(self.new)
        self.body.addWidget(LoadingPanel())
        self.body.addStretch(1)

    def enter(self) -> None:
        """Show the orders there are now."""
        self._jobs.run(self._read, self._show, owner=self)

    def _read(self) -> ListFacts:
        orders = self._studio.orders
        going_on, archived = orders.orders(), orders.orders(archived=True)
        return ListFacts(
            tuple(going_on),
            tuple(archived),
            {each.id: len(orders.candidates(each.id)) for each in going_on},
            frozenset(each.id for each in (*going_on, *archived) if orders.may_change(each)),
        )

    def _show(self, result: Ok[ListFacts] | Err) -> None:
        clear(self.body)
        self.rows = []
        if isinstance(result, Err):
            panel = StatePanel(self.theme, "warning", str(result.error), "", tr("再试一次"), self.enter)
            self.body.addWidget(panel)
            self.body.addStretch(1)
            return
        facts = result.value
        self.new.setVisible(bool(facts.orders))
        if facts.orders:
            self._group("", facts.orders, facts)
        else:
            self.body.addWidget(
                StatePanel(
                    self.theme,
                    "product",
                    tr("还没有企业订单。"),
                    tr("写下企业要卖什么、要几个人、哪天要，就能排出学习计划，也能看出谁准备好了。"),
                    tr("写第一个订单"),
                    lambda: self.order_wanted.emit(""),
                )
            )
        if facts.archived and self._show_archived:
            self._group(tr("收起来的订单"), facts.archived, facts)
        elif facts.archived:
            words = trn("看收起来的 {number} 个订单", "看收起来的 {number} 个订单", len(facts.archived))
            self.body.addLayout(
                leading(button(words, self._unfold, self.theme, kind="quiet", icon="chevron_down"))
            )
        self.body.addStretch(1)

    def _group(self, heading: str, orders: tuple[Order, ...], facts: ListFacts) -> None:
        if heading:
            self.body.addWidget(label(heading, "section"))
        card = Card()
        card.body.setContentsMargins(2 * SPACE, SPACE, SPACE, SPACE)
        card.body.setSpacing(0)
        for at, order in enumerate(orders):
            if at:
                card.body.addWidget(rule())
            row = OrderRow(order, facts, self)
            card.body.addWidget(row)
            self.rows.append(row)
        self.body.addWidget(card)

    def _unfold(self) -> None:
        self._show_archived = True
        self.enter()

    def archive(self, order: Order, archived: bool) -> None:
        """Put an order away, or fetch it back."""

        def finished(result: Ok[Order] | Err) -> None:
            if isinstance(result, Err):
                self.failed.emit(str(result.error))
            else:
                words = tr("{firm} 的订单收起来了。") if archived else tr("{firm} 的订单拿回来了。")
                self.done.emit(words.format(firm=isolate(order.firm)))
            self.enter()

        self._jobs.run(lambda: self._studio.orders.archive(order.id, archived), finished, owner=self)


class OrderRow(QFrame):
    """One order: who needs what until when, and what can be done with it."""

    def __init__(self, order: Order, facts: ListFacts, page: OrdersPage) -> None:
        super().__init__()
        self.order = order
        products = [
            card.name for name in order.needs.products if (card := page._studio.library.product(name))
        ]
        left = (order.due - date.today()).days
        details = [
            trn("要 {number} 人", "要 {number} 人", order.persons),
            _due_text(order.due, left),
            *([isolate(tr("、").join(products[:4]))] if products else []),
        ]
        if not order.archived:
            details.append(trn("人选 {number} 人", "人选 {number} 人", facts.people.get(order.id, 0)))
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(label(isolate(order.firm), "form"))
        texts.addWidget(label(" · ".join(details), "small"))
        self.open = button(
            tr("打开"),
            lambda: page.order_wanted.emit(order.id),
            page.theme,
            kind="quiet",
            icon="forward",
            name=tr("打开 {firm} 的订单", firm=order.firm),
        )
        self.archive = button(
            tr("拿回来") if order.archived else tr("收起来"),
            partial(page.archive, order, not order.archived),
            page.theme,
            kind="quiet",
            icon="again" if order.archived else "folder",
            name=tr("收起 {firm} 的订单", firm=order.firm),
        )
        self.archive.setVisible(order.id in facts.hers)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, SPACE // 2, 0, SPACE // 2)
        row.addLayout(texts, 1)
        row.addWidget(self.open)
        row.addWidget(self.archive)


def _due_text(due: date, left: int) -> str:
    day = isolate(due.isoformat())
    if left < 0:
        return tr("{day}，日子已经过了", day=day)
    return trn("{day}，还有 {number} 天", "{day}，还有 {number} 天", left, day=day)
