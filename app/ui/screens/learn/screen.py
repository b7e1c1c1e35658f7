"""The Learn page: the map of all lessons, the chosen one, its track, and files that cannot be used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QDialog, QGridLayout, QVBoxLayout, QWidget

from app.curriculum.tracks import track_name
from app.curriculum.values import Lesson, LessonProblem
from app.i18n import tr, trn
from app.people.values import Cohort
from app.practice.learning_values import LessonProgress, LessonStanding
from app.storage.values import LessonSeen
from app.ui.i18n import isolate
from app.ui.jobs import Err, Jobs, Ok
from app.ui.next_step import resume_step
from app.ui.screens.learn.assign_dialog import AssignDialog
from app.ui.screens.learn.lesson_card import LessonCard
from app.ui.screens.learn.lesson_tile import LessonTile
from app.ui.screens.learn.map_view import MapView
from app.ui.screens.learn.pack_import import PackImport
from app.ui.screens.learn.way import draw_way
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.card import Card, clear
from app.ui.widgets.labels import label, leading
from app.ui.widgets.page import Page
from app.ui.widgets.states import LoadingPanel, StatePanel

if TYPE_CHECKING:
    from app.practice.studio import Studio

COLUMNS = 3
"""Lessons in a row, at most."""

TILE_WIDTH = 272
"""Pixels below which what stands on a tile would be cut off."""


@dataclass(frozen=True)
class _Facts:
    """What the page is drawn from."""

    progress: Mapping[str, LessonProgress]
    seen: Mapping[str, LessonSeen]
    cohorts: Sequence[Cohort]


class LearnScreen(Page):
    """All lessons: the map above, the chosen lesson below it, then the lessons of its track."""

    lesson_wanted = Signal(str, int)  # lesson id, step at which to go on
    exam_wanted = Signal()
    prompter_wanted = Signal()
    failed = Signal(str)
    done = Signal(str)

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__(theme, tr("课程"))
        self._studio = studio
        self._jobs = jobs
        self._facts = _Facts({}, {}, ())
        self._track = ""
        self._across = COLUMNS
        self._drawn = False
        self.packs = PackImport(studio, jobs, theme)
        self.packs.failed.connect(self.failed)
        self.packs.done.connect(self._imported)
        self.add_action(
            button(tr("提词器"), self.prompter_wanted.emit, theme, kind="quiet", icon="read_aloud")
        )
        self.add_action(
            button(tr("导入课包…"), self.packs.ask_for_file, theme, kind="quiet", icon="import_file")
        )
        self.map = MapView(theme)
        self.map.chosen.connect(lambda _lesson_id: self._show_chosen())
        self.map.opened.connect(self._open)
        self._map_card = Card()
        self._map_card.body.addWidget(self.map)
        self._chosen = QVBoxLayout()
        self._lessons = QVBoxLayout()
        self._lessons.setSpacing(SPACE)
        self._foot = QVBoxLayout()
        self._foot.setSpacing(2 * SPACE)
        self._state = QVBoxLayout()
        self._state.addWidget(LoadingPanel())
        self.body.addLayout(self._state)
        self.body.addWidget(self.packs)
        self.body.addWidget(self._map_card)
        self.body.addLayout(self._chosen)
        self.body.addLayout(self._lessons)
        self.body.addLayout(self._foot)
        self.body.addStretch(1)
        self._map_card.hide()

    def enter(self) -> None:
        """Read how far she is and show the lessons."""
        studio = self._studio
        self._jobs.run(
            lambda: _Facts(studio.learning.progress(), studio.lessons_seen(), studio.people.led()),
            self._show,
            owner=self,
        )

    def _show(self, result: Ok[_Facts] | Err) -> None:
        for each in (self._state, self._chosen, self._lessons, self._foot):
            clear(each)
        self._track = ""
        if isinstance(result, Err):
            self._map_card.hide()
            self._state.addWidget(
                StatePanel(self.theme, "warning", str(result.error), "", tr("再试一次"), self.enter)
            )
            return
        self._facts = result.value
        lessons = self._studio.library.lessons
        done = sum(each.standing is LessonStanding.DONE for each in self._facts.progress.values())
        self.set_title(
            tr("课程"),
            trn("{number} 课，学完了 {done} 课", "{number} 课，学完了 {done} 课", len(lessons), done=done)
            if lessons
            else "",
        )
        self._map_card.setVisible(bool(lessons))
        if not lessons:
            self._state.addWidget(
                StatePanel(
                    self.theme,
                    "learn",
                    tr("这里还没有课程。"),
                    tr("请检查程序的 lessons 文件夹是否完整，然后重新读取。"),
                    tr("重新读取课程"),
                    self._reload,
                )
            )
        self.map.show_way(draw_way(lessons, self._facts.progress))
        self._show_chosen()
        if lessons:
            self._foot.addWidget(self._exam())
        if self._studio.library.problems:
            self._foot.addWidget(self._problems(self._studio.library.problems))
        self.map.setFocus()

    def _show_chosen(self) -> None:
        clear(self._chosen)
        lesson = self._studio.library.lesson(self.map.chosen_id)
        if lesson is None:
            return
        trainer = self._studio.profile is not None and self._studio.profile.teaches
        card = LessonCard(
            self.theme,
            lesson,
            self._facts.progress.get(lesson.id),
            {each.id: each.title for each in self._studio.library.lessons},
            partial(self._open, lesson.id),
            self.map.choose,
            partial(self._assign, lesson) if trainer and self._facts.cohorts else None,
        )
        self._chosen.addWidget(card)
        if lesson.track != self._track:
            self._track = lesson.track
            self._show_track()

    def _show_track(self) -> None:
        clear(self._lessons)
        lessons = [each for each in self._studio.library.lessons if each.track == self._track]
        self._lessons.addWidget(label(isolate(track_name(self._track)), "section"))
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(2 * SPACE)
        self._across = self._room_across()
        for index, lesson in enumerate(lessons):
            tile = LessonTile(self.theme, index + 1, lesson, self._facts.progress.get(lesson.id))
            tile.clicked.connect(partial(self._open, lesson.id))
            grid.addWidget(tile, index // self._across, index % self._across)
        for column in range(self._across):
            grid.setColumnStretch(column, 1)
            grid.setColumnMinimumWidth(column, 28 * SPACE)
        self._lessons.addWidget(holder)

    def _room_across(self) -> int:
        """How many lessons there is room for in a row."""
        room = self.scroll_area.viewport().width() - 8 * SPACE
        return max(1, min(COLUMNS, room // self.theme.size(TILE_WIDTH)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many lessons in a row as there is room for."""
        super().resizeEvent(event)
        if self._track and self._room_across() != self._across:
            self._show_track()

    def _open(self, lesson_id: str, _checked: bool = False) -> None:
        lesson = self._studio.library.lesson(lesson_id)
        if lesson is not None:
            self.lesson_wanted.emit(lesson_id, resume_step(lesson, self._facts.seen))

    def _exam(self) -> QWidget:
        card = Card(tr("普通话水平模拟测试"))
        card.body.addWidget(
            label(tr("按考试的题型和时间做一遍：单字、词语、短文、说话。大约 15 分钟。"), "soft")
        )
        card.body.addLayout(leading(button(tr("看一看"), self.exam_wanted.emit, self.theme)))
        return card

    # classes and packs

    def _assign(self, lesson: Lesson) -> None:
        dialog = AssignDialog(lesson, self._facts.cohorts, date.today(), self.theme, self)
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return
        cohort_id, due = dialog.cohort_id, dialog.due
        self._jobs.run(
            lambda: self._studio.plans.assign(cohort_id, lesson.id, due),
            partial(self._assigned, lesson),
            owner=self,
        )

    def _assigned(self, lesson: Lesson, result: Ok[object] | Err) -> None:
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
        else:
            self.done.emit(tr("《{title}》布置好了，学员在“今天”里能看到。", title=isolate(lesson.title)))

    def _imported(self, sentence: str) -> None:
        self.done.emit(sentence)
        self.enter()

    # files that cannot be used

    def _problems(self, problems: Sequence[LessonProblem]) -> QWidget:
        fatal = [each for each in problems if each.fatal]
        heading = (
            trn("有 {number} 处让课程文件不能用", "有 {number} 处让课程文件不能用", len(fatal))
            if fatal
            else tr("课程文件里有可疑的地方")
        )
        card = Card(heading)
        card.body.addWidget(label(tr("其余的课程不受影响。改好文件以后，可以重新读取。"), "soft"))
        for each in problems:
            place = isolate(f"{each.path.parent.name}/{each.path.name}")
            where = tr("{file}，第 {line} 行", file=place, line=each.line) if each.line else place
            line = label(f"{where}：{isolate(str(each.reason))}", "error" if each.fatal else "soft")
            line.setToolTip(str(each.path))
            card.body.addWidget(line)
        card.body.addLayout(leading(button(tr("重新读取课程"), self._reload, self.theme, icon="again")))
        return card

    def _reload(self) -> None:
        self._jobs.run(self._studio.reload_library, self._reloaded, owner=self)

    def _reloaded(self, result: Ok[object] | Err) -> None:
        if isinstance(result, Err):
            self._show(result)
        else:
            self.enter()
