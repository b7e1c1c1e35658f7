"""The lesson page: where she is in the lesson, the chapter itself, and the way on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.curriculum.values import Lesson
from app.i18n import tr
from app.storage.values import LessonSeen
from app.ui.i18n import isolate
from app.ui.jobs import Err, Jobs, Ok
from app.ui.screens.lesson.chapter_list import ChapterList
from app.ui.screens.lesson.chapter_view import finished_card, prompts_card, reading_card
from app.ui.screens.lesson.chapters import Chapter, chapter_at, chapters_of, next_to_say
from app.ui.texts import minutes_text
from app.ui.theme import SPACE, Theme
from app.ui.theme.tokens import READING_WIDTH
from app.ui.widgets.buttons import Button, button
from app.ui.widgets.card import clear
from app.ui.widgets.page import Page
from app.ui.widgets.states import StatePanel

if TYPE_CHECKING:
    from app.practice.studio import Studio

LIST_WIDTH = 240


class LessonScreen(Page):
    """One lesson, chapter by chapter."""

    practise_wanted = Signal(str, str)  # lesson id, prompt id
    learn_wanted = Signal()
    today_wanted = Signal()
    failed = Signal(str)  # a sentence for the notice bar

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__(theme)
        self._studio = studio
        self._jobs = jobs
        self._lesson: Lesson | None = None
        self._chapters: tuple[Chapter, ...] = ()
        self._current = 0
        self._seen: frozenset[int] = frozenset()
        self._main: Button | None = None
        self.set_lead(
            button(
                tr("课程"), self.learn_wanted.emit, theme, kind="quiet", icon="back", name=tr("回到课程列表")
            )
        )
        self._list = ChapterList(theme)
        self._list.setFixedWidth(theme.size(LIST_WIDTH))
        self._list.chosen.connect(self.show_chapter)
        middle = QWidget()
        self._content = QVBoxLayout(middle)
        self._content.setContentsMargins(0, 0, 0, 0)
        self._content.setSpacing(2 * SPACE)
        middle.setMaximumWidth(theme.size(READING_WIDTH + 8 * SPACE))
        row = QHBoxLayout()
        row.setSpacing(3 * SPACE)
        row.addWidget(self._list, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(middle, 1)
        self.body.addLayout(row)
        self.body.addStretch(1)

    def open_lesson(self, lesson_id: str, step: int = 0) -> None:
        """Show a lesson at the chapter that holds `step`; past the last step is the lesson's end."""
        self._lesson = self._studio.library.lesson(lesson_id)
        self._list.setVisible(self._lesson is not None)
        if self._lesson is None:
            self._chapters = ()
            self._show_missing()
            return
        self._chapters = chapters_of(self._lesson)
        self._list.show_chapters(self._chapters)
        self._seen = frozenset()
        self._current = chapter_at(self._chapters, step)
        self._jobs.run(self._studio.lessons_seen, self._show_seen, owner=self)

    def _show_seen(self, result: Ok[dict[str, LessonSeen]] | Err) -> None:
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
        elif self._lesson is not None and (known := result.value.get(self._lesson.id)):
            self._seen |= known.steps
        self.show_chapter(self._current)

    def _show_missing(self) -> None:
        clear(self._content)
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

    def show_chapter(self, index: int) -> None:
        """Show one chapter of the open lesson, or its end."""
        lesson = self._lesson
        if lesson is None:
            return
        self._current = max(0, min(index, len(self._chapters)))
        self._main = None
        clear(self._content)
        if self._current == len(self._chapters):
            self.set_title(isolate(lesson.title))
            again = self.show_chapter
            self._content.addWidget(
                finished_card(lesson.title, self.theme, self.today_wanted.emit, lambda: again(0))
            )
        else:
            self._show_one(lesson, self._chapters[self._current])
        self._list.mark(self._current, self._chapters, self._seen)
        self.scroll_area.verticalScrollBar().setValue(0)
        if self._main is not None:
            self._main.setFocus()

    def _show_one(self, lesson: Lesson, chapter: Chapter) -> None:
        where = tr("第 {number} 节，共 {count} 节", number=self._current + 1, count=len(self._chapters))
        self.set_title(isolate(lesson.title), f"{where} · {minutes_text(lesson.minutes)}")
        reading = reading_card(chapter, self.theme)
        if reading is not None:
            self._content.addWidget(reading)
            self._jobs.run(
                lambda: self._studio.see_lesson(lesson.id, chapter.first), self._report, owner=self
            )
            self._seen |= {chapter.first}
        self._content.addLayout(self._ways(lesson, chapter))
        if chapter.prompts:
            self._content.addWidget(
                prompts_card(
                    chapter.prompts,
                    self._seen,
                    self.theme,
                    lambda prompt_id: self.practise_wanted.emit(lesson.id, prompt_id),
                )
            )

    def _ways(self, lesson: Lesson, chapter: Chapter) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        following = next_to_say(chapter, self._seen)
        if following is not None:
            prompt = following[1]
            self._main = button(
                tr("开始说"),
                lambda: self.practise_wanted.emit(lesson.id, prompt.id),
                self.theme,
                kind="main",
                icon="practise",
            )
            row.addWidget(self._main)
        last = self._current + 1 == len(self._chapters)
        on = button(
            tr("学完这一课") if last else tr("下一节"),
            lambda: self.show_chapter(self._current + 1),
            self.theme,
            kind="main" if following is None else "",
            icon="forward",
            icon_after=True,
        )
        if self._main is None:
            self._main = on
        row.addWidget(on)
        row.addStretch(1)
        return row

    def _report(self, result: Ok[None] | Err) -> None:
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
