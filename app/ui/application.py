"""The Qt application: style, language, theme, crash handler, and the window until it closes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QMessageBox

from app import __version__
from app.errors import ExpectedError
from app.i18n import tr
from app.paths import assets_dir
from app.settings import Settings
from app.ui.crash import install_crash_handler
from app.ui.end_signals import end_signals
from app.ui.i18n import apply_language
from app.ui.jobs import Jobs
from app.ui.start_up import WindowKeeper, window_language
from app.ui.theme import Theme

if TYPE_CHECKING:
    from app.practice.studio import Studio


def make_application(settings: Settings, language: str = "") -> QApplication:
    """The application in `language`, else the machine's; the one there is when there is one."""
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    QCoreApplication.setApplicationName("Kaibo")
    QCoreApplication.setApplicationVersion(__version__)
    application.setDesktopFileName("kaibo")
    application.setStyle("Fusion")
    application.setWindowIcon(QIcon(str(assets_dir() / "icons" / "kaibo.svg")))
    apply_language(application, language or settings.language)
    return application


def show_start_failure(settings: Settings, error: Exception) -> None:
    """Say why the window cannot open: whoever started it by its icon sees no standard error."""
    application = make_application(settings)
    sentence = (
        str(error)
        if isinstance(error, ExpectedError)
        else tr("程序出了问题，已记入日志（log/kaibo.log）。已有的录音没有丢失。")
    )
    QMessageBox.critical(None, tr("开播打不开"), sentence)
    del application


def run_window(studio: Studio, log_path: Path, pack: Path | None = None) -> int:
    """Show the window and return the exit code once it was closed. The caller closes the studio."""
    application = make_application(studio.settings, window_language(studio))
    reporter = install_crash_handler(log_path)
    theme = Theme(application, studio.settings)
    jobs = Jobs(report_bug=reporter.report)
    keeper = WindowKeeper(application, studio, jobs, theme, pack)
    keeper.start()
    with end_signals(keeper.end):
        code = application.exec()
    studio.stop_playing()
    jobs.wait()
    return code
