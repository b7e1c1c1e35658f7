"""The camera as a mirror: how she looks before she speaks. Nothing is recorded."""

from __future__ import annotations

import math
import time
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QImage
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.curriculum.values import Mirror
from app.i18n import tr
from app.ui.activities.card_text import chinese
from app.ui.activities.view import ActivityView, left_to_right
from app.ui.attempt.words import duration_words
from app.ui.i18n import isolate
from app.ui.jobs import Jobs
from app.ui.lens.camera import Camera, QtCamera
from app.ui.lens.face_watch import FaceWatch
from app.ui.lens.preview import LensPreview
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.flow_layout import flowing
from app.ui.widgets.labels import label

if TYPE_CHECKING:
    from app.practice.studio import Studio

_TICK_MS = 200


class MirrorFace(Enum):
    """What the page shows."""

    READY = "ready"
    STARTING = "starting"
    LOOKING = "looking"  # the camera shows her, time runs
    BY_HAND = "by_hand"  # time runs without the camera
    NO_CAMERA = "no_camera"
    OVER = "over"


class MirrorView(ActivityView):
    """The camera is off until she turns it on, and off again when the time is up or the page is left.

    Outcome: 0 of 0; `answers` is `("camera",)` or `("mirror",)`, with which she looked.
    """

    def __init__(
        self,
        step: Mirror,
        lesson_id: str,
        studio: Studio,
        jobs: Jobs,
        theme: Theme,
        *,
        camera: Camera | None = None,
    ) -> None:
        super().__init__(step, lesson_id, studio, jobs, theme)
        self._planned = step.seconds
        self.camera = camera or QtCamera(self)
        self.face = MirrorFace.READY
        self._failure = ""
        self._with_camera = False
        self._until = 0.0
        self.add_heading(hint=tr("只给您自己看：不录像，不拍照，画面不会保存，也不会传出去。"))
        self.preview = LensPreview(theme)
        self._clock = label("", "title", wrap=False)
        self._sentence = label("", "strong")
        self._hint = label("", "strong")
        self.watch = FaceWatch(jobs, self)
        self._advice = label("", "lead")
        self.open = button(tr("打开摄像头"), self.start, theme, kind="main", icon="mirror")
        self.by_hand = button(tr("不用摄像头，开始计时"), self.start_by_hand, theme, icon="clock")
        self.done = button(tr("看好了"), self.end, theme, icon="check")
        self._build(step)
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self.look_at_clock)
        self.watch.told.connect(self._hint.setText)
        self.camera.pictured.connect(self._pictured)
        self.camera.failed.connect(self._no_camera)
        self._show()

    def _build(self, step: Mirror) -> None:
        right = QVBoxLayout()
        right.setSpacing(SPACE + SPACE // 2)
        right.addWidget(label(tr("看这几样"), "section"))
        for item in step.items:
            right.addWidget(_line(item, self.theme))
        right.addWidget(label(tr("眼睛有没有看镜头、有没有笑，电脑看不准，要您自己看。"), "small"))
        right.addSpacing(SPACE)
        right.addWidget(self._clock)
        right.addWidget(self._sentence)
        right.addWidget(self._hint)
        right.addWidget(self._advice)
        right.addStretch(1)
        columns = QHBoxLayout()
        columns.setSpacing(3 * SPACE)
        columns.addWidget(self.preview, 3, Qt.AlignmentFlag.AlignTop)
        columns.addLayout(right, 2)
        self.body.addLayout(columns)
        self.body.addLayout(flowing(self.open, self.by_hand, self.done))

    # what she does

    def start(self) -> None:
        """Turn the camera on; time runs from its first picture."""
        self._set(MirrorFace.STARTING)
        self.camera.start()

    def start_by_hand(self) -> None:
        """Look into a mirror or a telephone instead, with the list and the clock."""
        self.camera.stop()
        self._begin(MirrorFace.BY_HAND)

    def end(self) -> None:
        """Enough seen, or the time is up: the camera goes off."""
        self._with_camera = self.face is MirrorFace.LOOKING
        self.stop()
        self._set(MirrorFace.OVER)
        self.finish(answers=("camera" if self._with_camera else "mirror",))
        self.settle()

    def look_at_clock(self) -> None:
        """Show what is left of the time; end when nothing is."""
        left = self._until - time.monotonic()
        if left <= 0:
            self.end()
        else:
            self._clock.setText(duration_words(math.ceil(left)))

    # what comes in

    def _pictured(self, picture: QImage) -> None:
        if self.face is MirrorFace.STARTING:
            self._begin(MirrorFace.LOOKING)
        if self.face is MirrorFace.LOOKING:
            self.preview.show_picture(picture)
            self.watch.look(picture)

    def _no_camera(self, sentence: str) -> None:
        if self.face in (MirrorFace.STARTING, MirrorFace.LOOKING):
            self._tick.stop()
            self._failure = sentence
            self.watch.forget()
            self.preview.clear()
            self._set(MirrorFace.NO_CAMERA)

    def _begin(self, face: MirrorFace) -> None:
        self._until = time.monotonic() + self._planned
        self._clock.setText(duration_words(self._planned))
        self._tick.start()
        self._set(face)

    # showing

    def _set(self, face: MirrorFace) -> None:
        self.face = face
        self._show()
        if self.isVisible():
            self.focus()

    def _show(self) -> None:
        face = self.face
        running = face in (MirrorFace.LOOKING, MirrorFace.BY_HAND)
        self.preview.setVisible(face in (MirrorFace.READY, MirrorFace.STARTING, MirrorFace.LOOKING))
        self._clock.setVisible(running)
        length = isolate(str(self._planned))
        self._sentence.setText(
            {
                MirrorFace.READY: tr("看 {seconds} 秒", seconds=length),
                MirrorFace.STARTING: tr("正在打开摄像头…"),
                MirrorFace.LOOKING: tr("眼睛对着上面那条线，看镜头。"),
                MirrorFace.BY_HAND: tr("照着镜子，一样一样看。"),
                MirrorFace.NO_CAMERA: self._failure,
                MirrorFace.OVER: tr("看完了，摄像头已经关了。") if self._with_camera else tr("看完了。"),
            }[face]
        )
        self._advice.setText(
            tr("用镜子或手机前置镜头也一样：放在和眼睛一样高的地方，照着上面几样看。")
            if face is MirrorFace.NO_CAMERA
            else ""
        )
        self._advice.setVisible(bool(self._advice.text()))
        self.open.setVisible(face in (MirrorFace.READY, MirrorFace.NO_CAMERA, MirrorFace.OVER))
        self.open.setText(
            {MirrorFace.NO_CAMERA: tr("再试一次"), MirrorFace.OVER: tr("再照一次")}.get(
                face, tr("打开摄像头")
            )
        )
        self.open.setAccessibleName(self.open.text())
        self.open.set_kind("main" if face is MirrorFace.READY else "")
        self.by_hand.setVisible(face in (MirrorFace.READY, MirrorFace.NO_CAMERA))
        self.by_hand.set_kind("main" if face is MirrorFace.NO_CAMERA else "")
        self.done.setVisible(running)

    # for whoever shows it

    def focus(self) -> None:
        """The one thing to do next."""
        first = {
            MirrorFace.NO_CAMERA: self.by_hand,
            MirrorFace.LOOKING: self.done,
            MirrorFace.BY_HAND: self.done,
        }
        first.get(self.face, self.open).setFocus()

    def stop(self) -> None:
        """The camera off, the clock off, the picture forgotten."""
        self._tick.stop()
        self.camera.stop()
        self.watch.forget()
        self.preview.clear()
        if self.face in (MirrorFace.STARTING, MirrorFace.LOOKING, MirrorFace.BY_HAND):
            self.face = MirrorFace.READY
            self._show()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks: a camera that nobody looks at is off, also while the window is minimised."""
        super().hideEvent(event)
        self.stop()


def _line(text: str, theme: Theme) -> QWidget:
    holder = left_to_right(QWidget())
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(SPACE)
    row.addWidget(QLabel("•"), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(chinese(label(text, "lead"), theme), 1)
    return holder
