"""One line of the day's list: what, why, how long, and the way there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app import i18n
from app.curriculum.values import Lesson
from app.i18n import tr
from app.practice.learning_values import TodayItem
from app.ui.screens.today.view import far_text, icon_of, kind_text, part_text, reason_text, title_text
from app.ui.texts import minutes_text
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import Button, button
from app.ui.widgets.labels import label

ICON = 20


class ItemRow(QWidget):
    """An item that is to do has a button; the one that is next has the main one; one that is done a tick."""

    def __init__(
        self,
        theme: Theme,
        item: TodayItem,
        today: date,
        lesson: Lesson | None,
        pressed: Callable[[TodayItem], object],
        *,
        is_next: bool,
    ) -> None:
        super().__init__()
        self.item = item
        self.action: Button | None = None
        self._theme = theme
        self._picture = QLabel()
        self._draw()
        theme.changed.connect(self._draw)
        title = title_text(item)
        words = kind_text(item) if item.done else f"{kind_text(item)} · {minutes_text(item.minutes)}"
        kind = label(words, "section", wrap=False)
        texts = QVBoxLayout()
        texts.setSpacing(SPACE // 4)
        texts.addWidget(kind)
        texts.addWidget(label(title, "soft" if item.done else "strong"))
        if not item.done:
            meaning = lesson.meanings.get(i18n.language(), "") if lesson is not None else ""
            if meaning:
                texts.addWidget(label(meaning))
            texts.addWidget(label(reason_text(item, today), "soft"))
            details = [part_text(item, len(lesson.steps) if lesson is not None else 0), far_text(item)]
            if any(details):
                texts.addWidget(label(" · ".join(filter(None, details)), "small"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, SPACE // 2, 0, SPACE // 2)
        row.setSpacing(2 * SPACE)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(texts, 1)
        if item.done:
            row.addWidget(label(tr("做完了"), "good", wrap=False))
        else:
            words = tr("继续") if item.finished else tr("开始")
            self.action = button(
                words,
                lambda: pressed(item),
                theme,
                kind="main" if is_next else "",
                icon="forward",
                icon_after=True,
                name=f"{words}：{title}",
            )
            row.addWidget(self.action)
        state = tr("做完了") if item.done else minutes_text(item.minutes)
        self.setAccessibleName(f"{kind_text(item)}：{title}，{state}")

    def _draw(self) -> None:
        done = self.item.done
        name, colour = ("lesson_done", "good") if done else (icon_of(self.item), "text_soft")
        self._picture.setPixmap(self._theme.pixmap(name, colour, ICON, self._picture))
