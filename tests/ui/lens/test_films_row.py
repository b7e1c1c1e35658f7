"""The films in the settings: hidden without any, counted, and copied on wish."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.ui.jobs import Jobs
from app.ui.lens.films_row import FilmsRow
from app.ui.theme import Theme
from tests.ui.fake_studio import FakeStudio


@pytest.fixture
def row(qtbot: QtBot, studio: FakeStudio, jobs: Jobs, theme: Theme) -> FilmsRow:
    made = FilmsRow(studio, jobs, theme)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    return made


def add_film(studio: FakeStudio, size: int) -> None:
    film = studio.videos.begin()
    film.write_bytes(b"x" * size)
    studio.videos.keep(film, studio._attempts[0].id)


def test_without_films_nothing_is_shown(row: FilmsRow) -> None:
    row.load()
    assert row.isHidden()


def test_films_are_counted(row: FilmsRow, studio: FakeStudio) -> None:
    add_film(studio, 12_000_000)
    row.load()
    assert not row.isHidden()
    assert "1 段录像" in row.words.text()
    assert "12 MB" in row.words.text()


def test_films_are_copied(qtbot: QtBot, row: FilmsRow, studio: FakeStudio, tmp_path: Path) -> None:
    add_film(studio, 100)
    with qtbot.waitSignal(row.told) as told:
        row.export_to(tmp_path)
    assert "1 段" in told.args[0]
    assert len(list(tmp_path.glob("*.mkv"))) == 1


def test_a_folder_that_is_gone_is_told(
    qtbot: QtBot, row: FilmsRow, studio: FakeStudio, tmp_path: Path
) -> None:
    add_film(studio, 100)
    with qtbot.waitSignal(row.failed) as told:
        row.export_to(tmp_path / "no such folder")
    assert "没有改动" in told.args[0]
