"""What keeps a lesson from being used, step by step, in words for somebody who never sees its file."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.curriculum.imported_quiz import ITEMS, OPTIONS, PAIRS
from app.curriculum.lesson_file import parse_lesson
from app.curriculum.lesson_text import lesson_to_text
from app.curriculum.steps.fill import GAP
from app.curriculum.steps.product import FACTS as PRODUCT_FACTS
from app.curriculum.steps.product import LEAST_QUESTIONS
from app.curriculum.values import (
    Card,
    Choice,
    FillIn,
    FreePitch,
    Lesson,
    Listen,
    Matching,
    Mirror,
    Ordering,
    PairListening,
    ProductCard,
    Prompt,
    SelfCheck,
    Step,
    ToneTracing,
    TrueFalse,
)
from app.i18n import Message, msg

_POINTS, _FORBIDDEN, _TICKS, _LOOKS, _HEARD = (2, 8), (2, 8), (2, 8), (1, 6), (2, 12)


@dataclass(frozen=True)
class Fault:
    """What is wrong, and in which step (from 0; None: in the head). One that is not fatal is a remark."""

    step: int | None
    reason: str
    fatal: bool = True


def faults_of(lesson: Lesson, path: Path) -> tuple[Fault, ...]:
    """Everything wrong with a lesson that would be written to `path`, in the order of its steps.

    What is simply not written yet is said in words about the step; for the rest the sentences of the lesson
    file's reader stand.
    """
    found: list[Fault] = []
    plain = {index: [str(each) for each in _unfinished(step)] for index, step in enumerate(lesson.steps)}
    plain_head = [str(each) for each in _unfinished_head(lesson)]
    found += [Fault(None, each) for each in plain_head]
    found += [Fault(index, each) for index, said in plain.items() for each in said]
    text = lesson_to_text(_without_recordings_that_are_there(lesson))
    starts = [number for number, line in enumerate(text.splitlines(), 1) if line.startswith("## ")]
    for problem in parse_lesson(text, path).problems:
        at = sum(start <= problem.line for start in starts) - 1
        step = at if at >= 0 else None
        said = plain.get(at) if step is not None else plain_head
        if not (said and problem.fatal):
            found.append(Fault(step, str(problem.reason), problem.fatal))
    return tuple(sorted(found, key=lambda each: -1 if each.step is None else each.step))


def _without_recordings_that_are_there(lesson: Lesson) -> Lesson:
    """Recordings are copied when the lesson is saved; only one that is nowhere is a fault."""
    steps = [
        dataclasses.replace(step, reference=None)
        if isinstance(step, Prompt | Listen | ToneTracing) and step.reference and step.reference.is_file()
        else step
        for step in lesson.steps
    ]
    return dataclasses.replace(lesson, steps=tuple(steps))


def _unfinished_head(lesson: Lesson) -> Iterator[Message]:
    if not lesson.title.strip():
        yield msg("这一课还没有标题。")
    if not lesson.steps:
        yield msg("这一课还没有内容。请先加一步。")


def _unfinished(step: Step) -> Iterator[Message]:
    """What is not written yet."""
    if not _heading(step).strip():
        yield _NO_HEADING[type(step)]
    if isinstance(step, Card):
        if not step.text.strip() and not step.glosses:
            yield msg("卡片是空的。写几句话，或者加一个生词。")
    elif isinstance(step, ProductCard):
        yield from _unfinished_product(step)
    elif isinstance(step, Choice):
        yield from _counted(msg("答案"), step.options, OPTIONS)
        if not any(right for _, right in step.options):
            yield msg("还没有对的答案。请把对的那一个标成“对”。")
        elif all(right for _, right in step.options):
            yield msg("所有的答案都标成了“对”。至少要有一个错的。")
    elif isinstance(step, Matching):
        yield from _counted(msg("要连起来的"), step.pairs, PAIRS)
        if any(not left.strip() or not right.strip() for left, right in step.pairs):
            yield msg("每一对的左边和右边都要写。")
    elif isinstance(step, Ordering):
        yield from _counted(msg("要排的"), step.items, ITEMS)
    elif isinstance(step, FillIn):
        if step.sentence.strip() and step.sentence.count(GAP) != 1:
            yield msg("句子里要正好有一个空。把光标放到要空出来的地方，再按“插入空”。")
        if not step.answers:
            yield msg("还没有写空里的答案。")
    elif isinstance(step, FreePitch):
        yield from _counted(msg("要讲到的"), step.points, _POINTS)
    elif isinstance(step, SelfCheck):
        yield from _counted(msg("要打勾的"), step.items, _TICKS)
    elif isinstance(step, Mirror):
        yield from _counted(msg("要看的"), step.items, _LOOKS)
    elif isinstance(step, PairListening):
        yield from _counted(msg("要听的"), step.pairs, _HEARD)
        if any(not one.text.strip() or not other.text.strip() for one, other in step.pairs):
            yield msg("每一对的两个词都要写。")


def _unfinished_product(step: ProductCard) -> Iterator[Message]:
    missing = [shown for shown, name in PRODUCT_FACTS.items() if not getattr(step, name).strip()]
    if missing:
        yield msg("还没有写：{names}。", names="、".join(missing))
    yield from _counted(msg("不能说的话"), step.forbidden, _FORBIDDEN)
    if len(step.questions) < LEAST_QUESTIONS:
        yield msg(
            "客人会问的至少要有 {least} 个，现在有 {count} 个。",
            least=LEAST_QUESTIONS,
            count=len(step.questions),
        )
    if any(not asked.strip() or not answer.strip() for asked, answer in step.questions):
        yield msg("每个“问”都要有“答”。")


def _counted(what: Message, items: Sequence[object], bounds: tuple[int, int]) -> Iterator[Message]:
    least, most = bounds
    if not least <= len(items) <= most:
        yield msg(
            "“{what}”要有 {least} 到 {most} 条，现在有 {count} 条。",
            what=what,
            least=least,
            most=most,
            count=len(items),
        )


_NO_HEADING: dict[type, Message] = {
    Card: msg("卡片还没有标题。"),
    ProductCard: msg("还没有写产品的名称。"),
    Prompt: msg("还没有写要说的话。"),
    Listen: msg("还没有写要听的话。"),
    ToneTracing: msg("还没有写要描的词。"),
    PairListening: msg("还没有标题。"),
    Choice: msg("还没有写问题。"),
    TrueFalse: msg("还没有写要判断的话。"),
    Matching: msg("还没有标题。"),
    Ordering: msg("还没有标题。"),
    FillIn: msg("还没有写句子。"),
    FreePitch: msg("还没有写讲什么。"),
    SelfCheck: msg("还没有标题。"),
    Mirror: msg("还没有标题。"),
}


def _heading(step: Step) -> str:
    for name in ("text", "question", "statement", "sentence", "task"):
        if not isinstance(step, Card) and isinstance(value := getattr(step, name, None), str):
            return value
    return step.name if isinstance(step, ProductCard) else str(getattr(step, "title", ""))
