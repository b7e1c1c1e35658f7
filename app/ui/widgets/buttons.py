"""Buttons in the few looks there are."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication, QPushButton

from app.ui.theme import Theme
from app.ui.widgets.labels import set_look

ICON = 20
AIR = 4


class Button(QPushButton):
    """A push button whose icon follows the theme.

    `kind` is "main" (one a page), "" (ordinary), "quiet" or "link"; `icon` names a file in `assets/icons`;
    `icon_after` puts it behind the text; `name` is what a screen reader says when the text is not enough.
    """

    def __init__(
        self,
        text: str,
        theme: Theme,
        *,
        kind: str = "",
        icon: str = "",
        icon_after: bool = False,
        name: str = "",
    ) -> None:
        super().__init__(text)
        self._theme = theme
        self._icon_name = icon
        if kind:
            self.setProperty("kind", kind)
        self.setAccessibleName(name or text)
        self.setAutoDefault(kind == "main")
        if icon_after:
            right_to_left = QApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
            self.setLayoutDirection(
                Qt.LayoutDirection.LeftToRight if right_to_left else Qt.LayoutDirection.RightToLeft
            )
        if icon:
            self.setIconSize(QSize(ICON + 2 * AIR, ICON))
            self._draw_icon()
            theme.changed.connect(self._draw_icon)

    def set_icon(self, icon: str) -> None:
        """Show another icon."""
        self._icon_name = icon
        self._draw_icon()

    def set_kind(self, kind: str) -> None:
        """Take another look."""
        set_look(self, "kind", kind)
        self._draw_icon()

    def _draw_icon(self) -> None:
        if self._icon_name:
            colour = {"main": "on_accent", "link": "accent_text"}.get(self.property("kind") or "", "text")
            self.setIcon(self._theme.icon(self._icon_name, colour, AIR))


def button(
    text: str,
    pressed: Callable[[], object],
    theme: Theme,
    *,
    kind: str = "",
    icon: str = "",
    icon_after: bool = False,
    name: str = "",
) -> Button:
    """A `Button` that calls `pressed` when it is clicked."""
    made = Button(text, theme, kind=kind, icon=icon, icon_after=icon_after, name=name)
    made.clicked.connect(lambda _checked=False: pressed())
    return made
