"""Films are really written, closed, kept and played; only the camera is pretended."""

from __future__ import annotations

import itertools
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QTimer, QUrl
from PySide6.QtGui import QColor, QImage
from PySide6.QtMultimedia import QMediaPlayer, QVideoSink
from pytestqt.qtbot import QtBot

from app.practice import videos as rules
from app.practice.videos import Videos
from app.ui.lens.film import BITS_A_SECOND, FilmWriter
from app.ui.lens.filming import Filming

COLOURS = ("red", "lime", "blue")


def picture(colour: str, width: int = 640, height: int = 360) -> QImage:
    made = QImage(width, height, QImage.Format.Format_RGB32)
    made.fill(QColor(colour))
    return made


def feed(
    qtbot: QtBot, add: Callable[[QImage], None], seconds: float, width: int = 640, height: int = 360
) -> None:
    """As a camera does: a third of the time red, then green, then blue."""
    begun = time.monotonic()
    timer = QTimer()
    timer.timeout.connect(
        lambda: add(picture(COLOURS[min(2, int((time.monotonic() - begun) / seconds * 3))], width, height))
    )
    timer.start(30)
    qtbot.wait(round(seconds * 1000))
    timer.stop()


def played(qtbot: QtBot, path: Path) -> tuple[QMediaPlayer, list[QImage]]:
    """Play a film to its end; every picture that came."""
    player, sink, shown = QMediaPlayer(), QVideoSink(), []
    player.setVideoSink(sink)
    sink.videoFrameChanged.connect(lambda frame: shown.append(frame.toImage()))
    player.setSource(QUrl.fromLocalFile(str(path)))
    player.play()
    qtbot.waitUntil(lambda: player.mediaStatus() is QMediaPlayer.MediaStatus.EndOfMedia, timeout=20_000)
    return player, [each for each in shown if not each.isNull()]


