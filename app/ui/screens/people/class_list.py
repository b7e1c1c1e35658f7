"""The classes on one side: chosen by a click, and people can be dropped on them."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QPoint, Qt, Signal
from PySide6.QtGui import QColor, QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem

from app.i18n import tr
from app.ui.i18n import isolate
from app.ui.screens.people.facts import AWAY, CLASSLESS, EVERYONE, PeopleFacts
from app.ui.screens.people.table import MIME
from app.ui.theme import Theme

GROUP = Qt.ItemDataRole.UserRole


class ClassList(QListWidget):
    """`group_wanted` tells the class or group that was chosen, `dropped` who was dropped on which class."""

    group_wanted = Signal(str)
    dropped = Signal(list, str)  # profile ids, class id ("": none)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setAccessibleName(tr("班级"))
        self.setAcceptDrops(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DropOnly)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.currentItemChanged.connect(lambda now, _before: self._chosen(now))

    def show_classes(self, facts: PeopleFacts, chosen: str, *, archived: bool) -> None:
        """Show the classes with how many are in each; `archived` also those put away."""
        self.blockSignals(True)
        self.clear()
        if len(facts.classes()) != 1:
            self._add(tr("全部"), EVERYONE, facts)
        for each in facts.classes():
            self._add(isolate(each.name), each.id, facts)
        if facts.members(CLASSLESS):
            self._add(tr("不在班级里"), CLASSLESS, facts)
        if archived:
            for each in facts.classes(archived=True):
                self._add(tr("{name}（已收起）", name=isolate(each.name)), each.id, facts, soft=True)
        if facts.members(AWAY):
            self._add(tr("收起来的人"), AWAY, facts, soft=True)
        self.choose(chosen)
        self.blockSignals(False)

    def _add(self, text: str, group: str, facts: PeopleFacts, *, soft: bool = False) -> None:
        item = QListWidgetItem(f"{text}  {isolate(str(len(facts.members(group))))}", self)
        item.setData(GROUP, group)
        if soft:
            item.setForeground(QColor(self._theme.colours.text_soft))

    @property
    def groups(self) -> list[str]:
        """The classes and groups shown."""
        return [str(self.item(row).data(GROUP)) for row in range(self.count())]

    def choose(self, group: str) -> None:
        """Mark a class or group as the one shown."""
        if group in self.groups:
            self.setCurrentRow(self.groups.index(group))

    def _chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.group_wanted.emit(str(item.data(GROUP)))

    # dropping

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """People may come in."""
        self._answer(event, event.position().toPoint())

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """A class under the people says so."""
        self._answer(event, event.position().toPoint())

    def dropEvent(self, event: QDropEvent) -> None:
        """They are let go."""
        target = self._target(event.position().toPoint())
        if target is not None and event.mimeData().hasFormat(MIME):
            event.acceptProposedAction()
            self.drop_people(event.mimeData(), target)

    def drop_people(self, data: QMimeData, cohort_id: str) -> None:
        """What a drop on a class does."""
        self.dropped.emit(bytes(data.data(MIME).data()).decode().splitlines(), cohort_id)

    def _answer(self, event: QDragEnterEvent | QDragMoveEvent, at: QPoint) -> None:
        if event.mimeData().hasFormat(MIME) and (
            isinstance(event, QDragEnterEvent) or self._target(at) is not None
        ):
            event.acceptProposedAction()
        else:
            event.ignore()

    def _target(self, at: QPoint) -> str | None:
        """The class at a point, "" for none, None where nobody can be dropped."""
        item = self.itemAt(at)
        group = str(item.data(GROUP)) if item is not None else EVERYONE
        if group in (EVERYONE, AWAY):
            return None
        return "" if group == CLASSLESS else group
