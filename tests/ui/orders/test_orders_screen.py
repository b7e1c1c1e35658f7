"""Orders on screen: written, turned into a plan, people put forward, pages for those who agreed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QFileDialog

from app.people.values import TRAINER
from app.practice.studio import Studio
from app.ui.jobs import Jobs
from app.ui.screens.orders import OrdersScreen
from app.ui.screens.orders.people_card import CONSENT, NAME
from app.ui.theme import Theme
from tests.ui.conftest import HandExecutor
from tests.ui.reports.made_centre import LONG, small_centre


@pytest.fixture
def centre(own_home: Path, application: object) -> Iterator[Studio]:
    studio = small_centre(own_home)
    yield studio
    studio.close()


@pytest.fixture
def hand() -> HandExecutor:
    return HandExecutor()


@pytest.fixture
def screen(centre: Studio, theme: Theme, qtbot, hand: HandExecutor) -> OrdersScreen:
    made = OrdersScreen(centre, Jobs(hand), theme)
    qtbot.addWidget(made)
    made.enter()
    hand.wait()
    return made


def write(screen: OrdersScreen, hand: HandExecutor) -> None:
    """An order for two anchors who sell the first product."""
    screen.open_order("")
    form = screen.page.form
    form.firm.setText("绿洲电商")
    form.persons.setValue(2)
    form.products[0].setChecked(True)
    form.sounds[0].setChecked(True)
    screen.page.keep()
    hand.wait()


def test_an_order_is_written_and_stands_in_the_list(
    screen: OrdersScreen, centre: Studio, qtbot, hand: HandExecutor
) -> None:
    screen.open_order("")
    with qtbot.waitSignal(screen.failed) as told:
        screen.page.keep()
        hand.wait()
    assert "哪家企业" in told.args[0]
    write(screen, hand)
    [order] = centre.orders.orders()
    assert (order.firm, order.persons, len(order.needs.products)) == ("绿洲电商", 2, 1)
    assert order.needs.coverage == 0.6 and order.needs.room_level == 2
    assert screen.page.people.isVisibleTo(screen.page)
    screen.page.form.hours.setValue(20)
    screen.page.keep()
    hand.wait()
    assert centre.orders.order(order.id).needs.hours == 20.0
    screen.enter()
    hand.wait()
    [row] = screen.list.rows
    row.archive.click()
    hand.wait()
    assert screen.list.rows == [] and centre.orders.orders() == []


def test_an_order_becomes_a_plan_once(
    screen: OrdersScreen, centre: Studio, qtbot, hand: HandExecutor
) -> None:
    write(screen, hand)
    with qtbot.waitSignal(screen.plan_wanted) as wanted:
        screen.page.plan.click()
        hand.wait()
    plan = centre.plans.plan(wanted.args[0])
    [order] = centre.orders.orders()
    assert order.plan_id == plan.id
    assert order.needs.products[0] in {each.lesson_id for each in plan.items}
    screen.open_order(order.id)
    hand.wait()
    with qtbot.waitSignal(screen.plan_wanted) as again:
        screen.page.plan.click()
        hand.wait()
    assert again.args == [plan.id]


def test_only_those_who_agreed_are_handed_over(
    screen: OrdersScreen,
    centre: Studio,
    qtbot,
    hand: HandExecutor,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / "a.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    write(screen, hand)
    people = screen.page.people
    people.who.setCurrentIndex(0)  # the whole class
    people.add.click()
    hand.wait()
    assert people.table.rowCount() == 2 and not people.pages.isEnabled()
    names = [people.table.item(row, NAME).text() for row in range(2)]
    people.table.item(names.index(LONG), CONSENT).setCheckState(Qt.CheckState.Checked)
    hand.wait()
    [order] = centre.orders.orders()
    assert [each.profile_id for each in centre.orders.candidates(order.id) if each.consented] == ["nu"]
    with qtbot.waitSignal(screen.done) as told:
        people.pages.click()
        hand.wait()
    assert "1" in told.args[0]
    document = QPdfDocument()
    document.load(str(path))
    assert document.pageCount() == 1
    assert "同意" in document.getAllText(0).text()
    document.close()
    people.table.selectRow(0)
    people.remove.click()
    hand.wait()
    assert people.table.rowCount() == 1


def test_another_trainer_may_look(
    screen: OrdersScreen, centre: Studio, theme: Theme, qtbot, hand: HandExecutor
) -> None:
    write(screen, hand)
    li = centre.people.add("李老师", "zh")
    pin = centre.people.set_role(li.id, TRAINER)
    centre.people.sign_in(li.id, pin, "8364")
    [order] = centre.orders.orders()
    other = OrdersScreen(centre, Jobs(hand), theme)
    qtbot.addWidget(other)
    other.open_order(order.id)
    hand.wait()
    assert other.page.form.firm.text() == "绿洲电商"
    assert not other.page.form.firm.isEnabled()
    assert not other.page.save.isVisibleTo(other.page) and not other.page.plan.isVisibleTo(other.page)
    assert other.page.people.table.rowCount() == 0
