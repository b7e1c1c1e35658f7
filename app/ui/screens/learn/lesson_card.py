"""The lesson that is chosen on the map: what it is, what comes before it, and the way in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app import i18n
from app.curriculum.levels import level_name
from app.curriculum.tracks import track_name
from app.curriculum.values import Lesson
from app.i18n import tr
from app.practice.learning_values import LessonProgress, LessonStanding
from app.ui.i18n import isolate
from app.ui.screens.learn.map_view import standing_words
from app.ui.texts import minutes_text
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import Button, button
from app.ui.widgets.card import Card
from app.ui.widgets.labels import label, leading


class LessonCard(Card):
    """Title, meaning, summary, what to learn before, and the main action of the page."""

    def __init__(
        self,
        theme: Theme,
        lesson: Lesson,
        progress: LessonProgress | None,
        titles: Mapping[str, str],
        open_lesson: Callable[[], object],
        choose: Callable[[str], object],
        assign: Callable[[], object] | None = None,
    ) -> None:
        super().__init__()
        standing = progress.standing if progress else LessonStanding.OPEN
        row = QHBoxLayout()
        row.setSpacing(3 * SPACE)
        texts = QVBoxLayout()
        texts.setSpacing(SPACE // 2)
        facts = [track_name(lesson.track), level_name(lesson.level), minutes_text(lesson.minutes)]
        texts.addWidget(label(" · ".join(isolate(each) for each in facts if each), "small"))
        texts.addWidget(label(isolate(lesson.title), "title"))
        meaning = lesson.meanings.get(i18n.language(), "")
        if meaning:
            texts.addWidget(label(meaning, "lead"))
        if lesson.summary:
            texts.addWidget(label(isolate(lesson.summary), "soft"))
        row.addLayout(texts, 1)
        side = QVBoxLayout()
        side.setSpacing(SPACE)
        self.start = button(
            {
                LessonStanding.BEGUN: tr("继续"),
                LessonStanding.DONE: tr("再学一遍"),
            }.get(standing, tr("开始")),
            open_lesson,
            theme,
            kind="" if standing is LessonStanding.DONE else "main",
            icon="forward",
            icon_after=True,
        )
        side.addWidget(self.start)
        words = standing_words(standing)
        if progress is not None and standing is LessonStanding.BEGUN:
            words = tr("学了 {seen} / {count} 步", seen=progress.done, count=progress.steps)
        side.addWidget(label(words, "small"))
        if assign is not None:
            side.addWidget(button(tr("布置给班级…"), assign, theme, kind="link"))
        side.addStretch(1)
        row.addLayout(side)
        self.body.addLayout(row)
        missing = [each for each in (progress.missing if progress else ()) if each in titles]
        if missing:
            self.body.addLayout(self._before(missing, titles, theme, choose))

    def _before(
        self, missing: Sequence[str], titles: Mapping[str, str], theme: Theme, choose: Callable[[str], object]
    ) -> QHBoxLayout:
        buttons: list[Button] = [
            button(isolate(titles[each]), partial(choose, each), theme, kind="link") for each in missing
        ]
        return leading(label(tr("建议先学："), "soft", wrap=False), *buttons)
