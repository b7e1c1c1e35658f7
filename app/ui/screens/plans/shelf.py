"""The lessons there are, by track and searched, to be put into a plan."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app import i18n
from app.curriculum.tracks import TRACKS, track_name
from app.curriculum.values import Lesson
from app.i18n import tr, trn
from app.ui.i18n import isolate
from app.ui.screens.plans.carrying import carried_item, carry_lessons, start_drag
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button

LESSON = Qt.ItemDataRole.UserRole


class Shelf(QWidget):
    """`added` tells lessons to put at the end of the plan, `returned` one that was dragged back out of it."""

    added = Signal(list)
    returned = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._lessons: Sequence[Lesson] = ()
        self._there: Collection[str] = frozenset()
        self._open = True
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("找一课：标题、系列、编号"))
        self.search.setAccessibleName(tr("找一课"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self.draw)
        self.track = QComboBox()
        self.track.setAccessibleName(tr("系列"))
        self.track.currentIndexChanged.connect(self.draw)
        self.list = _LessonList()
        self.list.setAccessibleName(tr("可以加入的课"))
        self.list.itemSelectionChanged.connect(self._dress)
        self.list.itemDoubleClicked.connect(lambda _item: self.add())
        self.list.add_wanted.connect(self.add)
        self.list.returned.connect(self.returned)
        self.add_button = button(tr("加入计划"), self.add, theme, icon="add")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(self.search)
        column.addWidget(self.track)
        column.addWidget(self.list, 1)
        column.addWidget(self.add_button)

    def open(self, lessons: Sequence[Lesson], *, open_: bool) -> None:
        """Show these lessons; `open_` lets them be added."""
        tracks = list(dict.fromkeys([*TRACKS, *(each.track for each in lessons)]))
        self._lessons = sorted(lessons, key=lambda each: tracks.index(each.track))
        self._open = open_
        self.list.setDragEnabled(open_)
        self.list.setAcceptDrops(open_)
        chosen = self.track.currentData()
        self.track.blockSignals(True)
        self.track.clear()
        self.track.addItem(tr("全部系列"), "")
        for track in dict.fromkeys(each.track for each in self._lessons):
            self.track.addItem(track_name(track), track)
        self.track.setCurrentIndex(max(0, self.track.findData(chosen)))
        self.track.blockSignals(False)
        self.draw()

    def show_there(self, lesson_ids: Collection[str]) -> None:
        """Mark the lessons that are in the plan."""
        self._there = frozenset(lesson_ids)
        for row in range(self.list.count()):
            self._mark(self.list.item(row))
        self._dress()

    def draw(self) -> None:
        """The lessons that match, each track below its name."""
        wanted, chosen = self.search.text().strip().casefold(), self.track.currentData() or ""
        kept = set(self.chosen)
        self.list.blockSignals(True)
        self.list.clear()
        track = None
        for lesson in self._lessons:
            if chosen not in ("", lesson.track) or not _matches(lesson, wanted):
                continue
            if lesson.track != track:
                track = lesson.track
                self._add_heading(track)
            item = QListWidgetItem(isolate(lesson.title))
            item.setData(LESSON, lesson)
            item.setToolTip(self._about(lesson))
            self.list.addItem(item)
            self._mark(item)
            item.setSelected(lesson.id in kept)
        if not self.list.count():
            nothing = QListWidgetItem(tr("没有找到。"))
            nothing.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(nothing)
        self.list.blockSignals(False)
        self._dress()

    @property
    def chosen(self) -> list[str]:
        """The lessons selected, in the order in which they are shown."""
        return self.list.chosen

    def add(self) -> None:
        """Put what is selected into the plan."""
        fresh = [each for each in self.chosen if each not in self._there]
        if self._open and fresh:
            self.added.emit(fresh)

    def _add_heading(self, track: str) -> None:
        heading = QListWidgetItem(track_name(track))
        heading.setFlags(Qt.ItemFlag.NoItemFlags)
        font = heading.font()
        font.setBold(True)
        heading.setFont(font)
        self.list.addItem(heading)

    def _about(self, lesson: Lesson) -> str:
        meaning = lesson.meanings.get(i18n.language(), "")
        minutes = trn("大约 {number} 分钟", "大约 {number} 分钟", lesson.minutes)
        return "\n".join(filter(None, (lesson.title, meaning, minutes, lesson.summary)))

    def _mark(self, item: QListWidgetItem) -> None:
        lesson = item.data(LESSON)
        if not isinstance(lesson, Lesson):
            return
        there = lesson.id in self._there
        item.setIcon(self._theme.icon("check" if there else "learn", "good" if there else "text_soft"))
        item.setForeground(self._theme.colour("text_soft" if there else "text"))
        state = tr("已在计划里") if there else ""
        item.setData(Qt.ItemDataRole.AccessibleTextRole, "，".join(filter(None, (item.text(), state))))

    def _dress(self) -> None:
        fresh = [each for each in self.chosen if each not in self._there]
        self.add_button.setEnabled(self._open and bool(fresh))
        many = trn("加入 {number} 课", "加入 {number} 课", len(fresh))
        self.add_button.setText(many if len(fresh) > 1 else tr("加入计划"))


class _LessonList(QListWidget):
    """Lessons can be dragged out of it, several at once, and items of the plan back onto it."""

    add_wanted = Signal()
    returned = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setDropIndicatorShown(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setIconSize(QSize(16, 16))

    @property
    def chosen(self) -> list[str]:
        """The ids of the lessons selected, from top to bottom."""
        items = sorted(self.selectedItems(), key=self.row)
        return [item.data(LESSON).id for item in items if isinstance(item.data(LESSON), Lesson)]

    def startDrag(self, supportedActions: Qt.DropAction) -> None:  # noqa: N803 — Qt names it
        """Carry what is selected; nothing is taken out of the list by it.

        Not Qt's own way, which lets no other thread run until the pointer lets go.
        """
        del supportedActions
        chosen = self.chosen
        if chosen:
            place = self.visualItemRect(self.currentItem())
            picture = self.viewport().grab(place)
            start_drag(self, carry_lessons(chosen), picture, picture.rect().center())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter puts what is selected into the plan."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.add_wanted.emit()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """An item of the plan may be put back."""
        if carried_item(event.mimeData()):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Anywhere on the list will do."""
        if carried_item(event.mimeData()):
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        """The item goes out of the plan."""
        item = carried_item(event.mimeData())
        if item:
            event.acceptProposedAction()
            self.returned.emit(item)


def _matches(lesson: Lesson, wanted: str) -> bool:
    texts = (lesson.title, lesson.id, lesson.summary, track_name(lesson.track), *lesson.meanings.values())
    return not wanted or any(wanted in each.casefold() for each in texts)
