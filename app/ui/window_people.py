"""The main window's side of signing in and out: who may go where, and what follows a change of person."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.errors import ExpectedError
from app.i18n import tr
from app.ui.where import TRAINERS, Place, Where
from app.ui.window_screens import WindowScreens

if TYPE_CHECKING:
    from app.practice.studio import Studio
    from app.ui.screens.settings import SettingsScreen
    from app.ui.widgets.notice_bar import NoticeBar

FOR_ANYBODY = frozenset({Place.PROFILE, Place.SETTINGS, Place.WELCOME, Place.SET_UP})
"""Places that can be shown while nobody is signed in."""


class WindowPeople(WindowScreens):
    """Built for one person: `person_changed` asks for a window for the next, with where to go in it."""

    person_changed = Signal(object, str)  # Where, and what went wrong besides, "" when nothing did

    studio: Studio
    notices: NoticeBar

    @abstractmethod
    def go(self, where: Where) -> None:
        """Show a place."""

    @property
    def teaches(self) -> bool:
        """Whether whoever is here is a trainer or an administrator."""
        return self.studio.profile is not None and self.studio.profile.teaches

    def first_page(self) -> Where:
        """Where whoever is signed in begins: today's list, a trainer at her desk; nobody says who she is."""
        if self.studio.profile is None:
            return Where(Place.PROFILE)
        return Where(Place.TEACH if self.teaches else Place.TODAY)

    def allowed(self, where: Where) -> Where:
        """`where`, or where she is sent instead."""
        if self.studio.profile is None and where.place not in FOR_ANYBODY:
            return Where(Place.PROFILE)
        if where.place in TRAINERS and not self.teaches:
            self.notices.show_notice(tr("这一页是给教师的。请让教师登录，再从这里继续。"))
            return Where(Place.TODAY)
        return where

    def go_to_settings(self, card: Callable[[SettingsScreen], QWidget]) -> None:
        """Show the settings, from this card on."""
        self.go(Where(Place.SETTINGS))
        wanted = card(self.settings)
        QTimer.singleShot(0, wanted, lambda: self.settings.scroll_area.ensureWidgetVisible(wanted))

    def signed_in(self, sentence: str = "") -> None:
        """Somebody came in; nothing of who was here before stays in the window."""
        self.person_changed.emit(self.first_page(), sentence)

    def signed_out(self, sentence: str = "") -> None:
        """Nobody is here any more."""
        self.person_changed.emit(self.first_page(), sentence)

    def back_from_set_up(self) -> None:
        """No centre after all."""
        done = self.studio.settings.welcome_done
        self.go(Where(Place.PROFILE if done else Place.WELCOME))

    def centre_begun(self) -> None:
        """The centre is there and its administrator signed in: on to its people."""
        sentence = ""
        try:
            self.studio.change_settings(welcome_done=True)
        except ExpectedError as error:
            sentence = str(error)
        self.person_changed.emit(Where(Place.PEOPLE), sentence)

    def offer_undo(self, sentence: str, undo: Callable[[], object]) -> None:
        """Say what was done, with a way back."""

        def pressed() -> None:
            self.notices.dismiss(sentence)
            undo()

        self.notices.dismiss(sentence)  # of an earlier time: its way back leads elsewhere
        self.notices.show_notice(sentence, tr("撤销"), pressed)
