"""Language in the window: layout direction, Qt's own texts, and pieces of text that run the other way."""

from app.ui.i18n.bidi import isolate
from app.ui.i18n.direction import apply_language

__all__ = ["apply_language", "isolate"]
