from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.ui.activities.fill_in import plain_answer
from app.ui.activities.option_button import Mark, OptionButton
from tests.ui.activities.examples import CHOICE, FILL_PICK, FILL_TYPE, SEVERAL, TRUE_FALSE

GOOD = "这枣皮薄肉厚，吃起来又甜又糯。"
BAD = "纯天然无农药。"


def named(view, words: str) -> OptionButton:
    [found] = [each for each in view.findChildren(OptionButton) if each.words == words]
    return found


def texts(view) -> str:
    return "\n".join(each.text() for each in view.findChildren(QLabel) if each.isVisible())


def test_one_press_answers_a_choice(show, qtbot) -> None:
    told = show(CHOICE)
    qtbot.mouseClick(named(told.view, GOOD), Qt.MouseButton.LeftButton)
    assert told.outcome == (1, 1, (GOOD,))
    assert told.settled == [True]
    assert named(told.view, GOOD).mark is Mark.RIGHT
    assert named(told.view, GOOD).accessibleDescription() == "对"
    assert CHOICE.why in texts(told.view)
    assert not told.view.feedback.again.isVisible()


def test_the_reason_is_not_shown_before_answering(show) -> None:
    assert CHOICE.why not in texts(show(CHOICE).view)


def test_a_number_answers_a_choice(show, qtbot) -> None:
    told = show(CHOICE)
    number = [each.words for each in told.view.options.buttons].index(GOOD) + 1
    qtbot.keyClick(told.view.focusWidget(), str(number))
    assert told.outcome == (1, 1, (GOOD,))


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_arrows_and_enter_or_space_answer_a_choice(show, qtbot, key) -> None:
    told = show(CHOICE)
    buttons = told.view.options.buttons
    assert buttons[0].hasFocus()
    qtbot.keyClick(buttons[0], Qt.Key.Key_Down)
    assert buttons[1].hasFocus()
    qtbot.keyClick(buttons[1], Qt.Key.Key_Up)
    qtbot.keyClick(buttons[0], Qt.Key.Key_Up)
    assert buttons[-1].hasFocus()  # round and round
    qtbot.keyClick(buttons[-1], key)
    assert told.outcome == (int(buttons[-1].words == GOOD), 1, (buttons[-1].words,))


def test_a_wrong_answer_may_be_tried_again_and_the_first_try_counts(show, qtbot) -> None:
    told = show(CHOICE)
    view = told.view
    qtbot.mouseClick(named(view, BAD), Qt.MouseButton.LeftButton)
    assert told.outcome == (0, 1, (BAD,))
    assert told.settled == []
    assert named(view, BAD).mark is Mark.WRONG
    assert named(view, BAD).accessibleDescription() == "不对"
    assert named(view, GOOD).mark is Mark.NONE  # not given away
    assert CHOICE.why in texts(view)
    assert view.feedback.again.hasFocus()
    qtbot.keyClick(view.feedback.again, Qt.Key.Key_Return)
    assert not view.feedback.isVisible()
    assert view.options.buttons[0].hasFocus()
    qtbot.mouseClick(named(view, GOOD), Qt.MouseButton.LeftButton)
    assert told.outcome == (0, 1, (BAD,))
    assert told.settled == [True]


