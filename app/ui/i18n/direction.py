"""Putting the whole application into a language."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QApplication

from app import i18n
from app.ui.i18n.qt_texts import QtTexts

_LOCALES = {"zh_CN": "zh_CN", "ug": "ug_CN", "kk": "kk_KZ", "en": "en_GB"}


def apply_language(application: QApplication, language: str) -> None:
    """Translate, lay out and format for `language` from now on; windows already built must be rebuilt."""
    i18n.set_language(language)
    QLocale.setDefault(QLocale(_LOCALES.get(i18n.language(), "zh_CN")))
    application.setLayoutDirection(
        Qt.LayoutDirection.RightToLeft if i18n.is_right_to_left() else Qt.LayoutDirection.LeftToRight
    )
    QtTexts.install(application)
