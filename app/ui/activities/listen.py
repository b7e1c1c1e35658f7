"""Something to understand by ear; the text is shown when she asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.curriculum.values import Listen, Prompt
from app.i18n import tr
from app.ui.activities.card_text import short_chinese
from app.ui.activities.option_button import Mark
from app.ui.activities.option_group import OptionGroup
from app.ui.activities.view import ActivityView, meaning_of
from app.ui.attempt.cells import prompt_cells
from app.ui.hearing import HearBar, VoiceKind
from app.ui.jobs import Jobs
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.labels import label, leading
from app.ui.widgets.ruby_text import RubyText

if TYPE_CHECKING:
    from app.practice.studio import Studio

_TEXT_HEIGHT = 260
_TEXT_SIZE = 48


class ListenView(ActivityView):
    """She listens, looks, and says herself whether she had understood.

    Outcome: 1 of 1 when she had, else 0 of 1; `answers` is `("understood",)` or `("not yet",)`. Where nothing
    on this computer can say the words, they cannot be understood: she reads them, and it is 0 of 0.
    """

    def __init__(self, step: Listen, lesson_id: str, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__(step, lesson_id, studio, jobs, theme)
        self.setAccessibleName(tr("听一听"))  # the text would give it away
        self.add_heading(tr("先听，听懂了再看文字。"), meaning=False)
        if step.hint:
            self.body.addWidget(short_chinese(label(step.hint, "soft"), theme))
        self._wants_focus = False
        self.hear = HearBar(studio, jobs, theme)
        self.hear.set_name(tr("听"))
        self.hear.failed.connect(self.failed)
        self.body.addLayout(leading(self.hear))
        self._no_voice = label(
            tr("这台电脑还没有能说这句话的声音，只能哼出声调。可以先看文字，自己念一念。"), "soft"
        )
        self.body.addWidget(self._no_voice)
        self.look = button(tr("看文字"), self.show_text, theme, kind="main", icon="card")
        self.body.addLayout(leading(self.look))
        self.ruby = RubyText(theme)
        self.ruby.show_prompt(prompt_cells(studio.spoken(Prompt(step.id, step.text, step.pinyin))))
        self.options = OptionGroup([tr("刚才就听懂了"), tr("还没听懂")], theme, columns=2, translated=True)
        self.options.pressed.connect(self._decide)
        self._shown = QWidget()
        shown = QVBoxLayout(self._shown)
        shown.setContentsMargins(0, 0, 0, 0)
        shown.setSpacing(2 * SPACE)
        shown.addWidget(self.ruby)
        meaning = meaning_of(step)
        if meaning:
            shown.addWidget(label(meaning, "lead"))
        self._question = label(tr("看文字以前，您听懂了吗？"), "strong")
        self.read = button(tr("念过了"), self._end_reading, theme, kind="main")
        shown.addWidget(self._question)
        shown.addWidget(self.options)
        shown.addLayout(leading(self.read))
        self._shown.hide()
        self.body.addWidget(self._shown)
        self._dress()
        self.hear.player.changed.connect(self._heard_of_voices)
        self.hear.open(step.text, step.pinyin, step.reference)

    @property
    def _words_heard(self) -> bool:
        return any(each.kind is not VoiceKind.HUMMED for each in self.hear.player.voices)

    def _dress(self) -> None:
        """What depends on whether the words can be heard."""
        heard = self._words_heard
        self._no_voice.setVisible(bool(self.hear.player.voices) and not heard)
        self._question.setVisible(heard)
        self.options.setVisible(heard)
        self.read.setVisible(not heard and self.outcome is None)

    def focus(self) -> None:
        """Begin with hearing; as soon as there is a voice, when none is known yet."""
        if self.hear.listen.isEnabled():
            self.hear.listen.setFocus()
        else:
            self._wants_focus = True
            self.look.setFocus()

    def stop(self) -> None:
        """Be quiet."""
        self.hear.stop()

    def _heard_of_voices(self) -> None:
        if self._shown.isHidden():
            self._dress()
        if self._wants_focus and self.hear.listen.isEnabled():
            self._wants_focus = False
            if self.look.hasFocus():
                self.hear.listen.setFocus()

    def show_text(self) -> None:
        """Show what was to be heard, and ask whether she had understood it."""
        self.look.hide()
        self._shown.show()
        self._fit_text()
        if self._words_heard:
            self.options.focus()
        else:
            self.read.setFocus()

    def _decide(self, index: int) -> None:
        self.options.set_open(False)
        marks = [Mark.NONE, Mark.NONE]
        marks[index] = Mark.CHOSEN
        self.options.set_marks(marks)
        self.finish(int(index == 0), 1, (("understood", "not yet")[index],))
        self.settle()

    def _end_reading(self) -> None:
        self.finish()
        self.read.hide()
        self.settle()

    def _fit_text(self) -> None:
        self.ruby.setFixedHeight(self.ruby.height_within(self.theme.size(_TEXT_HEIGHT), _TEXT_SIZE))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The text takes as many lines as the width makes of it."""
        super().resizeEvent(event)
        if not self._shown.isHidden():
            self._fit_text()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """1 and 2 say whether she understood."""
        answering = not self._shown.isHidden() and event.key() in (Qt.Key.Key_1, Qt.Key.Key_2)
        if not (answering and self.options.press_number(event)):
            super().keyPressEvent(event)
