"""The window started with a lesson pack: offered at once, or as soon as somebody is there to take it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from nacl.signing import SigningKey
from PySide6.QtWidgets import QApplication

from app.curriculum.library import load_library
from app.curriculum.packs.writing import write_pack
from app.curriculum.template import write_new_lesson
from app.ui.jobs import Jobs
from app.ui.screens.learn.pack_import import PackImport
from app.ui.start_up import WindowKeeper
from app.ui.theme import Theme
from app.ui.where import Place
from tests.ui.fake_studio import FakeStudio


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    write_new_lesson(tmp_path / "else", "hetao-9", "核桃", "产品")
    lesson = load_library((tmp_path / "else",)).lesson("hetao-9")
    assert lesson is not None
    now = datetime(2026, 11, 23, tzinfo=UTC)
    return write_pack([lesson], "核桃", "王老师", SigningKey.generate(), now, tmp_path / "hetao.kaibopack")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Titles of the packs that somebody was asked about; she always says yes."""
    titles: list[str] = []
    monkeypatch.setattr(PackImport, "agrees", lambda _self, pack: not titles.append(pack.info.title))
    return titles


def test_whoever_is_here_is_asked_at_once(
    application: QApplication, jobs: Jobs, theme: Theme, qtbot, pack: Path, asked: list[str]
) -> None:
    studio = FakeStudio()
    keeper = WindowKeeper(application, studio, jobs, theme, pack)
    qtbot.addWidget(keeper.window)
    keeper.start()
    assert asked == ["核桃"]
    assert keeper.window.where.place is Place.LEARN
    assert (studio.home / "lessons" / "hetao-9" / "lesson.md").is_file()


def test_nobody_here_is_told_and_asked_after_signing_in(
    application: QApplication, jobs: Jobs, theme: Theme, qtbot, pack: Path, asked: list[str]
) -> None:
    studio = FakeStudio(profiles=3)
    studio.profile = None
    keeper = WindowKeeper(application, studio, jobs, theme, pack)
    qtbot.addWidget(keeper.window)
    keeper.start()
    assert any("hetao.kaibopack" in each for each in keeper.window.notices.sentences)
    assert not asked
    next(each for each in keeper.window.profile.faces.tiles if each.face.name == "王芳").click()
    qtbot.addWidget(keeper.window)
    assert asked == ["核桃"]


def test_the_first_start_comes_before_the_pack(
    application: QApplication, jobs: Jobs, theme: Theme, qtbot, pack: Path, asked: list[str]
) -> None:
    studio = FakeStudio(profiles=0, attempts=0)
    keeper = WindowKeeper(application, studio, jobs, theme, pack)
    qtbot.addWidget(keeper.window)
    keeper.start()
    assert keeper.window.where.place is Place.WELCOME
    assert not asked
    studio.create_profile("古丽", "ug")
    keeper.window.welcome.finished.emit()
    assert asked == ["核桃"]
