"""Holds an evening in the live room through the window: talks, sees comments, answers most of them."""

from __future__ import annotations

import random
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

from house import House, Watch, wait, wait_until
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from talk import CLAIM, ENDING, Answers, sentences_about
from voice import JoinedVoice

from app.coaching.card_kind import kind_of
from app.coaching.compliance import check_text, load_rules
from app.coaching.report import make_report
from app.coaching.values import FactState, PitchReport
from app.curriculum.values import ProductCard
from app.live_room.values import Kind, Said, Session, Trigger
from app.speech.delivery import Delivery
from app.speech.text import to_spoken
from app.speech.transcription import TranscribedWord, Transcript
from app.speech.words import split_words
from app.ui.activities.free_pitch_take import PitchPhase
from app.ui.pitch_report import PitchReportDialog
from app.ui.screens.live.evening import Evening
from app.ui.where import Place, Where

_BETWEEN = (0.3, 1.2)  # seconds between two sentences
_NOTICES = (0.5, 2.0)  # seconds until she has read a comment
_ANSWERS = {
    Kind.QUESTION: 0.8,
    Kind.HAGGLING: 0.85,
    Kind.REFUSE: 0.9,
    Kind.HOSTILE: 0.9,
    Kind.SMALL_TALK: 0.5,
}
"""How often a comment is answered. The others are passed over."""

_SILENT_AT = 0.2  # of the evening: she stops until somebody asks where she is
_LONGEST_SILENCE = 14.0
_CLAIM_AT = 0.6
_ENDING_AT = 14.0  # seconds before the end


@dataclass
class Turn:
    """A comment and what was done. `whole`: the answer, heard perfectly, would hold what is asked."""

    said: Said
    answer: str
    at: float  # seconds: when the answer began; 0 for none
    whole: bool


@dataclass
class Evidence:
    """What came of an evening."""

    turns: dict[int, Turn] = field(default_factory=dict)
    spoken: list[tuple[float, str]] = field(default_factory=list)
    times: dict[str, float] = field(default_factory=dict)
    session: Session | None = None
    report: PitchReport | None = None
    ideal: PitchReport | None = None
    wrong: list[str] = field(default_factory=list)


