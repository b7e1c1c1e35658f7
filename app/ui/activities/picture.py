"""An icon in a label, in the colours of the theme in use."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel

from app.ui.theme import Theme


class Picture(QLabel):
    """Shows `assets/icons/{icon}.svg`, `size` pixels square, in a colour of the theme."""

    def __init__(self, theme: Theme, icon: str, colour: str = "text_soft", size: int = 20) -> None:
        super().__init__()
        self._theme = theme
        self._icon = icon
        self._colour = colour
        self._size = size
        theme.changed.connect(self._draw)
        self._draw()

    def set_icon(self, icon: str, colour: str) -> None:
        """Show another icon."""
        self._icon, self._colour = icon, colour
        self._draw()

    def _draw(self) -> None:
        self.setPixmap(self._theme.pixmap(self._icon, self._colour, self._size, self))
