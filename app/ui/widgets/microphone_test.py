"""The microphone test: choose a microphone, say a sentence, read in words how it went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.audio.values import InputDevice, Level
from app.errors import ExpectedError
from app.i18n import tr
from app.ui.jobs import Err, Jobs, Ok
from app.ui.microphone_check import SENTENCES, MicrophoneOutcome, derive_outcome
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.form import FormRows
from app.ui.widgets.labels import label, set_look
from app.ui.widgets.level_meter import LevelMeter

if TYPE_CHECKING:
    from app.practice.studio import Studio

TEST_MS = 5000
READING_MS = 50


class MicrophoneTest(QWidget):
    """A device list, a level meter, a button, and the outcome in words.

    `finished` tells the outcome. Call `stop` before the widget goes away.
    """

    finished = Signal(object)  # MicrophoneOutcome

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__()
        self._studio = studio
        self._jobs = jobs
        self._theme = theme
        self._levels: list[Level] = []
        self._timer = QTimer(self)
        self._timer.setInterval(READING_MS)
        self._timer.timeout.connect(self._read)

        self.devices = QComboBox()
        self.devices.activated.connect(self._choose)
        search = button("", self.find_devices, theme, icon="again", name=tr("重新查找麦克风"))
        search.setToolTip(tr("重新查找麦克风"))
        choice = QHBoxLayout()
        choice.setSpacing(SPACE)
        choice.addWidget(self.devices, 1)
        choice.addWidget(search)
        rows = FormRows()
        rows.add_field(tr("麦克风"), self.devices, beside=choice)
        self.meter = LevelMeter(theme)
        self.start_button = button(tr("试一试麦克风"), self.start, theme, icon="practise")
        measure = QHBoxLayout()
        measure.setSpacing(2 * SPACE)
        measure.addWidget(self.start_button)
        measure.addWidget(self.meter, 1)
        self._instruction = label("", "lead")
        self._picture = QLabel()
        self._sentence = label("", "strong")
        self._advice = label("", "soft")
        self._outcome = QWidget()
        outcome = QHBoxLayout(self._outcome)
        outcome.setContentsMargins(0, 0, 0, 0)
        outcome.setSpacing(SPACE)
        texts = QVBoxLayout()
        texts.setSpacing(SPACE // 2)
        texts.addWidget(self._sentence)
        texts.addWidget(self._advice)
        outcome.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        outcome.addLayout(texts, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * SPACE)
        column.addLayout(rows)
        column.addLayout(measure)
        column.addWidget(self._instruction)
        column.addWidget(self._outcome)
        self._instruction.hide()
        self._outcome.hide()

    @property
    def outcome_text(self) -> str:
        """What was said about the last test, "" before the first."""
        return self._sentence.text()

    def find_devices(self) -> None:
        """List the microphones there are now."""
        self.stop()
        self._jobs.run(self._fresh_inputs, self._searched, owner=self)

    def show_devices(self) -> None:
        """List the microphones already known, without looking for new ones."""
        self._jobs.run(self._studio.inputs, self._show_devices, owner=self)

    def _fresh_inputs(self) -> tuple[bool, list[InputDevice]]:
        return self._studio.refresh_devices(), self._studio.inputs()

    def _searched(self, result: Ok[tuple[bool, list[InputDevice]]] | Err) -> None:
        if isinstance(result, Err):
            self._show_devices(result)
            return
        fresh, found = result.value
        self._show_devices(Ok(found))
        if not fresh:
            self._tell(
                MicrophoneOutcome.NOT_AVAILABLE, tr("声音设备正在使用，没能重新查找。请等几秒再试一次。")
            )

    def _show_devices(self, result: Ok[list[InputDevice]] | Err) -> None:
        self.devices.clear()
        self.devices.addItem(tr("系统默认的麦克风"), "")
        if isinstance(result, Err):
            self._tell(MicrophoneOutcome.NOT_AVAILABLE, str(result.error))
            return
        for device in result.value:
            self.devices.addItem(device.name, device.id)
        chosen = self._studio.settings.input_device
        index = self.devices.findData(chosen)
        if index < 0:
            self.devices.addItem(tr("{device}（现在没有插上）", device=chosen), chosen)
            index = self.devices.count() - 1
        self.devices.setCurrentIndex(index)
        if not result.value:
            self._tell(MicrophoneOutcome.NOT_AVAILABLE, tr("没有找到麦克风。"))

    def _choose(self, index: int) -> None:
        self.stop()
        try:
            self._studio.change_settings(input_device=str(self.devices.itemData(index) or ""))
        except ExpectedError as error:
            self._tell(MicrophoneOutcome.NOT_AVAILABLE, str(error))

    def start(self) -> None:
        """Listen for a few seconds."""
        self.stop()
        self._levels = []
        self._clear_outcome()
        try:
            self._studio.close_microphone()
            self._studio.open_microphone()
        except ExpectedError as error:
            self._tell(MicrophoneOutcome.NOT_AVAILABLE, str(error))
            self.finished.emit(MicrophoneOutcome.NOT_AVAILABLE)
            return
        instruction = tr("请用平常的声音说：大家好，欢迎来到我的直播间。")
        notice = self._studio.microphone_notice
        self._instruction.setText(instruction if notice is None else f"{notice}\n{instruction}")
        self._instruction.show()
        self.start_button.setEnabled(False)
        self.start_button.setText(tr("正在听…"))
        self._timer.start()

    def stop(self) -> None:
        """Stop listening, without an outcome."""
        if self._timer.isActive():
            self._timer.stop()
            self._studio.close_microphone()
        self.meter.set_level(None)
        self._instruction.hide()
        self.start_button.setEnabled(True)
        self.start_button.setText(tr("试一试麦克风"))

    def _read(self) -> None:
        level = self._studio.level()
        self._levels.append(level)
        self.meter.set_level(level)
        if len(self._levels) * READING_MS >= TEST_MS:
            outcome = derive_outcome(self._levels)
            self.stop()
            self._tell(outcome)
            self.start_button.setText(tr("再试一次"))
            self.finished.emit(outcome)

    def _tell(self, outcome: MicrophoneOutcome, sentence: str = "") -> None:
        happened, todo = SENTENCES[outcome]
        works = outcome is MicrophoneOutcome.WORKS
        self._sentence.setText(sentence or str(happened))
        self._advice.setText("" if sentence else str(todo))
        set_look(self._sentence, "role", "good" if works else "error")
        icon, colour = ("check", "good") if works else ("warning", "wrong")
        self._picture.setPixmap(self._theme.pixmap(icon, colour, 24, self))
        self._advice.setVisible(not sentence)
        self._outcome.show()

    def _clear_outcome(self) -> None:
        self._sentence.clear()
        self._outcome.hide()
