"""The log as a table, CSV or Excel: dates as dates, numbers as numbers; it comes back in unchanged."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.broadcasts.columns import FIELDS
from app.broadcasts.values import Broadcast
from app.errors import ExpectedError
from app.i18n import msg, tr

COLUMNS = ("day", "start", "product", "minutes", "viewers", "peak", "orders", "turnover", "returns", "note")

_FORMULA = re.compile(r"[=+\-@\t\r]")
_FORMATS = {"day": "yyyy-mm-dd", "start": "hh:mm", "turnover": "0.00"}
_WIDTHS = {"day": 12, "product": 24, "note": 40}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def yuan(fen: int) -> str:
    """Fen as yuan with two places: 123450 is "1234.50"."""
    return f"{Decimal(fen) / 100:.2f}"


def write_table(broadcasts: Sequence[Broadcast], path: Path) -> None:
    """Write the log, the oldest first, as .xlsx if so named, else as CSV. Raises ExpectedError."""
    rows = sorted(broadcasts, key=lambda each: each.order)
    part = path.with_name(f".{path.name}.part")
    try:
        if path.suffix.lower() == ".xlsx":
            _write_sheet(rows, part)
        else:
            _write_csv(rows, part)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise ExpectedError(
            msg("表格没能写到 {path}。请检查磁盘空间，如果正在 Excel 里打开就先关掉。", path=path), str(error)
        ) from error


def _write_csv(rows: Sequence[Broadcast], path: Path) -> None:
    # the byte order mark tells Excel that it is UTF-8
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow([str(FIELDS[name]) for name in COLUMNS])
        table.writerows([_text(each, name) for name in COLUMNS] for each in rows)


def _text(broadcast: Broadcast, name: str) -> str:
    value = getattr(broadcast, name)
    if value is None:
        return ""
    if name == "start":
        return f"{value:%H:%M}"
    if name == "turnover":
        return yuan(value)
    text = str(value)
    return f"'{text}" if name in ("product", "note") and _FORMULA.match(text) else text


def _write_sheet(rows: Sequence[Broadcast], path: Path) -> None:
    import openpyxl
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = tr("直播记录")
    sheet.freeze_panes = "A2"
    for column, name in enumerate(COLUMNS, start=1):
        sheet.cell(1, column, str(FIELDS[name])).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = _WIDTHS.get(name, 14)
    for row, broadcast in enumerate(rows, start=2):
        for column, name in enumerate(COLUMNS, start=1):
            value = getattr(broadcast, name)
            if isinstance(value, str):
                value = _CONTROL.sub("", value) or None
            elif name == "turnover" and value is not None:
                value = Decimal(value) / 100
            cell = sheet.cell(row, column, value)
            if isinstance(value, str):
                cell.data_type = "s"  # never a formula
            if name in _FORMATS:
                cell.number_format = _FORMATS[name]
    book.save(path)
