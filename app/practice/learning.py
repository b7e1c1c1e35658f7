"""Learning: what is remembered, what is due, what is on the list for today, and how far somebody is.

Spoken practice needs no call of its own: whenever something is asked here, the attempts that were stored
since are counted first.
"""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from app.curriculum.library import Library
from app.curriculum.values import Outcome, Question, Step
from app.errors import ExpectedError
from app.i18n import msg
from app.practice.drills import LISTENING
from app.practice.keeper import Keeper
from app.practice.learning_cards import (
    Meanings,
    cards_to_learn,
    day_start,
    local_day,
    sound_card,
    step_card,
    step_key,
)
from app.practice.learning_day import Done, by_lesson, keep_list, read_list, show_items
from app.practice.learning_reviews import Reviews
from app.practice.learning_schedule import intervals, rate_answer, rate_spoken
from app.practice.learning_sounds import Sounds, States
from app.practice.learning_values import (
    Drill,
    LessonProgress,
    MemoryKind,
    Rating,
    ReviewCard,
    Sound,
    TodayPlan,
)
from app.practice.lessons_seen import LessonsSeen
from app.practice.plans import Plans
from app.practice.today import Offer, make_list, stand, with_assigned
from app.storage.learning import LearningTables
from app.storage.learning_values import KeptCard, KeptOutcome

Clock = Callable[[], datetime]

_FACTS = frozenset((MemoryKind.GLOSS.value, MemoryKind.QUESTION.value, MemoryKind.VIEWER.value))
_RECENT = 200  # attempts: more than anybody says in a day


def _now() -> datetime:
    return datetime.now(UTC)


