from __future__ import annotations

import faulthandler
import logging
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from app.ui.crash import CrashReporter, install_crash_handler, log_qt_message


def caught(kind: type[Exception], text: str) -> Exception:
    try:
        raise kind(text)
    except kind as error:
        return error


def test_a_bug_is_logged_and_shown_once(application, qtbot, caplog, tmp_path: Path) -> None:
    reporter = CrashReporter(tmp_path / "log" / "kaibo.log")
    bug = caught(ValueError, "a bug of ours")
    with caplog.at_level(logging.CRITICAL):
        reporter.report(bug)
        first = reporter.dialog
        assert first is not None
        assert first.isVisible()
        assert str(tmp_path) in first.informativeText()
        assert "没有丢" in first.text()
        assert "Traceback" not in first.text() + first.informativeText()
        first.close()
        reporter.report(bug)
    assert reporter.dialog is first
    assert not first.isVisible()
    assert caplog.text.count("a bug of ours") == 2


def test_a_bug_on_another_thread_reaches_the_dialog(application, qtbot, tmp_path: Path) -> None:
    reporter = CrashReporter(tmp_path / "kaibo.log")
    bug = caught(KeyError, "x")
    worker = threading.Thread(target=reporter.report, args=(bug,))
    worker.start()
    worker.join()
    assert reporter.dialog is None
    qtbot.waitUntil(lambda: reporter.dialog is not None and reporter.dialog.isVisible())
    reporter.dialog.close()


def test_the_hooks_are_put_in_place(
    application: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    was_enabled = faulthandler.is_enabled()
    previous = qInstallMessageHandler(None)
    try:
        reporter = install_crash_handler(tmp_path / "kaibo.log")
        with caplog.at_level(logging.INFO):
            error = caught(RuntimeError, "on the gui thread")
            sys.excepthook(type(error), error, error.__traceback__)
            other = threading.Thread(target=lambda: 1 // 0)
            other.start()
            other.join()
            application.processEvents()
        assert "on the gui thread" in caplog.text
        assert "ZeroDivisionError" in caplog.text
        assert reporter.dialog is not None
        reporter.dialog.close()
    finally:
        qInstallMessageHandler(previous)
        faulthandler.disable()
        assert reporter.hard_crash_log is not None
        reporter.hard_crash_log.close()
        if was_enabled:
            faulthandler.enable()


def test_qt_messages_go_to_the_log(caplog) -> None:
    class Context:
        category = "qt.qpa"

    with caplog.at_level(logging.DEBUG, logger="qt"):
        log_qt_message(QtMsgType.QtWarningMsg, Context(), "a font is missing")
    assert caplog.records[-1].levelno == logging.WARNING
    assert caplog.records[-1].getMessage() == "qt.qpa: a font is missing"
