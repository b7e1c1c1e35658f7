"""One order: what the firm needs, the plan for it, and who is ready."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QStandardPaths, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFileDialog

from app import i18n
from app.curriculum.library import Library
from app.i18n import tr, trn
from app.people.values import Cohort, Profile
from app.practice.orders_values import Order, Readiness
from app.practice.plans_values import Plan
from app.ui.i18n import isolate
from app.ui.jobs import Err, Job, Jobs, Ok
from app.ui.screens.orders.needs_form import NeedsForm
from app.ui.screens.orders.people_card import PeopleCard, read_people
from app.ui.sheets.readiness_page import paint_readiness
from app.ui.sheets.writing import Draw, write_pdf
from app.ui.theme import Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.labels import label, leading
from app.ui.widgets.long_job import LongJobPanel
from app.ui.widgets.page import Page

if TYPE_CHECKING:
    from app.practice.studio import Studio


@dataclass(frozen=True)
class OrderFacts:
    """An order with whom it concerns."""

    order: Order
    mine: bool
    groups: tuple[tuple[Cohort | None, tuple[Profile, ...]], ...]
    rows: tuple[Readiness, ...]


class OrderPage(Page):
    """`plan_wanted` tells the plan to open; `kept` the id of an order that was made just now."""

    back_wanted = Signal()
    plan_wanted = Signal(str)
    kept = Signal(str)
    failed = Signal(str)
    done = Signal(str)

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__(theme, tr("企业订单"))
        self._studio = studio
        self._jobs = jobs
        self._order: Order | None = None
        self._again = ""  # an order to be read once the present reading ends
        self.set_lead(button(tr("返回"), self.back_wanted.emit, theme, kind="quiet", icon="back"))
        self.save = button(tr("保存订单"), self.keep, theme, kind="main", icon="check")
        self.add_action(self.save)
        self._job = LongJobPanel(jobs, theme)
        self.form = NeedsForm(studio.library, theme)
        self.people = PeopleCard(studio.library, theme)
        self.proposed = label("", "soft")
        self.plan = button(tr("变成学习计划"), self.make_plan, theme, icon="order")
        self.body.addWidget(self._job)
        self.body.addWidget(self.people)
        self.body.addWidget(self.form)
        self.form.body.addWidget(self.proposed)
        self.form.body.addLayout(leading(self.plan))
        self.body.addStretch(1)
        self.people.put_forward.connect(self._put_forward)
        self.people.withdrawn.connect(self._withdraw)
        self.people.consented.connect(self._consent)
        self.people.pages_wanted.connect(lambda: self.save_pages(""))
        self.people.page_wanted.connect(self.save_pages)

    def begin(self) -> None:
        """Show an empty order."""
        self._order = None
        self.set_title(tr("新订单"), tr("填好企业要什么，保存以后再选人、做计划。"))
        self.form.begin(date.today())
        self.form.set_editable(True)
        self.save.show()
        self._show_rest(False)
        self.form.firm.setFocus()

    def open(self, order_id: str) -> None:
        """Show an order, as it is after all that was asked before."""
        if self._job.running:
            self._again = order_id
            return

        def read(job: Job) -> OrderFacts:
            order = self._studio.orders.order(order_id)
            return OrderFacts(
                order,
                self._studio.orders.may_change(order),
                tuple(read_people(self._studio)),
                tuple(self._studio.orders.readiness(order_id, job.progress, job.cancelled)),
            )

        self._job.start(tr("正在看每一位的准备情况…"), read, self._opened)

    def _opened(self, result: Ok[OrderFacts] | Err) -> None:
        again, self._again = self._again, ""
        if again:
            self.open(again)
            return
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
            return
        facts = result.value
        first = self._order is None or self._order.id != facts.order.id
        self._order = facts.order
        self.set_title(
            isolate(facts.order.firm),
            trn(
                "{number} 人，{day} 以前",
                "{number} 人，{day} 以前",
                facts.order.persons,
                day=isolate(facts.order.due.isoformat()),
            ),
        )
        if first:
            self.form.show_order(facts.order)
            self.people.show_people(facts.groups)
        self.form.set_editable(facts.mine)
        self.save.setVisible(facts.mine)
        self._show_rest(True)
        self.people.show_readiness(facts.order, facts.rows)
        self._show_proposal(facts.order, facts.mine)

    def _show_rest(self, there: bool) -> None:
        for each in (self.people, self.plan, self.proposed):
            each.setVisible(there)

    def _show_proposal(self, order: Order, mine: bool) -> None:
        self.plan.setVisible(mine or bool(order.plan_id))
        self.plan.setText(tr("打开学习计划") if order.plan_id else tr("变成学习计划"))
        proposal = self._studio.orders.proposal(order)
        words = trn(
            "建议 {number} 课，共 {minutes} 分钟，排在 {days} 天里。",
            "建议 {number} 课，共 {minutes} 分钟，排在 {days} 天里。",
            len(proposal.items),
            minutes=isolate(str(proposal.minutes)),
            days=isolate(str(proposal.days)),
        )
        if not proposal.items:
            words = tr("没有选产品、方向或音，所以没有课可以排成计划。")
        elif proposal.tight:
            words += tr("时间很紧，每天要学的太多：请和企业商量日子，或者少选一些。")
        self.proposed.setText(words)

    # -- what can be done

    def keep(self) -> None:
        """Keep what the form says."""
        form, orders, order = self.form, self._studio.orders, self._order
        if order is None:
            values = (form.firm.text(), form.persons.value(), form.chosen_due, form.needs, form.note.text())
            self._run(lambda: orders.make(*values), self._made)
        else:
            changed = form.changed(order)
            self._run(lambda: orders.change(changed), self._kept)

    def _made(self, order: Order) -> None:
        self.done.emit(tr("订单存好了。现在可以选人，也可以变成学习计划。"))
        self.kept.emit(order.id)

    def _kept(self, order: Order) -> None:
        self.done.emit(tr("订单存好了。"))
        self.open(order.id)

    def make_plan(self) -> None:
        """Make a plan of the order and open it; the one it has already if there is one."""
        if self._order is None:
            return
        if self._order.plan_id:
            self.plan_wanted.emit(self._order.plan_id)
            return
        order_id = self._order.id

        def made(plan: Plan) -> None:
            self.done.emit(tr("计划做好了。看一遍，改好再布置。"))
            self.plan_wanted.emit(plan.id)

        self._run(lambda: self._studio.orders.make_plan(order_id), made)

    def _put_forward(self, ids: Sequence[str]) -> None:
        self._change(lambda order_id: self._studio.orders.put_forward(order_id, ids))

    def _withdraw(self, profile_id: str) -> None:
        self._change(lambda order_id: self._studio.orders.withdraw(order_id, profile_id))

    def _consent(self, profile_id: str, consents: bool) -> None:
        self._change(lambda order_id: self._studio.orders.note_consent(order_id, profile_id, consents))

    def _change(self, work: Callable[[str], None]) -> None:
        if self._order is not None:
            order_id = self._order.id
            self._run(lambda: work(order_id), lambda _none: self.open(order_id))

    def save_pages(self, profile_id: str) -> None:
        """Write the pages of those who agreed, or the page of one, which says whether she did."""
        rows = [
            each
            for each in self.people.rows
            if (each.profile.id == profile_id if profile_id else each.consented is not None)
        ]
        if not rows or self._order is None:
            return
        name = self._studio.reports.file_name("岗位准备情况", ".pdf")
        folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        chosen, _kind = QFileDialog.getSaveFileName(
            self, tr("岗位准备情况"), str(folder / name), "PDF (*.pdf)"
        )
        if not chosen:
            return
        path = Path(chosen)
        path = path if path.suffix.lower() == ".pdf" else path.with_name(path.name + ".pdf")
        library, reader = self._studio.library, i18n.language()
        sheets: list[Draw] = [partial(_draw, readiness=each, library=library) for each in rows]

        def work(job: Job) -> int | None:
            with i18n.using(reader):
                return write_pdf(
                    path, tr("岗位准备情况"), sheets, progress=job.progress, cancelled=job.cancelled
                )

        def finished(result: Ok[int | None] | Err) -> None:
            if isinstance(result, Err):
                self.failed.emit(str(result.error))
            elif result.value is not None:
                left_out = 0 if profile_id else len(self.people.rows) - len(rows)
                words = tr("存好了：{path}", path=isolate(str(path)))
                if left_out:
                    words += trn(
                        "　{number} 人还没有同意，没有写进去。",
                        "　{number} 人还没有同意，没有写进去。",
                        left_out,
                    )
                self.done.emit(words)

        self._job.start(tr("正在写 PDF…"), work, finished)

    def _run(self, work: Callable[[], object], ready: Callable[..., None]) -> None:
        def finished(result: Ok[object] | Err) -> None:
            if isinstance(result, Err):
                self.failed.emit(str(result.error))
                if self._order is not None:
                    self.open(self._order.id)  # a tick that was refused goes back
            else:
                ready(result.value)

        self._jobs.run(work, finished, owner=self)


def _draw(painter: QPainter, area: QRectF, *, readiness: Readiness, library: Library) -> None:
    paint_readiness(painter, area, readiness, library)