def main_colour(shown: QImage) -> str:
    colour = shown.pixelColor(shown.width() // 2, shown.height() // 2)
    return max(COLOURS, key=lambda name: -_distance(colour, QColor(name)))


def _distance(one: QColor, other: QColor) -> int:
    return abs(one.red() - other.red()) + abs(one.green() - other.green()) + abs(one.blue() - other.blue())


def written(qtbot: QtBot, path: Path, seconds: float = 1.5, width: int = 640, height: int = 360) -> Path:
    writer = FilmWriter()
    writer.begin(path)
    feed(qtbot, writer.add, seconds, width, height)
    with qtbot.waitSignal(writer.ended, timeout=10_000) as ended:
        writer.end()
    assert ended.args == [path]
    assert not writer.filming
    return path


def test_a_film_is_written_and_can_be_played(qtbot: QtBot, tmp_path: Path) -> None:
    film = written(qtbot, tmp_path / "a.mkv")
    player, shown = played(qtbot, film)
    assert player.duration() == pytest.approx(1500, abs=400)
    assert [main_colour(shown[0]), main_colour(shown[-1])] == ["red", "blue"]
    assert (shown[0].width(), shown[0].height()) == (640, 360)
    assert not player.hasAudio()


def test_large_and_odd_pictures_are_made_smaller(qtbot: QtBot, tmp_path: Path) -> None:
    _, shown = played(qtbot, written(qtbot, tmp_path / "a.mkv", 0.6, 1921, 1081))
    assert (shown[0].width(), shown[0].height()) == (960, 540)


def test_a_restless_picture_does_not_fill_the_disk(qtbot: QtBot, tmp_path: Path) -> None:
    random = np.random.default_rng(3)
    wall = np.kron(random.integers(40, 200, (28, 44, 3)), np.ones((24, 24, 1))).astype(np.int16)
    frames = []
    for step in range(12):
        part = wall[step * 4 : step * 4 + 540, step * 7 : step * 7 + 960]
        noisy = np.clip(part + random.normal(0, 6, part.shape), 0, 255).astype(np.uint8)
        frames.append(QImage(noisy.tobytes(), 960, 540, 3 * 960, QImage.Format.Format_RGB888).copy())
    writer, turn = FilmWriter(), itertools.count()
    writer.begin(tmp_path / "a.mkv")
    feed(qtbot, lambda _picture: writer.add(frames[next(turn) % 12]), 3.0)
    seconds = writer.seconds
    with qtbot.waitSignal(writer.ended, timeout=10_000):
        writer.end()
    assert (tmp_path / "a.mkv").stat().st_size * 8 / seconds < 2 * BITS_A_SECOND


def test_a_pause_leaves_no_gap(qtbot: QtBot, tmp_path: Path) -> None:
    writer = FilmWriter()
    writer.begin(tmp_path / "a.mkv")
    feed(qtbot, writer.add, 0.6)
    writer.pause()
    feed(qtbot, writer.add, 1.5)
    writer.resume()
    feed(qtbot, writer.add, 0.6)
    assert writer.seconds == pytest.approx(1.2, abs=0.3)
    with qtbot.waitSignal(writer.ended, timeout=10_000):
        writer.end()
    player, _ = played(qtbot, tmp_path / "a.mkv")
    assert player.duration() < 1900


def test_what_was_written_before_the_power_failed_can_be_played(qtbot: QtBot, tmp_path: Path) -> None:
    film = written(qtbot, tmp_path / "a.mkv", 2.0, 960, 540)
    whole = film.read_bytes()
    film.write_bytes(whole[: len(whole) * 2 // 3])
    _, shown = played(qtbot, film)
    assert main_colour(shown[0]) == "red"


def test_without_a_picture_there_is_no_file(qtbot: QtBot, tmp_path: Path) -> None:
    writer = FilmWriter()
    writer.begin(tmp_path / "a.mkv")
    with qtbot.waitSignal(writer.ended) as ended:
        writer.end()
    assert ended.args == [None]
    assert not list(tmp_path.iterdir())


def test_a_place_that_cannot_be_written_is_told_and_ends(qtbot: QtBot, tmp_path: Path) -> None:
    writer = FilmWriter()
    writer.begin(tmp_path / "no such folder" / "a.mkv")
    told: list[object] = []
    writer.failed.connect(told.append)
    with qtbot.waitSignal(writer.ended, timeout=10_000) as ended:
        feed(qtbot, writer.add, 0.5)
    assert ended.args == [None]
    assert ["声音不受影响" in str(each) for each in told] == [True]
    assert not writer.filming


@pytest.fixture
def videos(tmp_path: Path) -> Videos:
    return Videos(tmp_path, lambda _id: SimpleNamespace(profile_id="p"), lambda: "p")


@pytest.fixture
def filming(qtbot: QtBot, videos: Videos) -> Filming:
    return Filming(videos, QCoreApplication.instance())


@pytest.mark.parametrize("attempt_first", [True, False])
def test_the_film_becomes_the_attempts(
    qtbot: QtBot, filming: Filming, videos: Videos, attempt_first: bool
) -> None:
    filming.begin()
    feed(qtbot, filming.add, 0.5)
    assert filming.on
    with qtbot.waitSignal(filming.kept, timeout=10_000):
        if attempt_first:
            filming.give_to("attempt1")
        else:
            filming.end()
            qtbot.waitUntil(lambda: not filming.writer.filming, timeout=10_000)
            filming.give_to("attempt1")
    assert not filming.on
    kept = videos.of("attempt1")
    assert kept is not None
    assert played(qtbot, kept)[1]


def test_the_next_take_before_the_film_found_its_attempt_has_none(
    qtbot: QtBot, filming: Filming, videos: Videos
) -> None:
    filming.begin()
    feed(qtbot, filming.add, 0.4)
    filming.end()
    with qtbot.waitSignal(filming.failed) as told:
        filming.begin()
    assert "只录声音" in told.args[0]
    with qtbot.waitSignal(filming.kept, timeout=10_000):
        filming.give_to("attempt1")
    filming.begin()
    assert filming.on
    filming.give_to("")
    qtbot.waitUntil(lambda: not filming.writer.filming, timeout=10_000)


def test_a_take_that_was_not_kept_leaves_no_film(qtbot: QtBot, filming: Filming, tmp_path: Path) -> None:
    filming.begin()
    feed(qtbot, filming.add, 0.4)
    filming.give_to("")
    qtbot.waitUntil(lambda: not filming.writer.filming, timeout=10_000)
    assert not list((tmp_path / "videos").iterdir())


def test_no_room_is_told_and_nothing_begins(
    qtbot: QtBot, filming: Filming, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=rules.ROOM_TO_BEGIN - 1))
    with qtbot.waitSignal(filming.failed) as told:
        filming.begin()
    assert "只录声音" in told.args[0]
    assert not filming.on
    assert not (tmp_path / "videos").exists()


def test_a_film_ends_before_the_disk_is_full(
    qtbot: QtBot, filming: Filming, videos: Videos, monkeypatch: pytest.MonkeyPatch
) -> None:
    filming.begin()
    feed(qtbot, filming.add, 0.5)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=rules.ROOM_TO_GO_ON - 1))
    with qtbot.waitSignal(filming.failed) as told:
        filming.look_at_room()
    assert "声音还在录" in told.args[0]
    assert not filming.on
    filming.give_to("attempt1")
    qtbot.waitUntil(lambda: videos.of("attempt1") is not None, timeout=10_000)
