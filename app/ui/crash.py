"""Bugs: a log entry and a dialog that says where the log is and that nothing recorded was lost.

`install_crash_handler` catches what nobody caught: exceptions on the GUI thread and on other threads. Qt's
own messages go to the log. Expected errors never come this way.
"""

from __future__ import annotations

import faulthandler
import logging
import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType
from typing import TextIO

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, QUrl, Signal, qInstallMessageHandler
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox

from app.i18n import tr
from app.ui.i18n import isolate

log = logging.getLogger(__name__)
qt_log = logging.getLogger("qt")

_QT_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class CrashReporter(QObject):
    """Writes bugs to the log and tells the user once about each."""

    _caught = Signal(str)

    def __init__(self, log_path: Path) -> None:
        super().__init__()
        self._log_path = log_path
        self._told: set[str] = set()
        self.dialog: CrashDialog | None = None
        self.hard_crash_log: TextIO | None = None
        self._caught.connect(self._tell)

    def report(self, error: BaseException) -> None:
        """Log a bug and show the dialog. Any thread."""
        log.critical("bug", exc_info=error)
        frames = traceback.extract_tb(error.__traceback__)
        place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""
        self._caught.emit(f"{type(error).__name__}: {error}\n{place}")

    def _tell(self, what: str) -> None:
        if what in self._told or QGuiApplication.instance() is None:
            return
        self._told.add(what)
        if self.dialog is None or not self.dialog.isVisible():
            self.dialog = CrashDialog(what, self._log_path)
            self.dialog.open()


class CrashDialog(QMessageBox):
    """What the user sees of a bug."""

    def __init__(self, what: str, log_path: Path) -> None:
        super().__init__(QApplication.activeWindow())
        self._log_path = log_path
        self.setIcon(QMessageBox.Icon.Warning)
        self.setWindowTitle(tr("开播遇到了问题"))
        self.setText(tr("程序出了一个没有预料到的问题。您录下的声音和成绩都没有丢。"))
        self.setInformativeText(
            tr(
                "可以接着用；如果画面不对，请关掉再打开。详细情况记在这个文件里，求助时请把它发给老师：\n{path}",
                path=isolate(str(log_path)),
            )
        )
        self.setDetailedText(what)
        self._open = self.addButton(tr("打开日志所在的文件夹"), QMessageBox.ButtonRole.ActionRole)
        self._open.clicked.connect(self._open_folder)
        go_on = self.addButton(tr("接着用"), QMessageBox.ButtonRole.AcceptRole)
        self.setDefaultButton(go_on)
        self.setEscapeButton(go_on)

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._log_path.parent)))


def install_crash_handler(log_path: Path) -> CrashReporter:
    """Catch what nobody caught from now on; keep the reporter alive as long as the application."""
    reporter = CrashReporter(log_path)

    def on_exception(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        reporter.report(error.with_traceback(trace))

    def on_thread_exception(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            reporter.report(args.exc_value)

    sys.excepthook = on_exception
    threading.excepthook = on_thread_exception
    qInstallMessageHandler(log_qt_message)
    try:
        # kept open for the life of the process: a hard crash (in a driver, say) leaves its stack here
        reporter.hard_crash_log = log_path.with_name("hard_crash.log").open("a", encoding="utf-8")
        faulthandler.enable(reporter.hard_crash_log)
    except OSError as error:
        log.warning("hard crashes will not be logged: %s", error)
    return reporter


def log_qt_message(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    """Send one of Qt's messages to the log."""
    category = context.category or "default"
    qt_log.log(_QT_LEVELS.get(kind, logging.WARNING), "%s: %s", category, text)
