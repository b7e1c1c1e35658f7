"""A step as the learner is going to see it, drawn anew shortly after each change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app import i18n
from app.curriculum.levels import level_name
from app.curriculum.tracks import track_name
from app.curriculum.values import FreePitch, Lesson, Prompt, Step
from app.i18n import tr
from app.ui.activities import activity_view
from app.ui.activities.card_text import chinese, short_chinese
from app.ui.activities.free_pitch import FreePitchView
from app.ui.activities.kinds import kind_name
from app.ui.activities.view import ActivityView, meaning_of
from app.ui.attempt.cells import prompt_cells
from app.ui.hearing import HearBar
from app.ui.i18n import isolate
from app.ui.jobs import Jobs
from app.ui.texts import minutes_text
from app.ui.theme import SPACE, Theme
from app.ui.widgets.card import Card, clear
from app.ui.widgets.labels import label, leading
from app.ui.widgets.ruby_text import RubyText

if TYPE_CHECKING:
    from app.practice.studio import Studio

_PROMPT_HEIGHT, _PROMPT_SIZE = 280, 48


class Preview(QScrollArea):
    """Shows one step, or the lesson as it stands on the map. Nothing that is done here is kept."""

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__()
        self._studio = studio
        self._jobs = jobs
        self._theme = theme
        self._shown: tuple[object, ...] = ()
        self._view: QWidget | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(tr("学员看到的样子"))
        holder = QWidget()
        holder.setProperty("scrolled", "true")
        holder.setMaximumWidth(theme.size(820))
        self._column = QVBoxLayout(holder)
        self._column.setContentsMargins(SPACE, 0, SPACE, SPACE)
        self._column.setSpacing(SPACE)
        self._column.addWidget(label(tr("学员看到的样子"), "section"))
        self.setWidget(holder)

    @property
    def view(self) -> QWidget | None:
        """What is shown below the heading."""
        return self._view

    def show_step(self, step: Step, lesson_id: str, *, sound: bool) -> None:
        """Show a step; one that is not `sound` yet is only announced, because it cannot be done."""
        if self._shown == (step, sound):
            return
        self._shown = (step, sound)
        if not sound:
            self._put(self._unfinished(step))
        elif isinstance(step, Prompt):
            self._put(PromptPreview(step, self._studio, self._jobs, self._theme))
        elif isinstance(step, FreePitch):
            self._put(_QuietPitch(step, lesson_id, self._studio, self._jobs, self._theme))
        else:
            self._put(activity_view(step, lesson_id, self._studio, self._jobs, self._theme))

    def show_lesson(self, lesson: Lesson) -> None:
        """Show what the lesson's place on the map says."""
        if self._shown == (lesson,):
            return
        self._shown = (lesson,)
        card = Card()
        title = label(lesson.title or tr("（还没有标题）"), "title")
        card.body.addWidget(short_chinese(title, self._theme))
        meaning = lesson.meanings.get(i18n.language(), "")
        if meaning:
            card.body.addWidget(label(meaning, "soft"))
        if lesson.summary:
            card.body.addWidget(chinese(label(lesson.summary, "lead"), self._theme))
        facts = [track_name(lesson.track), level_name(lesson.level), minutes_text(lesson.minutes)]
        card.body.addLayout(leading(*(label(isolate(each), "tag", wrap=False) for each in facts if each)))
        self._put(card)

    def clear(self) -> None:
        """Show nothing; sounds and camera off."""
        self._shown = ()
        self._put(None)

    def _put(self, view: QWidget | None) -> None:
        if isinstance(self._view, ActivityView | PromptPreview):
            self._view.stop()
        clear(self._column, keep=1)
        self._view = view
        if view is not None:
            self._column.addWidget(view)
            self._column.addStretch(1)

    def _unfinished(self, step: Step) -> QWidget:
        card = Card()
        card.body.addWidget(label(kind_name(step), "section"))
        card.body.addWidget(label(tr("这一步还没写完。写好了，这里就是学员看到的样子。"), "soft"))
        return card

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks: no sound."""
        super().hideEvent(event)
        if isinstance(self._view, ActivityView | PromptPreview):
            self._view.stop()


class PromptPreview(Card):
    """A prompt as on the practice page: its characters with the pinyin above them, and how it sounds."""

    def __init__(self, step: Prompt, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.body.addWidget(label(kind_name(step), "section"))
        self.ruby = RubyText(theme)
        self.ruby.show_prompt(prompt_cells(studio.spoken(step)))
        self.body.addWidget(self.ruby)
        meaning = meaning_of(step)
        if meaning:
            self.body.addWidget(label(meaning, "lead"))
        if step.hint:
            self.body.addWidget(short_chinese(label(step.hint, "soft"), theme))
        self.hear = HearBar(studio, jobs, theme)
        self.hear.open(step.text, step.pinyin, step.reference)
        self.body.addLayout(leading(self.hear))

    def stop(self) -> None:
        """Be quiet."""
        self.hear.stop()

    def resizeEvent(self, event: object) -> None:
        """The text takes as many lines as the width makes of it."""
        super().resizeEvent(event)  # type: ignore[arg-type]
        self.ruby.setFixedHeight(self.ruby.height_within(self._theme.size(_PROMPT_HEIGHT), _PROMPT_SIZE))


class _QuietPitch(FreePitchView):
    """The task as it is shown, without a microphone: a trainer who looks at it gives no talk."""

    def __init__(self, step: FreePitch, lesson_id: str, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__(step, lesson_id, studio, jobs, theme)
        self.stage.setEnabled(False)

    def showEvent(self, event: QShowEvent) -> None:
        """Do not listen."""
        QWidget.showEvent(self, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do not record."""
        event.ignore()
