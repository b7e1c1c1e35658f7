"""Questions that come from elsewhere: what was understood, and line by line what was not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.curriculum.values import Choice, FillIn, Matching, Ordering, Question, TrueFalse
from app.i18n import Message, msg

GAP = "____"

OPTIONS = (2, 6)
PAIRS = (3, 6)
ITEMS = (3, 7)
"""Fewest and most, as in a lesson file."""


@dataclass(frozen=True)
class Refusal:
    """Why one question was left out. `line` is that of the file, or the row of the table, from 1."""

    line: int
    reason: str


@dataclass(frozen=True)
class ImportedQuiz:
    """The questions in the order of the file, without ids (a lesson gives them), and those left out."""

    questions: tuple[Question, ...]
    refusals: tuple[Refusal, ...]


def choice(question: str, options: Sequence[tuple[str, bool]], why: str) -> Choice | Message:
    """A choice, or why these options make none."""
    found = tuple((text.strip(), right) for text, right in options if text.strip())
    texts = [text for text, _right in found]
    if not OPTIONS[0] <= len(found) <= OPTIONS[1]:
        return msg(
            "要有 {least} 到 {most} 个选项，这里有 {count} 个。",
            least=OPTIONS[0],
            most=OPTIONS[1],
            count=len(found),
        )
    if len(set(texts)) < len(texts):
        return msg("有两个选项一模一样。")
    if not any(right for _text, right in found):
        return msg("没有标出哪个选项对。")
    if all(right for _text, right in found):
        return msg("每个选项都标成了对的。")
    return Choice("", question, found, why)


def true_false(statement: str, right: bool, why: str) -> TrueFalse | Message:
    """A statement to judge."""
    return TrueFalse("", statement, right, why)


def matching(question: str, pairs: Sequence[tuple[str, str]], why: str) -> Matching | Message:
    """Pairs to match, or why these cannot be."""
    found = tuple((left.strip(), right.strip()) for left, right in pairs)
    if any(not left or not right for left, right in found):
        return msg("每一对的左边和右边都要有内容，例如：红枣 = 和田。")
    if not PAIRS[0] <= len(found) <= PAIRS[1]:
        return msg(
            "要有 {least} 到 {most} 对，这里有 {count} 对。", least=PAIRS[0], most=PAIRS[1], count=len(found)
        )
    if len({left for left, _ in found}) < len(found) or len({right for _, right in found}) < len(found):
        return msg("有两项一模一样，配对就不止一种答案了。")
    return Matching("", question, found, why)


def ordering(question: str, items: Sequence[str], why: str) -> Ordering | Message:
    """Items in their right order, or why these cannot be ordered."""
    found = tuple(item.strip() for item in items if item.strip())
    if not ITEMS[0] <= len(found) <= ITEMS[1]:
        return msg(
            "要有 {least} 到 {most} 项，这里有 {count} 项。", least=ITEMS[0], most=ITEMS[1], count=len(found)
        )
    if len(set(found)) < len(found):
        return msg("有两项一模一样，分不出先后。")
    return Ordering("", question, found, why)


def fill_in(sentence: str, answers: Sequence[str], options: Sequence[str], why: str) -> FillIn | Message:
    """A sentence with one gap, or why this is none."""
    found = tuple(dict.fromkeys(answer.strip() for answer in answers if answer.strip()))
    offered = tuple(dict.fromkeys(option.strip() for option in options if option.strip()))
    if not found:
        return msg("没有写答案。")
    if sentence.count(GAP) != 1:
        return msg("句子里要正好有一个空，写成四条下划线：____")
    if offered and not set(found) & set(offered):
        return msg("选项里没有正确的答案。")
    if offered and set(offered) <= set(found):
        return msg("每个选项都标成了对的。")
    return FillIn("", sentence, found, offered, why)
