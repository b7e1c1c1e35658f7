"""The gradebook as a spreadsheet: people × lessons of their plans, a summary of each, and what it all means.

Numbers are numbers and days are days, so that a spreadsheet program can reckon with them; whatever people
wrote is text, never a formula.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from app.i18n import is_right_to_left, tr, trn
from app.people.values import Profile
from app.practice.plans_values import DueItem, DueState
from app.practice.reports_values import ExamLine, Figures
from app.practice.reports_words import grade_word, state_word, weak_text

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\']")
_TITLE_LENGTH = 31  # of a sheet
_COLUMNS = 3  # of a lesson: best score, takes, state
_NAMES = 2  # columns before the lessons
_HEAD = 4  # rows before the people
_FILLS = {DueState.DONE: "FFDDF0DD", DueState.OVERDUE: "FFF9DDDD"}
_HEAD_FILL = "FFE8EDF3"


@dataclass(frozen=True)
class GradedLesson:
    """A column of a class's table: a lesson that was given, by which plan and until when."""

    plan: str
    lesson: str
    due: date
    score: float | None
    takes: int | None


@dataclass(frozen=True)
class GradedPerson:
    """A row: somebody, how far she is in each lesson of the columns (None: not given to her), her figures."""

    profile: Profile
    cells: tuple[DueItem | None, ...]
    figures: Figures
    exam: ExamLine | None


@dataclass(frozen=True)
class GradedClass:
    """A class, or (no `name`) those who are in none."""

    name: str
    lessons: tuple[GradedLesson, ...]
    people: tuple[GradedPerson, ...]


def write_gradebook(path: Path, classes: Sequence[GradedClass], made: datetime, by: str) -> None:
    """Write the workbook, whole or not at all. Raises OSError."""
    import openpyxl  # a tenth of a second that the start of the program need not wait for

    book = openpyxl.Workbook()
    book.remove(book.active)
    titles: set[str] = set()
    for each in classes:
        _class_sheet(_sheet(book, each.name or tr("没有班级"), titles), each)
    _summary_sheet(_sheet(book, tr("汇总"), titles), classes)
    _legend_sheet(_sheet(book, tr("说明"), titles), classes, made, by)
    part = path.with_name(f".{path.name}.part")
    try:
        book.save(part)
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def _class_sheet(sheet: Any, graded: GradedClass) -> None:
    from openpyxl.utils import get_column_letter

    _text(sheet, 1, 1, graded.name or tr("没有班级"), bold=True)
    for column, heading in enumerate((tr("编号"), tr("姓名")), start=1):
        _heading(sheet, _HEAD, column, heading)
    for at, lesson in enumerate(graded.lessons):
        left = 1 + _NAMES + _COLUMNS * at
        _heading(sheet, 1, left, lesson.plan)
        _heading(sheet, 2, left, lesson.lesson)
        _value(sheet, 3, left, lesson.due)
        asked = [] if lesson.score is None else [tr("{score} 分以上", score=f"{lesson.score:g}")]
        asked += [] if lesson.takes is None else [trn("{number} 遍", "{number} 遍", lesson.takes)]
        if asked:
            _text(sheet, 3, left + 1, tr("、").join(asked))
        for row in (1, 2):
            sheet.merge_cells(start_row=row, start_column=left, end_row=row, end_column=left + 2)
        sheet.merge_cells(start_row=3, start_column=left + 1, end_row=3, end_column=left + 2)
        for column, heading in enumerate((tr("最好分"), tr("遍数"), tr("情况"))):
            _heading(sheet, _HEAD, left + column, heading)
        for column, width in enumerate((12, 9, 14)):
            sheet.column_dimensions[get_column_letter(left + column)].width = width
    for row, person in enumerate(graded.people, start=_HEAD + 1):
        _text(sheet, row, 1, person.profile.number)
        _text(sheet, row, 2, person.profile.name)
        for at, item in enumerate(person.cells):
            if item is not None:
                left = 1 + _NAMES + _COLUMNS * at
                _value(sheet, row, left, item.best, "0.0")
                _value(sheet, row, left + 1, item.takes, "0")
                _text(sheet, row, left + 2, state_word(item.state), fill=_FILLS.get(item.state))
    _widths(sheet, (12, 24))
    if not graded.lessons:
        _text(sheet, 2, 3, tr("还没有布置过计划。"))
    if not graded.people:
        _text(sheet, _HEAD + 1, 2, tr("还没有学员。"))
    sheet.row_dimensions[2].height = 32
    sheet.freeze_panes = sheet.cell(_HEAD + 1, _NAMES + 1)


def _summary_sheet(sheet: Any, classes: Sequence[GradedClass]) -> None:
    columns: tuple[tuple[str, int], ...] = (
        (tr("班级"), 18),
        (tr("编号"), 12),
        (tr("姓名"), 24),
        (tr("练习（分钟）"), 12),
        (tr("练习天数"), 10),
        (tr("录音遍数"), 10),
        (tr("有分数的遍数"), 12),
        (tr("第一次练习"), 12),
        (tr("最近一次练习"), 12),
        (tr("全部平均分"), 10),
        (tr("最初两周平均分"), 12),
        (tr("最近两周平均分"), 12),
        (tr("变化"), 9),
        (tr("薄弱的音（说准的比例）"), 34),
        (tr("模拟测试日期"), 12),
        (tr("模拟测试估计分"), 12),
        (tr("估计等级"), 14),
        (tr("直播排练次数"), 10),
        (tr("计划：完成"), 9),
        (tr("计划：进行中"), 9),
        (tr("计划：过期"), 9),
    )
    for column, (heading, _width) in enumerate(columns, start=1):
        _heading(sheet, 1, column, heading)
    _widths(sheet, tuple(width for _heading_, width in columns))
    row = 1
    for graded in classes:
        for person in graded.people:
            row += 1
            _summary_row(sheet, row, graded.name or tr("没有班级"), person)
    sheet.row_dimensions[1].height = 48
    sheet.freeze_panes = "D2"
    if row > 1:
        sheet.auto_filter.ref = sheet.dimensions


