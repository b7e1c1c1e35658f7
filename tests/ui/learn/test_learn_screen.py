"""The Learn page: the map by mouse and keyboard, the chosen lesson, assignments and packs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from app.curriculum.library import load_library
from app.errors import ExpectedError
from app.i18n import msg
from app.people.values import TRAINER, Cohort
from app.practice.packs import OpenedPack
from app.ui.i18n import apply_language
from app.ui.jobs import Jobs
from app.ui.screens.learn import LearnScreen
from app.ui.screens.learn.assign_dialog import AssignDialog
from app.ui.screens.learn.lesson_card import LessonCard
from app.ui.screens.learn.lesson_tile import LessonTile
from app.ui.theme import Theme
from tests.ui.fake_studio import FakeStudio


@pytest.fixture
def screen(qtbot: QtBot, studio: FakeStudio, jobs: Jobs, theme: Theme) -> LearnScreen:
    made = LearnScreen(studio, jobs, theme)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(1100, 760)
    made.show()
    made.enter()
    return made


def lessons(studio: FakeStudio) -> list[str]:
    return [lesson.id for lesson in studio.library.lessons]


def point(screen: LearnScreen, lesson_id: str) -> QPoint:
    stop = screen.map._way.stop(lesson_id)
    assert stop is not None
    return screen.map.place(stop).toPoint()


def test_the_next_lesson_is_chosen_and_can_be_opened(
    qtbot: QtBot, screen: LearnScreen, studio: FakeStudio
) -> None:
    assert screen.map.chosen_id in lessons(studio)
    (card,) = screen.findChildren(LessonCard)
    with qtbot.waitSignal(screen.lesson_wanted) as caught:
        qtbot.mouseClick(card.start, Qt.MouseButton.LeftButton)
    assert caught.args is not None and caught.args[0] == screen.map.chosen_id
    with qtbot.waitSignal(screen.lesson_wanted):
        qtbot.keyClick(screen.map, Qt.Key.Key_Return)


def test_a_click_on_a_stop_chooses_it_and_shows_its_track(
    qtbot: QtBot, screen: LearnScreen, studio: FakeStudio
) -> None:
    for wanted in studio.library.lessons:
        qtbot.mouseClick(screen.map, Qt.MouseButton.LeftButton, pos=point(screen, wanted.id))
        assert screen.map.chosen_id == wanted.id
        same = [each for each in studio.library.lessons if each.track == wanted.track]
        qtbot.waitUntil(lambda same=same: len(tiles(screen)) == len(same))
        assert any(wanted.title in tile.accessibleName() for tile in tiles(screen))


def tiles(screen: LearnScreen) -> list[LessonTile]:
    """The tiles on screen; new ones appear with the next turn of the event loop."""
    return [each for each in screen.findChildren(LessonTile) if each.isVisibleTo(screen)]


def test_a_click_beside_every_stop_changes_nothing(qtbot: QtBot, screen: LearnScreen) -> None:
    before = screen.map.chosen_id
    qtbot.mouseClick(screen.map, Qt.MouseButton.LeftButton, pos=QPoint(screen.map.width() - 1, 0))
    assert screen.map.chosen_id == before


@pytest.mark.parametrize("language", ["zh_CN", "ug"])
def test_arrows_go_along_the_way_and_between_lanes(
    qtbot: QtBot, screen: LearnScreen, studio: FakeStudio, application, language: str
) -> None:
    apply_language(application, language)
    screen.map.setLayoutDirection(
        Qt.LayoutDirection.RightToLeft if language == "ug" else Qt.LayoutDirection.LeftToRight
    )
    ahead = Qt.Key.Key_Left if language == "ug" else Qt.Key.Key_Right
    way = screen.map._way
    lane = max(range(len(way.lanes)), key=lambda n: len(way.in_lane(n)))
    stops = way.in_lane(lane)
    screen.map.choose(stops[0].lesson.id)
    walked = [screen.map.chosen_id]
    for _ in range(len(stops) + 1):
        qtbot.keyClick(screen.map, ahead)
        walked.append(screen.map.chosen_id)
    assert walked[: len(stops)] == [stop.lesson.id for stop in stops]
    assert walked[-1] == stops[-1].lesson.id
    seen = set()
    for _ in way.lanes:
        seen.add(way.stop(screen.map.chosen_id).lane)  # type: ignore[union-attr]
        qtbot.keyClick(screen.map, Qt.Key.Key_Up)
    for _ in way.lanes:
        seen.add(way.stop(screen.map.chosen_id).lane)  # type: ignore[union-attr]
        qtbot.keyClick(screen.map, Qt.Key.Key_Down)
    assert len(seen) == len(way.lanes)


def test_an_error_is_said_and_can_be_tried_again(
    qtbot: QtBot, screen: LearnScreen, studio: FakeStudio
) -> None:
    studio.failing["lessons_seen"] = ExpectedError(msg("数据库正忙。"))
    screen.enter()
    assert not screen._map_card.isVisibleTo(screen)
    studio.failing.clear()
    again = next(each for each in screen.findChildren(QPushButton) if each.text() == "再试一次")
    qtbot.mouseClick(again, Qt.MouseButton.LeftButton)
    assert screen._map_card.isVisibleTo(screen)


def make_trainer(studio: FakeStudio) -> None:
    cohort = studio.classes.add("2026 秋 1 班")
    assert studio.profile is not None
    studio.profile = replace(studio.profile, role=TRAINER)
    studio.people.leading[cohort.id] = [studio.profile.id]


def test_only_a_trainer_with_a_class_can_assign(screen: LearnScreen, studio: FakeStudio) -> None:
    def offered() -> bool:
        return any("布置" in each.text() for each in screen.findChildren(QPushButton))

    assert not offered()
    make_trainer(studio)
    screen.enter()
    assert offered()


def test_the_dialog_asks_for_class_and_day(qtbot: QtBot, studio: FakeStudio, theme: Theme) -> None:
    cohorts = [Cohort(str(n), f"{n} 班", datetime(2026, 9, 1, tzinfo=UTC)) for n in (1, 2)]
    lesson = studio.library.lessons[0]
    parent = QPushButton()
    qtbot.addWidget(parent)
    dialog = AssignDialog(lesson, cohorts, date(2026, 11, 23), theme, parent)
    assert dialog.due == date(2026, 11, 30)
    dialog.cohort.setCurrentIndex(1)
    assert dialog.cohort_id == "2"


@pytest.fixture
def pack(studio: FakeStudio, tmp_path: Path) -> Path:
    """A pack by somebody this station does not know."""
    from nacl.signing import SigningKey

    from app.curriculum.packs.writing import write_pack
    from app.curriculum.template import write_new_lesson

    write_new_lesson(tmp_path / "hers", "hetao-1", "核桃", "产品")
    made = load_library([tmp_path / "hers"]).lessons
    now = datetime(2026, 11, 23, tzinfo=UTC)
    return write_pack(made, "核桃", "王老师", SigningKey.generate(), now, tmp_path / "hetao.kaibopack")


def test_a_pack_is_asked_about_before_it_is_unpacked(
    qtbot: QtBot, screen: LearnScreen, studio: FakeStudio, pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[OpenedPack] = []

    def answer(yes: bool) -> Callable[[OpenedPack], bool]:
        def agrees(opened: OpenedPack) -> bool:
            asked.append(opened)
            return yes

        return agrees

    there = studio.home / "lessons" / "hetao-1"
    monkeypatch.setattr(screen.packs, "agrees", answer(False))
    screen.packs.open_pack(pack)
    qtbot.waitUntil(lambda: len(asked) == 1)
    assert asked[0].info.author == "王老师" and not there.exists()
    monkeypatch.setattr(screen.packs, "agrees", answer(True))
    with qtbot.waitSignal(screen.done) as caught:
        screen.packs.open_pack(pack)
    assert "核桃" in str(caught.args)
    assert there.is_dir()


def test_what_is_asked_shows_a_title_as_it_is_written(
    screen: LearnScreen, studio: FakeStudio, pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[QMessageBox] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: asked.append(box))
    opened = studio.packs.inspect(pack)
    title = "<b>核桃</b><br>"
    spoofing = replace(opened, info=replace(opened.info, title=title), covers=studio.library.lessons[:1])
    assert not screen.packs.agrees(spoofing)
    [box] = asked
    assert studio.library.lessons[0].title in box.text()
    assert box.textFormat() is Qt.TextFormat.PlainText
    assert title in box.text() and opened.fingerprint in box.text()


def test_a_file_that_is_no_pack_is_one_sentence(qtbot: QtBot, screen: LearnScreen, tmp_path: Path) -> None:
    (tmp_path / "x.kaibopack").write_text("hello")
    with qtbot.waitSignal(screen.failed) as caught:
        screen.packs.open_pack(tmp_path / "x.kaibopack")
    assert "不是课包" in str(caught.args)
