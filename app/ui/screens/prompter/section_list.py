"""Beside the script: its sections, how long each may take and has taken, and the time left of the whole."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.coaching.script import Script
from app.i18n import tr
from app.ui.activities.plan_bar import PlanBar
from app.ui.attempt.words import duration_words
from app.ui.i18n import isolate
from app.ui.theme import SPACE, Theme
from app.ui.widgets.card import clear
from app.ui.widgets.labels import label, set_look


class SectionList(QWidget):
    """One row a section; the one she is in stands out. Too long is said in words, without alarm."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._script = Script("", (), ())
        self.total = label("", "strong")
        self._rows: list[_Row] = []
        holder = QWidget()
        holder.setProperty("scrolled", "true")
        self._list = QVBoxLayout(holder)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(SPACE)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidget(holder)
        self._scroll = scroll
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(self.total)
        column.addWidget(scroll, 1)

    def show_script(self, script: Script) -> None:
        """Show the sections of a script."""
        self._script = script
        clear(self._list)
        self._rows = [_Row(self._theme, each.title, each.seconds) for each in script.sections]
        for row in self._rows:
            self._list.addWidget(row)
        self._list.addStretch(1)

    def show_times(self, spent: Sequence[float], now: int | None) -> None:
        """Show the seconds spent in each section; `now` is the one she is in."""
        for number, row in enumerate(self._rows):
            row.show_time(spent[number] if number < len(spent) else 0.0, number == now)
        self.total.setText(total_words(self._script.seconds, sum(spent)))
        if now is not None and now < len(self._rows):
            self._scroll.ensureWidgetVisible(self._rows[now])


class _Row(QWidget):
    def __init__(self, theme: Theme, title: str, seconds: int) -> None:
        super().__init__()
        self._seconds = seconds
        self._title = label(isolate(title or tr("稿子")))
        self._time = label("", "soft", wrap=False)
        self._bar = PlanBar(theme)
        self._bar.setVisible(bool(seconds))
        line = QHBoxLayout()
        line.addWidget(self._title, 1)
        line.addWidget(self._time)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, SPACE, 0)
        column.setSpacing(SPACE // 2)
        column.addLayout(line)
        column.addWidget(self._bar)

    def show_time(self, spent: float, now: bool) -> None:
        set_look(self._title, "role", "strong" if now else "lead")
        words = duration_words(int(spent))
        if self._seconds:
            words = f"{words} / {duration_words(self._seconds)}"
        self._time.setText(words)
        self._bar.show_time(spent, self._seconds)


def total_words(planned: int, spent: float) -> str:
    """The time left of the whole, or by how much it is over; the time gone when none was planned."""
    if not planned:
        return tr("讲了 {time}", time=duration_words(int(spent)))
    if spent <= planned:
        return tr("还有 {time}", time=duration_words(int(planned - spent)))
    return tr("超了 {time}", time=duration_words(int(spent - planned)))
