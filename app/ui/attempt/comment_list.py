"""What trainers said of a take, one row a comment; spoken ones are played on a press."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import tr
from app.practice.reviews_values import Comment, ReviewedAttempt
from app.ui.attempt.result import ResultView
from app.ui.attempt.reviewed import comment_text, moment_text
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import Button, button
from app.ui.widgets.card import clear
from app.ui.widgets.labels import label, set_look


class CommentList(QWidget):
    """Shows the comments of a review in the order of their moments."""

    chosen = Signal(Comment)  # to be heard: the moment it is about, or what was spoken
    remove_wanted = Signal(Comment)

    def __init__(
        self, theme: Theme, *, removable: Callable[[Comment], bool] = lambda _comment: False
    ) -> None:
        super().__init__()
        self._theme = theme
        self._removable = removable
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE // 2)
        self._sounding = ""
        self.rows: list[CommentRow] = []

    def show_comments(self, review: ReviewedAttempt, view: ResultView | None, *, named: bool) -> None:
        """Show what a review says; `named` also tells who said it, where there are several."""
        clear(self._column)
        self.rows = []
        for comment in review.comments:
            row = CommentRow(self._theme, comment, view, named=named, removable=self._removable(comment))
            row.chosen.connect(self.chosen)
            row.remove_wanted.connect(self.remove_wanted)
            self._column.addWidget(row)
            self.rows.append(row)
        self.set_sounding(self._sounding)
        self.setVisible(bool(self.rows))

    def set_sounding(self, comment_id: str) -> None:
        """Show which spoken comment is playing; "" for none."""
        self._sounding = comment_id
        for row in self.rows:
            row.set_sounding(row.comment.id == comment_id)

    def mark(self, comment_id: str) -> None:
        """Set one comment off from the others."""
        for row in self.rows:
            set_look(row, "panel", "chosen" if row.comment.id == comment_id else "")


class CommentRow(QFrame):
    """Where, what, who; a button to hear it, and one to take it back."""

    chosen = Signal(Comment)
    remove_wanted = Signal(Comment)

    def __init__(
        self, theme: Theme, comment: Comment, view: ResultView | None, *, named: bool, removable: bool
    ) -> None:
        super().__init__()
        self.comment = comment
        text = comment_text(comment)
        where = moment_text(comment.at, view)
        spoken = comment.voice is not None
        self.hear: Button | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        if spoken or comment.at is not None:
            name = (
                tr("听这条语音评语：{where}", where=where) if spoken else tr("从 {where} 听起", where=where)
            )
            self.hear = _small(name, "play", lambda: self.chosen.emit(comment), theme)
            row.addWidget(self.hear, 0, Qt.AlignmentFlag.AlignTop)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        words = label(text)
        texts.addWidget(words)
        head = [where, comment.by_name] if named and comment.by_name else [where]
        texts.addWidget(label(" · ".join(head), "small"))
        row.addLayout(texts, 1)
        if removable:
            remove = _small(tr("删除这条评语"), "trash", lambda: self.remove_wanted.emit(comment), theme)
            row.addWidget(remove, 0, Qt.AlignmentFlag.AlignTop)
        self.setAccessibleName(f"{where}: {text}")

    def set_sounding(self, sounding: bool) -> None:
        """Show on the button whether it is playing."""
        if self.hear is not None:
            self.hear.set_icon("stop" if sounding else "play")


def _small(name: str, icon: str, pressed: Callable[[], object], theme: Theme) -> Button:
    """A button that is no wider than its icon."""
    made = button("", pressed, theme, kind="quiet", icon=icon, name=name)
    made.setStyleSheet("padding: 4px;")
    made.setToolTip(name)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return made
