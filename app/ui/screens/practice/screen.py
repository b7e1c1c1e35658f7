"""The practice screen: the prompt large, the record button below it, and after a take what was good."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.curriculum.values import Prompt
from app.i18n import tr
from app.practice.plans_values import Feedback
from app.storage.values import Attempt
from app.ui.attempt.attempt_view import AttemptView
from app.ui.attempt.cells import prompt_cells
from app.ui.attempt.sound_box import SoundBox
from app.ui.hearing import HearBar, SystemVoice
from app.ui.jobs import Err, Jobs, Ok
from app.ui.screens.practice.drop_hint import SOUND_FILES, DropHint, dropped_sound
from app.ui.screens.practice.rehearsal import Rehearsal
from app.ui.screens.practice.stage import Stage
from app.ui.screens.practice.state import Face, PracticeState
from app.ui.screens.practice.view import PracticeView, derive_view
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.labels import label
from app.ui.widgets.ruby_text import RubyText
from app.ui.widgets.trend_plot import TrendDots

if TYPE_CHECKING:
    from app.practice.studio import Studio

PAGE_WIDTH = 1360
"""Pixels at font scale 1: this page has columns, not lines, so it may be wider than others."""


RESULT_SIZE = 72
"""Pixels of a character after a take, at most."""

RESULT_SHARE = 0.33
"""Of the page's height, for the characters after a take, at most."""

QWIDGETSIZE_MAX = (1 << 24) - 1  # Qt's own constant, which PySide does not export


