"""Self-check, listening, cards, and what all activities share."""

from __future__ import annotations

import typing
from datetime import date

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QLabel

from app.curriculum.values import Choice, FillIn, Matching, Ordering, Prompt, SelfCheck, Step
from app.practice.reference import Reference, ReferenceSource
from app.settings import Settings
from app.ui.activities import VIEWS, kind_icon, kind_name
from app.ui.activities.kinds import KINDS
from app.ui.activities.option_button import Mark, OptionButton
from app.ui.activities.question import QuestionView
from app.ui.activities.shuffling import disordered, shuffled
from app.ui.activities.stage import ActivityStage
from app.ui.i18n import apply_language
from app.ui.theme.icons import icon_names
from tests.ui.activities import examples
from tests.ui.activities.examples import ALOUD, CARD, CHOICE, LISTEN, PROMPT, SELF_CHECK, STEPS
from tests.ui.fake_studio import tone_samples

ACTIVITIES = [each for each in STEPS if not isinstance(each, Prompt)]


def texts(view) -> list[str]:
    return [each.text() for each in view.findChildren(QLabel) if each.isVisible()]


@pytest.fixture
def voice(studio) -> None:
    """Somebody can say the words."""
    studio.voices.more = [Reference(tone_samples(1.0), ReferenceSource.RECORDING)]


def test_sentences_are_ticked_by_mouse(show, qtbot) -> None:
    told = show(SELF_CHECK)
    buttons = told.view.options.buttons
    for index in (0, 2, 0, 1):  # the first is taken back
        qtbot.mouseClick(buttons[index], Qt.MouseButton.LeftButton)
    assert [each.mark for each in buttons] == [Mark.NONE, Mark.TICKED, Mark.TICKED]
    assert buttons[1].accessibleDescription() == "勾上了"
    qtbot.mouseClick(told.view.done, Qt.MouseButton.LeftButton)
    assert told.outcome == (0, 0, SELF_CHECK.items[1:])
    assert told.settled == [True]
    assert "没勾的 1 条" in told.view.feedback.text


def test_sentences_are_ticked_by_keys(show, qtbot) -> None:
    told = show(SELF_CHECK)
    qtbot.keyClick(told.view.focusWidget(), "2")
    qtbot.keyClick(told.view.focusWidget(), Qt.Key.Key_Down)
    qtbot.keyClick(told.view.focusWidget(), Qt.Key.Key_Space)
    qtbot.keyClick(told.view.focusWidget(), Qt.Key.Key_Return)
    assert told.outcome == (0, 0, SELF_CHECK.items[1:])


def test_nothing_ticked_is_an_answer_too(show, qtbot) -> None:
    told = show(SELF_CHECK)
    qtbot.mouseClick(told.view.done, Qt.MouseButton.LeftButton)
    assert told.outcome == (0, 0, ())


@pytest.mark.usefixtures("voice")
@pytest.mark.parametrize(("key", "outcome"), [("1", (1, 1, ("understood",))), ("2", (0, 1, ("not yet",)))])
def test_the_text_is_hidden_until_asked_for(show, qtbot, studio, key: str, outcome) -> None:
    told = show(LISTEN)
    view = told.view
    assert not view.ruby.isVisible()
    assert LISTEN.text not in view.accessibleName()
    assert not any(LISTEN.meanings["en"] in each for each in texts(view))
    assert view.hear.listen.hasFocus()
    qtbot.keyClick(view.hear.listen, Qt.Key.Key_Space)
    assert studio.playing
    qtbot.keyClick(view.focusWidget(), key)
    assert told.outcomes == []  # nothing to answer yet
    qtbot.mouseClick(view.look, Qt.MouseButton.LeftButton)
    assert view.ruby.isVisible()
    assert view.ruby.accessibleName() == LISTEN.text
    qtbot.keyClick(view.focusWidget(), key)
    assert told.outcome == outcome
    assert told.settled == [True]
    view.stop()
    assert not studio.playing


def test_a_hum_cannot_be_understood_and_is_not_judged(show, qtbot) -> None:
    told = show(LISTEN)
    assert any("只能哼出声调" in each for each in texts(told.view))
    qtbot.mouseClick(told.view.look, Qt.MouseButton.LeftButton)
    assert not told.view.options.isVisible()
    qtbot.keyClick(told.view.read, Qt.Key.Key_Return)
    assert told.outcome == (0, 0, ())
    assert told.settled == [True]


def test_a_card_shows_its_text_and_words(show) -> None:
    told = show(CARD)
    shown = texts(told.view)
    assert CARD.title in shown
    assert "再讲<b>口感</b>" in shown
    assert "chǎn dì" in shown
    assert told.outcomes == []


@pytest.mark.parametrize("step", ACTIVITIES, ids=lambda step: step.id)
@pytest.mark.parametrize("language", ["zh_CN", "ug", "kk", "en"])
def test_each_has_names_for_everything_that_can_be_reached(show, application, language, step) -> None:
    apply_language(application, language)
    told = show(step)
    assert told.view.accessibleName()
    for each in told.view.findChildren(OptionButton):
        assert each.accessibleName().endswith(each.words)
    meaning = getattr(step, "meanings", {}).get(language)
    if meaning and step is not LISTEN:
        assert meaning in texts(told.view)


