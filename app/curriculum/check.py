"""Checking lessons before they are used: what `kaibo lessons check` says."""

from __future__ import annotations

from pathlib import Path

from app.curriculum.lesson_file import read_lesson
from app.curriculum.library import load_library
from app.curriculum.source import LESSON_NAMES
from app.curriculum.values import LessonProblem
from app.i18n import msg
from app.paths import lessons_dir


def check_lessons(path: Path) -> tuple[LessonProblem, ...]:
    """Everything wrong with a lesson file, a lesson's folder, or a folder of lessons; empty when all is well.

    Lessons are checked as they would be loaded, beside the bundled ones, so that `requires` may name those.
    """
    if not path.exists():
        return (LessonProblem(path, 0, str(msg("找不到这个文件或文件夹。"))),)
    bundled = lessons_dir()
    if path.is_file():
        if path.name.casefold() in LESSON_NAMES:
            path = path.parent
        else:
            reason = msg("课文文件要叫 lesson.md，放在自己的文件夹里；叫别的名字不会载入。")
            return (*read_lesson(path).problems, LessonProblem(path, 0, str(reason), fatal=False))
    inside = path.resolve().is_relative_to(bundled.resolve())
    library = load_library([bundled] if inside else [bundled, path])
    problems = tuple(each for each in library.problems if each.path.resolve().is_relative_to(path.resolve()))
    if problems:
        return problems
    if not any(
        each.folder and each.folder.resolve().is_relative_to(path.resolve()) for each in library.lessons
    ):
        return (LessonProblem(path, 0, str(msg("这个文件夹里没有课文。课文文件要叫 lesson.md。"))),)
    return ()
