"""The Today page shows the list as it stands, ticks it, and leads straight to where each thing is done."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from app.errors import ExpectedError
from app.i18n import msg
from app.practice.learning_values import Sound, Stage, TodayItem, TodayKind, TodayPlan
from app.practice.plans_values import DueItem, DueState, Feedback
from app.speech.values import Part
from app.storage.values import DayTotal
from app.ui.screens.today import TodayScreen
from app.ui.screens.today.view import (
    TodayFacts,
    derive_today,
    part_text,
    reason_text,
    still_asked,
    title_text,
)
from tests.ui.fake_learning import TODAY
from tests.ui.fake_studio import FakeStudio

ZH = Sound(Part.INITIAL, "zh")
YESTERDAY = TODAY - timedelta(days=1)
REVIEW = TodayItem(
    "review:0", TodayKind.REVIEW, 3, False, 8, 0, cards=(4, 7), since=TODAY - timedelta(days=3)
)
DRILL = TodayItem(
    "drill:zh", TodayKind.DRILL, 2, False, 1, 0, sound=ZH, stage=Stage.LISTEN, heard="j", other="z", wrong=3
)
LESSON = TodayItem(
    "go_on:jujube", TodayKind.GO_ON, 8, False, 2, 0,
    lesson_id="jujube", title="讲红枣", first=1, last=2, step=1, since=YESTERDAY,
)  # fmt: skip
PLAN = TodayPlan(TODAY, (REVIEW, DRILL, LESSON), waiting=5)


@pytest.fixture
def screen(studio, jobs, theme, qtbot) -> TodayScreen:
    studio.learning.plan = PLAN
    made = TodayScreen(studio, jobs, theme)
    qtbot.addWidget(made)
    made.show()
    made.enter()
    return made


def texts(screen: TodayScreen) -> str:
    return "\n".join(each.text() for each in screen.findChildren(QLabel) if not each.isHidden())


def press(screen: TodayScreen, text: str) -> None:
    next(each for each in screen.findChildren(QPushButton) if each.text() == text).click()


def test_the_list_says_what_why_and_how_long(screen: TodayScreen) -> None:
    shown = texts(screen)
    for words in (
        "8 个词和问题", "3 天前学的，该复习了。", "大约 3 分钟",
        "最近错了 3 次", "还有 3 件事 · 大约 13 分钟", "昨天学到一半", "第 2–3 步，共 3 步",
        "还有 5 样也到时候了",
    ):  # fmt: skip
        assert words in shown, words


def test_a_window_left_open_overnight_shows_the_new_day(screen: TodayScreen, studio, monkeypatch) -> None:
    def come_back() -> list[date]:
        asked: list[date] = []
        monkeypatch.setattr(studio.learning, "today", lambda: asked.append(TODAY) or PLAN)
        QApplication.sendEvent(screen, QEvent(QEvent.Type.WindowActivate))
        return asked

    class Tomorrow(date):
        @classmethod
        def today(cls) -> date:
            return date.today() + timedelta(days=1)

    assert come_back() == []
    monkeypatch.setattr("app.ui.screens.today.screen.date", Tomorrow)
    assert len(come_back()) == 1
    assert come_back() == []


def test_each_item_leads_to_where_it_is_done(screen: TodayScreen) -> None:
    went: list[object] = []
    screen.cards_wanted.connect(went.append)
    screen.drill_wanted.connect(went.append)
    screen.lesson_wanted.connect(lambda lesson, step: went.append((lesson, step)))
    for row in screen.rows:
        assert row.action is not None
        row.action.click()
    assert went == [(4, 7), ZH, ("jujube", 1)]


def test_the_first_thing_left_is_the_main_one_and_has_the_keyboard(screen: TodayScreen, studio) -> None:
    def kinds() -> list[object]:
        return [row.action.property("kind") if row.action else None for row in screen.rows]

    assert kinds() == ["main", None, None] or kinds() == ["main", "", ""]
    assert screen.focusWidget() is screen.rows[0].action
    studio.learning.tick(0)
    screen.enter()
    assert screen.rows[0].action is None
    assert "做完了" in texts(screen)
    assert screen.rows[1].action is not None
    assert screen.rows[1].action.property("kind") == "main"


def test_a_begun_item_says_how_far_it_is(screen: TodayScreen, studio) -> None:
    studio.learning.plan = replace(PLAN, items=(replace(REVIEW, finished=2),))
    screen.enter()
    assert "已完成 2 / 8" in texts(screen)
    assert screen.rows[0].action is not None
    assert screen.rows[0].action.text() == "继续"


def test_all_done_says_so_and_offers_more(screen: TodayScreen, studio) -> None:
    for place in range(3):
        studio.learning.tick(place)
    screen.enter()
    assert "今天练完了" in texts(screen)
    assert "今天的 3 件事都做完了。" in texts(screen)
    assert len(screen.rows) == 3  # what was done stays, ticked
    assert studio.learning.plan is not None
    studio.learning.extra = replace(studio.learning.plan, items=(*studio.learning.plan.items, LESSON))
    press(screen, "再练一点")
    assert "今天练完了" not in texts(screen)
    assert screen.rows[-1].action is not None


def test_nothing_more_is_said_not_hidden(screen: TodayScreen, studio) -> None:
    for place in range(3):
        studio.learning.tick(place)
    screen.enter()
    said: list[str] = []
    screen.failed.connect(said.append)
    press(screen, "再练一点")
    assert said
    assert "没有可以再加的了" in said[0]


def test_first_day_is_one_clear_thing(screen: TodayScreen, studio) -> None:
    first = replace(LESSON, kind=TodayKind.NEW, lesson_id="tones", title="四个声调", first=0, step=0)
    studio.learning.plan = TodayPlan(TODAY, (first,), first_time=True)
    screen.enter()
    assert "从这里开始" in texts(screen)
    assert screen.rows == []
    went: list[tuple[str, int]] = []
    screen.lesson_wanted.connect(lambda lesson, step: went.append((lesson, step)))
    press(screen, "开始")
    assert went == [("tones", 0)]


def test_nothing_to_do_leads_to_the_lessons(screen: TodayScreen, studio) -> None:
    studio.learning.plan = TodayPlan(TODAY, ())
    screen.enter()
    wanted: list[bool] = []
    screen.learn_wanted.connect(lambda: wanted.append(True))
    press(screen, "选一课")
    assert wanted == [True]


def test_failure_is_a_sentence_with_a_way_on(screen: TodayScreen, studio) -> None:
    studio.failing["today"] = ExpectedError(msg("读不出来。"))
    screen.enter()
    assert "读不出来。" in texts(screen)
    del studio.failing["today"]
    press(screen, "再试一次")
    assert len(screen.rows) == 3


@pytest.mark.parametrize(
    ("due", "overdue", "words"),
    [
        (YESTERDAY, True, "已过期，现在补上就好"),
        (TODAY, False, "今天完成"),
        (TODAY + timedelta(days=1), False, "明天以前"),
        (TODAY + timedelta(days=9), False, "月"),
    ],
)
def test_an_assignment_says_until_when(due: date, overdue: bool, words: str) -> None:
    item = replace(LESSON, kind=TodayKind.ASSIGNED, due=due, overdue=overdue)
    assert words in reason_text(item, TODAY)


@pytest.mark.parametrize(
    ("stage", "check", "title", "why"),
    [
        (Stage.LISTEN, False, "z", "j"),
        (Stage.WORD, False, "一个词", "错了 3 次"),
        (Stage.SENTENCE, False, "一句话", "错了 3 次"),
        (Stage.SENTENCE, True, "一句话", "练会了"),
    ],
)
def test_a_drill_says_what_it_is_and_why(stage: Stage, check: bool, title: str, why: str) -> None:
    item = replace(DRILL, stage=stage, check=check)
    assert title in title_text(item)
    assert why in reason_text(item, TODAY)


def test_tones_are_named_as_tones() -> None:
    item = replace(DRILL, sound=Sound(Part.TONE, "2"), heard="3", other="3")
    assert "第二声" in title_text(item)
    assert "第三声" in title_text(item)
    assert "第三声" in reason_text(item, TODAY)


def test_a_whole_lesson_needs_no_steps() -> None:
    assert part_text(replace(LESSON, first=0, last=2), 3) == ""
    assert part_text(REVIEW, 0) == ""


def test_only_what_was_said_today_is_counted() -> None:
    days = [
        DayTotal(YESTERDAY, 9, 9, 70.0, 80.0, 60.0),
        DayTotal(TODAY, 2, 2, 70.0, 80.0, 9.0),
    ]
    view = derive_today(TodayFacts(PLAN, [], days))
    assert (view.takes_today, view.seconds_today) == (2, 9.0)
    assert derive_today(TodayFacts(PLAN, [], [])).takes_today == 0


def assigned(lesson_id: str, days: int, **changes) -> DueItem:
    due = TODAY + timedelta(days=days)
    state = DueState.OVERDUE if days < 0 else DueState.OPEN
    item = DueItem("g", "p", lesson_id, due, state, None, None, Feedback.ALL, 0, None, False)
    return replace(item, **changes)


def test_everything_that_was_given_is_listed_with_what_is_still_asked(
    screen: TodayScreen, studio: FakeStudio
) -> None:
    studio.plans.items = [
        assigned("tones", -2, required_takes=3, takes=1, required_score=80.0, best=72.0, steps_done=True),
        assigned("jujube", 1),
        assigned("opening", 0, state=DueState.DONE),
    ]
    screen.enter()
    shown = texts(screen)
    for words in ("还有 2 课", "1 课过了日子，补上就好", "原定", "还要录 2 次", "72", "80", "明天以前"):
        assert words in shown, words
    assert "开播的第一分钟" not in shown  # done
    wanted: list[tuple[str, int]] = []
    screen.lesson_wanted.connect(lambda lesson, step: wanted.append((lesson, step)))
    for each in screen.findChildren(QPushButton):
        if each.text() == "打开":
            each.click()
    assert wanted == [("tones", 1), ("jujube", 0)]  # where there is something to say; where to begin


def test_more_than_fit_are_counted(screen: TodayScreen, studio: FakeStudio) -> None:
    studio.plans.items = [assigned("tones", days) for days in range(8)]
    screen.enter()
    assert "后面还有 3 课" in texts(screen)


def test_on_the_first_day_what_was_given_is_what_to_begin_with(
    screen: TodayScreen, studio: FakeStudio
) -> None:
    item = replace(LESSON, kind=TodayKind.ASSIGNED, due=TODAY, takes_left=2)
    studio.learning.plan = TodayPlan(TODAY, (item,), first_time=True)
    screen.enter()
    shown = texts(screen)
    assert "老师布置，从这里开始" in shown and "今天完成。" in shown and "还要录 2 次。" in shown


@pytest.mark.parametrize(
    ("takes", "score", "best", "words"),
    [
        (0, None, None, ""),
        (2, None, None, "还要录 2 次"),
        (0, 80.0, None, "至少一次"),
        (1, 80.0, 71.6, "最好一次"),
    ],
)
def test_what_is_still_asked_in_words(
    takes: int, score: float | None, best: float | None, words: str
) -> None:
    said = still_asked(takes, score, best)
    assert (words in said) if words else said == ""