def press(widget: QWidget, key: Qt.Key) -> None:
    """Press and let go a key."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(widget, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, " "))


class LiveEvening:
    """One evening from the start page to the report."""

    def __init__(self, own: House, voice: JoinedVoice, evening: Evening) -> None:
        lesson = own.studio.library.lesson(evening.lesson_id)
        assert lesson is not None
        self.own, self.voice, self.evening = own, voice, evening
        self.answers = Answers(evening.script, evening.card)
        self.draw = random.Random(evening.seed)
        self.sentences = sentences_about(lesson, evening.card, self.draw)
        self.evidence = Evidence()
        self.watch = Watch(lambda: own.studio.rehearsals.heard().behind)
        self._ends = 0.0  # when what is being said ends, by the monotonic clock
        self._seen: dict[int, tuple[float, Said]] = {}  # what waits for her, and when she will have read it
        self._taken: set[str] = set()

    def hold(self) -> Evidence:
        """All of it."""
        self._come_in()
        self._talk()
        self._end()
        self._hear_report()
        return self.evidence

    # the evening

    def _come_in(self) -> None:
        window, live = self.own.window, self.own.window.live
        window.go(Where(Place.LIVE))
        wait(1.5)
        self.own.picture("live_start")
        live.begin(self.evening)
        room = live.room
        assert room is not None
        self.room = room
        wait_until(lambda: self.own.studio.microphone_open, 30, "the microphone")
        self.own.be_quiet_for(self.evening.minutes * 60.0 + 30.0)
        wait(0.5)
        press(room.record, Qt.Key.Key_Space)
        state = room.session.take.state
        wait_until(lambda: room.session.take.state.phase is PitchPhase.RECORDING, 60, f"recording: {state}")

    def _talk(self) -> None:
        minutes = self.evening.minutes * 60.0
        silent = claimed = False
        ending = list(ENDING)
        while (now := self.own.studio.elapsed()) < minutes + 0.5 and self.room.session.take.busy:
            wait(0.1)
            self.watch.look()
            self._look_at_comments()
            if time.monotonic() < self._ends:
                continue
            if now > minutes - _ENDING_AT:
                if ending:
                    self._say(ending.pop(0))
            elif now > _SILENT_AT * minutes and not silent:
                self._be_silent()
                silent = True
            elif not self._answer():
                if now > _CLAIM_AT * minutes and not claimed:
                    claimed = True
                    self._say(CLAIM)
                else:
                    self._say(next(self.sentences))
        self._once("live_end")

    def _say(self, text: str) -> None:
        speech = self.voice.speak(text)
        self.evidence.spoken.append((round(self.own.studio.elapsed(), 2), text))
        self.own.microphone.play(speech.samples)
        self._ends = time.monotonic() + speech.seconds + self.draw.uniform(*_BETWEEN)

    def _be_silent(self) -> None:
        """Until the audience asks, and a picture of it is taken."""
        began = time.monotonic()
        while time.monotonic() - began < _LONGEST_SILENCE and "live_silence" not in self._taken:
            wait(0.1)
            self.watch.look()
            self._look_at_comments()
        self.evidence.times["silence"] = round(time.monotonic() - began, 1)
        wait(1.0)

    def _look_at_comments(self) -> None:
        for line in self.room.stream.lines:
            number = line.said.number
            if number in self.evidence.turns or number in self._seen or line.said.repeats is not None:
                continue
            self._seen[number] = time.monotonic() + self.draw.uniform(*_NOTICES), line.said
            if self.answers.is_about(line.said, Trigger.SILENCE):
                self._once("live_silence")
            elif line.said.kind is Kind.HOSTILE:
                self._once("live_hostile")
            elif self.answers.is_about(line.said, Trigger.PRICE):
                self._once("live_price")

    def _answer(self) -> bool:
        """Answer one comment that she has read; whether she did."""
        for number, (read, said) in sorted(self._seen.items()):
            if time.monotonic() < read:
                continue
            del self._seen[number]
            silence = self.answers.is_about(said, Trigger.SILENCE)
            answered = silence or self.draw.random() < _ANSWERS.get(said.kind, 0.3)
            answer = self.answers.to(said) if answered else ""
            at = self.own.studio.elapsed() if answer else 0.0
            self.evidence.turns[number] = Turn(said, answer, at, self.answers.whole(said, answer))
            if answer:
                self._say(answer)
                return True
        return False

    def _once(self, name: str) -> None:
        if name not in self._taken:
            self._taken.add(name)
            wait(0.6)
            self.own.picture(name)

    def _end(self) -> None:
        live = self.own.window.live
        press(self.room.record, Qt.Key.Key_Space)
        took = wait_until(lambda: live.page is live.result, 120, "the result page")
        self.evidence.times["from the end to the result page"] = round(took, 2)
        shown = live.result.shown
        assert shown is not None and shown.attempt is not None, "no recording"
        self.shown = shown
        self.evidence.session = shown.session
        wait(2.0)
        self.own.picture("live_result")
        bar = live.result.scroll_area.verticalScrollBar()
        bar.setValue(bar.pageStep())
        wait(0.5)
        self.own.picture("live_result_below")

    # the report

    def _hear_report(self) -> None:
        own, attempt = self.own, self.shown.attempt
        assert attempt is not None
        own.window.live.result.report.click()
        dialog = own.window.findChild(PitchReportDialog)
        assert isinstance(dialog, PitchReportDialog)
        ready: list[bool] = []
        dialog.ready.connect(lambda: ready.append(True))
        wait(3.0)
        if not ready:
            own.picture("report_listening", dialog)
        began = time.monotonic()
        wait_until(lambda: ready or dialog.sentence, 900, "the report")
        assert ready, dialog.sentence
        self.evidence.times["report"] = round(time.monotonic() - began + 3.0, 1)
        wait(1.0)
        own.picture("report", dialog)
        bar = dialog.page.scroll_area.verticalScrollBar()
        for number in range(1, 6):
            if bar.value() >= bar.maximum():
                break
            bar.setValue(min(bar.maximum(), number * (bar.pageStep() - 60)))
            wait(0.4)
            own.picture(f"report_{number + 1}", dialog)
        card, product = self.evening.card, self.evening.lesson_id
        report = own.studio.pitch_reports.make(attempt.id, product)
        assert report is not None
        self.evidence.report = report
        found = check_text(report.transcript.text, load_rules(own.home), kind_of(card), recognised=True)
        self.evidence.wrong = [report.transcript.text[each.start : each.end] for each in found]
        self.evidence.ideal = heard_perfectly(self.evidence.spoken, attempt.recording.duration, product, card)
        dialog.close()


def heard_perfectly(
    spoken: list[tuple[float, str]], duration: float, product: str, card: ProductCard
) -> PitchReport:
    """The report of the words that were really said."""
    words: list[TranscribedWord] = []
    for at, text in spoken:
        second = at
        run = "".join(s.hanzi for s in to_spoken(text).syllables)
        for word in split_words(run):
            words.append(TranscribedWord(word, second, second + 0.3 * len(word), 1.0))
            second += 0.35 * len(word)
    speaking = sum(each.end - each.start for each in words)
    transcript = Transcript(tuple(words), duration, "as it was said")
    return make_report(product, card, transcript, Delivery(duration, speaking, 0.0, (), None, None, None))


def as_record(evening: Evening, found: Evidence, watch: Watch) -> dict[str, Any]:
    """What came of it as plain data."""
    session, report, ideal = found.session, found.report, found.ideal
    assert session is not None and report is not None and ideal is not None
    outcomes = {each.said.number: each for each in session.exchanges}
    comments = []
    for number, each in sorted(outcomes.items()):
        turn = found.turns.get(number)
        comments.append(
            {
                "at": each.said.at,
                "kind": each.said.kind.value,
                "comment": each.said.text,
                "answer": turn.answer if turn else "",
                "begun_after": round(turn.at - each.said.at, 1) if turn and turn.at else None,
                "whole": turn.whole if turn else False,
                "outcome": each.outcome.value,
                "seconds": each.seconds,
            }
        )
    facts = Counter((a.state.value, b.state.value) for a, b in zip(ideal.facts, report.facts, strict=True))
    return {
        "script": evening.script.id,
        "product": evening.card.name,
        "level": evening.level,
        "seed": evening.seed,
        "minutes": evening.minutes,
        "duration": session.duration,
        "comments": comments,
        "silences": session.silences,
        "viewers": [(each.at, each.viewers, each.orders) for each in session.crowd],
        "counted": {k: getattr(session, k) for k in ("thanks", "addressed", "invited", "called", "named")},
        "spoken": found.spoken,
        "times": found.times,
        "watch": {"seconds": watch.seconds, "megabytes": watch.megabytes, "behind": watch.behind},
        "facts": {f"{said} → {told}": number for (said, told), number in sorted(facts.items())},
        "report": {
            "model": report.transcript.model,
            "clarity": report.clarity,
            "covered": [each.fact for each in report.facts if each.state is FactState.COVERED],
            "calls": len(report.calls),
            "named": len(report.named),
            "fillers": len(report.fillers),
            "pauses": len(report.pauses),
            "stages": [asdict(each) | {"stage": each.stage.value} for each in report.stages],
            "advice": [(each.kind.value, each.second, each.about) for each in report.advice],
            "must_not_be_said": found.wrong,
            "heard": report.transcript.text,
        },
    }
