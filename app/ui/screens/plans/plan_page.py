"""One plan: the lessons there are on the leading side, the plan beside them, and who follows it above."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QDateEdit,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QMessageBox,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.curriculum.values import Lesson
from app.i18n import tr
from app.practice.plans_values import Given, Plan
from app.ui.i18n import isolate
from app.ui.jobs import Err, Jobs, Ok
from app.ui.screens.plans.board import PlanBoard
from app.ui.screens.plans.draft import PlanDraft
from app.ui.screens.plans.facts import People, PlanFacts, read_people, read_plan
from app.ui.screens.plans.give_dialog import GiveDialog
from app.ui.screens.plans.given_strip import GivenStrip
from app.ui.screens.plans.saver import PlanSaver
from app.ui.screens.plans.shelf import Shelf
from app.ui.screens.plans.words import summary_text, title_of
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.calendar import dress_day
from app.ui.widgets.labels import label

if TYPE_CHECKING:
    from app.practice.studio import Studio

SHELF_WIDTH = 300
PAGE_WIDTH = 1280

RHYTHMS = ((0, 1, 2, 3, 4, 5, 6), (0, 1, 2, 3, 4), (0, 2, 4), (0, 3), (0,))
"""Days of a week, counted from the plan's start, on which there is a lesson."""


