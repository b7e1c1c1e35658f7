"""A small window while the data of an older Kaibo is brought to the shape of this one: nothing looks hung."""

from __future__ import annotations

import threading
from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QLabel, QProgressBar, QVBoxLayout

from app.i18n import tr
from app.settings import Settings
from app.ui.application import make_application

Progress = Callable[[int, int], None]

_LOOK = 100  # ms between looks at how far it is
_MARGIN, _WIDTH = 24, 420


class UpgradeWindow(QDialog):
    """Runs `work` on a thread of its own and closes when it has ended; it cannot be closed before."""

    def __init__(self, work: Callable[[Progress], object]) -> None:
        super().__init__(None, Qt.WindowType.CustomizeWindowHint | Qt.WindowType.WindowTitleHint)
        self.setWindowTitle(tr("开播正在升级"))
        self.setMinimumWidth(_WIDTH)
        self.words = QLabel(
            tr("开播换了新版本，正在备份和整理练习数据。请不要关机，完成后会自动打开。"), self
        )
        self.words.setWordWrap(True)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)  # how long the first stage takes is not known
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        layout.setSpacing(_MARGIN // 2)
        layout.addWidget(self.words)
        layout.addWidget(self.bar)
        self.error: BaseException | None = None
        self._work = work
        self._told = (0, 0)
        self._thread = threading.Thread(target=self._run, name="upgrade")
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK)
        self._timer.timeout.connect(self._look)

    def carry_out(self) -> None:
        """Show the window until the work has ended; raises what it raised."""
        self._thread.start()
        self._timer.start()
        self.exec()
        self._thread.join()
        if self.error is not None:
            raise self.error

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stay: what is half done has to come to its end."""
        if self._thread.is_alive():
            event.ignore()
        else:
            super().closeEvent(event)

    def reject(self) -> None:
        """Pass Esc over while the work goes on."""
        if not self._thread.is_alive():
            super().reject()

    def _run(self) -> None:
        try:
            self._work(self._tell)
        except BaseException as error:  # raised again where the window was asked for
            self.error = error

    def _tell(self, done: int, steps: int) -> None:
        self._told = (done, steps)

    def _look(self) -> None:
        done, steps = self._told
        if done:
            self.bar.setRange(0, steps)
            self.bar.setValue(done)
        if not self._thread.is_alive():
            self._timer.stop()
            self.accept()


def watch(settings: Settings, work: Callable[[Progress], object]) -> None:
    """Do `work`, which takes long, with a window that says so. Raises what it raises."""
    application = make_application(settings)
    UpgradeWindow(work).carry_out()
    del application
