"""After the evening: what went well, three places to hear again, every comment and how it was taken."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QMessageBox, QVBoxLayout, QWidget

from app.audio.values import SAMPLE_RATE
from app.i18n import tr, trn
from app.live_room.score import Moment, RoomScore, score_session
from app.live_room.values import Exchange, Outcome
from app.speech.values import FloatArray, Verdict
from app.ui.activities.card_text import chinese
from app.ui.attempt.sound_box import Sound, SoundBox
from app.ui.i18n import isolate
from app.ui.jobs import Err, Jobs, Ok
from app.ui.screens.live.evening import Shown
from app.ui.screens.live.words import (
    findings,
    meaning,
    moment_words,
    outcome_word,
    place_words,
    seconds_words,
)
from app.ui.texts import when
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import Button, button
from app.ui.widgets.card import Card, clear
from app.ui.widgets.flow_layout import flowing
from app.ui.widgets.labels import label, rule
from app.ui.widgets.page import Page
from app.ui.widgets.syllable_marks import VerdictMark
from app.ui.widgets.waveform import Waveform

if TYPE_CHECKING:
    from app.practice.studio import Studio

_BEFORE = 1.0  # seconds heard before a comment
_GOOD = (Outcome.ANSWERED, Outcome.LET_GO)


class ResultPage(Page):
    """Shows one session; its recording is read in the background."""

    again_wanted = Signal()  # the same evening
    other_wanted = Signal()
    report_wanted = Signal(object)  # Attempt
    delete_wanted = Signal()  # what is on the page, for good
    failed = Signal(str)

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__(theme)
        self._studio, self._jobs = studio, jobs
        self._shown: Shown | None = None
        self._samples: FloatArray = np.zeros(0, np.float32)
        self.sounds = SoundBox(studio, self)
        self.sounds.failed.connect(self.failed)
        self.sounds.moved.connect(self._moved)
        self.sounds.changed.connect(self._changed)
        self.set_lead(button(tr("返回"), self.other_wanted.emit, theme, kind="quiet", icon="back"))
        self.listens: list[Button] = []
        self.again: Button | None = None

    @property
    def shown(self) -> Shown | None:
        """What is on the page."""
        return self._shown

    def show_session(self, shown: Shown) -> None:
        """Show a session, one just over or an earlier one."""
        self.sounds.stop()
        self._shown, self._samples = shown, np.zeros(0, np.float32)
        self.listens = []
        session = shown.session
        score = score_session(session)
        clear(self.body)
        about = [isolate(session.script), isolate(session.product)]
        if shown.created is not None:
            about.append(when(shown.created))
        about.append(tr("场次号 {number}", number=isolate(str(session.seed))))
        self.set_title(tr("这一场怎么样"), " · ".join(about))
        self.body.addWidget(self._summary_card(shown, score))
        if score.moments and not shown.deaf:
            self.body.addWidget(self._moments_card(score))
        if session.exchanges:
            self.body.addWidget(self._comments_card(session.exchanges))
        self.body.addStretch(1)
        self.scroll_area.verticalScrollBar().setValue(0)
        for each in self.listens:
            each.setEnabled(False)
        if shown.attempt is not None:
            recording = shown.attempt.recording
            self._jobs.run(
                lambda: self._studio.samples(recording), lambda got: self._have(shown, got), owner=self
            )
        if self.again is not None:
            self.again.setFocus()

    def leave(self) -> None:
        """Be quiet."""
        self.sounds.stop()

    # cards

    def _summary_card(self, shown: Shown, score: RoomScore) -> QWidget:
        card = Card()
        card.body.setSpacing(2 * SPACE)
        if shown.trouble:
            card.body.addWidget(label(shown.trouble, "strong"))
        headline = str(score.headline)
        if shown.deaf:  # neither she nor her microphone is to blame
            headline = tr("这一场电脑没能听您说话，所以没法说答得怎么样。自己听一遍，对着弹幕想一想。")
        card.body.addWidget(label(headline, "title"))
        lines = QGridLayout()
        lines.setHorizontalSpacing(2 * SPACE)
        lines.setVerticalSpacing(SPACE)
        lines.setColumnStretch(2, 1)
        for row, (name, sentence, verdict) in enumerate(() if shown.deaf else findings(score)):
            top = Qt.AlignmentFlag.AlignTop
            lines.addWidget(VerdictMark(self.theme, verdict), row, 0, top)
            lines.addWidget(label(name, "strong", wrap=False), row, 1, top)
            lines.addWidget(label(sentence, "lead"), row, 2, top)
        card.body.addLayout(lines)
        crowd = shown.session.crowd[-1]
        counts = tr(
            "最多 {peak} 人在看，{likes} 个赞，{orders} 单。观众是假的，会因为您回答而来，因为冷场而走。",
            peak=isolate(str(score.peak_viewers)),
            likes=isolate(str(crowd.likes)),
            orders=isolate(str(crowd.orders)),
        )
        card.body.addWidget(label(counts, "soft"))
        self.waveform = Waveform(self.theme)
        self.waveform.seek.connect(self._play)
        self.play = button(tr("听录音"), self.play_all, self.theme, icon="play")
        sound = QHBoxLayout()
        sound.setSpacing(SPACE)
        sound.addWidget(self.play)
        sound.addWidget(self.waveform, 1)
        sound.addWidget(label(place_words(shown.session.duration), "small", wrap=False))
        if shown.attempt is None:
            gone = tr(
                "这一场的录音已经删掉，或者没有存好：不能听，也没有讲评。每条弹幕答得怎么样，还在下面。"
            )
            card.body.addWidget(label(gone, "soft"))
        else:
            self.waveform.show_take(shown.attempt.recording.duration, ())
            card.body.addLayout(sound)
        self.play.setEnabled(False)
        self.again = button(
            tr("同一场再来一次"), self.again_wanted.emit, self.theme, kind="main", icon="again"
        )
        self.report = button(tr("看讲评"), self.show_report, self.theme, icon="info")
        self.report.setToolTip(tr("和产品卡对照着听一遍，说说怎么样"))
        if shown.attempt is None:
            self.report.hide()
        other = button(tr("换一场"), self.other_wanted.emit, self.theme)
        self.delete = button(tr("删除这一场"), self.ask_to_delete, self.theme, kind="quiet", icon="trash")
        card.body.addLayout(flowing(self.again, self.report, other, self.delete))
        return card

    def show_report(self) -> None:
        """What a coach would say of the talk."""
        if self._shown is not None and self._shown.attempt is not None:
            self.sounds.stop()
            self.report_wanted.emit(self._shown.attempt)

    def ask_to_delete(self) -> None:
        """Delete the session, once she has said that she means it."""
        if self._shown is None:
            return
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(tr("删除这一场"))
        box.setText(tr("删除这一场的结果和录音？"))
        session = self._shown.session
        box.setInformativeText(f"{isolate(session.script)} · {isolate(session.product)}")
        delete = box.addButton(tr("删除"), QMessageBox.ButtonRole.DestructiveRole)
        keep = box.addButton(tr("留着"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        delete.clicked.connect(lambda: self.delete_wanted.emit())
        box.open()

    def _moments_card(self, score: RoomScore) -> QWidget:
        heading = trn("有 {number} 个地方值得再听", "有 {number} 个地方值得再听", len(score.moments))
        card = Card(heading)
        for index, moment in enumerate(score.moments):
            if index:
                card.body.addWidget(rule())
            card.body.addWidget(self._moment(moment))
        return card

    def _moment(self, moment: Moment) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * SPACE)
        row.addWidget(
            VerdictMark(self.theme, Verdict.GOOD if moment.kind.good else Verdict.OFF),
            0,
            Qt.AlignmentFlag.AlignTop,
        )
        texts = QVBoxLayout()
        texts.setSpacing(SPACE // 2)
        if moment.exchange is not None:
            texts.addWidget(self._line(moment.exchange.said.text, "lead"))
        if moment.word:
            texts.addWidget(self._line(f"“{moment.word}”", "lead"))
        texts.addWidget(label(moment_words(moment)))
        row.addLayout(texts, 1)
        row.addWidget(self._listen(moment.second), 0, Qt.AlignmentFlag.AlignTop)
        return holder

    def _comments_card(self, exchanges: tuple[Exchange, ...]) -> QWidget:
        card = Card(tr("每一条弹幕"))
        for index, each in enumerate(exchanges):
            if index:
                card.body.addWidget(rule())
            card.body.addWidget(self._comment(each))
        return card

    def _comment(self, exchange: Exchange) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * SPACE)
        word, verdict = outcome_word(exchange)
        if self._shown is not None and self._shown.deaf:
            word, verdict = "", Verdict.NOT_ASSESSABLE
        row.addWidget(VerdictMark(self.theme, verdict), 0, Qt.AlignmentFlag.AlignTop)
        texts = QVBoxLayout()
        texts.setSpacing(SPACE // 2)
        texts.addWidget(self._line(exchange.said.text, "lead"))
        if meaning(exchange.said.meanings):
            texts.addWidget(label(meaning(exchange.said.meanings), "soft"))
        if word:
            took = seconds_words(exchange)
            texts.addWidget(label(f"{word} · {took}" if took else word))
        for name, said in self._hints(exchange):
            texts.addWidget(label(name, "soft"))
            texts.addWidget(self._line(said))
        row.addLayout(texts, 1)
        row.addWidget(self._listen(max(0.0, exchange.said.at - _BEFORE)), 0, Qt.AlignmentFlag.AlignTop)
        return holder

    def _line(self, text: str, role: str = "") -> QLabel:
        """Chinese at the leading edge, beside what is said of it, also where that is the right one."""
        made = chinese(label(text, role), self.theme)
        if self.isRightToLeft():
            made.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute)
        return made

    def _hints(self, exchange: Exchange) -> list[tuple[str, str]]:
        """What a better answer holds, where there was none."""
        if exchange.outcome in _GOOD or exchange.outcome is Outcome.RUDE:
            return []
        if exchange.example:
            return [(tr("可以这样答："), exchange.example)]
        if exchange.missing:
            return [(tr("可以说到："), "、".join(exchange.missing))]
        return []

    def _listen(self, second: float) -> Button:
        place = place_words(second)
        made = button(
            place, self._player(second), self.theme, icon="play", name=tr("从 {place} 听", place=place)
        )
        made.setToolTip(made.accessibleName())
        self.listens.append(made)
        return made

    def _player(self, second: float) -> Callable[[], None]:
        return lambda: self._play(second)

    # sound

    def play_all(self) -> None:
        """Play the recording, or stop it."""
        if self.sounds.sound is Sound.TAKE:
            self.sounds.stop()
        else:
            self._play(0.0)

    def _play(self, second: float) -> None:
        if self._samples.size and second < self._samples.size / SAMPLE_RATE:
            self.sounds.stop()
            self.sounds.play(Sound.TAKE, self._samples, second)

    def _have(self, shown: Shown, result: Ok[FloatArray] | Err) -> None:
        if shown is not self._shown:
            return
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
            return
        self._samples = result.value
        self.waveform.set_samples(self._samples, SAMPLE_RATE)
        self.play.setEnabled(self._samples.size > 0)
        for each in self.listens:
            each.setEnabled(self._samples.size > 0)

    def _moved(self, seconds: float) -> None:
        self.waveform.set_cursor(seconds)

    def _changed(self, sound: Sound | None) -> None:
        if self._shown is None or self._shown.attempt is None:
            return
        playing = sound is Sound.TAKE
        self.play.setText(tr("停") if playing else tr("听录音"))
        self.play.setAccessibleName(self.play.text())
        self.play.set_icon("stop" if playing else "play")
        if not playing:
            self.waveform.set_cursor(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """M plays the recording."""
        if event.key() == Qt.Key.Key_M and not event.modifiers() and self.play.isEnabled():
            self.play_all()
        else:
            super().keyPressEvent(event)
