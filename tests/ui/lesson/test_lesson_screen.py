from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from app.curriculum.values import Outcome
from app.errors import ExpectedError
from app.i18n import msg
from app.practice.reference import Reference, ReferenceSource
from app.ui.activities.option_button import OptionButton
from app.ui.activities.stage import ActivityStage
from app.ui.i18n import apply_language
from app.ui.jobs import Jobs
from app.ui.main_window import MainWindow
from app.ui.screens.lesson import LessonScreen
from app.ui.theme import Theme
from app.ui.where import Place, Where
from tests.ui.activities.examples import CHOICE, LESSON, LISTEN, SELF_CHECK, STEPS
from tests.ui.conftest import HandExecutor
from tests.ui.fake_studio import FakeStudio, tone_samples

AT = {step.id: index for index, step in enumerate(STEPS)}


@pytest.fixture
def studio() -> FakeStudio:
    made = FakeStudio()
    made.library.lessons = (*made.library.lessons, LESSON)
    found = {each.id: each for each in made.library.lessons}
    made.library.lesson = found.get
    return made


@pytest.fixture
def page(studio: FakeStudio, jobs: Jobs, theme: Theme, qtbot) -> LessonScreen:
    made = LessonScreen(studio, jobs, theme)
    qtbot.addWidget(made)
    made.resize(1262, 768)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def stops(page: LessonScreen) -> list[QPushButton]:
    QApplication.processEvents()
    return [each for each in page.findChildren(QPushButton) if each.isCheckable() and each.isVisible()]


def stage(page: LessonScreen) -> ActivityStage:
    QApplication.processEvents()
    [shown] = [each for each in page.findChildren(ActivityStage) if each.isVisible()]
    return shown


def texts(page: LessonScreen) -> str:
    QApplication.processEvents()
    return "\n".join(each.text() for each in page.findChildren(QLabel) if each.isVisible())


def button(page: LessonScreen, text: str) -> QPushButton:
    QApplication.processEvents()
    return next(each for each in page.findChildren(QPushButton) if each.isVisible() and text in each.text())


def answer(page: LessonScreen, words: str, qtbot) -> None:
    QApplication.processEvents()
    found = next(each for each in page.findChildren(OptionButton) if each.isVisible() and each.words == words)
    qtbot.mouseClick(found, Qt.MouseButton.LeftButton)


def finished(studio: FakeStudio) -> list[tuple[str, str]]:
    return [call[1:3] for call in studio.calls if call[0] == "finish"]


def test_the_list_names_each_stop_by_its_kind(page: LessonScreen) -> None:
    page.open_lesson("talking")
    names = [each.text().strip("\u2068\u2069") for each in stops(page)]
    assert names == [
        "先讲什么，后讲什么",
        "听一听",
        "选一选",
        "选一选",
        "对不对",
        "配一配",
        "排一排",
        "填一填",
        "填一填",
        "自查",
    ]
    whole = [each.accessibleName() for each in stops(page)]
    assert whole[2] == f"选一选：{CHOICE.question}"
    assert LISTEN.text not in whole[1]  # it is to be understood by ear
    assert all(not each.icon().isNull() for each in stops(page))


def test_the_title_is_said_in_her_language_too(page: LessonScreen, application) -> None:
    page.open_lesson("talking")
    assert "Explaining" not in texts(page)
    apply_language(application, "en")
    page.open_lesson("talking")
    assert "Explaining jujubes" in texts(page)
    page.show_chapter(99)
    assert "Explaining jujubes" in texts(page)


def test_prompts_to_read_aloud_say_so(page: LessonScreen) -> None:
    page.open_lesson("talking")
    assert texts(page).count("朗读") == 1


def test_an_activity_is_kept_and_shows_the_way_on(page: LessonScreen, studio: FakeStudio, qtbot) -> None:
    page.open_lesson("talking", AT["allowed"])
    shown = stage(page)
    assert shown.view.options.buttons[0].hasFocus()
    assert stops(page)[2].isChecked()
    assert button(page, "先跳过").isVisible()
    answer(page, "这枣皮薄肉厚，吃起来又甜又糯。", qtbot)
    assert finished(studio) == [("talking", "allowed")]
    assert studio.learning.results("talking")["allowed"].right == 1
    assert AT["allowed"] in studio.lessons_seen()["talking"].steps
    assert stops(page)[2].accessibleDescription() == "学完了"
    assert shown.way.text() == "下一节"
    assert shown.way.hasFocus()
    qtbot.keyClick(shown.way, Qt.Key.Key_Return)
    assert stage(page).view.step.id == "several"


