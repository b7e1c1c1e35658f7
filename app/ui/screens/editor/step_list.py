"""The list of steps: choose, add, move, copy, take out. Buttons, keys and dragging do the same."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QDropEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.curriculum.values import Step
from app.i18n import tr
from app.ui.activities.kinds import heading_of, kind_icon, kind_name
from app.ui.i18n import isolate
from app.ui.screens.editor.forms import KINDS_BY_GROUP
from app.ui.screens.editor.manuscript import Entry, Manuscript
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import Button, button
from app.ui.widgets.labels import label


class StepList(QWidget):
    """Its first entry is the lesson itself; `chosen` tells an `Entry`, or None for that."""

    chosen = Signal(object)
    added = Signal()  # a step, which is chosen already
    quiz_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._manuscript: Manuscript | None = None
        self._faulty: frozenset[int | None] = frozenset()
        self.head = Button(tr("这一课"), theme, kind="step", icon="card")
        self.head.setCheckable(True)
        self.head.clicked.connect(lambda _checked=False: self.choose(None))
        self.list = _List()
        self.list.setAccessibleName(tr("步骤"))
        self.list.currentRowChanged.connect(self._row_changed)
        self.list.dropped.connect(self._dropped)
        self.list.move_wanted.connect(self.move_by)
        self.list.remove_wanted.connect(self.remove)
        self.add = button(tr("加一步"), self.show_menu, theme, icon="add")
        self.up = self._tool("up", tr("往上移 (Alt+↑)"), lambda: self.move_by(-1))
        self.down = self._tool("down", tr("往下移 (Alt+↓)"), lambda: self.move_by(1))
        self.copy = self._tool("copy", tr("再来一份"), self.duplicate)
        self.out = self._tool("trash", tr("去掉这一步 (Delete)"), self.remove)
        self._gone = label("", "small")
        self.back = button(tr("放回来"), self.restore, theme, kind="link")
        self._undo = QWidget()
        undo = QHBoxLayout(self._undo)
        undo.setContentsMargins(SPACE, 0, SPACE, 0)
        undo.addWidget(self._gone, 1)
        undo.addWidget(self.back)
        self._undo.hide()
        tools = QHBoxLayout()
        tools.setSpacing(0)
        for each in (self.up, self.down, self.copy, self.out):
            tools.addWidget(each)
        tools.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(self.head)
        column.addWidget(self.list, 1)
        column.addWidget(self._undo)
        column.addLayout(tools)
        column.addWidget(self.add)

    def _tool(self, icon: str, name: str, pressed: object) -> QToolButton:
        made = QToolButton()
        made.setProperty("kind", "quiet")
        made.setIcon(self._theme.icon(icon))
        made.setIconSize(QSize(20, 20))
        made.setToolTip(name)
        made.setAccessibleName(name.partition(" (")[0])
        made.clicked.connect(lambda _checked=False: pressed())  # type: ignore[operator]
        return made

    # what is shown

    def open(self, manuscript: Manuscript) -> None:
        """Show another lesson, at its head."""
        self._manuscript = manuscript
        self._faulty = frozenset()
        manuscript.listed.connect(self.refresh)
        manuscript.changed.connect(self.retitle)
        self._undo.hide()
        self.refresh()
        self.choose(None)

    def refresh(self) -> None:
        """Show the steps there are; the chosen one stays chosen."""
        entry = self.current
        self.list.blockSignals(True)
        self.list.clear()
        for _each in self._entries:
            self.list.addItem(QListWidgetItem())
        if entry in self._entries:
            self.list.setCurrentRow(self._entries.index(entry))
        else:
            self.list.setCurrentRow(-1)
        self.list.blockSignals(False)
        self.retitle()

    def retitle(self) -> None:
        """Show what the steps say now."""
        for at, entry in enumerate(self._entries[: self.list.count()]):
            item = self.list.item(at)
            step = entry.step
            heading = heading_of(step)
            named = heading if heading != kind_name(step) else tr("（还没写）")
            item.setText(f"{at + 1}. {kind_name(step)} · {isolate(named)}")
            faulty = at in self._faulty
            item.setIcon(
                self._theme.icon("warning" if faulty else kind_icon(step), "wrong" if faulty else "text")
            )
            item.setToolTip(tr("这一步有要改的地方") if faulty else named)
            item.setData(Qt.ItemDataRole.UserRole, entry)
        self._dress()

    def show_faults(self, steps: Collection[int | None]) -> None:
        """Mark the steps that have something to mend; None is the lesson itself."""
        self._faulty = frozenset(steps)
        self.head.set_icon("warning" if None in self._faulty else "card")
        self.retitle()

    @property
    def current(self) -> Entry | None:
        """The step chosen; None when it is the lesson itself."""
        item = self.list.currentItem()
        found = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        return found if isinstance(found, Entry) else None

    @property
    def _entries(self) -> list[Entry]:
        return self._manuscript.entries if self._manuscript is not None else []

    # choosing

    def choose(self, entry: Entry | None) -> None:
        """Go to a step, or to the lesson itself."""
        row = self._entries.index(entry) if entry in self._entries else -1
        self.list.blockSignals(True)
        self.list.setCurrentRow(row)
        if row < 0:
            self.list.clearSelection()
        self.list.blockSignals(False)
        self._dress()
        self.chosen.emit(self.current)

    def _row_changed(self, _row: int) -> None:
        self._dress()
        self.chosen.emit(self.current)

    def _dress(self) -> None:
        entry, row = self.current, self.list.currentRow()
        self.head.setChecked(entry is None)
        for each in (self.copy, self.out):
            each.setEnabled(entry is not None)
        self.up.setEnabled(entry is not None and row > 0)
        self.down.setEnabled(entry is not None and row < self.list.count() - 1)

    # changing

    def show_menu(self) -> None:
        """Open the menu of kinds."""
        menu = self.menu()
        menu.exec(self.add.mapToGlobal(self.add.rect().topLeft() - menu.rect().topLeft()))

    def menu(self) -> QMenu:
        """Every kind in plain words, by what she does there; and questions from elsewhere."""
        menu = QMenu(self)
        menu.setStyleSheet(
            f"QMenu::item {{ padding: {SPACE // 2 - 1}px {2 * SPACE}px }}"
        )  # all on 768 pixels
        for kinds in KINDS_BY_GROUP:
            menu.addSeparator()
            for kind in kinds:
                text = f"{kind_name(kind.step)} — {kind.does}"
                action = menu.addAction(self._theme.icon(kind_icon(kind.step)), text)
                action.triggered.connect(partial(self.add_step, kind.step))
        menu.addSeparator()
        quiz = menu.addAction(self._theme.icon("import_file"), tr("导入题目…"))
        quiz.triggered.connect(lambda _checked=False: self.quiz_wanted.emit())
        return menu

    def add_step(self, step: Step, _checked: bool = False) -> None:
        """A new step behind the chosen one."""
        if self._manuscript is not None:
            row = self.list.currentRow()
            at = row + 1 if self.current is not None else len(self._entries)
            self.choose(self._manuscript.add(step, at))
            self.added.emit()

    def duplicate(self) -> None:
        """One more like the chosen one."""
        if self._manuscript is not None and (entry := self.current) is not None:
            self.choose(self._manuscript.duplicate(entry))

    def move_by(self, by: int) -> None:
        """Move the chosen step up or down."""
        if self._manuscript is not None and (entry := self.current) is not None:
            self._manuscript.move(entry, self.list.currentRow() + by)

    def _dropped(self, start: int, to: int) -> None:
        if self._manuscript is not None:
            self._manuscript.move(self._entries[start], to)

    def remove(self) -> None:
        """Take the chosen step out; it can be brought back."""
        if self._manuscript is None or (entry := self.current) is None:
            return
        row = self.list.currentRow()
        self._manuscript.remove(entry)
        left = self._entries
        self._gone.setText(tr("去掉了“{step}”。", step=isolate(heading_of(entry.step)[:12])))
        self._undo.show()
        self.choose(left[min(row, len(left) - 1)] if left else None)

    def restore(self) -> None:
        """Bring back the step taken out last."""
        if self._manuscript is not None and (entry := self._manuscript.restore()) is not None:
            self._undo.setVisible(self._manuscript.can_restore)
            self.choose(entry)


class _List(QListWidget):
    """A list whose rows can be dragged; what a drag means is decided by whoever owns it."""

    dropped = Signal(int, int)
    move_wanted = Signal(int)
    remove_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setIconSize(QSize(18, 18))
        self.setMinimumWidth(20 * SPACE)

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell from where to where; the list itself is drawn anew."""
        start = self.currentRow()
        over = self.indexAt(event.position().toPoint())
        to = over.row() if over.isValid() else self.count()
        if (
            over.isValid()
            and self.dropIndicatorPosition() == QAbstractItemView.DropIndicatorPosition.BelowItem
        ):
            to += 1
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()
        if start >= 0:
            self.dropped.emit(start, to - 1 if to > start else to)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt and an arrow move the step, Delete takes it out."""
        ways = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.modifiers() == Qt.KeyboardModifier.AltModifier and event.key() in ways:
            self.move_wanted.emit(ways[Qt.Key(event.key())])
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove_wanted.emit()
        else:
            super().keyPressEvent(event)
