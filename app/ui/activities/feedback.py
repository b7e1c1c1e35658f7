"""What is said after an answer: whether it is right, why, and how to go on."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from app.i18n import tr
from app.ui.activities.card_text import chinese
from app.ui.activities.picture import Picture
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.labels import label, set_look


class Feedback(QFrame):
    """Hidden until there is something to say. `again` and `look` are offered while it is not right."""

    again_wanted = Signal()
    look_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._sign = Picture(theme, "check", "good")
        self._headline = label("", "strong")
        self._why = chinese(label("", "lead"), theme)
        self.again = button(tr("再试一次"), self.again_wanted.emit, theme, kind="main", icon="again")
        self.look = button(tr("看答案"), self.look_wanted.emit, theme, kind="quiet")
        self.look.setAutoDefault(True)
        first = QHBoxLayout()
        first.setSpacing(SPACE)
        first.addWidget(self._sign)
        first.addWidget(self._headline, 1)
        ways = QHBoxLayout()
        ways.setSpacing(SPACE)
        ways.addWidget(self.again)
        ways.addWidget(self.look)
        ways.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        column.setSpacing(SPACE)
        column.addLayout(first)
        column.addWidget(self._why)
        column.addLayout(ways)
        self.hide()

    def say(self, headline: str, why: str = "", *, right: bool) -> None:
        """Show `headline` and the reason; while it is not right, offer to try again."""
        self._sign.set_icon("check" if right else "info", "good" if right else "off")
        set_look(self, "panel", "right" if right else "not-yet")
        self._headline.setText(headline)
        self._why.setText(why)
        self._why.setVisible(bool(why))
        self.again.setVisible(not right)
        self.look.setVisible(not right)
        self.setAccessibleName(f"{headline} {why}".strip())
        self.show()

    @property
    def text(self) -> str:
        """What is said now; "" while nothing is."""
        return "" if self.isHidden() else f"{self._headline.text()} {self._why.text()}".strip()
