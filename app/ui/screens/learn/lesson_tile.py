"""One lesson in the list: a button as large as a card."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.curriculum.tracks import track_name
from app.curriculum.values import Lesson
from app.i18n import tr
from app.ui.i18n import isolate
from app.ui.next_step import LessonState
from app.ui.texts import minutes_text
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import label


class LessonTile(Button):
    """Title, summary, length and how far she is; pressing it opens the lesson."""

    def __init__(
        self, theme: Theme, lesson: Lesson, state: LessonState, steps_seen: int, requires: str
    ) -> None:
        words = {
            LessonState.NEW: tr("还没学"),
            LessonState.STARTED: tr("学了 {seen} / {count} 步", seen=steps_seen, count=len(lesson.steps)),
            LessonState.FINISHED: tr("学完了"),
        }[state]
        super().__init__("", theme, kind="tile", name=f"{lesson.title}，{words}")
        self.setAccessibleDescription(lesson.summary)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        self._column.setSpacing(SPACE)
        self._column.addWidget(label(isolate(track_name(lesson.track)), "small"))
        self._column.addWidget(label(isolate(lesson.title), "strong"))
        self._column.addWidget(label(isolate(lesson.summary), "soft"))
        if requires:
            self._column.addWidget(label(tr("建议先学：{lessons}", lessons=isolate(requires)), "small"))
        self._column.addStretch(1)
        foot = QHBoxLayout()
        role = {LessonState.NEW: "tag", LessonState.STARTED: "tag-now", LessonState.FINISHED: "tag-good"}
        mark = "✓ " if state is LessonState.FINISHED else ""
        foot.addWidget(label(mark + words, role[state], wrap=False))
        foot.addStretch(1)
        foot.addWidget(label(minutes_text(lesson.minutes), "small", wrap=False))
        self._column.addLayout(foot)
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def hasHeightForWidth(self) -> bool:
        """The summary wraps."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As high as the texts need at `width`."""
        return max(self._column.totalHeightForWidth(width), self.theme_height())

    def theme_height(self) -> int:
        """The least height, so that tiles of a row look alike."""
        return 15 * SPACE

    def sizeHint(self) -> QSize:
        """The layout's wish, not the empty button text's."""
        return self._column.totalSizeHint().expandedTo(QSize(28 * SPACE, self.theme_height()))

    def minimumSizeHint(self) -> QSize:
        """May become narrow, never lower than its texts."""
        return QSize(24 * SPACE, self.theme_height())
