"""A take's film beside its sound: the picture goes where the sound is."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QColor, QHideEvent, QImage, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMessageBox, QSizePolicy, QVBoxLayout, QWidget

from app.errors import ExpectedError
from app.i18n import tr
from app.ui.attempt.sound_box import Sound, SoundBox
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.labels import label

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QMediaPlayer, QVideoFrame

    from app.practice.videos import Videos

log = logging.getLogger(__name__)

_DRIFT_MS = 250  # lips and voice apart by more are seen to be apart


class FilmView(QWidget):
    """Shows the film of one attempt; hidden where there is none. Plays, stops and jumps with `sounds`."""

    play_wanted = Signal()  # she clicked the picture
    failed = Signal(str)

    def __init__(self, videos: Videos, sounds: SoundBox, theme: Theme) -> None:
        super().__init__()
        self._videos, self._sounds = videos, sounds
        self._attempt_id = ""
        self._path: Path | None = None
        self._player: QMediaPlayer | None = None
        self.picture = FilmPicture()
        self.picture.clicked.connect(self.play_wanted)
        self._says = label(tr("这一遍的录像，和录音一起放。只在这台电脑上。"), "small")
        self.remove = button(tr("只删录像"), self._ask_remove, theme, kind="quiet", icon="trash")
        self.remove.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        below = QHBoxLayout()
        below.addWidget(self._says, 1)
        below.addWidget(self.remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE // 2)
        column.addWidget(self.picture, 1)
        column.addLayout(below)
        sounds.changed.connect(self._sound_changed)
        sounds.moved.connect(self._sound_moved)
        self.hide()

    def show_attempt(self, attempt_id: str) -> None:
        """Show the attempt's film from its beginning, or nothing."""
        self.release()
        self.picture.show_picture(QImage())
        self._attempt_id = attempt_id
        try:
            self._path = self._videos.of(attempt_id)
        except ExpectedError as error:  # not hers to see (any more)
            log.info("no film shown: %s", error.detail)
            self._path = None
        self.setVisible(self._path is not None)
        if self._path is not None:
            self._open()

    def release(self) -> None:
        """Let the file go, so that it can be moved; the picture stays, and playing opens it again."""
        player, self._player = self._player, None
        if player is not None:
            player.stop()
            player.setSource(QUrl())
            player.deleteLater()

    def remove_film(self) -> None:
        """Destroy the film; sound and score stay."""
        self.release()
        try:
            self._videos.remove(self._attempt_id)
        except ExpectedError as error:
            self.failed.emit(str(error))
            return
        self._path = None
        self.hide()

    def _ask_remove(self) -> None:
        question = tr("删掉这一遍的录像吗？删了就找不回来。录音和成绩都会留着。")
        box = QMessageBox(QMessageBox.Icon.Question, tr("只删录像"), question, parent=self)
        remove = box.addButton(tr("删除"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(tr("取消"), QMessageBox.ButtonRole.RejectRole)
        remove.clicked.connect(self.remove_film)
        box.open()

    # with the sound

    def _open(self) -> QMediaPlayer | None:
        if self._path is None:
            return None
        if self._player is None:
            try:
                from PySide6.QtMultimedia import QMediaPlayer, QVideoSink
            except ImportError as error:  # a system without the libraries that QtMultimedia needs
                log.warning("no QtMultimedia: %s", error)
                self._says.setText(tr("这台电脑上放不了录像。"))
                return None
            self._player = player = QMediaPlayer(self)
            sink = QVideoSink(player)
            player.setVideoSink(sink)
            sink.videoFrameChanged.connect(self._framed)
            player.errorOccurred.connect(self._went_wrong)
            player.setSource(QUrl.fromLocalFile(str(self._path)))
            player.pause()  # the first picture is shown
        return self._player

    def _sound_changed(self, sound: Sound | None) -> None:
        if self._path is None:
            return
        if sound is Sound.TAKE:
            player = self._open()
            if player is not None:
                player.play()
        elif self._player is not None:
            self._player.pause()

    def _sound_moved(self, seconds: float) -> None:
        if self._sounds.sound is not Sound.TAKE or self._player is None:
            return
        wanted = round(seconds * 1000)
        if wanted < self._player.duration() and abs(self._player.position() - wanted) > _DRIFT_MS:
            self._player.setPosition(wanted)
            if not self._player.isPlaying():
                self._player.play()

    def _framed(self, frame: QVideoFrame) -> None:
        picture = frame.toImage()
        if not picture.isNull():
            self.picture.show_picture(picture)

    def _went_wrong(self, error: Any, text: str) -> None:
        log.warning("film: %s %s", error, text)
        self._says.setText(tr("录像文件坏了，放不出来。录音还可以听。"))

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks."""
        super().hideEvent(event)
        self.release()


class FilmPicture(QWidget):
    """One picture, whole, as viewers would see it: not turned round as in a mirror."""

    clicked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._picture = QImage()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(180)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(tr("录像"))

    @property
    def shown(self) -> QImage:
        """The picture shown; null when there is none."""
        return self._picture

    def show_picture(self, picture: QImage) -> None:
        """Show the next picture."""
        self._picture = picture
        self.update()

    def sizeHint(self) -> QSize:
        """As large as there is room."""
        return QSize(640, 360)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click plays or stops."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture in the middle, in its own shape."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._picture.isNull():
            painter.fillRect(self.rect(), QColor("#14110f"))
        else:
            size = self._picture.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
            left, top = (self.width() - size.width()) / 2, (self.height() - size.height()) / 2
            painter.drawImage(QRectF(left, top, size.width(), size.height()), self._picture)
        painter.end()