class PlanPage(QWidget):
    """Everything is saved as it is done; `copied` tells the copy that was made."""

    back_wanted = Signal()
    copied = Signal(str)
    standing_wanted = Signal(str, str, str)  # class, its name, plan
    failed = Signal(str)
    done = Signal(str)

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__()
        self.setProperty("page", "true")
        self._studio, self._jobs, self._theme = studio, jobs, theme
        self.facts: PlanFacts | None = None
        self.draft: PlanDraft | None = None
        self._lessons: dict[str, Lesson] = {}
        self.saver = PlanSaver(studio.plans, jobs)
        self.saver.setParent(self)
        self.saver.failed.connect(self.failed)
        self.saver.saved.connect(lambda: self._state.setText(tr("已保存")))
        self.shelf = Shelf(theme)
        self.shelf.setFixedWidth(theme.size(SHELF_WIDTH))
        self.shelf.added.connect(self._add)
        self.board = PlanBoard(theme)
        self.shelf.returned.connect(self.board.remove)
        self.strip = GivenStrip(theme)
        self.strip.standing_wanted.connect(self._want_standing)
        self.strip.take_back_wanted.connect(self.ask_to_take_back)
        self._build()
        QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self).activated.connect(self.saver.run)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self).activated.connect(self.board.restore)

    # building

    def _build(self) -> None:
        page = QWidget()
        page.setMaximumWidth(self._theme.size(PAGE_WIDTH))
        column = QVBoxLayout(page)
        column.setContentsMargins(3 * SPACE, 2 * SPACE, 3 * SPACE, 2 * SPACE)
        column.setSpacing(SPACE + SPACE // 2)
        column.addLayout(self._header())
        column.addWidget(self._notice())
        column.addWidget(self.strip)
        columns = QHBoxLayout()
        columns.setSpacing(2 * SPACE)
        columns.addWidget(self.shelf)
        columns.addWidget(self._plan_side(), 1)
        column.addLayout(columns, 1)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addStretch(1)
        outer.addWidget(page, 1000)
        outer.addStretch(1)

    def _header(self) -> QHBoxLayout:
        theme = self._theme
        self.back = button(
            "", self.back_wanted.emit, theme, kind="quiet", icon="back", name=tr("回到计划列表")
        )
        self.title = QLineEdit()
        self.title.setAccessibleName(tr("计划的名字"))
        self.title.setMaxLength(60)
        self.title.textChanged.connect(self._named)
        font = self.title.font()
        font.setPixelSize(theme.size(18))
        font.setBold(True)
        self.title.setFont(font)
        self._state = label("", "small", wrap=False)
        self.copy = button(tr("复制一份"), self.make_copy, theme, icon="copy")
        self.give = button(tr("布置…"), self.ask_to_give, theme, kind="main", icon="forward")
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(self.back)
        row.addWidget(self.title, 1)
        row.addWidget(self._state)
        row.addWidget(self.copy)
        row.addWidget(self.give)
        return row

    def _notice(self) -> QFrame:
        self._read_only = QFrame()
        self._read_only.setProperty("panel", "notice")
        row = QHBoxLayout(self._read_only)
        row.setContentsMargins(2 * SPACE, SPACE // 2, SPACE, SPACE // 2)
        self._whose = label("")
        row.addWidget(self._whose, 1)
        row.addWidget(button(tr("复制成我的"), self.make_copy, self._theme, icon="copy"))
        return self._read_only

    def _plan_side(self) -> QWidget:
        theme = self._theme
        self._summary = label("", "form")
        self.rhythm = button(tr("排日子"), self._show_rhythms, theme, kind="quiet", icon="clock")
        self.dated = QCheckBox(tr("按日期显示"))
        self.dated.toggled.connect(self._date_days)
        self.start = dress_day(QDateEdit(QDate.currentDate()))
        self.start.setAccessibleName(tr("开始的日子"))
        self.start.dateChanged.connect(self._date_days)
        head = QHBoxLayout()
        head.setSpacing(SPACE)
        head.addWidget(self._summary, 1)
        for each in (self.rhythm, self.dated, self.start):
            each.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)  # whole in a narrow window
            head.addWidget(each)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.board.setProperty("scrolled", "true")
        scroll.setWidget(self.board)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._undo = QFrame()
        self._undo.setProperty("panel", "notice")
        undo = QHBoxLayout(self._undo)
        undo.setContentsMargins(2 * SPACE, SPACE // 2, SPACE, SPACE // 2)
        self._gone = label("")
        self.restore = button(tr("放回来"), self.board.restore, theme, name=tr("放回来 (Ctrl+Z)"))
        undo.addWidget(self._gone, 1)
        undo.addWidget(self.restore)
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addLayout(head)
        column.addWidget(scroll, 1)
        column.addWidget(self._undo)
        return side

    # opening and leaving

    def open(self, facts: PlanFacts, *, name_it: bool = False) -> None:
        """Show a plan; `name_it` puts the keyboard on its name, which is a first one."""
        self.facts = facts
        self._lessons = {each.id: each for each in self._studio.library.lessons}
        if self.draft is not None:
            self.draft.deleteLater()
        draft = PlanDraft(facts.plan)
        draft.setParent(self)
        self.draft = draft
        self.title.blockSignals(True)
        self.title.setText(draft.title)
        self.title.setPlaceholderText(self._studio.plans.title(facts.plan))
        self.title.blockSignals(False)
        self.title.setReadOnly(not facts.open)
        self.give.setVisible(facts.open)
        self.copy.setVisible(facts.open)
        self.rhythm.setVisible(facts.open)
        self._read_only.setVisible(not facts.open)
        self._whose.setText(
            tr("这是{name}的计划，可以看、可以复制。", name=isolate(facts.owner or tr("别的教师")))
        )
        self._state.setText(tr("改了就自动保存") if facts.open else "")
        self.saver.watch(draft if facts.open else None)
        self.shelf.open(self._studio.library.lessons, open_=facts.open)
        self.shelf.setVisible(facts.open)
        self.board.open(draft, self._lessons, open_=facts.open)
        draft.changed.connect(self._changed)
        self._undo.hide()
        self.strip.show_given(facts.given, facts.names)
        starts = [each.start for each in facts.given]
        self._set_start(max(starts) if starts else None)
        self._changed()
        if name_it:
            self.title.setFocus()
            self.title.selectAll()
        elif facts.open:
            self.shelf.search.setFocus()

    def leave(self) -> bool:
        """Before another page: save. Whether nothing is left unsaved."""
        return self.saver.save_now()

    def _changed(self) -> None:
        assert self.draft is not None
        items = self.draft.items
        self._summary.setText(summary_text(items, self._lessons))
        self.board.show_places()
        self.board.show_warnings(self._studio.plans.warnings(items))
        self.shelf.show_there([each.lesson_id for each in items])
        self.give.setEnabled(bool(items))
        self.rhythm.setEnabled(len(items) > 1)
        removed = self.draft.removed
        back = removed is not None and self.draft.place_of(removed.lesson_id) is None
        self._undo.setVisible(back)
        if removed is not None:
            title = title_of(self._lessons, removed.lesson_id)
            self._gone.setText(tr("去掉了《{title}》。", title=title))
        if self.saver.unsaved:
            self._state.setText(tr("正在保存…"))

    def _named(self, title: str) -> None:
        if self.draft is not None:
            self.draft.set_title(title)

    # the lessons

    def _add(self, lesson_ids: list[str]) -> None:
        assert self.draft is not None
        self.draft.add(lesson_ids)
        if self.board.rows:
            self.board.reveal(self.board.rows[-1])

    # days

    def _set_start(self, start: date | None) -> None:
        self.start.blockSignals(True)
        self.dated.blockSignals(True)
        self.dated.setChecked(start is not None)
        day = start or date.today()
        self.start.setDate(QDate(day.year, day.month, day.day))
        self.start.blockSignals(False)
        self.dated.blockSignals(False)
        self._date_days()

    def _date_days(self) -> None:
        self.start.setVisible(self.dated.isChecked())
        day = self.start.date()
        self.board.show_start(date(day.year(), day.month(), day.day()) if self.dated.isChecked() else None)

    def rhythms(self) -> QMenu:
        """How the lessons can be laid out over the weeks."""
        menu = QMenu(self)
        words = (tr("每天一课"), tr("每周五课"), tr("每周三课"), tr("每周两课"), tr("每周一课"))
        for text, days in zip(words, RHYTHMS, strict=True):
            menu.addAction(text).triggered.connect(partial(self._spread, days))
        return menu

    def _show_rhythms(self) -> None:
        menu = self.rhythms()
        menu.exec(self.rhythm.mapToGlobal(self.rhythm.rect().bottomLeft()))

    def _spread(self, days: tuple[int, ...], _checked: bool = False) -> None:
        assert self.draft is not None
        self.draft.spread(days)

    # giving

    def _want_standing(self, cohort_id: str, name: str) -> None:
        if self.draft is not None and self.saver.save_now():
            self.standing_wanted.emit(cohort_id, name, self.draft.id)

    def ask_to_give(self) -> None:
        """Ask to whom and from when."""
        if self.saver.save_now():
            self._jobs.run(lambda: read_people(self._studio), self._ask, owner=self)

    def _ask(self, result: Ok[People] | Err) -> None:
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
            return
        assert self.facts is not None and self.draft is not None
        if not result.value.cohorts and not result.value.trainees:
            self.failed.emit(tr("还没有班级和学员。请先建立班级，再布置计划。"))
            return
        plan = Plan(self.draft.id, self.draft.title, "", self.facts.plan.created, self.draft.items)
        title = self._studio.plans.title(plan)
        dialog = GiveDialog(
            plan, title, result.value, self.facts.given, self._lessons, date.today(), self._theme, self
        )
        if self.dated.isChecked():  # a day that is over would make the first lessons late at once
            dialog.calendar.setSelectedDate(max(self.start.date(), QDate.currentDate()))
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.give_out(dialog.cohort_ids, dialog.profile_ids, dialog.start)

    def give_out(self, cohort_ids: list[str], profile_ids: list[str], start: date) -> None:
        """Give the plan and show who has it now."""
        assert self.draft is not None
        plan_id, plans = self.draft.id, self._studio.plans
        self._jobs.run(
            lambda: plans.give(plan_id, start, cohort_ids=cohort_ids, profile_ids=profile_ids),
            partial(self._reread, tr("布置好了，学员在“今天”里能看到。")),
            owner=self,
        )

    def ask_to_take_back(self, given: Given) -> None:
        """Take it back from a class or a person, after asking."""
        assert self.facts is not None
        name = self.facts.names.get(given.cohort_id or given.profile_id, "")
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(tr("收回计划"))
        box.setText(tr("从{name}收回这个计划？已经练过的都留着。", name=isolate(name)))
        yes = box.addButton(tr("收回"), QMessageBox.ButtonRole.DestructiveRole)
        no = box.addButton(tr("不收回"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(no)
        box.exec()
        if box.clickedButton() is yes:
            self.take_back(given)

    def take_back(self, given: Given) -> None:
        """Take it back from a class or a person."""
        self.saver.save_now()
        self._jobs.run(
            lambda: self._studio.plans.take_back(given.id), partial(self._reread, tr("收回了。")), owner=self
        )

    def _reread(self, words: str, result: Ok[object] | Err) -> None:
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
            return
        self.done.emit(words)
        assert self.draft is not None
        plan_id = self.draft.id
        self._jobs.run(lambda: read_plan(self._studio, plan_id), self._reread_done, owner=self)

    def _reread_done(self, result: Ok[PlanFacts] | Err) -> None:
        if isinstance(result, Err):  # a plan made for being given once goes when it is taken back
            self.draft = None
            self.saver.watch(None)
            self.back_wanted.emit()
        elif self.draft is not None and result.value.plan.id == self.draft.id:
            self.facts = result.value
            self.strip.show_given(result.value.given, result.value.names)

    def make_copy(self) -> None:
        """Begin a plan of one's own that is like this one."""
        if self.draft is None or not self.saver.save_now():
            return
        plan_id = self.draft.id

        def made(result: Ok[Plan] | Err) -> None:
            if isinstance(result, Err):
                self.failed.emit(str(result.error))
            else:
                self.copied.emit(result.value.id)

        self._jobs.run(lambda: self._studio.plans.copy(plan_id), made, owner=self)
