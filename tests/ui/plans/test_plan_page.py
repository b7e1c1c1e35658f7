"""A plan is worked on by mouse and by keyboard: lessons come, move and go, and everything is kept at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QMouseEvent, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.errors import ExpectedError
from app.i18n import msg
from app.practice.plans_values import Feedback, Plan, PlanItem
from app.ui.i18n import apply_language
from app.ui.jobs import Jobs
from app.ui.screens.plans import PlansScreen, board
from app.ui.screens.plans.board import PlanBoard
from app.ui.screens.plans.carrying import carried_item, carry_item, carry_lessons
from app.ui.screens.plans.plan_page import PlanPage
from app.ui.theme import Theme
from tests.ui.fake_studio import FakeStudio

Order = Callable[[], list[str]]
ALT, NONE = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton


def drop(target: QWidget, data: QMimeData, at: QPoint) -> None:
    """What Qt sends to a widget while something is carried over it and let go."""
    moves = Qt.DropAction.MoveAction
    QApplication.sendEvent(target, QDragEnterEvent(at, moves, data, LEFT, NONE))
    QApplication.sendEvent(target, QDragMoveEvent(at, moves, data, LEFT, NONE))
    QApplication.sendEvent(target, QDropEvent(QPointF(at), moves, data, LEFT, NONE))


def above(plan: PlanBoard, place: int) -> QPoint:
    """A point in the upper half of a row: what is dropped there goes before it."""
    row = plan.rows[place].geometry()
    return QPoint(row.center().x(), row.top() + 4)


def below(plan: PlanBoard, place: int) -> QPoint:
    row = plan.rows[place].geometry()
    return QPoint(row.center().x(), row.bottom() - 4)


def texts(widget: QWidget) -> str:
    QApplication.processEvents()  # what was made just now is shown by then
    return "\n".join(each.text() for each in widget.findChildren(QLabel) if each.isVisible())


# -- dragging


def test_a_lesson_is_dragged_from_the_shelf_to_where_it_is_let_go(page: PlanPage, order: Order) -> None:
    drop(page.board, carry_lessons(["opening"]), above(page.board, 1))
    assert order() == ["tones", "opening", "jujube", "introduction"]
    assert [item.day for item in page.draft.items] == [0, 0, 1, 3]  # nothing else was shifted


def test_several_lessons_dropped_on_an_empty_plan_come_in_their_order(
    screen: PlansScreen, studio: FakeStudio
) -> None:
    empty = studio.plans.make("空")
    screen.open_plan(empty.id)
    empty_board = screen.page.board
    assert "拖到这里" in texts(empty_board)
    drop(empty_board, carry_lessons(["opening", "tones"]), QPoint(100, 60))
    assert [(item.lesson_id, item.day) for item in screen.page.draft.items] == [("opening", 0), ("tones", 1)]


def test_a_row_is_dragged_by_the_mouse_and_let_go_elsewhere(
    page: PlanPage, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mouse starts the drag; what Qt does while it lasts is played, since it runs a loop of its own."""

    def carried(source: QWidget, data: QMimeData, picture: QPixmap, held: QPoint) -> None:
        assert source is page.board and carried_item(data) == "introduction"
        assert not picture.isNull() and picture.rect().contains(held)
        drop(page.board, data, above(page.board, 0))

    monkeypatch.setattr(board, "start_drag", carried)
    row = page.board.rows[2]
    QTest.mousePress(row, LEFT, NONE, QPoint(20, 12))
    far = QPointF(20, 12 + 3 * QApplication.startDragDistance())
    move = QMouseEvent(
        QMouseEvent.Type.MouseMove, far, row.mapToGlobal(far), Qt.MouseButton.NoButton, LEFT, NONE
    )
    QApplication.sendEvent(row, move)
    QApplication.processEvents()
    assert order() == ["introduction", "tones", "jujube"]
    assert [item.day for item in page.draft.items] == [0, 1, 3]  # the days stay in their places


