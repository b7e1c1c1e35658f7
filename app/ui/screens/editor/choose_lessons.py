"""Choosing lessons from all there are: a list with ticks and a search line, and the dialog around it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.curriculum.tracks import track_name
from app.curriculum.values import Lesson
from app.i18n import tr
from app.ui.i18n import isolate
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.labels import label


class LessonTicks(QWidget):
    """Lessons to tick, in the order given."""

    changed = Signal()

    def __init__(self, lessons: Sequence[Lesson], chosen: Iterable[str] = ()) -> None:
        super().__init__()
        wanted = set(chosen)
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("找一课"))
        self.search.setAccessibleName(tr("找一课"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._filter)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("课程"))
        self.list.setMinimumHeight(30 * SPACE)
        for lesson in lessons:
            item = QListWidgetItem(f"{isolate(lesson.title)} · {isolate(track_name(lesson.track))}")
            item.setData(Qt.ItemDataRole.UserRole, lesson.id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if lesson.id in wanted else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.itemChanged.connect(lambda _item: self.changed.emit())
        self.list.itemActivated.connect(self._switch)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(self.search)
        column.addWidget(self.list, 1)

    @property
    def chosen(self) -> tuple[str, ...]:
        """The ids of the lessons ticked."""
        items = (self.list.item(at) for at in range(self.list.count()))
        return tuple(
            str(item.data(Qt.ItemDataRole.UserRole))
            for item in items
            if item.checkState() == Qt.CheckState.Checked
        )

    def tick(self, lesson_id: str) -> None:
        """Tick one, or take its tick away."""
        for at in range(self.list.count()):
            if self.list.item(at).data(Qt.ItemDataRole.UserRole) == lesson_id:
                self._switch(self.list.item(at))

    def _switch(self, item: QListWidgetItem) -> None:
        ticked = item.checkState() == Qt.CheckState.Checked
        item.setCheckState(Qt.CheckState.Unchecked if ticked else Qt.CheckState.Checked)

    def _filter(self, wanted: str) -> None:
        for at in range(self.list.count()):
            item = self.list.item(at)
            found = wanted.casefold() in f"{item.text()} {item.data(Qt.ItemDataRole.UserRole)}".casefold()
            item.setHidden(not found)


class AskingDialog(QDialog):
    """A dialog with a sentence, a body, and a foot of two buttons."""

    def __init__(self, title: str, explanation: str, accept: str, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(theme.size(480))
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 3 * SPACE)
        column.setSpacing(2 * SPACE)
        column.addWidget(label(title, "strong"))
        if explanation:
            column.addWidget(label(explanation, "soft"))
        self.body = QVBoxLayout()
        self.body.setSpacing(2 * SPACE)
        column.addLayout(self.body, 1)
        self.wrong = label("", "error")
        self.wrong.hide()
        column.addWidget(self.wrong)
        foot = QHBoxLayout()
        foot.addStretch(1)
        self.yes = button(accept, self.accept, theme, kind="main")
        foot.addWidget(button(tr("取消"), self.reject, theme))
        foot.addWidget(self.yes)
        column.addLayout(foot)

    def say(self, sentence: str) -> None:
        """Say what is wrong with what was filled in, or nothing."""
        self.wrong.setText(sentence)
        self.wrong.setVisible(bool(sentence))


class ChooseLessons(AskingDialog):
    """Asks for some lessons; `chosen` is the answer once it was accepted."""

    def __init__(
        self, title: str, lessons: Sequence[Lesson], chosen: Iterable[str], theme: Theme, parent: QWidget
    ) -> None:
        super().__init__(title, "", tr("确定"), theme, parent)
        self.ticks = LessonTicks(lessons, chosen)
        self.body.addWidget(self.ticks)

    @property
    def chosen(self) -> tuple[str, ...]:
        """The ids of the lessons ticked."""
        return self.ticks.chosen
