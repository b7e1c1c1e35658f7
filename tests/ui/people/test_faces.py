"""Faces: grouped, found by a few letters, walked over with the arrows; pictures and initials."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from app.errors import ExpectedError
from app.people.values import TRAINEE, TRAINER, Cohort, Face
from app.ui.screens.profile.faces import FacesView, group_faces, search_words
from app.ui.theme import Theme
from app.ui.theme.contrast import contrast
from app.ui.widgets.portrait import LARGEST, calm_colours, initials, picture_from_file, read_portrait

NOON = datetime(2026, 3, 2, tzinfo=UTC)
FIRST, SECOND = Cohort("c1", "一班", NOON), Cohort("c2", "二班", NOON)


def face(name: str, cohort: str = "", role: str = TRAINEE) -> Face:
    return Face(f"id {name}", name, "", "", cohort, role, has_pin=False)


NUR, AYGUL, WANG, ALI = (
    face("努尔", "c2"),
    face("阿依古丽", "c1"),
    face("王老师", "c1", TRAINER),
    face("Ali Memet"),
)


def test_everybody_stands_in_one_group() -> None:
    groups = group_faces([NUR, AYGUL, WANG, ALI], [FIRST, SECOND])
    assert [(each.title, each.faces) for each in groups] == [
        ("教师", (WANG,)),
        ("一班", (AYGUL,)),
        ("二班", (NUR,)),
        ("还没有班级", (ALI,)),
    ]


def test_at_home_there_are_no_groups() -> None:
    [group] = group_faces([NUR, ALI], [])
    assert group.title == ""
    assert group.faces == (NUR, ALI)


@pytest.mark.parametrize("typed", ["阿依", "aygl", "ayigu", "古丽"])
def test_a_name_is_found_by_characters_and_pinyin(typed: str) -> None:
    assert typed in search_words(AYGUL)


@pytest.fixture
def view(theme: Theme, qtbot: QtBot) -> FacesView:
    faces = [face(f"学员{i}", "c1" if i < 6 else "c2") for i in range(12)] + [AYGUL]
    words = {each.id: search_words(each) for each in faces}
    made = FacesView(group_faces(faces, [FIRST, SECOND]), theme)
    made.show_rest({}, words)
    qtbot.addWidget(made)
    made.resize(900, 500)
    made.show()
    return made


def test_typing_anywhere_finds_and_enter_chooses(view: FacesView, qtbot: QtBot) -> None:
    got: list[Face] = []
    view.chosen.connect(got.append)
    view.tiles[0].setFocus()
    for letter in "aygl":
        qtbot.keyClick(view.focusWidget() or view, letter)
    assert [each.face for each in view.shown] == [AYGUL]
    qtbot.keyClick(view.search, Qt.Key.Key_Return)
    assert got == [AYGUL]


def test_enter_without_a_search_chooses_nobody(view: FacesView, qtbot: QtBot) -> None:
    got: list[Face] = []
    view.chosen.connect(got.append)
    qtbot.keyClick(view.search, Qt.Key.Key_Return)
    assert got == []


def test_arrows_walk_over_the_faces(view: FacesView, qtbot: QtBot) -> None:
    qtbot.waitExposed(view)
    first, second = view.shown[0], view.shown[1]
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Right)
    assert view.focusWidget() is second
    qtbot.keyClick(second, Qt.Key.Key_Down)
    below = view.focusWidget()
    assert below is not None and below.mapTo(view, below.rect().center()).y() > second.geometry().bottom()


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("阿依古丽", "古丽"),
        ("王芳", "王芳"),
        ("王老师", "王"),
        ("阿依古丽·吐尔逊", "古丽"),
        ("Aygul Memet", "AM"),
        ("нұрлан", "Н"),
        ("ئايگۈل مەمەت", "ئ"),
        ("老师", "老师"),
    ],
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters


@pytest.mark.parametrize("dark", [False, True])
def test_initials_can_be_read_on_every_colour(dark: bool) -> None:
    for number in range(200):
        ground, text = calm_colours(f"person {number}", dark=dark)
        assert contrast(ground.name(), text.name()) >= 7


def test_a_photo_is_cut_square_and_kept_small(tmp_path: Path) -> None:
    photo = QImage(3000, 4000, QImage.Format.Format_RGB888)
    photo.fill(QColor("#336699"))
    photo.save(str(tmp_path / "big.png"))
    kept = picture_from_file(tmp_path / "big.png")
    assert len(kept) <= LARGEST
    (tmp_path / "kept.jpg").write_bytes(kept)
    image = QImage(str(tmp_path / "kept.jpg"))
    assert (image.width(), image.height()) == (256, 256)
    shown = read_portrait(tmp_path / "kept.jpg")
    assert shown is not None and shown.width() == shown.height()


@pytest.mark.parametrize("content", [b"", b"not a picture", b"\x89PNG\r\n\x1a\n broken"])
def test_what_is_no_picture_is_said(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.png"
    path.write_bytes(content)
    with pytest.raises(ExpectedError):
        picture_from_file(path)
    assert read_portrait(path) is None
