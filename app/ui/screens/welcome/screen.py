"""The welcome: three short steps, and the way on is open even without a microphone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QLabel

from app import i18n
from app.i18n import tr
from app.paths import assets_dir
from app.people.values import Profile
from app.policy import LISTED
from app.ui.jobs import Err, Jobs, Ok
from app.ui.microphone_check import MicrophoneOutcome
from app.ui.theme import SPACE, Theme
from app.ui.theme.tokens import READING_WIDTH
from app.ui.widgets.buttons import Button, button
from app.ui.widgets.card import Card, clear
from app.ui.widgets.labels import label, leading
from app.ui.widgets.microphone_test import MicrophoneTest
from app.ui.widgets.page import Page
from app.ui.widgets.profile_form import ProfileForm

if TYPE_CHECKING:
    from app.practice.studio import Studio

LANGUAGE, NAME, MICROPHONE = range(3)


class WelcomeScreen(Page):
    """Shown until it has been gone through once."""

    language_chosen = Signal(str)  # the window is rebuilt and comes back to `step`
    finished = Signal()
    set_up_wanted = Signal()

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__(theme, tr("欢迎来到开播"), READING_WIDTH)
        self._studio = studio
        self._jobs = jobs
        policy = studio.policy
        closed = policy.self_registration is False or policy.sign_in == LISTED
        skipped = {LANGUAGE: policy.language is not None, NAME: closed}
        self._steps = [each for each in (LANGUAGE, NAME, MICROPHONE) if not skipped.get(each)]
        self.step = self._steps[0]
        self._test: MicrophoneTest | None = None
        self.form = ProfileForm()
        logo = QLabel()
        logo.setPixmap(QIcon(str(assets_dir() / "icons" / "kaibo.svg")).pixmap(64, 64))
        self.set_lead(logo)
        self.setContentsMargins(0, 8 * SPACE, 0, 0)

    def enter(self) -> None:
        """Show the present step."""
        self.show_step(self.step)

    def leave(self) -> None:
        """Let go of the microphone."""
        if self._test is not None:
            self._test.stop()

    def show_step(self, step: int) -> None:
        """Show one of the steps, or the next after it when the centre has settled that one."""
        self.leave()
        self._test = None
        self.step = step = next(each for each in self._steps if each >= step)
        clear(self.body)
        self.set_title(
            tr("欢迎来到开播"),
            tr("在这里练普通话、练直播，说错了没关系，再说一遍就好。") + self._how_far(),
        )
        (self._language_step, self._name_step, self._microphone_step)[step]()
        if self._studio.profile is None:
            quiet = button(
                tr("我是教师：建立培训点"), self.set_up_wanted.emit, self.theme, kind="quiet", icon="people"
            )
            self.body.addLayout(leading(quiet))
        self.body.addStretch(1)

    def _how_far(self) -> str:
        count = len(self._steps)
        if count == 1:
            return ""
        return tr("第 {step} 步，共 {count} 步。", step=self._steps.index(self.step) + 1, count=count)

    def _language_step(self) -> None:
        card = Card(tr("您想看哪种文字？"))
        card.body.addWidget(label(tr("只是界面的文字。练的都是普通话，以后随时可以在设置里换。"), "soft"))
        grid = QGridLayout()
        grid.setSpacing(SPACE)
        group = QButtonGroup(card)
        for index, (key, name) in enumerate(i18n.LANGUAGES.items()):
            tile = Button(name, self.theme, kind="tile", name=name)
            tile.setFont(self.theme.font_for(key))
            tile.setCheckable(True)
            tile.setFixedHeight(self.theme.size(64))
            tile.setChecked(key == i18n.language())
            tile.clicked.connect(lambda _checked=False, each=key: self._choose_language(each))
            group.addButton(tile)
            grid.addWidget(tile, index // 2, index % 2)
        card.body.addLayout(grid)
        self.body.addWidget(card)
        self._ways(None, tr("下一步"), lambda: self.show_step(NAME))

    def _choose_language(self, key: str) -> None:
        if key != i18n.language():
            self.language_chosen.emit(key)

    def _name_step(self) -> None:
        card = Card(tr("怎么称呼您？"))
        first = {"ug": "ug", "kk": "kk", "zh_CN": "ug"}.get(i18n.language(), "other")
        self.form = ProfileForm(first)
        card.body.addWidget(self.form)
        self.body.addWidget(card)
        self.form.name.returnPressed.connect(self._create)
        if self._studio.profile is not None:
            self.form.name.setText(self._studio.profile.name)
            self.form.setEnabled(False)
        self._ways(LANGUAGE, tr("下一步"), self._create)
        self.form.name.setFocus()

    def _create(self) -> None:
        if self._studio.profile is not None:
            self.show_step(MICROPHONE)
            return
        entered = self.form.read()
        if entered is not None:
            self._jobs.run(lambda: self._studio.create_profile(*entered), self._created, owner=self)

    def _created(self, result: Ok[Profile] | Err) -> None:
        if isinstance(result, Err) and self._studio.profile is None:
            self.form.show_error(str(result.error))
        else:  # also when she is known now and only the settings could not be written
            self.show_step(MICROPHONE)

    def _microphone_step(self) -> None:
        card = Card(tr("试一试麦克风"))
        card.body.addWidget(label(self._where_recordings_go(), "soft"))
        self._test = MicrophoneTest(self._studio, self._jobs, self.theme)
        self._test.finished.connect(self._tested)
        card.body.addWidget(self._test)
        self.body.addWidget(card)
        self._on = self._ways(NAME, tr("先不用麦克风，直接开始"), self.finished.emit, main=False)
        self._test.start_button.set_kind("main")
        self._test.show_devices()
        self._test.start_button.setFocus()

    def _where_recordings_go(self) -> str:
        policy = self._studio.policy
        if policy.data_folder is not None or (policy.hub is not None and policy.hub.recordings):
            return tr("录音存在中心设定的地方，您随时可以删掉自己的。")
        return tr("录音只存在这台电脑上，您随时可以删掉。")

    def _tested(self, outcome: MicrophoneOutcome) -> None:
        if self._test is None:
            return
        works = outcome is MicrophoneOutcome.WORKS
        self._test.start_button.set_kind("" if works else "main")
        self._on.set_kind("main" if works else "")
        self._on.setText(tr("开始练习") if works else tr("先这样，直接开始"))
        if works:
            self._on.setFocus()

    def _ways(self, back: int | None, text: str, on: Callable[[], object], main: bool = True) -> Button:
        row = QHBoxLayout()
        if back in self._steps:
            row.addWidget(
                button(tr("上一步"), lambda: self.show_step(back or 0), self.theme, kind="quiet", icon="back")
            )
        row.addStretch(1)
        made = button(text, on, self.theme, kind="main" if main else "")
        row.addWidget(made)
        self.body.addLayout(row)
        if main:
            made.setFocus()
        return made