def test_the_first_try_is_what_is_kept(page: LessonScreen, studio: FakeStudio, qtbot) -> None:
    page.open_lesson("talking", AT["allowed"])
    answer(page, "纯天然无农药。", qtbot)
    button(page, "再试一次").click()
    answer(page, "这枣皮薄肉厚，吃起来又甜又糯。", qtbot)
    assert finished(studio) == [("talking", "allowed")]
    assert studio.learning.results("talking")["allowed"].right == 0


def test_a_stop_may_be_skipped_and_then_is_not_done(page: LessonScreen, studio: FakeStudio) -> None:
    page.open_lesson("talking", AT["allowed"])
    button(page, "先跳过").click()
    assert stage(page).view.step.id == "several"
    assert finished(studio) == []
    assert stops(page)[2].accessibleDescription() == ""


def test_sentences_after_an_activity_are_said_at_once(page: LessonScreen, studio: FakeStudio, qtbot) -> None:
    mixed = dataclasses.replace(LESSON, id="mixed", steps=(CHOICE, STEPS[1], STEPS[2], SELF_CHECK))
    studio.library.lesson = {"mixed": mixed}.get
    page.open_lesson("mixed")
    with qtbot.waitSignal(page.practise_wanted) as wanted:
        button(page, "先跳过").click()
    assert wanted.args == ["mixed", "origin"]
    page.show_chapter(1)  # chosen in the list they are shown
    assert "这是和田的大红枣。" in texts(page)
    for index in (1, 2):
        studio.see_lesson("mixed", index)
    page.open_lesson("mixed")
    button(page, "先跳过").click()  # said already
    assert "这是和田的大红枣。" in texts(page)
    button(page, "下一节").click()
    assert stage(page).view.step is SELF_CHECK


def test_the_way_on_is_brought_into_view(page: LessonScreen, qtbot) -> None:
    page.resize(1262, 420)
    page.open_lesson("talking", AT["allowed"])
    answer(page, "纯天然无农药。", qtbot)
    way = stage(page).way

    def seen() -> bool:
        at = way.mapTo(page.scroll_area.viewport(), way.rect().bottomLeft())
        return 0 < at.y() <= page.scroll_area.viewport().height()

    qtbot.waitUntil(seen)


def test_what_cannot_be_kept_is_said(page: LessonScreen, studio: FakeStudio, qtbot) -> None:
    studio.failing["finish"] = ExpectedError(msg("磁盘满了。"))
    said: list[str] = []
    page.failed.connect(said.append)
    page.open_lesson("talking", AT["allowed"])
    answer(page, "纯天然无农药。", qtbot)
    assert said == ["磁盘满了。"]
    assert stage(page).way.isEnabled()


def test_leaving_stops_what_is_playing(page: LessonScreen, studio: FakeStudio) -> None:
    studio.voices.more = [Reference(tone_samples(1.0), ReferenceSource.RECORDING)]
    for go in (page.leave, lambda: page.show_chapter(2), lambda: page.open_lesson("tones")):
        page.open_lesson("talking", AT["price"])
        stage(page).view.hear.play()
        assert studio.playing
        go()
        assert not studio.playing
    page.leave()  # with nothing on it that could sound


def test_the_end_says_what_was_done_and_what_is_left(page: LessonScreen, studio: FakeStudio, qtbot) -> None:
    for index in range(len(STEPS) - 1):
        studio.see_lesson("talking", index)
    studio.learning.finish("talking", CHOICE, Outcome(1, 1))
    page.open_lesson("talking", AT["weight"])
    answer(page, "说得不对", qtbot)
    page.show_chapter(99)
    shown = texts(page)
    assert "到这一课的末尾了。" in shown
    assert "读了 1 张卡片" in shown
    assert "说了 2 句" in shown
    assert "做了 8 个练习" in shown
    assert "题目第一次就答对：\u20681 / 2\u2069" in shown
    assert "还有 1 步没做" in shown
    assert button(page, "补上没做的").hasFocus()
    button(page, "补上没做的").click()
    assert stage(page).view.step is SELF_CHECK
    stage(page).view.done.click()
    assert stage(page).way.text() == "学完这一课"
    stage(page).way.click()
    assert "这一课学完了。" in texts(page)
    assert "步没做" not in texts(page)
    with qtbot.waitSignal(page.today_wanted):
        button(page, "看看下一步").click()


