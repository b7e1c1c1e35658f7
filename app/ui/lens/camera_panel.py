"""The camera above what is read: her picture with the framing guide, a switch, and the film's red mark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QHideEvent, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import tr
from app.ui.attempt.words import duration_words
from app.ui.lens.camera import Camera, QtCamera
from app.ui.lens.face_watch import FaceWatch
from app.ui.lens.filming import Filming
from app.ui.lens.preview import LensPreview
from app.ui.theme import SPACE, Theme
from app.ui.widgets.labels import label

if TYPE_CHECKING:
    from app.practice.studio import Studio
    from app.ui.jobs import Jobs

_RATIO = 16 / 9
_TICK_MS = 500


class CameraPanel(QWidget):
    """Off until she turns it on. What it shows stays in memory; a film is made only where she ticked it.

    Whoever owns it tells `filming` when a take begins and ends.
    """

    switched = Signal(bool)  # the camera was turned on or off, or went off by itself
    told = Signal(str)  # a sentence that must not be missed

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme, *, camera: Camera | None = None) -> None:
        super().__init__()
        self._theme = theme
        self._on = self._pictured = False
        self._said = False  # something about a film stands there, which no hint may cover
        self.camera = camera or QtCamera(self)
        self.filming = Filming(studio.videos, self)
        self.watch = FaceWatch(jobs, self)
        self.preview = LensPreview(theme, _RATIO)
        self.says = label("", "soft")
        self.hint = label("", "strong")
        self.guide = QCheckBox(tr("参考线"))
        self.guide.setChecked(True)
        self.films = QCheckBox(tr("同时录像"))
        self.films.setToolTip(tr("录像只存在这台电脑上，和这一遍的录音放在一起，可以随时删掉。"))
        self.mark = FilmMark(theme)
        self._build()
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self._show_film)
        self.guide.toggled.connect(self.preview.show_guide)
        self.camera.pictured.connect(self._show_picture)
        self.camera.failed.connect(self._no_picture)
        self.filming.changed.connect(self._show_film)
        self.filming.failed.connect(self.told)
        self.watch.told.connect(self._show_hint)
        self.hide()

    def _build(self) -> None:
        before, after = QVBoxLayout(), QVBoxLayout()
        for column in (before, after):
            column.setSpacing(SPACE)
        before.addWidget(self.hint)
        before.addWidget(self.says)
        before.addStretch(1)
        after.addWidget(self.mark)
        after.addWidget(self.films)
        after.addWidget(self.guide)
        after.addStretch(1)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(2 * SPACE)
        grid.addLayout(before, 0, 0)
        grid.addWidget(self.preview, 0, 1, Qt.AlignmentFlag.AlignTop)
        grid.addLayout(after, 0, 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(2, 1)
        self.set_height(self._theme.size(144))
        for each in (self.guide, self.films):
            each.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def set_height(self, height: int) -> None:
        """How high the picture is, in pixels; a small one keeps the text near the lens."""
        self.preview.setFixedSize(round(height * _RATIO), height)

    @property
    def on(self) -> bool:
        """Whether the camera is on, or being turned on."""
        return self._on

    @property
    def wants_film(self) -> bool:
        """Whether a take that begins now is to be filmed."""
        return self._on and self.films.isChecked()

    # what she does

    def switch(self, on: bool) -> None:
        """Turn the camera on, or off."""
        if on == self._on:
            return
        self._on, self._pictured, self._said = on, False, False
        self.setVisible(on)
        self._show_parts()
        if on:
            self.says.setText(tr("正在打开摄像头…"))
            self.camera.start()
        else:
            self._let_go()
        self.switched.emit(on)

    def _show_parts(self) -> None:
        """Without the camera only the sentence that tells why."""
        for each in (self.preview, self.films, self.guide):
            each.setVisible(self._on)
        self._show_hint("")

    def _let_go(self) -> None:
        self.camera.stop()
        self.filming.end()
        self.watch.forget()
        self.preview.clear()

    def say(self, sentence: str) -> None:
        """Say something of the take that is over; no hint takes its place until the next begins."""
        self._said = True
        self.says.setText(sentence)
        self._show_hint("")

    # what comes in

    def _show_picture(self, picture: QImage) -> None:
        if not self._on:
            return
        if not self._pictured:
            self._pictured = True
            self.says.setText(tr("稿子就在画面下面：眼睛看着字，也就靠近镜头了。"))
        self.preview.show_picture(picture)
        self.filming.add(picture)
        self.watch.look(picture)

    def _no_picture(self, sentence: str) -> None:
        """No camera, or no more: the rest of the page goes on as it was."""
        if not self._on:
            return
        if self.filming.on:
            sentence = f"{sentence} {tr('录像到这里为止，声音还在录。')}"
        else:
            sentence = f"{sentence} {tr('提词和录音照常能用。')}"
        self._on = False
        self._let_go()
        self._show_parts()
        self.says.setText(sentence)
        self.switched.emit(False)

    def _show_hint(self, sentence: str) -> None:
        self.hint.setText(sentence if self._on and not self._said else "")
        self.hint.setVisible(bool(self.hint.text()))
        self.says.setVisible(self.hint.isHidden())  # one thing at a time

    def _show_film(self) -> None:
        on = self.filming.on
        self._said = self._said and not on
        self.mark.show_time(self.filming.seconds if on else None)
        self.films.setEnabled(self._on and not on)
        if on != self._tick.isActive():
            (self._tick.start if on else self._tick.stop)()

    def hideEvent(self, event: QHideEvent) -> None:
        """The page is left: the camera goes off. A window put away while filming goes on with it."""
        super().hideEvent(event)
        if not event.spontaneous() or not self.filming.on:
            self.switch(False)


class FilmMark(QWidget):
    """A red dot and the length of the film; there only while a film is made."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.words = label("", "strong", wrap=False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(_Dot(theme))
        row.addWidget(self.words, 1)
        self.hide()

    def show_time(self, seconds: float | None) -> None:
        """Seconds filmed so far; None when nothing is filmed."""
        self.setVisible(seconds is not None)
        if seconds is not None:
            self.words.setText(tr("正在录像 {time}", time=duration_words(int(seconds))))
            self.setAccessibleName(self.words.text())


class _Dot(QWidget):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        return QSize(14, 14)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.colours.accent))
        painter.drawEllipse(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        painter.end()
