"""Printing a review and saving it as a PDF; the PDF needs no printer."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF, QSaveFile, QStandardPaths, SignalInstance
from PySide6.QtGui import QPagedPaintDevice, QPainter, QPdfWriter
from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import ExpectedError
from app.i18n import msg, tr
from app.ui.screens.broadcasts.review_sheet import SheetText, paint_review, prepare_page

RESOLUTION = 300


def write_pdf(path: Path, text: SheetText) -> None:
    """Write the sheet as a PDF of one page, whole or not at all. Raises ExpectedError when it cannot be."""
    file = QSaveFile(str(path))
    if not file.open(QSaveFile.OpenModeFlag.WriteOnly):
        raise _not_saved(file.errorString())
    writer = QPdfWriter(file)
    writer.setResolution(RESOLUTION)
    writer.setTitle(text.title)
    prepare_page(writer)
    _paint(writer, text)
    del writer
    if not file.commit():
        raise _not_saved(file.errorString())


def file_name(text: SheetText) -> str:
    """A name valid on every system."""
    kept = "".join(each if each.isalnum() else "-" for each in f"{text.title} {text.name} {text.when}")
    return "-".join(part for part in kept.split("-") if part) + ".pdf"


def save_pdf(parent: QWidget, text: SheetText, done: SignalInstance, failed: SignalInstance) -> None:
    """Ask where to, and write the PDF there."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    chosen, _filter = QFileDialog.getSaveFileName(
        parent, tr("存成 PDF"), str(Path(folder) / file_name(text)), "PDF (*.pdf)"
    )
    if not chosen:
        return
    path = Path(chosen)
    path = path if path.suffix.lower() == ".pdf" else path.with_name(path.name + ".pdf")
    try:
        write_pdf(path, text)
    except ExpectedError as error:
        failed.emit(str(error))
        return
    done.emit(tr("复盘存好了：{path}", path=str(path)))


def print_review(parent: QWidget, text: SheetText, done: SignalInstance, failed: SignalInstance) -> None:
    """Ask for a printer, and print one page."""
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo  # loaded when first printed

    if not QPrinterInfo.availablePrinters():
        failed.emit(tr("没有找到打印机。可以先“存成 PDF”，拿到有打印机的地方打印。"))
        return
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    prepare_page(printer)
    printer.setFullPage(True)
    printer.setDocName(file_name(text))
    dialog = QPrintDialog(printer, parent)
    if dialog.exec() != QPrintDialog.DialogCode.Accepted:
        return
    try:
        _paint(printer, text)
    except ExpectedError as error:
        failed.emit(str(error))
        return
    done.emit(tr("已经交给打印机。"))


def _paint(device: QPagedPaintDevice, text: SheetText) -> None:
    painter = QPainter()
    if not painter.begin(device):
        raise ExpectedError(msg("没能打印。请检查打印机，或者“存成 PDF”。"))
    paint_review(painter, QRectF(0, 0, device.width(), device.height()), text)
    painter.end()


def _not_saved(detail: str) -> ExpectedError:
    return ExpectedError(msg("复盘没能保存成 PDF。请换一个文件夹，或者检查磁盘空间，再试一次。"), detail)
