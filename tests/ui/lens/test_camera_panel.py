"""The camera on the teleprompter's page, and its film from the take to the history."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from app.errors import ExpectedError
from app.i18n import msg
from app.lens.process import FaceFinderMissingError
from app.lens.values import Framing
from app.practice.take import TakeState
from app.ui.jobs import Jobs
from app.ui.lens.camera import Camera
from app.ui.lens.face_watch import FaceWatch, framing_sentence, grey_of
from app.ui.lens.film_view import FilmView
from app.ui.screens.history.detail import AttemptDetail
from app.ui.screens.prompter import PrompterScreen
from app.ui.screens.prompter.session import PromptPhase
from app.ui.theme import Theme
from tests.ui.fake_studio import FakeStudio
from tests.ui.lens.no_faces import NoFaces

WRITTEN = "# 开场 | 20\n欢迎来到我的直播间，我是阿依古丽。今天给大家带来和田的大红枣，又甜又糯。\n"


class PretendedCamera(Camera):
    def __init__(self) -> None:
        super().__init__()
        self.on = False

    def start(self) -> None:
        self.on = True

    def stop(self) -> None:
        self.on = False


def picture(colour: str = "teal") -> QImage:
    made = QImage(640, 360, QImage.Format.Format_RGB32)
    made.fill(QColor(colour))
    return made


@pytest.fixture
def camera() -> PretendedCamera:
    return PretendedCamera()


@pytest.fixture
def screen(
    qtbot: QtBot, studio: FakeStudio, jobs: Jobs, theme: Theme, camera: PretendedCamera
) -> PrompterScreen:
    studio.change_settings(countdown_seconds=0)
    made = PrompterScreen(studio, jobs, theme, camera)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(1200, 680)
    made.show()
    made.enter()
    made.box.show_text(WRITTEN)
    return made


def films(studio: FakeStudio) -> list[Path]:
    return list((studio.home / "videos").glob("*"))


def roll(qtbot: QtBot, camera: PretendedCamera, pictures: int = 8) -> None:
    for _ in range(pictures):
        camera.pictured.emit(picture())
        qtbot.wait(45)


def take_with_film(qtbot: QtBot, screen: PrompterScreen, studio: FakeStudio, camera: PretendedCamera) -> str:
    screen.lens.button.click()
    screen.lens.panel.films.setChecked(True)
    camera.pictured.emit(picture())
    screen.press()
    roll(qtbot, camera)
    screen.press()
    with qtbot.waitSignal(screen.lens.panel.filming.kept, timeout=10_000):
        studio.free_takes.finish()
    return screen.session.state.attempt_id


def test_the_camera_is_off_until_she_turns_it_on(screen: PrompterScreen, camera: PretendedCamera) -> None:
    panel = screen.lens.panel
    assert not panel.isVisible()
    assert not camera.on
    assert not panel.films.isChecked()
    screen.lens.button.click()
    assert camera.on
    assert panel.isVisible()
    assert screen.lens.button.text() == "关掉摄像头"
    camera.pictured.emit(picture())
    assert not panel.preview.picture.isNull()
    screen.lens.button.click()
    assert not camera.on
    assert not panel.isVisible()
    assert panel.preview.picture.isNull()


def test_the_text_moves_up_beneath_the_picture(screen: PrompterScreen, qtbot: QtBot) -> None:
    far = screen.view._strip()
    screen.lens.button.click()
    qtbot.waitUntil(lambda: screen.view.y() > screen.lens.panel.y())
    assert screen.view._strip() < 10 < far
    panel, middle = screen.lens.panel, screen.view.geometry().center().x()
    shown = panel.preview.mapTo(screen, panel.preview.rect().center()).x()
    assert abs(shown - middle) <= 2  # her picture stands over the middle of the text
    screen.lens.button.click()
    assert screen.view._strip() == pytest.approx(screen.view.height() * 0.28)


def test_leaving_the_page_turns_it_off(screen: PrompterScreen, camera: PretendedCamera) -> None:
    screen.lens.button.click()
    camera.pictured.emit(picture())
    screen.leave()
    screen.hide()
    assert not camera.on
    assert screen.lens.panel.preview.picture.isNull()


def test_without_a_camera_everything_else_works(
    screen: PrompterScreen, studio: FakeStudio, camera: PretendedCamera
) -> None:
    screen.lens.button.click()
    camera.failed.emit("没有找到摄像头。")
    panel = screen.lens.panel
    assert panel.says.text().startswith("没有找到摄像头。")
    assert "照常能用" in panel.says.text()
    assert not panel.films.isVisible()
    assert panel.says.isVisible()
    assert not panel.preview.isVisible()
    assert screen.lens.button.text() == "打开摄像头"
    screen.press()
    assert studio.take_state is TakeState.RECORDING
    assert not films(studio)


def test_nothing_is_filmed_unless_she_ticked_it(
    qtbot: QtBot, screen: PrompterScreen, studio: FakeStudio, camera: PretendedCamera
) -> None:
    screen.lens.button.click()
    screen.press()
    roll(qtbot, camera)
    assert not screen.lens.panel.mark.isVisible()
    screen.press()
    studio.free_takes.finish()
    qtbot.wait(200)
    assert not films(studio)


def test_the_red_mark_is_there_while_it_films(
    qtbot: QtBot, screen: PrompterScreen, studio: FakeStudio, camera: PretendedCamera
) -> None:
    screen.lens.button.click()
    panel = screen.lens.panel
    panel.films.setChecked(True)
    camera.pictured.emit(picture())
    assert not panel.mark.isVisible()  # ticked is not yet filmed
    screen.press()
    roll(qtbot, camera)
    assert panel.mark.isVisible()
    assert "正在录像" in panel.mark.words.text()
    assert not panel.films.isEnabled()
    screen.press()
    assert not panel.mark.isVisible()
    studio.free_takes.finish()
    qtbot.waitUntil(lambda: not panel.filming.writer.filming, timeout=10_000)


def test_the_film_lies_beside_the_attempt_and_plays_there(
    qtbot: QtBot,
    screen: PrompterScreen,
    studio: FakeStudio,
    jobs: Jobs,
    theme: Theme,
    camera: PretendedCamera,
) -> None:
    attempt_id = take_with_film(qtbot, screen, studio, camera)
    assert [each.name for each in films(studio)] == [f"{attempt_id}.mkv"]
    screen.lens.panel.watch.told.emit("脸好像出框了。")
    assert "进步" in screen.lens.panel.says.text()
    assert screen.lens.panel.says.isVisible()  # no hint covers it
    detail = AttemptDetail(studio, jobs, theme)  # type: ignore[arg-type]
    qtbot.addWidget(detail)
    detail.resize(1200, 700)
    detail.show()
    detail.show_attempt(studio.attempt(attempt_id), "提词器")
    assert detail.film.isVisible()
    qtbot.waitUntil(lambda: not detail.film.picture.shown.isNull(), timeout=10_000)
    qtbot.mouseClick(detail.film.picture, Qt.MouseButton.LeftButton)
    assert studio.playing
    player = detail.film._player
    assert player is not None
    qtbot.waitUntil(player.isPlaying, timeout=5000)
    detail.sounds.stop()
    qtbot.waitUntil(lambda: not player.isPlaying(), timeout=5000)
    detail.delete.click()
    assert detail.film._player is None  # the file is free to go


def test_the_film_alone_can_be_removed(
    qtbot: QtBot,
    screen: PrompterScreen,
    studio: FakeStudio,
    jobs: Jobs,
    theme: Theme,
    camera: PretendedCamera,
) -> None:
    attempt_id = take_with_film(qtbot, screen, studio, camera)
    detail = AttemptDetail(studio, jobs, theme)  # type: ignore[arg-type]
    qtbot.addWidget(detail)
    detail.show()
    detail.show_attempt(studio.attempt(attempt_id), "提词器")
    detail.film.remove_film()
    assert not films(studio)
    assert not detail.film.isVisible()
    assert studio.attempt(attempt_id).recording.duration > 0


def test_a_film_that_is_damaged_says_so(qtbot: QtBot, studio: FakeStudio, jobs: Jobs, theme: Theme) -> None:
    attempt = studio._attempts[0]
    (studio.home / "videos").mkdir()
    (studio.home / "videos" / f"{attempt.id}.mkv").write_bytes(b"no film" * 100)
    detail = AttemptDetail(studio, jobs, theme)  # type: ignore[arg-type]
    qtbot.addWidget(detail)
    detail.show()
    detail.show_attempt(attempt, "讲红枣")
    film: FilmView = detail.film
    qtbot.waitUntil(lambda: "坏了" in film._says.text(), timeout=10_000)
    assert detail.result.play_button.isEnabled()


def test_a_camera_pulled_out_ends_the_film_and_not_the_sound(
    qtbot: QtBot, screen: PrompterScreen, studio: FakeStudio, camera: PretendedCamera
) -> None:
    screen.lens.button.click()
    screen.lens.panel.films.setChecked(True)
    camera.pictured.emit(picture())
    screen.press()
    roll(qtbot, camera)
    camera.failed.emit("摄像头断开了。")
    assert studio.take_state is TakeState.RECORDING
    assert screen.session.state.phase is PromptPhase.RUNNING
    assert "声音还在录" in screen.lens.panel.says.text()
    assert not screen.lens.panel.mark.isVisible()
    screen.press()
    with qtbot.waitSignal(screen.lens.panel.filming.kept, timeout=10_000):
        studio.free_takes.finish()
    assert len(films(studio)) == 1


def test_a_take_that_could_not_begin_leaves_no_film(
    qtbot: QtBot, screen: PrompterScreen, studio: FakeStudio, camera: PretendedCamera
) -> None:
    screen.lens.button.click()
    screen.lens.panel.films.setChecked(True)
    camera.pictured.emit(picture())
    studio.failing["start_prompting"] = ExpectedError(msg("磁盘满了。"))
    screen.press()
    roll(qtbot, camera, 3)
    assert not films(studio)


def test_rolling_without_sound_says_why_nothing_is_filmed(
    qtbot: QtBot, screen: PrompterScreen, studio: FakeStudio, camera: PretendedCamera
) -> None:
    screen.mode.setCurrentIndex(1)
    screen.records.setChecked(False)
    screen.lens.button.click()
    screen.lens.panel.films.setChecked(True)
    camera.pictured.emit(picture())
    with qtbot.waitSignal(screen.failed) as told:
        screen.press()
    assert "同时录音" in told.args[0]
    assert not films(studio)


def test_the_guide_can_be_taken_away(screen: PrompterScreen, camera: PretendedCamera) -> None:
    screen.lens.button.click()
    camera.pictured.emit(picture())
    panel = screen.lens.panel
    with_lines = panel.preview.grab().toImage()
    panel.guide.setChecked(False)
    assert panel.preview.grab().toImage() != with_lines


def test_what_is_amiss_is_said_and_forgotten(
    jobs: Jobs, monkeypatch: pytest.MonkeyPatch, no_faces: list[NoFaces]
) -> None:
    watch, told, now = FaceWatch(jobs), [], [100.0]
    watch.told.connect(told.append)
    monkeypatch.setattr("app.ui.lens.face_watch.time.monotonic", lambda: now[0])
    for _ in range(8):  # nobody in the picture for four seconds
        watch.look(picture())
        now[0] += 0.5
    assert told[0] == ""
    assert told[-1] == framing_sentence(Framing.OUT) != ""
    watch.forget()
    assert told[-1] == ""
    assert [each.closed for each in no_faces] == [True]


def test_pictures_are_looked_at_twice_a_second(
    jobs: Jobs, monkeypatch: pytest.MonkeyPatch, no_faces: list[NoFaces]
) -> None:
    watch, now = FaceWatch(jobs), [100.0]
    monkeypatch.setattr("app.ui.lens.face_watch.time.monotonic", lambda: now[0])
    for _ in range(60):  # two seconds of a camera
        watch.look(picture())
        now[0] += 1 / 30
    assert no_faces[0].asked in (4, 5)


@pytest.mark.parametrize("trouble", [BrokenPipeError(), FaceFinderMissingError()])
def test_where_nothing_can_be_told_nothing_is_said(
    jobs: Jobs, monkeypatch: pytest.MonkeyPatch, no_faces: list[NoFaces], trouble: Exception
) -> None:
    watch, told, now = FaceWatch(jobs), [], [100.0]
    watch.told.connect(told.append)
    monkeypatch.setattr("app.ui.lens.face_watch.time.monotonic", lambda: now[0])
    NoFaces.trouble = trouble
    for _ in range(12):
        watch.look(picture())
        now[0] += 0.5
    assert set(told) <= {""}
    assert len(no_faces) == 1  # it is not tried again and again


def test_a_picture_in_grey_has_the_pictures_shape() -> None:
    made = QImage(1281, 721, QImage.Format.Format_RGB32)
    made.fill(QColor("white"))
    made.setPixelColor(0, 0, QColor("black"))
    grey = grey_of(made)
    assert grey.shape == (480, 853)
    assert grey[-1, -1] == 255
    assert grey_of(picture("black")).max() == 0
