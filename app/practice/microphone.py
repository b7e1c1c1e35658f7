"""The microphone between takes: who wants it, which one it is, and when it is let go."""

from __future__ import annotations

import threading
from collections.abc import Callable

from app.audio.recorder import Recorder
from app.i18n import Message, msg


class Microphone:
    """Opened for a page or a take, closed when neither needs it. Safe to call from any thread."""

    def __init__(self, recorder: Recorder, in_use: Callable[[], bool]) -> None:
        """`in_use` tells whether a take is being recorded or scored."""
        self._recorder = recorder
        self._in_use = in_use
        self._lock = threading.Lock()
        self._wanted = False
        self._opened_for = ""

    @property
    def is_open(self) -> bool:
        """Whether it is listening (for the level meter or a take)."""
        return self._recorder.is_open

    def open(self, chosen: str) -> None:
        """Listen, without recording. Raises ExpectedError with what to do when there is no microphone."""
        with self._lock:
            self._wanted = True
            if self._recorder.is_open and (chosen == self._opened_for or self._in_use()):
                return
            self._recorder.open(chosen)
            self._opened_for = chosen

    def close(self) -> None:
        """Stop listening, as soon as no take needs it any more."""
        with self._lock:
            self._wanted = False
            if not self._in_use():
                self._recorder.close()

    def take_over(self) -> None:
        """A take is over: let go of what nobody wants."""
        with self._lock:
            if not self._wanted and not self._in_use():
                self._recorder.close()

    @property
    def notice(self) -> Message | None:
        """Said when another microphone than the chosen one is listening, because that one is not there."""
        chosen, used = self._opened_for, self._recorder.device_id
        if not chosen or not self._recorder.is_open or chosen == used:
            return None
        return msg("选定的麦克风没有接上，现在用的是“{name}”。", name=used)
