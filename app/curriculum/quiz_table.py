"""Quiz questions from a table: an Excel workbook (.xlsx) or CSV, one question a row.

The first row names the columns, in Chinese or English: 种类, 题目, 答案, 选项 (several in one cell apart by
`|`, or in columns 选项1, 选项2, …), 解释, en, ug, kk. Only 题目 and 答案 are always needed.
"""

from __future__ import annotations

import csv
import dataclasses
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from app.curriculum.fields import LANGUAGE_NAMES, closest, shorten
from app.curriculum.imported_quiz import (
    GAP,
    ImportedQuiz,
    Refusal,
    choice,
    fill_in,
    matching,
    ordering,
    true_false,
)
from app.curriculum.values import Question
from app.errors import ExpectedError
from app.i18n import Message, msg

MAX_BYTES = 5_000_000
MAX_UNPACKED = 200_000_000
MAX_ROWS = 2_000

_COLUMNS = {
    "种类": "kind", "题型": "kind", "type": "kind", "kind": "kind",
    "题目": "question", "问题": "question", "question": "question",
    "答案": "answer", "answer": "answer", "answers": "answer",
    "选项": "options", "options": "options", "option": "options",
    "解释": "why", "说明": "why", "why": "why", "feedback": "why", "explanation": "why",
    **LANGUAGE_NAMES,
}  # fmt: skip
_KINDS = {
    "选择": "choice", "单选": "choice", "多选": "choice", "choice": "choice", "multiple choice": "choice",
    "判断": "truefalse", "truefalse": "truefalse", "true/false": "truefalse", "true false": "truefalse",
    "配对": "match", "match": "match", "matching": "match",
    "排序": "order", "order": "order", "ordering": "order",
    "填空": "fill", "fill": "fill", "fill in": "fill",
}  # fmt: skip
_TRUE = frozenset({"对", "是", "正确", "√", "✓", "t", "true", "yes", "1"})
_FALSE = frozenset({"错", "否", "不对", "错误", "×", "✗", "f", "false", "no", "0"})
_LETTERS = "abcdef"

Row = dict[str, list[str]]


