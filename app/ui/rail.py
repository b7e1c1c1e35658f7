"""The rail on the leading side: where one can go, with profile and settings at its foot."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QButtonGroup, QFrame, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from app.i18n import Message, msg, tr
from app.ui.theme import SPACE, Theme
from app.ui.theme.tokens import RAIL_WIDTH
from app.ui.where import Place


@dataclass(frozen=True)
class _Entry:
    place: Place
    text: Message
    shortcut: str


TOP = (
    _Entry(Place.TODAY, msg("今天"), "Alt+1"),
    _Entry(Place.LEARN, msg("课程"), "Alt+2"),
    _Entry(Place.PRACTISE, msg("练习"), "Alt+3"),
    _Entry(Place.LIVE, msg("直播间"), "Alt+6"),
    _Entry(Place.PROGRESS, msg("进步"), "Alt+4"),
)
TRAINERS = (
    _Entry(Place.TEACH, msg("教学"), "Alt+7"),
    _Entry(Place.EDITOR, msg("备课"), "Alt+5"),
)
"""Places that only trainers see."""

FOOT = (_Entry(Place.PROFILE, msg("我是谁"), "Alt+8"), _Entry(Place.SETTINGS, msg("设置"), "Alt+9"))
NAME_LENGTH = 7


class Rail(QFrame):
    """One button a place; the checked one is where the user is."""

    wanted = Signal(object)  # Place

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("panel", "rail")
        self.setFixedWidth(theme.size(RAIL_WIDTH))
        self.setAccessibleName(tr("去哪里"))
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        self.buttons: dict[Place, QToolButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE, 2 * SPACE, SPACE, 2 * SPACE)
        column.setSpacing(SPACE)
        first, *others = TRAINERS  # where a trainer begins
        for entry in (first, *TOP, *others):
            column.addWidget(self._button(entry))
        self.show_trainer(trainer=False)
        column.addStretch(1)
        for entry in FOOT:
            column.addWidget(self._button(entry))
        theme.changed.connect(self._draw_icons)

    def _button(self, entry: _Entry) -> QToolButton:
        made = QToolButton()
        made.setProperty("kind", "rail")
        made.setText(str(entry.text))
        made.setAccessibleName(str(entry.text))
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        made.setIconSize(QSize(24, 24))
        made.setCheckable(True)
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.setShortcut(QKeySequence(entry.shortcut))
        made.setToolTip(f"{entry.text} ({entry.shortcut})")
        made.clicked.connect(lambda _checked=False: self._pressed(entry.place))
        self._group.addButton(made)
        self.buttons[entry.place] = made
        self._current: Place | None = None
        self._draw_icon(entry.place)
        return made

    def _pressed(self, place: Place) -> None:
        self.show_place(self._current)  # the press itself moves nothing: leaving may be refused
        self.wanted.emit(place)

    def show_signed_in(self, *, signed_in: bool) -> None:
        """Show what is somebody's own, or hide it while nobody is here."""
        for entry in TOP:
            self.buttons[entry.place].setVisible(signed_in)

    def show_trainer(self, *, trainer: bool) -> None:
        """Show what is for trainers, or hide it."""
        for entry in TRAINERS:
            self.buttons[entry.place].setVisible(trainer)

    def show_place(self, place: Place | None) -> None:
        """Mark where the user is."""
        self._current = place
        for each, made in self.buttons.items():
            made.setChecked(each is place)
        self._draw_icons()

    def show_name(self, name: str) -> None:
        """Show who practises at the foot."""
        made = self.buttons[Place.PROFILE]
        short = name if len(name) <= NAME_LENGTH else name[: NAME_LENGTH - 1] + "…"
        made.setText(short or tr("我是谁"))
        made.setAccessibleName(tr("现在练习的是 {name}，换人", name=name) if name else tr("选择谁在练习"))
        made.setToolTip(tr("换一个人练习"))
        made.setShortcut(QKeySequence("Alt+8"))  # Qt forgets it with a new text

    def _draw_icons(self) -> None:
        for place in self.buttons:
            self._draw_icon(place)

    def _draw_icon(self, place: Place) -> None:
        colour = "accent_text" if place is self._current else "text_soft"
        self.buttons[place].setIcon(self._theme.icon(place.value, colour))
