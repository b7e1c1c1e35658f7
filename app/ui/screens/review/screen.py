"""The review page: what is due, one thing after the other; it can be left at any time."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout

from app.curriculum.values import Outcome, Step
from app.i18n import tr, trn
from app.practice.learning_values import Drill, MemoryKind, Rating, ReviewCard, Sound, Stage
from app.storage.values import AttemptSummary
from app.ui.activities.stage import ActivityStage
from app.ui.hearing import HearBar, ReferencePlayer
from app.ui.jobs import Err, Jobs, Ok
from app.ui.screens.review.faces import GlossFace, RecallFace, ViewerFace
from app.ui.screens.review.session import Session
from app.ui.screens.review.speaking import SpeakingFace, listening_heading, stage_words
from app.ui.theme import SPACE, Theme
from app.ui.theme.tokens import READING_WIDTH
from app.ui.widgets.buttons import Button, button
from app.ui.widgets.card import Card, clear
from app.ui.widgets.labels import label, leading
from app.ui.widgets.page import Page
from app.ui.widgets.states import LoadingPanel, StatePanel

if TYPE_CHECKING:
    from app.practice.studio import Studio

Face = RecallFace | SpeakingFace | ActivityStage


class ReviewScreen(Page):
    """Goes through cards, sentences and sounds."""

    practise_wanted = Signal(str, str)  # lesson id, prompt id; the way back leads here
    today_wanted = Signal()
    failed = Signal(str)  # a sentence for the notice bar

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__(theme, tr("复习"), width=READING_WIDTH + 16 * SPACE)
        self._studio = studio
        self._jobs = jobs
        self._player = ReferencePlayer(studio, jobs, parent=self)
        self._player.failed.connect(self.failed)
        self._wanted: Callable[[], list[ReviewCard]] | None = None
        self._session: Session | None = None
        self._face: Face | None = None
        self._busy = False
        self._answered: Rating | None = None  # the question on screen, once it was answered
        self._shown_at = 0.0
        self.set_lead(
            button(tr("今天"), self.today_wanted.emit, theme, kind="quiet", icon="back", name=tr("回到今天"))
        )
        self._way = QProgressBar()
        self._way.setTextVisible(False)
        self._way.hide()
        self._content = QVBoxLayout()
        self._content.setSpacing(2 * SPACE)
        self.body.addWidget(self._way)
        self.body.addLayout(self._content)
        self.body.addStretch(1)

    # what is wanted

    def open_cards(self, cards: Sequence[int] = ()) -> None:
        """Go through these cards, or through everything that is due, from the next `enter` on."""
        self._session = None
        self._wanted = lambda: self._studio.learning.due(tuple(cards))

    def open_drill(self, sound: Sound) -> None:
        """Go on with one sound, from the next `enter` on."""

        def find() -> list[ReviewCard]:
            drill = self._studio.learning.drill(sound)
            now = datetime.now(UTC)
            return (
                [] if drill is None else [ReviewCard(0, MemoryKind.SOUND, "", "", now, None, {}, drill=drill)]
            )

        self._session = None
        self._wanted = find

    def enter(self) -> None:
        """Begin, or go on where she left to say something."""
        if self._session is not None:
            self._come_back(self._session)
            return
        self._clear()
        self._content.addWidget(LoadingPanel())
        self._jobs.run(self._wanted or self._studio.learning.due, self._begin, owner=self)

    def leave(self) -> None:
        """Be quiet; the sitting goes on when she comes back to it."""
        if self._face is not None:
            self._face.stop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space shows the answer, 1 to 4 say how well it was remembered."""
        if isinstance(self._face, RecallFace) and not self._busy and self._face.press(event):
            return
        super().keyPressEvent(event)

    # one after the other

    def _begin(self, result: Ok[list[ReviewCard]] | Err) -> None:
        if isinstance(result, Err):
            self._clear()
            self._content.addWidget(
                StatePanel(self.theme, "warning", str(result.error), "", tr("再试一次"), self.enter)
            )
            return
        self._session = Session(result.value)
        self._show_next()

    def _show_next(self) -> None:
        session = self._session
        if session is None:
            return
        self._clear()
        self._busy, self._answered = False, None
        card = session.current
        self._way.setVisible(session.count > 1)
        self._way.setRange(0, max(1, session.count))
        self._way.setValue(session.done)
        self._way.setAccessibleName(tr("已完成 {done} / {count}", done=session.done, count=session.count))
        if card is None:
            self._show_end(session)
            return
        far = tr("第 {number} 个，共 {count} 个", number=session.done + 1, count=session.count)
        self.set_title(tr("复习"), far if session.count > 1 else "")
        if session.comes_again:
            self._content.addWidget(label(tr("刚才没想起来，再看一次。"), "soft"))
        self._face = self._face_of(card)
        self._content.addWidget(self._face)
        if not isinstance(self._face, ActivityStage):  # which has a skip of its own
            skip = button(tr("先跳过"), self._skip, self.theme, kind="quiet", icon="forward", icon_after=True)
            self._content.addLayout(leading(skip))
        self._shown_at = time.monotonic()
        self.scroll_area.verticalScrollBar().setValue(0)
        self._face.focus()

    def _face_of(self, card: ReviewCard) -> Face:
        profile = self._studio.profile
        drill = card.drill
        if drill is not None and drill.stage is Stage.LISTEN and drill.listening is not None:
            self._content.addWidget(listening_heading(drill))
            return self._stage(drill.listening, "", lambda outcome: self._keep_listening(drill, outcome))
        if card.question is not None:
            return self._stage(
                card.question, card.lesson_id, lambda outcome: self._keep_answer(card, outcome)
            )
        if card.gloss is not None:
            hear = HearBar(self._studio, self._jobs, self.theme, self._player)
            language = profile.first_language if profile else ""
            face: RecallFace = GlossFace(self.theme, card, language, hear)
            face.rated.connect(self._rate)
            return face
        if card.viewer is not None:
            face = ViewerFace(self.theme, card)
            face.rated.connect(self._rate)
            return face
        speaking = SpeakingFace(self.theme, card)
        speaking.say_wanted.connect(self._say)
        speaking.onward.connect(lambda: self._next(Rating.GOOD))
        return speaking

    def _stage(self, step: Step, lesson_id: str, keep: Callable[[Outcome], None]) -> ActivityStage:
        stage = ActivityStage(step, lesson_id, self._studio, self._jobs, self.theme, tr("下一个"))
        stage.finished.connect(keep)
        stage.onward.connect(self._onward)
        stage.failed.connect(self.failed)
        if stage.view.outcome is not None:  # nothing could be asked: it was over before it was shown
            keep(stage.view.outcome)
        return stage

    def _onward(self) -> None:
        if self._busy:
            return
        if self._answered is None:
            self._skip()
        else:
            self._next(self._answered)

    def _next(self, rating: Rating) -> None:
        if self._session is not None and self._session.current is not None:
            self._session.rate(rating)
            self._refresh()

    def _skip(self) -> None:
        if self._session is not None and self._session.current is not None and not self._busy:
            self._session.skip()
            self._refresh()

    def _refresh(self) -> None:
        """Show what is next; a card that comes again has other intervals by now."""
        session = self._session
        if session is None or session.current is None or not session.comes_again:
            self._show_next()
            return
        number = session.current.no
        self._busy = True  # the face on screen is the last card's: nothing said to it may count for this one

        def renewed(result: Ok[list[ReviewCard]] | Err) -> None:
            if isinstance(result, Ok) and result.value:
                session.replace(result.value[0])
            self._show_next()

        self._jobs.run(lambda: self._studio.learning.due((number,)), renewed, owner=self)

    # what she does

    def _rate(self, rating: Rating) -> None:
        session = self._session
        if session is None or session.current is None or self._busy:
            return
        self._busy = True
        number, seconds = session.current.no, time.monotonic() - self._shown_at

        def kept(result: Ok[Any] | Err) -> None:
            self._busy = False
            if isinstance(result, Err):
                self.failed.emit(str(result.error))
                self._skip()
            else:
                self._next(rating)

        self._jobs.run(lambda: self._studio.learning.rate(number, rating, seconds), kept, owner=self)

    def _keep_answer(self, card: ReviewCard, outcome: Outcome) -> None:
        self._answered = Rating.GOOD if outcome.right >= outcome.asked else Rating.AGAIN
        self._jobs.run(lambda: self._studio.learning.answer(card.no, outcome), self._report, owner=self)

    def _keep_listening(self, drill: Drill, outcome: Outcome) -> None:
        self._answered = Rating.GOOD  # a drill comes once a sitting, however it went
        self._jobs.run(
            lambda: self._studio.learning.finish_drill(drill.sound, outcome), self._report, owner=self
        )

    def _say(self) -> None:
        card = self._session.current if self._session else None
        if self._session is None or card is None:
            return
        self._session.said_since = datetime.now(UTC)
        drill = card.drill
        prompt = drill.prompt if drill is not None else card.prompt
        if prompt is not None:
            lesson_id = drill.lesson_id if drill is not None else card.lesson_id
            self.practise_wanted.emit(lesson_id, prompt.id)

    def _come_back(self, session: Session) -> None:
        card, since = session.current, session.said_since
        if card is None or since is None or not isinstance(self._face, SpeakingFace):
            self._show_next()
            return
        drill = card.drill
        prompt = drill.prompt if drill is not None else card.prompt
        lesson_id = drill.lesson_id if drill is not None else card.lesson_id
        studio, prompt_id = self._studio, prompt.id if prompt is not None else ""

        def look() -> tuple[list[AttemptSummary], Drill | None]:
            after = studio.learning.drill(drill.sound) if drill is not None else None
            return studio.attempts(lesson_id, prompt_id, 1), after

        def found(result: Ok[tuple[list[AttemptSummary], Drill | None]] | Err) -> None:
            if isinstance(result, Err):
                self.failed.emit(str(result.error))
                return
            if self._session is not session or session.current is not card:
                return  # she has gone on meanwhile
            attempts, after = result.value
            self._show_next()
            said = [each for each in attempts if each.created >= since and each.total is not None]
            if said and isinstance(self._face, SpeakingFace):
                self._face.show_said(said[0], stage_words(drill, after) if drill is not None else "")

        self._jobs.run(look, found, owner=self)

    def _report(self, result: Ok[Any] | Err) -> None:
        if isinstance(result, Err):
            self.failed.emit(str(result.error))

    # the end

    def _show_end(self, session: Session) -> None:
        self._way.hide()
        self.set_title(tr("复习"))
        self._session = None
        self._wanted = None
        card = Card()
        if not session.count:
            card.body.addWidget(label(tr("现在没有到时候的复习。"), "title"))
            card.body.addWidget(label(tr("学过的词和句子，到快忘的时候会自己回来。"), "soft"))
        else:
            card.body.addWidget(label(tr("这一轮做完了") if session.known else tr("先到这里"), "title"))
            for words in _sums(session):
                card.body.addWidget(label(words, "lead"))
        back: Button = button(tr("回到今天"), self.today_wanted.emit, self.theme, kind="main", icon="today")
        row = QHBoxLayout()
        row.addWidget(back)
        row.addStretch(1)
        card.body.addSpacing(SPACE)
        card.body.addLayout(row)
        self._content.addWidget(card)
        back.setFocus()

    def _clear(self) -> None:
        if self._face is not None:
            self._face.stop()
        self._face = None
        clear(self._content)


def _sums(session: Session) -> list[str]:
    words = []
    if session.known:
        words.append(trn("{number} 样过了一遍。", "{number} 样过了一遍。", session.known))
    if session.not_at_once:
        words.append(
            trn(
                "其中 {number} 样没有马上想起来，会早一点再来。",
                "其中 {number} 样没有马上想起来，会早一点再来。",
                session.not_at_once,
            )
        )
    if session.skipped:
        words.append(trn("{number} 样留到下一次。", "{number} 样留到下一次。", session.skipped))
    return words
