"""The result of a mock test: points part by part, what they were lost for, what to work on, print."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import tr
from app.practice.exam_values import ExamResult
from app.speech.psc.paper import PartOfPaper
from app.ui.attempt.sound_box import SoundBox
from app.ui.i18n import isolate
from app.ui.jobs import Err, Jobs, Ok
from app.ui.screens.exam.result_view import PartRow, ResultView, derive_result
from app.ui.screens.exam.talk_card import TalkCard
from app.ui.screens.exam.words import form_name
from app.ui.screens.exam.worst_list import WorstList
from app.ui.texts import exact_time
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.card import Card, clear
from app.ui.widgets.labels import label, rule
from app.ui.widgets.page import Page
from app.ui.widgets.states import LoadingPanel, StatePanel

if TYPE_CHECKING:
    from app.practice.studio import Studio


class ResultPage(Page):
    """Shows one `ExamResult`; `reading` must be called while it is being read."""

    back_wanted = Signal()
    attempt_wanted = Signal(str)  # attempt id
    again_wanted = Signal(object)  # PartOfPaper, to be read again
    go_on_wanted = Signal()
    given = Signal(object)  # GivenPoints
    print_wanted = Signal()
    pdf_wanted = Signal()
    failed = Signal(str)

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__(theme, tr("模拟测试的结果"))
        self._studio = studio
        self._jobs = jobs
        self._sounds = SoundBox(studio, self)
        self._sounds.failed.connect(self.failed)
        self.result: ExamResult | None = None
        self.talk: TalkCard | None = None
        self.set_lead(button(tr("返回"), self.back_wanted.emit, theme, kind="quiet", icon="back"))
        self.pdf = button(tr("存成 PDF"), self.pdf_wanted.emit, theme)
        self.print = button(tr("打印"), self.print_wanted.emit, theme, kind="main")
        self.add_action(self.pdf)
        self.add_action(self.print)

    def reading(self) -> None:
        """Say that the result is being read."""
        clear(self.body)
        self.result = None
        self.pdf.setEnabled(False)
        self.print.setEnabled(False)
        self.body.addWidget(LoadingPanel())
        self.body.addStretch(1)

    def leave(self) -> None:
        """Be quiet."""
        self._sounds.stop()

    def show_result(self, read: Ok[ExamResult] | Err, today: bool) -> None:
        """Show it; parts may be read again on the day of the test only."""
        where = self.scroll_area.verticalScrollBar().value() if self.result is not None else 0
        clear(self.body)
        self.talk = None
        ready = isinstance(read, Ok)
        self.pdf.setEnabled(ready)
        self.print.setEnabled(ready)
        if isinstance(read, Err):
            self.result = None
            panel = StatePanel(self.theme, "warning", str(read.error), "", tr("返回"), self.back_wanted.emit)
            self.body.addWidget(panel)
            self.body.addStretch(1)
            return
        self.result = result = read.value
        view = derive_result(result)
        exam = result.exam
        facts = [
            isolate(result.name),
            exact_time(exam.created),
            form_name(len(exam.paper.parts)),
            tr("卷号 {seed}", seed=isolate(str(exam.paper.seed))),
        ]
        self.set_title(tr("模拟测试的结果"), " · ".join(facts))
        self.body.addWidget(self._head_card(view))
        if today and not exam.finished:
            row = QHBoxLayout()
            row.addWidget(
                button(tr("接着考"), self.go_on_wanted.emit, self.theme, icon="forward", icon_after=True)
            )
            row.addStretch(1)
            self.body.addLayout(row)
        self.body.addWidget(self._parts_card(view, result, today))
        talk = exam.part(PartOfPaper.TALK)
        if talk is not None and talk.marks is not None and (talk.marks.open_points or talk.given):
            self.talk = TalkCard(result, self._studio, self._jobs, self._sounds, self.theme)
            self.talk.given.connect(self.given)
            self.talk.failed.connect(self.failed)
            self.body.addWidget(self.talk)
        self._add_what_to_work_on(view, result)
        self.body.addStretch(1)
        self.scroll_area.verticalScrollBar().setValue(where)

    def _head_card(self, view: ResultView) -> QWidget:
        card = Card()
        columns = QHBoxLayout()
        columns.setSpacing(5 * SPACE)
        points = QVBoxLayout()
        points.setSpacing(SPACE)
        points.addWidget(label(view.headline, "title"))
        if view.total_grade:
            points.addWidget(label(view.total_grade, "strong"))
        for sentence in view.cautions:
            points.addWidget(label(sentence, "soft"))
        points.addStretch(1)
        grade = QVBoxLayout()
        grade.setSpacing(SPACE // 2)
        grade.addWidget(label(tr("从读的几题估计的等级"), "section"))
        grade.addWidget(label(view.grade, "strong"))
        for sentence in view.details:
            grade.addWidget(label(sentence, "small"))
        grade.addStretch(1)
        columns.addLayout(points, 1)
        columns.addLayout(grade, 1)
        card.body.addLayout(columns)
        return card

    def _parts_card(self, view: ResultView, result: ExamResult, today: bool) -> QWidget:
        card = Card(tr("每一题"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(3 * SPACE)
        grid.setVerticalSpacing(SPACE)
        for number, row in enumerate(view.rows):
            if number:
                grid.addWidget(rule(), 2 * number - 1, 0, 1, 5)
            self._add_part(grid, 2 * number, row, result, today)
        grid.setColumnStretch(3, 1)
        card.body.addLayout(grid)
        return card

    def _add_part(self, grid: QGridLayout, place: int, row: PartRow, result: ExamResult, today: bool) -> None:
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(label(row.name, "strong", wrap=False), place, 0, top)
        grid.addWidget(label(row.points, "strong", wrap=False), place, 1, top)
        grid.addWidget(label(row.time, "soft", wrap=False), place, 2, top)
        words = QVBoxLayout()
        words.setSpacing(0)
        for line in row.lines:
            words.addWidget(label(line))
        if row.remark:
            words.addWidget(label(row.remark, "soft"))
        words.addStretch(1)
        grid.addLayout(words, place, 3)
        actions = QVBoxLayout()
        actions.setSpacing(SPACE // 2)
        attempt = result.attempts.get(row.part)
        if row.again and today:
            actions.addWidget(
                button(
                    tr("再读一遍"),
                    partial(self.again_wanted.emit, row.part),
                    self.theme,
                    icon="again",
                    name=tr("再读一遍：{part}", part=row.name),
                )
            )
        if attempt is not None and row.part is not PartOfPaper.TALK:
            actions.addWidget(
                button(
                    tr("逐字看、听、练"),
                    partial(self.attempt_wanted.emit, attempt.id),
                    self.theme,
                    kind="link",
                    name=tr("逐字看、听、练：{part}", part=row.name),
                )
            )
        actions.addStretch(1)
        grid.addLayout(actions, place, 4)

    def _add_what_to_work_on(self, view: ResultView, result: ExamResult) -> None:
        columns = QHBoxLayout()
        columns.setSpacing(2 * SPACE)
        for title, sentences in (
            (tr("一直不准的音"), view.sounds),
            (tr("和上一次比"), view.compared),
        ):
            if sentences:
                card = Card(title)
                for sentence in sentences:
                    card.body.addWidget(label(sentence))
                card.body.addStretch(1)
                columns.addWidget(card, 1)
        if columns.count():
            self.body.addLayout(columns)
        if result.worst:
            worst = WorstList(result, self._studio, self._jobs, self._sounds, self.theme)
            worst.failed.connect(self.failed)
            self.body.addWidget(worst)
