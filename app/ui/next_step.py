"""What a trainee should do next: derived from the lessons, what she has seen and what she has said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from app.curriculum.values import Lesson, Prompt
from app.storage.values import AttemptSummary, LessonSeen

REPEAT_BELOW = 75.0
"""A prompt whose latest total is below this is worth saying again."""


class LessonState(Enum):
    """Where someone stands in a lesson."""

    NEW = "new"
    STARTED = "started"
    FINISHED = "finished"


class NextKind(Enum):
    """What the next thing is."""

    BEGIN = "begin"  # a lesson not opened before
    GO_ON = "go_on"  # a lesson left in the middle
    REPEAT = "repeat"  # everything seen: say the weakest prompt again
    NOTHING = "nothing"  # no lessons at all, or all seen and all good


@dataclass(frozen=True)
class NextStep:
    """The one thing to do next. `minutes` is a rough estimate of what is left."""

    kind: NextKind
    lesson: Lesson | None = None
    step: int = 0
    minutes: int = 0


@dataclass(frozen=True)
class WeakPrompt:
    """A prompt worth saying again, with the latest attempt at it."""

    lesson: Lesson
    prompt: Prompt
    latest: AttemptSummary


def lesson_state(lesson: Lesson, seen: Mapping[str, LessonSeen]) -> LessonState:
    """Where someone stands in `lesson`; it is finished when every step was seen."""
    known = seen.get(lesson.id)
    if known is None or not known.steps:
        return LessonState.NEW
    return LessonState.FINISHED if len(known.steps) >= len(lesson.steps) else LessonState.STARTED


def resume_step(lesson: Lesson, seen: Mapping[str, LessonSeen]) -> int:
    """The step at which to go on: where she stopped, or the first when the lesson is new or finished."""
    if lesson_state(lesson, seen) is not LessonState.STARTED:
        return 0
    return min(seen[lesson.id].last_step, len(lesson.steps) - 1)


def weak_prompts(
    lessons: Sequence[Lesson], attempts: Sequence[AttemptSummary], limit: int = 3
) -> tuple[WeakPrompt, ...]:
    """Prompts whose latest attempt was poor, worst first. `attempts` are newest first."""
    known = {(lesson.id, prompt.id): (lesson, prompt) for lesson in lessons for prompt in lesson.prompts}
    latest: dict[tuple[str, str], AttemptSummary] = {}
    for attempt in attempts:
        key = (attempt.lesson_id, attempt.prompt_id)
        if key in known and attempt.total is not None:
            latest.setdefault(key, attempt)
    weak = [
        WeakPrompt(*known[key], attempt)
        for key, attempt in latest.items()
        if attempt.total is not None and attempt.total < REPEAT_BELOW
    ]
    return tuple(sorted(weak, key=lambda each: each.latest.total or 0.0)[:limit])


def derive_next(
    lessons: Sequence[Lesson], seen: Mapping[str, LessonSeen], attempts: Sequence[AttemptSummary]
) -> NextStep:
    """The lesson left most recently, else the first new one whose requirements are met, else a repetition."""
    states = {lesson.id: lesson_state(lesson, seen) for lesson in lessons}
    started = [lesson for lesson in lessons if states[lesson.id] is LessonState.STARTED]
    if started:
        lesson = max(started, key=lambda each: seen[each.id].last_seen)
        left = 1 - len(seen[lesson.id].steps) / len(lesson.steps)
        minutes = max(1, round(lesson.minutes * left))
        return NextStep(NextKind.GO_ON, lesson, resume_step(lesson, seen), minutes)
    new = [lesson for lesson in lessons if states[lesson.id] is LessonState.NEW]
    if new:
        done = LessonState.FINISHED
        ready = [x for x in new if all(states.get(r, done) is done for r in x.requires)]
        lesson = (ready or new)[0]
        return NextStep(NextKind.BEGIN, lesson, 0, lesson.minutes)
    weak = weak_prompts(lessons, attempts, 1)
    if weak:
        lesson = weak[0].lesson
        return NextStep(NextKind.REPEAT, lesson, lesson.steps.index(weak[0].prompt), 2)
    return NextStep(NextKind.NOTHING)


def next_prompt(
    lessons: Sequence[Lesson], seen: Mapping[str, LessonSeen], attempts: Sequence[AttemptSummary]
) -> tuple[str, str] | None:
    """Lesson and prompt to say now: the one said last, else the first spoken step from the next step on."""
    known = {(lesson.id, prompt.id) for lesson in lessons for prompt in lesson.prompts}
    for attempt in attempts:
        if (attempt.lesson_id, attempt.prompt_id) in known:
            return attempt.lesson_id, attempt.prompt_id
    following = derive_next(lessons, seen, attempts)
    if following.lesson is not None:
        for step in following.lesson.steps[following.step :]:
            if isinstance(step, Prompt):
                return following.lesson.id, step.id
    return next(((lesson.id, prompt.id) for lesson in lessons for prompt in lesson.prompts), None)
