"""What is still to be mended, as sentences; pressing one goes to its step."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.i18n import tr, trn
from app.practice.faults import Fault
from app.ui.activities.picture import Picture
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.card import clear
from app.ui.widgets.labels import label

HEIGHT, LINE = 19 * SPACE, 30
"""Pixels of the opened list at most, and of one line of it."""


class ProblemsPanel(QFrame):
    """One line that counts; opened, one line for each."""

    wanted = Signal(object)  # the number of a step, or None for the lesson itself

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("panel", "card")
        self._theme = theme
        self.faults: tuple[Fault, ...] = ()
        self._picture = Picture(theme, "check", "good")
        self._count = label("", wrap=False)
        self.toggle = button(tr("看一看"), self.switch, theme, kind="link")
        self._lines = QVBoxLayout()
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(0)
        holder = QWidget()
        holder.setProperty("scrolled", "true")
        outer = QVBoxLayout(holder)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addLayout(self._lines)
        outer.addStretch(1)
        self.list = QScrollArea()
        self.list.setWidgetResizable(True)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setWidget(holder)
        self.list.hide()
        head = QHBoxLayout()
        head.setSpacing(SPACE)
        head.addWidget(self._picture)
        head.addWidget(self._count)
        head.addWidget(self.toggle)
        head.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, SPACE // 2, 2 * SPACE, SPACE // 2)
        column.setSpacing(SPACE // 2)
        column.addLayout(head)
        column.addWidget(self.list)
        self.show_faults(())

    def show_faults(self, faults: Sequence[Fault]) -> None:
        """Show these; the worst first within a step."""
        self.faults = tuple(faults)
        fatal = [each for each in self.faults if each.fatal]
        self._picture.set_icon("warning" if fatal else "check", "wrong" if fatal else "good")
        if fatal:
            said = trn("有 {number} 处要改，改好才能保存。", "有 {number} 处要改，改好才能保存。", len(fatal))
        elif self.faults:
            said = tr("可以保存。有几处请再看一眼。")
        else:
            said = tr("没有要改的。")
        self._count.setText(said)
        self.toggle.setVisible(bool(self.faults))
        if not self.faults:
            self.list.hide()
        clear(self._lines)
        for each in self.faults:
            where = tr("这一课") if each.step is None else tr("第 {number} 步", number=each.step + 1)
            said = tr("{field}：{reason}", field=where, reason=each.reason)
            line = button(said, partial(self.wanted.emit, each.step), self._theme, kind="link")
            line.setToolTip(each.reason)
            self._lines.addWidget(line)
        self.list.setFixedHeight(min(HEIGHT, LINE * max(1, len(self.faults))))
        self._name_toggle()

    @property
    def sentence(self) -> str:
        """The line that counts."""
        return self._count.text()

    def switch(self) -> None:
        """Open or close the list."""
        self.list.setVisible(self.list.isHidden())
        self._name_toggle()

    def open(self) -> None:
        """Show the list."""
        if self.faults:
            self.list.show()
            self._name_toggle()

    def _name_toggle(self) -> None:
        self.toggle.setText(tr("看一看") if self.list.isHidden() else tr("收起"))
        self.toggle.setAccessibleName(self.toggle.text())
