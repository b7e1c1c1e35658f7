"""Buttons in the few looks there are."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QPushButton

from app.ui.theme import Theme


class Button(QPushButton):
    """A push button whose icon follows the theme.

    `kind` is "main" (one a page), "" (ordinary), "quiet" or "link"; `icon` names a file in `assets/icons`;
    `name` is what a screen reader says when the text alone is not enough.
    """

    def __init__(self, text: str, theme: Theme, *, kind: str = "", icon: str = "", name: str = "") -> None:
        super().__init__(text)
        self._theme = theme
        self._icon_name = icon
        self._icon_colour = {"main": "on_accent", "link": "accent_text"}.get(kind, "text")
        if kind:
            self.setProperty("kind", kind)
        self.setAccessibleName(name or text)
        self.setAutoDefault(kind == "main")
        if icon:
            self.setIconSize(QSize(20, 20))
            self._draw_icon()
            theme.changed.connect(self._draw_icon)

    def set_icon(self, icon: str) -> None:
        """Show another icon."""
        self._icon_name = icon
        self._draw_icon()

    def _draw_icon(self) -> None:
        self.setIcon(self._theme.icon(self._icon_name, self._icon_colour))


def button(
    text: str,
    pressed: Callable[[], object],
    theme: Theme,
    *,
    kind: str = "",
    icon: str = "",
    name: str = "",
) -> Button:
    """A `Button` that calls `pressed` when it is clicked."""
    made = Button(text, theme, kind=kind, icon=icon, name=name)
    made.clicked.connect(lambda _checked=False: pressed())
    return made