class PracticeScreen(QWidget):
    """Shows one prompt at a time. What happens is decided by `Rehearsal`; this class shows and hands on."""

    back_wanted = Signal(str)  # lesson id
    next_wanted = Signal(str, str)  # lesson id, prompt id
    settings_wanted = Signal()
    failed = Signal(str)  # a sentence for the notice bar

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme, voice: SystemVoice | None = None) -> None:
        super().__init__()
        self._studio = studio
        self._jobs = jobs
        self._theme = theme
        self.setProperty("page", "true")
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.sounds = SoundBox(studio, self)
        self.rehearsal = Rehearsal(studio, jobs, self.sounds, voice)
        self.rehearsal.setParent(self)
        self.ruby = RubyText(theme)
        self.stage = Stage(theme)
        self.result = AttemptView(studio, jobs, theme, self.ruby, self.sounds)
        self._shown: PracticeView | None = None
        self._prompt_id = ""
        self.hear = HearBar(studio, jobs, theme, self.rehearsal.reference)
        self._build_parts()
        self._build()
        self._connect()
        self._shortcuts()
        self._drop_hint = DropHint(theme, self)
        self._show_state(self.rehearsal.state)

    # building

    def _build_parts(self) -> None:
        theme = self._theme
        self.back = button(tr("课程"), self._go_back, theme, kind="quiet", icon="back", name=tr("回到课程"))
        self._title = label("", "strong", wrap=False)
        self._place = label("", "soft", wrap=False)
        self._trend = label("", "soft", wrap=False)
        self._dots = TrendDots(theme)
        self.bring = button(tr("导入录音"), self.choose_file, theme, kind="quiet", icon="import_file")
        self.skip = button(
            tr("跳过"), self._go_on, theme, kind="quiet", icon="forward", name=tr("跳过这一句")
        )
        self._hint = label("", "lead")
        self._meaning = label("", "soft")
        self.again = button(tr("再来一遍"), self.rehearsal.again, theme, kind="main", icon="record")
        self.next = button(tr("下一句"), self._go_on, theme, icon="forward")
        self._result_keys = label("", "small")
        for each in (self.back, self.bring, self.skip, self.next):
            each.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for text in (self._hint, self._meaning):
            text.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def _build(self) -> None:
        header = QHBoxLayout()
        header.setSpacing(SPACE + SPACE // 2)
        header.addWidget(self.back)
        header.addWidget(self._title)
        header.addWidget(self._place)
        header.addStretch(1)
        header.addWidget(self._trend)
        header.addWidget(self._dots)
        header.addWidget(self.bring)
        header.addWidget(self.skip)
        self._header = header

        listening = QHBoxLayout()
        listening.setSpacing(SPACE)
        listening.addStretch(1)
        listening.addWidget(self.hear)
        listening.addStretch(1)
        listening.addWidget(self.result.legend)
        self._listening = listening

        actions = QHBoxLayout()
        actions.setSpacing(2 * SPACE)
        actions.addWidget(self.again)
        actions.addWidget(self.next)
        actions.addWidget(self._result_keys, 1)
        self._result_keys.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        self._actions = QWidget()
        self._actions.setLayout(actions)
        actions.setContentsMargins(0, 0, 0, 0)

        self._below = QStackedWidget()
        self._below.addWidget(self.stage)
        self._below.addWidget(self.result)

        page = QWidget()
        page.setMaximumWidth(self._theme.size(PAGE_WIDTH))
        whole = QVBoxLayout(page)
        whole.setContentsMargins(4 * SPACE, 2 * SPACE, 4 * SPACE, 2 * SPACE)
        whole.setSpacing(SPACE)
        whole.addLayout(header)
        whole.addWidget(self._hint)
        whole.addWidget(self.ruby, 1)
        whole.addWidget(self._meaning)
        whole.addLayout(listening)
        whole.addWidget(self._below, 1)
        whole.addWidget(self._actions)
        self._whole = whole
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addStretch(1)
        outer.addWidget(page, 1000)
        outer.addStretch(1)

    def _connect(self) -> None:
        rehearsal, stage = self.rehearsal, self.stage
        rehearsal.changed.connect(self._show_state)
        rehearsal.attempt_ready.connect(self._show_attempt)
        rehearsal.level_changed.connect(stage.set_level)
        rehearsal.spoken_so_far.connect(lambda said: self.ruby.set_reached(len(said.replace(" ", ""))))
        rehearsal.back_wanted.connect(self._go_back)
        stage.record.clicked.connect(lambda: rehearsal.press())
        stage.pause_wanted.connect(rehearsal.pause)
        stage.redo_wanted.connect(rehearsal.again)
        stage.retry_wanted.connect(rehearsal.retry_microphone)
        stage.settings_wanted.connect(self.settings_wanted)
        stage.import_wanted.connect(self.choose_file)
        self.ruby.width_changed.connect(self._share_height)
        self.result.rescored.connect(rehearsal.has_score)
        for source in (rehearsal.failed, self.result.failed, self.sounds.failed):
            source.connect(self.failed)

    def _shortcuts(self) -> None:
        keys = {
            "R": self.rehearsal.again,
            "P": self.rehearsal.pause,
            "L": lambda: self.rehearsal.listen(),
            "M": self._play_take,
            "Esc": self.rehearsal.escape,
            "Left": lambda: self._step(-1),
            "Right": lambda: self._step(1),
        }
        for key, act in keys.items():
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(act)

    # for the main window

    def open_prompt(self, lesson_id: str, prompt_id: str, *, planned: bool = True) -> None:
        """Show a prompt; `planned` asks whether a plan wants only a part of the result to be looked at."""
        self.result.feedback = Feedback.ALL
        self.rehearsal.open(lesson_id, prompt_id)
        if planned:
            self._jobs.run(
                lambda: self._studio.plans.feedback(lesson_id),
                partial(self._have_feedback, self.rehearsal.state.prompt),
                owner=self,
            )

    def _have_feedback(self, prompt: Prompt | None, result: Ok[Feedback] | Err) -> None:
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
        elif prompt is self.rehearsal.state.prompt:
            self.result.feedback = result.value

    def show_attempt(self, attempt: Attempt) -> None:
        """Show an attempt's prompt with the attempt's result, all of it."""
        self.result.feedback = Feedback.ALL
        self.rehearsal.open_attempt(attempt)

    def enter(self) -> None:
        """The page is shown; also called when the widget itself is."""
        self.rehearsal.enter()
        self._focus()

    def leave(self) -> None:
        """Another page takes its place; also called when the widget is hidden."""
        self.rehearsal.leave()

    def showEvent(self, event: QShowEvent) -> None:
        """Listen to the microphone; not when a minimised window comes back, which never stopped listening."""
        super().showEvent(event)
        if not event.spontaneous():
            self.enter()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let the microphone go."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.leave()

    @property
    def busy(self) -> bool:
        """Whether a take is being counted in or recorded."""
        return self.rehearsal.busy

    def speech_failed(self, sentence: str) -> None:
        """The speech model could not be loaded; `sentence` says what to do."""
        self.rehearsal.speech_failed(sentence)

    # showing

    @property
    def view(self) -> PracticeView:
        """What is on the page."""
        assert self._shown is not None
        return self._shown

    def _show_state(self, state: PracticeState) -> None:
        view = derive_view(state)
        if view == self._shown:
            return
        before, self._shown = self._shown, view
        self._title.setText(view.title)
        self._place.setText(view.place)
        self._trend.setText(view.trend)
        self._dots.show_values(view.trend_values, view.trend or tr("这一句以前的成绩"))
        self.bring.setEnabled(view.import_enabled)
        self.skip.setVisible(view.skip)
        self._fit_header()
        # the hint and the meaning give their room to the result
        self._hint.setText(view.hint)
        self._hint.setVisible(bool(view.hint) and not view.has_result)
        self._meaning.setText(view.meaning)
        self._meaning.setVisible(bool(view.meaning) and not view.has_result)
        self.hear.set_allowed(view.listen_enabled)
        self.hear.hold_back(view.held_back)
        self.hear.setVisible(view.face is not Face.EMPTY)
        self.stage.show_view(view)
        self._below.setVisible(view.face is not Face.EMPTY)
        self._result_keys.setText(view.keys)
        self._actions.setVisible(view.has_result)
        self._below.setCurrentIndex(1 if view.has_result else 0)
        self._share_height()
        if before is None or before.has_result != view.has_result or self._prompt_changed(state):
            self._show_prompt(state, view)
        if before is None or before.face is not view.face:
            self._focus()

    def _prompt_changed(self, state: PracticeState) -> bool:
        return self._prompt_id != (state.prompt.id + state.prompt.text if state.prompt else "")

    def _show_prompt(self, state: PracticeState, view: PracticeView) -> None:
        self._prompt_id = state.prompt.id + state.prompt.text if state.prompt else ""
        if view.has_result:
            return  # the attempt is shown by `_show_attempt`
        self.result.clear()
        self.ruby.show_prompt(prompt_cells(self._studio.spoken(state.prompt)) if state.prompt else ())

    def _show_attempt(self, attempt: Attempt) -> None:
        self.result.show_attempt(attempt)
        self._share_height()
        self._focus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the height out anew; the width is the prompt's business."""
        super().resizeEvent(event)
        self._fit_header()
        self._share_height()

    def _fit_header(self) -> None:
        """What is only told gives way, so that nothing in the header is cut off."""
        room = min(self.width(), self._theme.size(PAGE_WIDTH)) - 8 * SPACE
        for each in (self._trend, self._place):
            each.show()
        for each in (self._trend, self._place):
            self._header.invalidate()
            each.setVisible(self._header.sizeHint().width() <= room)

    def _share_height(self) -> None:
        """Before a take the prompt has the room, after it the result."""
        result = self.view.has_result
        marks = self.result.view is not None and bool(self.result.view.verdicts)
        self.result.legend.setVisible(result and self.view.face is Face.SCORED and marks)
        self._listening.setStretch(0, 0 if self.view.face is Face.SCORED else 1)
        self._whole.setStretchFactor(self.ruby, 0 if result else 1)
        self._whole.setStretchFactor(self._below, 1 if result else 0)
        if result:
            wanted = self.ruby.height_within(int(self.height() * RESULT_SHARE), RESULT_SIZE)
            self.ruby.want_height(wanted)
            self.ruby.setMaximumHeight(wanted)
            self._below.setMinimumHeight(0)
            self._below.setMaximumHeight(QWIDGETSIZE_MAX)
        else:
            self.ruby.setMaximumHeight(QWIDGETSIZE_MAX)
            self._below.setFixedHeight(self.stage.sizeHint().height())

    def _focus(self) -> None:
        """The one thing to do next has the focus."""
        if self.isVisible():
            (self.again if self.view.has_result else self.stage.record).setFocus()

    # keys and buttons

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space records and stops wherever the focus is; Enter begins."""
        key = event.key()
        if event.isAutoRepeat():
            event.ignore()
        elif key == Qt.Key.Key_Space or (key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self.busy):
            self.rehearsal.press()
        else:
            super().keyPressEvent(event)

    def _play_take(self) -> None:
        if self.view.has_result:
            self.result.play_take()

    def _step(self, step: int) -> None:
        if self.view.has_result:
            self.result.step(step)

    def _go_back(self) -> None:
        self.back_wanted.emit(self.rehearsal.lesson_id)

    def _go_on(self) -> None:
        prompt = self.rehearsal.state.prompt
        if prompt is not None:
            self.next_wanted.emit(self.rehearsal.lesson_id, prompt.id)

    # importing

    def choose_file(self) -> None:
        """Let her choose a sound file and score it."""
        patterns = " ".join(f"*{ending}" for ending in SOUND_FILES)
        chosen, _filter = QFileDialog.getOpenFileName(
            self, tr("选择录音文件"), "", tr("录音") + f" ({patterns})"
        )
        if chosen:
            self.rehearsal.import_file(Path(chosen))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A sound file is welcome."""
        if self.view.import_enabled and dropped_sound(event.mimeData()) is not None:
            event.acceptProposedAction()
            self._drop_hint.cover()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """It went elsewhere."""
        self._drop_hint.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        """Score it."""
        self._drop_hint.hide()
        path = dropped_sound(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self.rehearsal.import_file(path)
