"""The face for pinyin: a Latin one, where the dot of the neutral tone is not a full character wide."""

from __future__ import annotations

from PySide6.QtGui import QFont

from app.ui.theme import Theme

_LATIN = ("Noto Sans", "Segoe UI", "Helvetica Neue", "DejaVu Sans")


def pinyin_font(theme: Theme, pixels: int) -> QFont:
    """A font for pinyin of exactly `pixels` pixels (font scale already applied)."""
    font = theme.prompt_font()
    font.setFamilies([*_LATIN, *font.families()])
    font.setPixelSize(max(1, pixels))
    return font
