"""The chapters of a lesson as a short list beside the text."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QScrollArea, QVBoxLayout, QWidget

from app.curriculum.values import Listen
from app.i18n import tr
from app.ui.activities.kinds import heading_of, kind_icon, kind_name
from app.ui.i18n import isolate
from app.ui.screens.lesson.chapters import Chapter
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.card import clear
from app.ui.widgets.labels import literal

TITLE_LENGTH = 11
"""Characters of a title shown in the list before it is cut short."""


class ChapterList(QScrollArea):
    """One button a chapter; the chosen one is checked, finished ones carry a tick.

    As high as its buttons, but no higher than `fit` allows; then it scrolls by itself, with the chosen one in
    view, so that a short activity beside a long list needs no scrolling.
    """

    chosen = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._room = 0
        self._chosen: QWidget | None = None
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._inner = QWidget()
        self._inner.setProperty("scrolled", "true")
        self.setWidget(self._inner)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inner.installEventFilter(self)
        self._column = QVBoxLayout(self._inner)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE // 2)
        self._column.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._group.idClicked.connect(self.chosen)
        self.setAccessibleName(tr("这一课的内容"))

    def show_chapters(self, chapters: Sequence[Chapter]) -> None:
        """List `chapters`."""
        self._chosen = None
        for each in self._group.buttons():
            self._group.removeButton(each)
        clear(self._column)
        for index, chapter in enumerate(chapters):
            short, whole, icon = _shown(chapter)
            made = Button(isolate(short), self._theme, kind="step", icon=icon, name=whole)
            made.setToolTip(literal(whole))
            made.setCheckable(True)
            made.setMinimumWidth(8 * SPACE)  # in a small window the end of a title is cut off, not its icon
            self._group.addButton(made, index)
            self._column.addWidget(made)

    def fit(self, height: int) -> None:
        """Be no higher than `height` pixels."""
        self._room = height
        self._take_height()

    def _take_height(self) -> None:
        wanted = self._column.sizeHint().height()
        self.setFixedHeight(min(wanted, self._room) if self._room > 0 else wanted)
        self._show_chosen()

    def _show_chosen(self) -> None:
        if self._chosen is not None:
            self.ensureWidgetVisible(self._chosen, 0, 6 * SPACE)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Buttons know their height only once they are laid out."""
        if watched is self._inner and event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            QTimer.singleShot(0, self, self._take_height)
        return super().eventFilter(watched, event)

    def mark(self, current: int, chapters: Sequence[Chapter], seen: frozenset[int]) -> None:
        """Check the current chapter and tick those gone through."""
        self._group.setExclusive(False)
        for each in self._group.buttons():
            index = self._group.id(each)
            each.setChecked(index == current)
            done = chapters[index].steps <= seen
            if isinstance(each, Button) and done:
                each.set_icon("check")
                each.setAccessibleDescription(tr("学完了"))
        self._group.setExclusive(current < len(chapters))
        self._chosen = self._group.button(min(current, len(chapters) - 1))
        self._show_chosen()


def _shown(chapter: Chapter) -> tuple[str, str, str]:
    """A chapter's short and whole name, and its icon."""
    activity = chapter.activity
    if activity is not None:
        kind = kind_name(activity)
        # what is to be understood by ear is not given away
        whole = kind if isinstance(activity, Listen) else f"{kind}：{heading_of(activity)}"
        return kind, whole, kind_icon(activity)
    if chapter.card is not None:
        title = heading_of(chapter.card)
        short = title if len(title) <= TITLE_LENGTH else title[: TITLE_LENGTH - 1] + "…"
        return short, title, kind_icon(chapter.card)
    prompts = [prompt for _index, prompt in chapter.prompts]
    if all(prompt.aloud for prompt in prompts):
        return kind_name(prompts[0]), kind_name(prompts[0]), kind_icon(prompts[0])
    return tr("说一说"), tr("说一说"), "practise"
