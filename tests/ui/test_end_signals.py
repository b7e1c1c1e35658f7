"""SIGTERM ends the window as closing it does."""

from __future__ import annotations

import os
import signal
import sys

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app.ui.end_signals import end_signals

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")


def test_the_loop_hears_of_it(application: QApplication) -> None:
    before = signal.getsignal(signal.SIGTERM)
    QTimer.singleShot(50, lambda: os.kill(os.getpid(), signal.SIGTERM))
    QTimer.singleShot(20_000, lambda: application.exit(2))
    with end_signals(lambda: application.exit(0)):
        assert application.exec() == 0
    assert signal.getsignal(signal.SIGTERM) is before