@pytest.mark.parametrize(
    ("carried", "place", "lower", "expected"),
    [
        ("tones", 2, True, ["jujube", "introduction", "tones"]),
        ("tones", 1, False, ["tones", "jujube", "introduction"]),
        ("tones", 0, True, ["tones", "jujube", "introduction"]),
        ("introduction", 0, True, ["tones", "introduction", "jujube"]),
        ("jujube", 2, True, ["tones", "introduction", "jujube"]),
    ],
)
def test_a_row_goes_where_the_line_was(
    page: PlanPage, order: Order, carried: str, place: int, lower: bool, expected: list[str]
) -> None:
    at = below(page.board, place) if lower else above(page.board, place)
    drop(page.board, carry_item(carried), at)
    assert order() == expected
    assert page.board._line is None


def test_a_row_dropped_on_the_shelf_leaves_the_plan_and_can_be_put_back(page: PlanPage, order: Order) -> None:
    drop(page.shelf.list.viewport(), carry_item("jujube"), QPoint(40, 40))
    assert order() == ["tones", "introduction"]
    assert "讲红枣" in page._gone.text()
    page.restore.click()
    assert order() == ["tones", "jujube", "introduction"]
    assert not page._undo.isVisible()


def test_something_else_is_not_taken(page: PlanPage, order: Order) -> None:
    foreign = QMimeData()
    foreign.setText("讲红枣")
    event = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.MoveAction, foreign, LEFT, NONE)
    QApplication.sendEvent(page.board, event)
    assert not event.isAccepted()
    drop(page.board, carry_lessons(["gone"]), above(page.board, 0))
    assert order() == ["tones", "jujube", "introduction"]


def test_what_was_taken_out_comes_back_one_after_the_other(page: PlanPage, order: Order) -> None:
    page.board.rows[2].out.click()
    page.board.rows[0].out.click()
    assert "四个声调" in page._gone.text()
    page.restore.click()
    assert page._undo.isVisible() and "镜头前介绍自己" in page._gone.text()
    page.restore.click()
    assert order() == ["tones", "jujube", "introduction"]
    assert not page._undo.isVisible()


# -- keyboard and buttons


