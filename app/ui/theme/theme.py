"""The theme in use: follows the system or the setting, and tells everybody when it changes."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QIcon, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from app import i18n
from app.settings import Settings
from app.ui.theme import icons
from app.ui.theme.fonts import families, prompt_families
from app.ui.theme.stylesheet import build_stylesheet
from app.ui.theme.tokens import DARK, LIGHT, MOTION_MS, Colours, TypeSize

DIRECTIONAL_ICONS = frozenset({"back", "forward", "chevron"})
"""Icons that point along the reading direction and are mirrored with it."""


class Theme(QObject):
    """Colours, fonts and icons for the settings in use; `changed` fires after they were applied.

    Widgets that paint themselves read `colours` in their paint event and connect `changed` to `update`.
    """

    changed = Signal()

    def __init__(self, application: QApplication, settings: Settings) -> None:
        super().__init__(application)
        self._application = application
        self._settings = settings
        self.colours: Colours = LIGHT
        self._system = application.styleHints().colorScheme()
        application.styleHints().colorSchemeChanged.connect(self._follow_system)
        self.apply(settings)

    def apply(self, settings: Settings) -> None:
        """Apply the theme, font scale and language of `settings` to the whole application."""
        self._settings = settings
        self.colours = self._chosen()
        self._application.setPalette(_palette(self.colours))
        self._application.setFont(self.font(TypeSize.BODY))
        self._application.setStyleSheet(build_stylesheet(self.colours, self.size))
        self.changed.emit()

    @property
    def motion_ms(self) -> int:
        """How long an animation may take; 0 when the user wants no motion."""
        return 0 if self._settings.reduced_motion else MOTION_MS

    def size(self, size: int) -> int:
        """A type size in pixels at the user's font scale."""
        return round(size * self._settings.font_scale)

    def font(self, size: TypeSize, *, bold: bool = False) -> QFont:
        """A font of one of the five sizes in the face of the language in use."""
        return self._font(families(i18n.language()), size, bold)

    def font_for(self, language: str, size: TypeSize = TypeSize.LEAD) -> QFont:
        """A font in the face of a language other than the one in use, for the language's own name."""
        return self._font(families(language), size, False)

    def prompt_font(self, size: int = TypeSize.PROMPT, *, bold: bool = False) -> QFont:
        """A font for Chinese practice text and pinyin, whatever the language of the window is."""
        return self._font(prompt_families(), size, bold)

    def _font(self, names: list[str], size: int, bold: bool) -> QFont:
        font = QFont()
        font.setFamilies(names)
        font.setPixelSize(self.size(size))
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        return font

    def colour(self, name: str) -> QColor:
        """A colour of the theme by its field name in `Colours`."""
        return QColor(getattr(self.colours, name))

    def icon(self, name: str, colour: str = "text", air: int = 0) -> QIcon:
        """The icon `assets/icons/{name}.svg` in a colour of the theme (a field name of `Colours`).

        `air` is left free on both sides, between the icon and a button's text.
        """
        mirrored = name in DIRECTIONAL_ICONS and i18n.is_right_to_left()
        return icons.tinted_icon(
            name, getattr(self.colours, colour), self.colours.not_assessable, mirrored, air
        )

    def pixmap(self, name: str, colour: str, size: int, widget: QWidget | None = None) -> QPixmap:
        """The icon as a pixmap of `size` logical pixels, for labels and painters."""
        mirrored = name in DIRECTIONAL_ICONS and i18n.is_right_to_left()
        ratio = widget.devicePixelRatioF() if widget is not None else 1.0
        return icons.icon_pixmap(name, getattr(self.colours, colour), size, mirrored, ratio)

    def _chosen(self) -> Colours:
        if self._settings.theme == "system":
            return DARK if self._system == Qt.ColorScheme.Dark else LIGHT
        return DARK if self._settings.theme == "dark" else LIGHT

    def _follow_system(self, scheme: Qt.ColorScheme) -> None:
        self._system = scheme
        if self._settings.theme == "system" and self._chosen() is not self.colours:
            self.apply(self._settings)


def _palette(colours: Colours) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for each, colour in {
        role.Window: colours.ground,
        role.WindowText: colours.text,
        role.Base: colours.surface,
        role.AlternateBase: colours.ground,
        role.Text: colours.text,
        role.PlaceholderText: colours.text_soft,
        role.Button: colours.surface,
        role.ButtonText: colours.text,
        role.BrightText: colours.on_accent,
        role.ToolTipBase: colours.text,
        role.ToolTipText: colours.ground,
        role.Highlight: colours.accent,
        role.HighlightedText: colours.on_accent,
        role.Accent: colours.accent,
        role.Link: colours.accent_text,
        role.LinkVisited: colours.accent_text,
        role.Light: colours.surface,
        role.Midlight: colours.line,
        role.Mid: colours.line,
        role.Dark: colours.control_line,
        role.Shadow: colours.control_line,
    }.items():
        palette.setColor(each, QColor(colour))
    for each in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, each, QColor(colours.not_assessable))
    return palette
