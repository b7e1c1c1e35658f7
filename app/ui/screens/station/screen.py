"""The machine and the centre: a card for each thing that somebody who looks after a lab does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from app import __version__
from app.i18n import tr
from app.people.values import ADMINISTRATOR
from app.ui.exchange import Exchange
from app.ui.i18n import isolate
from app.ui.jobs import Jobs
from app.ui.screens.station.backup_card import BackupCard, RetentionCard
from app.ui.screens.station.erase_card import EraseCard
from app.ui.screens.station.hub_card import HubCard
from app.ui.screens.station.stick_card import StickCard
from app.ui.theme import Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.card import Card
from app.ui.widgets.columns import Columns
from app.ui.widgets.labels import label, leading
from app.ui.widgets.page import Page

if TYPE_CHECKING:
    from app.practice.studio import Studio


class StationScreen(Page):
    """A trainer sees what she may use; an administrator everything."""

    back_wanted = Signal()
    check_wanted = Signal()  # the checkup in the settings
    restore_wanted = Signal()  # the backups of the database in the settings
    signed_out = Signal()  # who was here erased herself
    failed = Signal(str)

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme, exchange: Exchange) -> None:
        super().__init__(theme, tr("本机和中心"))
        self.set_title(
            tr("本机和中心"),
            tr(
                "这台电脑：{station} · 开播 {version}",
                station=isolate(studio.policy.station_name),
                version=isolate(__version__),
            ),
        )
        here = studio.profile
        administrator = here is not None and here.role == ADMINISTRATOR
        self.set_lead(
            button(tr("教学"), self.back_wanted.emit, theme, kind="quiet", icon="back", name=tr("回到教学"))
        )
        self.hub = HubCard(studio, jobs, theme, exchange)
        self.stick = StickCard(studio, jobs, theme, runs_machine=administrator)
        self.backup = BackupCard(studio, jobs, theme, runs_machine=administrator)
        days = studio.policy.recordings_days
        self.retention = RetentionCard(studio, jobs, days) if days is not None else None
        self.erase = EraseCard(studio, jobs, theme) if administrator else None
        self.check = Card(tr("检查这台电脑"))
        self.check.body.addWidget(label(tr("声音、模型、磁盘、中心数据库，一样一样看一遍。"), "soft"))
        self.check_button = button(tr("去检查"), self.check_wanted.emit, theme, icon="check")
        self.check.body.addLayout(leading(self.check_button))
        self.stick.failed.connect(self.failed)
        self.stick.brought.connect(self.hub.load)
        self.backup.failed.connect(self.failed)
        self.backup.restore_wanted.connect(self.restore_wanted)
        if self.erase is not None:
            self.erase.failed.connect(self.failed)
            self.erase.gone.connect(self.signed_out)
        columns = Columns()
        columns.add_stack(self.hub, self.stick)
        columns.add_stack(*filter(None, (self.backup, self.retention, self.check, self.erase)))
        self.body.addLayout(columns)
        self.body.addStretch(1)

    def about(self, profile_id: str) -> None:
        """Erase this person, if that is what she is here for; "" for everything else."""
        if self.erase is not None and profile_id:
            self.erase.begin_with(profile_id)

    def enter(self) -> None:
        """Look at everything anew."""
        for each in (self.hub, self.stick, self.backup, self.retention, self.erase):
            if each is not None:
                each.load()

    def leave(self) -> None:
        """Look for sticks no more."""
        self.stick.leave()
