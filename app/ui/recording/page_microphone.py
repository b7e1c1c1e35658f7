"""A page's microphone: opened, watched, looked for again; and what it says about the sound."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QObject, Signal

from app.audio.values import SignalWarning
from app.errors import ExpectedError
from app.i18n import tr
from app.practice.take import TakeState
from app.ui.jobs import Err, Jobs, Ok

if TYPE_CHECKING:
    from app.practice.studio import Studio

WARNING_MS = 1200
"""How long a warning stays at least, so that it can be read."""


class PageMicrophone(QObject):
    """Listens while the page is shown. `failure` is why there is no microphone, "" when there is one."""

    changed = Signal(str)  # the failure
    level_changed = Signal(object)  # Level, or None
    told = Signal(str)  # a sentence for the notice bar

    def __init__(self, studio: Studio, jobs: Jobs) -> None:
        super().__init__()
        self._studio = studio
        self._jobs = jobs
        self._wanted = False
        self._searching = False
        self._notice = ""
        self._warning: SignalWarning | None = None
        self._warned = QElapsedTimer()

    def open(self) -> bool:
        """Listen; False when there is no microphone."""
        self._wanted = True
        try:
            self._studio.open_microphone()
        except ExpectedError as error:
            self.changed.emit(str(error))
            return False
        self.changed.emit("")
        notice = self._studio.microphone_notice
        if notice is not None and str(notice) != self._notice:
            self._notice = str(notice)
            self.told.emit(self._notice)
        return True

    def close(self) -> None:
        """Listen no more."""
        self._wanted = False
        self._studio.close_microphone()
        self.level_changed.emit(None)

    def search(self) -> None:
        """Look for microphones that were plugged in meanwhile, in the background, then listen."""
        if self._searching or self._studio.take_state is not TakeState.IDLE:
            return
        self._searching = True
        self._jobs.run(self._studio.refresh_devices, self._searched, owner=self)

    def _searched(self, result: Ok[bool] | Err) -> None:
        self._searching = False
        if isinstance(result, Err):
            self.told.emit(str(result.error))
        elif not result.value:
            self.told.emit(tr("声音设备正在使用，没能重新查找。请等几秒再试一次。"))
        if self._wanted:
            self.open()

    def forget_warning(self) -> None:
        """A new take begins without an old warning."""
        self._warning = None
        self._warned.invalidate()

    def look(self) -> SignalWarning | None:
        """Tell the level just now, and return what is wrong with the sound."""
        level = self._studio.level()
        self.level_changed.emit(level)
        fresh = self._warned.isValid() and self._warned.elapsed() < WARNING_MS
        if level.warning is not None:
            if not fresh or level.warning is self._warning:
                self._warning = level.warning
                self._warned.start()
        elif not fresh:
            self._warning = None
        return self._warning
