"""Employers' orders: what a firm needs, the plan that leads there, and how ready each trainee is."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from app.coaching.compliance import RuleBook, load_rules
from app.curriculum.library import Library
from app.errors import ExpectedError
from app.i18n import msg, tr
from app.practice.engine import Cancelled, Progress
from app.practice.keeper import Keeper
from app.practice.learning_cards import local_day
from app.practice.orders_plan import propose, requirements
from app.practice.orders_readiness import Evidence
from app.practice.orders_values import Candidate, Needs, Order, Proposal, Readiness, State
from app.practice.plans import LONGEST_TITLE, Plans
from app.practice.plans_values import Plan
from app.practice.reports import NEVER, NOTHING, Reports
from app.storage.orders import OrderTables

LONGEST_FIRM = 60
LONGEST_NOTE = 500
MOST_PERSONS = 999


class UnusableOrderError(ExpectedError):
    """An order that cannot be kept as it is; nothing was changed."""


class Orders:
    """What a studio knows of orders. All calls block; rights are checked where the data lies."""

    def __init__(
        self,
        keeper: Keeper,
        library: Callable[[], Library],
        plans: Plans,
        reports: Reports,
        home: Path,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._keeper = keeper
        self._library = library
        self._plans = plans
        self._reports = reports
        self._home = home
        self._clock = clock

    # -- orders

    def orders(self, *, archived: bool = False) -> list[Order]:
        """The orders of the centre, those due first come first; `archived` asks for those put away."""
        return self._tables.orders(archived=archived)

    def order(self, order_id: str) -> Order:
        """One order. Raises ExpectedError when there is none of this id."""
        return self._tables.order(order_id)

    def may_change(self, order: Order) -> bool:
        """Whether whoever is here may change the order: she took it, or she is administrator."""
        return self._tables.may_change(order)

    def make(self, firm: str, persons: int, due: date, needs: Needs, note: str = "") -> Order:
        """Take an order. Raises UnusableOrderError."""
        owner = self._keeper.profile.id if self._keeper.profile else ""
        order = Order(uuid.uuid4().hex, _firm(firm), persons, due, needs, owner, self._clock(), note.strip())
        if due < local_day(self._clock()):
            raise UnusableOrderError(msg("要人的日子已经过去了。请选今天或以后的日子，填好的内容都还在。"))
        self._tables.add(_checked(order))
        return order

    def change(self, order: Order) -> Order:
        """Keep a changed order. Raises UnusableOrderError."""
        changed = _checked(dataclasses.replace(order, firm=_firm(order.firm), note=order.note.strip()))
        self._tables.update(changed)
        return changed

    def archive(self, order_id: str, archived: bool = True) -> Order:
        """Put an order away, or fetch it back."""
        order = dataclasses.replace(self._tables.order(order_id), archived=archived)
        self._tables.update(order)
        return order

    # -- the plan

    def proposal(self, order: Order) -> Proposal:
        """Lessons that would cover an order until its day; nothing is kept."""
        return propose(order.needs, self._library(), local_day(self._clock()), order.due)

    def make_plan(self, order_id: str) -> Plan:
        """Make a plan of the proposal, to be looked through and given by the trainer.

        Raises UnusableOrderError when no lesson belongs to what is asked.
        """
        order = self._tables.order(order_id)
        if not self.may_change(order):
            self._tables.update(order)  # says who may
        proposal = self.proposal(order)
        if not proposal.items:
            raise UnusableOrderError(
                msg("这个订单没有选产品、课程方向或要练的音，找不到合适的课。请先改订单，再做计划。")
            )
        title = tr("{firm} 的订单", firm=order.firm[: LONGEST_TITLE - 20])
        plan = self._plans.make(title, proposal.items)
        self._tables.update(dataclasses.replace(order, plan_id=plan.id))
        return plan

    # -- who is put forward, and how ready

    def candidates(self, order_id: str) -> list[Candidate]:
        """Those put forward whom whoever is here may see."""
        return self._tables.candidates(order_id)

    def put_forward(self, order_id: str, profile_ids: Iterable[str]) -> None:
        """Put people forward for an order."""
        self._tables.put_forward(order_id, profile_ids)

    def withdraw(self, order_id: str, profile_id: str) -> None:
        """No longer put somebody forward."""
        self._tables.withdraw(order_id, profile_id)

    def note_consent(self, order_id: str, profile_id: str, consents: bool) -> None:
        """Note that she agrees to have her page handed to the firm, or that she does not."""
        self._tables.note_consent(order_id, profile_id, self._clock() if consents else None)

    def readiness(
        self, order_id: str, progress: Progress = NOTHING, cancelled: Cancelled = NEVER
    ) -> list[Readiness]:
        """How ready each of those put forward is, the readiest first; what was found so far if cancelled."""
        store, order = self._keeper.store, self._tables.order(order_id)
        candidates = self._tables.candidates(order_id)
        names = {each.id: each.name for each in store.people.cohorts()}
        centre = store.people.centre()
        viewer = self._keeper.profile
        rules: list[RuleBook] = []

        def known_rules() -> RuleBook:
            if not rules:
                rules.append(load_rules(self._home))
            return rules[0]

        found: list[Readiness] = []
        for number, each in enumerate(candidates, start=1):
            if cancelled():
                break
            profile = store.people.profile(each.profile_id)
            evidence = Evidence(
                store,
                profile.id,
                self._library(),
                local_day(self._clock()),
                known_rules,
                partial(self._reports.newest_exam, profile.id),
            )
            found.append(
                Readiness(
                    order,
                    profile,
                    names.get(profile.cohort_id, ""),
                    centre.name if centre else "",
                    viewer.name if viewer else "",
                    local_day(self._clock()),
                    tuple(evidence.answer(requirement) for requirement in requirements(order.needs)),
                    each.consented,
                )
            )
            progress(number / len(candidates))
        return sorted(found, key=lambda each: (-each.count(State.MET), each.profile.name))

    @property
    def _tables(self) -> OrderTables:
        return self._keeper.store.orders


def _firm(firm: str) -> str:
    return " ".join(firm.split())


def _checked(order: Order) -> Order:
    needs = order.needs
    if not order.firm:
        raise UnusableOrderError(msg("请写是哪家企业。填好的内容都还在。"))
    if len(order.firm) > LONGEST_FIRM:
        raise UnusableOrderError(msg("企业的名字太长了，最多 {number} 个字。", number=LONGEST_FIRM))
    if len(order.note) > LONGEST_NOTE:
        raise UnusableOrderError(msg("备注太长了，最多 {number} 个字。", number=LONGEST_NOTE))
    if not 1 <= order.persons <= MOST_PERSONS:
        raise UnusableOrderError(msg("人数在 1 到 {number} 之间。", number=MOST_PERSONS))
    if needs.empty:
        raise UnusableOrderError(msg("还没有选企业要什么。请至少选一个产品或一项要求。"))
    if not needs.products and (needs.coverage is not None or needs.findings is not None):
        raise UnusableOrderError(msg("讲解的要求要和产品一起用。请先选企业要卖的产品。"))
    return order
