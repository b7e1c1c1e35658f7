"""Printing a result and saving it as a PDF; the PDF needs no printer."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QWidget

from app.errors import ExpectedError
from app.i18n import tr
from app.practice.exam_values import ExamResult
from app.ui.screens.exam.print_sheet import paint_sheet, sheet_text
from app.ui.sheets import writing


def write_pdf(path: Path, result: ExamResult) -> None:
    """Write the sheet as a PDF of one page, whole or not at all. Raises ExpectedError when it cannot be."""
    writing.write_pdf(path, tr("普通话水平模拟测试成绩单"), [_sheet(result)])


def file_name(result: ExamResult) -> str:
    """A name that says who and when, valid on every system."""
    name = "".join(each if each.isalnum() else "-" for each in result.name) or "-"
    return f"psc_{name}_{result.exam.created.astimezone():%Y%m%d-%H%M}.pdf"


def save_pdf(
    parent: QWidget, result: ExamResult | None, done: SignalInstance, failed: SignalInstance
) -> None:
    """Ask where to, and write the PDF there."""
    path = writing.ask_where(parent, file_name(result)) if result else None
    if result is None or path is None:
        return
    try:
        write_pdf(path, result)
    except ExpectedError as error:
        failed.emit(str(error))
        return
    done.emit(tr("成绩单存好了：{path}", path=str(path)))


def print_result(
    parent: QWidget, result: ExamResult | None, done: SignalInstance, failed: SignalInstance
) -> None:
    """Ask for a printer, and print one page."""
    if result is None:
        return
    try:
        if writing.print_sheets(parent, file_name(result), [_sheet(result)]):
            done.emit(tr("已经交给打印机。"))
    except ExpectedError as error:
        failed.emit(str(error))


def _sheet(result: ExamResult) -> writing.Draw:
    return partial(paint_sheet, text=sheet_text(result))
