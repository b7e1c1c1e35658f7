"""The plan as a column of rows that lessons are dropped into and that are dragged up and down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from app.curriculum.values import Lesson
from app.i18n import tr
from app.practice.plans_values import PlanWarning, WarningKind
from app.ui.screens.plans.carrying import (
    carried_item,
    carried_lessons,
    carry_item,
    picture_of,
    start_drag,
)
from app.ui.screens.plans.draft import PlanDraft
from app.ui.screens.plans.item_row import ItemRow
from app.ui.screens.plans.words import warning_text
from app.ui.theme import SPACE, Theme
from app.ui.widgets.labels import label

LINE = 3
EDGE = 48
"""Pixels from the edge of what is seen at which it scrolls while something is dragged there."""


class PlanBoard(QWidget):
    """Shows a draft and changes it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._draft: PlanDraft | None = None
        self._lessons: Mapping[str, Lesson] = {}
        self._start: date | None = None
        self._open = True
        self._line: int | None = None  # before which row a drop would put something
        self.rows: list[ItemRow] = []
        self.setAccessibleName(tr("计划里的课"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, LINE, 0, LINE)
        self._column.setSpacing(SPACE)
        self._empty = label(tr("把列表里的课拖到这里，或者选中以后按“加入计划”。"), "soft")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setMinimumHeight(20 * SPACE)
        self._column.addWidget(self._empty)
        self._column.addStretch(1)

    # showing

    def open(self, draft: PlanDraft, lessons: Mapping[str, Lesson], *, open_: bool) -> None:
        """Show another plan; `open_` lets it be changed."""
        if self._draft is not None:
            self._draft.listed.disconnect(self.refresh)
        self._draft, self._lessons, self._open = draft, lessons, open_
        self.setAcceptDrops(open_)
        for row in self.rows:
            self._drop_row(row)
        self.rows = []
        draft.listed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Rows as the draft has its items now; a row that stays keeps the keyboard."""
        assert self._draft is not None
        known = {row.lesson_id: row for row in self.rows}
        wanted = []
        for item in self._draft.items:
            row = known.pop(item.lesson_id, None) or self._new_row(item.lesson_id)
            row.show_item(item)
            wanted.append(row)
        for row in known.values():
            self._drop_row(row)
        for place, row in enumerate(wanted):
            if self._column.indexOf(row) != place:
                self._column.removeWidget(row)
                self._column.insertWidget(place, row)
        self.rows = wanted
        self._empty.setVisible(not wanted)
        before: QWidget | None = None
        for row in wanted:
            if before is not None:
                QWidget.setTabOrder(before, row)
            before = row.out
        self.show_places()

    def show_start(self, start: date | None) -> None:
        """Show days as dates, counted from here; None shows them as numbers."""
        self._start = start
        self.show_places()

    def show_places(self) -> None:
        """Numbers and dates as they are now."""
        if self._draft is None:
            return
        for place, (row, item) in enumerate(zip(self.rows, self._draft.items, strict=True)):
            row.show_place(place, len(self.rows), item, self._start)

    def show_warnings(self, warnings: Sequence[PlanWarning]) -> None:
        """Say at each row what is doubtful."""
        for row in self.rows:
            row.show_warnings(
                [
                    (each, warning_text(each, self._lessons))
                    for each in warnings
                    if each.lesson_id == row.lesson_id
                ]
            )

    def _new_row(self, lesson_id: str) -> ItemRow:
        assert self._draft is not None
        place = self._draft.place_of(lesson_id)
        assert place is not None
        row = ItemRow(self._theme, self._draft.items[place], self._lessons.get(lesson_id), open_=self._open)
        row.changed.connect(self._change)
        row.move_wanted.connect(self.move_by)
        row.remove_wanted.connect(self.remove)
        row.mend_wanted.connect(self.mend)
        row.carried.connect(self._carry, Qt.ConnectionType.QueuedConnection)  # the row may go by it
        row.step_wanted.connect(lambda way, row=row: self._step(row, way))
        return row

    def _drop_row(self, row: ItemRow) -> None:
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()

    # changing

    def _change(self, lesson_id: str, changes: dict[str, object]) -> None:
        if self._draft is not None:
            self._draft.change(lesson_id, **changes)

    def move_by(self, lesson_id: str, by: int) -> None:
        """Move an item up or down; it keeps the keyboard."""
        assert self._draft is not None
        place = self._draft.place_of(lesson_id)
        if place is not None and self._draft.move(place, place + by):
            self._focus(place + by)

    def remove(self, lesson_id: str) -> None:
        """Take an item out; the keyboard goes to the next one."""
        assert self._draft is not None
        place = self._draft.place_of(lesson_id)
        if place is None:
            return
        self._draft.remove(place)
        self._focus(min(place, len(self.rows) - 1))

    def restore(self) -> None:
        """Bring back what was taken out last."""
        if self._draft is not None and self._open and (item := self._draft.restore()) is not None:
            place = self._draft.place_of(item.lesson_id)
            assert place is not None
            self._focus(place)

    def mend(self, warning: PlanWarning) -> None:
        """Do what a warning offers."""
        assert self._draft is not None
        place = self._draft.place_of(warning.lesson_id)
        if place is None:
            return
        if warning.kind is WarningKind.REQUIRES_MISSING:
            self._draft.add([warning.other], place)
        elif warning.kind is WarningKind.REQUIRES_LATER:
            other = self._draft.place_of(warning.other)
            if other is not None:
                self._draft.move(place, other)
        elif warning.kind is WarningKind.GONE:
            self.remove(warning.lesson_id)

    def _step(self, row: ItemRow, way: int) -> None:
        place = self.rows.index(row) + way
        if 0 <= place < len(self.rows):
            self._focus(place)

    def _focus(self, place: int) -> None:
        if not 0 <= place < len(self.rows):
            return
        row = self.rows[place]
        row.setFocus(Qt.FocusReason.OtherFocusReason)
        self.reveal(row)

    def reveal(self, row: ItemRow) -> None:
        """Scroll to a row."""
        if (area := self._scroll_area()) is not None:
            self._column.activate()
            area.ensureWidgetVisible(row, 0, SPACE)

    def _scroll_area(self) -> QScrollArea | None:
        above: QWidget | None = self
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        return above

    # dropping

    def _carry(self, lesson_id: str, at: QPoint) -> None:
        row = next((each for each in self.rows if each.lesson_id == lesson_id), None)
        if row is not None:
            start_drag(self, carry_item(lesson_id), *picture_of(row, at))

    def place_at(self, y: int) -> int:
        """Before which row something dropped at `y` goes: after the last when it is the number of rows."""
        for place, row in enumerate(self.rows):
            if y < row.geometry().center().y():
                return place
        return len(self.rows)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Lessons of the shelf and items of the plan are welcome."""
        if carried_lessons(event.mimeData()) or carried_item(event.mimeData()):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Show where it would go, and scroll at the edges."""
        at = event.position().toPoint()
        self._line = self.place_at(at.y())
        self.update()
        if (area := self._scroll_area()) is not None and (inside := area.widget()) is not None:
            here = self.mapTo(inside, QPoint(at.x(), at.y()))
            area.ensureVisible(here.x(), here.y(), 0, EDGE)
        event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """It went elsewhere."""
        self._line = None
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:
        """Put what is carried where the line is."""
        self._line = None
        self.update()
        if self._draft is None or not self._open:
            return
        to = self.place_at(event.position().toPoint().y())
        lessons, item = carried_lessons(event.mimeData()), carried_item(event.mimeData())
        event.acceptProposedAction()
        if lessons:
            self._draft.add([each for each in lessons if each in self._lessons], to)
            first = self._draft.place_of(lessons[0])
        else:
            first = self._draft.place_of(item)
            if first is not None:
                self._draft.move(first, to - 1 if to > first else to)
                first = self._draft.place_of(item)
        if first is not None:
            self._focus(first)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The line at which a drop would put something."""
        super().paintEvent(event)
        if self._line is None:
            return
        if not self.rows:
            y = self._empty.geometry().top() + LINE
        elif self._line < len(self.rows):
            y = self.rows[self._line].geometry().top() - SPACE // 2
        else:
            y = self.rows[-1].geometry().bottom() + SPACE // 2
        painter = QPainter(self)
        painter.setPen(QPen(self._theme.colour("accent_text"), LINE))
        painter.drawLine(SPACE, y, self.width() - SPACE, y)
        painter.end()
