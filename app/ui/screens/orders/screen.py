"""Employers' orders: the list, and the one that is worked on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from app.ui.jobs import Jobs
from app.ui.screens.orders.list_page import OrdersPage
from app.ui.screens.orders.order_page import OrderPage
from app.ui.theme import Theme

if TYPE_CHECKING:
    from app.practice.studio import Studio


class OrdersScreen(QStackedWidget):
    """The main window calls `enter` and `leave`."""

    back_wanted = Signal()
    plan_wanted = Signal(str)
    failed = Signal(str)
    done = Signal(str)

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__()
        self.setProperty("page", "true")
        self.list = OrdersPage(studio, jobs, theme)
        self.page = OrderPage(studio, jobs, theme)
        for each in (self.list, self.page):
            each.failed.connect(self.failed)
            each.done.connect(self.done)
            self.addWidget(each)
        self.list.order_wanted.connect(self.open_order)
        self.list.back_wanted.connect(self.back_wanted)
        self.page.back_wanted.connect(self.enter)
        self.page.kept.connect(self.open_order)
        self.page.plan_wanted.connect(self.plan_wanted)

    def enter(self) -> None:
        """Show the list."""
        self.setCurrentWidget(self.list)
        self.list.enter()

    def open_order(self, order_id: str) -> None:
        """Show an order; "" for a new one."""
        self.setCurrentWidget(self.page)
        if order_id:
            self.page.open(order_id)
        else:
            self.page.begin()
