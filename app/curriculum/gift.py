"""Quiz questions from Moodle's GIFT text format.

Understood: multiple choice, true/false, short answer, missing word, matching, a plain number; comments,
titles, formats, weights and feedback (which becomes the reason shown after answering). Essays, ranges of
numbers and descriptions have no counterpart here and are named as left out.
Format: https://docs.moodle.org/en/GIFT_format
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from app.curriculum.imported_quiz import (
    GAP,
    ImportedQuiz,
    Refusal,
    choice,
    fill_in,
    matching,
    true_false,
)
from app.curriculum.values import Question
from app.i18n import Message, msg

# Escaped characters are put out of the way, so that the rest can be cut at the plain ones.
_SPECIAL = "~=#{}:\\"
_HIDDEN = {char: chr(0xE000 + at) for at, char in enumerate(_SPECIAL)}
_SHOWN = {ord(hidden): char for char, hidden in _HIDDEN.items()}
_ESCAPE = re.compile(r"\\([~=#{}:\\n])")
_TITLE = re.compile(r"^\s*::(.*?)::\s*", re.DOTALL)
_MARKUP = re.compile(r"^\s*\[(html|markdown|plain|moodle)\]\s*", re.IGNORECASE)
_WEIGHT = re.compile(r"^%(-?[0-9.]+)%")
_TRUTH = {"T": True, "TRUE": True, "F": False, "FALSE": False}
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


@dataclass(frozen=True)
class _Answer:
    """One answer: its text, the share of the marks it earns (0…100), its feedback."""

    text: str
    weight: float
    feedback: str


def read_gift(text: str) -> ImportedQuiz:
    """The questions of a GIFT file, and for each that could not be used its line and the reason."""
    questions: list[Question] = []
    refusals: list[Refusal] = []
    for line, block in _blocks(text):
        made = _question(block)
        if isinstance(made, Message):
            refusals.append(Refusal(line, str(made)))
        else:
            questions.append(made)
    return ImportedQuiz(tuple(questions), tuple(refusals))


def _blocks(text: str) -> list[tuple[int, str]]:
    """Each question with the line it begins on; comments and categories are taken out."""
    blocks: list[tuple[int, str]] = []
    start = 0
    lines: list[str] = []
    for number, line in enumerate([*text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), ""], start=1):
        bare = line.lstrip("\ufeff").strip()
        if bare.startswith("//") or bare.upper().startswith("$CATEGORY:"):
            continue
        if bare:
            start = start if lines else number
            lines.append(line.lstrip("\ufeff"))
        elif lines:
            blocks.append((start, "\n".join(lines)))
            lines = []
    return blocks


def _question(block: str) -> Question | Message:
    hidden = _ESCAPE.sub(lambda m: "\n" if m[1] == "n" else _HIDDEN[m[1]], block)
    hidden = _TITLE.sub("", hidden)
    markup = _MARKUP.match(hidden)
    is_html = markup is not None and markup[1].casefold() == "html"
    hidden = hidden[markup.end() :] if markup else hidden
    opened, closed = hidden.find("{"), hidden.rfind("}")
    if opened < 0 and closed < 0:
        return msg("这里没有答案（花括号），只是说明文字，没有导入。")
    if opened < 0 or closed < opened:
        return msg("花括号没有成对，这一题看不懂。")
    before, after = hidden[:opened], hidden[closed + 1 :]
    inside = hidden[opened + 1 : closed]
    if "{" in inside or "}" in inside:
        return msg("一题里只能有一个答案（花括号）。")
    before, after = _plain(before, is_html), _plain(after, is_html)
    if not before and not after:
        return msg("这一题没有题目，只有答案。")
    inside, _, general = inside.partition("####")
    why = _plain(general, is_html)
    return _from_answers(before, after, inside.strip(), why, is_html)


def _from_answers(before: str, after: str, inside: str, why: str, is_html: bool) -> Question | Message:
    if not inside:
        return msg("问答题要人来批改，这里没有这种题，没有导入。")
    truth, *feedback = inside.split("#")
    if truth.strip().upper() in _TRUTH:
        right = _TRUTH[truth.strip().upper()]
        # Moodle's first feedback is for a wrong answer
        return true_false(f"{before}{after}", right, why or _plain("".join(feedback[:1]), is_html))
    if inside.startswith("#"):
        number = inside[1:].strip().lstrip("=")
        if not _NUMBER.fullmatch(number):
            return msg("数字题只能有一个确定的数，不能是范围，没有导入。")
        return fill_in(_with_gap(before, after), [number], [], why)
    answers = _answers(inside, is_html)
    if not answers:
        return msg("答案前面要写 = （对）或者 ~ （错）。")
    reason = why or next((each.feedback for each in answers if each.weight > 0 and each.feedback), "")
    if all("->" in each.text for each in answers):
        pairs = [(left, right) for left, _, right in (each.text.partition("->") for each in answers)]
        return matching(before or after, pairs, reason)
    rights = [each.text for each in answers if each.weight > 0]
    if len(rights) == len(answers):
        return fill_in(_with_gap(before, after), rights, [], reason)
    if after.strip(" .。!！?？"):
        return fill_in(_with_gap(before, after), rights, [each.text for each in answers], reason)
    return choice(before, [(each.text, each.weight > 0) for each in answers], reason)


def _answers(inside: str, is_html: bool) -> list[_Answer]:
    found = []
    for sign, rest in re.findall(r"([=~])([^=~]*)", inside):
        text, _, feedback = rest.strip().partition("#")
        weight = _WEIGHT.match(text)
        earned = 100.0 if sign == "=" else 0.0
        if weight is not None:
            text = text[weight.end() :]
            try:
                earned = float(weight[1])
            except ValueError:
                return []
        found.append(_Answer(_plain(text, is_html), earned, _plain(feedback, is_html)))
    return found


def _with_gap(before: str, after: str) -> str:
    if GAP in before:
        return f"{before}{after}"
    return f"{before}{GAP}{after}"


def _plain(text: str, is_html: bool) -> str:
    """The text as shown: escapes resolved, tags taken out, on one line."""
    text = text.translate(_SHOWN)
    if is_html:
        text = html.unescape(re.sub(r"<[^>]*>", " ", text))
    return " ".join(text.split())
