"""What every activity has in common on screen.

Usage, wherever activities are shown (the lesson, the review, the editor's preview)::

    view = activity_view(step, lesson_id, studio, jobs, theme)
    view.finished.connect(keep)      # once: the outcome stands; the view stays and says why
    view.settled.connect(offer)      # nothing is left to do in it: the way on takes the focus
    view.failed.connect(notices.show_notice)
    layout.addWidget(view); view.focus()
    ...
    view.stop()                      # before it is taken away

The way on belongs to whoever shows the view, because only that place knows what comes next.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app import i18n
from app.curriculum.values import Outcome, Step
from app.ui.activities.card_text import short_chinese
from app.ui.activities.kinds import heading_of, kind_icon, kind_name
from app.ui.activities.picture import Picture
from app.ui.jobs import Jobs
from app.ui.theme import SPACE, Theme
from app.ui.widgets.card import Card
from app.ui.widgets.labels import label

if TYPE_CHECKING:
    from app.practice.studio import Studio


class ActivityView(QWidget):
    """One activity. Subclasses fill `body` (a framed column) and call `finish`, then `settle`.

    `finish` is for the first try, which is what counts; after it the activity may be tried again. `settle`
    says that nothing is left to do here.
    """

    finished = Signal(object)  # Outcome
    settled = Signal()
    failed = Signal(str)  # a sentence for the notice bar
    practise_wanted = Signal(str, str)  # lesson id, prompt id

    def __init__(self, step: Step, lesson_id: str, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__()
        self.step = step
        self.lesson_id = lesson_id
        self.studio = studio
        self.jobs = jobs
        self.theme = theme
        self.outcome: Outcome | None = None
        self._began = time.monotonic()
        card = Card()
        self.body: QVBoxLayout = card.body
        self.body.setSpacing(2 * SPACE)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)
        column.addStretch(1)
        self.setAccessibleName(f"{kind_name(step)}：{heading_of(step)}")

    # for whoever shows it

    def focus(self) -> None:
        """Put the keyboard where the activity begins."""
        self.setFocus()

    def stop(self) -> None:
        """Leave: sounds, camera and timers off. May be called twice."""

    # for subclasses

    def add_heading(self, text: str = "", *, meaning: bool = True, hint: str = "") -> QLabel:
        """Put the kind's name, the step's own words and their meaning at the top of the card.

        `text`, in the window's language, replaces the step's words; without `meaning` the translation stays
        hidden. `hint` says how it is done.
        """
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(Picture(self.theme, kind_icon(self.step), size=16))
        row.addWidget(label(kind_name(self.step), "section", wrap=False))
        row.addStretch(1)
        heading = label(text or heading_of(self.step), "title")
        if not text:
            short_chinese(heading, self.theme)
        texts = QVBoxLayout()
        texts.setSpacing(SPACE // 2)
        texts.addLayout(row)
        texts.addWidget(heading)
        translated = meaning_of(self.step) if meaning else ""
        if translated:
            texts.addWidget(label(translated, "soft"))
        if hint:
            texts.addWidget(label(hint, "soft"))
        self.body.addLayout(texts)
        return heading

    def seconds(self) -> float:
        """Seconds since the activity was shown."""
        return time.monotonic() - self._began

    def finish(self, right: int = 0, asked: int = 0, answers: tuple[str, ...] = ()) -> None:
        """The first try is over. Later calls change nothing: what counts is the first."""
        if self.outcome is None:
            self.outcome = Outcome(right, asked, self.seconds(), answers)
            self.finished.emit(self.outcome)

    def settle(self) -> None:
        """Nothing is left to do in this activity."""
        self.settled.emit()

    def announce(self, text: str) -> None:
        """Have a screen reader say `text` now."""
        event = QAccessibleAnnouncementEvent(self, text)
        QAccessible.updateAccessibility(event)


def meaning_of(step: Step) -> str:
    """The step's meaning in the language of the window, "" when there is none."""
    return str(getattr(step, "meanings", {}).get(i18n.language(), ""))


def left_to_right(widget: QWidget) -> QWidget:
    """Make a group of Chinese texts run from left to right, whatever the language of the window."""
    widget.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    return widget
