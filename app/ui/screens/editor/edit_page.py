"""Writing one lesson: its steps on one side, the form in the middle, and what the learner is going to see."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.curriculum.imported_quiz import ImportedQuiz
from app.curriculum.values import Lesson
from app.i18n import tr
from app.practice.authoring import NotFinished, Recorded
from app.practice.faults import Fault
from app.speech.values import FloatArray
from app.ui.activities.kinds import kind_name
from app.ui.i18n import isolate
from app.ui.jobs import Err, Jobs, Ok
from app.ui.screens.editor.draft_keeper import DraftKeeper
from app.ui.screens.editor.forms import StepForm
from app.ui.screens.editor.forms.desk import Desk
from app.ui.screens.editor.head_form import HeadForm
from app.ui.screens.editor.manuscript import Entry, Manuscript, Origin
from app.ui.screens.editor.preview import Preview
from app.ui.screens.editor.problems import ProblemsPanel
from app.ui.screens.editor.quiz_import import QuizImport
from app.ui.screens.editor.step_list import StepList
from app.ui.screens.editor.translate import TranslateView
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import Button, button
from app.ui.widgets.labels import label

if TYPE_CHECKING:
    from app.practice.studio import Studio

LIST_WIDTH = 264
SIDE_BY_SIDE = 1360
"""Pixels of the page from which form and preview stand side by side; below, one is shown at a time."""


class EditPage(QWidget):
    """One lesson at a time; `open` shows another. What is written is kept as a draft all the time."""

    back_wanted = Signal()
    failed = Signal(str)
    done = Signal(str)

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__()
        self.setProperty("page", "true")
        self._studio = studio
        self._jobs = jobs
        self._theme = theme
        self.manuscript: Manuscript | None = None
        self._faults: tuple[Fault, ...] | None = None
        self._forms: dict[Entry | None, HeadForm | StepForm] = {}
        self._saving = False
        self._desk = Desk(
            studio, jobs, theme, lambda: self._lesson_id, self._keep_recording, self.failed.emit
        )
        self.keeper = DraftKeeper(studio.authoring, jobs)
        self.keeper.setParent(self)
        self.keeper.checked.connect(self._checked)
        self.keeper.kept.connect(lambda: self._state.setText(tr("还没保存；写的内容都在草稿里")))
        self.keeper.failed.connect(self.failed)
        self.steps = StepList(theme)
        self.steps.setFixedWidth(theme.size(LIST_WIDTH))
        self.steps.chosen.connect(self._show_entry)
        self.steps.added.connect(self._write)
        self.quiz = QuizImport(studio, jobs, theme, self)
        self.quiz.failed.connect(self.failed)
        self.quiz.agreed.connect(self._take_questions)
        self.steps.quiz_wanted.connect(self.quiz.ask_for_file)
        self.preview = Preview(studio, jobs, theme)
        self.problems = ProblemsPanel(theme)
        self.problems.wanted.connect(self.go_to)
        self.translate = TranslateView(studio.authoring, theme)
        self._build()
        QShortcut(QKeySequence.StandardKey.Save, self).activated.connect(self.save)

    # the parts

    def _build(self) -> None:
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._kind = label("", "strong", wrap=False)
        kind = QHBoxLayout()
        kind.setContentsMargins(SPACE, 0, SPACE, 0)
        kind.addWidget(self._kind)
        kind.addStretch(1)
        form = QFrame()
        form.setProperty("panel", "card")
        inside = QVBoxLayout(form)
        inside.setContentsMargins(SPACE, 2 * SPACE, SPACE, SPACE)
        inside.setSpacing(SPACE)
        inside.addLayout(kind)
        inside.addWidget(self._scroll, 1)
        self._form = form
        columns = QHBoxLayout()
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(2 * SPACE)
        columns.addWidget(self.steps)
        columns.addWidget(form, 1)
        columns.addWidget(self.preview, 1)
        writing = QWidget()
        writing.setLayout(columns)
        self._stack = QStackedWidget()
        self._stack.addWidget(writing)
        self._stack.addWidget(self.translate)
        self._strip = QFrame()
        self._strip.setProperty("panel", "notice")
        strip = QHBoxLayout(self._strip)
        strip.setContentsMargins(2 * SPACE, SPACE // 2, SPACE, SPACE // 2)
        self._said = label("")
        self.throw_away = button(tr("不要了，回到保存过的"), self.forget_draft, self._theme)
        strip.addWidget(self._said, 1)
        strip.addWidget(self.throw_away)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * SPACE, 2 * SPACE, 3 * SPACE, 2 * SPACE)
        column.setSpacing(SPACE + SPACE // 2)
        column.addLayout(self._header())
        column.addWidget(self._strip)
        column.addWidget(self._stack, 1)
        column.addWidget(self.problems)

    def _header(self) -> QHBoxLayout:
        theme = self._theme
        self.back = button(
            "", self.back_wanted.emit, theme, kind="quiet", icon="back", name=tr("回到课程列表")
        )
        self._title = label("", "title")
        self._state = label("", "soft")
        self.looking = self._switch(tr("预览"), "learn", self._arrange)
        self.translating = self._switch(tr("翻译"), "translate", self._turn)
        self.save_button = button(tr("保存"), self.save, theme, kind="main", icon="check")
        self.save_button.setToolTip("Ctrl+S")
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(self._title)
        texts.addWidget(self._state)
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(self.back)
        row.addLayout(texts, 1)
        for each in (self.looking, self.translating, self.save_button):
            row.addWidget(each)
        return row

    def _switch(self, text: str, icon: str, switched: object) -> Button:
        made = Button(text, self._theme, icon=icon)
        made.setCheckable(True)
        made.clicked.connect(lambda _checked=False: switched())  # type: ignore[operator]
        return made

    # opening and leaving

    def open(
        self, lesson: Lesson, draft: Lesson | None, origin: Origin = Origin.OWN, *, translate: bool = False
    ) -> None:
        """Show a lesson; what was written and not saved last time is taken up again."""
        self._saved_lesson = lesson
        self._origin = origin
        unsaved = draft is not None and draft != lesson
        shown = draft if draft is not None else lesson
        self._show(Manuscript(shown, saved=not unsaved and origin is not Origin.NEW))
        self._strip.setVisible(unsaved or origin is not Origin.OWN)
        self.throw_away.setVisible(unsaved)
        if unsaved:
            self._said.setText(tr("上次没有保存的内容还在，接着写就行。"))
        elif origin is Origin.NEW:
            self._said.setText(tr("新的一课。下面是例子，改成自己的；保存以后，学员才看得到。"))
        else:
            self._said.setText(tr("这一课是自带的。保存以后，这台电脑上就用您改过的这一份。"))
        self.translating.setChecked(translate)
        self._turn()

    def _show(self, manuscript: Manuscript) -> None:
        self._drop_forms()
        self._faults = None
        self.manuscript = manuscript
        manuscript.setParent(self)
        manuscript.changed.connect(self._retitle)
        self.steps.open(manuscript)
        self.keeper.watch(manuscript)
        self._retitle()

    def forget_draft(self) -> None:
        """Back to what was saved."""
        self.keeper.forget(self._saved_lesson.id)
        self.open(self._saved_lesson, None, self._origin)

    def leave(self) -> bool:
        """Before another page: sounds off, what is written kept. Whether something is unsaved."""
        self._leave_form()
        forms = (form for form in self._forms.values() if isinstance(form, StepForm))
        if any(form.recording is not None and form.recording.pending for form in forms):
            self.done.emit(tr("录了还没用的那一段没有丢，下次打开开播的时候可以找回。"))
        self.preview.clear()
        return self.keeper.keep_now()

    def enter(self) -> None:
        """The page is shown again."""
        self._show_preview()
        if not self.translating.isChecked():
            self.steps.head.setFocus()

    @property
    def _lesson_id(self) -> str:
        return self.manuscript.head.id if self.manuscript is not None else ""

    def _retitle(self) -> None:
        assert self.manuscript is not None
        head = self.manuscript.head
        self._title.setText(isolate(head.title) or tr("（还没有标题）"))
        if not self.manuscript.dirty:
            self._state.setText(tr("已经保存，学员看得到"))
        elif self._state.text() != tr("还没保存；写的内容都在草稿里"):
            self._state.setText(tr("还没保存"))

    # one step

    def go_to(self, step: int | None) -> None:
        """Show a step by its number, None for the lesson itself."""
        if self.manuscript is None:
            return
        self.translating.setChecked(False)
        self._turn()
        entries = self.manuscript.entries
        self.steps.choose(entries[step] if step is not None and step < len(entries) else None)
        self._write()

    def _write(self) -> None:
        """To the form of the chosen step, at its first field."""
        self.looking.setChecked(False)
        self._arrange()
        self.form.focus()

    @property
    def form(self) -> HeadForm | StepForm:
        """The form on screen."""
        return self._forms[self.steps.current]

    def _show_entry(self, entry: Entry | None) -> None:
        if self.manuscript is None:
            return
        self._leave_form()
        form = self._forms.get(entry)
        if form is None:
            form = HeadForm(self.manuscript, self._desk) if entry is None else StepForm(entry, self._desk)
            if isinstance(form, StepForm):
                form.edited.connect(self.manuscript.touch)
            form.setProperty("scrolled", "true")
            self._forms[entry] = form
        if self._scroll.widget() is not form:
            self._scroll.takeWidget()
            self._scroll.setWidget(form)
            form.show()
        self._kind.setText(tr("这一课") if entry is None else kind_name(entry.step))
        self._show_preview()

    def _leave_form(self) -> None:
        form = self._scroll.widget()
        if isinstance(form, StepForm) and form.recording is not None:
            form.recording.leave()

    def _drop_forms(self) -> None:
        self._leave_form()
        self._scroll.takeWidget()
        for form in self._forms.values():
            form.deleteLater()
        self._forms = {}

    def _show_preview(self) -> None:
        if self.manuscript is None or self.preview.isHidden():
            return
        entry = self.steps.current
        if entry is None:
            self.preview.show_lesson(self.manuscript.lesson())
        elif self._faults is not None and entry in self.manuscript.entries:
            at = self.manuscript.index(entry)
            sound = not any(each.step == at and each.fatal for each in self._faults)
            self.preview.show_step(entry.step, self._lesson_id, sound=sound)

    # how the page is laid out

    def _arrange(self) -> None:
        wide = self.width() >= self._theme.size(SIDE_BY_SIDE)
        self.looking.setVisible(not wide and not self.translating.isChecked())
        looking = self.looking.isChecked()
        self._form.setVisible(wide or not looking)
        self.preview.setVisible(wide or looking)
        if self.preview.isHidden():
            self.preview.clear()
        self._show_preview()

    def _turn(self) -> None:
        """To the translation, or back to the steps."""
        translating = self.translating.isChecked()
        if self.manuscript is not None and translating:
            self._leave_form()
            self.translate.open(self.manuscript)
        for form in self._forms.values():
            if isinstance(form, StepForm):
                form.refresh_meanings()
            else:
                form.refresh()
        self._stack.setCurrentIndex(int(translating))
        self._arrange()
        if translating:
            self.translate.focus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Side by side where there is room."""
        super().resizeEvent(event)
        self._arrange()

    # checking and saving

    def _checked(self, faults: Sequence[Fault]) -> None:
        assert self.manuscript is not None
        unread = [
            Fault(at, reason) for at, entry in enumerate(self.manuscript.entries) for reason in entry.unread
        ]
        found = sorted([*faults, *unread], key=lambda each: -1 if each.step is None else each.step)
        self._faults = tuple(found)
        self.problems.show_faults(found)
        self.steps.show_faults({each.step for each in found if each.fatal})
        self._show_preview()

    def save(self) -> None:
        """Make it what trainees see; with a fault say which."""
        manuscript = self.manuscript
        if manuscript is None or self._saving:
            return
        self.form.settle()
        unread = next((each for each in manuscript.entries if each.unread), None)
        if unread is not None:
            self.done.emit(tr("还不能保存：{reason}", reason=unread.unread[0]))
            self.keeper.run()
            self.problems.open()
            self.go_to(manuscript.index(unread))
            return
        self._saving = True
        self.save_button.setEnabled(False)
        lesson, revision = manuscript.lesson(), manuscript.revision
        self._jobs.run(
            lambda: self.keeper.save(lesson, revision),
            lambda result: self._saved(manuscript, lesson, revision, result),
            owner=self,
        )

    def _saved(
        self, manuscript: Manuscript, written: Lesson, revision: int, result: Ok[Lesson] | Err
    ) -> None:
        self._saving = False
        self.save_button.setEnabled(True)
        if isinstance(result, Err):
            # what is to be mended stays in the panel below; only a refusing disk is worth a lasting notice
            tell = self.done if isinstance(result.error, NotFinished) else self.failed
            tell.emit(str(result.error))
            self.keeper.run()
            self.problems.open()
            return
        if manuscript is not self.manuscript:
            return
        self._saved_lesson, self._origin = result.value, Origin.OWN
        manuscript.settle(written, result.value, revision)
        for form in self._forms.values():
            if isinstance(form, StepForm) and form.recording is not None:
                form.recording.show_value(getattr(form.entry.step, "reference", None))
        self._strip.hide()
        self.done.emit(tr("《{title}》保存好了，学员现在就能学。", title=isolate(result.value.title)))

    def _keep_recording(self, entry: Entry, samples: FloatArray) -> Path:
        """Blocks; runs in a job."""
        assert self.manuscript is not None
        lesson, at = self.manuscript.lesson(), self.manuscript.index(entry)
        kept = self._studio.authoring.keep_recording(lesson, at, samples, datetime.now(UTC)).steps[at]
        assert isinstance(kept, Recorded) and kept.reference is not None
        return kept.reference

    def _take_questions(self, quiz: ImportedQuiz) -> None:
        """Put questions from elsewhere at the end."""
        if self.manuscript is not None:
            added = [self.manuscript.add(each, len(self.manuscript.entries)) for each in quiz.questions]
            self.steps.choose(added[-1])
