"""Turning an order into a plan: which lessons, in which order, by which day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from app.curriculum.library import Library
from app.curriculum.values import FreePitch, Lesson
from app.practice.learning_values import Sound
from app.practice.orders_values import Ask, Needs, Proposal, Requirement
from app.practice.plans import LAST_DAY, MOST_ITEMS
from app.practice.plans_values import PlanItem
from app.speech.text import to_spoken
from app.speech.values import Part

LESSONS_OF_A_SOUND = 2
"""As many lessons are proposed for a sound: those in which it is said most."""

LEARNING = 0.85
"""The share of the time in which the lessons are spread; what is left is for rehearsing and for repeats."""

MINUTES_A_DAY = 45
"""More than this for lessons alone, day after day, is called tight: takes and repeats come on top."""

SOUND_SCORE = 80.0
"""Asked of a lesson that is in the plan for a sound."""


def requirements(needs: Needs) -> tuple[Requirement, ...]:
    """What is required one by one, in the order in which it is shown."""
    asked = [Requirement(Ask.PRODUCT, each, 1.0) for each in needs.products]
    if needs.coverage is not None:
        asked += [Requirement(Ask.COVERAGE, each, needs.coverage) for each in needs.products]
    if needs.findings is not None:
        asked += [Requirement(Ask.FINDINGS, each, needs.findings) for each in needs.products]
    asked += [Requirement(Ask.TRACK, each, 1.0) for each in needs.tracks]
    asked += [Requirement(Ask.SOUND, each, 0.8) for each in needs.sounds]
    for ask, wanted in (
        (Ask.POINTS, needs.points),
        (Ask.ROOM, needs.room_level),
        (Ask.HOURS, needs.hours),
    ):
        if wanted is not None:
            asked.append(Requirement(ask, "", float(wanted)))
    return tuple(asked)


def propose(needs: Needs, library: Library, today: date, due: date) -> Proposal:
    """Lessons that cover the products, tracks and sounds of an order, spread over the days until then."""
    lessons = {each.id: each for each in library.lessons}
    wanted: dict[str, None] = {}
    uncovered = []
    sound_lessons: set[str] = set()
    for requirement in requirements(needs):
        found = _lessons_for(requirement, library)
        if found is None:
            continue
        if not found:
            uncovered.append(requirement)
        if requirement.ask is Ask.SOUND:
            sound_lessons.update(found)
        wanted.update(dict.fromkeys(found))
    ordered = in_order(wanted, library.lessons)[:MOST_ITEMS]
    days = min(max(0, (due - today).days), LAST_DAY)
    minutes = sum(lessons[each].minutes for each in ordered)
    items, gone = [], 0
    for each in ordered:
        gone += lessons[each].minutes
        items.append(
            PlanItem(
                each,
                round(LEARNING * days * gone / max(1, minutes)),
                SOUND_SCORE if each in sound_lessons else None,
                1 if any(isinstance(step, FreePitch) for step in lessons[each].steps) else None,
            )
        )
    tight = minutes > MINUTES_A_DAY * max(1.0, LEARNING * days)
    return Proposal(tuple(items), minutes, days, tight, tuple(uncovered))


def in_order(wanted: Iterable[str], lessons: Sequence[Lesson]) -> list[str]:
    """The lessons with all that they require, each after what it requires; else in the library's order."""
    known = {each.id: each for each in lessons}
    places = {each.id: place for place, each in enumerate(lessons)}
    ordered: dict[str, None] = {}

    def add(lesson_id: str) -> None:
        if lesson_id in ordered or lesson_id not in known:
            return
        for each in known[lesson_id].requires:  # the library holds no circles
            add(each)
        ordered[lesson_id] = None

    for each in sorted((name for name in wanted if name in known), key=places.__getitem__):
        add(each)
    return list(ordered)


def _lessons_for(requirement: Requirement, library: Library) -> list[str] | None:
    """The lessons that a requirement is learned in; None where it is not learned in lessons."""
    if requirement.ask is Ask.PRODUCT:
        there = library.lesson(requirement.about) is not None
        return [requirement.about] if there else []
    if requirement.ask is Ask.TRACK:
        return [each.id for each in library.lessons if each.track == requirement.about]
    if requirement.ask is Ask.FINDINGS:
        return [each.id for each in library.lessons if each.track == "rules"]
    if requirement.ask is Ask.SOUND:
        return _with_sound(Sound.from_key(requirement.about), library)
    return None


def _with_sound(sound: Sound, library: Library) -> list[str]:
    """The lessons about speaking whose prompts hold a sound most, by its share of their syllables."""
    shares: Counter[str] = Counter()
    for lesson in library.lessons:
        if lesson.track != "mandarin":
            continue
        syllables = [s for prompt in lesson.prompts for s in to_spoken(prompt.text, prompt.pinyin).syllables]
        names = [
            {Part.INITIAL: s.initial, Part.FINAL: s.final, Part.TONE: str(s.spoken_tone)}[sound.part]
            for s in syllables
        ]
        if held := names.count(sound.name):
            shares[lesson.id] = round(1e6 * held / len(names))
    return [name for name, _share in shares.most_common(LESSONS_OF_A_SOUND)]
