"""A trainee who practises against a real database, real lessons and the real scheduler; time is pretended.

What she says is scored by rule: sounds in `weak` are wrong and heard as what stands there, the rest is good.
"""

from __future__ import annotations

import dataclasses
import itertools
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.audio.values import Recording
from app.curriculum.library import Library
from app.curriculum.values import FreePitch, Outcome, PairListening, Prompt, Question, Step
from app.people.values import Profile
from app.practice.engine import SpeechEngine
from app.practice.keeper import Keeper
from app.practice.learning import Learning
from app.practice.learning_values import Drill, MemoryKind, Rating, Sound, Stage, TodayItem, TodayKind
from app.speech.phones import final_phone
from app.speech.text import to_spoken
from app.speech.values import (
    Fluency,
    Part,
    PartScore,
    PronunciationScore,
    Syllable,
    SyllableScore,
    TakeStatus,
    Verdict,
)
from app.storage.store import Store
from app.storage.values import Attempt

NOON = datetime(2026, 3, 2, 4, 30, tzinfo=UTC)  # half past twelve where she is
NOTHING = PartScore(Verdict.NOT_ASSESSABLE, None, reason="no_initial")
GOOD = PartScore(Verdict.GOOD, 0.95)


class Trainee:
    """Does what is on her list. `now` goes on while she does."""

    def __init__(self, store: Store, library: Library, *, first_language: str = "ug") -> None:
        self.now = NOON
        self.library = library
        self.store = store
        self.weak: dict[Sound, str] = {}
        self.forgets: set[str] = set()  # words she does not remember
        self.takes = 0
        keeper = Keeper(store, SpeechEngine(""), Path("recordings"))
        store.add_profile(Profile("nu", "努尔古丽", first_language, NOON - timedelta(days=1)))
        store.sign_ins.sign_in("nu")
        self.keeper = keeper
        self.learning = Learning(keeper, lambda: self.library, lambda: self.now)

    def pass_time(self, **how_long: float) -> None:
        self.now += timedelta(**how_long)

    def next_noon(self, days: int = 1) -> None:
        day = (self.now - NOON).days + days
        self.now = NOON + timedelta(days=day)

    def say(self, lesson_id: str, prompt: Prompt) -> PronunciationScore:
        """Say a prompt once; it is scored and kept."""
        self.pass_time(seconds=20)
        self.takes += 1
        syllables = to_spoken(prompt.text, prompt.pinyin).syllables
        scored = tuple(self._scored(each) for each in syllables)
        verdicts = [each.part(part).verdict for each in scored for part in Part]
        wrong = verdicts.count(Verdict.WRONG)
        score = PronunciationScore(
            status=TakeStatus.SCORED,
            total=max(0.0, 95.0 - 40.0 * wrong / max(1, len(syllables))),
            syllables=scored,
            miscues=(),
            fluency=Fluency(None, None, (), None, None),
            advice=(),
            transcript=prompt.text,
            model="m",
            scorer="1",
            duration=2.0,
        )
        recording = Recording(Path(f"{self.takes}.flac"), 2.0, self.now, "0" * 64)
        self.store.add_attempt(
            Attempt(
                f"t{self.takes}",
                "nu",
                lesson_id,
                prompt.id,
                prompt.text,
                prompt.pinyin,
                self.now,
                recording,
                score,
            )
        )
        return score

    def say_with(self, sound: Sound, times: int) -> None:
        """Say so many sentences that hold a sound."""
        prompts = (
            (lesson.id, prompt)
            for lesson in self.library.lessons
            for prompt in lesson.prompts
            if any(self._is(each, sound) for each in to_spoken(prompt.text, prompt.pinyin).syllables)
        )
        for lesson_id, prompt in itertools.islice(prompts, times):
            self.say(lesson_id, prompt)

    @staticmethod
    def _is(syllable: Syllable, sound: Sound) -> bool:
        return (
            sound.name
            == {
                Part.INITIAL: syllable.initial,
                Part.FINAL: final_phone(syllable.initial, syllable.final),
                Part.TONE: str(syllable.spoken_tone),
            }[sound.part]
        )

    def see(self, lesson_id: str, step: int) -> None:
        self.learning.lessons_seen.see(lesson_id, step, self.now)

    def do_step(self, lesson_id: str, place: int, step: Step) -> None:
        """One step of a lesson, as its page would report it."""
        self.pass_time(seconds=15)
        if isinstance(step, Prompt):
            self.see(lesson_id, place)
            self.say(lesson_id, step)
        elif isinstance(step, Question | PairListening | FreePitch):
            self.learning.finish(lesson_id, step, Outcome(1, 1, 15.0))
        else:
            self.see(lesson_id, place)

    def do(self, item: TodayItem) -> None:
        """One item of the list, to its end."""
        if item.lesson_id:
            lesson = self.library.lesson(item.lesson_id)
            assert lesson is not None
            for place in range(item.step, item.last + 1):
                self.do_step(lesson.id, place, lesson.steps[place])
        elif item.kind is TodayKind.DRILL:
            assert item.sound is not None
            drill = self.learning.drill(item.sound)
            assert drill is not None
            self.do_drill(drill)
        else:
            self.do_cards(item.cards)

    def do_drill(self, drill: Drill, *, hears: bool = True) -> None:
        self.pass_time(seconds=60)
        if drill.stage is Stage.LISTEN:
            assert drill.listening is not None
            asked = len(drill.listening.pairs)
            self.learning.finish_drill(drill.sound, Outcome(asked if hears else 1, asked, 60.0))
        else:
            assert drill.prompt is not None
            self.say(drill.lesson_id, drill.prompt)

    def do_cards(self, cards: tuple[int, ...]) -> None:
        for card in self.learning.due(cards):
            self.pass_time(seconds=10)
            if card.kind is MemoryKind.QUESTION:
                self.learning.answer(card.no, Outcome(1, 1, 10.0))
            elif card.kind is MemoryKind.PHRASE:
                assert card.prompt is not None
                self.say(card.lesson_id, card.prompt)
            else:
                forgot = card.gloss is not None and card.gloss.word in self.forgets
                self.learning.rate(card.no, Rating.AGAIN if forgot else Rating.GOOD, 10.0)

    def _scored(self, syllable: Syllable) -> SyllableScore:
        initial = self._part(Part.INITIAL, syllable.initial) if syllable.initial else NOTHING
        final = self._part(Part.FINAL, final_phone(syllable.initial, syllable.final))
        tone = self._part(Part.TONE, str(syllable.spoken_tone))
        return SyllableScore(syllable, 0.0, 0.2, initial, final, tone)

    def _part(self, part: Part, name: str) -> PartScore:
        heard = self.weak.get(Sound(part, name))
        return GOOD if heard is None else dataclasses.replace(PartScore(Verdict.WRONG, 0.1), heard=heard)
