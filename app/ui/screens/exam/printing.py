"""Printing a result and saving it as a PDF; the PDF needs no printer."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF, QSaveFile, QStandardPaths, SignalInstance
from PySide6.QtGui import QPagedPaintDevice, QPainter, QPdfWriter
from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import ExpectedError
from app.i18n import msg, tr
from app.practice.exam_values import ExamResult
from app.ui.screens.exam.print_sheet import paint_sheet, prepare_page, sheet_text

RESOLUTION = 300


def write_pdf(path: Path, result: ExamResult) -> None:
    """Write the sheet as a PDF of one page, whole or not at all. Raises ExpectedError when it cannot be."""
    file = QSaveFile(str(path))
    if not file.open(QSaveFile.OpenModeFlag.WriteOnly):
        raise _not_saved(file.errorString())
    writer = QPdfWriter(file)
    writer.setResolution(RESOLUTION)
    writer.setTitle(tr("普通话水平模拟测试成绩单"))
    prepare_page(writer)
    _paint(writer, result)
    del writer
    if not file.commit():
        raise _not_saved(file.errorString())


def file_name(result: ExamResult) -> str:
    """A name that says who and when, valid on every system."""
    name = "".join(each if each.isalnum() else "-" for each in result.name) or "-"
    return f"psc_{name}_{result.exam.created.astimezone():%Y%m%d-%H%M}.pdf"


def save_pdf(
    parent: QWidget, result: ExamResult | None, done: SignalInstance, failed: SignalInstance
) -> None:
    """Ask where to, and write the PDF there."""
    if result is None:
        return
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    chosen, _filter = QFileDialog.getSaveFileName(
        parent, tr("存成 PDF"), str(Path(folder) / file_name(result)), "PDF (*.pdf)"
    )
    if not chosen:
        return
    path = Path(chosen)
    path = path if path.suffix.lower() == ".pdf" else path.with_name(path.name + ".pdf")
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
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo  # loaded when first printed

    if not QPrinterInfo.availablePrinters():
        failed.emit(tr("没有找到打印机。可以先“存成 PDF”，拿到有打印机的地方打印。"))
        return
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    prepare_page(printer)
    printer.setFullPage(True)
    printer.setDocName(file_name(result))
    dialog = QPrintDialog(printer, parent)
    if dialog.exec() != QPrintDialog.DialogCode.Accepted:
        return
    try:
        _paint(printer, result)
    except ExpectedError as error:
        failed.emit(str(error))
        return
    done.emit(tr("已经交给打印机。"))


def _paint(device: QPagedPaintDevice, result: ExamResult) -> None:
    painter = QPainter()
    if not painter.begin(device):
        raise ExpectedError(msg("没能打印。请检查打印机，或者“存成 PDF”。"))
    paint_sheet(painter, QRectF(0, 0, device.width(), device.height()), sheet_text(result))
    painter.end()


def _not_saved(detail: str) -> ExpectedError:
    return ExpectedError(msg("成绩单没能保存。请换一个文件夹，或者检查磁盘空间，再试一次。"), detail)
