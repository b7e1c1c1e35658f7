"""The camera as a source of pictures: shown, never kept. `QtCamera` is the real one."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCameraPermission, QObject, QPermission, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QImage

from app.i18n import tr

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QCamera, QCameraDevice, QVideoFrame

log = logging.getLogger(__name__)

PATIENCE_MS = 6000
"""How long the next picture may take: for the first one slow laptops need some seconds."""

_WIDEST = 1280  # pixels: more than the preview can show would only warm the machine
_SMOOTH = 24.0  # pictures a second


class Camera(QObject):
    """Gives pictures from `start` to `stop`. What fails is told as a sentence, and nothing follows it."""

    pictured = Signal(QImage)
    failed = Signal(str)

    def start(self) -> None:
        """Turn the camera on."""
        raise NotImplementedError

    def stop(self) -> None:
        """Turn it off; does nothing when it is off."""
        raise NotImplementedError


class QtCamera(Camera):
    """The system's camera through QtMultimedia, which is loaded when it is first needed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._parts: list[QObject] = []
        self._camera: QCamera | None = None
        self._wanted = False
        self._waiting = QTimer(self)
        self._waiting.setSingleShot(True)
        self._waiting.setInterval(PATIENCE_MS)
        self._waiting.timeout.connect(self._waited)

    @property
    def on(self) -> bool:
        """Whether the camera is on, or being turned on."""
        return self._wanted

    def start(self) -> None:
        """Turn the camera on, once the system allows it."""
        if self._wanted:
            return
        self._wanted = True
        application = QGuiApplication.instance()
        permission = QCameraPermission()
        status = (
            application.checkPermission(permission)
            if application is not None
            else Qt.PermissionStatus.Granted
        )
        if status is Qt.PermissionStatus.Undetermined and application is not None:
            application.requestPermission(permission, self, self._permitted)
        else:
            self._go_on(allowed=status is Qt.PermissionStatus.Granted)

    def _permitted(self, permission: QPermission) -> None:
        self._go_on(allowed=permission.status() is Qt.PermissionStatus.Granted)

    def _go_on(self, *, allowed: bool) -> None:
        if not self._wanted:
            return
        if not allowed:
            self._fail(tr("系统没有允许开播用摄像头。可以在系统的隐私设置里打开。"))
            return
        try:
            self._open()
        except ImportError as error:  # a system without the libraries that QtMultimedia needs
            log.warning("no QtMultimedia: %s", error)
            self._fail(tr("这台电脑上打不开摄像头。"))

    def _open(self) -> None:
        from PySide6.QtMultimedia import QCamera, QMediaCaptureSession, QMediaDevices, QVideoSink

        device = QMediaDevices.defaultVideoInput()
        if device.isNull():
            self._fail(tr("没有找到摄像头。"))
            return
        camera, session, sink = QCamera(device, self), QMediaCaptureSession(self), QVideoSink(self)
        devices = QMediaDevices(self)
        self._camera, self._parts = camera, [session, sink, devices]
        devices.videoInputsChanged.connect(lambda: self._look_for(bytes(device.id().data())))
        chosen = _format_of(device)
        if chosen is not None:
            camera.setCameraFormat(chosen)
        session.setCamera(camera)
        session.setVideoSink(sink)
        sink.videoFrameChanged.connect(self._framed)
        camera.errorOccurred.connect(self._went_wrong)
        self._waiting.start()
        camera.start()

    def stop(self) -> None:
        """Turn the camera off and let it go, so that its light goes out."""
        self._wanted = False
        self._waiting.stop()
        camera, self._camera = self._camera, None
        parts, self._parts = self._parts, []
        if camera is not None:
            camera.stop()
            camera.deleteLater()
        for each in parts:
            each.deleteLater()

    def _framed(self, frame: QVideoFrame) -> None:
        if not self._wanted:
            return
        picture = frame.toImage()
        if not picture.isNull():
            self._waiting.start()  # a camera that is pulled out may simply fall silent
            self.pictured.emit(picture)

    def _look_for(self, device: bytes) -> None:
        """Something was plugged in or pulled out; tell when it was the camera."""
        from PySide6.QtMultimedia import QMediaDevices

        if device not in [bytes(each.id().data()) for each in QMediaDevices.videoInputs()]:
            self._fail(tr("摄像头断开了。"))

    def _went_wrong(self, error: Any, text: str) -> None:
        log.warning("camera: %s %s", error, text)
        self._fail(tr("摄像头打不开，可能正被别的程序占用。关掉那个程序，再试一次。"))

    def _waited(self) -> None:
        self._fail(tr("摄像头没有给出画面。请看看镜头盖或者开关，再试一次。"))

    def _fail(self, sentence: str) -> None:
        if self._wanted:
            self.stop()
            self.failed.emit(sentence)


def _format_of(device: QCameraDevice) -> Any:
    """A smooth format as wide as the preview can use; None leaves it to the system."""
    fitting = [
        each
        for each in device.videoFormats()
        if each.resolution().width() <= _WIDEST and each.maxFrameRate() >= _SMOOTH
    ]
    return max(fitting, key=lambda each: each.resolution().width(), default=None)
