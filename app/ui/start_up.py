"""What the window does when it opens: welcome, the backup it can offer, rescued takes, the speech model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QMessageBox

from app.errors import ExpectedError
from app.i18n import tr, trn
from app.storage.values import Backup
from app.ui.i18n import apply_language
from app.ui.jobs import Err, Jobs, Ok
from app.ui.main_window import MainWindow
from app.ui.texts import exact_time
from app.ui.theme import Theme
from app.ui.where import Place, Where

if TYPE_CHECKING:
    from app.audio.journal import JournaledTake
    from app.practice.studio import Studio


class WindowKeeper(QObject):
    """Holds the one window, builds it anew when language or size of text change, and starts things up."""

    def __init__(self, application: QApplication, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__()
        self._application = application
        self._studio = studio
        self._jobs = jobs
        self._theme = theme
        self._dialog: QObject | None = None
        self.window = self._build()

    def start(self) -> None:
        """Show the first page, then look after everything that can wait."""
        self.window.go(self._first_place())
        self.window.show()
        self._jobs.run(self._studio.warm_up, self._warmed_up, owner=self)
        self.window.show_notices()
        if self._studio.offered_backup is not None:
            self.offer_backup(self._studio.offered_backup, damaged=True)
        elif self._studio.settings.welcome_done:
            self._jobs.run(self._studio.rescued, self._found_takes, owner=self)

    def _first_place(self) -> Where:
        if not self._studio.settings.welcome_done:
            return Where(Place.WELCOME)
        return Where(Place.TODAY if self._studio.profile is not None else Place.PROFILE)

    def _build(self) -> MainWindow:
        window = MainWindow(self._studio, self._jobs, self._theme)
        window.language_wanted.connect(self.change_language)
        window.size_wanted.connect(self._rebuild)
        window.look_changed.connect(lambda: self._theme.apply(self._studio.settings))
        window.restore_wanted.connect(lambda backup: self.offer_backup(backup, damaged=False))
        return window

    def change_language(self, language: str) -> None:
        """Put the whole window into another language, staying where the user is."""
        try:
            self._studio.change_settings(language=language)
        except ExpectedError as error:
            self.window.notices.show_notice(str(error))
        apply_language(self._application, language)
        self._studio.reload_library()  # its remarks on lesson files are in the language they were read in
        self._rebuild()

    def _rebuild(self) -> None:
        self._theme.apply(self._studio.settings)
        old = self.window
        shown, geometry = old.isVisible(), old.saveGeometry()
        self.window = self._build()
        self.window.restoreGeometry(geometry)
        if shown:
            self.window.show()
        self.window.go(old.where)
        self.window.show_notices()
        old.close()
        old.deleteLater()

    def _warmed_up(self, result: Ok[None] | Err) -> None:
        if isinstance(result, Err):
            self.window.speech_failed(str(result.error))
        self.window.show_notices()

    def offer_backup(self, backup: Backup, *, damaged: bool) -> None:
        """Ask whether to put `backup` in the place of the present (or damaged) database."""
        box = QMessageBox(self.window)
        box.setWindowTitle(tr("恢复备份"))
        box.setIcon(QMessageBox.Icon.Question)
        text = tr("找到了 {time} 的备份。", time=exact_time(backup.created))
        if backup.attempts is not None:
            text += trn("里面有 {number} 次练习。", "里面有 {number} 次练习。", backup.attempts)
        box.setText(tr("成绩数据库损坏了，已经放到一边，没有删除。") + text if damaged else text)
        box.setInformativeText(tr("恢复以后，备份之后的成绩看不到了，录音文件都还在。要恢复吗？"))
        restore = box.addButton(tr("恢复这个备份"), QMessageBox.ButtonRole.AcceptRole)
        later = box.addButton(tr("先不恢复"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(restore if damaged else later)
        box.setEscapeButton(later)
        restore.clicked.connect(lambda: self._restore(backup))
        self._dialog = box
        box.open()

    def _restore(self, backup: Backup) -> None:
        self._jobs.run(lambda: self._studio.restore_backup(backup), self._restored, owner=self)

    def _restored(self, result: Ok[None] | Err) -> None:
        if isinstance(result, Err):
            self.window.notices.show_notice(str(result.error))
            return
        self.window.notices.show_notice(tr("备份已经恢复。"))
        self.window.go(self._first_place())

    def _found_takes(self, result: Ok[list[JournaledTake]] | Err) -> None:
        if isinstance(result, Err):
            self.window.notices.show_notice(str(result.error))
        elif result.value:
            from app.ui.screens.rescue import RescueDialog

            dialog = RescueDialog(self._studio, self._jobs, self._theme, result.value, self.window)
            dialog.accepted.connect(self._refresh)
            self._dialog = dialog
            dialog.open()

    def _refresh(self) -> None:
        if self.window.where.place is Place.TODAY:
            self.window.go_home()
