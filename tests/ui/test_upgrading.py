"""The window of an upgrade: it shows how far it is, stays until the end, and passes failures on."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from app.errors import ExpectedError
from app.i18n import msg
from app.ui.upgrading import Progress, UpgradeWindow


def test_it_stays_until_the_work_has_ended(qtbot: QtBot) -> None:
    go_on, seen = threading.Event(), []

    def work(tell: Progress) -> None:
        tell(2, 4)
        assert go_on.wait(10)

    window = UpgradeWindow(work)
    qtbot.addWidget(window)

    def look() -> None:
        window.reject()
        window.close()
        seen.append((window.isVisible(), window.bar.value(), window.bar.maximum()))
        go_on.set()

    QTimer.singleShot(400, look)
    window.carry_out()
    assert seen == [(True, 2, 4)]
    assert not window.isVisible()


def test_a_failure_is_raised_where_it_was_asked_for(qtbot: QtBot) -> None:
    def work(_tell: Progress) -> None:
        raise ExpectedError(msg("磁盘满了"))

    window = UpgradeWindow(work)
    qtbot.addWidget(window)
    with pytest.raises(ExpectedError, match="磁盘满了"):
        window.carry_out()
