"""A `Lesson` written as a lesson file. Reading what is written gives an equal lesson."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

from app.curriculum.lesson_file import LAST_ORDER
from app.curriculum.levels import LEVELS
from app.curriculum.report import Report
from app.curriculum.steps import step_type_of
from app.curriculum.steps.step_type import LessonContext
from app.curriculum.steps.writing import field_lines, meaning_lines
from app.curriculum.tracks import OTHER, TRACKS
from app.curriculum.values import Lesson, Listen, Prompt, Step, ToneTracing


def lesson_to_text(lesson: Lesson) -> str:
    """The lesson file that gives this lesson, ending in a line break.

    Names are written in Chinese, ids of steps only where they are not those that their words give. What a
    line cannot hold is changed as little as possible: line breaks become blanks, `|` between others `/`.
    Values that no file can say (a question without a right answer) are written all the same; reading the
    text tells what is wrong with them.
    """
    track = TRACKS[lesson.track].text if lesson.track in TRACKS else lesson.track
    head = [
        *field_lines(("编号", lesson.id), ("标题", lesson.title), ("简介", lesson.summary)),
        *field_lines(("系列", "" if track == OTHER else track), ("分钟", str(lesson.minutes))),
        *field_lines(("顺序", "" if lesson.order == LAST_ORDER else str(lesson.order))),
        *field_lines(("先修", "、".join(lesson.requires))),
        *field_lines(("水平", LEVELS[lesson.level].text if lesson.level in LEVELS else "")),
        *meaning_lines(lesson.meanings),
    ]
    folder = lesson.folder or Path()
    context = LessonContext(lesson.id, folder, Report(folder))
    blocks = ["\n".join(_step_lines(step, context)) for step in lesson.steps]
    return "\n\n".join(["\n".join(head), *blocks]) + "\n"


def steps_to_text(steps: Sequence[Step]) -> str:
    """Steps alone as they stand in a lesson file, without ids: to be put into a lesson."""
    return "".join("\n".join(step_type_of(step).write(step)) + "\n\n" for step in steps)


def _step_lines(step: Step, context: LessonContext) -> list[str]:
    step = _with_recording_inside(step, context.folder)
    step_type = step_type_of(step)
    lines = step_type.write(step)
    own = step.id.partition(".")[2]
    if step.id == context.made_id(step_type.words(step)):
        context.used[step.id] = 0
        return lines
    context.used[f"{context.lesson_id}.{own}"] = 0
    # Right under the heading: at the end it could be taken for a line of a card's text by an eye.
    return [lines[0], *field_lines(("编号", own)), *lines[1:]]


def _with_recording_inside(step: Step, folder: Path) -> Step:
    """The step with its recording named as seen from the lesson's folder."""
    if not isinstance(step, Prompt | Listen | ToneTracing) or step.reference is None:
        return step
    if not step.reference.is_relative_to(folder):
        return step
    return dataclasses.replace(step, reference=step.reference.relative_to(folder))
