"""A film from the camera's pictures, written by QtMultimedia. It has no sound: that is the recorder's.

The pictures are fed to the encoder (`QVideoFrameInput`) and not taken from the camera by it, so that what the
camera does can never stop what is being written, and a pause leaves no gap.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QElapsedTimer, QObject, QSize, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QImage

from app.i18n import tr

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QMediaRecorder, QVideoFrameInput

log = logging.getLogger(__name__)

RATE = 25
"""Pictures a second, at most."""

WIDEST = 960
"""Pixels of a picture's longer side: enough to see a smile, small enough for an old machine."""

BITS_A_SECOND = 1_800_000
"""About 13 MB a minute."""

_EARLY = 4.0  # ms: a camera's pictures come a little early as often as late

ENDING_MS = 5000
"""How long the encoder may take to close the file."""


class FilmWriter(QObject):
    """Writes one film at a time. `ended` comes exactly once for each `begin`, whatever happened."""

    ended = Signal(object)  # Path of the closed file, or None when nothing was written
    failed = Signal(str)  # a sentence; `ended` follows

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path: Path | None = None
        self._size = QSize()
        self._parts: list[QObject] = []
        self._input: QVideoFrameInput | None = None
        self._recorder: QMediaRecorder | None = None
        self._clock = QElapsedTimer()
        self._gone = 0.0  # ms filmed before the last pause
        self._running = False
        self._next = 0.0  # ms at which the next picture is due
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(ENDING_MS)
        self._patience.timeout.connect(self._closed)

    @property
    def filming(self) -> bool:
        """Whether a film has begun and is not yet closed."""
        return self._path is not None

    @property
    def seconds(self) -> float:
        """Seconds of film so far, pauses taken out."""
        return self._elapsed() / 1000

    def begin(self, path: Path) -> None:
        """Write the pictures that come from now on to this file; the first tells the shape."""
        self._path = path
        self._size = QSize()
        self._gone, self._next = 0.0, 0.0
        self._running = True
        self._clock.start()

    def pause(self) -> None:
        """Take no pictures for a while."""
        self._gone, self._running = self._elapsed(), False

    def resume(self) -> None:
        """Go on."""
        self._running = True
        self._clock.restart()

    def add(self, picture: QImage) -> None:
        """The camera's next picture; left out when the encoder does not keep up."""
        if self._path is None or not self._running or self._patience.isActive():
            return
        now = self._elapsed()
        if now < self._next - _EARLY:
            return
        if self._input is None and not self._open(picture.size()):
            return
        from PySide6.QtMultimedia import QVideoFrame

        fitted = picture.scaled(self._size, Qt.AspectRatioMode.IgnoreAspectRatio)
        frame = QVideoFrame(fitted.convertToFormat(QImage.Format.Format_RGB32))
        frame.setStreamFrameRate(RATE)
        frame.setStartTime(round(now * 1000))
        frame.setEndTime(round((now + 1000 / RATE) * 1000))
        if self._input is not None and self._input.sendVideoFrame(frame):
            self._next = max(self._next, now - 1000 / RATE) + 1000 / RATE

    def end(self) -> None:
        """Close the file; `ended` tells when it is whole."""
        if self._path is None or self._patience.isActive():
            return
        self.pause()
        self._patience.start()
        if self._recorder is None:
            self._close_soon()
        else:
            self._recorder.stop()

    def _elapsed(self) -> float:
        return self._gone + (self._clock.nsecsElapsed() / 1e6 if self._running else 0.0)

    def _open(self, shape: QSize) -> bool:
        from PySide6.QtMultimedia import QMediaCaptureSession, QMediaRecorder, QVideoFrameInput

        size = shape
        if max(size.width(), size.height()) > WIDEST:
            size = size.scaled(WIDEST, WIDEST, Qt.AspectRatioMode.KeepAspectRatio)
        self._size = QSize(size.width() // 2 * 2, size.height() // 2 * 2)  # encoders want even numbers
        session, recorder, source = QMediaCaptureSession(self), QMediaRecorder(self), QVideoFrameInput(self)
        self._parts, self._recorder, self._input = [session], recorder, source
        session.setVideoFrameInput(source)
        session.setRecorder(recorder)
        recorder.setMediaFormat(_format())
        # an average is overshot tenfold by the MPEG-4 encoder when the picture is restless
        recorder.setEncodingMode(QMediaRecorder.EncodingMode.ConstantBitRateEncoding)
        recorder.setVideoBitRate(BITS_A_SECOND)
        recorder.setVideoFrameRate(RATE)
        recorder.setVideoResolution(self._size)
        recorder.setOutputLocation(QUrl.fromLocalFile(str(self._path)))
        recorder.errorOccurred.connect(self._went_wrong)
        recorder.recorderStateChanged.connect(self._state_changed)
        recorder.record()
        return self._recorder is not None  # an error closes everything at once

    def _state_changed(self, state: Any) -> None:
        from PySide6.QtMultimedia import QMediaRecorder

        if state is QMediaRecorder.RecorderState.StoppedState:
            self._close_soon()

    def _went_wrong(self, error: Any, text: str) -> None:
        from PySide6.QtMultimedia import QMediaRecorder

        log.warning("film: %s %s", error, text)
        if error is QMediaRecorder.Error.OutOfSpaceError:
            self.failed.emit(tr("磁盘满了，录像停了。声音不受影响。"))
        else:
            self.failed.emit(tr("录像停了，写不下去。声音不受影响。"))
        self._close_soon()

    def _close_soon(self) -> None:
        """Not from within the recorder's own signal; and not the next film, should one have begun."""
        path = self._path
        QTimer.singleShot(0, self, lambda: self._closed() if self._path == path else None)

    def _closed(self) -> None:
        path, self._path = self._path, None
        self._patience.stop()
        self._running = False
        recorder, self._recorder = self._recorder, None
        source, self._input = self._input, None
        parts, self._parts = self._parts, []
        for each in (recorder, source, *parts):
            if each is not None:
                each.deleteLater()
        if path is not None:
            self.ended.emit(path if path.is_file() and path.stat().st_size else None)


def _format() -> Any:
    """Matroska with the best codec that this build of QtMultimedia can write.

    Which there are depends on the FFmpeg that comes with PySide6: an LGPL one writes MPEG-4 everywhere and
    H.264 only where the system lends its encoder.
    """
    from PySide6.QtMultimedia import QMediaFormat

    made = QMediaFormat(QMediaFormat.FileFormat.Matroska)
    there = made.supportedVideoCodecs(QMediaFormat.ConversionMode.Encode)
    codec = QMediaFormat.VideoCodec
    wanted = (codec.H264, codec.MPEG4, codec.MotionJPEG)
    made.setVideoCodec(next((each for each in wanted if each in there), codec.Unspecified))
    return made
