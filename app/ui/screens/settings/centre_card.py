"""Settings: what the centre set for this machine, so that nobody wonders why something cannot be changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

from app.i18n import tr
from app.practice.policy_words import told
from app.ui.i18n import isolate
from app.ui.theme import SPACE
from app.ui.widgets.card import Card
from app.ui.widgets.labels import label

if TYPE_CHECKING:
    from app.practice.studio import Studio


class CentreCard(Card):
    """Names and values of a policy."""

    def __init__(self, studio: Studio) -> None:
        super().__init__(tr("由中心设定"))
        self.body.addWidget(label(tr("下面这些在这台电脑上不能改。要改动，请找管理这台电脑的人。"), "soft"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(3 * SPACE)
        grid.setVerticalSpacing(SPACE)
        grid.setColumnMinimumWidth(0, 14 * SPACE)
        grid.setColumnStretch(1, 1)
        for row, (name, value) in enumerate(told(studio.policy)):
            grid.addWidget(label(name, "soft"), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label(isolate(value)), row, 1)
        self.body.addLayout(grid)
