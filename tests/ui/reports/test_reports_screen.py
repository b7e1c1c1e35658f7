"""The page of reports: who is chosen decides what can be done; what was saved is there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QFileDialog

from app.practice.studio import Studio
from app.ui.jobs import Jobs
from app.ui.screens.reports import ReportsScreen
from app.ui.theme import Theme
from tests.ui.conftest import HandExecutor
from tests.ui.reports.made_centre import small_centre


@pytest.fixture
def centre(own_home: Path, application: object) -> Iterator[Studio]:
    studio = small_centre(own_home)
    yield studio
    studio.close()


@pytest.fixture
def hand() -> HandExecutor:
    return HandExecutor()


@pytest.fixture
def screen(centre: Studio, theme: Theme, qtbot, hand: HandExecutor) -> ReportsScreen:
    made = ReportsScreen(centre, Jobs(hand), theme)
    qtbot.addWidget(made)
    made.enter()
    hand.wait()
    return made


@pytest.fixture
def saved(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where dialogs say that things should be saved: their own name, in a folder of the test's."""
    folder = tmp_path / "saved"
    folder.mkdir()
    monkeypatch.setattr(
        QFileDialog,
        "getSaveFileName",
        lambda _parent, _title, name, _kinds: (str(folder / Path(name).name), ""),
    )
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    return folder


def test_gradebook_in_the_readers_language(screen: ReportsScreen, saved: Path, hand: HandExecutor) -> None:
    screen.choices.language.setCurrentIndex(screen.choices.language.findData("ug"))
    screen.save_gradebook()
    hand.wait()
    [path] = saved.iterdir()
    book = openpyxl.load_workbook(path)
    assert all(sheet.sheet_view.rightToLeft for sheet in book)
    assert "一班" in book.sheetnames and len(book.sheetnames) == 4
    assert not screen._result.isHidden()


def test_pages_of_a_class_and_of_one(screen: ReportsScreen, saved: Path, hand: HandExecutor) -> None:
    choices = screen.choices
    assert len(choices.chosen) == 3 and not screen.comment.isEnabled()
    choices.classes.setCurrentIndex(1)
    assert len(choices.chosen) == 2
    screen.save_pages()
    hand.wait()
    choices.people.setCurrentIndex(1)
    assert screen.comment.isEnabled() and screen.grids.isEnabled()
    document = QPdfDocument()
    [path] = saved.iterdir()
    document.load(str(path))
    assert document.pageCount() == 2
    document.close()


def test_those_in_no_class_have_pages_and_no_raw_data_of_their_own(screen: ReportsScreen) -> None:
    choices = screen.choices
    choices.classes.setCurrentIndex(choices.classes.count() - 1)
    assert [each.id for each in choices.chosen] == ["gul"]
    assert choices.scope is None and not screen.raw.isEnabled() and not screen.gradebook.isEnabled()
    choices.people.setCurrentIndex(1)
    assert screen.raw.isEnabled()


def test_certificates_only_for_those_who_practised(
    screen: ReportsScreen, saved: Path, qtbot, hand: HandExecutor
) -> None:
    screen.choices.people.setCurrentIndex(screen.choices.people.findData("ai"))
    with qtbot.waitSignal(screen.failed) as told:
        screen.save_certificates()
        hand.wait()
    assert "没有可以证明的内容" in told.args[0]
    assert list(saved.iterdir()) == []
    screen.choices.people.setCurrentIndex(0)
    with qtbot.waitSignal(screen.failed) as told:
        screen.save_certificates()
        hand.wait()
    assert "艾力" in told.args[0] and "古丽" in told.args[0]
    assert len(list(saved.iterdir())) == 1
    [certificate] = screen._studio.reports.certificates("nu")
    screen.serial.setText(certificate.serial.lower())
    screen.look_up()
    hand.wait()
    assert certificate.facts.name in screen.found.text()
    screen.serial.setText("KB-1111-1111-1")
    screen.look_up()
    hand.wait()
    assert certificate.facts.name not in screen.found.text()


def test_raw_data_and_textgrids(screen: ReportsScreen, saved: Path, hand: HandExecutor) -> None:
    screen.codes.setChecked(True)
    screen.save_raw()
    hand.wait()
    assert sorted(each.suffix for each in saved.iterdir()) == ["", ".csv"]
    screen.choices.people.setCurrentIndex(screen.choices.people.findData("nu"))
    screen.save_grids()
    hand.wait()
    assert len(list(saved.glob("*/*.TextGrid"))) == 30


def test_a_trainee_reports_about_herself_alone(
    centre: Studio, screen: ReportsScreen, saved: Path, hand: HandExecutor
) -> None:
    centre.people.sign_in("nu")
    made = screen
    made.enter()
    hand.wait()
    assert [each.id for each in made.choices.chosen] == ["nu"]
    assert made.choices.people.count() == 1
    assert [card.isHidden() for card in made._cards] == [True, False, True, False]
    made.save_pages()
    hand.wait()
    made.save_raw()
    hand.wait()
    assert len(list(saved.iterdir())) == 2


def test_writing_can_be_stopped(screen: ReportsScreen, qtbot, saved: Path, hand: HandExecutor) -> None:
    screen.save_pages()
    assert screen._job.running
    screen._job.stop()
    with qtbot.waitSignal(screen.done):
        hand.wait()
    assert list(saved.iterdir()) == []
