"""Classes on one side, the members of the chosen one beside them, and what can be done with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QStackedWidget, QVBoxLayout, QWidget

from app.i18n import tr, trn
from app.people.values import Cohort, Profile
from app.ui.i18n import isolate
from app.ui.jobs import Err, Jobs, Ok
from app.ui.screens.people.adding import AddRow
from app.ui.screens.people.class_dialog import CentreDialog, ClassDialog
from app.ui.screens.people.class_list import ClassList
from app.ui.screens.people.facts import AWAY, CLASSLESS, EVERYONE, PeopleFacts, read_people, read_pictures
from app.ui.screens.people.menus import add_buttons, add_moves, add_tables, new_menu, pop_up
from app.ui.screens.people.person_dialog import PersonDialog
from app.ui.screens.people.pin_told import PinToldDialog
from app.ui.screens.people.table import MemberTable
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.labels import label
from app.ui.widgets.page import Page
from app.ui.widgets.states import StatePanel

if TYPE_CHECKING:
    from app.practice.studio import Studio

WIDTH = 1480
SIDE = 232
MANY = 12
"""With more people there is a field to search in."""


class PeoplePage(Page):
    """The trainers' page of people."""

    import_wanted = Signal()
    export_wanted = Signal(str, str)  # class id ("": all), its name
    template_wanted = Signal()
    work_wanted = Signal()
    undo_offered = Signal(str, object)  # what was done, and a function that takes it back
    erase_wanted = Signal(str)  # profile id
    failed = Signal(str)
    done = Signal(str)

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__(theme, tr("学员和班级"), WIDTH)
        self._studio = studio
        self._jobs = jobs
        self._facts: PeopleFacts | None = None
        self._group = ""
        self._archived_classes = False
        self._fresh: set[str] = set()
        self.centre = button(tr("培训点"), self.change_centre, theme, kind="quiet", icon="settings")
        self.tables = button(tr("导入、导出"), self._show_tables_menu, theme, icon="import_file")
        self.give = button(tr("布置功课"), self.work_wanted.emit, theme, icon="forward")
        for each in (self.centre, self.tables, self.give):
            self.add_action(each)
        self.classes = ClassList(theme)
        self.classes.group_wanted.connect(self.show_group)
        self.classes.dropped.connect(self.move_people)
        self.new_class = button(tr("新班级"), self.make_class, theme, icon="add")
        self.old_classes = button(tr("看收起来的班级"), self._toggle_archived, theme, kind="quiet")
        side = QVBoxLayout()
        side.setSpacing(SPACE)
        side.addWidget(self.classes, 1)
        side.addWidget(self.new_class)
        side.addWidget(self.old_classes)
        holder = QWidget()
        holder.setLayout(side)
        side.setContentsMargins(0, 0, 0, 0)
        holder.setFixedWidth(theme.size(SIDE))
        row = QHBoxLayout()
        row.setSpacing(3 * SPACE)
        row.addWidget(holder)
        row.addLayout(self._build_members(), 1)
        self.body.addLayout(row, 1)
        self.body.setContentsMargins(4 * SPACE, 0, 4 * SPACE, 2 * SPACE)

    def _build_members(self) -> QVBoxLayout:
        theme = self.theme
        self._heading = label("", "strong")
        self.settings = button(tr("班级设置"), self.change_class, theme, kind="quiet", icon="settings")
        self.put_away = button(tr("收起班级"), self.archive_class, theme, kind="quiet", icon="folder")
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("找名字或编号"))
        self.search.setAccessibleName(tr("找人"))
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(theme.size(96))
        self.search.setMaximumWidth(theme.size(200))
        head = QHBoxLayout()
        head.setSpacing(SPACE)
        head.addWidget(self._heading, 1)
        for each in (self.settings, self.put_away, self.search):
            head.addWidget(each)
        self.adding = AddRow(theme)
        self.adding.wanted.connect(self.add)
        self.table = MemberTable(theme)
        self.table.setMinimumHeight(theme.size(160))
        self.search.textChanged.connect(self.table.search_for)
        self.table.opened.connect(self.open_person)
        self.table.picked.connect(self._fit_actions)
        self.table.customContextMenuRequested.connect(self._show_menu)
        self._empty = QStackedWidget()
        self._empty.addWidget(self.table)
        self._empty.addWidget(
            StatePanel(
                theme,
                "people",
                tr("这里还没有人。"),
                tr("下一步：加学员。在上面写名字，按回车，一个接一个。名单很长，就用“导入、导出”里的表格。"),
            )
        )
        self._chosen = label("", "soft")
        self.open = button(tr("资料"), self._open_chosen, theme, icon="profile")
        self.move_to = button(tr("移到班级"), self._show_move_menu, theme, icon="forward")
        self.reset = button(tr("重设密码"), self.reset_pin, theme, icon="lock")
        self.archive = button(tr("收起来"), self.archive_chosen, theme, icon="folder")
        foot = QHBoxLayout()
        foot.setSpacing(SPACE)
        foot.addWidget(self._chosen, 1)
        for each in (self.open, self.move_to, self.reset, self.archive):
            foot.addWidget(each)
        column = QVBoxLayout()
        column.setSpacing(SPACE)
        column.addLayout(head)
        column.addWidget(self.adding)
        column.addWidget(self._empty, 1)
        column.addLayout(foot)
        return column

    # reading

    def begin_with(self, cohort_id: str) -> None:
        """Show this class when the page is entered."""
        self._group = cohort_id or self._group

    def enter(self) -> None:
        """Read everybody anew."""
        self._jobs.run(lambda: read_people(self._studio), self._show, owner=self)

    def _show(self, result: Ok[PeopleFacts] | Err) -> None:
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
            return
        first = self._facts is None
        self._facts = facts = result.value
        self.set_title(tr("学员和班级"), isolate(facts.centre.name) if facts.centre else "")
        self.centre.setVisible(facts.administrator and facts.centre is not None)
        self.old_classes.setVisible(bool(facts.classes(archived=True)))
        self.classes.show_classes(facts, self._group, archived=self._archived_classes)
        groups = self.classes.groups
        if self._group not in groups:
            known = facts.viewer.cohort_id
            own = [each.id for each in facts.classes()]
            self._group = known if known in groups else (own or groups or [EVERYONE])[0]
            self.classes.choose(self._group)
        self._draw()
        self._load_pictures(facts.people)
        if first and self.adding.isVisibleTo(self):
            self.adding.name.setFocus()

    def _load_pictures(self, people: Sequence[Profile]) -> None:
        def show(result: Ok[dict[str, QImage]] | Err) -> None:
            if isinstance(result, Ok):
                self.table.show_pictures(result.value)

        if any(each.picture for each in people):
            self._jobs.run(lambda: read_pictures(self._studio, people), show, owner=self)

    @property
    def sentence(self) -> str:
        """What stands above the table."""
        return self._heading.text()

    def show_group(self, group: str) -> None:
        """Show a class or another group."""
        self._group = group
        self.classes.blockSignals(True)
        self.classes.choose(group)
        self.classes.blockSignals(False)
        self._draw()

    @property
    def _cohort(self) -> Cohort | None:
        """The class shown, None for another group."""
        led = self._facts.led if self._facts else ()
        return next((each for each in led if each.id == self._group), None)

    def _draw(self) -> None:
        facts = self._facts
        assert facts is not None
        people = facts.members(self._group)
        cohort = self._cohort
        titles = {EVERYONE: tr("全部"), CLASSLESS: tr("不在班级里"), AWAY: tr("收起来的人")}
        name = isolate(cohort.name) if cohort else titles.get(self._group, "")
        count = trn("{number} 人", "{number} 人", len(people))
        self._heading.setText(f"{name} · {count}")
        self.settings.setVisible(cohort is not None)
        self.put_away.setVisible(cohort is not None)
        self.put_away.setText(tr("拿回班级") if cohort and cohort.archived else tr("收起班级"))
        self.search.setVisible(len(people) > MANY)
        if self.search.isHidden():
            self.search.clear()
        may_add = (cohort is not None and not cohort.archived) or (
            self._group in (EVERYONE, CLASSLESS) and facts.administrator
        )
        self.adding.setVisible(may_add)
        self.table.show_people(facts, people, with_class=self._group in (EVERYONE, AWAY))
        if self._fresh:
            self.table.choose(self._fresh)
            self._fresh = set()
        self._empty.setCurrentIndex(0 if people or not may_add else 1)
        self._fit_actions()

    @property
    def _picked(self) -> list[Profile]:
        ids = set(self.table.chosen)
        return [each for each in self.table.people if each.id in ids]

    def _fit_actions(self) -> None:
        """Offer what she may do with those who are chosen."""
        facts, picked = self._facts, self._picked
        if facts is None:
            return
        waiting = {each.id for each in facts.waiting}
        known = all(each.id not in waiting for each in picked)
        hers = bool(picked) and all(facts.may_change(each) for each in picked)
        away = self._group == AWAY
        self._chosen.setText(
            trn("选了 {number} 人", "选了 {number} 人", len(picked))
            if picked
            else tr("点一行选一个人；按住 Ctrl 可以选几个，拖到左边的班级里就移过去。")
            if self.table.people
            else ""
        )
        self.open.setVisible(len(picked) == 1 and known)
        self.move_to.setVisible(bool(picked) and not away and facts.may_move(picked))
        self.reset.setVisible(len(picked) == 1 and hers and not away)
        self.archive.setVisible(hers and all(each.id != facts.viewer.id for each in picked))
        self.archive.setText(tr("拿回来") if away else tr("收起来"))

    # people

    def add(self, name: str, first_language: str) -> None:
        """Add a trainee to the class shown."""
        cohort = self._cohort
        cohort_id = cohort.id if cohort is not None else ""
        people = self._studio.people

        def added(result: Ok[Profile] | Err) -> None:
            if isinstance(result, Err):
                self.adding.refuse(str(result.error))
                return
            self._fresh = {result.value.id}
            self.adding.ready()
            self.enter()

        self._jobs.run(lambda: people.add(name, first_language, cohort_id=cohort_id), added, owner=self)

    def _open_chosen(self) -> None:
        for each in self._picked[:1]:
            self.open_person(each.id)

    def open_person(self, profile_id: str) -> PersonDialog | None:
        """Show what is known of somebody, to be changed."""
        facts = self._facts
        person = next((each for each in facts.people if each.id == profile_id), None) if facts else None
        if facts is None or person is None:
            return None
        dialog = PersonDialog(person, facts, self._studio, self._jobs, self.theme, self)
        dialog.changed.connect(self.enter)
        dialog.erase_wanted.connect(self.erase_wanted)
        dialog.open()
        return dialog

    def move_people(self, ids: Sequence[str], cohort_id: str) -> None:
        """Put these into a class, with a way back."""
        facts = self._facts
        assert facts is not None
        known = {each.id: each.cohort_id for each in facts.people}
        before = {each: known.get(each, "") for each in ids}
        ids = [each for each in ids if before[each] != cohort_id]
        if not ids:
            return
        people = self._studio.people

        def back() -> None:
            for old in set(before.values()):
                people.move([each for each in ids if before[each] == old], old)

        where = isolate(facts.name_of(cohort_id)) if cohort_id else ""
        count = len(ids)
        said = (
            trn("移了 {number} 人到{name}。", "移了 {number} 人到{name}。", count, name=where)
            if where
            else trn("{number} 人现在不在班级里。", "{number} 人现在不在班级里。", count)
        )
        self._do(lambda: people.move(ids, cohort_id), said, back)

    def archive_chosen(self) -> None:
        """Put those who are chosen away, or bring them back."""
        ids = [each.id for each in self._picked]
        away = self._group == AWAY
        said = (
            trn("拿回来了 {number} 人。", "拿回来了 {number} 人。", len(ids))
            if away
            else trn("收起了 {number} 人，记录都还在。", "收起了 {number} 人，记录都还在。", len(ids))
        )
        self._do(lambda: self._archive(ids, not away), said, lambda: self._archive(ids, away))

    def _archive(self, ids: Sequence[str], archived: bool) -> None:
        for each in ids:
            self._studio.people.archive(each, archived)

    def reset_pin(self) -> None:
        """A starting PIN for who is chosen."""
        picked = self._picked
        if len(picked) != 1:
            return
        person, people = picked[0], self._studio.people

        def done(result: Ok[str] | Err) -> None:
            if isinstance(result, Err):
                self.failed.emit(str(result.error))
                return
            PinToldDialog(person.name, result.value, self.theme, self).open()
            self.enter()

        self._jobs.run(lambda: people.reset_pin(person.id), done, owner=self)

    # classes and the centre

    def make_class(self) -> ClassDialog | None:
        """Ask for a new class's name."""
        return self._ask_class(None)

    def change_class(self) -> ClassDialog | None:
        """Ask what should be different in the class shown."""
        return self._ask_class(self._cohort)

    def _ask_class(self, cohort: Cohort | None) -> ClassDialog | None:
        if self._facts is None:
            return None
        dialog = ClassDialog(cohort, self._facts, self._studio, self._jobs, self.theme, self)

        def changed() -> None:
            self._group = dialog.cohort_id
            self.enter()
            self.adding.name.setFocus()

        dialog.changed.connect(changed)
        dialog.open()
        return dialog

    def archive_class(self) -> None:
        """Put the class shown away, or bring it back."""
        cohort, people = self._cohort, self._studio.people
        if cohort is None:
            return
        name = isolate(cohort.name)
        said = (
            tr("{name}拿回来了。", name=name)
            if cohort.archived
            else tr("{name}收起了，记录都还在。", name=name)
        )
        self._do(
            lambda: people.change_cohort(cohort.id, archived=not cohort.archived),
            said,
            lambda: people.change_cohort(cohort.id, archived=cohort.archived),
        )

    def change_centre(self) -> CentreDialog | None:
        """Ask what should hold for the centre."""
        if self._facts is None or self._facts.centre is None:
            return None
        dialog = CentreDialog(self._facts.centre, self._studio, self._jobs, self.theme, self)
        dialog.changed.connect(self.enter)
        dialog.open()
        return dialog

    def _toggle_archived(self) -> None:
        self._archived_classes = not self._archived_classes
        self.old_classes.setText(tr("不看收起来的班级") if self._archived_classes else tr("看收起来的班级"))
        if self._facts is not None:
            self._show(Ok(self._facts))

    def _do(self, work: Callable[[], object], said: str, back: Callable[[], object]) -> None:
        """Do it, show what is there now, and offer the way back."""

        def undo() -> None:
            self._jobs.run(back, finished, owner=self)

        def finished(result: Ok[object] | Err) -> None:
            if isinstance(result, Err):
                self.failed.emit(str(result.error))
            self.enter()

        def done(result: Ok[object] | Err) -> None:
            finished(result)
            if isinstance(result, Ok):
                self.undo_offered.emit(said, undo)

        self._jobs.run(work, done, owner=self)

    # menus

    def _show_menu(self, at: QPoint) -> None:
        menu = new_menu(self)
        add_buttons(menu, (self.open, self.reset, self.archive))
        if not self.move_to.isHidden():
            self._add_moves(menu.addMenu(self.move_to.text()))
        if not menu.isEmpty():
            menu.popup(self.table.viewport().mapToGlobal(at))

    def _show_move_menu(self) -> None:
        menu = new_menu(self)
        self._add_moves(menu)
        pop_up(menu, self.move_to, above=True)

    def _add_moves(self, menu: QMenu) -> None:
        assert self._facts is not None
        ids = [each.id for each in self._picked]
        cohorts = [each for each in self._facts.classes() if each.id != self._group]
        add_moves(menu, cohorts, lambda to: self.move_people(ids, to), out=self._group != CLASSLESS)

    def _show_tables_menu(self) -> None:
        menu = new_menu(self)
        add_tables(
            menu,
            self._cohort,
            bring=self.import_wanted.emit,
            template=self.template_wanted.emit,
            write=self.export_wanted.emit,
        )
        pop_up(menu, self.tables)
