"""The desk: most pressing first, and one click to every place where a trainer works."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, Signal
from PySide6.QtGui import QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QDialog, QWidget

from app.i18n import tr
from app.people.values import Cohort, Face
from app.practice.teaching import Desk, Work
from app.ui.i18n import isolate
from app.ui.jobs import Err, Jobs, Ok
from app.ui.screens.teach.hand_out import HandOutDialog, Offer, offers
from app.ui.screens.teach.people_card import PeopleCard, Pictures
from app.ui.screens.teach.set_up_card import SetUpCard
from app.ui.screens.teach.words import desk_text
from app.ui.screens.teach.work_cards import WaitingCard, WorkCard
from app.ui.theme import Theme
from app.ui.where import Place, Where
from app.ui.widgets.buttons import Button, button
from app.ui.widgets.card import clear
from app.ui.widgets.columns import Columns
from app.ui.widgets.flow_layout import FlowLayout, flowing
from app.ui.widgets.page import Page
from app.ui.widgets.portrait import read_portrait
from app.ui.widgets.states import LoadingPanel, StatePanel

if TYPE_CHECKING:
    from app.practice.studio import Studio

WORK, PEOPLE = 5, 3  # shares of the width


class TeachScreen(Page):
    """`wanted` tells where to go."""

    wanted = Signal(object)  # Where
    failed = Signal(str)
    done = Signal(str)

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__(theme, tr("教学"))
        self._studio = studio
        self._jobs = jobs
        self._cohort_id = ""
        self.desk: Desk | None = None
        self.links: dict[Place, Button] = {}
        self.set_up: SetUpCard | None = None
        self.waiting: WaitingCard | None = None
        self.work: WorkCard | None = None
        self.people: PeopleCard | None = None
        self.cohort = QComboBox()
        self.cohort.setAccessibleName(tr("看哪个班"))
        self.cohort.setMinimumWidth(theme.size(180))
        self.cohort.activated.connect(self._chose)
        self.cohort.hide()
        self.add_action(self.cohort)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Refresh), self).activated.connect(self.enter)
        self.body.addWidget(LoadingPanel())
        self.body.addStretch(1)

    def enter(self) -> None:
        """Read the desk and show it, for the class that was looked at last."""
        self._cohort_id = str(self._remembered().value(self._key) or "")
        self._jobs.run(self._read, self._show, owner=self)

    def _read(self) -> tuple[Desk, Pictures]:
        desk = self._studio.teaching.desk(self._cohort_id)
        return desk, _pictures(self._studio, desk)

    def _show(self, result: Ok[tuple[Desk, Pictures]] | Err) -> None:
        clear(self.body)
        self.set_up = self.waiting = self.work = self.people = None
        if isinstance(result, Err):
            self.cohort.hide()
            self.body.addWidget(
                StatePanel(self.theme, "warning", str(result.error), "", tr("再试一次"), self.enter)
            )
            self.body.addStretch(1)
            return
        desk, pictures = result.value
        self.desk = desk
        self.set_title(tr("教学"), desk_text(desk))
        self._show_classes(desk)
        self.body.addLayout(self._ways())
        main: QWidget | None = None
        if not desk.set_up:
            main = self._add_set_up(desk)
        if desk.cohorts and desk.members:
            self._add_cards(desk, pictures)
            listen = self.waiting.listen if self.waiting else None
            main = main or listen or (self.work.give if self.work else None)
        self.body.addStretch(1)
        if main is not None:
            main.setFocus()

    def _show_classes(self, desk: Desk) -> None:
        self.cohort.clear()
        self.cohort.addItem(tr("所有的班"), "")
        for each in desk.cohorts:
            self.cohort.addItem(each.name, each.id)
        self.cohort.setCurrentIndex(max(0, self.cohort.findData(desk.cohort_id)))
        self.cohort.setVisible(len(desk.cohorts) > 1)

    def _chose(self, index: int) -> None:
        self._remembered().setValue(self._key, self.cohort.itemData(index))
        self.enter()

    @property
    def _key(self) -> str:
        profile = self._studio.profile
        return f"desk/{profile.id if profile else ''}"

    def _remembered(self) -> QSettings:
        return QSettings(str(self._studio.home / "window.ini"), QSettings.Format.IniFormat)

    # what is on it

    def _ways(self) -> FlowLayout:
        """A line of quiet buttons: where a trainer works."""
        ways = (
            (Place.PEOPLE, tr("学员和班级"), "people"),
            (Place.CLASS_PROGRESS, tr("全班进步"), "progress"),
            (Place.PLANS, tr("学习计划"), "order"),
            (Place.REPORTS, tr("成绩和报告"), "export_file"),
            (Place.ORDERS, tr("企业订单"), "product"),
            (Place.AGREEMENT, tr("电脑准不准"), "check"),
            (Place.RULES, tr("不能说的话"), "warning"),
            (Place.STATION, tr("本机和中心"), "settings"),
        )
        self.links = {
            place: button(text, partial(self._go, place), self.theme, kind="quiet", icon=icon)
            for place, text, icon in ways
        }
        return flowing(*self.links.values())

    def _go(self, place: Place) -> None:
        """To a page, for the class that is looked at."""
        about_class = place in (Place.PEOPLE, Place.CLASS_PROGRESS, Place.REPORTS, Place.QUEUE)
        cohort_id = self.desk.cohort_id if self.desk is not None and about_class else ""
        self.wanted.emit(Where(place, cohort_id=cohort_id))

    def _open_person(self, profile_id: str) -> None:
        members = self.desk.members if self.desk is not None else ()
        cohort_id = next((e.lately.cohort_id for e in members if e.lately.profile_id == profile_id), "")
        self.wanted.emit(Where(Place.CLASS_PROGRESS, cohort_id=cohort_id, profile_id=profile_id))

    def _add_set_up(self, desk: Desk) -> QWidget | None:
        self.set_up = SetUpCard(
            desk,
            self.theme,
            class_wanted=self._make_class,
            people_wanted=partial(self._go, Place.PEOPLE),
            work_wanted=self.hand_out,
        )
        self.body.addWidget(self.set_up)
        return self.set_up.main

    def _add_cards(self, desk: Desk, pictures: Pictures) -> None:
        calm = desk.set_up and not desk.total_waiting
        self.waiting = WaitingCard(
            desk, self.theme, partial(self._go, Place.QUEUE), partial(self._go, Place.AGREEMENT)
        )
        self.work = WorkCard(
            desk,
            self.theme,
            opened=self._open_work,
            work_wanted=self.hand_out,
            main=calm,
        )
        self.people = PeopleCard(
            desk, pictures, self.theme, self._open_person, partial(self._go, Place.CLASS_PROGRESS)
        )
        columns = Columns()
        columns.add_stack(self.waiting, self.work, share=WORK)
        columns.add_stack(self.people, share=PEOPLE)
        self.body.addLayout(columns)

    def _open_work(self, work: Work) -> None:
        self.wanted.emit(Where(Place.PLANS, plan_id=work.given.plan_id, cohort_id=work.cohort_id))

    def _make_class(self, name: str) -> None:
        self._jobs.run(lambda: self._studio.people.add_cohort(name), self._made_class, owner=self)

    def _made_class(self, result: Ok[Cohort] | Err) -> None:
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
            return
        self.done.emit(tr("{name}建好了。", name=isolate(result.value.name)))
        self.enter()

    # handing out

    def hand_out(self) -> None:
        """Ask what to hand out to which class."""

        def read() -> list[Offer]:
            studio = self._studio
            own = [each for each in studio.plans.plans() if studio.plans.may_change(each)]
            return offers(studio.library.lessons, own)

        self._jobs.run(read, self._ask, owner=self)

    def _ask(self, result: Ok[list[Offer]] | Err) -> None:
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
            return
        if self.desk is None:
            return
        desk = self.desk
        dialog = HandOutDialog(result.value, desk.cohorts, desk.cohort_id, desk.day, self.theme, self)
        dialog.finished.connect(lambda answer: self._asked(dialog, answer))
        dialog.open()

    def _asked(self, dialog: HandOutDialog, answer: int) -> None:
        chosen = dialog.chosen
        if answer == QDialog.DialogCode.Accepted and chosen is not None:
            cohort_ids, day, name = dialog.cohort_ids, dialog.day, dialog.cohort_name
            self._jobs.run(
                self._handing_out(chosen, cohort_ids, day),
                lambda result: self._handed_out(chosen, name, result),
                owner=self,
            )
        dialog.deleteLater()

    def _handing_out(self, chosen: Offer, cohort_ids: tuple[str, ...], day: date) -> Callable[[], None]:
        plans = self._studio.plans

        def work() -> None:
            if chosen.is_plan:
                plans.give(chosen.id, day, cohort_ids=cohort_ids)
                return
            for each in cohort_ids:
                plans.assign(each, chosen.id, day)

        return work

    def _handed_out(self, chosen: Offer, name: str, result: Ok[None] | Err) -> None:
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
        else:
            self.done.emit(tr("《{title}》布置给{name}了。", title=isolate(chosen.title), name=isolate(name)))
        self.enter()


def _pictures(studio: Studio, desk: Desk) -> dict[str, QImage]:
    """The pictures of those who are shown and have one. Blocks."""
    shown = {each.lately.profile_id: each.lately.picture for each in (*desk.behind, *desk.practised)}
    wanted = {profile_id for profile_id, picture in shown.items() if picture}
    if not wanted:
        return {}
    read = {each.id: read_portrait(studio.people.picture(each)) for each in _faces(studio, wanted)}
    return {profile_id: picture for profile_id, picture in read.items() if picture is not None}


def _faces(studio: Studio, wanted: set[str]) -> list[Face]:
    return [each for each in studio.people.faces() if each.id in wanted]