def test_another_lesson_opened_meanwhile_gets_its_own_results(
    studio: FakeStudio, application, theme: Theme, hand: HandExecutor, qtbot
) -> None:
    page = LessonScreen(studio, Jobs(hand), theme)
    qtbot.addWidget(page)
    page.show()
    page.open_lesson("talking", AT["allowed"])
    page.open_lesson("opening")
    hand.run_next()
    assert not page.findChildren(ActivityStage)
    hand.wait()
    assert page.title.strip("\u2068\u2069") == "开播的第一分钟"
    assert "为什么第一分钟重要" in texts(page)


def test_a_long_list_scrolls_by_itself_and_shows_where_she_is(
    page: LessonScreen, studio: FakeStudio, qtbot
) -> None:
    long = dataclasses.replace(
        LESSON, id="long", steps=tuple(dataclasses.replace(CHOICE, id=f"c{i}") for i in range(30))
    )
    studio.library.lesson = {"long": long, "talking": LESSON}.get

    def in_view(at: int) -> bool:
        stop = stops(page)[at]
        top = stop.mapTo(page, stop.rect().topLeft()).y()
        return top > 0 and top + stop.height() <= page.height()

    page.open_lesson("long", 25)
    qtbot.waitUntil(lambda: in_view(25))
    qtbot.waitUntil(lambda: page.scroll_area.verticalScrollBar().maximum() == 0)
    stops(page)[29].click()
    qtbot.waitUntil(lambda: in_view(29))
    page.open_lesson("talking")  # a short one is shown whole again
    qtbot.waitUntil(lambda: in_view(0) and in_view(9))


@pytest.mark.parametrize("width", [1262, 1816])  # what is left of 1366 and 1920 beside the rail
@pytest.mark.parametrize("language", ["zh_CN", "ug", "kk"])
def test_nothing_is_cut_off_or_stretched(
    studio: FakeStudio, jobs: Jobs, theme: Theme, application, qtbot, language: str, width: int
) -> None:
    apply_language(application, language)
    page = LessonScreen(studio, jobs, theme)
    qtbot.addWidget(page)
    page.resize(width, 768)
    page.show()
    for index in range(len(STEPS) + 1):
        page.open_lesson("talking", index)
        QApplication.processEvents()
        content = page.scroll_area.widget()
        assert content.width() <= page.scroll_area.viewport().width()
        for each in page.findChildren(OptionButton):
            if each.isVisible():
                assert each.height() >= each.heightForWidth(each.width())
                assert each.width() <= 800


def test_the_window_opens_steps_where_they_are_done(
    studio: FakeStudio, jobs: Jobs, theme: Theme, qtbot
) -> None:
    window = MainWindow(studio, jobs, theme)
    qtbot.addWidget(window)
    window.show()
    for index, step in enumerate(STEPS):
        window.open_step("talking", index)
        if step.id in ("origin", "aloud"):
            assert window.where == Where(Place.PRACTISE, "talking", step.id)
            continue
        assert window.where == Where(Place.LEARN, "talking", step=index)
        if index:
            assert stage(window.lesson).view.step is step
    window.open_step("talking", len(STEPS))
    assert "末尾" in texts(window.lesson)


def test_a_lesson_left_while_it_is_read_is_not_begun(studio: FakeStudio, theme: Theme, qtbot) -> None:
    executor = HandExecutor()
    page = LessonScreen(studio, Jobs(executor), theme)
    qtbot.addWidget(page)
    page.show()
    page.open_lesson("tones")
    page.leave()
    studio.calls.clear()
    executor.wait()
    assert page.findChildren(ActivityStage) == []
    assert "see_lesson" not in [call[0] for call in studio.calls]
    page.open_lesson("tones")
    executor.wait()
    assert ("see_lesson", "tones", 0) in studio.calls
