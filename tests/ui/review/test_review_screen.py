"""The review: every kind of card by mouse and keyboard, leaving and coming back, and the end."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from app.curriculum.values import Choice, Gloss, HeardWord, Outcome, PairListening, Prompt
from app.errors import ExpectedError
from app.i18n import msg
from app.practice.learning_values import Drill, MemoryKind, Rating, ReviewCard, Sound, Stage
from app.speech.values import Part
from app.ui.activities.stage import ActivityStage
from app.ui.jobs import Jobs
from app.ui.learning_words import comes_back
from app.ui.main_window import MainWindow
from app.ui.screens.review import ReviewScreen
from app.ui.screens.review.faces import RecallFace
from app.ui.screens.review.speaking import SpeakingFace, stage_words
from app.ui.where import Place, Where
from tests.ui.conftest import HandExecutor

NOW = datetime.now(UTC)
INTERVALS = {
    Rating.AGAIN: timedelta(minutes=10),
    Rating.HARD: timedelta(days=1),
    Rating.GOOD: timedelta(days=3),
    Rating.EASY: timedelta(days=30),
}
ZH = Sound(Part.INITIAL, "zh")


def card(no: int, kind: MemoryKind, **what: Any) -> ReviewCard:
    return ReviewCard(no, kind, "tones", "四个声调", NOW - timedelta(days=3), None, INTERVALS, **what)


WORD = card(1, MemoryKind.GLOSS, gloss=Gloss("买", "mǎi", {"en": "to buy", "ug": "سېتىۋالماق"}))
VIEWER = card(2, MemoryKind.VIEWER, viewer=("甜不甜？", "甜，而且核小。"))
QUESTION = card(
    3, MemoryKind.QUESTION, question=Choice("q", "哪个对？", (("这个", True), ("那个", False)), "因为")
)
PHRASE = card(4, MemoryKind.PHRASE, prompt=Prompt("buy", "我买大枣"))
LISTEN = Drill(
    ZH, Stage.LISTEN, 3, "z", listening=PairListening("p", "", ((HeardWord("知"), HeardWord("资")),) * 3)
)
SAY = Drill(ZH, Stage.WORD, 3, "z", lesson_id="tones", prompt=Prompt("ma", "妈麻马骂"))


@pytest.fixture
def screen(studio, jobs, theme, qtbot) -> ReviewScreen:
    made = ReviewScreen(studio, jobs, theme)
    qtbot.addWidget(made)
    made.resize(1262, 768)
    made.show()
    return made


def begin(screen: ReviewScreen, studio: Any, *cards: ReviewCard) -> None:
    studio.learning.cards = list(cards)
    screen.open_cards([each.no for each in cards])
    screen.enter()


def texts(screen: ReviewScreen) -> str:
    QApplication.processEvents()  # what was just put into a layout is shown by then
    return "\n".join(each.text() for each in screen.findChildren(QLabel) if each.isVisible())


def press(screen: ReviewScreen, text: str) -> None:
    QApplication.processEvents()
    found = [each for each in screen.findChildren(QPushButton) if each.isVisible() and text in each.text()]
    assert found, text
    found[0].click()


def test_a_word_is_thought_of_before_its_meaning_is_shown(screen: ReviewScreen, studio) -> None:
    begin(screen, studio, WORD)
    assert "买" in texts(screen)
    assert "mǎi" not in texts(screen)
    assert "没想起来" not in texts(screen)
    press(screen, "看答案")
    assert "mǎi" in texts(screen)
    assert "سېتىۋالماق" in texts(screen)  # she speaks Uyghur, the window Chinese
    press(screen, "想起来了")
    assert studio.learning.rated == [(1, Rating.GOOD)]
    assert "这一轮做完了" in texts(screen)


def test_ratings_say_when_it_comes_back(screen: ReviewScreen, studio) -> None:
    begin(screen, studio, WORD)
    face = screen._face
    assert isinstance(face, RecallFace)
    words = [face.ratings.buttons[rating].text().split("\n")[1] for rating in Rating]
    assert words == ["10 分钟后", "明天", "3 天后", "4 周后"]


@pytest.mark.parametrize("key", [Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4])
def test_keys_turn_and_rate(screen: ReviewScreen, studio, qtbot, key: Qt.Key) -> None:
    begin(screen, studio, VIEWER, WORD)
    qtbot.keyClick(screen, key)  # before the answer is shown it rates nothing
    assert studio.learning.rated == []
    assert "甜，而且核小。" not in texts(screen)
    qtbot.keyClick(screen, Qt.Key.Key_Space)
    assert "甜，而且核小。" in texts(screen)
    qtbot.keyClick(screen, key)
    assert studio.learning.rated == [(2, Rating(key.value - Qt.Key.Key_0.value))]
    assert "买" in texts(screen)


def test_the_button_with_the_keyboard_turns_and_rates_too(screen: ReviewScreen, studio, qtbot) -> None:
    begin(screen, studio, WORD)
    qtbot.keyClick(screen.focusWidget(), Qt.Key.Key_Space)
    qtbot.keyClick(screen.focusWidget(), Qt.Key.Key_4)
    assert studio.learning.rated == [(1, Rating.EASY)]


def test_what_was_not_known_comes_again(screen: ReviewScreen, studio, qtbot) -> None:
    begin(screen, studio, WORD, VIEWER)
    assert "第 1 个，共 2 个" in texts(screen)
    for keys in ((Qt.Key.Key_Space, Qt.Key.Key_1), (Qt.Key.Key_Space, Qt.Key.Key_3)):
        for key in keys:
            qtbot.keyClick(screen, key)
    assert "刚才没想起来，再看一次。" in texts(screen)
    assert ("due", (1,)) in studio.calls  # its intervals are new
    for key in (Qt.Key.Key_Space, Qt.Key.Key_3):
        qtbot.keyClick(screen, key)
    assert studio.learning.rated == [(1, Rating.AGAIN), (2, Rating.GOOD), (1, Rating.GOOD)]
    assert "2 样过了一遍。" in texts(screen)
    assert "其中 1 样没有马上想起来" in texts(screen)


def test_a_key_pressed_twice_does_not_rate_what_comes_next(studio, theme, qtbot) -> None:
    executor = HandExecutor()
    screen = ReviewScreen(studio, Jobs(executor), theme)
    qtbot.addWidget(screen)
    screen.show()
    begin(screen, studio, VIEWER)
    executor.run_next()
    qtbot.keyClick(screen, Qt.Key.Key_Space)
    qtbot.keyClick(screen, Qt.Key.Key_1)
    executor.run_next()
    assert studio.learning.rated == [(2, Rating.AGAIN)]  # kept; what comes again is being read anew
    assert executor.waiting
    qtbot.keyClick(screen, Qt.Key.Key_4)
    executor.wait()
    assert studio.learning.rated == [(2, Rating.AGAIN)]
    assert "刚才没想起来" in texts(screen)
    qtbot.keyClick(screen, Qt.Key.Key_Space)
    qtbot.keyClick(screen, Qt.Key.Key_3)
    executor.wait()
    assert studio.learning.rated == [(2, Rating.AGAIN), (2, Rating.GOOD)]


def test_skipping_rates_nothing(screen: ReviewScreen, studio) -> None:
    begin(screen, studio, WORD, VIEWER)
    press(screen, "先跳过")
    press(screen, "先跳过")
    assert studio.learning.rated == []
    assert "2 样留到下一次。" in texts(screen)
    wanted: list[bool] = []
    screen.today_wanted.connect(lambda: wanted.append(True))
    press(screen, "回到今天")
    assert wanted == [True]


def test_a_question_is_answered_as_in_its_lesson(screen: ReviewScreen, studio) -> None:
    begin(screen, studio, QUESTION, WORD)
    stage = screen._face
    assert isinstance(stage, ActivityStage)
    stage.view.finish(0, 1, ("那个",))
    stage.view.settle()
    [(number, rating)] = studio.learning.rated
    assert (number, rating) == (3, Rating.AGAIN)
    stage.onward.emit()
    assert "买" in texts(screen)
    assert screen._session is not None
    assert screen._session.not_at_once == 1


def test_a_question_not_answered_is_skipped(screen: ReviewScreen, studio) -> None:
    begin(screen, studio, QUESTION)
    press(screen, "先跳过")
    assert studio.learning.rated == []
    assert "1 样留到下一次。" in texts(screen)


def kept_rounds(studio: Any) -> list[tuple[Sound, int, int]]:
    calls = [call for call in studio.calls if call[0] == "finish_drill"]
    return [(call[1], call[2].right, call[2].asked) for call in calls]


def test_a_round_of_listening_is_kept_for_its_sound(screen: ReviewScreen, studio) -> None:
    studio.learning.sounds = [LISTEN]
    studio.voices.pairs = [(studio.voices.references("知")[0],) * 2]
    screen.open_drill(ZH)
    screen.enter()
    assert "最近错了 3 次" in texts(screen)
    stage = screen._face
    assert isinstance(stage, ActivityStage)
    stage.view.finish(7, 8)
    stage.onward.emit()
    assert kept_rounds(studio) == [(ZH, 7, 8)]
    assert "这一轮做完了" in texts(screen)


def test_a_pair_that_nobody_can_say_does_not_hold_her_up(screen: ReviewScreen, studio) -> None:
    studio.learning.sounds = [LISTEN]
    screen.open_drill(ZH)
    screen.enter()
    assert "还没有能读这些词的声音" in texts(screen)
    assert kept_rounds(studio) == [(ZH, 0, 0)]
    assert isinstance(screen._face, ActivityStage)
    screen._face.onward.emit()
    assert "这一轮做完了" in texts(screen)


def test_a_sound_with_nothing_to_do_is_an_empty_review(screen: ReviewScreen, studio) -> None:
    screen.open_drill(ZH)
    screen.enter()
    assert "现在没有到时候的复习。" in texts(screen)


def test_failure_to_keep_is_said_and_the_card_left_for_later(screen: ReviewScreen, studio, qtbot) -> None:
    begin(screen, studio, WORD, VIEWER)
    said: list[str] = []
    screen.failed.connect(said.append)
    studio.failing["rate"] = ExpectedError(msg("磁盘满了。"))
    for key in (Qt.Key.Key_Space, Qt.Key.Key_3):
        qtbot.keyClick(screen, key)
    assert said == ["磁盘满了。"]
    assert screen._session is not None
    assert (screen._session.skipped, screen._session.known) == (1, 0)


def test_failure_to_read_has_a_way_on(screen: ReviewScreen, studio) -> None:
    studio.failing["due"] = ExpectedError(msg("读不出来。"))
    begin(screen, studio, WORD)
    assert "读不出来。" in texts(screen)
    del studio.failing["due"]
    press(screen, "再试一次")
    assert "买" in texts(screen)


# -- with the window around it


@pytest.fixture
def window(studio, jobs, theme, qtbot) -> MainWindow:
    made = MainWindow(studio, jobs, theme)
    qtbot.addWidget(made)
    made.show()
    return made


def review(window: MainWindow, studio: Any, *cards: ReviewCard) -> ReviewScreen:
    studio.learning.cards = list(cards)
    window.today.cards_wanted.emit(tuple(each.no for each in cards))
    assert window.page() is window.review
    return window.review


def test_a_sentence_is_said_on_the_practice_page_and_leads_back(window: MainWindow, studio) -> None:
    screen = review(window, studio, PHRASE, WORD)
    press(screen, "去说这一句")
    assert window.where == Where(Place.PRACTISE, "tones", "buy", review=True)
    assert window.page() is window.practice
    studio._keep(Prompt("buy", "我买大枣"), "tones", datetime.now(UTC))
    window.practice.next_wanted.emit("tones", "buy")
    assert window.page() is screen
    assert "说过了" in texts(screen)
    press(screen, "下一个")
    assert "买" in texts(screen)


@pytest.mark.parametrize("way", ["back", "escape"])
def test_coming_back_without_having_said_it(window: MainWindow, studio, qtbot, way: str) -> None:
    screen = review(window, studio, PHRASE)
    press(screen, "去说这一句")
    if way == "back":
        window.practice.back_wanted.emit("tones")
    else:
        window.go_back()
    assert window.page() is screen
    assert "说过了" not in texts(screen)
    assert isinstance(screen._face, SpeakingFace)
    window.go_back()
    assert window.where == Where(Place.TODAY)


def test_a_drill_tells_what_came_of_it(window: MainWindow, studio) -> None:
    studio.learning.sounds = [SAY]
    window.today.drill_wanted.emit(ZH)
    screen = window.review
    studio.calls.clear()
    press(screen, "去说这一句")
    assert "see_lesson" not in {
        call[0] for call in studio.calls
    }  # a word borrowed from a lesson does not begin the lesson
    studio._keep(Prompt("ma", "妈麻马骂"), "tones", datetime.now(UTC))
    studio.learning.sounds = [replace(SAY, stage=Stage.SENTENCE)]
    window.practice.next_wanted.emit("tones", "ma")
    assert "下次放进一句话里" in texts(screen)


def test_the_review_belongs_to_today_on_the_rail(window: MainWindow, studio) -> None:
    review(window, studio, WORD)
    assert window.rail.buttons[Place.TODAY].isChecked()
    window.go(Where(Place.PROGRESS))
    window.go(Where(Place.REVIEW))  # the sitting is still there
    assert "买" in texts(window.review)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (SAY, replace(SAY, stage=Stage.LISTEN), "先退一步"),
        (SAY, SAY, "听不出准不准"),
        (SAY, replace(SAY, stage=Stage.SENTENCE), "一句话"),
        (LISTEN, SAY, "放进词里"),
        (replace(SAY, stage=Stage.SENTENCE), None, "句子里也说准了"),
        (replace(SAY, stage=Stage.SENTENCE, check=True), LISTEN, "先退一步"),
    ],
)
def test_words_for_what_came_of_a_drill(before: Drill, after: Drill | None, words: str) -> None:
    assert words in stage_words(before, after)


@pytest.mark.parametrize(
    ("days", "words"),
    [(0.5 / 24, "30 分钟后"), (1, "明天"), (20, "20 天后"), (28, "4 周后"), (90, "3 个月后")],
)
def test_when_something_comes_back(days: float, words: str) -> None:
    assert comes_back(timedelta(days=days)) == words


def test_outcome_of_a_question_decides_its_rating(studio) -> None:
    assert studio.learning.answer(1, Outcome(1, 1)) is Rating.GOOD
