"""The room: what she says and the time go in, what the audience does comes out.

Deterministic: the same script, product, seed and difficulty, and the same words at the same times, give the
same events, however often it is asked. Nothing here reads a clock.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field

from app.curriculum.values import ProductCard
from app.live_room.answers import card_questions, names_of, whole_answer
from app.live_room.crowd import STEP, CrowdCount
from app.live_room.hearing import PRICE, Utterance, affirmed, only_hanzi, places, said
from app.live_room.phrases import ADDRESS, CALLS, GREETINGS, INSULTS, INVITES, THANKS
from app.live_room.stream import Stream
from app.live_room.values import (
    Answer,
    Comment,
    Crowd,
    Event,
    Exchange,
    Kind,
    Notice,
    Ordered,
    Outcome,
    Said,
    Script,
    Session,
    Settled,
    Stage,
    Trigger,
)

_NEARBY = 80  # characters back in which an answer is looked for
_MAY_SHIFT = 2  # characters by which what was heard before may grow shorter when it is heard again
_STILL_TALKING = 1.0  # seconds after the last sound
_RECOVERS_WITHIN = 8.0  # seconds: words or silence after a comment that asked for nothing but going on
_WORDS = 8  # characters that make a sentence of going on
_VOICE = 2.0  # seconds of voice that do, where words were not recognised
_PLENTY = 45  # characters about other things: the question was passed over, not merely misheard
_TOO_LATE = 6.0  # seconds before the end: who wrote later cannot expect an answer
_REPEATED_AT = 0.55  # of the time for an answer
_INVITED_EVERY = 12.0  # seconds
_TELL_CROWD = 2.0
_KEEP_CROWD = 5.0
_MOVES = {
    Outcome.ANSWERED: 0.05,
    Outcome.PARTLY: 0.02,
    Outcome.PASSED_OVER: -0.05,
    Outcome.UNLAWFUL: -0.06,
    Outcome.RUDE: -0.15,
}
_WAYS, _THINGS = 3, 4  # of what could have been said
_REPEATS = {Kind.HAGGLING: "就是啊，{text}"}
_REPEAT = "同问，{text}"


@dataclass
class _Open:
    """A comment that waits for its outcome."""

    said: Said
    comment: Comment
    answer: Answer
    example: str
    offset: int  # characters heard when it came
    until: float
    found: set[int] = field(default_factory=set)
    voiced: float = 0.0
    first_voice: float | None = None
    repeated: bool = False

    @property
    def wants_voice(self) -> bool:
        """Whether going on is the answer."""
        return self.comment.kind is Kind.HOSTILE or self.comment.trigger is Trigger.SILENCE


class Room:
    """One session. Times are seconds since its start and must not go back."""

    def __init__(
        self, script: Script, product: ProductCard, seed: int, *, level: int = 1, planned: float = 300.0
    ) -> None:
        """`planned` are the seconds it should last; `level` the difficulty, 1 to 3."""
        self._script, self._product, self._seed = script, product, seed
        self._level, self._planned = level, planned
        asked = card_questions(product)
        self._examples = {comment.text: answer for comment, answer in asked}
        own = tuple(comment for comment, _ in asked)
        self._stream = Stream(
            own + script.comments, script.stages, script.every[level - 1], level, script.names, seed
        )
        self._buyers = random.Random(seed + 1)
        self._crowd = CrowdCount(script.viewers, script.most_viewers, seed + 2)
        self._now = 0.0
        self._steps = 0
        self._text = ""
        self._last_voice = 0.0
        self._began_silence: float | None = 0.0
        self._open: list[_Open] = []
        self._done: dict[int, Exchange] = {}
        self._numbers = 0
        self._stage: Stage | None = None
        self._events: list[Event] = []
        self._told: Crowd | None = None
        self._curve: list[Crowd] = []
        self._silences: list[tuple[float, float]] = []
        self._rude: list[tuple[float, str]] = []
        self._counts: dict[str, int] = {}
        self._invited = -_INVITED_EVERY

    # what comes in

    def hear(self, text: str, now: float) -> tuple[Event, ...]:
        """All that has been recognised so far; its end may still change from call to call."""
        self._advance(now)
        heard = only_hanzi(text)
        if heard != self._text:
            self._text = heard
            self._voice(now)
            self._look_at_words(now)
        return self._take_events()

    def voice(self, now: float) -> tuple[Event, ...]:
        """Somebody speaks, whatever is recognised of it."""
        self._advance(now)
        self._voice(now)
        return self._take_events()

    def tick(self, now: float) -> tuple[Event, ...]:
        """Time goes on."""
        self._advance(now)
        return self._take_events()

    def end(self, now: float) -> Session:
        """The session is over; what is open is settled as it stands."""
        self._advance(now)
        for each in list(self._open):
            late = now - each.said.at < _TOO_LATE
            self._settle(each, now, Outcome.LET_GO if late else self._outcome_at_end(each))
        self._end_silence(now)
        self._curve.append(self._counted(now))
        text = self._text
        whole = Utterance(text)
        named = {at + len(name) for name in names_of(self._product.name) for at in places(name, whole)}
        return Session(
            script_id=self._script.id,
            script=self._script.title,
            product=self._product.name,
            seed=self._seed,
            level=self._level,
            planned=self._planned,
            duration=now,
            exchanges=tuple(self._done[each] for each in sorted(self._done)),
            silences=tuple(self._silences),
            crowd=tuple(self._curve),
            thanks=_count(THANKS, text),
            addressed=_count(ADDRESS, text),
            invited=_count(INVITES, text),
            called=_count(CALLS, text),
            named=len(named),
            rude=tuple(self._rude),
            heard=bool(text),
        )

    # time

    def _advance(self, now: float) -> None:
        if self._steps == 0:
            self._steps = 1
            self._tell_crowd(0.0)
        while self._steps * STEP <= now:
            self._step(self._steps * STEP)
            self._steps += 1
        self._now = max(self._now, now)

    def _step(self, at: float) -> None:
        talking = at - self._last_voice <= _STILL_TALKING and self._last_voice > 0
        silent = at - self._last_voice >= self._script.silence
        if silent:
            if self._began_silence is None:
                self._began_silence = self._last_voice
            self._stream.set_off(Trigger.SILENCE, at)
        for each in list(self._open):
            if talking and self._last_voice > each.said.at:
                each.voiced += STEP
                each.first_voice = each.first_voice if each.first_voice is not None else at
            if at >= each.until:
                self._settle(each, at, self._outcome_at_end(each))
            elif each.comment.kind.asks:
                self._repeat(each, at)
        share = at / self._planned
        self._look_at_stage(at, share)
        for comment in self._stream.triggered(at):
            self._say(comment, at)
        waiting = sum(each.comment.kind.asks for each in self._open)
        timed = self._stream.timed(at, share, room_for_question=waiting < self._level)
        if timed is not None:
            self._say(timed, at)
        if self._crowd.step(at, silent=silent, talking=talking):
            viewer = self._stream_name()
            self._events.append(Ordered(at, viewer))
        if self._told is None or at - self._told.at >= _TELL_CROWD:
            self._tell_crowd(at)

    def _look_at_stage(self, at: float, share: float) -> None:
        stage = self._stream.stage(share)
        if stage is not self._stage:
            self._stage = stage
            if stage is not None and stage.text:
                self._events.append(Notice(at, stage.text, stage.meanings))

    def _stream_name(self) -> str:
        names = self._script.names
        return self._buyers.choice(names) if names else self._stream.name()

    # comments

    def _say(self, comment: Comment, at: float) -> None:
        text = comment.text.replace("{name}", self._product.name)
        name = f"\u2068{self._product.name}\u2069"  # a Chinese word must not turn a Uyghur line round
        meanings = {key: each.replace("{name}", name) for key, each in comment.meanings.items()}
        made = Said(at, self._numbers, self._stream.name(), comment.kind, text, meanings)
        self._numbers += 1
        self._events.append(made)
        answer = whole_answer(comment, self._product)
        example = (
            str(getattr(self._product, comment.about))
            if comment.about
            else self._examples.get(comment.text, "")
        )
        waiting = _Open(made, comment, answer, example, len(self._text), at + self._script.reply)
        if waiting.wants_voice or not comment.kind.asks:
            waiting.until = at + _RECOVERS_WITHIN
        self._open.append(waiting)

    def _repeat(self, each: _Open, at: float) -> None:
        """Nobody answered: somebody else asks the same."""
        if each.repeated or each.found or at - each.said.at < _REPEATED_AT * self._script.reply:
            return
        each.repeated = True
        text = _REPEATS.get(each.said.kind, _REPEAT).format(text=each.said.text)
        again = Said(
            at,
            each.said.number,
            self._stream.name(),
            each.said.kind,
            text,
            each.said.meanings,
            each.said.number,
        )
        self._events.append(again)

    def _settle(self, each: _Open, at: float, outcome: Outcome) -> None:
        self._open.remove(each)
        answered = outcome in (Outcome.ANSWERED, Outcome.PARTLY)
        seconds: float | None = None
        if answered and each.wants_voice:
            seconds = (each.first_voice if each.first_voice is not None else at) - each.said.at
        elif answered:
            seconds = at - each.said.at
        wanting = outcome is not Outcome.ANSWERED and each.comment.kind.asks
        missing = _missing(each.answer, each.found) if wanting else ()
        self._done[each.said.number] = Exchange(each.said, outcome, seconds, missing, each.example)
        self._events.append(Settled(at, each.said.number, outcome))
        if outcome in _MOVES and (each.comment.kind.asks or each.wants_voice or outcome is Outcome.RUDE):
            self._crowd.move(_MOVES[outcome])
        if answered:
            self._crowd.like(0.1)

    def _outcome_at_end(self, each: _Open) -> Outcome:
        words = len(self._text) - each.offset
        spoke = words >= _WORDS or each.voiced >= _VOICE
        if each.wants_voice:
            return Outcome.ANSWERED if spoke else Outcome.PASSED_OVER
        if not each.comment.kind.asks:
            return Outcome.LET_GO
        if each.found:
            return Outcome.PARTLY
        if not spoke or words >= _PLENTY:
            return Outcome.PASSED_OVER
        return Outcome.NOT_CLEAR

    # words

    def _voice(self, now: float) -> None:
        if now - self._last_voice >= self._script.silence:
            self._began_silence = self._last_voice
        self._end_silence(now)
        self._last_voice = now

    def _end_silence(self, now: float) -> None:
        began, self._began_silence = self._began_silence, None
        if began is not None and now - began >= self._script.silence:
            self._silences.append((began, now))

    def _look_at_words(self, now: float) -> None:
        if self._more("rude", _count(INSULTS, self._text)):
            self._was_rude(now)
        before = max(0, len(self._text) - _NEARBY)
        nearby = Utterance(self._text[before:])
        for each in list(self._open):
            self._look_for_answer(each, nearby.after(each.offset - before - _MAY_SHIFT), now)
        if self._more("price", len(PRICE.findall(self._text))):
            self._stream.set_off(Trigger.PRICE, now)
        names = names_of(self._product.name)
        if self._more("name", _count(names, self._text)) or (
            "name" not in self._counts and any(said(each, nearby) for each in names)
        ):
            self._counts.setdefault("name", 1)
            self._stream.set_off(Trigger.PRODUCT, now)
        if self._more("invites", _count(INVITES, self._text)) and now - self._invited >= _INVITED_EVERY:
            self._invited = now
            self._crowd.move(0.03)
        if self._more("calls", _count(CALLS, self._text)) and self._counts.get("price"):
            self._crowd.ask_to_buy(now)
        if self._more("thanks", _count(THANKS, self._text)):
            self._crowd.like(0.05)

    def _more(self, what: str, count: int) -> bool:
        """Whether it was said once more than ever before; what is recognised may also go again."""
        more = count > self._counts.get(what, 0)
        if more:
            self._counts[what] = count
        return more

    def _was_rude(self, now: float) -> None:
        word = max((each for each in INSULTS if each in self._text), key=self._text.rfind)
        self._rude.append((now, word))
        aimed = [each for each in self._open if each.comment.kind is not Kind.QUESTION]
        if aimed:
            self._settle(aimed[-1], now, Outcome.RUDE)
        else:
            self._crowd.move(_MOVES[Outcome.RUDE])

    def _look_for_answer(self, each: _Open, heard: Utterance, now: float) -> None:
        if each.answer.avoid and affirmed(each.answer.avoid, heard.text):
            self._settle(each, now, Outcome.UNLAWFUL)
            return
        answer = each.answer
        if not answer.groups:
            polite = {Kind.PRAISE: THANKS, Kind.SMALL_TALK: (*GREETINGS, *THANKS)}
            answer = Answer((polite.get(each.comment.kind, ()),), 1)
        for index, group in enumerate(answer.groups):
            if index not in each.found and any(said(phrase, heard) for phrase in group):
                each.found.add(index)
        if each.wants_voice:
            return
        if answer.need and len(each.found) >= answer.need:
            self._settle(each, now, Outcome.ANSWERED)

    # counts

    def _counted(self, at: float) -> Crowd:
        return Crowd(at, self._crowd.viewers, self._crowd.likes, self._crowd.orders)

    def _tell_crowd(self, at: float) -> None:
        counted = self._counted(at)
        if self._told is None or counted != self._told:
            self._events.append(counted)
        self._told = counted
        if not self._curve or at - self._curve[-1].at >= _KEEP_CROWD:
            self._curve.append(counted)

    def _take_events(self) -> tuple[Event, ...]:
        events, self._events = tuple(self._events), []
        return events


def _missing(answer: Answer, found: set[int]) -> tuple[str, ...]:
    """What could still be said: of several things one way each, of a single one some ways to say it."""
    left = [group for index, group in enumerate(answer.groups) if index not in found]
    if len(left) == 1:
        return tuple(each for each in left[0] if len(each) > 1)[:_WAYS] or left[0][:1]
    return tuple(group[0] for group in left)[:_THINGS]


def _count(phrases: tuple[str, ...], text: str) -> int:
    """How often one of the phrases is written in `text`; of those that overlap one counts."""
    return len(re.findall("|".join(phrases), text))
