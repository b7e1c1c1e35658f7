"""The real camera class, as far as it can go without one: what is told when pictures stay away."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtMultimedia import QVideoFrame
from pytestqt.qtbot import QtBot

from app.ui.lens.camera import QtCamera


@pytest.fixture
def camera(qtbot: QtBot) -> QtCamera:
    made = QtCamera()
    made._wanted = True  # as if the system had given one
    return made


def frame() -> QVideoFrame:
    picture = QImage(64, 48, QImage.Format.Format_RGB32)
    picture.fill(QColor("teal"))
    return QVideoFrame(picture)


def test_a_frame_is_a_picture(qtbot: QtBot, camera: QtCamera) -> None:
    with qtbot.waitSignal(camera.pictured) as got:
        camera._framed(frame())
    assert got.args[0].pixelColor(5, 5).name() == QColor("teal").name()
    camera.stop()
    camera._framed(frame())  # one that was still on its way


def test_a_camera_that_falls_silent_is_told(qtbot: QtBot, camera: QtCamera) -> None:
    camera._waiting.setInterval(50)
    with qtbot.waitSignal(camera.failed, timeout=2000) as told:
        camera._framed(frame())
    assert "没有给出画面" in told.args[0]
    assert not camera.on


def test_a_camera_that_is_pulled_out_is_told_at_once(qtbot: QtBot, camera: QtCamera) -> None:
    with qtbot.waitSignal(camera.failed) as told:
        camera._look_for(b"the camera that was here")
    assert told.args[0] == "摄像头断开了。"
    assert not camera.on
