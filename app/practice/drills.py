"""Sounds that went wrong and how they come back: by ear, then in a word, then in a sentence.

Nothing of this is stored: where a sound stands is derived from the attempts and the outcomes that are. A
sound comes back when it was wrong in three of her last eight takes that held it. A passed stage leads to the
next, a failed one to the one before; after the last stage the sound counts as held, and every later take of a
sentence tells whether it still is.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.practice.learning_values import Rating, Sound, Stage
from app.speech.confusions import FINAL_NEIGHBOURS, INITIAL_NEIGHBOURS, TONE_CONFUSIONS
from app.speech.phones import final_phone
from app.speech.values import Part
from app.storage.learning_values import KeptOutcome, SpokenSound

WRONG_TAKES = 3
"""So many takes with the sound wrong bring it back."""

LAST_TAKES = 8
"""Among so many takes that held it."""

WORD_SYLLABLES = 4
"""A prompt of at most so many syllables is a word, a longer one a sentence."""

ENOUGH_HEARD = 0.8
"""The share of pairs told apart that passes the stage of listening."""

LISTENING = "drill/"
"""What the step ids of kept listening outcomes begin with; the sound's key follows. They have no lesson."""


@dataclass(frozen=True)
class Heard:
    """One take that held the sound, or one round of listening to it (`syllables` 0)."""

    when: datetime
    syllables: int
    good: int
    wrong: int
    heard: tuple[str, ...] = ()


@dataclass(frozen=True)
class SoundState:
    """Where a sound stands. `stage` is None while it is not drilled.

    `wrong` and `heard` tell why it came back; `tries` is when each stage was tried, `ratings` what the
    schedule is told and when. Both are empty for a sound that never came back.
    """

    sound: Sound
    stage: Stage | None = None
    wrong: int = 0
    heard: str = ""
    tries: tuple[tuple[datetime, Stage], ...] = ()
    ratings: tuple[tuple[datetime, Rating], ...] = ()


def gather(spoken: Iterable[SpokenSound]) -> dict[Sound, list[Heard]]:
    """The takes that held each sound, in the order given."""
    merged: dict[Sound, dict[int, Heard]] = {}
    for row in spoken:
        sound = _sound_of(row)
        if sound is None:
            continue
        takes = merged.setdefault(sound, {})
        before = takes.get(row.attempt_no, Heard(row.created, row.syllables, 0, 0))
        takes[row.attempt_no] = Heard(
            row.created,
            row.syllables,
            before.good + row.good,
            before.wrong + row.wrong,
            before.heard + row.heard,
        )
    return {sound: list(takes.values()) for sound, takes in merged.items()}


def listened(outcomes: Iterable[KeptOutcome]) -> dict[Sound, list[Heard]]:
    """The rounds of listening to each sound among kept outcomes."""
    found: dict[Sound, list[Heard]] = {}
    for kept in outcomes:
        if kept.step_id.startswith(LISTENING):
            right, asked = kept.outcome.right, kept.outcome.asked
            round_ = Heard(kept.done, 0, right, asked - right)
            found.setdefault(Sound.from_key(kept.step_id[len(LISTENING) :]), []).append(round_)
    return found


def derive_state(
    sound: Sound, takes: Sequence[Heard], rounds: Sequence[Heard], stages: Sequence[Stage]
) -> SoundState:
    """Where `sound` stands after these takes and rounds of listening.

    `stages` are those for which there is something to do, the easiest first; with none it is never drilled.
    """
    course = _Course(sound, tuple(stages))
    if stages:
        for event in sorted((*takes, *rounds), key=lambda each: each.when):
            course.go_on(event)
    return SoundState(
        sound, course.stage, course.wrong, course.heard, tuple(course.tries), tuple(course.ratings)
    )


def likely_confusion(sound: Sound) -> str:
    """What learners most often say for the sound, "" when nobody knows."""
    if sound.part is Part.TONE:
        said = {str(tone): weight for tone, weight in TONE_CONFUSIONS.get(int(sound.name), {}).items()}
    else:
        table = INITIAL_NEIGHBOURS if sound.part is Part.INITIAL else FINAL_NEIGHBOURS
        said = table.get(sound.name, {})
    return max(said, key=lambda name: said[name], default="")


class _Course:
    """The way of one sound through its takes."""

    def __init__(self, sound: Sound, stages: tuple[Stage, ...]) -> None:
        self._sound = sound
        self._stages = stages
        self._window: deque[Heard] = deque(maxlen=LAST_TAKES)
        self._came_back = False
        self.stage: Stage | None = None
        self.wrong = 0
        self.heard = ""
        self.tries: list[tuple[datetime, Stage]] = []
        self.ratings: list[tuple[datetime, Rating]] = []

    def go_on(self, event: Heard) -> None:
        """Take in the next thing that happened."""
        if self.stage is not None:
            self._try(self.stage, event)
        elif event.syllables:
            if self._came_back:
                self._check(event)
            self._watch(event)

    def _watch(self, take: Heard) -> None:
        self._window.append(take)
        wrong = [each for each in self._window if each.wrong]
        if len(wrong) < WRONG_TAKES:
            return
        known = Counter(name for each in wrong for name in each.heard if name != self._sound.name)
        self.heard = known.most_common(1)[0][0] if known else likely_confusion(self._sound)
        self.wrong = len(wrong)
        self.stage = self._stages[0]
        self._came_back = True
        self._window.clear()
        self.ratings.append((take.when, Rating.AGAIN))

    def _try(self, stage: Stage, event: Heard) -> None:
        if _stage_of(event) is not stage:
            return
        passed = _passed(event)
        if passed is None:
            return
        self.tries.append((event.when, stage))
        place = self._stages.index(stage)
        if not passed:
            self.stage = self._stages[max(0, place - 1)]
            self.ratings.append((event.when, Rating.AGAIN))
        elif place + 1 < len(self._stages):
            self.stage = self._stages[place + 1]
            self.ratings.append((event.when, Rating.HARD))
        else:
            self.stage = None
            self.ratings.append((event.when, Rating.GOOD))

    def _check(self, take: Heard) -> None:
        if _stage_of(take) is not self._stages[-1]:
            return
        self.tries.append((take.when, self._stages[-1]))
        mostly = Rating.HARD if take.wrong < take.good else Rating.AGAIN
        self.ratings.append((take.when, mostly if take.wrong else Rating.GOOD))


def _stage_of(event: Heard) -> Stage:
    if not event.syllables:
        return Stage.LISTEN
    return Stage.WORD if event.syllables <= WORD_SYLLABLES else Stage.SENTENCE


def _passed(event: Heard) -> bool | None:
    """None when the take shows nothing: the sound was off, neither right nor wrong."""
    if not event.syllables:
        # a round in which nothing could be played asks nothing, and must not hold her up
        return event.good >= ENOUGH_HEARD * (event.good + event.wrong)
    if event.wrong:
        return False
    return True if event.good else None


def _sound_of(row: SpokenSound) -> Sound | None:
    if row.part is not Part.FINAL:
        return Sound(row.part, row.sound) if row.sound else None
    try:
        return Sound(Part.FINAL, final_phone(row.initial, row.sound))
    except ValueError:
        return None  # a spelled letter
