"""Who follows a plan: each with the way to its standing and the way to take the plan back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.i18n import tr
from app.practice.plans_values import Given
from app.ui.i18n import isolate
from app.ui.screens.plans.words import short_day
from app.ui.theme import Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.card import clear
from app.ui.widgets.flow_layout import FlowLayout
from app.ui.widgets.labels import label


class GivenStrip(QWidget):
    """Hidden while nobody follows the plan."""

    standing_wanted = Signal(str, str)  # class, its name
    take_back_wanted = Signal(object)  # Given

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._row = FlowLayout(self)

    def show_given(self, given: Sequence[Given], names: Mapping[str, str]) -> None:
        """Show who has the plan, by their names."""
        clear(self._row)
        self.setVisible(bool(given))
        if given:
            self._row.addWidget(label(tr("正在做这个计划的："), "small", wrap=False))
        for each in given:
            name = names.get(each.cohort_id or each.profile_id, "")
            words = tr("{name}，{day}开始", name=isolate(name), day=short_day(each.start))
            self._row.addWidget(label(words, "tag-now", wrap=False))
            if each.cohort_id:
                self._link(
                    tr("看进度"),
                    tr("看进度：{name}", name=name),
                    partial(self.standing_wanted.emit, each.cohort_id, name),
                )
            self._link(tr("收回"), tr("收回：{name}", name=name), partial(self.take_back_wanted.emit, each))

    def _link(self, text: str, name: str, pressed: partial[None]) -> None:
        self._row.addWidget(button(text, pressed, self._theme, kind="link", name=name))
