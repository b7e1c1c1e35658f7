"""How a class stands: said in words, what is late seen at once, and the way back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.errors import ExpectedError
from app.i18n import msg
from app.practice.plans_values import (
    ClassStanding,
    DueItem,
    DueState,
    Feedback,
    Given,
    Plan,
    PlanItem,
    StandingColumn,
    StandingRow,
)
from app.ui.screens.plans import PlansScreen
from app.ui.screens.plans.standing_table import cell_text
from tests.ui.fake_studio import NOW, FakeStudio

DAY = date(2026, 3, 2)


def cell(state: DueState, takes: int = 0, best: float | None = None, required: int | None = None) -> DueItem:
    done = state is DueState.DONE
    return DueItem("g", "p", "tones", DAY, state, None, required, Feedback.ALL, takes, best, done)


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (None, "–"),
        (cell(DueState.OPEN), "还没做"),
        (cell(DueState.OPEN, 1), "录了 1 次 · 课没看完"),
        (cell(DueState.OVERDUE, 33, 100.0, 4), "过期 · 录了 33 次 · 100 分 · 课没看完"),
        (
            replace(cell(DueState.OVERDUE, 5, 64.6, 4), steps_done=True, required_score=70),
            "过期 · 录了 5 次 · 最好一次 65 分，要到 70 分",
        ),
        (cell(DueState.OPEN, 1, 71.6, 3), "录了 1/3 次 · 72 分"),
        (cell(DueState.OVERDUE, 0, None, 3), "过期 · 还没做"),
        (replace(cell(DueState.OVERDUE, 0, None, 3), steps_done=True), "过期 · 录了 0/3 次"),
        (cell(DueState.DONE, 4, 88.0, 3), "做完了 · 录了 4 次 · 88 分"),
    ],
)
def test_a_cell_says_in_words_what_its_colour_says(item: DueItem | None, words: str) -> None:
    assert cell_text(item).replace("\u2068", "").replace("\u2069", "") == words


@pytest.fixture
def standing(studio: FakeStudio, plan: Plan) -> ClassStanding:
    given = Given("g", plan.id, studio.people.led()[0].id, "", DAY, NOW, "")
    columns = tuple(
        StandingColumn(given, PlanItem(name), "第一周", title, DAY + timedelta(days=place))
        for place, (name, title) in enumerate((("tones", "四个声调"), ("jujube", "讲红枣")))
    )
    rows = (
        StandingRow("p1", "Нұрлан", (cell(DueState.DONE, 3, 90.0), cell(DueState.OPEN))),
        StandingRow("p2", "王芳", (cell(DueState.OVERDUE), None)),
    )
    studio.plans.table = ClassStanding(given.cohort_id, DAY, columns, rows)
    return studio.plans.table


def open_table(screen: PlansScreen, studio: FakeStudio, plan: Plan) -> None:
    studio.plans.give(plan.id, DAY, cohort_ids=[studio.people.led()[0].id])
    screen.open_plan(plan.id)
    next(each for each in screen.page.findChildren(QPushButton) if each.text() == "看进度").click()


def texts(screen: PlansScreen) -> str:
    QApplication.processEvents()
    return "\n".join(each.text() for each in screen.findChildren(QLabel) if each.isVisible())


def test_the_class_is_one_click_from_its_plan(
    qtbot: QtBot, screen: PlansScreen, studio: FakeStudio, plan: Plan, standing: ClassStanding
) -> None:
    open_table(screen, studio, plan)
    assert screen.currentWidget() is screen.standing
    shown = texts(screen)
    assert "2 人" in shown and "做完了 1 / 3" in shown and "1 处过期" in shown
    model = screen.standing.model
    assert (model.rowCount(), model.columnCount()) == (2, 4)
    read = [[model.index(row, column).data() for column in (0, 1)] for row in (0, 1)]
    assert read == [["1", "0"], ["0", "1"]]
    heading = model.headerData(2, Qt.Orientation.Horizontal)
    assert "四个声调" in heading and "3 月 2 日" in heading
    assert model.index(1, 3).data() == "–"
    late, done = (model.index(row, 2).data(Qt.ItemDataRole.ForegroundRole).name() for row in (1, 0))
    assert late != done
    qtbot.keyClick(screen.standing.table, Qt.Key.Key_Escape)
    assert screen.currentWidget() is screen.page


def test_a_class_that_cannot_be_read_says_so_and_is_tried_again(
    screen: PlansScreen, studio: FakeStudio, plan: Plan, standing: ClassStanding
) -> None:
    studio.failing["standing"] = ExpectedError(msg("数据库忙，请稍后再试。"))
    open_table(screen, studio, plan)
    assert "数据库忙" in texts(screen)
    studio.failing.clear()
    next(each for each in screen.standing.findChildren(QPushButton) if each.text() == "再试一次").click()
    assert "2 人" in texts(screen)


def test_an_empty_class_says_so(screen: PlansScreen, studio: FakeStudio, plan: Plan) -> None:
    open_table(screen, studio, plan)
    assert "还没有学员" in texts(screen)
