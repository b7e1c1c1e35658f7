"""What the memory's cards stand for: from a lesson's steps to cards, and from a card back to its words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from app.curriculum.library import Library
from app.curriculum.values import Card, Gloss, Lesson, ProductCard, Prompt, Question, Step
from app.practice.learning_schedule import new_card
from app.practice.learning_values import MemoryKind, Sound
from app.storage.learning_values import KeptCard
from app.storage.values import LessonSeen


def local_day(moment: datetime) -> date:
    """The day of a moment, as the clock on the wall counts days."""
    return moment.astimezone().date()


def day_start(day: date) -> datetime:
    """The first moment of a day on the wall, in UTC."""
    return datetime.combine(day, time()).astimezone().astimezone(UTC)


def step_key(lesson_id: str, step_id: str) -> str:
    """The key of a question or of a prompt."""
    return f"{lesson_id}/{step_id}"


def gloss_key(gloss: Gloss) -> str:
    """The key of a word: the same in every lesson that explains it."""
    return f"{gloss.word} {gloss.pinyin}"


def sound_card(sound: Sound, when: datetime) -> KeptCard:
    """A new card for a sound that came back at `when`."""
    return KeptCard(0, MemoryKind.SOUND.value, sound.key, "", new_card(when), when, when)


def step_card(kind: MemoryKind, lesson_id: str, step_id: str, when: datetime) -> KeptCard:
    """A new card for a question answered or a prompt spoken at `when`."""
    return KeptCard(0, kind.value, step_key(lesson_id, step_id), lesson_id, new_card(when), when, when)


def cards_to_learn(library: Library, seen: Mapping[str, LessonSeen]) -> Iterator[KeptCard]:
    """A new card for every word and viewer's question of the cards that she has seen.

    They are asked for the first time on the day after: on the day itself nothing has been forgotten yet.
    """
    for lesson_id, how_far in seen.items():
        lesson = library.lesson(lesson_id)
        if lesson is None:
            continue
        due = day_start(local_day(how_far.last_seen) + timedelta(days=1))
        for index in sorted(how_far.steps):
            step = lesson.steps[index] if index < len(lesson.steps) else None
            for kind, key in _told_by(step, lesson_id):
                yield KeptCard(0, kind.value, key, lesson_id, new_card(due), due, how_far.last_seen)


@dataclass(frozen=True)
class Meaning:
    """What a card stands for, as its lesson has it now. Exactly one of the last four is there."""

    lesson: Lesson
    question: Question | None = None
    gloss: Gloss | None = None
    viewer: tuple[str, str] | None = None
    prompt: Prompt | None = None


class Meanings:
    """Finds what cards stand for in one library."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._found: dict[tuple[str, str], Meaning] = {}
        for lesson in library.lessons:
            for step in lesson.steps:
                self._read(lesson, step)

    def of(self, card: KeptCard) -> Meaning | None:
        """What the card stands for; None for a sound, and when the lessons no longer have it."""
        return self._found.get((card.kind, card.key))

    def _read(self, lesson: Lesson, step: Step) -> None:
        if isinstance(step, Card | ProductCard):
            for gloss in step.glosses:
                self._found.setdefault(
                    (MemoryKind.GLOSS.value, gloss_key(gloss)), Meaning(lesson, gloss=gloss)
                )
        if isinstance(step, ProductCard):
            for pair in step.questions:
                key = step_key(lesson.id, pair[0])
                self._found[MemoryKind.VIEWER.value, key] = Meaning(lesson, viewer=pair)
        elif isinstance(step, Prompt):
            key = step_key(lesson.id, step.id)
            self._found[MemoryKind.PHRASE.value, key] = Meaning(lesson, prompt=step)
        elif isinstance(step, Question):
            key = step_key(lesson.id, step.id)
            self._found[MemoryKind.QUESTION.value, key] = Meaning(lesson, question=step)


def _told_by(step: Step | None, lesson_id: str) -> Iterator[tuple[MemoryKind, str]]:
    if isinstance(step, Card | ProductCard):
        for gloss in step.glosses:
            yield MemoryKind.GLOSS, gloss_key(gloss)
    if isinstance(step, ProductCard):
        for question, _answer in step.questions:
            yield MemoryKind.VIEWER, step_key(lesson_id, question)
