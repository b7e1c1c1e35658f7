"""The sentences of a chapter that are to be said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app import i18n
from app.curriculum.values import Prompt
from app.i18n import tr
from app.ui.activities.card_text import short_chinese
from app.ui.activities.kinds import kind_icon, kind_name
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.card import Card
from app.ui.widgets.labels import label

SHORT = 8
"""Characters up to which sentences stand side by side."""


def prompts_card(
    prompts: Sequence[tuple[int, Prompt]],
    seen: frozenset[int],
    theme: Theme,
    practise: Callable[[str], object],
) -> QWidget:
    """The sentences to say, each with the way to practise it."""
    card = Card(tr("要说的话"))
    short = len(prompts) > 1 and all(len(prompt.text) <= SHORT for _index, prompt in prompts)
    columns = 2 if short else 1
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
    texts.addWidget(short_chinese(label(prompt.text, "lead"), theme))
    meaning = prompt.meanings.get(i18n.language(), "")
    if meaning:
        texts.addWidget(label(meaning, "small"))
    row.addLayout(texts, 1)
    if prompt.aloud:
        row.addWidget(label(kind_name(prompt), "tag", wrap=False), 0, Qt.AlignmentFlag.AlignVCenter)
    row.addWidget(
        button(
            tr("再说") if said else tr("说一说"),
            partial(practise, prompt.id),
            theme,
            kind="quiet",
            icon="check" if said else kind_icon(prompt),
            name=tr("练习：{prompt}", prompt=prompt.text),
        )
    )
    return row
