"""The mock test through its window: all parts, leaving in the middle, going on, the result."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMessageBox, QPushButton

from app.practice.exam import LESSON
from app.practice.exam_values import judged
from app.speech.psc.paper import PartOfPaper, make_paper
from app.speech.values import TakeStatus
from app.ui.main_window import MainWindow
from app.ui.screens.exam import ExamScreen
from app.ui.screens.exam.sheet import GridSheet
from app.ui.screens.exam.sitting import Step
from app.ui.where import Place, Where
from tests.ui.fake_studio import FakeStudio


@pytest.fixture
def window(application, studio: FakeStudio, jobs, theme, qtbot) -> MainWindow:
    made = MainWindow(studio, jobs, theme)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.go(Where(Place.EXAM))
    return made


def read(exam: ExamScreen, studio: FakeStudio, status: TakeStatus = TakeStatus.SCORED) -> None:
    """The part on the page, read to its end."""
    studio.elapsed = lambda: 120.0
    exam.part.press()
    exam.sitting.tick()
    exam.part.press()
    studio.finish_scoring(status=status)


def speak(exam: ExamScreen, studio: FakeStudio) -> None:
    studio.elapsed = lambda: 185.0
    studio.free_takes.delivery = replace(studio.free_takes.delivery, duration=182.0)
    exam.part.topics[0].click()
    exam.part.press()
    exam.sitting.tick()
    exam.part.press()
    studio.free_takes.finish()


def press(box: QMessageBox | None, text: str) -> None:
    assert box is not None
    next(each for each in box.buttons() if each.text() == text).click()


def texts(exam: ExamScreen) -> list[str]:
    """What the page says, without the marks that keep digits in order."""
    return [re.sub("[\u2066-\u2069]", "", each.text()) for each in exam.page.findChildren(QLabel)]


def test_the_whole_way_through_the_five_part_form(window: MainWindow, studio: FakeStudio) -> None:
    exam = window.exam
    assert exam.page is exam.start
    exam.begin(True)
    titles = []
    for part in PartOfPaper:
        assert exam.page is exam.part
        titles.append(exam.part.title.text())
        if part is PartOfPaper.CHOOSING:
            exam.part.press()
            assert exam.part.choosing is not None
            paper = exam.sitting.exam
            assert paper is not None
            for group, item in zip(exam.part.choosing.groups, paper.paper.choices, strict=True):
                group.button(item.right).click()
            exam.part.press()
        elif part is PartOfPaper.TALK:
            speak(exam, studio)
        else:
            read(exam, studio)
        assert exam.page is exam.rest
        exam.rest.go_on.click()
    assert titles == ["读单音节字词", "读多音节词语", "选择判断", "朗读短文", "命题说话"]
    assert exam.page is exam.result
    assert any(text.startswith("前四项 70 分里得") for text in texts(exam))
    assert exam.result.talk is not None
    assert not exam.result.talk.save.isEnabled()
    for field, points in zip(exam.result.talk.fields.values(), ("18", "4.5", "4"), strict=True):
        field.setText(points)
    exam.result.talk.save.click()
    result = exam.result.result
    assert result is not None
    assert len(judged(result.exam)) == 5
    assert any(text.startswith("总分") for text in texts(exam))
    assert any("自评：语音 " in text for text in texts(exam))
    assert all(attempt.lesson_id == LESSON for attempt in studio._attempts[3:])


def test_points_beyond_the_most_cannot_be_saved(window: MainWindow, studio: FakeStudio) -> None:
    exam = window.exam
    exam.begin(False)
    for _ in range(3):
        read(exam, studio)
        exam.next()
    speak(exam, studio)
    exam.next()
    talk = exam.result.talk
    assert talk is not None
    for entered, may in (("25", True), ("25.5", False), ("-1", False), ("viel", False), ("", False)):
        talk.fields["pronunciation"].setText(entered)
        talk.fields["words"].setText("10")
        talk.fields["fluency"].setText("4,5")
        assert talk.save.isEnabled() is may, entered
    talk.fields["pronunciation"].setText("20")
    talk.trainer.setChecked(True)
    assert not talk.save.isEnabled()  # a trainer has a name
    talk.name.setText("王老师")
    talk.save.click()
    assert any("王老师" in text and "评分：语音" in text for text in texts(exam))


def test_space_begins_and_ends_a_part(window: MainWindow, studio: FakeStudio, qtbot) -> None:
    exam = window.exam
    exam.begin(False)
    qtbot.waitExposed(window)
    exam.part.record.setFocus()
    qtbot.keyClick(exam.part.record, Qt.Key.Key_Space)
    assert exam.sitting.state.step is Step.RUNNING
    studio.elapsed = lambda: 120.0
    exam.sitting.tick()
    qtbot.keyClick(exam.part, Qt.Key.Key_Space)
    assert exam.page is exam.rest


def test_ending_early_is_asked_about_while_the_recording_goes_on(
    window: MainWindow, studio: FakeStudio
) -> None:
    exam = window.exam
    exam.begin(False)
    exam.part.press()
    exam.part.press()  # a second and a half in
    assert exam.sitting.state.step is Step.RUNNING
    press(exam.part.question, "接着读")
    assert exam.sitting.state.step is Step.RUNNING
    exam.part.press()
    press(exam.part.question, "这一遍不要，重新来")
    assert exam.sitting.state.step is Step.READY
    exam.part.press()
    exam.part.press()
    press(exam.part.question, "读完了")
    assert exam.page is exam.rest


@pytest.mark.parametrize("way", ["escape", "rail", "button", "close"])
def test_leaving_in_the_middle_asks(window: MainWindow, studio: FakeStudio, way: str, qtbot) -> None:
    exam = window.exam
    exam.begin(False)
    exam.part.press()
    ways = {
        "escape": lambda: qtbot.keyClick(window, Qt.Key.Key_Escape),
        "rail": lambda: window.rail.wanted.emit(Place.TODAY),
        "button": exam.part.leave.click,
        "close": window.close,
    }
    ways[way]()
    assert window.page() is exam
    assert window.isVisible()
    press(exam.leaving, "留下，接着考")
    assert exam.sitting.state.step is Step.RUNNING
    assert not any(call[0] == "stop_take" for call in studio.calls)
    ways[way]()
    press(exam.leaving, "离开")
    assert any(call[0] == "stop_take" for call in studio.calls)
    assert exam.sitting.state.step is not Step.RUNNING
    if way == "close":
        assert not window.isVisible()
    elif way == "rail":
        assert window.where.place is Place.TODAY
    else:
        assert exam.page is exam.start


def test_between_the_parts_nothing_is_asked(window: MainWindow, studio: FakeStudio) -> None:
    exam = window.exam
    exam.begin(False)
    read(exam, studio)
    window.go(Where(Place.TODAY))
    assert window.where.place is Place.TODAY
    window.go(Where(Place.EXAM))
    going_on = next(each for each in exam.start.findChildren(QPushButton) if each.text() == "接着考")
    going_on.click()
    assert exam.page is exam.rest
    exam.rest.go_on.click()
    assert exam.part.title.text() == "读多音节词语"


def test_escape_goes_up_one_level_at_a_time(window: MainWindow, studio: FakeStudio, qtbot) -> None:
    exam = window.exam
    exam.begin(False)
    read(exam, studio)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert exam.page is exam.start
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.where.place is Place.LEARN


def test_what_could_not_be_assessed_can_be_read_again_from_the_result(
    window: MainWindow, studio: FakeStudio
) -> None:
    exam = window.exam
    exam.begin(False)
    read(exam, studio, TakeStatus.TOO_NOISY)
    kept = exam.sitting.exam
    assert kept is not None
    exam.open_result(kept.id)
    assert any(text.startswith("没能评分") for text in texts(exam))
    again = next(each for each in exam.result.findChildren(QPushButton) if each.text() == "再读一遍")
    again.click()
    assert exam.page is exam.part
    read(exam, studio)
    exam.open_result(kept.id)
    assert not any(text.startswith("没能评分") for text in texts(exam))
    assert any(text.startswith("评过的 10 分里得") for text in texts(exam))


def test_a_test_of_another_day_cannot_be_read_again(window: MainWindow, studio: FakeStudio) -> None:
    exam = window.exam
    exam.begin(False)
    read(exam, studio, TakeStatus.TOO_NOISY)
    kept = exam.sitting.exam
    assert kept is not None
    tables = studio.exams._tables
    tables.kept[kept.id] = replace(tables.exam(kept.id), created=datetime.now(UTC) - timedelta(days=2))
    exam.open_result(kept.id)
    found = [each.text() for each in exam.result.findChildren(QPushButton)]
    assert "再读一遍" not in found
    assert "接着考" not in found


def test_the_result_waits_for_the_last_score_and_then_shows_it(
    window: MainWindow, studio: FakeStudio
) -> None:
    exam = window.exam
    exam.begin(False)
    studio.elapsed = lambda: 120.0
    exam.part.press()
    exam.sitting.tick()
    exam.part.press()
    kept = exam.sitting.exam
    assert kept is not None
    exam.open_result(kept.id)
    assert any(text == "还在评分" for text in texts(exam))
    studio.finish_scoring()
    assert not any(text == "还在评分" for text in texts(exam))


def test_back_from_a_take_leads_to_the_result(window: MainWindow, studio: FakeStudio) -> None:
    exam = window.exam
    exam.begin(False)
    read(exam, studio)
    kept = exam.sitting.exam
    assert kept is not None
    exam.open_result(kept.id)
    look = next(each for each in exam.result.findChildren(QPushButton) if each.text() == "逐字看、听、练")
    look.click()
    assert window.page() is window.practice
    window.practice.back_wanted.emit(LESSON)
    assert window.page() is exam
    assert exam.page is exam.result


def test_the_paper_is_shown_without_pinyin_and_can_be_read_by_a_screen_reader(
    window: MainWindow,
) -> None:
    exam = window.exam
    exam.begin(False)
    [sheet] = exam.part.findChildren(GridSheet)
    kept = exam.sitting.exam
    assert kept is not None
    assert sheet.accessibleName().split() == [each.text for each in kept.paper.syllables]


def test_unanswered_items_are_asked_about(window: MainWindow, studio: FakeStudio) -> None:
    exam = window.exam
    exam.begin(True)
    for _ in range(2):
        read(exam, studio)
        exam.next()
    assert exam.part.choosing is not None
    exam.part.press()
    exam.part.choosing.groups[0].button(1).click()
    exam.part.press()
    press(exam.part.question, "接着选")
    assert exam.page is exam.part
    exam.part.press()
    press(exam.part.question, "交卷")
    assert exam.page is exam.rest
    kept = exam.sitting.exam
    assert kept is not None
    part = kept.part(PartOfPaper.CHOOSING)
    assert part is not None and part.answers == (1, *[None] * 24)


def test_without_a_profile_somebody_is_chosen_first(application, jobs, theme, qtbot) -> None:
    window = MainWindow(FakeStudio(profiles=0, attempts=0), jobs, theme)
    qtbot.addWidget(window)
    window.go(Where(Place.EXAM))
    assert window.where.place is Place.PROFILE


def test_a_sound_of_the_worst_list_is_heard(window: MainWindow, studio: FakeStudio) -> None:
    exam = window.exam
    exam.begin(False)
    read(exam, studio)
    kept = exam.sitting.exam
    assert kept is not None
    exam.open_result(kept.id)
    for text in ("我读的", "示范"):
        before = sum(call[0] == "play" for call in studio.calls)
        next(each for each in exam.result.findChildren(QPushButton) if each.text() == text).click()
        assert sum(call[0] == "play" for call in studio.calls) == before + 1


def test_two_people_can_take_the_same_paper(window: MainWindow, studio: FakeStudio) -> None:
    exam = window.exam
    exam.start.number.setText("77")
    begin = next(each for each in exam.start.findChildren(QPushButton) if each.text() == "开始四题的测试")
    begin.click()
    assert exam.sitting.exam is not None
    assert exam.sitting.exam.paper == make_paper(77)
