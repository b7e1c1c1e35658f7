"""One person at the door: her PIN, or the choice of a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.errors import ExpectedError
from app.i18n import tr
from app.people.pins import (
    PinDelayError,
    PinToChooseError,
    UnusablePinError,
    WrongPinError,
    usable_pin,
)
from app.people.values import Face, Profile
from app.ui.i18n import isolate
from app.ui.jobs import Err, Jobs, Ok
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.card import Card
from app.ui.widgets.labels import label
from app.ui.widgets.pin_pad import PinPad
from app.ui.widgets.portrait import Portrait

if TYPE_CHECKING:
    from app.practice.studio import Studio


class Entry(Card):
    """`admitted` once she is signed in; `given_up` when she wants to go back to the faces."""

    admitted = Signal(str)  # what else went wrong, "" when nothing did
    given_up = Signal()

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__()
        self._studio = studio
        self._jobs = jobs
        self._face: Face | None = None
        self._pin = ""  # what she came in with, while she chooses another
        self._chosen = ""  # the new one, until it was typed twice
        self._choosing = False
        self._portrait = Portrait(theme, side=64)
        self._name = label("", "strong")
        self._asked = label("", "lead")
        for each in (self._name, self._asked):
            each.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.pad = PinPad(theme)
        self.pad.entered.connect(self._entered)
        self.pad.given_up.connect(self.given_up)
        back = button(tr("不是我，返回"), self.given_up.emit, theme, kind="quiet", icon="back")
        self._forgotten = label("", "small")
        self._forgotten.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        inside = QVBoxLayout()
        inside.setSpacing(SPACE)
        inside.addWidget(self._portrait, 0, Qt.AlignmentFlag.AlignHCenter)
        for each in (self._name, self._asked):
            inside.addWidget(each)
        inside.addWidget(self.pad)
        inside.addWidget(self._forgotten)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(back)
        foot.addStretch(1)
        inside.addLayout(foot)
        self.body.addLayout(inside)
        self.setFixedWidth(theme.size(400))

    def open(self, face: Face, picture: QImage | None = None, way_out: str = "") -> None:
        """Ask for her PIN; `way_out` says who helps when she forgot it."""
        self._face = face
        self._pin = self._chosen = ""
        self._choosing = False
        self._portrait.show_person(face.name, face.id, picture)
        self._name.setText(isolate(face.name))
        self._forgotten.setText(way_out)
        self._forgotten.setVisible(bool(way_out))
        self._asked.setText(tr("请输入密码"))
        self.pad.ask()

    def choose(self, face: Face, sentence: str = "", picture: QImage | None = None) -> None:
        """Ask for a new PIN, twice."""
        self.open(face, picture)
        self._begin_choice(sentence)

    # inside

    def _begin_choice(self, sentence: str, *, wrong: bool = False) -> None:
        self._choosing, self._chosen = True, ""
        self._forgotten.hide()
        self._asked.setText(tr("选一个自己的新密码"))
        self.pad.ask(sentence or tr("4 到 12 位数字，以后用它登录。"), wrong=wrong)

    def _entered(self, pin: str) -> None:
        if not self._choosing:
            self._sign_in(pin, "")
            return
        if not self._chosen:
            try:
                self._chosen = usable_pin(pin)
            except UnusablePinError as error:
                self._begin_choice(str(error), wrong=True)
                return
            self._asked.setText(tr("再输一遍新密码"))
            self.pad.ask()
        elif pin != self._chosen:
            self._begin_choice(tr("两遍不一样，请重新选一个。"), wrong=True)
        else:
            self._sign_in(self._pin, pin)

    def _sign_in(self, pin: str, new_pin: str) -> None:
        face = self._face
        assert face is not None
        people = self._studio.people
        self.pad.set_busy()
        self._jobs.run(
            lambda: people.sign_in(face.id, pin, new_pin), lambda got: self._tried(face, pin, got), owner=self
        )

    def _tried(self, face: Face, pin: str, result: Ok[Profile] | Err) -> None:
        if isinstance(result, Ok) or is_here(self._studio, face):
            self.pad.ask()
            self.admitted.emit(besides(result))
        elif isinstance(result.error, PinToChooseError):
            self._pin = pin
            self._begin_choice("")
        elif isinstance(result.error, UnusablePinError):
            self._begin_choice(str(result.error), wrong=True)
        else:
            self._refused(result.error)

    def _refused(self, error: ExpectedError) -> None:
        if isinstance(error, (WrongPinError, PinDelayError)) and error.wait > 0:
            self.pad.wait(error.wait)
        elif self._choosing:
            self._begin_choice(str(error), wrong=True)
        else:
            self.pad.ask(str(error), wrong=True)


def is_here(studio: Studio, face: Face) -> bool:
    """Whether this is who is signed in."""
    return studio.profile is not None and studio.profile.id == face.id


def besides(result: Ok[Any] | Err) -> str:
    """What else went wrong for who is in all the same: the settings could not be written (a full disk)."""
    return str(result.error) if isinstance(result, Err) else ""
