"""Signing out whoever walked away from a shared machine."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

from app.i18n import tr, trn
from app.practice.take import TakeState
from app.ui.jobs import Err, Jobs, Ok

if TYPE_CHECKING:
    from app.practice.studio import Studio
    from app.ui.main_window import MainWindow

WARNED_SECONDS = 60
"""So long before she is signed out she is told."""

LOOK_MS = 5000

_SIGNS = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TabletMove,
    }
)


class IdleSignOut(QObject):
    """Watches keys, mouse and touch of the whole program; 0 minutes watch nothing.

    Recording, being scored and listening count as being there: who reads a paper aloud for four minutes
    touches nothing.
    """

    def __init__(
        self,
        application: QApplication,
        studio: Studio,
        jobs: Jobs,
        window: Callable[[], MainWindow],
        minutes: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self._application = application
        self._studio, self._jobs, self._window = studio, jobs, window
        self._minutes, self._clock = minutes, clock
        self._last = clock()
        self._warning = ""
        if minutes:
            application.installEventFilter(self)
            self._timer = QTimer(self)
            self._timer.timeout.connect(self.look)
            self._timer.start(min(LOOK_MS, minutes * 60_000))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Somebody is there."""
        if event.type() in _SIGNS:
            self.somebody()
        return False

    def somebody(self) -> None:
        """The time begins anew, and a warning goes."""
        self._last = self._clock()
        if self._warning:
            self._window().notices.dismiss(self._warning)
            self._warning = ""

    def look(self) -> None:
        """Warn, or sign out, when it is time."""
        studio = self._studio
        if studio.profile is None or studio.take_state is not TakeState.IDLE or studio.playing:
            self.somebody()
            return
        left = self._minutes * 60 - (self._clock() - self._last)
        if left <= 0:
            self._sign_out()
        elif left <= WARNED_SECONDS and not self._warning:
            self._warning = tr("很久没有动作了，一分钟后会自动退出登录。动一下鼠标或按一个键就不会退出。")
            self._window().notices.show_notice(self._warning)

    def _sign_out(self) -> None:
        studio, here = self._studio, self._studio.profile
        self.somebody()
        for _depth in range(8):  # nothing of hers stays open above the sign-in page
            dialog = self._application.activeModalWidget()
            if dialog is None or not dialog.close():
                break

        def work() -> None:
            if studio.profile is here:  # else somebody else came in meanwhile
                studio.people.sign_out()
                studio.change_settings(profile_id="")

        def done(result: Ok[None] | Err) -> None:
            if studio.profile is None:
                sentence = trn(
                    "{number} 分钟没有动作，已自动退出登录。练过的都已保存。",
                    "{number} 分钟没有动作，已自动退出登录。练过的都已保存。",
                    self._minutes,
                )
                self._window().signed_out(sentence)
            elif isinstance(result, Err):
                self._window().notices.show_notice(str(result.error))

        self._jobs.run(work, done, owner=self)
