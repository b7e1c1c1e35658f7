"""Printing a review and saving it as a PDF; the PDF needs no printer."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QWidget

from app.errors import ExpectedError
from app.i18n import tr
from app.ui.screens.broadcasts.review_sheet import SheetText, paint_review
from app.ui.sheets import writing


def write_pdf(path: Path, text: SheetText) -> None:
    """Write the sheet as a PDF of one page, whole or not at all. Raises ExpectedError when it cannot be."""
    writing.write_pdf(path, text.title, [partial(paint_review, text=text)])


def file_name(text: SheetText) -> str:
    """A name valid on every system."""
    kept = "".join(each if each.isalnum() else "-" for each in f"{text.title} {text.name} {text.when}")
    return "-".join(part for part in kept.split("-") if part) + ".pdf"


def save_pdf(parent: QWidget, text: SheetText, done: SignalInstance, failed: SignalInstance) -> None:
    """Ask where to, and write the PDF there."""
    path = writing.ask_where(parent, file_name(text))
    if path is None:
        return
    try:
        write_pdf(path, text)
    except ExpectedError as error:
        failed.emit(str(error))
        return
    done.emit(tr("复盘存好了：{path}", path=str(path)))


def print_review(parent: QWidget, text: SheetText, done: SignalInstance, failed: SignalInstance) -> None:
    """Ask for a printer, and print one page."""
    try:
        if writing.print_sheets(parent, file_name(text), [partial(paint_review, text=text)]):
            done.emit(tr("已经交给打印机。"))
    except ExpectedError as error:
        failed.emit(str(error))