def test_the_answer_can_be_looked_up(show, qtbot) -> None:
    told = show(CHOICE)
    qtbot.mouseClick(named(told.view, BAD), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(told.view.feedback.look, Qt.MouseButton.LeftButton)
    assert named(told.view, GOOD).mark is Mark.RIGHT
    assert told.settled == [True]
    assert told.outcome == (0, 1, (BAD,))


def test_a_choice_of_several_is_checked_as_a_whole(show, qtbot) -> None:
    told = show(SEVERAL)
    view = told.view
    assert not view.check.isEnabled()
    for words in ("哪个县种的", "昼夜温差大"):
        qtbot.mouseClick(named(view, words), Qt.MouseButton.LeftButton)
        assert named(view, words).mark is Mark.CHOSEN
    assert told.outcomes == []
    qtbot.mouseClick(view.check, Qt.MouseButton.LeftButton)
    right, asked, answers = told.outcome
    assert (right, asked, set(answers)) == (1, 1, {"哪个县种的", "昼夜温差大"})


def test_a_choice_of_several_by_keys(show, qtbot) -> None:
    told = show(SEVERAL)
    buttons = told.view.options.buttons
    qtbot.keyClick(buttons[0], Qt.Key.Key_Return)
    assert told.outcomes == []  # nothing is chosen yet
    for index, each in enumerate(buttons):
        if each.words != "能治失眠":
            qtbot.keyClick(told.view.focusWidget(), str(index + 1))
    qtbot.keyClick(told.view.focusWidget(), Qt.Key.Key_Space)
    qtbot.keyClick(told.view.focusWidget(), Qt.Key.Key_Space)  # taken back and chosen again
    qtbot.keyClick(told.view.focusWidget(), Qt.Key.Key_Return)
    assert told.outcome[:2] == (1, 1)


def test_half_of_several_is_not_right_and_what_was_right_is_kept(show, qtbot) -> None:
    told = show(SEVERAL)
    view = told.view
    for words in ("哪个县种的", "能治失眠"):
        qtbot.mouseClick(named(view, words), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(view.check, Qt.MouseButton.LeftButton)
    assert told.outcome[:2] == (0, 1)
    qtbot.mouseClick(view.feedback.again, Qt.MouseButton.LeftButton)
    assert named(view, "哪个县种的").mark is Mark.CHOSEN
    assert named(view, "能治失眠").mark is Mark.NONE
    qtbot.mouseClick(named(view, "昼夜温差大"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(view.check, Qt.MouseButton.LeftButton)
    assert told.settled == [True]


@pytest.mark.parametrize(("key", "right"), [("1", 1), ("2", 0)])
@pytest.mark.parametrize("truth", [True, False])
def test_true_or_false_by_number(show, qtbot, key: str, right: int, truth: bool) -> None:
    told = show(dataclasses.replace(TRUE_FALSE, right=truth))
    qtbot.keyClick(told.view.focusWidget(), key)
    said = {"1": "true", "2": "false"}[key]
    assert told.outcome == (right if truth else 1 - right, 1, (said,))
    assert bool(told.settled) == bool(told.outcome[0])


def test_true_or_false_by_mouse_and_again(show, qtbot) -> None:
    told = show(TRUE_FALSE)
    yes, no = told.view.options.buttons
    qtbot.mouseClick(no, Qt.MouseButton.LeftButton)
    assert no.mark is Mark.WRONG
    qtbot.mouseClick(yes, Qt.MouseButton.LeftButton)  # closed until she tries again
    assert yes.mark is Mark.NONE
    qtbot.mouseClick(told.view.feedback.again, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(yes, Qt.MouseButton.LeftButton)
    assert yes.mark is Mark.RIGHT
    assert told.outcome == (0, 1, ("false",))


def test_a_gap_is_filled_by_picking(show, qtbot) -> None:
    told = show(FILL_PICK)
    number = [each.words for each in told.view.options.buttons].index("双") + 1
    qtbot.keyClick(told.view.focusWidget(), str(number))
    assert told.outcome == (0, 1, ("双",))
    assert "一<u>&nbsp;双&nbsp;</u>红枣" in texts(told.view)
    qtbot.mouseClick(told.view.feedback.again, Qt.MouseButton.LeftButton)
    assert "双&nbsp;</u>" not in texts(told.view)
    qtbot.mouseClick(named(told.view, "袋"), Qt.MouseButton.LeftButton)
    assert told.settled == [True]


@pytest.mark.parametrize("typed", ["斤", " 斤 ", "市斤", "市　斤", "斤。"])
def test_a_gap_is_filled_by_typing(show, qtbot, typed: str) -> None:
    told = show(FILL_TYPE)
    field = told.view.field
    assert field.hasFocus()
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert told.outcomes == []  # an empty gap is no answer
    field.insert(typed)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert told.outcome == (1, 1, (typed.strip(),))


def test_what_was_typed_wrong_can_be_mended_or_looked_up(show, qtbot) -> None:
    told = show(FILL_TYPE)
    told.view.field.insert("公斤")
    qtbot.mouseClick(told.view.check, Qt.MouseButton.LeftButton)
    assert told.outcome == (0, 1, ("公斤",))
    qtbot.mouseClick(told.view.feedback.again, Qt.MouseButton.LeftButton)
    assert told.view.field.hasFocus()
    assert told.view.field.text() == "公斤"
    qtbot.keyClick(told.view.field, Qt.Key.Key_Return)
    qtbot.mouseClick(told.view.feedback.look, Qt.MouseButton.LeftButton)
    assert "一<u>&nbsp;斤&nbsp;</u>" in texts(told.view)
    assert told.settled == [True]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("１９.９", "19.9"),
        ("ＡＢＣ", "abc"),
        ("十 九", "十九"),
        ("十九！", "十九"),
        ("“十九”", "十九"),
        ("7%", "７％"),
    ],
)
def test_small_differences_of_writing_do_not_count(one: str, other: str) -> None:
    assert plain_answer(one) == plain_answer(other)


@pytest.mark.parametrize(("one", "other"), [("十九", "九十"), ("7%", "7"), ("19.9", "199"), ("", "一")])
def test_other_answers_stay_others(one: str, other: str) -> None:
    assert plain_answer(one) != plain_answer(other)


def test_words_with_markup_are_shown_as_they_are(show) -> None:
    told = show(dataclasses.replace(FILL_TYPE, sentence="1 < 2 & <b>三____</b>"))
    assert "1 &lt; 2 &amp; &lt;b&gt;三<u>" in texts(told.view)
