"""The library: every lesson of every folder, in order, with whatever is wrong listed beside them."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.curriculum.fields import closest
from app.curriculum.lesson_file import read_lesson
from app.curriculum.source import DRAFT_NAME, LESSON_NAMES
from app.curriculum.values import Lesson, LessonProblem, ProductCard, Prompt
from app.i18n import Message, msg

_DEEPEST = 4  # lessons/track/part/lesson; also what ends a loop of links


@dataclass(frozen=True)
class _Found:
    """A lesson that could be read, where it stood, and the lines that name other lessons."""

    lesson: Lesson
    path: Path
    lines: dict[str, int]
    product_lines: dict[str, int]


@dataclass(frozen=True)
class Library:
    """All lessons that can be used, by `order` then id, and the problems of those that cannot."""

    lessons: tuple[Lesson, ...] = ()
    problems: tuple[LessonProblem, ...] = ()

    def lesson(self, lesson_id: str) -> Lesson | None:
        """The lesson with this id, or None."""
        return next((lesson for lesson in self.lessons if lesson.id == lesson_id), None)

    def prompt(self, prompt_id: str) -> tuple[Lesson, Prompt] | None:
        """The prompt with this id and the lesson it stands in, or None."""
        for lesson in self.lessons:
            for prompt in lesson.prompts:
                if prompt.id == prompt_id:
                    return lesson, prompt
        return None

    @property
    def products(self) -> tuple[tuple[Lesson, ProductCard], ...]:
        """Every product card with the lesson it stands in, in the order of the lessons."""
        return tuple(
            (lesson, step)
            for lesson in self.lessons
            for step in lesson.steps
            if isinstance(step, ProductCard)
        )

    def product(self, lesson_id: str) -> ProductCard | None:
        """The first product card of the lesson with this id, or None."""
        return next((card for lesson, card in self.products if lesson.id == lesson_id), None)


def load_library(folders: Sequence[Path]) -> Library:
    """Read all lessons under `folders`: the bundled ones first, then the machine's, then the user's.

    A lesson in a later folder replaces one with the same id in an earlier one; a remark says so. Folders
    that do not exist are passed over. Never raises for what is in them.
    """
    problems: list[LessonProblem] = []
    kept: dict[str, _Found] = {}
    for folder in folders:
        here: dict[str, _Found] = {}
        for path in find_lesson_files(folder, problems):
            read = read_lesson(path)
            problems += read.problems
            if read.lesson is None:
                continue
            found = _Found(read.lesson, path, read.lines, read.product_lines)
            first = here.setdefault(found.lesson.id, found)
            if first is not found:
                problems.append(_duplicate(found, first, folder))
        for lesson_id, found in here.items():
            if lesson_id in kept:
                problems.append(_replaced(found, kept[lesson_id]))
            kept[lesson_id] = found
    lessons = _settle_requirements(kept, problems)
    library = Library(tuple(sorted(lessons, key=lambda each: (each.order, each.id))))
    for found in kept.values():
        problems += [
            _no_product(found, wanted, line, library)
            for wanted, line in found.product_lines.items()
            if library.product(wanted) is None
        ]
    return dataclasses.replace(library, problems=tuple(problems))


def find_lesson_files(folder: Path, problems: list[LessonProblem]) -> list[Path]:
    """The lesson files under `folder`, by path. A folder with none in it is remarked upon."""
    return list(_walk(folder, 0, problems))


def _walk(folder: Path, depth: int, problems: list[LessonProblem]) -> Iterator[Path]:
    try:
        with os.scandir(folder) as entries:
            there = sorted(entries, key=lambda entry: entry.name)
        shown = [entry for entry in there if not entry.name.startswith((".", "_"))]
        begun = any(entry.name == DRAFT_NAME for entry in there)
        files = [Path(entry.path) for entry in shown if entry.name.casefold() in LESSON_NAMES]
        below = [Path(entry.path) for entry in shown if entry.is_dir()]
    except FileNotFoundError:
        return
    except OSError:
        reason = msg("文件夹打不开，请检查有没有读取权限。")
        problems.append(LessonProblem(folder, 0, str(reason), fatal=False))
        return
    if files:
        yield files[0]
        for spare in files[1:]:
            reason = msg("同一个文件夹里有两个课文文件，只用“{name}”。", name=files[0].name)
            problems.append(LessonProblem(spare, 0, str(reason), fatal=False))
        return
    if depth and not below and not begun:
        reason = msg("这个文件夹里没有课文。课文文件要叫 lesson.md。")
        problems.append(LessonProblem(folder, 0, str(reason), fatal=False))
    if depth < _DEEPEST:
        for each in below:
            yield from _walk(each, depth + 1, problems)


def _duplicate(found: _Found, first: _Found, root: Path) -> LessonProblem:
    other = first.path.relative_to(root) if first.path.is_relative_to(root) else first.path
    reason = msg(
        "编号“{id}”已经被 {other} 用了，这一课没有载入。请换一个编号。",
        id=found.lesson.id,
        other=other.as_posix(),
    )
    return LessonProblem(found.path, found.lines.get("id", 0), str(reason))


def _replaced(found: _Found, earlier: _Found) -> LessonProblem:
    reason = msg(
        "编号“{id}”和自带的《{title}》相同，用这一课代替它。", id=found.lesson.id, title=earlier.lesson.title
    )
    return LessonProblem(found.path, found.lines.get("id", 0), str(reason), fatal=False)


def _settle_requirements(kept: dict[str, _Found], problems: list[LessonProblem]) -> list[Lesson]:
    """Drop requirements that nobody can fulfil, so that no lesson stays locked for good; say which."""
    wanted: dict[str, tuple[str, ...]] = {}
    for lesson_id, found in kept.items():
        known = []
        for each in found.lesson.requires:
            if each in kept:
                known.append(each)
            else:
                problems.append(_remark(found, _unknown_requirement(each, kept)))
        wanted[lesson_id] = tuple(known)
    lessons = []
    for lesson_id, found in kept.items():
        requires = wanted[lesson_id]
        # Only requirements that lead back here are dropped; the rest of the way stays in order.
        looping = [each for each in requires if _leads_to(each, lesson_id, wanted)]
        if looping:
            reason = msg("“先修”转了一圈又回到这一课：{lessons}。这一条先不算。", lessons="、".join(looping))
            problems.append(_remark(found, reason))
            requires = tuple(each for each in requires if each not in looping)
        lessons.append(dataclasses.replace(found.lesson, requires=requires))
    return lessons


def _leads_to(start: str, goal: str, wanted: dict[str, tuple[str, ...]]) -> bool:
    seen: set[str] = set()
    ahead = [start]
    while ahead:
        here = ahead.pop()
        if here == goal:
            return True
        if here not in seen:
            seen.add(here)
            ahead += wanted.get(here, ())
    return False


def _unknown_requirement(wanted: str, kept: dict[str, _Found]) -> Message:
    near = closest(wanted, kept)
    if near is not None:
        return msg("“先修”里的“{id}”没有这一课。是不是想写“{near}”？这一条先不算。", id=wanted, near=near)
    return msg("“先修”里的“{id}”没有这一课，这一条先不算。", id=wanted)


def _no_product(found: _Found, wanted: str, line: int, library: Library) -> LessonProblem:
    near = closest(wanted, [lesson.id for lesson, _ in library.products])
    if near is not None:
        reason = msg("“产品”里的“{id}”没有产品卡。是不是想写“{near}”？", id=wanted, near=near)
    else:
        reason = msg("“产品”里的“{id}”没有产品卡，试讲的时候就没有卡片可以看。", id=wanted)
    return LessonProblem(found.path, line, str(reason), fatal=False)


def _remark(found: _Found, reason: Message) -> LessonProblem:
    return LessonProblem(found.path, found.lines.get("requires", 0), str(reason), fatal=False)
