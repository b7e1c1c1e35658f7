"""The settings page: cards in two columns when there is room, in one when there is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from app.i18n import tr
from app.people.values import Centre
from app.ui.jobs import Err, Jobs, Ok
from app.ui.screens.settings.about_card import AboutCard
from app.ui.screens.settings.centre_card import CentreCard
from app.ui.screens.settings.check_card import CheckCard
from app.ui.screens.settings.class_card import ClassCard
from app.ui.screens.settings.data_card import DataCard
from app.ui.screens.settings.look_card import LookCard
from app.ui.screens.settings.model_card import ModelCard
from app.ui.screens.settings.sound_card import SoundCard
from app.ui.screens.settings.voices_card import VoicesCard
from app.ui.theme import Theme
from app.ui.widgets.columns import Columns
from app.ui.widgets.page import Page

if TYPE_CHECKING:
    from app.practice.studio import Studio


class SettingsScreen(Page):
    """Everything a user may change."""

    language_chosen = Signal(str)
    look_changed = Signal()
    size_changed = Signal()
    restore_wanted = Signal(object)
    people_wanted = Signal()
    failed = Signal(str)  # a sentence for the notice bar
    done = Signal(str)  # a confirmation for the notice bar

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__(theme, tr("设置"))
        self._studio, self._jobs = studio, jobs
        self.look = LookCard(studio)
        self.sound = SoundCard(studio, jobs, theme)
        self.model = ModelCard(studio, jobs, theme)
        self.voices = VoicesCard(studio, jobs, theme)
        self.data = DataCard(studio, jobs, theme)
        self.classes = ClassCard(studio, jobs, theme)
        self.check = CheckCard(studio, jobs, theme)
        self.check.microphone_wanted.connect(self.sound.test.stop)
        self.look.language_chosen.connect(self.language_chosen)
        self.look.look_changed.connect(self.look_changed)
        self.look.size_changed.connect(self.size_changed)
        self.data.restore_wanted.connect(self.restore_wanted)
        for card in (self.look, self.sound, self.model, self.data, self.classes, self.voices, self.check):
            card.failed.connect(self.failed)
        self.classes.people_wanted.connect(self.people_wanted)
        for card in (self.model, self.data, self.voices, self.classes, self.check):
            card.told.connect(self.done)
        columns = Columns()
        by_centre = () if studio.policy.path is None else (CentreCard(studio),)
        columns.add_stack(self.classes, self.look, self.sound, *by_centre)
        columns.add_stack(self.voices, self.model, self.data, self.check, AboutCard(theme))
        self.body.addLayout(columns)
        self.body.addStretch(1)

    def enter(self) -> None:
        """Look again at devices, models and backups."""
        self.sound.load()
        self.model.load()
        self.data.load()
        self.classes.load()
        self.voices.load()
        self._jobs.run(self._studio.people.centre, self._hide_what_all_share, owner=self)

    def _hide_what_all_share(self, result: Ok[Centre | None] | Err) -> None:
        """In a centre the model that judges everybody, and the voices, are the trainers' to change."""
        here = self._studio.profile
        shared = isinstance(result, Err) or result.value is not None
        for card in (self.model, self.voices):
            card.setVisible(not shared or (here is not None and here.teaches))

    def leave(self) -> None:
        """Let go of the microphone."""
        self.sound.test.stop()
