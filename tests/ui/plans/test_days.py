"""A field for a day keeps the order of its parts where windows run from right to left."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QApplication, QDateEdit

from app.ui.widgets.calendar import dress_day


@pytest.fixture
def right_to_left(qapp: QApplication) -> Iterator[None]:
    before = qapp.layoutDirection()
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield
    qapp.setLayoutDirection(before)


def test_a_day_reads_year_month_day(right_to_left: None) -> None:
    field = dress_day(QDateEdit())
    field.setDate(QDate(2026, 9, 1))

    assert field.text() == "2026-09-01"
    assert field.isRightToLeft()
