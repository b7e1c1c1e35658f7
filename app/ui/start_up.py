"""What the window does when it opens: welcome, the backup it can offer, rescued takes, the speech model."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from app import i18n
from app.errors import ExpectedError
from app.i18n import tr, trn
from app.policy import SetByCentreError
from app.storage.values import Backup
from app.ui.exchange import Exchange
from app.ui.i18n import apply_language, isolate
from app.ui.idle import IdleSignOut
from app.ui.jobs import Err, Jobs, Ok
from app.ui.main_window import MainWindow
from app.ui.texts import exact_time
from app.ui.theme import Theme
from app.ui.where import Place, Where

if TYPE_CHECKING:
    from app.audio.journal import JournaledTake
    from app.practice.studio import Studio
    from app.storage.values import Attempt
    from app.ui.recording import TakeSignals


ASK_AGAIN_MS = 100

_DECLINED = "declined_backup"
"""Remembers the name of the backup she did not want in the place of an empty list."""


def window_language(studio: Studio) -> str:
    """The language of whoever is here, else the machine's."""
    here = studio.profile
    return (here.language if here is not None else "") or studio.settings.language


class WindowKeeper(QObject):
    """Holds the one window, builds it anew when person, language or size change, and starts things up."""

    def __init__(
        self,
        application: QApplication,
        studio: Studio,
        jobs: Jobs,
        theme: Theme,
        pack: Path | None = None,
    ) -> None:
        """`pack` is a lesson pack that is offered to whoever is here, as soon as somebody is."""
        super().__init__()
        self._application = application
        self._studio = studio
        self._jobs = jobs
        self._theme = theme
        self._dialog: QObject | None = None
        self._speech_error: ExpectedError | None = None
        self._takes: list[TakeSignals] = []  # begun in a window that is gone
        self._pack = pack
        self.exchange = Exchange(studio, jobs, self)
        self.exchange.brought.connect(self._news)
        application.aboutToQuit.connect(self.exchange.end)
        self.window = self._build()
        self._idle = IdleSignOut(
            application, studio, jobs, lambda: self.window, studio.policy.idle_minutes or 0
        )

    def start(self) -> None:
        """Show the first page, then look after everything that can wait."""
        self._go_first()
        self.window.show()
        self._jobs.run(self._studio.warm_up, self._warmed_up, owner=self)
        self.exchange.plan()
        self.window.show_notices()
        backup = self._studio.database.offered_backup
        if backup is not None and self._worth_offering(backup):
            self.offer_backup(backup, at_start=True)
        else:
            self._look_for_takes()
        self._offer_pack()

    def end(self) -> None:
        """Leave the page, so that a running take is kept, and end the program without asking anything."""
        self.window.hand_over()
        self._application.exit(0)

    def _first_place(self) -> Where:
        if not self._studio.settings.welcome_done:
            return Where(Place.WELCOME)
        return self.window.first_page()

    def _go_first(self) -> None:
        where = self._first_place()
        if where.place is Place.PROFILE:
            self.window.profile.expect(self._studio.settings.profile_id)
        self.window.go(where)

    def _build(self) -> MainWindow:
        window = MainWindow(self._studio, self._jobs, self._theme)
        window.exchange = self.exchange
        window.language_wanted.connect(self.change_language)
        window.size_wanted.connect(lambda: self._rebuild())
        window.person_changed.connect(self._person_changed)
        window.look_changed.connect(lambda: self._theme.apply(self._studio.settings))
        window.restore_wanted.connect(lambda backup: self.offer_backup(backup))
        if self._pack is not None and not self._studio.settings.welcome_done:
            window.welcome.finished.connect(self._offer_pack)
        return window

    def change_language(self, language: str) -> None:
        """Put the whole window into another language, staying where the user is.

        It is kept for the machine at home, and for whoever is signed in where many share it or the centre
        set the machine's.
        """
        studio = self._studio

        def keep() -> None:
            here = studio.profile
            shared = studio.policy.language is not None or studio.people.centre() is not None
            if here is not None and (here.language or shared):
                studio.people.change(here.id, language=language)
            else:
                studio.change_settings(language=language)

        def kept(result: Ok[None] | Err) -> None:
            if isinstance(result, Err):
                self.window.notices.show_notice(str(result.error))
                if isinstance(result.error, SetByCentreError):
                    return
            apply_language(self._application, language)
            studio.reload_library()  # its remarks on lesson files are in the language they were read in
            self._rebuild()

        self._jobs.run(keep, kept, owner=self)

    def _person_changed(self, where: Where, sentence: str) -> None:
        """A window for whoever is here now: nothing of the one before stays in it."""
        language = window_language(self._studio)
        if language != i18n.language():
            apply_language(self._application, language)
            self._jobs.run(self._studio.reload_library, lambda _result: None, owner=self)
        self._rebuild(where)
        if sentence:
            self.window.notices.show_notice(sentence)
        if self._studio.profile is not None and not self._takes:
            self._look_for_takes()  # in a centre each is offered her own
        self._offer_pack()

    def _rebuild(self, where: Where | None = None) -> None:
        self._theme.apply(self._studio.settings)
        old = self.window
        self._hear_of(old.hand_over())
        shown, geometry = old.isVisible(), old.saveGeometry()
        self.window = self._build()
        self.window.restoreGeometry(geometry)
        if shown:
            self.window.show()
        self.window.go(where or old.where)
        self.window.show_notices()
        if self._takes and where is None:
            self.window.notices.show_passing(tr("录音已经保存，评好分就告诉您。"))
        if self._speech_error is not None and not self._studio.speech_ready:
            self.window.speech_failed(str(self._speech_error))
        old.close()
        old.deleteLater()

    def _warmed_up(self, result: Ok[None] | Err) -> None:
        if isinstance(result, Err):
            self._speech_error = result.error
            self.window.speech_failed(str(result.error))
        self.window.show_notices()

    def _news(self) -> None:
        from app.ui.news import show_news  # the pages that it knows are not needed for the first window

        show_news(self.window)

    # a lesson pack that the program was started with

    def _offer_pack(self) -> None:
        pack = self._pack
        if pack is None or not self._studio.settings.welcome_done:
            return
        if self._studio.profile is None:
            self.window.notices.show_notice(
                tr("先选好谁在练习，就可以导入课包“{file}”。", file=isolate(pack.name))
            )
            return
        self._pack = None
        self.window.go(Where(Place.LEARN))
        self.window.learn.packs.open_pack(pack)

    # takes that outlive the window they were begun in

    def _hear_of(self, takes: list[TakeSignals]) -> None:
        for take in takes:
            take.scored.connect(self._take_scored)
            take.cut_short.connect(self._take_cut_short)
            take.failed.connect(self._take_failed)
        self._takes += takes

    def _take_scored(self, take: TakeSignals, attempt: Attempt) -> None:
        self._takes.remove(take)
        sentence = tr("刚才的录音评好分了。")

        def show() -> None:
            self.window.notices.dismiss(sentence)
            self.window.show_attempt(attempt.id)

        self.window.notices.show_notice(sentence, tr("看结果"), show)

    def _take_cut_short(self, take: TakeSignals, error: ExpectedError) -> None:
        self.window.notices.show_notice(str(error))

    def _take_failed(self, take: TakeSignals, error: ExpectedError) -> None:
        self._takes.remove(take)
        self.window.notices.show_notice(str(error))

    # backups

    def _worth_offering(self, backup: Backup) -> bool:
        """After damage always; for a list that is merely empty, unless she has said no to this backup."""
        if self._studio.database.damaged is not None:
            return True
        return bool(backup.attempts) and self._remembered().value(_DECLINED) != backup.path.name

    def _remembered(self) -> QSettings:
        return QSettings(str(self._studio.home / "window.ini"), QSettings.Format.IniFormat)

    def offer_backup(self, backup: Backup, *, at_start: bool = False) -> None:
        """Ask whether to put `backup` in the place of the present database.

        `at_start` because the database was found damaged or empty; found takes are looked for afterwards.
        """
        damaged = at_start and self._studio.database.damaged is not None
        empty = at_start and not damaged
        box = QMessageBox(self.window)
        box.setWindowTitle(tr("恢复备份"))
        box.setIcon(QMessageBox.Icon.Question)
        text = tr("找到了 {time} 的备份。", time=exact_time(backup.created))
        if backup.attempts is not None:
            text += trn("里面有 {number} 次练习。", "里面有 {number} 次练习。", backup.attempts)
        if damaged:
            text = tr("成绩数据库损坏了，已经放到一边，没有删除。") + text
        elif empty:
            text = tr("成绩列表现在是空的。") + text
        box.setText(text)
        box.setInformativeText(
            tr("要恢复吗？不恢复也可以，以后随时能在设置里恢复。")
            if empty
            else tr("恢复以后，备份之后的成绩看不到了，录音文件都还在。要恢复吗？")
        )
        restore = box.addButton(tr("恢复这个备份"), QMessageBox.ButtonRole.AcceptRole)
        later = box.addButton(tr("不用了") if empty else tr("先不恢复"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(restore if damaged else later)
        box.setEscapeButton(later)

        def answered() -> None:
            if box.clickedButton() == restore:
                self._restore(backup, at_start)
                return
            if empty:
                self._remembered().setValue(_DECLINED, backup.path.name)
            if at_start:
                self._look_for_takes()

        box.finished.connect(answered)
        self._dialog = box
        box.open()

    def _restore(self, backup: Backup, at_start: bool) -> None:
        if self.exchange.running:  # it must not write into what is being put away
            self.exchange.stop()
            QTimer.singleShot(ASK_AGAIN_MS, self, lambda: self._restore(backup, at_start))
            return
        before = self._studio.profile

        def restored(result: Ok[None] | Err) -> None:
            sentence = str(result.error) if isinstance(result, Err) else tr("备份已经恢复。")
            if isinstance(result, Err) and self._studio.profile == before:
                self.window.notices.show_notice(sentence)
                looked = False
            else:  # another database; who needs a PIN is not in it yet, and her pages must not stay
                self._person_changed(self._first_place(), sentence)
                looked = self._studio.profile is not None
            if at_start and not looked:
                self._look_for_takes()

        self._jobs.run(lambda: self._studio.database.restore(backup), restored, owner=self)

    # takes that an earlier run left behind

    def _look_for_takes(self) -> None:
        if not self._studio.settings.welcome_done:
            return
        studio, asked_for = self._studio, self._studio.profile

        def found(result: Ok[list[tuple[JournaledTake, str]]] | Err) -> None:
            here = studio.profile
            if (here and here.id) == (asked_for and asked_for.id):  # else they are not for who is here now
                self._found_takes(result)

        self._jobs.run(
            lambda: [(take, studio.rescues.owner(take)) for take in studio.rescues.all()],
            found,
            owner=self,
        )

    def _found_takes(self, result: Ok[list[tuple[JournaledTake, str]]] | Err) -> None:
        if isinstance(result, Err):
            self.window.notices.show_notice(str(result.error))
        elif result.value:
            from app.ui.screens.rescue import RescueDialog

            dialog = RescueDialog(self._studio, self._jobs, self._theme, result.value, self.window)
            dialog.told.connect(lambda sentence: self.window.notices.show_notice(sentence))
            dialog.accepted.connect(self._refresh)
            self._dialog = dialog
            dialog.open()

    def _refresh(self) -> None:
        if self.window.where.place is Place.TODAY:
            self.window.go_home()
