"""The people page's menus: where to move people, and rosters in and out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from app.i18n import tr
from app.people.values import Cohort


def new_menu(parent: QWidget) -> QMenu:
    """A menu that goes away when it was used."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return menu


def add_moves(menu: QMenu, cohorts: Sequence[Cohort], move: Callable[[str], object], *, out: bool) -> None:
    """The classes to move to; `out` adds the way out of all classes. `move` takes the class's id."""
    for each in cohorts:
        menu.addAction(each.name).triggered.connect(lambda _checked=False, to=each.id: move(to))
    if out:
        menu.addSeparator()
        menu.addAction(tr("不在班级里")).triggered.connect(lambda: move(""))


def add_buttons(menu: QMenu, buttons: Sequence[QPushButton]) -> None:
    """An entry for each button that can be pressed now."""
    for each in buttons:
        if not each.isHidden():
            menu.addAction(each.text()).triggered.connect(each.click)


def add_tables(
    menu: QMenu,
    cohort: Cohort | None,
    *,
    bring: Callable[[], object],
    template: Callable[[], object],
    write: Callable[[str, str], object],
) -> None:
    """Rosters in and out; `write` takes the id and the name of a class, both "" for everybody."""
    menu.addAction(tr("从表格导入名单…")).triggered.connect(lambda: bring())
    menu.addAction(tr("空表格，填好再导入…")).triggered.connect(lambda: template())
    menu.addSeparator()
    if cohort is not None:
        menu.addAction(tr("导出这个班的名单…")).triggered.connect(lambda: write(cohort.id, cohort.name))
    menu.addAction(tr("导出全部名单…")).triggered.connect(lambda: write("", ""))


def pop_up(menu: QMenu, button: QPushButton, *, above: bool = False) -> None:
    """Show a menu at its button."""
    menu.popup(button.mapToGlobal(QPoint(0, -menu.sizeHint().height() if above else button.height())))
