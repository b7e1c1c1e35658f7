"""Writing sheets into a PDF, page after page, and handing them to a printer; the PDF needs no printer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QMarginsF, QRectF, QSaveFile, QStandardPaths
from PySide6.QtGui import QPagedPaintDevice, QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import ExpectedError
from app.i18n import msg, tr

RESOLUTION = 300

Draw = Callable[[QPainter, QRectF], object]
"""Draws one sheet into an area of device units."""


def write_pdf(
    path: Path,
    title: str,
    sheets: Sequence[Draw],
    *,
    landscape: bool = False,
    progress: Callable[[float], None] = lambda share: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> int | None:
    """Write one page a sheet, whole or not at all; returns how many, None when cancelled.

    Any thread may call. Raises ExpectedError when it cannot be written.
    """
    file = QSaveFile(str(path))
    if not file.open(QSaveFile.OpenModeFlag.WriteOnly):
        raise _not_saved(file.errorString())
    writer = QPdfWriter(file)
    writer.setResolution(RESOLUTION)
    writer.setTitle(title)
    prepare(writer, landscape=landscape)
    stopped = not _paint(writer, sheets, progress, cancelled)
    del writer
    if stopped:
        file.cancelWriting()
        file.commit()
        return None
    if not file.commit():
        raise _not_saved(file.errorString())
    return len(sheets)


def ask_where(parent: QWidget, name: str) -> Path | None:
    """Ask where a PDF is to be saved; None when the user changed her mind."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    chosen, _filter = QFileDialog.getSaveFileName(
        parent, tr("存成 PDF"), str(Path(folder) / name), "PDF (*.pdf)"
    )
    if not chosen:
        return None
    path = Path(chosen)
    return path if path.suffix.lower() == ".pdf" else path.with_name(path.name + ".pdf")


def prepare(device: QPagedPaintDevice, *, landscape: bool) -> None:
    """Pages of A4; the sheets have margins of their own."""
    device.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    device.setPageOrientation(
        QPageLayout.Orientation.Landscape if landscape else QPageLayout.Orientation.Portrait
    )
    device.setPageMargins(QMarginsF(0, 0, 0, 0))


def print_sheets(parent: QWidget, title: str, sheets: Sequence[Draw], *, landscape: bool = False) -> bool:
    """Ask for a printer and print; False when the user changed her mind. Raises ExpectedError."""
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo  # loaded when first printed

    if not QPrinterInfo.availablePrinters():
        raise ExpectedError(msg("没有找到打印机。可以先“存成 PDF”，拿到有打印机的地方打印。"))
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    prepare(printer, landscape=landscape)
    printer.setFullPage(True)
    printer.setDocName(title)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle(tr("打印"))
    if dialog.exec() != QPrintDialog.DialogCode.Accepted:
        return False
    _paint(printer, sheets, lambda share: None, lambda: False)
    return True


def _paint(
    device: QPagedPaintDevice,
    sheets: Sequence[Draw],
    progress: Callable[[float], None],
    cancelled: Callable[[], bool],
) -> bool:
    painter = QPainter()
    if not painter.begin(device):
        raise ExpectedError(msg("没能打印。请检查打印机，或者“存成 PDF”。"))
    try:
        for number, draw in enumerate(sheets):
            if cancelled():
                return False
            if number:
                device.newPage()
            draw(painter, QRectF(0, 0, device.width(), device.height()))
            progress((number + 1) / len(sheets))
    finally:
        painter.end()
    return True


def _not_saved(detail: str) -> ExpectedError:
    return ExpectedError(msg("没能保存成 PDF。请换一个文件夹，或者检查磁盘空间，再试一次。"), detail)
