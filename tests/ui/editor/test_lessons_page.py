"""The list of lessons: own ones first, search, new, copy, delete, packs, cards; translation and quizzes."""

from __future__ import annotations

import dataclasses
import zipfile
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLabel, QMessageBox
from pytestqt.qtbot import QtBot

from app.curriculum.library import load_library
from app.curriculum.values import Choice, Lesson
from app.ui.screens.editor import EditorScreen
from app.ui.screens.editor.choose_lessons import LessonTicks
from app.ui.screens.editor.edit_page import EditPage
from app.ui.screens.editor.lesson_dialogs import MakeCards, NewLesson, PackLessons
from app.ui.screens.editor.lessons_page import LessonRow
from app.ui.screens.editor.quiz_import import QuizDialog
from app.ui.theme import Theme
from tests.ui.fake_studio import FakeStudio

GIFT = """::甲::核桃怎么放？{=阴凉的地方 ~太阳下面}

::乙::没有答案的题{}

::丙::一公斤等于两斤。{T}
"""


def rows(screen: EditorScreen) -> list[LessonRow]:
    """The rows on screen; new ones appear with the next turn of the event loop."""
    QApplication.processEvents()
    return [each for each in screen.lessons.findChildren(LessonRow) if each.isVisible()]


def titles(screen: EditorScreen) -> list[str]:
    return [each._lesson.title for each in rows(screen)]


def click(qtbot: QtBot, button: object) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.fixture
def others(studio: FakeStudio, screen: EditorScreen) -> EditorScreen:
    """Two lessons of somebody else beside the trainer's own."""
    extra = [
        dataclasses.replace(studio.library.lessons[0], id=name, title=title, folder=Path("/elsewhere") / name)
        for name, title in (("tones-first", "四个声调"), ("rules", "规则"))
    ]
    real = studio.library
    studio.library = type(real)((*real.lessons, *extra), real.problems)
    screen.enter()
    return screen


def test_own_lessons_come_first_and_can_be_searched(qtbot: QtBot, others: EditorScreen) -> None:
    assert titles(others) == ["核桃：三句话", "四个声调", "规则"]
    qtbot.keyClicks(others.lessons.search, "TONES")
    assert titles(others) == ["四个声调"]
    others.lessons.search.clear()
    assert len(titles(others)) == 3
    own, other, _ = rows(others)
    assert any("删除" in each.text() for each in own.menu().actions())
    assert not any("删除" in each.text() for each in other.menu().actions())


def test_edit_and_translate_lead_to_the_lesson(qtbot: QtBot, screen: EditorScreen) -> None:
    click(qtbot, rows(screen)[0].translate)
    assert screen.currentWidget() is screen.page
    assert screen.page.translate.isVisible()
    click(qtbot, screen.page.back)
    assert screen.currentWidget() is screen.lessons
    click(qtbot, rows(screen)[0].edit)
    assert screen.page.steps.isVisible()


def test_a_draft_is_seen_in_the_list(screen: EditorScreen, studio: FakeStudio, lesson: Lesson) -> None:
    studio.authoring.keep_draft(lesson)
    screen.enter()
    shown = [each.text() for each in rows(screen)[0].findChildren(QLabel)]
    assert "有没保存的内容" in shown


def test_a_new_lesson_gets_its_id_from_its_title(
    qtbot: QtBot, screen: EditorScreen, studio: FakeStudio, theme: Theme
) -> None:
    dialog = NewLesson(studio.authoring, ["walnuts"], theme, screen)
    assert not dialog.yes.isEnabled()
    dialog.title.insert("绿葡萄")
    assert dialog.lesson_id.text() == "lv-pu-tao"
    dialog.lesson_id.setText("")
    qtbot.keyClicks(dialog.lesson_id, "a b")
    assert not dialog.yes.isEnabled() and dialog.wrong.text()
    dialog.lesson_id.clear()
    qtbot.keyClicks(dialog.lesson_id, "grape-1")
    dialog.title.insert("干")
    assert dialog.answer == ("grape-1", "绿葡萄干", "mandarin")
    screen.lessons.begin(*dialog.answer)
    assert screen.currentWidget() is screen.page
    assert studio.library.lesson("grape-1") is None
    screen.page.back.click()
    assert titles(screen) == ["绿葡萄干", "核桃：三句话"]
    first = rows(screen)[0]
    assert any("学员看不到" in each.text() for each in first.findChildren(QLabel))
    assert [each.text() for each in first.menu().actions() if each.text()] == ["导入题目…", "删除…"]
    click(qtbot, first.edit)
    screen.page.save()
    assert studio.library.lesson("grape-1").title == "绿葡萄干"


def test_proposed_ids_are_free_ones(studio: FakeStudio, lesson: Lesson) -> None:
    propose = studio.authoring.propose_id
    assert propose("ياڭاق") == "lesson"
    studio.authoring.begin(propose("红枣"), "红枣", "")
    assert propose("红枣") == "hong-zao-2"
    assert len(propose("很长很长的一个标题真的很长很长很长")) <= 30


def test_an_id_that_is_taken_is_said(screen: EditorScreen) -> None:
    told: list[str] = []
    screen.failed.connect(told.append)
    screen.lessons.begin("hetao-1", "又一课", "")
    assert "hetao-1" in told[0]
    assert screen.currentWidget() is screen.lessons


