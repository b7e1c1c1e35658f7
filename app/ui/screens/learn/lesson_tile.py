"""One lesson in the list of its track: a button as large as a card."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app import i18n
from app.curriculum.values import Lesson
from app.i18n import tr
from app.practice.learning_values import LessonProgress, LessonStanding
from app.ui.i18n import isolate
from app.ui.screens.learn.map_view import standing_words
from app.ui.texts import minutes_text
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import label, literal

LEAST_HEIGHT = 11 * SPACE


class LessonTile(Button):
    """Its place in the track, title, meaning, length and how far she is; pressing it opens the lesson."""

    def __init__(self, theme: Theme, number: int, lesson: Lesson, progress: LessonProgress | None) -> None:
        standing = progress.standing if progress else LessonStanding.OPEN
        words = standing_words(standing)
        if progress is not None and standing is LessonStanding.BEGUN:
            words = tr("学了 {seen} / {count} 步", seen=progress.done, count=progress.steps)
        super().__init__("", theme, kind="tile", name=f"{lesson.title}，{words}")
        self.setAccessibleDescription(lesson.summary)
        self.setToolTip(literal(lesson.summary))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(2 * SPACE, SPACE, 2 * SPACE, SPACE)
        self._column.setSpacing(SPACE // 2)
        self._column.addWidget(label(f"{number}. {isolate(lesson.title)}", "strong"))
        meaning = lesson.meanings.get(i18n.language(), "")
        if meaning:
            self._column.addWidget(label(meaning, "soft"))
        self._column.addStretch(1)
        foot = QHBoxLayout()
        role = {LessonStanding.BEGUN: "tag-now", LessonStanding.DONE: "tag-good"}.get(standing, "tag")
        mark = "✓ " if standing is LessonStanding.DONE else ""
        foot.addWidget(label(mark + words, role, wrap=False))
        foot.addStretch(1)
        foot.addWidget(label(minutes_text(lesson.minutes), "small", wrap=False))
        self._column.addLayout(foot)
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def hasHeightForWidth(self) -> bool:
        """The texts wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As high as the texts need at `width`."""
        return max(self._column.totalHeightForWidth(width), LEAST_HEIGHT)

    def sizeHint(self) -> QSize:
        """The layout's wish, not the empty button text's."""
        return self._column.totalSizeHint().expandedTo(QSize(28 * SPACE, LEAST_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """May become narrow, never lower than its texts."""
        return QSize(24 * SPACE, LEAST_HEIGHT)
