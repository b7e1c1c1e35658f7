"""Signals that ask the program to end, as at the end of a session or of the machine's day."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from PySide6.QtCore import QSocketNotifier

_SIGNALS = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))


@contextmanager
def end_signals(end: Callable[[], None]) -> Iterator[None]:
    """While inside, such a signal calls `end` on the GUI thread instead of stopping the program at once.

    Python hears of signals only between its own instructions, and Qt's loop may have none for hours; so the
    interpreter writes a byte to a socket that the loop watches. Main thread only.
    """
    ours, pythons = socket.socketpair()
    for each in (ours, pythons):
        each.setblocking(False)

    def remember(_number: int, _frame: FrameType | None) -> None:
        """Python writes the byte only for signals that it handles."""

    def heard() -> None:
        ours.recv(64)
        end()

    notifier = QSocketNotifier(ours.fileno(), QSocketNotifier.Type.Read)
    notifier.activated.connect(lambda *_: heard())
    watched = signal.set_wakeup_fd(pythons.fileno(), warn_on_full_buffer=False)
    before = {each: signal.signal(each, remember) for each in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(watched)
        notifier.setEnabled(False)
        ours.close()
        pythons.close()
