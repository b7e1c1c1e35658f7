"""Writing a lesson: steps come, go and move; what is typed becomes the lesson; drafts and faults."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.curriculum.values import (
    Card,
    Choice,
    FillIn,
    FreePitch,
    Lesson,
    Matching,
    Ordering,
    Prompt,
    Step,
    TrueFalse,
)
from app.errors import ExpectedError
from app.i18n import msg
from app.ui.activities.choice import ChoiceView
from app.ui.activities.free_pitch import FreePitchView
from app.ui.jobs import Jobs
from app.ui.screens.editor import EditorScreen
from app.ui.screens.editor.edit_page import SIDE_BY_SIDE, EditPage
from app.ui.screens.editor.forms import KINDS_BY_GROUP, StepForm
from app.ui.screens.editor.forms.fields import Meanings
from app.ui.screens.editor.forms.rows import OptionRow, Rows, TwoTexts
from app.ui.screens.editor.forms.texts import CardText, Text
from app.ui.screens.editor.manuscript import Manuscript, Origin
from app.ui.screens.editor.preview import PromptPreview
from app.ui.theme import Theme
from tests.ui.conftest import HandExecutor
from tests.ui.fake_studio import FakeStudio

KINDS = [kind.step for kinds in KINDS_BY_GROUP for kind in kinds]


def script(page: EditPage) -> Manuscript:
    assert page.manuscript is not None
    return page.manuscript


def steps(page: EditPage) -> list[Step]:
    return [entry.step for entry in script(page).entries]


def words(page: EditPage) -> list[str]:
    return [page.steps.list.item(at).text() for at in range(page.steps.list.count())]


def field(page: EditPage, name: str) -> Text:
    found = page.form.fields[name]
    assert isinstance(found, Text)
    return found


def write(qtbot: QtBot, into: Text, text: str) -> None:
    """What a keyboard does; offscreen there is no input method for Chinese."""
    into.box.setFocus()
    into.box.selectAll()
    into.box.insertPlainText(text)


def checked(qtbot: QtBot, page: EditPage) -> None:
    with qtbot.waitSignal(page.keeper.checked):
        page.keeper.run()


def test_every_kind_can_be_added_from_the_menu(qtbot: QtBot, page: EditPage) -> None:
    count = len(steps(page))
    actions = [each for each in page.steps.menu().actions() if each.text() and not each.isSeparator()]
    for action in actions[:-1]:  # the last one imports questions
        action.trigger()
    assert len(actions) == len(KINDS) + 1
    assert [type(each) for each in steps(page)[count:]] == [type(each) for each in KINDS]
    checked(qtbot, page)
    faulty = {each.step for each in page.problems.faults if each.fatal}
    assert faulty == set(range(count, count + len(KINDS)))
    for at in range(count, count + len(KINDS)):
        page.go_to(at)  # each has a form and a preview that can be shown


@pytest.mark.parametrize("step", KINDS, ids=lambda step: type(step).__name__)
def test_a_form_shows_a_step_without_changing_it(page: EditPage, step: Step) -> None:
    entry = script(page).add(step, 0)
    page.steps.choose(entry)
    assert isinstance(page.form, StepForm)
    assert page.form.entry.step == step
    assert all(field.value() == getattr(step, name) for name, field in page.form.fields.items())


def test_what_is_typed_is_the_lesson(qtbot: QtBot, page: EditPage, studio: FakeStudio) -> None:
    page.go_to(0)
    write(qtbot, field(page, "title"), "先认识")
    text = page.form.fields["text"]
    assert isinstance(text, CardText)
    text.box.setPlainText("第一段\n第二段\n- 一\n- 二")
    page.go_to(2)
    options = page.form.fields["options"]
    assert isinstance(options, Rows)
    row = options.rows[2].field
    assert isinstance(row, OptionRow)
    write(qtbot, row.text, "冰箱里")
    qtbot.mouseClick(row.right, Qt.MouseButton.LeftButton)
    meanings = page.form.fields["meanings"]
    assert isinstance(meanings, Meanings)
    write(qtbot, meanings.texts["en"], "How is it kept?")
    with qtbot.waitSignal(page.done):
        qtbot.mouseClick(page.save_button, Qt.MouseButton.LeftButton)
    saved = studio.library.lesson("hetao-1")
    card, choice = saved.steps[0], saved.steps[2]
    assert (card.title, card.text) == ("先认识", "第一段\n\n第二段\n\n- 一\n- 二")
    assert choice.options[2] == ("冰箱里", True)
    assert choice.meanings == {"en": "How is it kept?"}
    assert not script(page).dirty


def test_the_head_is_a_form_too(qtbot: QtBot, page: EditPage, studio: FakeStudio) -> None:
    page.go_to(None)
    write(qtbot, field(page, "title"), "核桃：四句话")
    page.form.fields["minutes"].box.setValue(9)  # type: ignore[attr-defined]
    track = page.form.fields["track"].box  # type: ignore[attr-defined]
    track.lineEdit().clear()
    qtbot.keyClicks(track.lineEdit(), "walnuts")
    page.save()
    saved = studio.library.lesson("hetao-1")
    assert (saved.title, saved.minutes, saved.track) == ("核桃：四句话", 9, "walnuts")


def test_steps_move_by_button_key_and_mouse(qtbot: QtBot, page: EditPage) -> None:
    card, prompt, choice = steps(page)
    page.go_to(0)
    qtbot.mouseClick(page.steps.down, Qt.MouseButton.LeftButton)
    assert steps(page) == [prompt, card, choice]
    assert page.steps.list.currentRow() == 1
    qtbot.keyClick(page.steps.list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert steps(page) == [prompt, choice, card]
    qtbot.keyClick(page.steps.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert steps(page) == [prompt, card, choice]
    rect = page.steps.list.visualItemRect(page.steps.list.item(0))
    drop = QDropEvent(
        QPointF(rect.center()),
        Qt.DropAction.MoveAction,
        QMimeData(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    page.steps.list.dropEvent(drop)
    assert steps(page) == [card, prompt, choice]
    assert words(page)[0].startswith("1. ")


def test_a_step_taken_out_comes_back(qtbot: QtBot, page: EditPage) -> None:
    before = steps(page)
    page.go_to(1)
    page.steps.list.setFocus()
    qtbot.keyClick(page.steps.list, Qt.Key.Key_Delete)
    assert steps(page) == [before[0], before[2]]
    qtbot.mouseClick(page.steps.back, Qt.MouseButton.LeftButton)
    assert steps(page) == before
    assert page.steps.list.currentRow() == 1
    assert page.steps.back.isHidden() or not page.steps.back.isVisible()


def test_a_copy_is_a_step_of_its_own(page: EditPage) -> None:
    script(page).entries[1].step = dataclasses.replace(steps(page)[1], id="hetao-1.hello")
    page.go_to(1)
    page.steps.duplicate()
    assert [each.id for each in steps(page)] == ["", "hetao-1.hello", "", ""]
    assert page.steps.list.currentRow() == 2


def test_enter_in_a_row_begins_the_next(qtbot: QtBot, page: EditPage) -> None:
    page.steps.choose(script(page).add(Ordering("", "", ()), 0))
    rows = page.form.fields["items"]
    assert isinstance(rows, Rows)
    for text in ("一", "二", "三", "四"):
        field = next(row.field for row in rows.rows if row.field.is_empty())
        assert isinstance(field, Text)
        write(qtbot, field, text)
        qtbot.keyClick(field.box, Qt.Key.Key_Return)
    qtbot.mouseClick(rows.rows[3].up, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(rows.rows[0].out, Qt.MouseButton.LeftButton)
    step = steps(page)[0]
    assert isinstance(step, Ordering)
    assert step.items == ("二", "四", "三")


def test_pairs_and_gaps(qtbot: QtBot, page: EditPage) -> None:
    page.steps.choose(script(page).add(Matching("", "", ()), 0))
    rows = page.form.fields["pairs"]
    assert isinstance(rows, Rows)
    pair = rows.rows[0].field
    assert isinstance(pair, TwoTexts)
    write(qtbot, pair.first, "产地")
    write(qtbot, pair.second, "从哪里来")
    assert steps(page)[0] == Matching("", "", (("产地", "从哪里来"),))
    page.steps.choose(script(page).add(FillIn("", "", ()), 0))
    sentence = field(page, "sentence")
    write(qtbot, sentence, "一斤是500")
    qtbot.mouseClick(sentence.findChildren(QPushButton)[0], Qt.MouseButton.LeftButton)
    assert steps(page)[0] == FillIn("", "一斤是500____", ())


def test_the_preview_is_what_the_learner_sees(qtbot: QtBot, page: EditPage) -> None:
    page.go_to(2)
    qtbot.mouseClick(page.looking, Qt.MouseButton.LeftButton)
    checked(qtbot, page)
    assert isinstance(page.preview.view, ChoiceView)
    page.steps.choose(script(page).entries[1])
    assert isinstance(page.preview.view, PromptPreview)
    page.steps.choose(script(page).add(TrueFalse("", "", right=True), 0))
    checked(qtbot, page)
    assert not isinstance(page.preview.view, ChoiceView | PromptPreview)


def test_form_and_preview_stand_side_by_side_where_there_is_room(page: EditPage, theme: Theme) -> None:
    page.go_to(2)
    assert page.preview.isHidden() and page.looking.isVisible()
    page.window().resize(theme.size(SIDE_BY_SIDE) + 40, 900)
    assert page.preview.isVisible() and page.form.isVisible() and page.looking.isHidden()


def test_faults_are_said_and_lead_to_their_step(qtbot: QtBot, page: EditPage, studio: FakeStudio) -> None:
    page.steps.choose(script(page).add(Choice("", "", ()), 1))
    told: list[str] = []
    page.done.connect(told.append)
    page.go_to(0)
    page.save()
    assert len(told) == 1 and "第 2 步" in told[0]
    qtbot.waitUntil(lambda: page.problems.list.isVisible())
    assert "有 3 处要改" in page.problems.sentence
    line = next(each for each in page.problems.findChildren(QPushButton) if "还没有写问题" in each.text())
    qtbot.mouseClick(line, Qt.MouseButton.LeftButton)
    assert page.steps.list.currentRow() == 1
    assert len(studio.library.lesson("hetao-1").steps) == 3
    draft = studio.authoring.draft("hetao-1")
    assert draft is not None and len(draft.steps) == 4


def test_what_was_not_saved_is_there_next_time(
    qtbot: QtBot, screen: EditorScreen, page: EditPage, studio: FakeStudio
) -> None:
    page.steps.choose(script(page).add(Choice("", "还没写完", ()), 3))
    told: list[str] = []
    screen.done.connect(told.append)
    screen.leave()
    assert "草稿" in told[0]
    screen.enter()
    assert studio.authoring.drafts() == {"hetao-1"}
    screen.open_lesson("hetao-1")
    assert [type(each) for each in steps(page)] == [Card, Prompt, Choice, Choice]
    assert page.throw_away.isVisible()
    qtbot.mouseClick(page.throw_away, Qt.MouseButton.LeftButton)
    assert len(steps(page)) == 3
    assert studio.authoring.drafts() == frozenset()
    screen.leave()
    assert len(told) == 1  # nothing was unsaved this time


def test_a_draft_is_kept_while_typing(qtbot: QtBot, page: EditPage, studio: FakeStudio) -> None:
    page.go_to(1)
    write(qtbot, field(page, "text"), "这是新疆的核桃。")
    with qtbot.waitSignal(page.keeper.kept, timeout=3000):
        pass
    draft = studio.authoring.draft("hetao-1")
    assert draft is not None and draft.prompts[0].text == "这是新疆的核桃。"


def test_an_older_draft_does_not_come_back_after_saving(
    qtbot: QtBot, studio: FakeStudio, lesson: Lesson, theme: Theme, hand: HandExecutor
) -> None:
    page = EditPage(studio, Jobs(hand), theme)  # type: ignore[arg-type]
    qtbot.addWidget(page)
    page.open(studio.authoring.edit("hetao-1"), None)
    script(page).change_head(summary="一")
    page.keeper.run()
    script(page).change_head(summary="二")
    page.save()
    hand.waiting.reverse()  # the pool makes no promise about the order
    hand.wait()
    qtbot.waitUntil(lambda: not script(page).dirty)
    assert studio.authoring.drafts() == frozenset()
    assert studio.library.lesson("hetao-1").summary == "二"


def test_a_full_disk_is_said_and_nothing_is_lost(
    qtbot: QtBot, page: EditPage, studio: FakeStudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_lesson: Lesson) -> Lesson:
        raise ExpectedError(msg("磁盘满了。"))

    monkeypatch.setattr(studio.authoring, "save", full)
    told: list[str] = []
    page.failed.connect(told.append)
    script(page).change_head(summary="新的")
    page.save()
    assert "磁盘满了。" in told
    assert script(page).dirty and script(page).head.summary == "新的"
    assert page.save_button.isEnabled()


def test_emphasis_and_lists(qtbot: QtBot, page: EditPage) -> None:
    page.go_to(0)
    text = page.form.fields["text"]
    assert isinstance(text, CardText)
    text.box.setPlainText("壳薄\n肉厚")
    cursor = text.box.textCursor()
    cursor.movePosition(cursor.MoveOperation.End, cursor.MoveMode.MoveAnchor)
    cursor.movePosition(cursor.MoveOperation.StartOfLine, cursor.MoveMode.KeepAnchor)
    text.box.setTextCursor(cursor)
    text.emphasise()
    assert text.value() == "壳薄\n\n**肉厚**"
    text.box.selectAll()
    text.list_lines()
    assert text.value() == "- 壳薄\n- **肉厚**"
    text.box.selectAll()
    text.list_lines()
    assert text.value() == "壳薄\n\n**肉厚**"


def test_a_lesson_of_others_is_copied_when_it_is_saved(
    qtbot: QtBot, studio: FakeStudio, lesson: Lesson, theme: Theme, jobs: Jobs, said: Callable[..., None]
) -> None:
    page = EditPage(studio, jobs, theme)  # type: ignore[arg-type]
    qtbot.addWidget(page)
    page.show()
    page.open(studio.authoring.edit("hetao-1"), None, Origin.OTHERS)
    said(page, "自带的")
    page.save()
    assert not page._strip.isVisible()


def test_looking_at_a_talk_records_nothing(qtbot: QtBot, page: EditPage, studio: FakeStudio) -> None:
    page.steps.choose(script(page).add(FreePitch("", "介绍核桃", ("是什么", "多少钱"), 60), 0))
    qtbot.mouseClick(page.looking, Qt.MouseButton.LeftButton)
    checked(qtbot, page)
    view = page.preview.view
    assert isinstance(view, FreePitchView)
    qtbot.waitUntil(view.isVisible)
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Space)
    qtbot.mouseClick(view.stage.record, Qt.MouseButton.LeftButton)
    assert not studio.microphone_open
    assert not any(call[0] == "start_free_take" for call in studio.calls)


def test_a_new_step_can_be_written_at_once(qtbot: QtBot, page: EditPage) -> None:
    qtbot.mouseClick(page.looking, Qt.MouseButton.LeftButton)
    assert page.form.isHidden() or not page.form.isVisible()
    page.steps.add_step(TrueFalse("", "", right=True))
    assert page.form.isVisible()
    assert field(page, "statement").box.hasFocus()
