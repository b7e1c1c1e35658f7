"""The room while she is in it: her picture, the comments, the counts, the time, her crib."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.audio.values import Level
from app.i18n import SOURCE_LANGUAGE, language, tr
from app.live_room.values import Crowd, Event, Notice, Ordered, Said, Settled
from app.ui.activities.card_text import chinese
from app.ui.activities.free_pitch_take import PitchPhase, PitchState
from app.ui.activities.pitch_clock import PitchClock
from app.ui.activities.product_card import FIELDS
from app.ui.activities.view import left_to_right
from app.ui.i18n import isolate
from app.ui.jobs import Jobs
from app.ui.lens.camera import Camera, QtCamera
from app.ui.recording import warning_sentence
from app.ui.screens.live.evening import Evening
from app.ui.screens.live.floating import Floating
from app.ui.screens.live.live_session import Keep, LiveSession
from app.ui.screens.live.picture import LivePicture
from app.ui.screens.live.stream_view import StreamView
from app.ui.screens.live.words import bought_words
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.flow_layout import flowing
from app.ui.widgets.labels import label

if TYPE_CHECKING:
    from app.practice.studio import Studio

_CRIB = ("price", "origin", "delivery")
_LEAST_STREAM, _STREAM_WIDTH = 240, 380  # pixels at font scale 1


class Count(QWidget):
    """A number and what it counts."""

    def __init__(self, name: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        self.number = label("0", "strong", wrap=False)
        row.addWidget(label(name, "soft", wrap=False))
        row.addWidget(self.number)
        self._name = name

    def show_number(self, number: int) -> None:
        """Show another number."""
        self.number.setText(isolate(str(number)))
        self.setAccessibleName(f"{self._name} {number}")


class RoomPage(QWidget):
    """One evening. Space begins and ends it."""

    back_wanted = Signal()
    failed = Signal(str)

    def __init__(
        self,
        studio: Studio,
        jobs: Jobs,
        theme: Theme,
        evening: Evening,
        keep: Keep,
        camera: Camera | None = None,
    ) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("page", "true")
        self.session = LiveSession(studio, jobs, evening, keep)
        self.session.setParent(self)
        self.camera = camera or QtCamera(self)
        self._camera_on = False
        self.picture = LivePicture(theme, evening.card.name)
        self.floating = Floating(theme, self.picture)
        self.stream = StreamView(theme)
        self._time = PitchClock(theme, 72)
        self.record, self.clock, self.bar = self._time.record, self._time.clock, self._time.bar
        self.headline = label("", "strong")
        self.warning = label("", "soft")
        self.viewers, self.likes, self.orders = Count(tr("在看")), Count(tr("赞")), Count(tr("订单"))
        self.camera_button = button("", self.toggle_camera, theme, icon="mirror")
        self.crib_button = button("", self.toggle_crib, theme, icon="product")
        self.meaning_button = button("", self.toggle_meanings, theme, icon="translate")
        self.pause = button("", self.session.take.pause, theme, icon="pause")
        self.retry = button(tr("再找一次麦克风"), self.session.take.retry_microphone, theme, icon="again")
        self.back = button(tr("返回"), self.back_wanted.emit, theme, kind="quiet", icon="back")
        self.crib = self._make_crib(evening)
        self._meanings = language() != SOURCE_LANGUAGE
        self.meaning_button.setVisible(self._meanings)
        self._recogniser_failed = False
        tabbed = (
            self.pause,
            self.camera_button,
            self.crib_button,
            self.meaning_button,
            self.retry,
            self.back,
        )
        for each in tabbed:
            each.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._lay_out(evening)
        self._wire()
        self._name_buttons()
        self.show_counts(Crowd(0.0, evening.script.viewers, 0, 0))
        self._show(self.session.take.state)

    def _lay_out(self, evening: Evening) -> None:
        head = QHBoxLayout()
        head.setSpacing(2 * SPACE)
        head.addWidget(self.back)
        title = chinese(label(evening.script.title, "title", wrap=False), self._theme)
        head.addWidget(title)
        head.addStretch(1)
        for count in (self.viewers, self.likes, self.orders):
            head.addWidget(count)
        controls = QHBoxLayout()
        controls.setSpacing(2 * SPACE)
        controls.addWidget(self.record)
        told = QVBoxLayout()
        told.setSpacing(SPACE // 2)
        told.addStretch(1)
        told.addWidget(self.headline)
        told.addWidget(self.warning)
        told.addStretch(1)
        controls.addLayout(told, 1)
        time = QVBoxLayout()
        time.setSpacing(SPACE // 2)
        time.addStretch(1)
        time.addWidget(self.clock, 0, Qt.AlignmentFlag.AlignTrailing)
        time.addWidget(self.bar)
        time.addSpacing(SPACE // 2)
        time.addWidget(self.pause)
        time.addStretch(1)
        controls.addLayout(time)
        left = QVBoxLayout()
        left.setSpacing(SPACE + SPACE // 2)
        left.addWidget(self.picture, 1)
        left.addWidget(self.crib)
        left.addLayout(controls)
        left.addLayout(flowing(self.camera_button, self.crib_button, self.meaning_button, self.retry))
        self.stream.setMinimumWidth(self._theme.size(_LEAST_STREAM))
        self.stream.setMaximumWidth(self._theme.size(_STREAM_WIDTH))
        body = QHBoxLayout()
        body.setSpacing(2 * SPACE)
        body.addLayout(left, 2)
        body.addWidget(self.stream, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(3 * SPACE, 2 * SPACE, 3 * SPACE, 2 * SPACE)
        outer.setSpacing(SPACE + SPACE // 2)
        outer.addLayout(head)
        outer.addLayout(body, 1)

    def _make_crib(self, evening: Evening) -> QFrame:
        """Three facts that are always asked for."""
        panel = QFrame()
        panel.setProperty("panel", "card")
        left_to_right(panel)
        grid = QGridLayout(panel)
        grid.setContentsMargins(2 * SPACE, SPACE, 2 * SPACE, SPACE)
        grid.setHorizontalSpacing(2 * SPACE)
        grid.setVerticalSpacing(SPACE // 2)
        grid.setColumnStretch(1, 1)
        headings = dict(FIELDS)
        for row, name in enumerate(_CRIB):
            grid.addWidget(label(str(headings[name]), "soft", wrap=False), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(chinese(label(str(getattr(evening.card, name))), self._theme), row, 1)
        return panel

    def _wire(self) -> None:
        take = self.session.take
        self.record.clicked.connect(lambda _checked=False: take.press())
        take.changed.connect(self._show)
        take.level_changed.connect(self._level)
        self.session.happened.connect(self._happened)
        self.session.failed.connect(self.failed)
        self.session.deaf.connect(self._deaf)
        self.camera.pictured.connect(self._pictured)
        self.camera.failed.connect(self._no_camera)

    # what she does

    def toggle_camera(self) -> None:
        """Turn the camera on, or off."""
        self._camera_on = not self._camera_on
        if self._camera_on:
            self.camera.start()
        else:
            self.camera.stop()
            self.picture.clear()
        self._name_buttons()

    def toggle_crib(self) -> None:
        """Hide the three facts, or show them again."""
        self.crib.setVisible(self.crib.isHidden())
        self._name_buttons()

    def toggle_meanings(self) -> None:
        """Hide what the comments mean, or show it again."""
        self._meanings = not self._meanings
        self.stream.show_meanings(self._meanings)
        self._name_buttons()

    def enter(self) -> None:
        """The page is shown: listen to the microphone."""
        self.session.take.enter()
        self.record.setFocus()

    def leave(self) -> None:
        """Another page takes its place: what was said is kept, the camera is off."""
        self.session.leave()
        self.camera.stop()
        self.picture.clear()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space begins and ends, P pauses."""
        plain = not event.modifiers() and not event.isAutoRepeat()
        take = self.session.take
        if plain and event.key() == Qt.Key.Key_Space:
            take.press()
        elif plain and event.key() == Qt.Key.Key_P and take.busy:
            take.pause()
        else:
            super().keyPressEvent(event)

    # what comes in

    def _happened(self, event: Event) -> None:
        if isinstance(event, Said):
            self.stream.say(event)
        elif isinstance(event, Notice | Ordered):
            self.stream.tell(event)
            if isinstance(event, Ordered):
                self.floating.tell(bought_words(event.viewer))
        elif isinstance(event, Settled):
            self.stream.settle(event)
        else:
            self.show_counts(event)

    def show_counts(self, crowd: Crowd) -> None:
        """Show who is there."""
        self.viewers.show_number(crowd.viewers)
        self.likes.show_number(crowd.likes)
        self.orders.show_number(crowd.orders)
        self.floating.show_likes(crowd.likes)

    def _pictured(self, picture: QImage) -> None:
        if self._camera_on:
            self.picture.show_picture(picture)

    def _no_camera(self, sentence: str) -> None:
        self._camera_on = False
        self.picture.clear()
        self._name_buttons()
        self.failed.emit(sentence)

    def _deaf(self) -> None:
        self._recogniser_failed = True
        self._show(self.session.take.state)

    def _level(self, level: Level | None) -> None:
        self.record.set_level(level)

    # showing

    def _name_buttons(self) -> None:
        named: tuple[tuple[QWidget, str], ...] = (
            (self.camera_button, tr("关掉摄像头") if self._camera_on else tr("打开摄像头")),
            (self.crib_button, tr("看要点") if self.crib.isHidden() else tr("收起要点")),
            (self.meaning_button, tr("不看意思") if self._meanings else tr("看意思")),
        )
        for widget, words in named:
            widget.setText(words)  # type: ignore[attr-defined]
            widget.setAccessibleName(words)

    def _show(self, state: PitchState) -> None:
        phase = state.phase
        running = phase in (PitchPhase.RECORDING, PitchPhase.PAUSED)
        self._time.show_state(state, tr("下播") if running else tr("开播"))
        sign = tr("歇一下") if phase is PitchPhase.PAUSED else tr("直播中")
        self.floating.show_sign(sign if running else "", on=phase is PitchPhase.RECORDING)
        headline, more = _sentences(state)
        self.headline.setText(headline)
        heard = phase in (PitchPhase.READY, PitchPhase.COUNTDOWN, PitchPhase.RECORDING)
        warned = state.warning is not None
        if state.warning is not None and heard and not state.microphone_error:
            more = warning_sentence(state.warning, scored=False)
        elif running and self._recogniser_failed:
            warned = True
            more = tr("电脑现在听不出您说了什么。接着讲，录音在录。")
        _dress(self.warning, self._theme.colours.off if warned else "")
        self.warning.setText(more)
        paused = phase is PitchPhase.PAUSED
        self.pause.setVisible(running)
        self.pause.setText(tr("继续") if paused else tr("暂停"))
        self.pause.setAccessibleName(self.pause.text())
        self.pause.set_icon("play" if paused else "pause")
        self.retry.setVisible(phase is PitchPhase.READY and bool(state.microphone_error))


def _dress(text: QLabel, colour: str) -> None:
    text.setStyleSheet(f"color: {colour}; font-weight: 600;" if colour else "")


def _sentences(state: PitchState) -> tuple[str, str]:
    phase = state.phase
    if phase is PitchPhase.COUNTDOWN:
        return tr("马上开播"), ""
    if phase is PitchPhase.RECORDING:
        if state.left < 0:
            return tr("时间到了，谢谢大家，把话说完。"), tr("空格键：下播")
        return tr("正在直播"), tr("空格键：下播　P：暂停")
    if phase is PitchPhase.PAUSED:
        return tr("歇一下，弹幕也停了。"), tr("空格键：下播　P：继续")
    if phase is PitchPhase.KEEPING:
        return tr("正在保存…"), state.trouble
    if state.microphone_error:
        return tr("现在没有可用的麦克风"), state.microphone_error
    if state.failure:
        return tr("这一场没有完成"), state.failure
    return tr("准备好了就开播"), tr("空格键：开播。观众是假的，录音只留在这台电脑上。")
