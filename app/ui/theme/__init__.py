"""How Kaibo looks: colours and sizes as data, and the theme that applies them."""

from app.ui.theme.theme import Theme
from app.ui.theme.tokens import DARK, LIGHT, RADIUS, SPACE, Colours, TypeSize

__all__ = ["DARK", "LIGHT", "RADIUS", "SPACE", "Colours", "Theme", "TypeSize"]