def test_copy_and_delete(
    qtbot: QtBot, screen: EditorScreen, studio: FakeStudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(NewLesson, "exec", lambda _self: QDialog.DialogCode.Accepted)
    click(qtbot, rows(screen)[0].copy)
    copies = [each.id for each in studio.library.lessons if each.id != "hetao-1"]
    assert len(copies) == 1 and studio.library.lesson(copies[0]).title == "核桃：三句话（二）"
    screen.enter()
    monkeypatch.setattr(QMessageBox, "exec", lambda _self: 0)  # neither button: nothing happens
    screen.lessons.ask_to_remove(studio.library.lesson("hetao-1"))
    assert studio.library.lesson("hetao-1") is not None
    screen.lessons.remove(studio.library.lesson("hetao-1"))
    assert studio.library.lesson("hetao-1") is None
    assert (studio.home / "lessons" / ".replaced" / "hetao-1-1" / "lesson.md").is_file()
    assert titles(screen) == ["核桃：三句话（二）"]


def test_a_pack_is_written_and_its_fingerprint_said(
    qtbot: QtBot,
    screen: EditorScreen,
    studio: FakeStudio,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said: list[str] = []

    def accept(dialog: PackLessons) -> QDialog.DialogCode:
        assert not dialog.yes.isEnabled()
        dialog.ticks.tick("hetao-1")
        assert dialog.yes.isEnabled()
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(PackLessons, "exec", accept)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_arguments: (str(tmp_path / "walnuts"), ""))
    monkeypatch.setattr(QMessageBox, "exec", lambda self: said.append(self.text()) or 0)
    click(qtbot, screen.lessons.pack)
    path = tmp_path / "walnuts.kaibopack"
    assert studio.packs.inspect(path).info.title == "核桃：三句话"
    assert studio.packs.inspect(path).fingerprint in said[0]


def test_cards_for_anki(
    qtbot: QtBot, screen: EditorScreen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    screen.done.connect(told.append)

    def accept(dialog: MakeCards) -> QDialog.DialogCode:
        dialog.ticks.tick("hetao-1")
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(MakeCards, "exec", accept)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_arguments: (str(tmp_path / "w.apkg"), ""))
    click(qtbot, screen.lessons.cards)
    assert zipfile.is_zipfile(tmp_path / "w.apkg")
    assert "张卡片写好了" in told[0]


def test_ticks_are_kept_while_searching(qtbot: QtBot, studio: FakeStudio, lesson: Lesson) -> None:
    ticks = LessonTicks(studio.library.lessons, ("hetao-1",))
    qtbot.addWidget(ticks)
    qtbot.keyClicks(ticks.search, "nothing like it")
    assert ticks.list.item(0).isHidden()
    assert ticks.chosen == ("hetao-1",)
    ticks.tick("hetao-1")
    assert ticks.chosen == ()


# translating


def test_translating_counts_down_and_is_saved(qtbot: QtBot, page: EditPage, studio: FakeStudio) -> None:
    click(qtbot, page.translating)
    view = page.translate
    view.language.setCurrentIndex(view.language.findData("kk"))
    assert view.missing == "还差 3 处"
    assert list(view.texts) == [(), (1,), (2,)]
    view.texts[()].box.insertPlainText("Жаңғақ")
    view.texts[(2,)].box.insertPlainText("Қалай сақтау керек?")
    assert view.missing == "还差 1 处"
    view.language.setCurrentIndex(view.language.findData("en"))
    assert view.missing == "还差 3 处"
    page.steps.add_step(Choice("", "", ()))  # nothing to translate in it yet
    click(qtbot, page.translating)
    click(qtbot, page.translating)
    assert view.missing == "还差 3 处"
    page.steps.remove()
    click(qtbot, page.translating)
    page.go_to(2)
    assert page.form.fields["meanings"].value() == {"kk": "Қалай сақтау керек?"}
    page.save()
    saved = studio.library.lesson("hetao-1")
    assert saved.meanings == {"kk": "Жаңғақ"}
    assert saved.steps[2].meanings == {"kk": "Қалай сақтау керек?"}


# quizzes from elsewhere


def test_questions_are_taken_over_and_refusals_said(
    qtbot: QtBot, page: EditPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "quiz.gift"
    path.write_text(GIFT, encoding="utf-8")
    seen: list[QuizDialog] = []

    def accept(dialog: QuizDialog) -> QDialog.DialogCode:
        seen.append(dialog)
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(QuizDialog, "exec", accept)
    page.quiz.open_file(path)
    assert seen[0].questions.count() == 2
    assert seen[0].refusals.item(0).text().startswith("第 3 行")
    assert page.manuscript is not None
    added = [entry.step for entry in page.manuscript.entries[3:]]
    assert len(added) == 2 and isinstance(added[0], Choice)
    assert page.steps.list.currentRow() == 4


def test_a_file_that_is_no_quiz_is_said(page: EditPage, tmp_path: Path) -> None:
    told: list[str] = []
    page.failed.connect(told.append)
    path = tmp_path / "picture.png"
    path.write_bytes(b"no quiz")
    page.quiz.open_file(path)
    assert len(told) == 1
    assert load_library([]).lessons == ()