def test_chinese_answers_run_from_left_to_right_in_every_window(show, application) -> None:
    apply_language(application, "ug")
    told = show(CHOICE)
    assert told.view.layoutDirection() is Qt.LayoutDirection.RightToLeft
    assert {each.layoutDirection() for each in told.view.options.buttons} == {Qt.LayoutDirection.LeftToRight}
    board = show(examples.MATCHING).view.board
    assert board.left[0].x() < board.right[0].x()
    order = show(examples.ORDERING).view.list
    assert order.items[0].layoutDirection() is Qt.LayoutDirection.LeftToRight


def test_answers_in_the_windows_language_run_as_the_window_does(show, application, qtbot) -> None:
    apply_language(application, "ug")
    told = show(examples.TRUE_FALSE)
    yes, no = told.view.options.buttons
    assert yes.x() > no.x()
    qtbot.keyClick(yes, Qt.Key.Key_Left)  # on to the next, which stands on the left
    assert no.hasFocus()


@pytest.mark.parametrize("width", [420, 760])
def test_long_answers_wrap_and_are_shown_whole(show, qtbot, width: int) -> None:
    told = show(examples.ORDERING)
    told.view.resize(width, 900)
    for each in told.view.list.items:
        qtbot.waitUntil(lambda each=each: each.height() >= each.heightForWidth(each.width()))
    lines = {each.height() for each in told.view.list.items}
    assert len(lines) == (2 if width == 420 else 1)


def test_another_look_reaches_what_is_shown_and_nothing_that_is_gone(show, theme, qtbot) -> None:
    gone = show(CHOICE).view
    gone.feedback.say("", right=True)
    gone.setParent(None)
    gone.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    told = show(CHOICE)
    before = told.view.grab().toImage()
    theme.apply(Settings(theme="dark"))
    assert told.view.grab().toImage() != before


EMPTY = (
    Choice("c", "", ()),
    Matching("m", "", ()),
    Ordering("o", "", ()),
    FillIn("f", "", ()),
    FillIn("g", "", (), ("",)),
    SelfCheck("s", "", ()),
)


@pytest.mark.parametrize("step", EMPTY, ids=lambda step: step.id)
def test_a_step_that_is_still_being_written_can_be_shown(show, step) -> None:
    view = show(step).view
    view.grab()
    if isinstance(view, QuestionView):
        view.reveal()


# what all share


def test_the_order_is_the_same_all_day_and_another_the_next() -> None:
    items = list(range(8))
    days = [date(2026, 3, day) for day in range(1, 6)]
    assert shuffled(items, "a", days[0]) == shuffled(items, "a", days[0])
    assert len({tuple(shuffled(items, "a", day)) for day in days}) == 5
    assert shuffled(items, "a", days[0]) != shuffled(items, "b", days[0])
    assert sorted(shuffled(items, "a", days[0])) == items


def test_a_disordered_list_never_answers_the_question() -> None:
    days = [date(2026, 3, day) for day in range(1, 31)]
    assert all(disordered(("a", "b"), "key", day) == ["b", "a"] for day in days)
    assert {tuple(shuffled(("a", "b"), "key", day)) for day in days} == {("a", "b"), ("b", "a")}


def test_options_stand_in_the_order_of_the_day(show) -> None:
    told = show(CHOICE)
    assert [each.words for each in told.view.options.buttons] == [
        text for text, _right in shuffled(CHOICE.options, CHOICE.id)
    ]


def test_every_kind_of_step_has_a_name_and_an_icon() -> None:
    kinds = set(typing.get_args(Step))
    assert set(KINDS) == kinds
    for kind in KINDS.values():
        assert kind.icon in icon_names()
        assert str(kind.name)
    assert kind_name(PROMPT) != kind_name(ALOUD) == "朗读"
    assert kind_icon(ALOUD) in icon_names()


def test_everything_but_prompts_is_done_in_a_view() -> None:
    assert set(VIEWS) == set(typing.get_args(Step)) - {Prompt}


def test_the_stage_offers_the_way_on(studio, jobs, theme, qtbot) -> None:
    stage = ActivityStage(CHOICE, "talking", studio, jobs, theme, "再来一题")
    qtbot.addWidget(stage)
    outcomes: list[object] = []
    stage.finished.connect(outcomes.append)
    stage.show()
    stage.activateWindow()
    qtbot.waitUntil(stage.isActiveWindow)
    stage.focus()
    assert stage.way.text() == "先跳过"
    good = next(each for each in stage.view.options.buttons if each.words.startswith("这枣皮薄"))
    bad = next(each for each in stage.view.options.buttons if each is not good)
    qtbot.mouseClick(bad, Qt.MouseButton.LeftButton)
    assert len(outcomes) == 1
    assert stage.way.text() == "再来一题"
    assert not stage.way.hasFocus()  # first she may try again
    qtbot.mouseClick(stage.view.feedback.again, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(good, Qt.MouseButton.LeftButton)
    assert len(outcomes) == 1
    assert stage.way.hasFocus()
    with qtbot.waitSignal(stage.onward):
        qtbot.keyClick(stage.way, Qt.Key.Key_Return)
