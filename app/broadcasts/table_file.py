"""The cells of a stranger's table: an Excel workbook (.xlsx) or CSV. At worst a sentence."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.broadcasts.reading import Cell
from app.errors import ExpectedError
from app.i18n import msg

MAX_BYTES = 5_000_000
MAX_UNPACKED = 60_000_000
MAX_ROWS = 2_000
MAX_COLUMNS = 60
LONGEST_CELL = 5_000

FORMULA = "=?"
"""Stands for a formula whose result the file does not hold."""

_ENCODINGS = ("utf-8-sig", "gb18030")


@dataclass(frozen=True)
class Table:
    """The first sheet: the headings, and each row below that holds something with its number in the file."""

    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]


def read_table(path: Path) -> Table:
    """Read a table. Raises ExpectedError with a sentence when it is none, too large or cannot be opened."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ExpectedError(msg("表格太大了，不应超过 5 MB。请分成几个文件。"))
        with path.open("rb") as file:
            head = file.read(8)
        if head.startswith(b"\xd0\xcf\x11\xe0"):
            raise ExpectedError(
                msg("这是旧式的 Excel 表格（.xls）。请在 Excel 或 WPS 里另存为 .xlsx 或 CSV。")
            )
        rows = _sheet(path) if head.startswith(b"PK") else _csv(path.read_bytes())
    except FileNotFoundError as error:
        raise ExpectedError(msg("找不到文件 {path}。", path=path)) from error
    except OSError as error:
        raise ExpectedError(
            msg("表格打不开。请检查文件，如果正在 Excel 里打开就先关掉。"), str(error)
        ) from error
    return _table(rows)


def _table(rows: list[list[Cell]]) -> Table:
    filled = [(number, row) for number, row in enumerate(rows, start=1) if any(_holds(c) for c in row)]
    if not filled:
        raise ExpectedError(msg("表格是空的。"))
    if len(filled) > MAX_ROWS + 1:
        raise ExpectedError(msg("表格超过 {count} 行。请分成几个文件。", count=MAX_ROWS))
    # a title above the table fills one cell, headings fill several
    at = next((i for i, (_, row) in enumerate(filled[:10]) if sum(map(_holds, row)) > 1), 0)
    headings = tuple("" if cell is None else str(cell).strip() for cell in filled[at][1])
    wide = len(headings)
    return Table(
        headings, tuple((number, tuple([*row, *[None] * wide][:wide])) for number, row in filled[at + 1 :])
    )


def _holds(cell: Cell) -> bool:
    return cell is not None and (not isinstance(cell, str) or bool(cell.strip()))


def _sheet(path: Path) -> list[list[Cell]]:
    wrong = msg("这个文件不是 Excel 表格（.xlsx），或者坏了。请在 Excel 里另存为 .xlsx 或 CSV。")
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
                raise ExpectedError(msg("这个表格展开以后太大了，没有打开。请只留下要导入的那一页。"))
        values = _cells(path, results=True)
        formulas = _cells(path, results=False)
        for row, asked in zip(values, formulas, strict=True):
            for column, cell in enumerate(asked):
                if cell == FORMULA and row[column] is None:
                    row[column] = FORMULA
        return values
    except (ExpectedError, OSError):
        raise
    except Exception as error:  # openpyxl raises whatever a damaged workbook makes it run into
        raise ExpectedError(wrong, repr(error)) from error


def _cells(path: Path, *, results: bool) -> list[list[Cell]]:
    """The first sheet's values; with `results` of formulas what was reckoned last, else `FORMULA`."""
    import openpyxl  # a tenth of a second that the start of the program need not wait for

    book = openpyxl.load_workbook(path, read_only=True, data_only=results)
    try:
        found = []
        # one row more than may be, so that it is noticed
        for row in book.worksheets[0].iter_rows(max_row=MAX_ROWS + 12, max_col=MAX_COLUMNS):
            found.append([_cell(each, results) for each in row])
        return found
    finally:
        book.close()


def _cell(cell: Any, results: bool) -> Cell:
    if not results and cell.data_type == "f":
        return FORMULA
    value = cell.value
    if isinstance(value, str):
        return value[:LONGEST_CELL]
    known: Cell = value
    return known


def _csv(data: bytes) -> list[list[Cell]]:
    text = _decoded(data)
    if "\x00" in text:
        raise ExpectedError(msg("这不是表格，里面有不是文字的内容。可以用 .xlsx 或 CSV。"))
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",\t;，", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise ExpectedError(msg("CSV 表格读不懂：引号没有成对。"), str(error)) from error
    return [[_unescaped(cell)[:LONGEST_CELL] for cell in row[:MAX_COLUMNS]] for row in rows]


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):  # what Excel calls Unicode text
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = _ENCODINGS
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ExpectedError(msg("CSV 的编码认不出来。请另存为“CSV UTF-8”。"))


def _unescaped(cell: str) -> str:
    """Take off the apostrophe that keeps a spreadsheet from running a text as a formula."""
    return cell[1:] if len(cell) > 1 and cell[0] == "'" and cell[1] in "=+-@\t\r" else cell
