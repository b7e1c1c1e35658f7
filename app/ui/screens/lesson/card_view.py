"""The two kinds of step on the lesson page: a card to read, a prompt to say."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from app import i18n
from app.curriculum.values import Card as LessonCard
from app.curriculum.values import Gloss, Prompt
from app.i18n import tr
from app.ui.i18n import isolate
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import Button, button
from app.ui.widgets.card import Card
from app.ui.widgets.labels import label, leading, rule


def card_view(step: LessonCard, theme: Theme) -> QWidget:
    """A card's title, paragraphs and key words."""
    card = Card()
    card.body.setSpacing(2 * SPACE)
    card.body.addWidget(_chinese(label(step.title, "title"), theme))
    for paragraph in step.text.split("\n\n"):
        if paragraph.strip():
            text = _chinese(label(paragraph.strip(), "lead"), theme)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            card.body.addWidget(text)
    if step.glosses:
        card.body.addWidget(rule())
        card.body.addWidget(label(tr("关键词"), "section"))
        card.body.addLayout(_glosses(step.glosses, theme))
    return card


def prompt_view(step: Prompt, theme: Theme, practise: Button) -> QWidget:
    """A prompt before it is practised: what to say, what it means, and the way to the practice page."""
    card = Card()
    card.body.setSpacing(2 * SPACE)
    card.body.addWidget(label(tr("要说的话"), "section"))
    text = label(step.text)
    text.setFont(theme.prompt_font(32))
    text.setStyleSheet(f"font-size: {theme.size(32)}px;")
    card.body.addWidget(_chinese(text, theme))
    meaning = step.meanings.get(i18n.language(), "")
    if meaning:
        card.body.addWidget(label(meaning, "lead"))
    if step.hint:
        card.body.addWidget(_chinese(label(step.hint, "soft"), theme))
    card.body.addLayout(leading(practise))
    return card


def _chinese(text: QLabel, theme: Theme) -> QLabel:
    """Lesson text is Chinese: it runs from left to right in every language of the window."""
    text.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    font = theme.prompt_font(14)
    current = text.font()
    current.setFamilies(font.families())
    text.setFont(current)
    return text


def _glosses(glosses: tuple[Gloss, ...], theme: Theme) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(3 * SPACE)
    grid.setVerticalSpacing(SPACE)
    language = i18n.language()
    for row, gloss in enumerate(glosses):
        grid.addWidget(label(isolate(gloss.word), "strong", wrap=False), row, 0)
        grid.addWidget(label(isolate(gloss.pinyin), "soft", wrap=False), row, 1)
        meaning = gloss.meanings.get(language, "")
        if not meaning:
            meaning = " · ".join(isolate(each) for each in gloss.meanings.values())
        grid.addWidget(label(isolate(meaning)), row, 2)
    grid.setColumnStretch(2, 1)
    return grid


def finished_view(
    title: str, theme: Theme, home: Callable[[], object], again: Callable[[], object]
) -> QWidget:
    """What stands after the last step."""
    card = Card()
    card.body.setSpacing(2 * SPACE)
    card.body.addWidget(label(tr("这一课学完了。"), "title"))
    card.body.addWidget(
        label(
            tr("“{title}”的每一步都看过、练过了。隔一天再说一遍，会记得更牢。", title=isolate(title)), "lead"
        )
    )
    column = QVBoxLayout()
    column.setSpacing(SPACE)
    column.addLayout(leading(button(tr("看看下一步"), home, theme, kind="main", icon="today")))
    column.addLayout(leading(button(tr("从头再学一遍"), again, theme, kind="link")))
    card.body.addLayout(column)
    return card
