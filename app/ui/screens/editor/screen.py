"""The trainer's workshop: the list of lessons, and the one that is being written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from app.curriculum.values import Lesson
from app.i18n import tr
from app.ui.i18n import isolate
from app.ui.jobs import Err, Jobs, Ok
from app.ui.screens.editor.edit_page import EditPage
from app.ui.screens.editor.lessons_page import LessonsPage
from app.ui.screens.editor.manuscript import Origin
from app.ui.theme import Theme

if TYPE_CHECKING:
    from app.practice.studio import Studio


class EditorScreen(QStackedWidget):
    """The main window calls `enter`, `open_lesson` and `leave`."""

    lesson_wanted = Signal(str)  # a lesson to be written; "" for the list
    rules_wanted = Signal()
    plans_wanted = Signal()
    failed = Signal(str)
    done = Signal(str)

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__()
        self.setProperty("page", "true")
        self._studio = studio
        self._jobs = jobs
        self._first = ""
        self.lessons = LessonsPage(studio, jobs, theme)
        self.page = EditPage(studio, jobs, theme)
        for each in (self.lessons, self.page):
            each.failed.connect(self.failed)
            each.done.connect(self.done)
            self.addWidget(each)
        self.lessons.edit_wanted.connect(self._wanted)
        self.lessons.rules_wanted.connect(self.rules_wanted)
        self.lessons.plans_wanted.connect(self.plans_wanted)
        self.page.back_wanted.connect(lambda: self.lesson_wanted.emit(""))

    def enter(self) -> None:
        """Show the list."""
        self.setCurrentWidget(self.lessons)
        self.lessons.scroll_area.setFocus()
        self.lessons.enter()
        # the first reading loads the dictionaries; not while somebody types
        self._jobs.run(lambda: self._studio.authoring.propose_pinyin("好"), lambda _read: None, owner=self)

    def open_lesson(self, lesson_id: str) -> None:
        """Show a lesson to be written, with what was not saved last time."""
        authoring = self._studio.authoring

        def read() -> tuple[Lesson, Lesson | None, Origin]:
            lesson = authoring.edit(lesson_id)
            origin = Origin.OWN if authoring.is_own(lesson) else Origin.OTHERS
            if self._studio.library.lesson(lesson_id) is None:
                origin = Origin.NEW
            return lesson, authoring.draft(lesson_id), origin

        self._jobs.run(read, self._opened, owner=self)

    def _opened(self, result: Ok[tuple[Lesson, Lesson | None, Origin]] | Err) -> None:
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
            self.lesson_wanted.emit("")
            return
        lesson, draft, origin = result.value
        first, self._first = self._first, ""
        self.page.open(lesson, draft, origin, translate=first == "translate")
        self.setCurrentWidget(self.page)
        self.page.enter()
        if first == "quiz":
            self.page.quiz.ask_for_file()

    def _wanted(self, lesson_id: str, first: str) -> None:
        self._first = first
        self.lesson_wanted.emit(lesson_id)

    def leave(self) -> None:
        """Before another page: what is written is kept."""
        if self.currentWidget() is not self.page:
            return
        unsaved = self.page.leave()
        if unsaved and self.page.manuscript is not None:
            title = isolate(self.page.manuscript.head.title)
            self.done.emit(tr("《{title}》还没保存，写的内容留在草稿里，下次打开还在。", title=title))
