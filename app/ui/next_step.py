"""Where to go on: in a lesson, and on the practice page when nobody says what to practise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.curriculum.values import Lesson, Prompt
from app.practice.learning_values import LessonStanding
from app.practice.today import stand
from app.storage.values import AttemptSummary, LessonSeen


def resume_step(lesson: Lesson, seen: Mapping[str, LessonSeen]) -> int:
    """The step at which to go on: where she stopped, or the first when the lesson is new or finished."""
    known = seen.get(lesson.id)
    if known is None or not known.steps or len(known.steps) >= len(lesson.steps):
        return 0
    return min(known.last_step, len(lesson.steps) - 1)


def next_prompt(
    lessons: Sequence[Lesson], seen: Mapping[str, LessonSeen], attempts: Sequence[AttemptSummary]
) -> tuple[str, str] | None:
    """Lesson and prompt to say now: the one said last, else the first spoken step from where she is on.

    `attempts` are newest first.
    """
    known = {(lesson.id, prompt.id) for lesson in lessons for prompt in lesson.prompts}
    for attempt in attempts:
        if (attempt.lesson_id, attempt.prompt_id) in known:
            return attempt.lesson_id, attempt.prompt_id
    present = _present_lesson(lessons, seen)
    if present is not None:
        for step in present.steps[resume_step(present, seen) :]:
            if isinstance(step, Prompt):
                return present.id, step.id
    return next(((lesson.id, prompt.id) for lesson in lessons for prompt in lesson.prompts), None)


def _present_lesson(lessons: Sequence[Lesson], seen: Mapping[str, LessonSeen]) -> Lesson | None:
    """The lesson begun last, else the first that is open."""
    standing = {name: far.standing for name, far in stand(lessons, seen).items()}
    begun = [lesson for lesson in lessons if standing[lesson.id] is LessonStanding.BEGUN]
    if begun:
        return max(begun, key=lambda lesson: seen[lesson.id].last_seen)
    return next((lesson for lesson in lessons if standing[lesson.id] is LessonStanding.OPEN), None)
