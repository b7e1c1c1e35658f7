"""A starting PIN, large, to be told to whose it is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import tr
from app.ui.i18n import isolate
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.labels import label


class PinToldDialog(QDialog):
    """Shown once: the PIN is kept nowhere that could show it again."""

    def __init__(self, name: str, pin: str, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("初始密码"))
        self.pin = label(isolate(f"{pin[:3]} {pin[3:]}"), wrap=False)
        self.pin.setFont(theme.prompt_font())
        self.pin.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.pin.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.pin.setAccessibleName(" ".join(pin))
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * SPACE, 3 * SPACE, 4 * SPACE, 3 * SPACE)
        column.setSpacing(2 * SPACE)
        column.addWidget(label(tr("{name} 的初始密码", name=isolate(name)), "strong"))
        column.addWidget(self.pin)
        told = label(
            tr("请告诉本人：用它登录一次，然后自己选一个新密码。关上以后就看不到了，可以再重设。"), "soft"
        )
        told.setMinimumWidth(theme.size(360))
        column.addWidget(told)
        foot = QHBoxLayout()
        foot.addStretch(1)
        self.close_button = button(tr("已经告诉了"), self.accept, theme, kind="main")
        foot.addWidget(self.close_button)
        column.addLayout(foot)
