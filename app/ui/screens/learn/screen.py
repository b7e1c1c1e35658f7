"""The Learn page: tracks, their lessons, and the lesson files that could not be used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app.curriculum.values import Lesson, LessonProblem
from app.i18n import tr, trn
from app.storage.values import LessonSeen
from app.ui.i18n import isolate
from app.ui.jobs import Err, Jobs, Ok
from app.ui.next_step import lesson_state, resume_step
from app.ui.screens.learn.lesson_tile import LessonTile
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.card import Card, clear
from app.ui.widgets.labels import label, leading
from app.ui.widgets.page import Page
from app.ui.widgets.states import LoadingPanel, StatePanel

if TYPE_CHECKING:
    from app.practice.studio import Studio

COLUMNS = 3


class LearnScreen(Page):
    """All lessons, track by track."""

    lesson_wanted = Signal(str, int)  # lesson id, step at which to go on

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__(theme, tr("课程"))
        self._studio = studio
        self._jobs = jobs
        self._first: LessonTile | None = None
        self.body.addWidget(LoadingPanel())
        self.body.addStretch(1)

    def enter(self) -> None:
        """Read how far she is and show the lessons."""
        self._jobs.run(self._studio.lessons_seen, self._show, owner=self)

    def _show(self, result: Ok[dict[str, LessonSeen]] | Err) -> None:
        clear(self.body)
        self._first = None
        if isinstance(result, Err):
            self.body.addWidget(
                StatePanel(self.theme, "warning", str(result.error), "", tr("再试一次"), self.enter)
            )
            self.body.addStretch(1)
            return
        lessons = self._studio.library.lessons
        self.set_title(
            tr("课程"),
            trn("{number} 课，每课几分钟", "{number} 课，每课几分钟", len(lessons)) if lessons else "",
        )
        if not lessons:
            self.body.addWidget(
                StatePanel(
                    self.theme,
                    "learn",
                    tr("这里还没有课程。"),
                    tr("请检查程序的 lessons 文件夹是否完整，然后重新读取。"),
                    tr("重新读取课程"),
                    self._reload,
                )
            )
        self.body.addWidget(self._grid(lessons, result.value))
        if self._studio.library.problems:
            self.body.addWidget(self._problems(self._studio.library.problems))
        self.body.addStretch(1)
        if self._first is not None:
            self._first.setFocus()

    def _grid(self, lessons: Sequence[Lesson], seen: Mapping[str, LessonSeen]) -> QWidget:
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(2 * SPACE)
        for index, lesson in enumerate(lessons):
            tile = self._tile(lesson, seen)
            grid.addWidget(tile, index // COLUMNS, index % COLUMNS)
            if self._first is None:
                self._first = tile
        for column in range(COLUMNS):
            grid.setColumnStretch(column, 1)
            grid.setColumnMinimumWidth(column, 30 * SPACE)
        return holder

    def _tile(self, lesson: Lesson, seen: Mapping[str, LessonSeen]) -> LessonTile:
        titles = {each.id: each.title for each in self._studio.library.lessons}
        known = seen.get(lesson.id)
        missing = [titles[r] for r in lesson.requires if r in titles and r not in seen]
        tile = LessonTile(
            self.theme,
            lesson,
            lesson_state(lesson, seen),
            len(known.steps) if known else 0,
            "、".join(missing),
        )
        tile.clicked.connect(
            lambda _checked=False: self.lesson_wanted.emit(lesson.id, resume_step(lesson, seen))
        )
        return tile

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
