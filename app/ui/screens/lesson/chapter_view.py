"""A chapter on the lesson page: what to read, the key words, and the sentences to say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app import i18n
from app.curriculum.values import Gloss, Prompt
from app.i18n import tr
from app.ui.activities.card_text import card_text, chinese
from app.ui.i18n import isolate
from app.ui.screens.lesson.chapters import Chapter
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.card import Card
from app.ui.widgets.labels import label, leading, rule

SHORT = 8
"""Characters up to which sentences stand side by side."""


def reading_card(chapter: Chapter, theme: Theme) -> QWidget | None:
    """The chapter's card; None when it has only sentences to say."""
    if chapter.card is None:
        return None
    card = Card()
    card.body.setSpacing(2 * SPACE)
    card.body.addWidget(chinese(label(chapter.card.title, "title"), theme))
    card.body.addLayout(card_text(chapter.card.text, theme))
    if chapter.card.glosses:
        card.body.addWidget(rule())
        card.body.addWidget(label(tr("关键词"), "section"))
        card.body.addLayout(_glosses(chapter.card.glosses, theme))
    return card


def prompts_card(
    prompts: Sequence[tuple[int, Prompt]],
    seen: frozenset[int],
    theme: Theme,
    practise: Callable[[str], object],
) -> QWidget:
    """The sentences to say, each with the way to practise it."""
    card = Card(tr("要说的话"))
    columns = 2 if all(len(prompt.text) <= SHORT for _index, prompt in prompts) else 1
    grid = QGridLayout()
    grid.setHorizontalSpacing(4 * SPACE)
    grid.setVerticalSpacing(SPACE)
    for number, (index, prompt) in enumerate(prompts):
        row = _prompt_row(prompt, index in seen, theme, practise)
        grid.addLayout(row, number // columns, number % columns)
    for column in range(columns):
        grid.setColumnStretch(column, 1)
    card.body.addLayout(grid)
    return card


def _prompt_row(prompt: Prompt, said: bool, theme: Theme, practise: Callable[[str], object]) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(2 * SPACE)
    texts = QVBoxLayout()
    texts.setSpacing(0)
    texts.addWidget(chinese(label(prompt.text, "lead"), theme))
    meaning = prompt.meanings.get(i18n.language(), "")
    if meaning:
        texts.addWidget(label(meaning, "small"))
    row.addLayout(texts, 1)
    row.addWidget(
        button(
            tr("再说") if said else tr("说一说"),
            partial(practise, prompt.id),
            theme,
            kind="quiet",
            icon="check" if said else "practise",
            name=tr("练习：{prompt}", prompt=prompt.text),
        )
    )
    return row


def _glosses(glosses: Sequence[Gloss], theme: Theme) -> QGridLayout:
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


def finished_card(
    title: str, theme: Theme, home: Callable[[], object], again: Callable[[], object]
) -> QWidget:
    """What stands after the last chapter."""
    card = Card()
    card.body.setSpacing(2 * SPACE)
    card.body.addWidget(label(tr("这一课学完了。"), "title"))
    card.body.addWidget(
        label(tr("“{title}”到最后一句了。隔一天再说一遍，会记得更牢。", title=isolate(title)), "lead")
    )
    card.body.addLayout(leading(button(tr("看看下一步"), home, theme, kind="main", icon="today")))
    card.body.addLayout(leading(button(tr("从头再学一遍"), again, theme, kind="link")))
    return card
