"""The profile page: who are you? One tile a person, and a form for someone new."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from app.i18n import tr
from app.people.values import Profile
from app.ui.i18n import isolate
from app.ui.jobs import Err, Jobs, Ok
from app.ui.theme import SPACE, Theme
from app.ui.theme.tokens import READING_WIDTH
from app.ui.widgets.buttons import Button, button
from app.ui.widgets.card import Card, clear
from app.ui.widgets.labels import label
from app.ui.widgets.page import Page
from app.ui.widgets.profile_form import ProfileForm
from app.ui.widgets.states import LoadingPanel, StatePanel

if TYPE_CHECKING:
    from app.practice.studio import Studio


class ProfileScreen(Page):
    """Choosing who practises on this machine."""

    chosen = Signal()
    failed = Signal(str)  # a sentence for the notice bar

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__(theme, tr("谁在练习？"), READING_WIDTH + 8 * SPACE)
        self._studio = studio
        self._jobs = jobs
        self.form = ProfileForm()
        self._first: QWidget = self.form.name  # where the keyboard begins
        self.body.addWidget(LoadingPanel())
        self.body.addStretch(1)

    def enter(self) -> None:
        """Read who there is."""
        self._jobs.run(self._studio.profiles, self._show, owner=self)

    def _show(self, result: Ok[list[Profile]] | Err) -> None:
        clear(self.body)
        if isinstance(result, Err):
            self.body.addWidget(
                StatePanel(self.theme, "warning", str(result.error), "", tr("再试一次"), self.enter)
            )
            self.body.addStretch(1)
            return
        if result.value:
            self.set_title(tr("谁在练习？"), tr("每个人的录音和成绩分开存放。"))
            self.body.addWidget(self._people(result.value))
        else:
            self.set_title(tr("怎么称呼您？"))
        self.form = ProfileForm()
        if not result.value:
            self._first = self.form.name
        new = Card(tr("我是新来的") if result.value else "")
        new.body.addWidget(self.form)
        row = QHBoxLayout()
        kind = "" if result.value else "main"
        row.addWidget(button(tr("加入并开始"), self._create, self.theme, kind=kind, icon="add_profile"))
        row.addStretch(1)
        new.body.addLayout(row)
        self.form.name.returnPressed.connect(self._create)
        self.body.addWidget(new)
        self._failure = label("", "error")
        self._failure.hide()
        self.body.addWidget(self._failure)
        self.body.addStretch(1)
        self._first.setFocus()  # on the page now; before, the focus would not stay

    def _people(self, profiles: list[Profile]) -> QWidget:
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(SPACE)
        current = self._studio.profile
        for index, profile in enumerate(profiles):
            tile = Button(isolate(profile.name), self.theme, kind="tile", icon="profile", name=profile.name)
            tile.setIconSize(QSize(24, 24))
            tile.setCheckable(True)
            tile.setChecked(current is not None and profile.id == current.id)
            tile.clicked.connect(lambda _checked=False, each=profile.id: self._choose(each))
            grid.addWidget(tile, index // 2, index % 2)
            if tile.isChecked() or index == 0:
                self._first = tile
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        return holder

    def _choose(self, profile_id: str) -> None:
        self._jobs.run(
            lambda: self._studio.choose_profile(profile_id),
            lambda got: self._done(profile_id, got),
            owner=self,
        )

    def _create(self) -> None:
        entered = self.form.read()
        if entered is not None:
            before = self._studio.profile
            self._jobs.run(
                lambda: self._studio.create_profile(*entered),
                lambda got: self._created(before, got),
                owner=self,
            )

    def _created(self, before: Profile | None, result: Ok[Profile] | Err) -> None:
        now = self._studio.profile
        if isinstance(result, Ok):
            self.chosen.emit()
        elif now is not None and (before is None or now.id != before.id):
            self._chosen_but_not_remembered(result)
        else:
            self.form.show_error(str(result.error))

    def _done(self, profile_id: str, result: Ok[None] | Err) -> None:
        now = self._studio.profile
        if isinstance(result, Ok):
            self.chosen.emit()
        elif now is not None and now.id == profile_id:
            self._chosen_but_not_remembered(result)
        else:
            self._failure.setText(str(result.error))
            self._failure.show()

    def _chosen_but_not_remembered(self, result: Err) -> None:
        """She practises as who she chose; only the settings could not be written (a full disk)."""
        self.chosen.emit()
        self.failed.emit(str(result.error))
