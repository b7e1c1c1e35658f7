"""The progress page's card that lays real broadcasts beside the training, and leads to the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from app.broadcasts.weeks import Week
from app.i18n import tr
from app.ui.jobs import Err, Jobs, Ok
from app.ui.screens.history.results_plot import ResultsPlot
from app.ui.screens.history.results_view import derive_results
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.card import Card
from app.ui.widgets.labels import label

if TYPE_CHECKING:
    from app.practice.studio import Studio


class ResultsCard(Card):
    """One line while there is no broadcast, the plot as soon as there is one."""

    log_wanted = Signal()
    failed = Signal(str)

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__()
        self._studio = studio
        self._jobs = jobs
        title = tr("练习和直播")
        self.setAccessibleName(title)
        self.open_log = button(tr("记一场直播"), self.log_wanted.emit, theme, icon="live")
        self._remark = label(tr("播完了记一场，几秒钟就好。以后练习和成交就能一周一周对着看。"), "soft")
        head = QHBoxLayout()
        head.setSpacing(2 * SPACE)
        head.addWidget(label(title, "strong"), 1)
        head.addWidget(self.open_log)
        self.body.addLayout(head)
        self.body.addWidget(self._remark)
        self.plot = ResultsPlot(theme)
        self.plot.hide()
        self.body.addWidget(self.plot)

    def load(self) -> None:
        """Read the weeks anew."""
        self._jobs.run(self._studio.broadcasts.weeks, self._show, owner=self)

    def _show(self, result: Ok[tuple[Week, ...]] | Err) -> None:
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
            return
        weeks = result.value
        self.plot.setVisible(bool(weeks))
        self.open_log.setText(tr("直播记录") if weeks else tr("记一场直播"))
        self.open_log.setAccessibleName(self.open_log.text())
        if weeks:
            view = derive_results(weeks)
            self._remark.setText(view.remark)
            self.plot.show_view(view)
