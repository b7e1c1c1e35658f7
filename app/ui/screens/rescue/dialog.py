"""The rescue dialog: recordings found after the program was cut off, each to be kept or thrown away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QMessageBox, QVBoxLayout, QWidget

from app.errors import ExpectedError
from app.i18n import tr, trn
from app.storage.values import FREE, Attempt
from app.ui.i18n import isolate
from app.ui.jobs import Err, Jobs, Ok
from app.ui.texts import seconds_text, when
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import Button, button
from app.ui.widgets.card import Card
from app.ui.widgets.labels import label

if TYPE_CHECKING:
    from app.audio.journal import JournaledTake
    from app.practice.studio import Studio


class RescueDialog(QDialog):
    """Lists the takes; closing it decides nothing, they are offered again next time.

    Each take comes with the name of whoever recorded it, "" when unknown.
    """

    told = Signal(str)  # a sentence for the notice bar

    def __init__(
        self,
        studio: Studio,
        jobs: Jobs,
        theme: Theme,
        takes: Sequence[tuple[JournaledTake, str]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._studio = studio
        self._jobs = jobs
        self._theme = theme
        self._left = len(takes)
        self._playing: Button | None = None
        self._watch = QTimer(self)
        self._watch.setInterval(150)
        self._watch.timeout.connect(self._follow_playing)
        self.setWindowTitle(tr("找回的录音"))
        self.setMinimumWidth(theme.size(560))
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 3 * SPACE)
        column.setSpacing(2 * SPACE)
        column.addWidget(
            label(
                trn(
                    "上次没有正常关闭，找回了 {number} 段录音。",
                    "上次没有正常关闭，找回了 {number} 段录音。",
                    len(takes),
                ),
                "title",
            )
        )
        column.addWidget(label(tr("听一听，再决定留不留。现在不决定也可以，下次打开还会问您。"), "soft"))
        for take, owner in takes:
            column.addWidget(self._take_card(take, owner))
        self._failure = label("", "error")
        self._failure.hide()
        column.addWidget(self._failure)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(button(tr("以后再说"), self.close, theme, kind="quiet"))
        column.addLayout(row)

    def _take_card(self, take: JournaledTake, owner: str) -> Card:
        card = Card()
        text = take.meta.get("text", "")
        card.body.addWidget(label(isolate(text) if text else tr("不知道说的是哪一句"), "lead"))
        card.body.addWidget(label(f"{when(take.created)} · {seconds_text(take.duration)}", "small"))
        whose = tr("{name} 录的", name=isolate(owner)) if owner else tr("不知道是谁录的，留下就算您的")
        card.body.addWidget(label(whose, "small"))
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        keep = button(
            tr("留下并评分") if text and take.meta.get("kind") != FREE else tr("留下"),
            lambda: self._settle(card, lambda: self._studio.rescues.keep(take), self._kept),
            self._theme,
            kind="main",
            icon="check",
        )
        listen = button(tr("听一听"), lambda: self._listen(take, listen), self._theme, icon="play")
        drop = button(
            tr("删掉"),
            lambda: self._ask_to_drop(card, take),
            self._theme,
            kind="quiet",
            icon="trash",
        )
        for each in (listen, keep, drop):
            row.addWidget(each)
        row.addStretch(1)
        card.body.addLayout(row)
        return card

    def _listen(self, take: JournaledTake, pressed: Button) -> None:
        if self._playing is pressed:
            self._stop_playing()
            return
        self._stop_playing()
        self._playing = pressed
        self._jobs.run(take.samples, self._play, owner=self)

    def _play(self, result: Ok[Any] | Err) -> None:
        if isinstance(result, Err):
            self._playing = None
            self._fail(str(result.error))
            return
        if self._playing is None:
            return
        try:
            self._studio.play(result.value)
        except ExpectedError as error:
            self._playing = None
            self._fail(str(error))
            return
        self._playing.set_icon("stop")
        self._playing.setText(tr("停止"))
        self._watch.start()

    def _follow_playing(self) -> None:
        if not self._studio.playing:
            self._stop_playing()
            error = self._studio.play_error
            if error is not None:
                self._fail(str(error))

    def _stop_playing(self) -> None:
        self._watch.stop()
        if self._playing is not None:
            self._studio.stop_playing()
            self._playing.set_icon("play")
            self._playing.setText(tr("听一听"))
            self._playing = None

    def _ask_to_drop(self, card: Card, take: JournaledTake) -> None:
        """Delete a take once she has said that she means it: nobody can bring it back."""
        self._stop_playing()
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(tr("删除录音"))
        box.setText(tr("删掉这段找回的录音？删掉就找不回来了。"))
        box.setInformativeText(isolate(take.meta.get("text", "")))
        delete = box.addButton(tr("删除"), QMessageBox.ButtonRole.DestructiveRole)
        keep = box.addButton(tr("留着"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        delete.clicked.connect(lambda: self._settle(card, lambda: self._studio.rescues.discard(take)))
        box.open()

    def _kept(self, attempt: object) -> None:
        if isinstance(attempt, Attempt) and attempt.score is None and not attempt.free:
            self.told.emit(tr("找回的录音留下了，还没有评分。在“进步”里打开它，就能评分。"))

    def _settle(
        self, card: Card, work: Callable[[], object], done: Callable[[object], None] | None = None
    ) -> None:
        self._stop_playing()
        card.setEnabled(False)
        self._failure.hide()

        def settled(result: Ok[object] | Err) -> None:
            if isinstance(result, Err):
                card.setEnabled(True)
                self._fail(str(result.error))
                return
            if done is not None:
                done(result.value)
            card.hide()
            self._left -= 1
            if not self._left:
                self.accept()

        self._jobs.run(work, settled, owner=self)

    def _fail(self, sentence: str) -> None:
        self._failure.setText(sentence)
        self._failure.show()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Be quiet when the dialog goes."""
        self._stop_playing()
        super().closeEvent(event)
