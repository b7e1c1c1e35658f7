"""The mock test's screen: start page, the page of a part, rest page, result page, one at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMessageBox, QStackedWidget, QVBoxLayout, QWidget

from app.i18n import tr
from app.practice.exam_values import ExamResult, GivenPoints, KeptExam
from app.speech.psc.paper import PartOfPaper
from app.ui.jobs import Err, Jobs, Ok
from app.ui.screens.exam.part_page import PartPage
from app.ui.screens.exam.printing import print_result, save_pdf
from app.ui.screens.exam.rest_page import RestPage
from app.ui.screens.exam.result_page import ResultPage
from app.ui.screens.exam.sitting import Sitting
from app.ui.screens.exam.start_page import StartFacts, StartPage
from app.ui.theme import Theme

if TYPE_CHECKING:
    from app.practice.studio import Studio


class ExamScreen(QWidget):
    """Wires the pages to the sitting and to `studio.exams`."""

    back_wanted = Signal()
    attempt_wanted = Signal(str)  # attempt id
    failed = Signal(str)
    done = Signal(str)  # a confirmation that goes away by itself

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__()
        self._studio = studio
        self._jobs = jobs
        self._come_back = ""  # the result to show again after an attempt of it was looked at
        self.sitting = Sitting(studio, jobs)
        self.sitting.setParent(self)
        self.start = StartPage(theme, self.open_start)
        self.part = PartPage(self.sitting, theme, self.stop)
        self.rest = RestPage(theme)
        self.result = ResultPage(studio, jobs, theme)
        self._stack = QStackedWidget()
        for page in (self.start, self.part, self.rest, self.result):
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self._leaving: QMessageBox | None = None
        self._wire()

    def _wire(self) -> None:
        self.start.begin_wanted.connect(self.begin)
        self.start.go_on_wanted.connect(self.go_on)
        self.start.result_wanted.connect(self.open_result)
        self.start.back_wanted.connect(self.back_wanted)
        self.rest.go_on_wanted.connect(self.next)
        self.rest.stop_wanted.connect(self.open_start)
        self.sitting.part_over.connect(self._part_over)
        self.sitting.scored.connect(self._scored)
        self.sitting.failed.connect(self.failed)
        self.result.back_wanted.connect(self.open_start)
        self.result.attempt_wanted.connect(self._show_attempt)
        self.result.again_wanted.connect(self._again)
        self.result.go_on_wanted.connect(self.next)
        self.result.given.connect(self._give)
        self.result.failed.connect(self.failed)
        self.result.pdf_wanted.connect(lambda: save_pdf(self, self.result.result, self.done, self.failed))
        self.result.print_wanted.connect(
            lambda: print_result(self, self.result.result, self.done, self.failed)
        )

    # for the window

    def enter(self) -> None:
        """Show the start page, or the result from which an attempt was opened."""
        come_back, self._come_back = self._come_back, ""
        if come_back:
            self.open_result(come_back)
        else:
            self.open_start()

    def leave(self) -> None:
        """Another page takes its place; what is being read is kept, and the part is read again."""
        self.sitting.close()
        self.result.leave()

    def may_leave(self, go: Callable[[], object]) -> bool:
        """Whether the screen may be left at once; else she is asked, and `go` is called if she will."""
        if self.page is not self.part or not self.sitting.running:
            return True
        if self._leaving is not None and self._leaving.isVisible():
            return False
        self.part.close_question()
        box = QMessageBox(self)
        box.setWindowTitle(tr("还没有考完"))
        box.setIcon(QMessageBox.Icon.Question)
        spoken = self.sitting.state.spoken
        box.setText(tr("这一题正在录音，要离开吗？") if spoken else tr("这一题还没有交，要离开吗？"))
        box.setInformativeText(
            tr("离开的话，录音会保存，前面考完的题也都在；这一题今天要从头再来。")
            if spoken
            else tr("离开的话，前面考完的题都在；这一题今天要从头再来。")
        )
        stay = box.addButton(tr("留下，接着考"), QMessageBox.ButtonRole.RejectRole)
        leave = box.addButton(tr("离开"), QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(stay)
        box.setEscapeButton(stay)

        def answered() -> None:
            if box.clickedButton() == leave:
                self.sitting.close()
                go()

        box.finished.connect(answered)
        self._leaving = box
        box.open()
        return False

    @property
    def leaving(self) -> QMessageBox | None:
        """The question whether to leave that is or was asked last."""
        return self._leaving

    @property
    def page(self) -> QWidget:
        """The page on screen."""
        page = self._stack.currentWidget()
        assert page is not None
        return page

    def escape(self) -> None:
        """Esc: one level up; asks while a part is being read."""
        if self.page is self.start:
            self.back_wanted.emit()
        else:
            self.stop()

    # going on

    def open_start(self) -> None:
        """The first page, read anew."""
        self._show(self.start)
        exams = self._studio.exams
        self._jobs.run(
            lambda: StartFacts(exams.going_on(), exams.past(), exams.to_mark()),
            self.start.show_facts,
            owner=self,
        )

    def begin(self, five_parts: bool, seed: int | None = None) -> None:
        """A new test, on the paper of that number if one is asked for."""
        self._jobs.run(
            lambda: self._studio.exams.begin(five_parts=five_parts, seed=seed), self._begun, owner=self
        )

    def _begun(self, result: Ok[KeptExam] | Err) -> None:
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
        else:
            self._open_part(result.value, PartOfPaper.SYLLABLES)

    def go_on(self, exam: KeptExam) -> None:
        """A test broken off today: rest first, so that she sees where she is."""
        self.sitting.exam = exam
        self.rest.show_exam(exam, None)
        self._show(self.rest)

    def next(self) -> None:
        """The next part, or the result after the last."""
        exam = self.sitting.exam
        assert exam is not None
        if exam.next_part is None:
            self.open_result(exam.id)
        else:
            self._open_part(exam, exam.next_part)

    def stop(self) -> None:
        """Back to the first page; asks while a part is being read."""
        if self.may_leave(self.open_start):
            self.open_start()

    def open_result(self, exam_id: str) -> None:
        """Read and show a result."""
        self.result.reading()
        self._show(self.result)
        self._read_result(exam_id)

    def _read_result(self, exam_id: str) -> None:
        def read(result: Ok[ExamResult] | Err) -> None:
            today = False
            if isinstance(result, Ok):
                self.sitting.exam = exam = result.value.exam
                mine = self._studio.profile is not None and exam.profile_id == self._studio.profile.id
                today = mine and exam.created.astimezone().date() == date.today()
            self.result.show_result(result, today)

        self._jobs.run(lambda: self._studio.exams.result(exam_id), read, owner=self)

    def _open_part(self, exam: KeptExam, part: PartOfPaper) -> None:
        self._show(self.part)
        self.part.open(exam, part)

    def _again(self, part: PartOfPaper) -> None:
        if self.result.result is not None:
            self._open_part(self.result.result.exam, part)

    def _show(self, page: QWidget) -> None:
        if self.page is self.part and page is not self.part:
            self.sitting.close()
            self.part.close_question()
        if page is not self.result:
            self.result.leave()
        self._stack.setCurrentWidget(page)
        if isinstance(page, StartPage | ResultPage):
            page.scroll_area.setFocus()

    # what comes in

    def _part_over(self, exam: KeptExam) -> None:
        if self.page is not self.part:
            return
        self.rest.show_exam(exam, self.sitting.state.part)
        self._show(self.rest)
        self.rest.go_on.setFocus()

    def _scored(self, exam: KeptExam) -> None:
        shown = self.result.result
        if self.page is self.result and (shown is None or shown.exam.id == exam.id):
            self._read_result(exam.id)

    def _show_attempt(self, attempt_id: str) -> None:
        if self.result.result is not None:
            self._come_back = self.result.result.exam.id
        self.attempt_wanted.emit(attempt_id)

    def _give(self, given: GivenPoints) -> None:
        shown = self.result.result
        if shown is None:
            return
        exam_id = shown.exam.id

        def kept(result: Ok[KeptExam] | Err) -> None:
            if isinstance(result, Err):
                self.failed.emit(str(result.error))
                return
            self.done.emit(tr("评分已经保存。"))
            self._read_result(exam_id)

        self._jobs.run(lambda: self._studio.exams.give(exam_id, given), kept, owner=self)
