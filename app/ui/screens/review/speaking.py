"""What the review shows of something to say: why it comes, the way to say it, and afterwards how it went."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import i18n
from app.curriculum.values import Prompt
from app.i18n import tr
from app.practice.learning_values import Drill, ReviewCard, Stage
from app.storage.values import AttemptSummary
from app.ui.learning_words import drill_reason, drill_title
from app.ui.screens.review.faces import centred, heading
from app.ui.texts import score_text
from app.ui.theme import SPACE, Theme
from app.ui.theme.tokens import TypeSize
from app.ui.widgets.buttons import button
from app.ui.widgets.card import Card
from app.ui.widgets.labels import label, leading, rule


class SpeakingFace(QWidget):
    """A sentence to say again, or a word or sentence for a sound."""

    say_wanted = Signal()
    onward = Signal()

    def __init__(self, theme: Theme, card: ReviewCard) -> None:
        super().__init__()
        self._theme = theme
        drill = card.drill
        prompt = drill.prompt if drill is not None else card.prompt
        assert prompt is not None
        self.card = Card()
        body = self.card.body
        body.setSpacing(2 * SPACE)
        if drill is not None:
            body.addWidget(label(tr("练一个音"), "section"))
            body.addWidget(label(drill_title(drill.sound, drill.stage, drill.other), "strong"))
            why = drill_reason(drill.sound, drill.wrong, drill.heard, check=drill.check)
            body.addWidget(label(why, "soft"))
        else:
            body.addLayout(heading(tr("再说一遍"), card))
        _add_prompt(self.card, prompt, theme)
        self.say = button(tr("去说这一句"), self.say_wanted.emit, theme, kind="main", icon="practise")
        self._onward = button(tr("下一个"), self.onward.emit, theme, icon="forward", icon_after=True)
        self._onward.hide()
        self._result = QWidget()
        self._result_body = QVBoxLayout(self._result)
        self._result_body.setContentsMargins(0, 0, 0, 0)
        self._result_body.setSpacing(SPACE)
        self._result_body.addWidget(rule())
        self._result.hide()
        body.addWidget(self._result)
        ways = leading(self.say, self._onward)
        ways.setSpacing(SPACE)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * SPACE)
        column.addWidget(self.card)
        column.addLayout(ways)
        self.setAccessibleName(tr("再说一遍：{prompt}", prompt=prompt.text))

    def focus(self) -> None:
        """Put the keyboard on the way on."""
        (self.say if self._onward.isHidden() else self._onward).setFocus()

    def stop(self) -> None:
        """Nothing plays here."""

    def show_said(self, attempt: AttemptSummary, after: str) -> None:
        """It has been said: the total, and what that means for what comes next."""
        said = tr("说过了：{score}", score=score_text(attempt.total))
        self._result_body.addWidget(label(said, "strong"))
        if after:
            self._result_body.addWidget(label(after, "soft"))
        self._result.show()
        self.say.setText(tr("再说一次"))
        self.say.setAccessibleName(tr("再说一次"))
        self.say.set_kind("")
        self._onward.set_kind("main")
        self._onward.show()
        self._onward.setFocus()


def stage_words(before: Drill, after: Drill | None) -> str:
    """What came of a try at a drill: how it stands afterwards against how it stood."""
    if after is None or after.check:
        return tr("这个音在句子里也说准了。过几天再看看还在不在。")
    order = list(Stage)
    if before.check or order.index(after.stage) < order.index(before.stage):
        return tr("这一遍还没说准，没关系，下次先退一步，从容易的来。")
    if after.stage is before.stage:
        return tr("这一遍听不出准不准。再说一次，或者下次接着来。")
    if after.stage is Stage.SENTENCE:
        return tr("这个音在词里说准了，下次放进一句话里。")
    return tr("听得出来了，下次把它放进词里说。")


def _add_prompt(card: Card, prompt: Prompt, theme: Theme) -> None:
    card.body.addWidget(centred(label(prompt.text), theme, TypeSize.TITLE))
    meaning = prompt.meanings.get(i18n.language(), "")
    if meaning:
        translated = label(meaning, "soft")
        translated.setAlignment(Qt.AlignmentFlag.AlignCenter)
        card.body.addWidget(translated)


def listening_heading(drill: Drill) -> QWidget:
    """Above a round of listening: why it comes."""
    return label(drill_reason(drill.sound, drill.wrong, drill.heard, check=drill.check), "lead")
