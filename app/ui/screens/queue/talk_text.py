"""What was said in a free talk, as far as it was recognised, line by line; a press hears it from there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.coaching.values import PitchReport
from app.i18n import tr
from app.practice.kept_reports import kept_reports
from app.storage.values import Attempt
from app.ui.attempt.words import duration_words
from app.ui.jobs import Err, Job, Jobs, Ok
from app.ui.pitch_report.reading import Line, lines_of, product_of
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import Button, button
from app.ui.widgets.card import clear
from app.ui.widgets.labels import label, leading
from app.ui.widgets.long_job import LongJobPanel

if TYPE_CHECKING:
    from app.practice.studio import Studio


@dataclass(frozen=True)
class _Known:
    lines: tuple[Line, ...] | None  # None: nobody has had it written down yet
    product: str


class TalkText(QFrame):
    """Hidden for takes that were read; a talk that was reported on shows what was heard in it."""

    moment_wanted = Signal(float)
    failed = Signal(str)

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__()
        self.setProperty("panel", "card")
        self._studio = studio
        self._jobs = jobs
        self._theme = theme
        self._attempt: Attempt | None = None
        self._product = ""
        self.lines: list[Button] = []
        self.write = button(tr("把说的话写成文字"), self.start, theme, icon="listen")
        self.write.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._hint = label(tr("打开“看讲评”，选好讲的是哪个产品，这里就会有文字。"), "soft")
        self.work = LongJobPanel(jobs, theme)
        inside = QWidget()
        inside.setProperty("scrolled", "true")
        inside.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # Chinese, whatever the window's direction
        self._rows = QVBoxLayout(inside)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(inside)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, SPACE, 2 * SPACE, SPACE)
        column.setSpacing(SPACE)
        column.addWidget(label(tr("电脑听到的"), "section"))
        column.addLayout(leading(self.write))
        column.addWidget(self._hint)
        column.addWidget(self.work)
        column.addWidget(self._scroll, 1)
        self._rest = QWidget()
        column.addWidget(self._rest, 1)
        self.hide()

    def show_attempt(self, attempt: Attempt) -> None:
        """Show what was heard in a talk; nothing for a take that was read."""
        self.work.stop()
        self._attempt = attempt
        self.setVisible(attempt.free)
        if attempt.free:
            self._show(())
            self.refresh()

    def refresh(self) -> None:
        """Look again whether there is a text."""
        attempt = self._attempt
        if attempt is None or not attempt.free:
            return

        def work() -> _Known:
            kept = kept_reports(attempt.recording.path)
            return _Known(lines_of(kept[0].transcript) if kept else None, product_of(self._studio, attempt))

        def done(result: Ok[_Known] | Err) -> None:
            if attempt is self._attempt and isinstance(result, Ok):
                self._product = result.value.product
                self._show(result.value.lines)

        self._jobs.run(work, done, owner=self)

    def start(self) -> None:
        """Have the talk written down; takes a while, and can be stopped."""
        attempt, product = self._attempt, self._product
        if attempt is None or not product or self.work.running:
            return
        self.write.hide()

        def work(job: Job) -> PitchReport | None:
            return self._studio.pitch_reports.make(attempt.id, product, job.progress, job.cancelled)

        def done(result: Ok[PitchReport | None] | Err) -> None:
            if isinstance(result, Err):
                self.failed.emit(str(result.error))
            self.refresh()

        self.work.start(tr("正在听…"), work, done)

    def _show(self, lines: tuple[Line, ...] | None) -> None:
        clear(self._rows)
        self.lines = []
        self.write.setVisible(lines is None and bool(self._product) and not self.work.running)
        self._hint.setVisible(lines is None and not self._product)
        self._scroll.setVisible(bool(lines))
        self._rest.setVisible(not lines)
        for line in lines or ():
            clock = duration_words(line.second)
            hear = button(
                clock,
                partial(self.moment_wanted.emit, line.second),
                self._theme,
                kind="link",
                name=tr("从 {where} 听起", where=clock),
            )
            hear.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row = QHBoxLayout()
            row.setSpacing(SPACE)
            row.addWidget(hear, 0, Qt.AlignmentFlag.AlignTop)
            text = label(line.text)
            text.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            row.addWidget(text, 1)
            self._rows.addLayout(row)
            self.lines.append(hear)
        self._rows.addStretch(1)
