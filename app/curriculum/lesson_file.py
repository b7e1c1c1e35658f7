"""One lesson file read into a `Lesson`, or into the list of reasons why not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from app.curriculum.blocks import Block, Field, split_blocks
from app.curriculum.fields import LANGUAGE_NAMES, closest, read_number, read_parts, shorten, unknown_name
from app.curriculum.levels import LEVEL_NAMES
from app.curriculum.report import Report
from app.curriculum.source import lines_of, read_lines
from app.curriculum.steps import STEP_TYPES, STEP_TYPES_BY_NAME
from app.curriculum.steps.step_type import ID_PATTERN, LessonContext
from app.curriculum.tracks import OTHER, TRACK_NAMES
from app.curriculum.values import Lesson, LessonProblem, Step
from app.errors import ExpectedError
from app.i18n import Message, msg

_HEAD_NAMES = {
    "编号": "id",
    "id": "id",
    "标题": "title",
    "title": "title",
    "简介": "summary",
    "summary": "summary",
    "系列": "track",
    "track": "track",
    "分钟": "minutes",
    "minutes": "minutes",
    "顺序": "order",
    "order": "order",
    "先修": "requires",
    "requires": "requires",
    "水平": "level",
    "level": "level",
    **LANGUAGE_NAMES,
}
_REQUIRED = (("id", "编号"), ("title", "标题"), ("minutes", "分钟"))

LONGEST_LESSON = 60
COMFORTABLE_LESSON = 15
"""Minutes. Practice happens in the breaks between broadcasts."""

LAST_ORDER = 1000
"""The order of lessons that give none: after the bundled ones."""


@dataclass(frozen=True)
class ReadLesson:
    """What came of one file: the lesson, unless an error kept it, and everything found on the way.

    `lines` says where the head's fields stand, and `product_lines` where other lessons' product cards are
    asked for, by their ids: for problems that only show among other lessons.
    """

    path: Path
    lesson: Lesson | None
    problems: tuple[LessonProblem, ...]
    lines: dict[str, int]
    product_lines: dict[str, int]


def read_lesson(path: Path) -> ReadLesson:
    """Read one lesson file. Nothing that a file may hold makes this raise."""
    report = Report(path)
    try:
        lines = read_lines(path)
    except ExpectedError as error:
        report.error(0, error.message)
        return ReadLesson(path, None, tuple(report.problems), {}, {})
    return _read(lines, path, report)


def parse_lesson(text: str, path: Path) -> ReadLesson:
    """Read a lesson file that is not written yet: `text` as if it stood in `path`. Never raises either."""
    return _read(lines_of(text), path, Report(path))


def _read(lines: list[str], path: Path, report: Report) -> ReadLesson:
    text = split_blocks(lines, report)
    head_parts = read_parts(text.head, _HEAD_NAMES, report)
    head = head_parts.fields
    for name, shown in _REQUIRED:
        if name not in head:
            report.error(1, msg("开头缺少“{name}”这一行。", name=shown))
    lesson_id = _lesson_id(head.get("id"), report)
    context = LessonContext(lesson_id, path.parent, report)
    steps = [step for block in text.blocks if (step := _read_step(block, context)) is not None]
    if not text.blocks:
        report.error(0, msg("这一课还没有内容。请用“## 卡片 …”或“## 跟读 …”加上步骤。"))
    minutes = read_number(head.get("minutes"), 1, LONGEST_LESSON, report)
    if minutes > COMFORTABLE_LESSON:
        report.remark(
            head["minutes"].line,
            msg("{minutes} 分钟有点长，休息时练不完。最好拆成 5 到 15 分钟的几课。", minutes=minutes),
        )
    order = read_number(head.get("order"), 0, 9999, report) if "order" in head else LAST_ORDER
    track = _track(head.get("track"), report)
    requires = _requires(head.get("requires"), lesson_id, report)
    level = _level(head.get("level"), report)
    lesson = None
    if not report.failed:
        summary = head.get("summary")
        lesson = Lesson(
            id=lesson_id,
            title=head["title"].value,
            summary=summary.value if summary else "",
            track=track,
            minutes=minutes,
            order=order,
            steps=tuple(steps),
            requires=requires,
            folder=path.parent,
            level=level,
            meanings=head_parts.meanings,
        )
    report.problems.sort(key=lambda problem: problem.line)
    where = {name: field.line for name, field in head.items()}
    return ReadLesson(path, lesson, tuple(report.problems), where, context.product_lines)


def _read_step(block: Block, context: LessonContext) -> Step | None:
    step_type = STEP_TYPES_BY_NAME.get(block.kind)
    if step_type is not None:
        if not step_type.emphasis:
            _no_emphasis(block, context.report)
        return step_type.read(block, context)
    if not block.kind:
        context.report.error(block.line, msg("“##”后面要写步骤的种类，例如：## 跟读 大家好！"))
        return None
    context.report.error(block.line, _unknown_kind(block.kind))
    return None


def _unknown_kind(kind: str) -> Message:
    # 「## 听辩」 is a slip of the pen for 听辨; 「## 听红枣」 and 「## 卡片什么是声调」 lack the blank.
    slip = closest(kind, [name for name in STEP_TYPES_BY_NAME if len(name) == len(kind)])
    glued = max((name for name in STEP_TYPES_BY_NAME if kind.startswith(name)), key=len, default=None)
    if slip is None and glued is not None:
        return msg("“{kind}”后面要空一格，再写内容。", kind=glued)
    near = slip or closest(kind, STEP_TYPES_BY_NAME)
    if near is not None:
        return msg("没有“{kind}”这种步骤。是不是想写“{near}”？", kind=shorten(kind), near=near)
    known = "、".join(step_type.names[0] for step_type in STEP_TYPES)
    return msg("没有“{kind}”这种步骤。可以用：{known}。", kind=shorten(kind), known=known)


def _no_emphasis(block: Block, report: Report) -> None:
    for number, text in ((block.line, block.title), *((line.number, line.text) for line in block.lines)):
        if "**" in text:
            report.remark(number, msg("** 只能用在卡片里，在这里会照样显示出来。请删掉。"))


def _level(field: Field | None, report: Report) -> str:
    if field is None:
        return ""
    found = LEVEL_NAMES.get(field.value.casefold())
    if found is None:
        report.error(field.line, unknown_name(field.value, LEVEL_NAMES))
    return found or ""


def _lesson_id(field: Field | None, report: Report) -> str:
    if field is None:
        return ""
    if not ID_PATTERN.fullmatch(field.value):
        report.error(
            field.line,
            msg(
                "编号“{id}”不行：只能用文字、数字和连字符，中间没有空格，例如 hongzao-1。",
                id=shorten(field.value),
            ),
        )
        return ""
    return field.value


def _track(field: Field | None, report: Report) -> str:
    if field is None:
        return OTHER
    known = TRACK_NAMES.get(field.value.casefold())
    if known is not None:
        return known
    near = closest(field.value.casefold(), TRACK_NAMES)
    if near is not None:
        report.remark(
            field.line,
            msg(
                "没有叫“{track}”的系列，当作新系列。是不是想写“{near}”？",
                track=shorten(field.value),
                near=near,
            ),
        )
    return field.value


def _requires(field: Field | None, lesson_id: str, report: Report) -> tuple[str, ...]:
    if field is None:
        return ()
    found: list[str] = []
    for wanted in re.split(r"[\s,，、;；]+", field.value):
        if not wanted or wanted in found:
            continue
        if wanted == lesson_id:
            report.error(field.line, msg("“先修”里写了这一课自己。"))
        elif not ID_PATTERN.fullmatch(wanted):
            report.error(
                field.line,
                msg("“先修”里的“{id}”不是编号：几个编号之间用逗号或空格隔开。", id=shorten(wanted)),
            )
        else:
            found.append(wanted)
    return tuple(found)
