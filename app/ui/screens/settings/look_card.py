"""Settings: language and look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox

from app import i18n
from app.i18n import LANGUAGES, tr
from app.ui.i18n import isolate
from app.ui.screens.settings.changing import change
from app.ui.widgets.card import Card
from app.ui.widgets.form import FormRows

if TYPE_CHECKING:
    from app.practice.studio import Studio

SCALES = (0.9, 1.0, 1.15, 1.3)


class LookCard(Card):
    """Language, light or dark, size of text, motion."""

    language_chosen = Signal(str)
    look_changed = Signal()
    size_changed = Signal()
    failed = Signal(str)

    def __init__(self, studio: Studio) -> None:
        super().__init__(tr("语言和外观"))
        self._studio = studio
        settings = studio.settings
        rows = FormRows()

        self.language = QComboBox()
        for key, name in LANGUAGES.items():
            self.language.addItem(name, key)
        self.language.setCurrentIndex(self.language.findData(i18n.language()))
        self.language.activated.connect(self._choose_language)
        self.language.setEnabled(studio.policy.language is None or studio.profile is not None)
        rows.add_field(tr("界面语言"), self.language, _language_help(studio))

        self.look = QComboBox()
        for key, name in (("system", tr("跟随系统")), ("light", tr("浅色")), ("dark", tr("深色"))):
            self.look.addItem(name, key)
        self.look.setCurrentIndex(max(0, self.look.findData(settings.theme)))
        self.look.activated.connect(self._choose_look)
        rows.add_field(tr("颜色"), self.look)

        self.scale = QComboBox()
        for value, name in zip(SCALES, (tr("小"), tr("标准"), tr("大"), tr("特大")), strict=True):
            self.scale.addItem(name, value)
        nearest = min(range(len(SCALES)), key=lambda i: abs(SCALES[i] - settings.font_scale))
        self.scale.setCurrentIndex(nearest)
        self.scale.activated.connect(self._choose_scale)
        rows.add_field(tr("文字大小"), self.scale)

        self.calm = QCheckBox(tr("不要动画"))
        self.calm.setAccessibleName(tr("不要动画"))
        self.calm.setChecked(settings.reduced_motion)
        self.calm.toggled.connect(self._choose_motion)
        rows.addWidget(self.calm, rows.rowCount(), 1)
        self.body.addLayout(rows)

    def _choose_language(self, index: int) -> None:
        key = str(self.language.itemData(index))
        if key != i18n.language():
            self.language_chosen.emit(key)

    def _choose_look(self, index: int) -> None:
        change(self._studio, self.failed.emit, theme=str(self.look.itemData(index)))
        self.look_changed.emit()

    def _choose_motion(self, calm: bool) -> None:
        change(self._studio, self.failed.emit, reduced_motion=calm)
        self.look_changed.emit()

    def _choose_scale(self, index: int) -> None:
        if SCALES[index] != self._studio.settings.font_scale:
            change(self._studio, self.failed.emit, font_scale=SCALES[index])
            self.size_changed.emit()


def _language_help(studio: Studio) -> str:
    """Whose choice the language is; "" at home, where that is no question."""
    wanted = studio.policy.language
    if wanted is None:
        return ""
    if studio.profile is None:
        return tr("由中心设定")
    return tr("中心设定的是{language}；您可以给自己另选，别人不受影响。", language=isolate(LANGUAGES[wanted]))