def read_table(path: Path) -> ImportedQuiz:
    """The questions of a table, and for each row that could not be used its number and the reason.

    Raises ExpectedError when the file is no such table at all.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ExpectedError(msg("表格太大了，不应超过 5 MB。请分成几个文件。"))
        rows = _sheet(path) if path.suffix.casefold() == ".xlsx" else _csv(path.read_bytes())
    except FileNotFoundError as error:
        raise ExpectedError(msg("找不到文件 {path}。", path=path)) from error
    except OSError as error:
        raise ExpectedError(
            msg("表格打不开。请检查文件，如果正在 Excel 里打开就先关掉。"), str(error)
        ) from error
    return _questions(rows)


def _sheet(path: Path) -> list[list[str]]:
    import openpyxl  # a tenth of a second that the start of the program need not wait for

    wrong = msg("这个文件不是 Excel 表格（.xlsx），或者坏了。请在 Excel 里另存为 .xlsx 或 CSV。")
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
                raise ExpectedError(wrong, "too large unpacked")
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        try:
            sheet = book.worksheets[0]
            return [
                [_cell(value) for value in row]
                for row in sheet.iter_rows(max_row=MAX_ROWS + 1, max_col=30, values_only=True)
            ]
        finally:
            book.close()
    except (ExpectedError, OSError):
        raise
    except Exception as error:  # openpyxl raises whatever a damaged workbook makes it run into
        raise ExpectedError(wrong, repr(error)) from error


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "对" if value else "错"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _csv(data: bytes) -> list[list[str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("gb18030")  # what a Chinese Excel writes
        except UnicodeDecodeError as error:
            raise ExpectedError(msg("CSV 的编码认不出来。请另存为“CSV UTF-8”。"), str(error)) from error
    if "\x00" in text:
        raise ExpectedError(msg("这不是 CSV 表格，里面有不是文字的内容。"))
    first = text.split("\n", 1)[0]
    delimiter = max("\t;,，", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise ExpectedError(msg("CSV 表格读不懂：引号没有成对。"), str(error)) from error
    return [[cell.strip() for cell in row] for row in rows[: MAX_ROWS + 1]]


def _questions(rows: Sequence[Sequence[str]]) -> ImportedQuiz:
    header = next((number for number, row in enumerate(rows) if any(row)), None)
    if header is None:
        raise ExpectedError(msg("表格是空的。"))
    names = [_column(cell) for cell in rows[header]]
    missing = [shown for shown, name in (("题目", "question"), ("答案", "answer")) if name not in names]
    if missing:
        raise ExpectedError(
            msg(
                "第一行要写列名，这里没有找到“{missing}”。可以用：种类、题目、答案、选项、解释、en、ug、kk。",
                missing="、".join(missing),
            )
        )
    questions: list[Question] = []
    refusals: list[Refusal] = []
    for number, cells in enumerate(rows[header + 1 :], start=header + 2):
        row: Row = {}
        for name, cell in zip(names, cells, strict=False):
            if name and cell:
                row.setdefault(name, []).append(cell)
        if not row:
            continue
        made = _question(row)
        if isinstance(made, Message):
            refusals.append(Refusal(number, str(made)))
        else:
            meanings: dict[str, str] = {name: row[name][0] for name in ("en", "ug", "kk") if name in row}
            questions.append(dataclasses.replace(made, meanings=meanings))
    return ImportedQuiz(tuple(questions), tuple(refusals))


def _column(cell: str) -> str:
    name = re.sub(r"\s*[0-9]+$", "", cell.strip().casefold())
    if len(name) == 1 and name in _LETTERS:
        return "options"
    return _COLUMNS.get(name, "")


def _question(row: Row) -> Question | Message:
    question = " ".join(row.get("question", []))
    answers = _parts(row.get("answer", []))
    options = _parts(row.get("options", []))
    why = " ".join(row.get("why", []))
    if not question:
        return msg("这一行没有题目。")
    written = row.get("kind", [""])[0].casefold()
    kind = _KINDS.get(written) if written else _guess(question, answers, options)
    if kind is None:
        near = closest(written, _KINDS) or "选择"
        return msg("没有“{kind}”这种题。是不是想写“{near}”？", kind=shorten(written), near=near)
    if kind == "choice":
        right = _right_options(answers, options)
        return right if isinstance(right, Message) else choice(question, right, why)
    if kind == "truefalse":
        said = answers[0].casefold() if answers else ""
        if said not in _TRUE | _FALSE:
            return msg("判断题的答案要写“对”或“错”。")
        return true_false(question, said in _TRUE, why)
    if kind == "match":
        pairs = [tuple(re.split(r"\s*[=＝]\s*", each, maxsplit=1)) for each in options or answers]
        return matching(question, [pair if len(pair) == 2 else (pair[0], "") for pair in pairs], why)
    if kind == "order":
        return ordering(question, options or answers, why)
    return fill_in(re.sub(r"_{2,}|（\s*）|\(\s*\)", GAP, question), answers, options, why)


def _guess(question: str, answers: Sequence[str], options: Sequence[str]) -> str:
    if re.search(r"_{2,}", question):
        return "fill"
    if not options and answers and answers[0].casefold() in _TRUE | _FALSE:
        return "truefalse"
    return "choice"


def _parts(cells: Iterable[str]) -> list[str]:
    return [part.strip() for cell in cells for part in re.split(r"[|｜\n]", cell) if part.strip()]


def _right_options(answers: Sequence[str], options: Sequence[str]) -> list[tuple[str, bool]] | Message:
    """Answers are given by letter (B, AC) or by the option's own words."""
    lettered = [re.sub(r"^[A-Fa-f][.、．]\s*", "", each) for each in options]
    right: set[int] = set()
    for answer in answers:
        if answer in options or answer in lettered:
            right.add(options.index(answer) if answer in options else lettered.index(answer))
        elif re.fullmatch(r"[A-Fa-f]([,，、\s]*[A-Fa-f])*", answer):
            right |= {_LETTERS.index(letter) for letter in answer.casefold() if letter in _LETTERS}
        else:
            return msg("答案“{answer}”不在选项里。", answer=shorten(answer))
    if any(at >= len(options) for at in right):
        return msg("答案写的是第几个选项，可是没有那么多选项。")
    return [(text, at in right) for at, text in enumerate(lettered)]
