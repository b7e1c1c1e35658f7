"""Beside a take: the trainer's verdicts on the opened syllable, and her comments on the take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.i18n import tr
from app.people.values import ADMINISTRATOR
from app.practice.reviews_values import Comment, ReviewedAttempt
from app.ui.attempt.comment_list import CommentList
from app.ui.attempt.result import ResultView, SyllableView
from app.ui.jobs import Jobs
from app.ui.screens.queue.comment_editor import CommentEditor
from app.ui.screens.queue.verdict_editor import VerdictEditor
from app.ui.theme import SPACE, Theme
from app.ui.widgets.labels import label, rule

if TYPE_CHECKING:
    from app.practice.studio import Studio


class SaidCard(QFrame):
    """Everything that a trainer says of a take."""

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__()
        self._studio = studio
        self.setProperty("panel", "card")
        self.verdicts = VerdictEditor(theme)
        self.comments = CommentList(theme, removable=self._may_remove)
        self.editor = CommentEditor(studio, jobs, theme)
        inside = QWidget()
        inside.setProperty("scrolled", "true")
        said = QVBoxLayout(inside)
        said.setContentsMargins(0, 0, 0, 0)
        said.addWidget(self.comments)
        said.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setMinimumHeight(theme.size(48))
        scroll.setWidget(inside)
        self._heading = label(tr("您的判定"), "section")
        self._line = rule()
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, SPACE, 2 * SPACE, SPACE + SPACE // 2)
        column.setSpacing(SPACE)
        column.addWidget(self._heading)
        column.addWidget(self.verdicts)
        column.addWidget(self._line)
        column.addWidget(label(tr("评语"), "section"))
        column.addWidget(scroll, 1)
        column.addWidget(self.editor)

    def show_review(self, review: ReviewedAttempt, view: ResultView | None) -> None:
        """Show what was said of the take."""
        named = len({comment.by for comment in review.comments}) > 1
        self.comments.show_comments(review, view, named=named)

    def show_syllable(self, machines: SyllableView | None, review: ReviewedAttempt) -> None:
        """Show the verdicts on a syllable; None where there is none to judge."""
        self.verdicts.show_syllable(machines, review)
        for each in (self._heading, self._line):
            each.setVisible(machines is not None)

    def _may_remove(self, comment: Comment) -> bool:
        profile = self._studio.profile
        return profile is not None and (comment.by == profile.id or profile.role == ADMINISTRATOR)
