"""A card: what to read, and the key words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout

from app import i18n
from app.curriculum.values import Card, Gloss
from app.i18n import tr
from app.ui.activities.card_text import card_text, chinese, short_chinese
from app.ui.activities.view import ActivityView
from app.ui.i18n import isolate
from app.ui.jobs import Jobs
from app.ui.theme import SPACE, Theme
from app.ui.widgets.labels import label, rule

if TYPE_CHECKING:
    from app.practice.studio import Studio


class CardView(ActivityView):
    """A page to read. There is nothing to finish: seeing it is enough."""

    def __init__(self, step: Card, lesson_id: str, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__(step, lesson_id, studio, jobs, theme)
        self.body.addWidget(short_chinese(label(step.title, "title"), theme))
        self.body.addLayout(card_text(step.text, theme))
        if step.glosses:
            self.body.addWidget(rule())
            self.body.addWidget(label(tr("关键词"), "section"))
            self.body.addLayout(glosses_grid(step.glosses, theme))


def glosses_grid(glosses: Sequence[Gloss], theme: Theme) -> QGridLayout:
    """Key words with their pinyin and what they mean in the language of the window, one a row."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(3 * SPACE)
    grid.setVerticalSpacing(SPACE)
    language = i18n.language()
    for row, gloss in enumerate(glosses):
        meaning = gloss.meanings.get(language, "")
        if not meaning and language == i18n.SOURCE_LANGUAGE:
            meaning = " · ".join(isolate(each) for each in gloss.meanings.values())
        grid.addWidget(chinese(label(gloss.word, "strong", wrap=False), theme), row, 0)
        grid.addWidget(chinese(label(gloss.pinyin, "soft", wrap=False), theme), row, 1)
        grid.addWidget(label(meaning), row, 2)
    grid.setColumnStretch(2, 1)
    return grid
