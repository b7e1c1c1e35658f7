"""A piece of long work on screen: what it is doing, how far it is, and a way to stop it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from app.i18n import Message, tr
from app.ui.jobs import Err, Job, Jobs, Ok
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.labels import label

T = TypeVar("T")


class LongJobPanel(QWidget):
    """Hidden while there is nothing to do; shows one job at a time."""

    def __init__(self, jobs: Jobs, theme: Theme) -> None:
        super().__init__()
        self._jobs = jobs
        self._job: Job | None = None
        self._doing = label("", "soft")
        self._bar = QProgressBar()
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(tr("进度"))
        self._stop = button(tr("停止"), self.stop, theme, icon="stop")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * SPACE)
        row.addWidget(self._doing)
        row.addWidget(self._bar, 1)
        row.addWidget(self._stop)
        self.hide()

    @property
    def running(self) -> bool:
        """Whether a job is under way."""
        return self._job is not None

    def start(self, doing: str, work: Callable[[Job], T], done: Callable[[Ok[T] | Err], None]) -> None:
        """Run `work`, showing its progress; a second call while one runs is ignored."""
        if self._job is not None:
            return
        self._doing.setText(doing)
        self._bar.setValue(0)
        self._stop.setEnabled(True)
        self.show()

        def finished(result: Ok[T] | Err) -> None:
            self._job = None
            self.hide()
            done(result)

        self._job = self._jobs.run_long(work, finished, progress=self._tell, owner=self)

    def stop(self) -> None:
        """Ask the job to stop; the panel stays until it has."""
        if self._job is not None:
            self._job.cancel()
            self._stop.setEnabled(False)
            self._doing.setText(tr("正在停止…"))

    def _tell(self, fraction: float, doing: Message | None) -> None:
        self._bar.setValue(round(1000 * fraction))
        if doing is not None:
            self._doing.setText(str(doing))
