"""The sign-in page: who are you? A face to press, a PIN where she has one, and a form for someone new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout

from app.errors import ExpectedError
from app.i18n import tr
from app.people.pins import PinNeededError, PinToChooseError
from app.people.values import ADMINISTRATOR, TRAINEE, Centre, Cohort, Face, Profile
from app.ui.i18n import isolate
from app.ui.jobs import Err, Jobs, Ok
from app.ui.screens.profile.entry import Entry, besides, is_here
from app.ui.screens.profile.faces import FacesView, group_faces, search_words
from app.ui.theme import Theme
from app.ui.widgets.buttons import Button, button
from app.ui.widgets.card import Card, clear
from app.ui.widgets.labels import label, leading
from app.ui.widgets.page import Page
from app.ui.widgets.portrait import read_portrait
from app.ui.widgets.profile_form import ProfileForm
from app.ui.widgets.states import LoadingPanel, StatePanel

if TYPE_CHECKING:
    from app.practice.studio import Studio


@dataclass(frozen=True)
class Door:
    """Who can come in here."""

    faces: tuple[Face, ...]
    cohorts: tuple[Cohort, ...]
    centre: Centre | None
    newcomers: bool  # whether somebody new may add herself


class ProfileScreen(Page):
    """Signing in and out."""

    chosen = Signal(str)  # somebody is signed in now; what else went wrong, "" when nothing did
    signed_out = Signal(str)  # the same
    set_up_wanted = Signal()

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__(theme, tr("谁在练习？"))
        self._studio = studio
        self._jobs = jobs
        self._door: Door | None = None
        self._pictures: dict[str, QImage] = {}
        self._words: dict[str, str] = {}
        self._expected = ""
        self._asking = False
        self.form = ProfileForm()
        self.faces: FacesView | None = None
        self.entry: Entry | None = None
        self.out = Button(tr("退出登录"), theme, icon="sign_out")
        self.out.clicked.connect(lambda _checked=False: self.sign_out())
        self.out.hide()
        self.add_action(self.out)
        self._failure = label("", "error")
        self.body.addWidget(LoadingPanel())
        self.body.addStretch(1)

    def expect(self, profile_id: str) -> None:
        """Ask this person for her PIN at once when the page is shown next: she was here last."""
        self._expected = profile_id

    def enter(self) -> None:
        """Read who there is."""
        self._jobs.run(self._read, self._show, owner=self)

    def escape(self) -> bool:
        """Esc: from the PIN back to the faces. Whether there was something to go back from."""
        if not self._asking:
            return False
        self._back()
        return True

    def _read(self) -> Door:
        people = self._studio.people
        admission = people.admission
        return Door(
            tuple(admission.faces()), tuple(people.cohorts()), people.centre(), admission.may_add_herself()
        )

    # the faces

    def _show(self, result: Ok[Door] | Err) -> None:
        clear(self.body)
        self.faces = self.entry = None
        self._asking = False
        if isinstance(result, Err):
            self.out.hide()
            self.body.addWidget(
                StatePanel(self.theme, "warning", str(result.error), "", tr("再试一次"), self.enter)
            )
            self.body.addStretch(1)
            return
        self._door = result.value
        expected, self._expected = self._expected, ""
        face = next((each for each in result.value.faces if each.id == expected), None)
        if face is not None and face.has_pin and self._studio.profile is None:
            self._ask(face)
        else:
            self._draw(result.value)
        self._load_rest(result.value.faces)

    def _draw(self, door: Door) -> None:
        clear(self.body)
        self.entry = None
        self._asking = False
        here = self._studio.profile
        self.out.setVisible(here is not None and door.centre is not None)
        self._failure = label("", "error")
        self._failure.hide()
        if not door.faces and door.newcomers:
            self.set_title(tr("怎么称呼您？"))
        elif door.centre is not None:
            self.set_title(
                tr("换人") if here is not None else tr("请登录"),
                tr("{centre} · 现在是 {name}", centre=isolate(door.centre.name), name=isolate(here.name))
                if here is not None
                else isolate(door.centre.name),
            )
        else:
            self.set_title(tr("谁在练习？"), tr("每个人的录音和成绩分开存放。"))
        if door.faces:
            self.faces = FacesView(group_faces(door.faces, door.cohorts), self.theme, here.id if here else "")
            self.faces.chosen.connect(self.choose)
            self.faces.show_rest(self._pictures, self._words)
            self.body.addWidget(self._failure)  # above the faces: below two hundred nobody would see it
            self.body.addWidget(self.faces)
            self.faces.show()
        if not door.faces and not door.newcomers:
            self.body.addWidget(
                StatePanel(
                    self.theme,
                    "people",
                    tr("这里还没有可以登录的人"),
                    tr("学员由教师添加。请找教师，然后再试一次。"),
                    tr("再试一次"),
                    self.enter,
                )
            )
        if door.newcomers:
            self._draw_newcomer(bool(door.faces))
        if door.centre is None:
            quiet = button(
                tr("我是教师：建立培训点"), self.set_up_wanted.emit, self.theme, kind="quiet", icon="people"
            )
            self.body.addLayout(leading(quiet))
        self.body.addStretch(1)
        if self.faces is not None:
            self.faces.begin()
        elif door.newcomers:
            self.form.name.setFocus()

    def _draw_newcomer(self, known: bool) -> None:
        """Where the centre leaves it open, anybody may join."""
        self.form = ProfileForm()
        new = Card(tr("我是新来的") if known else "")
        new.setMaximumWidth(self.theme.size(640))
        new.body.addWidget(self.form)
        join = button(
            tr("加入并开始"), self._create, self.theme, kind="" if known else "main", icon="add_profile"
        )
        new.body.addLayout(leading(join))
        self.form.name.returnPressed.connect(self._create)
        self.body.addWidget(new)
        new.show()

    def _load_rest(self, faces: Sequence[Face]) -> None:
        """Pictures, and what names are found by besides themselves; the faces need not wait for either."""
        people = self._studio.people

        def read() -> tuple[dict[str, QImage], dict[str, str]]:
            found = ((each.id, read_portrait(people.picture(each))) for each in faces if each.picture)
            pictures = {key: image for key, image in found if image is not None}
            return pictures, {each.id: search_words(each) for each in faces}

        def show(result: Ok[tuple[dict[str, QImage], dict[str, str]]] | Err) -> None:
            if isinstance(result, Ok):
                self._pictures, self._words = result.value
            if self.faces is not None:
                self.faces.show_rest(self._pictures, self._words)

        if faces:
            self._jobs.run(read, show, owner=self)

    # coming in

    def choose(self, face: Face) -> None:
        """Let her in: at a click, or by her PIN."""
        if is_here(self._studio, face):
            self.chosen.emit("")
        elif face.has_pin:
            self._ask(face)
        else:
            people = self._studio.people
            self._jobs.run(
                lambda: people.sign_in(face.id), lambda got: self._signed_in(face, got), owner=self
            )

    def _signed_in(self, face: Face, result: Ok[Profile] | Err) -> None:
        if isinstance(result, Ok) or is_here(self._studio, face):
            self.chosen.emit(besides(result))
        elif isinstance(result.error, PinNeededError):
            self._ask(face)
        elif isinstance(result.error, PinToChooseError):
            self._ask(face)
            if self.entry is not None:
                self.entry.choose(face, "", self._pictures.get(face.id))
        else:
            self._fail(result.error)

    def _fail(self, error: ExpectedError) -> None:
        self._failure.setText(str(error))
        self._failure.show()
        self.scroll_area.verticalScrollBar().setValue(0)

    def _ask(self, face: Face) -> None:
        clear(self.body)
        self.faces = None
        self._asking = True
        self.out.hide()
        self.set_title(tr("请登录"))
        self.entry = Entry(self._studio, self._jobs, self.theme)
        self.entry.admitted.connect(self.chosen)
        self.entry.given_up.connect(self._back, Qt.ConnectionType.QueuedConnection)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.entry)
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addStretch(1)
        self.entry.show()
        self.entry.open(face, self._pictures.get(face.id), self._way_out(face))

    def _way_out(self, face: Face) -> str:
        """Who helps when the PIN was forgotten."""
        centre = self._door is not None and self._door.centre is not None
        if not centre or face.role == ADMINISTRATOR:
            return tr("忘了密码？可以用命令 {command} 重设。", command=isolate("kaibo people reset-pin"))
        return tr("忘了密码？请教师重设。") if face.role == TRAINEE else tr("忘了密码？请管理员重设。")

    def _back(self) -> None:
        if self._door is not None:
            self._draw(self._door)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Wherever the keyboard is on this page: a letter searches."""
        focused = self.focusWidget()
        outside = focused is None or (self.faces is not None and not self.faces.isAncestorOf(focused))
        if self.faces is not None and outside and event.text().strip():
            self.faces.keyPressEvent(event)
        else:
            super().keyPressEvent(event)

    # someone new, and going

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
        came_in = now is not None and (before is None or now.id != before.id)
        if isinstance(result, Ok) or came_in:
            self.chosen.emit(besides(result))
        else:
            self.form.show_error(str(result.error))

    def sign_out(self) -> None:
        """Nobody is here any more, and nobody is asked for at the next start. A take goes on being scored."""
        studio = self._studio

        def work() -> None:
            studio.people.sign_out()
            studio.change_settings(profile_id="")

        def done(result: Ok[None] | Err) -> None:
            self.signed_out.emit(besides(result))

        self._jobs.run(work, done, owner=self)
