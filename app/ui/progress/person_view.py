"""The cards about one person's progress: on her own page, and for her trainers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.practice.progress_values import PersonProgress
from app.ui.jobs import Err, Jobs, Ok
from app.ui.progress.changes_card import ChangesCard
from app.ui.progress.days_card import DaysCard
from app.ui.progress.sounds_card import SoundsCard
from app.ui.theme import SPACE, Theme
from app.ui.widgets.columns import Columns

if TYPE_CHECKING:
    from app.practice.studio import Studio


class PersonView(QWidget):
    """`load` reads anew; without an id it is about whoever is here."""

    attempt_wanted = Signal(str)
    drill_wanted = Signal(object)  # a Sound of app.practice.learning_values
    shown = Signal(object)  # PersonProgress
    failed = Signal(str)

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme, *, own: bool) -> None:
        super().__init__()
        self._studio = studio
        self._jobs = jobs
        self._asked = 0
        self.loaded = False
        self.days = DaysCard(theme)
        self.changes = ChangesCard()
        self.sounds = SoundsCard(studio, jobs, theme, own=own)
        beside = Columns()
        beside.add_column(self.days)
        beside.add_column(self.changes)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * SPACE)
        column.addLayout(beside)
        column.addWidget(self.sounds)
        self.sounds.attempt_wanted.connect(self.attempt_wanted)
        self.sounds.drill_wanted.connect(self.drill_wanted)
        self.sounds.failed.connect(self.failed)
        self.hide()

    def load(self, profile_id: str | None = None) -> None:
        """Read a person's progress and show it."""
        self._asked += 1
        asked = self._asked

        def done(result: Ok[PersonProgress] | Err) -> None:
            if asked == self._asked:
                self._show(result)

        self._jobs.run(lambda: self._studio.progress.person(profile_id), done, owner=self)

    def stop(self) -> None:
        """Be quiet."""
        self.sounds.sounds.stop()

    def _show(self, result: Ok[PersonProgress] | Err) -> None:
        self.loaded = isinstance(result, Ok)
        if self.parent() is not None:  # without one it would become a window of its own
            self.setVisible(self.loaded)
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
            return
        progress = result.value
        self.days.show_progress(progress)
        self.changes.show_progress(progress)
        self.sounds.show_sounds(progress.sounds, progress.profile_id)
        self.shown.emit(progress)
