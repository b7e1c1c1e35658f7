"""A review (复盘) of one broadcast: the numbers are there, she writes the rest; kept while she types."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app import i18n
from app.broadcasts.template import Part, Template
from app.broadcasts.values import Broadcast, Review, ReviewAnswer
from app.i18n import tr
from app.ui.i18n import isolate
from app.ui.jobs import Err, Jobs, Ok
from app.ui.screens.broadcasts.review_sheet import SheetText
from app.ui.screens.broadcasts.words import figures, shares, when_words
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.card import Card, clear
from app.ui.widgets.columns import Columns
from app.ui.widgets.labels import label
from app.ui.widgets.page import Page
from app.ui.widgets.states import LoadingPanel

if TYPE_CHECKING:
    from app.practice.studio import Studio

AUTOSAVE_MS = 800
"""After so long without a key what was written is kept."""

LONGEST = 1000
"""Characters under one heading; more would not be readable on one page."""


@dataclass(frozen=True)
class _Facts:
    template: Template
    asked: tuple[str, ...]


class ReviewPage(Page):
    """Fills in the template; `leave` keeps what is not kept yet."""

    back_wanted = Signal()
    print_wanted = Signal(object)  # SheetText
    pdf_wanted = Signal(object)  # SheetText
    failed = Signal(str)

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__(theme, tr("复盘"))
        self._studio = studio
        self._jobs = jobs
        self._broadcast: Broadcast | None = None
        self._facts: _Facts | None = None
        self.fields: dict[str, QPlainTextEdit] = {}
        self._parts: tuple[Part, ...] = ()
        self.set_lead(button(tr("直播记录"), self.back_wanted.emit, theme, kind="quiet", icon="back"))
        self.state = label("", "small", wrap=False)
        self.pdf = button(
            tr("存成 PDF"), lambda: self.pdf_wanted.emit(self.sheet()), theme, icon="export_file"
        )
        self.print = button(tr("打印"), lambda: self.print_wanted.emit(self.sheet()), theme)
        self._actions.addWidget(self.state)
        self.add_action(self.pdf)
        self.add_action(self.print)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AUTOSAVE_MS)
        self._timer.timeout.connect(self.keep)

    def open_broadcast(self, broadcast: Broadcast) -> None:
        """Review this one."""
        self._broadcast = broadcast
        self._facts = None
        self.fields = {}
        self.state.setText("")
        self.set_title(tr("复盘"), f"{isolate(broadcast.product)} · {when_words(broadcast)}")
        self._enable(False)
        clear(self.body)
        self.body.addWidget(LoadingPanel())
        self.body.addStretch(1)
        log = self._studio.broadcasts

        def work() -> _Facts:
            kept = broadcast.review
            # what was asked when it was begun stays: she has answered it
            return _Facts(log.template(), kept.asked if kept is not None else log.questions(broadcast))

        self._jobs.run(work, self._show, owner=self)

    def _show(self, result: Ok[_Facts] | Err) -> None:
        clear(self.body)
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
            self.back_wanted.emit()
            return
        assert self._broadcast is not None
        self._facts = facts = result.value
        template, review = facts.template, self._broadcast.review
        if template.problem is not None:
            self.failed.emit(str(template.problem))
        self._parts = (*template.parts, *_earlier_parts(template, review))
        writing = QWidget()
        column = QVBoxLayout(writing)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * SPACE)
        for part in self._parts:
            column.addWidget(self._part_card(part, review))
        column.addStretch(1)
        beside = [self._numbers_card()]
        if facts.asked:
            beside.append(self._asked_card(facts.asked))
        columns = Columns()
        columns.add_column(writing, 2)
        columns.add_stack(*beside, share=1)
        holder = QWidget()
        holder.setLayout(columns)
        self.body.addWidget(holder)
        holder.show()  # at once: until then the page would be laid out without it
        self.body.addStretch(1)
        self._enable(True)
        empty = (field for field in self.fields.values() if not field.toPlainText())
        next(empty, next(iter(self.fields.values()))).setFocus()

    def _enable(self, on: bool) -> None:
        self.pdf.setEnabled(on)
        self.print.setEnabled(on)

    def _part_card(self, part: Part, review: Review | None) -> Card:
        language = i18n.language()
        title = part.title(language)
        card = Card(isolate(title))
        hint = part.hint(language)
        if hint:
            card.body.addWidget(label(hint, "soft"))
        field = QPlainTextEdit(review.text(part.id) if review is not None else "")
        field.setAccessibleName(title)
        field.setAccessibleDescription(hint)
        field.setTabChangesFocus(True)
        line = field.fontMetrics().lineSpacing()
        field.setFixedHeight(round(line * max(2, part.lines)) + 3 * SPACE)
        field.textChanged.connect(lambda: self._typed(field))
        card.body.addWidget(field)
        self.fields[part.id] = field
        return card

    def _numbers_card(self) -> Card:
        assert self._broadcast is not None
        card = Card(tr("这场的结果"))
        for name, value in (*figures(self._broadcast), *shares(self._broadcast)):
            row = QHBoxLayout()
            row.addWidget(label(name, "soft", wrap=False))
            row.addStretch(1)
            row.addWidget(label(isolate(value), "form", wrap=False))
            card.body.addLayout(row)
        if self._broadcast.note:
            card.body.addWidget(label(isolate(self._broadcast.note), "small"))
        return card

    def _asked_card(self, asked: tuple[str, ...]) -> Card:
        card = Card(tr("练习时留下的问题"))
        card.body.addWidget(label(tr("来自播之前最后一次试讲和排练，写的时候可以想一想。"), "small"))
        for question in asked:
            line = label(f"· {question}")
            line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            card.body.addWidget(line)
        return card

    # keeping

    def _typed(self, field: QPlainTextEdit) -> None:
        text = field.toPlainText()
        self._timer.start()
        if len(text) > LONGEST:
            field.setPlainText(text[:LONGEST])  # which comes back here
            field.moveCursor(QTextCursor.MoveOperation.End)
            self.state.setText(tr("一栏最多写 {count} 个字。", count=LONGEST))
        elif len(text) < LONGEST:
            self.state.setText(tr("正在写…"))

    def keep(self, then: Callable[[], object] = lambda: None) -> None:
        """Keep what is written, if anything has changed; `then` is called when that is done."""
        self._timer.stop()
        broadcast, facts = self._broadcast, self._facts
        if broadcast is None or facts is None:
            then()
            return
        review = self.review()
        before = broadcast.review
        if (before.answers if before else ()) == review.answers or (before is None and review.empty):
            then()
            return

        def kept(result: Ok[Broadcast] | Err) -> None:
            if isinstance(result, Err):
                self.state.setText(tr("没有存上"))
                self.failed.emit(str(result.error))
                return  # what she wrote stays before her eyes
            if self._broadcast is not None and self._broadcast.id == result.value.id:
                self._broadcast = result.value
                self.state.setText(tr("已保存"))
            then()

        self._jobs.run(lambda: self._studio.broadcasts.keep_review(broadcast, review), kept, owner=self)

    def review(self) -> Review:
        """What is written now."""
        assert self._facts is not None and self._broadcast is not None
        language = i18n.language()
        answers = tuple(
            ReviewAnswer(part.id, part.title(language), self.fields[part.id].toPlainText().strip())
            for part in self._parts
        )
        before = self._broadcast.review
        if before is not None and [(e.part_id, e.text) for e in before.answers] == [
            (each.part_id, each.text) for each in answers
        ]:
            answers = before.answers  # headings in another language are no change
        changed = before.changed if before is not None else datetime.now(UTC)
        return Review(answers, changed, self._facts.asked)

    def sheet(self) -> SheetText:
        """What is printed: everything on the page."""
        assert self._facts is not None and self._broadcast is not None
        language = i18n.language()
        after = self._facts.template.numbers_after
        return SheetText(
            tr("直播复盘"),
            isolate(self._broadcast.product),
            when_words(self._broadcast),
            self._studio.profile.name if self._studio.profile is not None else "",
            (*figures(self._broadcast), *shares(self._broadcast)),
            next((i + 1 for i, part in enumerate(self._parts) if part.id == after), 0),
            tuple(
                (part.title(language), self.fields[part.id].toPlainText().strip(), part.lines)
                for part in self._parts
            ),
            self._facts.asked,
        )

    def leave(self) -> None:
        """Keep what is not kept yet."""
        self.keep()


def _earlier_parts(template: Template, review: Review | None) -> tuple[Part, ...]:
    """Headings that the template had when the review was written and has no more."""
    if review is None:
        return ()
    known = {each.id for each in template.parts}
    return tuple(
        Part(each.part_id, {i18n.SOURCE_LANGUAGE: each.title})
        for each in review.answers
        if each.part_id not in known and each.text
    )
