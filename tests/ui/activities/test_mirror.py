"""The mirror: off until wanted, off when left, nothing kept, and a way on without a camera."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest
from PySide6.QtCore import QPoint, QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPixmap
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.curriculum.values import Mirror, Outcome
from app.ui.activities import activity_view
from app.ui.activities.mirror import MirrorFace, MirrorView
from app.ui.jobs import Jobs
from app.ui.lens.camera import Camera, QtCamera
from app.ui.lens.preview import covering
from app.ui.theme import Theme
from tests.ui.fake_studio import FakeStudio
from tests.ui.lens.no_faces import NoFaces

STEP = Mirror("mirror", "开口之前看一看自己", ("两脚踩稳了吗？", "嘴角往上吗？"), 20)


class FakeCamera(Camera):
    def __init__(self) -> None:
        super().__init__()
        self.on = False

    def start(self) -> None:
        self.on = True

    def stop(self) -> None:
        self.on = False


def picture(left: str = "red", right: str = "blue") -> QImage:
    made = QImage(640, 480, QImage.Format.Format_RGB32)
    made.fill(QColor(left))
    for x in range(320, 640):
        for y in range(400, 480):
            made.setPixelColor(x, y, QColor(right))
    return made


@pytest.fixture(autouse=True)
def nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.ui.lens.face_watch.FaceProcess", NoFaces)


@pytest.fixture
def camera() -> FakeCamera:
    return FakeCamera()


@pytest.fixture
def view(qtbot: QtBot, studio: FakeStudio, jobs: Jobs, theme: Theme, camera: FakeCamera) -> MirrorView:
    made = MirrorView(STEP, "lesson", studio, jobs, theme, camera=camera)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(780, 560)
    made.show()
    qtbot.waitExposed(made)
    return made


def texts(view: MirrorView) -> str:
    QApplication.processEvents()
    return "\n".join(each.text() for each in view.findChildren(QLabel) if each.isVisible())


def test_the_camera_is_off_until_she_turns_it_on(view: MirrorView, camera: FakeCamera) -> None:
    view.focus()
    assert not camera.on
    assert view.focusWidget() is view.open
    shown = texts(view)
    assert "不录像，不拍照" in shown
    for item in STEP.items:
        assert item in shown
    view.open.click()
    assert camera.on
    assert view.face is MirrorFace.STARTING


def test_time_runs_from_the_first_picture_and_ends_with_the_camera_off(
    view: MirrorView, camera: FakeCamera, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcomes: list[Outcome] = []
    view.finished.connect(outcomes.append)
    view.start()
    camera.pictured.emit(picture())
    assert view.face is MirrorFace.LOOKING
    assert "0:20" in texts(view)
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + 12.4)
    view.look_at_clock()
    assert "0:08" in texts(view)
    assert not outcomes
    monkeypatch.setattr(time, "monotonic", lambda: now + 21.0)
    view.look_at_clock()
    assert view.face is MirrorFace.OVER
    assert not camera.on
    assert view.preview.picture.isNull()
    assert [(each.right, each.asked, each.answers) for each in outcomes] == [(0, 0, ("camera",))]
    assert "摄像头已经关了" in texts(view)


def test_it_is_a_mirror(view: MirrorView, camera: FakeCamera) -> None:
    view.start()
    camera.pictured.emit(picture())
    QApplication.processEvents()
    shown = QPixmap(view.preview.size())
    view.preview.render(shown, QPoint())
    image = shown.toImage()
    low = round(image.height() * 0.98)
    assert image.pixelColor(round(image.width() * 0.01) + 6, low).name() == QColor("blue").name()
    assert image.pixelColor(round(image.width() * 0.97), low).name() == QColor("red").name()


def test_only_the_last_picture_is_held(view: MirrorView, camera: FakeCamera) -> None:
    view.start()
    for colour in ("red", "green"):
        camera.pictured.emit(picture(colour, colour))
    assert view.preview.picture.pixelColor(10, 10) == QColor("green")


@pytest.mark.parametrize("way", ["stop", "hide", "minimise"])
def test_leaving_turns_the_camera_off_and_forgets_the_picture(
    qtbot: QtBot, view: MirrorView, camera: FakeCamera, way: str
) -> None:
    view.start()
    camera.pictured.emit(picture())
    assert camera.on
    if way == "stop":
        view.stop()
    elif way == "hide":
        view.hide()
    else:
        view.showMinimized()
        qtbot.waitUntil(lambda: not camera.on, timeout=2000)
    assert not camera.on
    assert view.preview.picture.isNull()
    assert view.outcome is None
    assert view.face is MirrorFace.READY
    camera.pictured.emit(picture())  # one that was still on its way
    assert view.preview.picture.isNull()


def test_without_a_camera_there_is_a_way_on(view: MirrorView, camera: FakeCamera) -> None:
    outcomes: list[Outcome] = []
    view.finished.connect(outcomes.append)
    view.start()
    camera.failed.emit("没有找到摄像头。")
    shown = texts(view)
    assert "没有找到摄像头。" in shown
    assert "用镜子或手机前置镜头" in shown
    assert STEP.items[0] in shown
    assert view.focusWidget() is view.by_hand
    view.by_hand.click()
    assert view.face is MirrorFace.BY_HAND
    assert not camera.on
    assert "0:20" in texts(view)
    view.done.click()
    assert [each.answers for each in outcomes] == [("mirror",)]
    assert "摄像头" not in texts(view)


def test_a_camera_that_fails_while_she_looks_is_told(view: MirrorView, camera: FakeCamera) -> None:
    view.start()
    camera.pictured.emit(picture())
    camera.failed.emit("摄像头没有给出画面。")
    assert view.face is MirrorFace.NO_CAMERA
    assert view.preview.picture.isNull()
    view.start()
    assert view.face is MirrorFace.STARTING


@pytest.mark.parametrize(
    ("size", "area", "part"),
    [
        (QSize(1280, 720), QRectF(0, 0, 400, 300), QRectF(160, 0, 960, 720)),
        (QSize(480, 640), QRectF(0, 0, 400, 300), QRectF(0, 140, 480, 360)),
        (QSize(640, 480), QRectF(0, 0, 400, 300), QRectF(0, 0, 640, 480)),
    ],
)
def test_the_middle_of_the_picture_fills_the_mirror(size: QSize, area: QRectF, part: QRectF) -> None:
    assert covering(size, area) == part


@pytest.mark.qt_log_ignore("pipewire")
def test_the_real_camera_says_that_there_is_none_or_gives_a_picture(qtbot: QtBot) -> None:
    camera = QtCamera()
    told: list[object] = []
    camera.failed.connect(told.append)
    camera.pictured.connect(told.append)
    camera.start()
    qtbot.waitUntil(lambda: bool(told), timeout=8000)
    camera.stop()
    assert not camera.on
    assert (isinstance(told[0], str) and told[0].endswith("。")) or isinstance(told[0], QImage)
    camera.stop()
    camera.start()  # may be tried again
    camera.stop()


def test_it_is_the_view_of_its_kind_with_the_real_camera(
    qtbot: QtBot, studio: FakeStudio, jobs: Jobs, theme: Theme
) -> None:
    made = activity_view(STEP, "lesson", studio, jobs, theme)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    assert isinstance(made, MirrorView)
    assert isinstance(made.camera, QtCamera)
    assert not made.camera.on


def test_the_multimedia_libraries_are_loaded_only_with_the_camera() -> None:
    asked = "import sys, app.ui.activities; print('PySide6.QtMultimedia' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"
