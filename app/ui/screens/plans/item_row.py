"""One lesson of a plan: where it stands, until when, and what is asked; everything is changed in place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app import i18n
from app.curriculum.values import Lesson
from app.i18n import tr
from app.practice.plans_values import Feedback, PlanItem, PlanWarning, WarningKind
from app.ui.i18n import isolate
from app.ui.screens.plans.draft import LAST_DAY
from app.ui.screens.plans.words import FEEDBACK, due_text, is_recorded, is_spoken
from app.ui.texts import minutes_text
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.flow_layout import FlowLayout
from app.ui.widgets.labels import label
from app.ui.widgets.steady_fields import SteadyChoice, SteadyNumber

GRIP = 20
SCORE_STEP = 5
DAY_WIDTH, NUMBER_WIDTH = 76, 100


class ItemRow(QFrame):
    """Alt with an arrow moves the item, Delete takes it out, arrows go to the next row.

    Dragging begins anywhere on the row that is not a field.
    """

    changed = Signal(str, object)  # lesson id, the changed fields
    move_wanted = Signal(str, int)  # lesson id, by how many places
    remove_wanted = Signal(str)
    mend_wanted = Signal(object)  # PlanWarning
    step_wanted = Signal(int)  # to another row
    carried = Signal(str, QPoint)  # lesson id, where the row was taken

    def __init__(self, theme: Theme, item: PlanItem, lesson: Lesson | None, *, open_: bool) -> None:
        super().__init__()
        self.lesson_id = item.lesson_id
        self._theme = theme
        self._lesson = lesson
        self._open = open_
        self._pressed_at: QPoint | None = None
        self._title = isolate(lesson.title if lesson is not None else item.lesson_id)
        self.setProperty("panel", "item")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.number = label("", "section", wrap=False)
        self.number.setMinimumWidth(theme.size(20))
        self._build_fields()
        self._build()
        self.show_item(item)
        if open_:
            self.setCursor(Qt.CursorShape.OpenHandCursor)

    # building

    def _build_fields(self) -> None:
        self.day = SteadyNumber()
        self.day.setRange(1, LAST_DAY + 1)
        self.day.valueChanged.connect(lambda day: self._tell(day=day - 1))
        self.score = SteadyNumber()
        self.score.setRange(0, 100)
        self.score.setSingleStep(SCORE_STEP)
        self.score.setEnabled(self._open and is_spoken(self._lesson))
        self.score.valueChanged.connect(
            lambda score: self._tell(required_score=float(score) if score else None)
        )
        self.takes = SteadyNumber()
        self.takes.setRange(0, 99)
        self.takes.setEnabled(self._open and is_recorded(self._lesson))
        self.takes.valueChanged.connect(lambda takes: self._tell(required_takes=takes or None))
        for each in (self.score, self.takes):
            each.setSpecialValueText(tr("不要求"))
            if not each.isEnabled() and self._open:
                each.setToolTip(tr("这一课没有要录音的句子"))
        self.feedback = SteadyChoice()
        for kind, words in FEEDBACK.items():
            self.feedback.addItem(str(words), kind)
        self.feedback.currentIndexChanged.connect(
            lambda _index: self._tell(feedback=Feedback(self.feedback.currentData()))
        )
        self.feedback.setToolTip(tr("学员说完一遍以后看到什么。分数照样全部记下，您都能看到。"))
        for field in (self.day, self.feedback):
            field.setEnabled(self._open)
        self.day.setFixedWidth(self._theme.size(DAY_WIDTH))
        for field in (self.score, self.takes):
            field.setFixedWidth(self._theme.size(NUMBER_WIDTH))

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(SPACE)
        grip = QLabel()
        grip.setPixmap(self._theme.pixmap("grip", "text_soft", GRIP, grip))
        grip.setVisible(self._open)
        head.addWidget(grip)
        head.addWidget(self.number)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(label(self._title, "form"))
        meaning = self._lesson.meanings.get(i18n.language(), "") if self._lesson is not None else ""
        if meaning:
            texts.addWidget(label(meaning, "small"))
        head.addLayout(texts, 1)
        if self._lesson is not None:
            head.addWidget(label(minutes_text(self._lesson.minutes), "small", wrap=False))
        self.up = self._tool("up", tr("往前移 (Alt+↑)"), lambda: self.move_wanted.emit(self.lesson_id, -1))
        self.down = self._tool("down", tr("往后移 (Alt+↓)"), lambda: self.move_wanted.emit(self.lesson_id, 1))
        self.out = self._tool("close", tr("去掉 (Delete)"), lambda: self.remove_wanted.emit(self.lesson_id))
        for each in (self.up, self.down, self.out):
            head.addWidget(each)
        self._due = label("", "small", wrap=False)
        fields = FlowLayout()
        for text, field in (
            (tr("第几天"), self.day),
            (tr("至少几分"), self.score),
            (tr("录音几次"), self.takes),
            (tr("看到的反馈"), self.feedback),
        ):
            fields.addWidget(self._named(text, field))
        self._warnings = QVBoxLayout()
        self._warnings.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE + SPACE // 2, SPACE, SPACE, SPACE)
        column.setSpacing(SPACE // 2)
        column.addLayout(head)
        column.addLayout(fields)
        column.addLayout(self._warnings)

    def _named(self, text: str, field: QWidget) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE // 2)
        name = label(text, "small", wrap=False)
        name.setBuddy(field)
        field.setAccessibleName(f"{self._title}：{text}")
        row.addWidget(name)
        row.addWidget(field)
        if field is self.day:
            row.addWidget(self._due)
        return holder

    def _tool(self, icon: str, name: str, pressed: Callable[[], object]) -> QToolButton:
        made = QToolButton()
        made.setProperty("kind", "tool")
        made.setIcon(self._theme.icon(icon))
        made.setIconSize(QSize(18, 18))
        made.setToolTip(name)
        made.setAccessibleName(f"{name.partition(' (')[0]}：{self._title}")
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.clicked.connect(lambda _checked=False: pressed())
        made.setVisible(self._open)
        return made

    # showing

    def show_item(self, item: PlanItem) -> None:
        """Show what the item asks for now."""
        for field, value in (
            (self.day, item.day + 1),
            (self.score, round(item.required_score or 0)),
            (self.takes, item.required_takes or 0),
        ):
            if field.value() != value:
                field.blockSignals(True)
                field.setValue(value)
                field.blockSignals(False)
        place = self.feedback.findData(item.feedback)
        if place != self.feedback.currentIndex():
            self.feedback.blockSignals(True)
            self.feedback.setCurrentIndex(place)
            self.feedback.blockSignals(False)

    def show_place(self, place: int, count: int, item: PlanItem, start: date | None) -> None:
        """Show where it stands, and the day as a date when it is known when the plan starts."""
        self.number.setText(f"{place + 1}.")
        self.up.setEnabled(place > 0)
        self.down.setEnabled(place < count - 1)
        self._due.setText(due_text(start, item) if start is not None else "")
        self._due.setVisible(start is not None)
        self.setAccessibleName(tr("第 {number} 课：{title}", number=place + 1, title=self._title))

    def show_warnings(self, warnings: Sequence[tuple[PlanWarning, str]]) -> None:
        """Say what is doubtful, each with what mends it."""
        while (taken := self._warnings.takeAt(0)) is not None:
            if (old := taken.widget()) is not None:
                old.hide()
                old.deleteLater()
        mends = {
            WarningKind.REQUIRES_MISSING: tr("加在前面"),
            WarningKind.REQUIRES_LATER: tr("移到后面"),
            WarningKind.GONE: tr("去掉"),
        }
        for warning, words in warnings:
            holder = QWidget()
            row = QHBoxLayout(holder)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(SPACE)
            picture = QLabel()
            picture.setPixmap(self._theme.pixmap("warning", "off", 16, picture))
            row.addWidget(picture)
            row.addWidget(label(words, "small"), 1)
            if self._open and warning.kind in mends:
                row.addWidget(
                    button(
                        mends[warning.kind],
                        partial(self.mend_wanted.emit, warning),
                        self._theme,
                        kind="link",
                        name=f"{mends[warning.kind]}：{self._title}",
                    )
                )
            self._warnings.addWidget(holder)

    def _tell(self, **changes: object) -> None:
        self.changed.emit(self.lesson_id, changes)

    # keys and dragging

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Only while the row itself has the focus: its fields have keys of their own."""
        ways = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        way = ways.get(Qt.Key(event.key()))
        if way is not None and event.modifiers() == Qt.KeyboardModifier.AltModifier and self._open:
            self.move_wanted.emit(self.lesson_id, way)
        elif way is not None and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.step_wanted.emit(way)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self._open:
            self.remove_wanted.emit(self.lesson_id)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where; it may become a drag."""
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and self._open:
            self._pressed_at = event.position().toPoint()
            event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Far enough away, the item is carried."""
        at = event.position().toPoint()
        if (
            self._pressed_at is not None
            and (at - self._pressed_at).manhattanLength() >= QApplication.startDragDistance()
        ):
            pressed_at, self._pressed_at = self._pressed_at, None
            self.carried.emit(self.lesson_id, pressed_at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """It was a click."""
        super().mouseReleaseEvent(event)
        self._pressed_at = None