def _summary_row(sheet: Any, row: int, cohort: str, person: GradedPerson) -> None:
    told = person.figures
    change = None
    if told.first_mean is not None and told.last_mean is not None:
        change = told.last_mean - told.first_mean
    exam = person.exam
    points = exam.estimate.points if exam is not None and exam.estimate.missing is None else None
    states = [item.state for item in person.cells if item is not None]
    cells: tuple[tuple[object, str], ...] = (
        (cohort, ""),
        (person.profile.number, ""),
        (person.profile.name, ""),
        (round(told.minutes, 1), "0.0"),
        (told.days, "0"),
        (told.attempts, "0"),
        (told.scored, "0"),
        (told.first, ""),
        (told.last, ""),
        (_rounded(told.mean), "0.0"),
        (_rounded(told.first_mean), "0.0"),
        (_rounded(told.last_mean), "0.0"),
        (_rounded(change), "+0.0;-0.0;0.0"),
        (weak_text(told.weak), ""),
        (exam.day if exam is not None else None, ""),
        (_rounded(points), "0.0"),
        (grade_word(exam.estimate.grade) if exam is not None and points is not None else "", ""),
        (told.rehearsals, "0"),
        *((states.count(state), "0") for state in (DueState.DONE, DueState.OPEN, DueState.OVERDUE)),
    )
    for column, (value, form) in enumerate(cells, start=1):
        if isinstance(value, str):
            _text(sheet, row, column, value)
        else:
            _value(sheet, row, column, value, form)


def _legend_sheet(sheet: Any, classes: Sequence[GradedClass], made: datetime, by: str) -> None:
    rows: list[tuple[str, object]] = [
        (tr("做表的时间"), made.astimezone().replace(tzinfo=None, microsecond=0, second=0)),
        (tr("谁做的"), by),
        (tr("人数"), sum(len(each.people) for each in classes)),
        (tr("最好分"), tr("从计划开始那天起，这一课里分数最高的一遍。空着：还没有分数。")),
        (tr("遍数"), tr("从计划开始那天起，在这一课里录了几遍。")),
        (tr("情况"), tr("完成：看完了每一步，也达到了要求的分数和遍数。过期未完成：日子已经过了。")),
        (tr("练习（分钟）"), tr("录音的总长度，不算看课和做题的时间。")),
        (
            tr("最初两周、最近两周"),
            tr("练习的头 14 天和最后 14 天的平均分。两段重叠，或者不到 5 遍，就空着。"),
        ),
        (tr("薄弱的音"), tr("至少判断过 12 次，其中说准的不到八成。教师改过的判断按教师的算。")),
        (
            tr("模拟测试估计分"),
            tr("从朗读部分估计的水平，由程序得出，不是普通话水平测试的正式成绩。"),
        ),
        (
            tr("这些数字有多可靠"),
            tr(
                "分数由程序给出，会有错判；几遍录音之间相差几分属于正常。请看变化和大的差别，不要按一两分排名。"
            ),
        ),
    ]
    for row, (name, value) in enumerate(rows, start=1):
        _text(sheet, row, 1, name, bold=True)
        if isinstance(value, str):
            _text(sheet, row, 2, value, wrap=True)
        elif isinstance(value, datetime):
            _value(sheet, row, 2, value, "yyyy-mm-dd hh:mm")
        else:
            _value(sheet, row, 2, value, "0")
    _widths(sheet, (26, 90))


# -- cells


def _sheet(book: Any, title: str, titles: set[str]) -> Any:
    """A new sheet; titles are unique, regardless of case, and short, as spreadsheet programs want them."""
    plain = _NOT_IN_TITLES.sub(" ", _CONTROL.sub("", title)).strip() or "-"
    name, number = plain[:_TITLE_LENGTH], 1
    while name.casefold() in titles:
        number += 1
        name = f"{plain[: _TITLE_LENGTH - 4]} {number}"
    titles.add(name.casefold())
    sheet = book.create_sheet(name)
    sheet.sheet_view.rightToLeft = is_right_to_left()
    return sheet


def _text(
    sheet: Any,
    row: int,
    column: int,
    text: str,
    *,
    bold: bool = False,
    wrap: bool = False,
    fill: str | None = None,
) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    if not text:
        return
    cell = sheet.cell(row, column, _CONTROL.sub("", text))
    cell.data_type = "s"  # never a formula
    cell.number_format = "@"  # numbers keep the zeros at their front
    if bold:
        cell.font = Font(bold=True)
    if wrap:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    if fill:
        cell.fill = PatternFill("solid", fgColor=fill)


def _heading(sheet: Any, row: int, column: int, text: str) -> None:
    from openpyxl.styles import Alignment

    _text(sheet, row, column, text, bold=True, fill=_HEAD_FILL)
    sheet.cell(row, column).alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")


def _value(sheet: Any, row: int, column: int, value: object, form: str = "") -> None:
    if value is None:
        return
    cell = sheet.cell(row, column, value)
    cell.number_format = form or ("yyyy-mm-dd" if isinstance(value, date) else "General")


def _widths(sheet: Any, widths: Sequence[int]) -> None:
    from openpyxl.utils import get_column_letter

    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
