"""Settings: microphone, loudspeaker and countdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox

from app.audio.values import InputDevice
from app.i18n import tr, trn
from app.ui.jobs import Err, Jobs, Ok
from app.ui.screens.settings.changing import change
from app.ui.theme import Theme
from app.ui.widgets.card import Card
from app.ui.widgets.form import FormRows
from app.ui.widgets.labels import rule
from app.ui.widgets.microphone_test import MicrophoneTest

if TYPE_CHECKING:
    from app.practice.studio import Studio

COUNTDOWNS = (0, 1, 3, 5, 10)


class SoundCard(Card):
    """What is heard and through what."""

    failed = Signal(str)

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__(tr("声音"))
        self._studio = studio
        self._jobs = jobs
        self.test = MicrophoneTest(studio, jobs, theme)
        self.body.addWidget(self.test)
        self.body.addWidget(rule())
        rows = FormRows()
        self.speaker = QComboBox()
        self.speaker.activated.connect(self._choose_speaker)
        rows.add_field(tr("扬声器或耳机"), self.speaker, tr("戴耳机练习，录音里就不会混进示范的声音。"))
        self.countdown = QComboBox()
        for seconds in sorted({*COUNTDOWNS, studio.settings.countdown_seconds}):
            text = trn("{number} 秒", "{number} 秒", seconds) if seconds else tr("不倒数，马上开始")
            self.countdown.addItem(text, seconds)
        self.countdown.setCurrentIndex(self.countdown.findData(studio.settings.countdown_seconds))
        self.countdown.activated.connect(
            lambda index: change(
                studio, self.failed.emit, countdown_seconds=int(self.countdown.itemData(index))
            )
        )
        rows.add_field(tr("录音前倒数"), self.countdown)
        self.body.addLayout(rows)

    def load(self) -> None:
        """Look which devices there are."""
        self.test.show_devices()
        self._jobs.run(self._studio.outputs, self._show_speakers, owner=self)

    def _show_speakers(self, result: Ok[list[InputDevice]] | Err) -> None:
        self.speaker.clear()
        self.speaker.addItem(tr("系统默认的扬声器"), "")
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
            return
        for device in result.value:
            self.speaker.addItem(device.name, device.id)
        chosen = self._studio.settings.output_device
        if self.speaker.findData(chosen) < 0:
            self.speaker.addItem(tr("{device}（现在没有插上）", device=chosen), chosen)
        self.speaker.setCurrentIndex(self.speaker.findData(chosen))

    def _choose_speaker(self, index: int) -> None:
        change(self._studio, self.failed.emit, output_device=str(self.speaker.itemData(index) or ""))