class Learning:
    """What a studio knows of learning, for whoever practises now. All calls block; any thread may call.

    Without a profile nothing is kept and everything is empty.
    """

    def __init__(self, keeper: Keeper, library: Callable[[], Library], clock: Clock = _now) -> None:
        self._keeper = keeper
        self._library = library
        self._clock = clock
        self._lock = threading.RLock()  # a card is read, changed and written by one call at a time
        self._known_meanings: Meanings | None = None
        self._sounds = Sounds(library)
        self.lessons_seen = LessonsSeen(keeper, library)
        self.plans = Plans(keeper, library, clock)

    # -- what she does

    def finish(self, lesson_id: str, step: Step, outcome: Outcome) -> None:
        """Keep what came of an activity of a lesson; the step counts as seen, a question as reviewed."""
        profile_id = self._profile_id
        if not profile_id:
            return
        now = self._clock()
        with self._lock:
            self._tables.add_outcome(profile_id, KeptOutcome(lesson_id, step.id, now, outcome))
            lesson = self._library().lesson(lesson_id)
            places = [i for i, each in enumerate(lesson.steps) if each.id == step.id] if lesson else []
            for place in places[:1]:
                self.lessons_seen.see(lesson_id, place, now)
            if isinstance(step, Question):
                reviews = Reviews(self._tables, profile_id)
                card = step_card(MemoryKind.QUESTION, lesson_id, step.id, now)
                reviews.observe(card, rate_answer(outcome), now, outcome.seconds or None)
                reviews.keep()

    def results(self, lesson_id: str) -> dict[str, Outcome]:
        """The latest outcome of each activity of a lesson, by the step's id."""
        kept = self._tables.outcomes(self._profile_id, lesson_id)
        return {each.step_id: each.outcome for each in kept}

    def rate(self, card_no: int, rating: Rating, seconds: float | None = None) -> None:
        """Review a word or a viewer's question as she rated it herself."""
        with self._lock:
            reviews = Reviews(self._tables, self._profile_id)
            card = next((each for each in reviews.cards if each.no == card_no), None)
            if card is None:
                raise ExpectedError(msg("这一张已经不在了，没有记下。请继续下一张。"))
            reviews.rate(card, rating, self._clock(), seconds)
            reviews.keep()

    def answer(self, card_no: int, outcome: Outcome) -> Rating:
        """Review a question by how it was answered; returns how that was rated."""
        rating = rate_answer(outcome)
        self.rate(card_no, rating, outcome.seconds or None)
        return rating

    def finish_drill(self, sound: Sound, outcome: Outcome) -> None:
        """Keep a round of listening to a sound; one with nothing asked (no voice for it) counts as passed."""
        profile_id = self._profile_id
        if profile_id:
            with self._lock:
                kept = KeptOutcome("", LISTENING + sound.key, self._clock(), outcome)
                self._tables.add_outcome(profile_id, kept)

    # -- what there is to do

    def today(self, now: datetime | None = None) -> TodayPlan:
        """The list for the day of `now`; made when it is first asked for, then kept, item by item ticked."""
        return self._day(now or self._clock(), more=False)

    def more(self, now: datetime | None = None) -> TodayPlan:
        """Put more onto the day's list, for someone who has time left."""
        return self._day(now or self._clock(), more=True)

    def due(self, cards: Sequence[int] = ()) -> list[ReviewCard]:
        """What is to be gone through again, the longest due first; given numbers, those cards in that order.

        Cards whose lesson is gone are left out. Sounds are among them with what to do for them.
        """
        now = self._clock()
        with self._lock:
            states = self._catch_up(now)
            if cards:
                by_no = {card.no: card for card in self._tables.cards(self._profile_id)}
                kept = [by_no[no] for no in cards if no in by_no]
            else:
                kept = self._due(now)
            shown = (self._review_card(card, now, states) for card in kept)
            return [card for card in shown if card is not None]

    def drills(self) -> list[Drill]:
        """The sounds that come back now, those already begun first, then the most often wrong."""
        with self._lock:
            now = self._clock()
            return self._sounds.drills(self._catch_up(now), self._due_sounds(now))

    def drill(self, sound: Sound) -> Drill | None:
        """What to do for a sound now; None when there is nothing to do for it."""
        with self._lock:
            state = self._catch_up(self._clock()).get(sound)
            return None if state is None else self._sounds.drill(state)

    def progress(self) -> dict[str, LessonProgress]:
        """How far she is in every lesson, by its id."""
        return stand(self._library().lessons, self.lessons_seen.all())

    # -- inside

    @property
    def _tables(self) -> LearningTables:
        return self._keeper.store.learning

    @property
    def _profile_id(self) -> str:
        return self._keeper.profile.id if self._keeper.profile else ""

    @property
    def _meanings(self) -> Meanings:
        library = self._library()
        if self._known_meanings is None or self._known_meanings.library is not library:
            self._known_meanings = Meanings(library)
        return self._known_meanings

    def _catch_up(self, now: datetime) -> States:
        """Count what she has seen and said since the last time; returns where her sounds stand."""
        profile_id = self._profile_id
        if not profile_id:
            return {}
        reviews = Reviews(self._tables, profile_id)
        seen = self.lessons_seen.all()
        fresh = [
            card
            for card in cards_to_learn(self._library(), seen)
            if reviews.card(card.kind, card.key) is None
        ]
        self._tables.add_cards(profile_id, fresh)
        spoken = self._tables.spoken_prompts(profile_id, self._tables.learned_until(profile_id))
        for take in spoken:
            card = step_card(MemoryKind.PHRASE, take.lesson_id, take.prompt_id, take.created)
            if self._meanings.of(card) is not None:
                reviews.observe(card, rate_spoken(take), take.created)
        states = self._sounds.states(self._tables, profile_id)
        for sound, state in states.items():
            for when, rating in state.ratings:
                known = reviews.card(MemoryKind.SOUND.value, sound.key)
                if known is None or known.reviewed is None or when > known.reviewed:
                    reviews.observe(known or sound_card(sound, when), rating, when)
        reviews.keep(spoken[-1].no if spoken else None)
        return states

    def _day(self, now: datetime, *, more: bool) -> TodayPlan:
        profile_id, day = self._profile_id, local_day(now)
        if not profile_id:
            return TodayPlan(day, (), first_time=True)
        with self._lock:
            states = self._catch_up(now)
            offer = self._offer(now, states)
            kept = read_list(self._tables, profile_id, day)
            # a clock set back since must not leave what is done from now on before the list was made
            before = [dataclasses.replace(item, made=min(item.made, now)) for item in kept]
            planned = with_assigned(before, offer) if before and not more else [*before, *make_list(offer)]
            if planned != kept:
                keep_list(self._tables, profile_id, now, planned)
            made = min((item.made for item in planned), default=now)
            done = Done(
                self._gone_through(made),
                _last_tries(states),
                offer.seen,
                {card.no for card in self._tables.cards(profile_id) if self._meanings.of(card) is not None},
                {sound.key for sound, state in states.items() if self._sounds.drill(state) is not None},
                by_lesson(offer.assigned),
            )
            on_list = {no for item in planned for no in item.cards}
            return TodayPlan(
                day,
                show_items(planned, self._library(), done, day),
                waiting=sum(card.no not in on_list for card in (*offer.facts, *offer.phrases)),
                first_time=not offer.seen and not self._keeper.store.attempts(profile_id, limit=1),
            )

    def _review_card(self, card: KeptCard, now: datetime, states: States) -> ReviewCard | None:
        kind = MemoryKind(card.kind)
        drill = None
        meaning = self._meanings.of(card)
        if kind is MemoryKind.SOUND:
            state = states.get(Sound.from_key(card.key))
            drill = None if state is None else self._sounds.drill(state)
        if drill is None and meaning is None:
            return None
        return ReviewCard(
            no=card.no,
            kind=kind,
            lesson_id=meaning.lesson.id if meaning else "",
            lesson_title=meaning.lesson.title if meaning else "",
            learned=card.created,
            reviewed=card.reviewed,
            intervals=intervals(card.card, now),
            question=meaning.question if meaning else None,
            gloss=meaning.gloss if meaning else None,
            viewer=meaning.viewer if meaning else None,
            prompt=meaning.prompt if meaning else None,
            drill=drill,
        )

    def _due(self, now: datetime) -> list[KeptCard]:
        """Cards due by the end of the day: who sits down at noon need not wait for the hour."""
        end = day_start(local_day(now) + timedelta(days=1))
        return self._tables.cards(self._profile_id, due_before=end)

    def _due_sounds(self, now: datetime) -> set[str]:
        return {card.key for card in self._due(now) if card.kind == MemoryKind.SOUND.value}

    def _offer(self, now: datetime, states: States) -> Offer:
        due = [card for card in self._due(now) if self._meanings.of(card) is not None]
        return Offer(
            now=now,
            facts=[card for card in due if card.kind in _FACTS],
            phrases=[card for card in due if card.kind == MemoryKind.PHRASE.value],
            drills=self._sounds.drills(states, self._due_sounds(now)),
            assigned=self.plans.due(day=local_day(now)),
            lessons=self._library().lessons,
            seen=self.lessons_seen.all(),
        )

    def _gone_through(self, since: datetime) -> dict[int, datetime]:
        """When each card was last gone through since a moment; a prompt said once more counts, too."""
        reviews = self._tables.reviews(self._profile_id, since=since)
        latest = {review.card_no: review.reviewed for review in reviews}
        said: dict[str, datetime] = {}
        for attempt in self._keeper.store.attempts(self._profile_id, limit=_RECENT):
            if attempt.total is not None and attempt.created >= since:
                said.setdefault(step_key(attempt.lesson_id, attempt.prompt_id), attempt.created)
        for card in self._tables.cards(self._profile_id) if said else ():
            if card.kind == MemoryKind.PHRASE.value and card.key in said:
                latest[card.no] = max(said[card.key], latest.get(card.no, said[card.key]))
        return latest


def _last_tries(states: States) -> dict[str, datetime]:
    return {sound.key: state.tries[-1][0] for sound, state in states.items() if state.tries}