def test_rows_move_and_go_by_keyboard(qtbot: QtBot, page: PlanPage, order: Order) -> None:
    first = page.board.rows[0]
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Down)
    assert page.window().focusWidget() is page.board.rows[1]
    qtbot.keyClick(page.board.rows[1], Qt.Key.Key_Up, ALT)
    assert order() == ["jujube", "tones", "introduction"]
    assert page.window().focusWidget() is page.board.rows[0]  # the keyboard goes along
    qtbot.keyClick(page.board.rows[0], Qt.Key.Key_Up, ALT)
    assert order() == ["jujube", "tones", "introduction"]
    qtbot.keyClick(page.board.rows[0], Qt.Key.Key_Delete)
    assert order() == ["tones", "introduction"]
    assert page.window().focusWidget() is page.board.rows[0]
    page.window().activateWindow()
    qtbot.waitUntil(page.window().isActiveWindow)
    qtbot.keyClick(page.board.rows[0], Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert order() == ["jujube", "tones", "introduction"]


def test_delete_in_a_field_edits_the_field(qtbot: QtBot, page: PlanPage, order: Order) -> None:
    score = page.board.rows[0].score
    score.setFocus()
    qtbot.keyClick(score, Qt.Key.Key_Delete)
    assert order() == ["tones", "jujube", "introduction"]


def test_buttons_do_the_same(page: PlanPage, order: Order) -> None:
    page.board.rows[0].down.click()
    assert order() == ["jujube", "tones", "introduction"]
    page.board.rows[2].up.click()
    assert order() == ["jujube", "introduction", "tones"]
    assert not page.board.rows[0].up.isEnabled() and not page.board.rows[2].down.isEnabled()
    page.board.rows[1].out.click()
    assert order() == ["jujube", "tones"]


def test_lessons_are_found_and_added_by_keyboard(qtbot: QtBot, page: PlanPage, order: Order) -> None:
    page.shelf.search.setText("第一分钟")
    page.shelf.list.setFocus()
    page.shelf.list.selectAll()
    qtbot.keyClick(page.shelf.list, Qt.Key.Key_Return)
    assert order() == ["tones", "jujube", "introduction", "opening"]
    assert page.draft.items[-1].day == 4  # a day after the last
    assert not page.shelf.add_button.isEnabled()  # all that is selected is in the plan
    page.shelf.search.setText("没有这一课")
    assert "没有找到" in page.shelf.list.item(0).text()


# -- what is asked


def test_what_is_asked_is_changed_in_place_and_kept(page: PlanPage, studio: FakeStudio, plan: Plan) -> None:
    row = page.board.rows[1]
    row.day.setValue(6)
    row.score.setValue(85)
    row.takes.setValue(3)
    row.feedback.setCurrentIndex(row.feedback.findData(Feedback.PACE))
    page.saver.run()
    assert studio.plans.kept[plan.id].items[1] == PlanItem("jujube", 5, 85, 3, Feedback.PACE)
    row.score.setValue(0)
    row.takes.setValue(0)
    page.saver.run()
    assert studio.plans.kept[plan.id].items[1] == PlanItem("jujube", 5, None, None, Feedback.PACE)
    assert row.score.text() == "不要求"


def test_it_is_saved_shortly_after_each_change(
    qtbot: QtBot, page: PlanPage, studio: FakeStudio, plan: Plan
) -> None:
    page.title.setText("第二周")
    assert studio.plans.kept[plan.id].title == "第一周"
    with qtbot.waitSignal(page.saver.saved, timeout=3000):
        page.board.rows[0].day.setValue(2)
    assert studio.plans.kept[plan.id].title == "第二周"
    assert studio.plans.kept[plan.id].items[0].day == 1
    assert page._state.text() == "已保存"


def test_what_is_not_saved_yet_is_saved_when_the_page_is_left(
    screen: PlansScreen, page: PlanPage, studio: FakeStudio, plan: Plan
) -> None:
    page.board.rows[0].down.click()
    screen.leave()
    assert studio.plans.kept[plan.id].items[0].lesson_id == "jujube"


def test_a_name_that_cannot_be_used_holds_up_nothing_else(
    qtbot: QtBot, page: PlanPage, studio: FakeStudio, plan: Plan
) -> None:
    page.title.setText("  ")
    page.board.rows[0].down.click()
    with qtbot.waitSignal(page.failed) as caught:
        page.saver.run()
    assert "名字" in caught.args[0]
    assert studio.plans.kept[plan.id].title == "第一周"
    assert studio.plans.kept[plan.id].items[0].lesson_id == "jujube"


def test_a_disk_that_refuses_is_said_and_tried_again(
    qtbot: QtBot, page: PlanPage, studio: FakeStudio, plan: Plan
) -> None:
    studio.failing["change"] = ExpectedError(msg("磁盘满了。"))
    page.board.rows[0].down.click()
    with qtbot.waitSignal(page.failed):
        page.saver.run()
    assert page.saver.unsaved
    studio.failing.clear()
    assert page.leave()
    assert studio.plans.kept[plan.id].items[0].lesson_id == "jujube"


def test_days_are_dates_when_it_is_known_when_the_plan_starts(page: PlanPage) -> None:
    assert "3 月" not in texts(page.board)
    page.dated.setChecked(True)
    page.start.setDate(page.start.date().fromString("2026-03-02", Qt.DateFormat.ISODate))
    shown = texts(page.board)
    assert "3 月 2 日" in shown and "3 月 5 日" in shown
    page.board.rows[0].day.setValue(8)
    assert "3 月 9 日" in texts(page.board)


def test_lessons_are_laid_out_over_the_week(page: PlanPage) -> None:
    three_a_week = page.rhythms().actions()[2]
    assert "三课" in three_a_week.text()
    three_a_week.trigger()
    assert [item.day for item in page.draft.items] == [0, 2, 4]


def test_time_and_what_is_doubtful_are_told_and_mended(page: PlanPage, order: Order) -> None:
    assert "3 课" in page._summary.text() and "26" in page._summary.text()
    page.board.rows[0].down.click()  # jujube builds on tones
    assert "排在后面" in texts(page.board.rows[0])
    mend = next(each for each in page.board.rows[0].findChildren(QPushButton) if each.text() == "移到后面")
    mend.click()
    assert order() == ["tones", "jujube", "introduction"]
    page.board.rows[0].out.click()
    assert "没有那一课" in texts(page.board.rows[0])
    next(each for each in page.board.rows[0].findChildren(QPushButton) if each.text() == "加在前面").click()
    assert order() == ["tones", "jujube", "introduction"]
    page.board.rows[1].day.setValue(9)
    assert "比上一课还早" in texts(page.board.rows[2])


def test_a_lesson_that_is_gone_is_said_and_taken_out(screen: PlansScreen, studio: FakeStudio) -> None:
    plan = studio.plans.make("旧", [PlanItem("gone"), PlanItem("tones", 1)])
    screen.open_plan(plan.id)
    assert "不在课程里" in texts(screen.page.board.rows[0])
    row = screen.page.board.rows[0]
    next(each for each in row.findChildren(QPushButton) if each.text() == "去掉").click()
    assert [each.lesson_id for each in screen.page.board.rows] == ["tones"]


def test_somebody_elses_plan_can_be_looked_at_and_copied(
    screen: PlansScreen, studio: FakeStudio, plan: Plan
) -> None:
    studio.plans.others.add(plan.owner_id)
    screen.open_plan(plan.id)
    page = screen.page
    assert page._read_only.isVisible() and not page.shelf.isVisible() and not page.give.isVisible()
    assert not page.board.rows[0].day.isEnabled() and not page.board.rows[0].out.isVisible()
    page.board.rows[0].setFocus()
    QTest.keyClick(page.board.rows[0], Qt.Key.Key_Delete)
    assert len(page.board.rows) == 3
    studio.plans.others.clear()
    page.make_copy()
    assert screen.page.draft.id != plan.id
    assert [each.lesson_id for each in screen.page.draft.items] == ["tones", "jujube", "introduction"]
    assert screen.page.title.selectedText() == "第一周（副本）"  # to be named at once


def test_it_is_given_and_taken_back(page: PlanPage, studio: FakeStudio, plan: Plan) -> None:
    cohort = studio.people.led()[0]
    page.board.rows[0].down.click()
    page.give_out([cohort.id], [], date(2026, 3, 2))
    [given] = studio.plans.given(plan.id)
    assert "一班，3 月 2 日开始" in texts(page).replace("\u2068", "").replace("\u2069", "")
    page.take_back(given)
    assert studio.plans.given(plan.id) == []
    assert not page.strip.isVisible()


def test_taking_back_is_asked_about_first(
    page: PlanPage, studio: FakeStudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    cohort = studio.people.led()[0]
    page.give_out([cohort.id], [], date(2026, 3, 2))
    monkeypatch.setattr(QMessageBox, "exec", lambda box: 0)
    page.ask_to_take_back(studio.plans.given()[0])
    assert len(studio.plans.given()) == 1


def test_rows_are_mirrored_in_uyghur(
    qtbot: QtBot, studio: FakeStudio, jobs: Jobs, theme: Theme, application: QApplication, plan: Plan
) -> None:
    apply_language(application, "ug")
    made = PlansScreen(studio, jobs, theme)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(1200, 760)
    made.show()
    made.open_plan(plan.id)
    page = made.page
    assert page.shelf.x() > page.board.mapTo(made, QPoint(0, 0)).x()  # lessons on the leading side
    row = page.board.rows[0]
    assert row.number.x() > row.out.x()  # the handle's side leads, the buttons trail
    drop(page.board, carry_item("introduction"), above(page.board, 0))
    assert [each.lesson_id for each in page.board.rows] == ["introduction", "tones", "jujube"]
