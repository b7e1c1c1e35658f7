"""The lesson page: where she is in the lesson, the chapter itself, and the way on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from app import i18n
from app.curriculum.values import Lesson, Outcome, Step
from app.i18n import tr
from app.storage.values import LessonSeen
from app.ui.activities import ActivityView, activity_view
from app.ui.activities.stage import ActivityStage
from app.ui.i18n import isolate
from app.ui.jobs import Err, Jobs, Ok
from app.ui.screens.lesson.chapter_list import ChapterList
from app.ui.screens.lesson.chapters import Chapter, chapter_at, chapters_of, first_left, next_to_say
from app.ui.screens.lesson.end_card import EndCard
from app.ui.screens.lesson.prompts_card import prompts_card
from app.ui.screens.lesson.summary import summary_of
from app.ui.texts import minutes_text
from app.ui.theme import SPACE, Theme
from app.ui.theme.tokens import READING_WIDTH
from app.ui.widgets.buttons import Button, button
from app.ui.widgets.card import clear
from app.ui.widgets.page import Page
from app.ui.widgets.states import StatePanel

if TYPE_CHECKING:
    from app.practice.studio import Studio

LIST_WIDTH, LIST_LEAST = 240, 132
CONTENT_LEAST = 500
"""Pixels of the chapter; where it would have less, its list gets narrower."""

_LAID_OUT_MS = 200
"""By then a page has been laid out; later it moves only when she scrolls."""


class LessonScreen(Page):
    """One lesson, chapter by chapter."""

    practise_wanted = Signal(str, str)  # lesson id, prompt id
    learn_wanted = Signal()
    today_wanted = Signal()
    failed = Signal(str)  # a sentence for the notice bar

    _scrolled: QWidget | None = None  # asked for by the event filter before they are known
    _view: QWidget | None = None

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__(theme)
        self._studio = studio
        self._jobs = jobs
        self._lesson: Lesson | None = None
        self._chapters: tuple[Chapter, ...] = ()
        self._current = 0
        self._is_open = False
        self._seen: frozenset[int] = frozenset()
        self._outcomes: dict[str, Outcome] = {}
        self._shown: ActivityView | ActivityStage | None = None
        self.set_lead(
            button(
                tr("课程"), self.learn_wanted.emit, theme, kind="quiet", icon="back", name=tr("回到课程列表")
            )
        )
        self._list = ChapterList(theme)
        self._list.setFixedWidth(theme.size(LIST_WIDTH))
        self._list.chosen.connect(self.show_chapter)
        middle = QWidget()
        column = QVBoxLayout(middle)  # as high as what is on it, beside a list that may be longer
        column.setContentsMargins(0, 0, 0, 0)
        self._content = QVBoxLayout()
        self._content.setSpacing(2 * SPACE)
        column.addLayout(self._content)
        column.addStretch(1)
        middle.setMaximumWidth(theme.size(READING_WIDTH + 8 * SPACE))
        row = QHBoxLayout()
        row.setSpacing(3 * SPACE)
        row.addWidget(self._list, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(middle, 1)
        self.body.addLayout(row)
        self.body.addStretch(1)
        self._wanted: QWidget | None = None  # what is to be in view once everything has its place
        self._scrolled, self._view = self.scroll_area.widget(), self.scroll_area.viewport()
        for each in (self._scrolled, self._view):
            if each is not None:
                each.installEventFilter(self)

    def open_lesson(self, lesson_id: str, step: int = 0) -> None:
        """Show a lesson at the chapter that holds `step`; past the last step is the lesson's end."""
        self._clear()
        self._is_open = True
        lesson = self._lesson = self._studio.library.lesson(lesson_id)
        self._list.setVisible(lesson is not None)
        if lesson is None:
            self._chapters = ()
            self._show_missing()
            return
        self._chapters = chapters_of(lesson)
        self._list.show_chapters(self._chapters)
        self._seen = frozenset()
        self._outcomes = {}
        self._current = chapter_at(self._chapters, step)
        studio = self._studio
        self._jobs.run(
            lambda: (studio.lessons_seen(), studio.learning.results(lesson_id)),
            lambda result: self._know(lesson, result),
            owner=self,
        )

    def leave(self) -> None:
        """Sounds, camera and timers of the activity off."""
        self._is_open = False
        self._stop()

    def _stop(self) -> None:
        if self._shown is not None and isValid(self._shown):
            self._shown.stop()

    def _know(
        self, lesson: Lesson, result: Ok[tuple[dict[str, LessonSeen], dict[str, Outcome]]] | Err
    ) -> None:
        if lesson is not self._lesson or not self._is_open:
            return  # she has gone on meanwhile, and what is not shown is not seen
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
        else:
            seen, outcomes = result.value
            if known := seen.get(lesson.id):
                self._seen |= known.steps
            self._outcomes = {**outcomes, **self._outcomes}
        self.show_chapter(self._current)

    def _clear(self) -> None:
        self._stop()
        self._shown = None
        clear(self._content)

    def _show_missing(self) -> None:
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
        self._clear()
        main: QWidget | None = None
        if self._current == len(self._chapters):
            main = self._show_end(lesson)
        else:
            chapter = self._chapters[self._current]
            where = tr("第 {number} 节，共 {count} 节", number=self._current + 1, count=len(self._chapters))
            parts = (isolate(lesson.meanings.get(i18n.language(), "")), where, minutes_text(lesson.minutes))
            self.set_title(isolate(lesson.title), " · ".join(filter(None, parts)))
            if chapter.activity is not None:
                self._show_activity(lesson, chapter.first, chapter.activity)
            else:
                main = self._show_reading(lesson, chapter)
        self._list.mark(self._current, self._chapters, self._seen)
        self.scroll_area.verticalScrollBar().setValue(0)
        if main is not None:
            main.setFocus()
        elif isinstance(self._shown, ActivityStage):
            self._shown.focus()

    # an activity

    def _show_activity(self, lesson: Lesson, index: int, step: Step) -> None:
        last = self._current + 1 == len(self._chapters)
        stage = ActivityStage(
            step,
            lesson.id,
            self._studio,
            self._jobs,
            self.theme,
            tr("学完这一课") if last else tr("下一节"),
        )
        stage.finished.connect(lambda outcome: self._keep(lesson, index, step, outcome))
        stage.finished.connect(lambda _outcome: self._bring_into_view(stage.way))
        stage.view.settled.connect(lambda: self._bring_into_view(stage.way))
        stage.onward.connect(self._go_on)
        stage.failed.connect(self.failed)
        stage.view.practise_wanted.connect(self.practise_wanted)
        self._shown = stage
        self._content.addWidget(stage)

    def _keep(self, lesson: Lesson, index: int, step: Step, outcome: Outcome) -> None:
        self._outcomes[step.id] = outcome
        self._seen |= {index}
        self._list.mark(self._current, self._chapters, self._seen)
        self._jobs.run(
            lambda: self._studio.learning.finish(lesson.id, step, outcome), self._report, owner=self
        )

    def _bring_into_view(self, widget: QWidget) -> None:
        """Scroll to what has just appeared, as it is laid out."""
        self._wanted = widget
        QTimer.singleShot(0, self, self._scroll)
        QTimer.singleShot(_LAID_OUT_MS, self, self._let_be)

    def _scroll(self) -> None:
        if self._wanted is not None and isValid(self._wanted):
            self.scroll_area.ensureWidgetVisible(self._wanted, 0, 3 * SPACE)

    def _let_be(self) -> None:
        self._scroll()
        self._wanted = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay with what was just brought into view while the page grows; keep the list within the window."""
        if watched is not self._scrolled and watched is not self._view:
            return super().eventFilter(watched, event)
        if event.type() == QEvent.Type.Resize:
            if watched is self._view:
                self._fit_list()
            QTimer.singleShot(0, self, self._scroll)
        return False

    def _fit_list(self) -> None:
        view = self.scroll_area.viewport().size()
        self._list.fit(view.height() - 4 * SPACE)
        left = view.width() - 11 * SPACE - self.theme.size(CONTENT_LEAST)
        self._list.setFixedWidth(max(self.theme.size(LIST_LEAST), min(left, self.theme.size(LIST_WIDTH))))

    def _go_on(self) -> None:
        """To the next stop; sentences without a card before them are said at once."""
        following = self._current + 1
        if self._lesson is not None and following < len(self._chapters):
            chapter = self._chapters[following]
            to_say = next_to_say(chapter, self._seen)
            if chapter.card is None and chapter.activity is None and to_say is not None:
                self.practise_wanted.emit(self._lesson.id, to_say[1].id)
                return
        self.show_chapter(following)

    # a card and its prompts

    def _show_reading(self, lesson: Lesson, chapter: Chapter) -> QWidget:
        card = chapter.card
        if card is not None:
            view = activity_view(card, lesson.id, self._studio, self._jobs, self.theme)
            view.finished.connect(lambda outcome: self._keep(lesson, chapter.first, card, outcome))
            view.failed.connect(self.failed)
            view.practise_wanted.connect(self.practise_wanted)
            self._shown = view
            self._content.addWidget(view)
            self._jobs.run(
                lambda: self._studio.see_lesson(lesson.id, chapter.first), self._report, owner=self
            )
            self._seen |= {chapter.first}
        ways, main = self._ways(lesson, chapter)
        if chapter.prompts:
            self._content.addWidget(
                prompts_card(
                    chapter.prompts,
                    self._seen,
                    self.theme,
                    lambda prompt_id: self.practise_wanted.emit(lesson.id, prompt_id),
                )
            )
        # below a card already, so that the first sentence is not far to look for
        self._content.insertLayout(1, ways)
        return main

    def _ways(self, lesson: Lesson, chapter: Chapter) -> tuple[QHBoxLayout, Button]:
        """The row of ways on, and the one that is the main action."""
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        following = next_to_say(chapter, self._seen)
        main: Button | None = None
        if following is not None:
            prompt = following[1]
            main = button(
                tr("开始说"),
                lambda: self.practise_wanted.emit(lesson.id, prompt.id),
                self.theme,
                kind="main",
                icon="practise",
            )
            row.addWidget(main)
        last = self._current + 1 == len(self._chapters)
        on = button(
            tr("学完这一课") if last else tr("下一节"),
            self._go_on,
            self.theme,
            kind="main" if following is None else "",
            icon="forward",
            icon_after=True,
        )
        row.addWidget(on)
        row.addStretch(1)
        return row, main or on

    # the end

    def _show_end(self, lesson: Lesson) -> QWidget:
        self.set_title(isolate(lesson.title), lesson.meanings.get(i18n.language(), ""))
        left = first_left(self._chapters, self._seen)
        end = EndCard(
            lesson.title,
            summary_of(lesson, self._seen, self._outcomes),
            self.theme,
            home=self.today_wanted.emit,
            again=lambda: self.show_chapter(0),
            left=lambda: self.show_chapter(left or 0),
        )
        self._content.addWidget(end)
        return end.main

    def _report(self, result: Ok[None] | Err) -> None:
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
