"""Rosters: a table read and held against who is there, applied in one go, and written."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from app.broadcasts.table_file import read_table
from app.errors import ExpectedError
from app.i18n import msg, tr
from app.people.roster import Present, RosterPlan, plan_roster, shown_cells
from app.people.roster_words import COLUMNS
from app.people.values import ADMINISTRATOR, Profile
from app.practice.keeper import Keeper
from app.storage.people import PeopleTables

_FORMULA = re.compile(r"[=+\-@\t\r]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_WIDTHS = {"name": 28, "cohort": 20}


class Rosters:
    """Rosters of whoever is signed in: a trainer's of her classes, an administrator's of all. Calls block."""

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper

    def read(self, path: Path) -> RosterPlan:
        """What a table (.xlsx, .csv) would do; nothing is changed.

        Raises ExpectedError when it is no table with names, and for trainees.
        """
        self._keeper.store.access.check_trainer()
        table = read_table(path)
        return plan_roster(table.headings, table.rows, self._present())

    def apply(self, plan: RosterPlan, archive: Iterable[str] = ()) -> None:
        """Do what the plan says, all or nothing; `archive` are ids of its missing people to put away."""
        changes: dict[str, dict[str, Any]] = {
            each.wanted.id: {
                name: getattr(each.wanted, name)
                for name in ("name", "number", "first_language", "language", "role", "cohort_id", "archived")
                if getattr(each.wanted, name) != getattr(each.profile, name)
            }
            for each in plan.changed
        }
        missing = {each.id for each in plan.missing}
        changes |= {each: {"archived": True} for each in archive if each in missing}
        self._tables.apply(plan.cohorts, [profile for _, profile in plan.added], changes)

    def write(self, path: Path, cohort_id: str | None = None) -> int:
        """Write a roster, as .xlsx if so named, else as CSV; returns how many people stand in it.

        Of one class if asked, else of all that may be read. Raises ExpectedError.
        """
        self._keeper.store.access.check_trainer()
        names = {each.id: each.name for each in self._tables.cohorts()}
        people = sorted(
            self._tables.profiles(cohort_id),
            key=lambda each: (names.get(each.cohort_id, ""), each.number.zfill(12), each.name),
        )
        _write_table([list(shown_cells(each, names).values()) for each in people], path)
        return len(people)

    def write_template(self, path: Path) -> None:
        """Write a table with nothing but the headings, to be filled in. Raises ExpectedError."""
        _write_table([], path)

    @property
    def _tables(self) -> PeopleTables:
        return self._keeper.store.people

    def _present(self) -> Present:
        profile = self._keeper.profile
        everywhere = profile is not None and profile.role == ADMINISTRATOR
        people: Sequence[Profile] = self._tables.profiles(archived=True)
        return Present(
            tuple(people),
            tuple(self._tables.cohorts()),
            None if everywhere else frozenset(each.id for each in self._tables.led()),
            everywhere,
            self._tables.number_taken,
        )


def _write_table(rows: Sequence[Sequence[str]], path: Path) -> None:
    """Headings and rows, as .xlsx if so named, else as CSV; the file is there whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    try:
        _write_sheet(rows, part) if path.suffix.lower() == ".xlsx" else _write_csv(rows, part)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise ExpectedError(
            msg("表格没能写到 {path}。请检查磁盘空间，如果正在 Excel 里打开就先关掉。", path=path),
            str(error),
        ) from error


def _write_csv(rows: Sequence[Sequence[str]], path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:  # the mark tells Excel that it is UTF-8
        table = csv.writer(file)
        table.writerow([str(each) for each in COLUMNS.values()])
        table.writerows([f"'{cell}" if _FORMULA.match(cell) else cell for cell in row] for row in rows)


def _write_sheet(rows: Sequence[Sequence[str]], path: Path) -> None:
    import openpyxl  # a tenth of a second that the start of the program need not wait for
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = tr("名单")
    sheet.freeze_panes = "A2"
    for column, (name, heading) in enumerate(COLUMNS.items(), start=1):
        sheet.cell(1, column, str(heading)).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = _WIDTHS.get(name, 14)
    for row, cells in enumerate(rows, start=2):
        for column, text in enumerate(cells, start=1):
            cell = sheet.cell(row, column, _CONTROL.sub("", text) or None)
            cell.number_format = "@"  # numbers keep the zeros at their front
            if text:
                cell.data_type = "s"  # never a formula
    book.save(path)
