"""The lesson page: where she is in the lesson, the step itself, and the way on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.curriculum.values import Lesson, Prompt
from app.i18n import tr
from app.storage.values import LessonSeen
from app.ui.i18n import isolate
from app.ui.jobs import Err, Jobs, Ok
from app.ui.screens.lesson.card_view import card_view, finished_view, prompt_view
from app.ui.screens.lesson.step_list import StepList
from app.ui.texts import minutes_text
from app.ui.theme import SPACE, Theme
from app.ui.theme.tokens import READING_WIDTH
from app.ui.widgets.buttons import Button, button
from app.ui.widgets.card import clear
from app.ui.widgets.page import Page
from app.ui.widgets.states import StatePanel

if TYPE_CHECKING:
    from app.practice.studio import Studio


class LessonScreen(Page):
    """One lesson, step by step."""

    practise_wanted = Signal(str, str)  # lesson id, prompt id
    learn_wanted = Signal()
    today_wanted = Signal()
    failed = Signal(str)  # a sentence for the notice bar

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__(theme)
        self._studio = studio
        self._jobs = jobs
        self._lesson: Lesson | None = None
        self._step = 0
        self._main: Button | None = None
        self._seen: frozenset[int] = frozenset()
        self.set_lead(
            button(
                tr("课程"), self.learn_wanted.emit, theme, kind="quiet", icon="back", name=tr("回到课程列表")
            )
        )
        self._steps = StepList(theme)
        self._steps.setFixedWidth(theme.size(240))
        self._steps.chosen.connect(self.show_step)
        self._content = QVBoxLayout()
        self._content.setSpacing(2 * SPACE)
        middle = QWidget()
        middle.setLayout(self._content)
        self._content.setContentsMargins(0, 0, 0, 0)
        middle.setMaximumWidth(theme.size(READING_WIDTH + 8 * SPACE))
        row = QHBoxLayout()
        row.setSpacing(3 * SPACE)
        row.addWidget(self._steps, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(middle, 1)
        row.addStretch(0)
        self.body.addLayout(row)
        self.body.addStretch(1)

    def open_lesson(self, lesson_id: str, step: int = 0) -> None:
        """Show a lesson at a step; the step after the last is the lesson's end."""
        self._lesson = self._studio.library.lesson(lesson_id)
        clear(self._content)
        if self._lesson is None:
            self._steps.hide()
            self.set_title(tr("课程"))
            self._content.addWidget(
                StatePanel(
                    self.theme,
                    "learn",
                    tr("这一课现在打不开，课程文件可能被移走了。"),
                    tr("您以前的录音和成绩都还在。"),
                    tr("看其他课程"),
                    self.learn_wanted.emit,
                )
            )
            return
        self._steps.show()
        self._steps.show_lesson(self._lesson)
        self._seen = frozenset()
        self._jobs.run(self._studio.lessons_seen, self._mark_seen, owner=self)
        self.show_step(step)

    def show_step(self, step: int) -> None:
        """Show one step of the open lesson."""
        lesson = self._lesson
        if lesson is None:
            return
        self._step = max(0, min(step, len(lesson.steps)))
        clear(self._content)
        if self._step == len(lesson.steps):
            self.set_title(isolate(lesson.title))
            self._content.addWidget(
                finished_view(lesson.title, self.theme, self.today_wanted.emit, lambda: self.show_step(0))
            )
        else:
            self._show_one(lesson)
        self._steps.mark(self._step, self._seen)
        self.scroll_area.verticalScrollBar().setValue(0)

    def _show_one(self, lesson: Lesson) -> None:
        where = tr("第 {step} 步，共 {count} 步", step=self._step + 1, count=len(lesson.steps))
        self.set_title(isolate(lesson.title), f"{where} · {minutes_text(lesson.minutes)}")
        step = lesson.steps[self._step]
        if isinstance(step, Prompt):
            self._main = button(
                tr("练这一句"),
                lambda: self.practise_wanted.emit(lesson.id, step.id),
                self.theme,
                kind="main",
                icon="practise",
            )
            self._content.addWidget(prompt_view(step, self.theme, self._main))
        else:
            self._content.addWidget(card_view(step, self.theme))
            index = self._step
            self._jobs.run(lambda: self._studio.see_lesson(lesson.id, index), self._report, owner=self)
            self._seen |= {index}
        self._content.addLayout(self._ways(lesson))
        if self._main is not None:
            self._main.setFocus()

    def _ways(self, lesson: Lesson) -> QHBoxLayout:
        row = QHBoxLayout()
        if self._step:
            row.addWidget(
                button(tr("上一步"), lambda: self.show_step(self._step - 1), self.theme, icon="back")
            )
        row.addStretch(1)
        spoken = isinstance(lesson.steps[self._step], Prompt)
        following = lesson.steps[self._step + 1] if self._step + 1 < len(lesson.steps) else None
        text = tr("下一步：说一说") if isinstance(following, Prompt) else tr("下一步")
        if following is None:
            text = tr("学完这一课")
        kind = "" if spoken else "main"
        on = button(text, self.go_on, self.theme, kind=kind, icon="forward", icon_after=True)
        row.addWidget(on)
        if not spoken:
            self._main = on
        return row

    def go_on(self) -> None:
        """To the next step: a card is shown here, a prompt on the practice page."""
        lesson = self._lesson
        if lesson is None:
            return
        following = self._step + 1
        if following < len(lesson.steps):
            step = lesson.steps[following]
            if isinstance(step, Prompt):
                self._step = following
                self.practise_wanted.emit(lesson.id, step.id)
                return
        self.show_step(following)

    def _mark_seen(self, result: Ok[dict[str, LessonSeen]] | Err) -> None:
        if isinstance(result, Ok) and self._lesson is not None:
            known = result.value.get(self._lesson.id)
            self._seen |= known.steps if known else frozenset()
            self._steps.mark(self._step, self._seen)

    def _report(self, result: Ok[None] | Err) -> None:
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
