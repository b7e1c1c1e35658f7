"""The recording to follow: recorded in place, heard, kept or done again."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.audio.importing import import_audio
from app.errors import ExpectedError
from app.i18n import tr
from app.practice.reference_takes import ReferenceTake
from app.speech.values import FloatArray
from app.ui.i18n import isolate
from app.ui.jobs import Err, Ok
from app.ui.recording import PageMicrophone, warning_sentence
from app.ui.screens.editor.forms.desk import Desk
from app.ui.screens.editor.forms.field import Field
from app.ui.screens.editor.manuscript import Entry
from app.ui.theme import SPACE
from app.ui.widgets.buttons import button
from app.ui.widgets.labels import label, set_look
from app.ui.widgets.level_meter import LevelMeter

TICK_MS = 40


class Phase(Enum):
    """What is going on."""

    RESTING = "resting"
    RECORDING = "recording"
    ENDING = "ending"
    HEARING = "hearing"  # recorded: to be kept, or done again
    KEEPING = "keeping"


class RecordingField(Field):
    """Its value is the file, or None. Only one field records at a time: the one on screen."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._entry: Entry | None = None
        self._path: Path | None = None
        self._take: ReferenceTake | None = None
        self.phase = Phase.RESTING
        self._microphone = PageMicrophone(desk.studio, desk.jobs)
        self._microphone.setParent(self)
        self._microphone.changed.connect(self._microphone_changed)
        self._microphone.told.connect(desk.tell)
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self.tick)
        theme = desk.theme
        self.record = button(tr("录一段"), self.start, theme, icon="record")
        self.stop_button = button(tr("录好了"), self.stop, theme, kind="main", icon="stop")
        self.keep = button(tr("就用这一段"), self.keep_take, theme, kind="main", icon="check")
        self.again = button(tr("再录一遍"), self.start, theme, icon="again")
        self.hear = button(tr("听一听"), self.play, theme, icon="play")
        self.leave_out = button(tr("不要录音"), self.clear, theme, kind="quiet", icon="trash")
        self.search = button(tr("再找一次麦克风"), self._microphone.search, theme, icon="again")
        self.meter = LevelMeter(theme)
        self._said = label("", "small")
        self._clock = label("", "strong", wrap=False)
        self._clock.setMinimumWidth(8 * SPACE)
        self._live = QWidget()
        live = QHBoxLayout(self._live)
        live.setContentsMargins(0, 0, 0, 0)
        live.setSpacing(SPACE)
        live.addWidget(self._clock)
        live.addWidget(self.meter, 1)
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        for each in (
            self.stop_button,
            self.keep,
            self.hear,
            self.record,
            self.again,
            self.leave_out,
            self.search,
        ):
            row.addWidget(each)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE // 2)
        column.addWidget(self._live)
        column.addLayout(row)
        column.addWidget(self._said)
        self._dress()

    # for the form

    def belong_to(self, entry: Entry) -> None:
        """Whose recording it is."""
        self._entry = entry

    def value(self) -> Path | None:
        """The file."""
        return self._path

    def show_value(self, value: Any) -> None:
        """Show whether there is one."""
        self._path = value
        self._dress()

    def focus(self) -> None:
        """The first thing to do."""
        self.record.setFocus()

    @property
    def sentence(self) -> str:
        """What is said below the buttons."""
        return self._said.text()

    @property
    def pending(self) -> bool:
        """Whether something was recorded and is not kept yet."""
        return self.phase is not Phase.RESTING

    def leave(self) -> None:
        """The step is left: what is being recorded ends and waits here to be kept."""
        if self.phase is Phase.RECORDING:
            self.stop()
        self._desk.studio.stop_playing()
        self._rest_microphone()

    # recording

    def start(self) -> None:
        """Record, in place of what waits to be kept."""
        if self.phase not in (Phase.RESTING, Phase.HEARING) or self._entry is None:
            return
        self._desk.studio.stop_playing()
        if not self._microphone.open():
            return
        text = str(getattr(self._entry.step, "text", ""))
        try:
            self._desk.studio.reference_takes.start(text, self._desk.lesson_id())
        except ExpectedError as error:
            self._rest_microphone()
            self._dress(str(error), fault=True)
            return
        self._forget_take()
        self._microphone.forget_warning()
        self.phase = Phase.RECORDING
        self._tick.start()
        self._dress()
        self.stop_button.setFocus()

    def tick(self) -> None:
        """Look at the level and the clock; end when the microphone is gone or the time is up."""
        if self.phase is not Phase.RECORDING:
            return
        studio = self._desk.studio
        self._clock.setText(isolate(f"{studio.elapsed():.1f} {tr('秒')}"))
        if studio.reference_takes.over:
            self.stop()
            return
        warning = self._microphone.look()
        self.meter.set_level(studio.level())
        self._say(warning_sentence(warning, scored=False) if warning else tr("正在录，说完按“录好了”。"))

    def stop(self) -> None:
        """End the recording."""
        if self.phase is not Phase.RECORDING:
            return
        self.phase = Phase.ENDING
        self._tick.stop()
        self._dress()
        self._desk.jobs.run(self._desk.studio.reference_takes.stop, self._stopped, owner=self)

    def _stopped(self, result: Ok[ReferenceTake] | Err) -> None:
        self._rest_microphone()
        if isinstance(result, Err):
            self.phase = Phase.RESTING
            self._dress(str(result.error), fault=True)
            self.record.setFocus()
            return
        self._take = result.value
        self.phase = Phase.HEARING
        self._dress(str(self._take.trouble) if self._take.trouble else "")
        self.keep.setFocus()

    def keep_take(self) -> None:
        """Make it the step's recording."""
        take, entry = self._take, self._entry
        if self.phase is not Phase.HEARING or take is None or entry is None:
            return
        self._desk.studio.stop_playing()
        self.phase = Phase.KEEPING
        self._dress()
        self._desk.jobs.run(lambda: self._desk.keep_recording(entry, take.samples), self._kept, owner=self)

    def _kept(self, result: Ok[Path] | Err) -> None:
        if isinstance(result, Err):
            self.phase = Phase.HEARING  # it is still here and in the journal
            said = tr("这一段还没有存好，也没有丢：{reason}", reason=str(result.error))
            self._dress(said, fault=True)
            self.keep.setFocus()
            return
        self._forget_take()
        self.phase = Phase.RESTING
        self._path = result.value
        self._dress()
        self.hear.setFocus()
        self.edited.emit()

    def clear(self) -> None:
        """Do without a recording, or without the one that waits to be kept."""
        if self.phase is Phase.HEARING:
            self._forget_take()
            self.phase = Phase.RESTING
            self._dress()
        elif self._path is not None:
            self._path = None
            self._dress()
            self.edited.emit()

    def _forget_take(self) -> None:
        if self._take is not None:
            self._desk.studio.reference_takes.forget(self._take)
            self._take = None

    def _rest_microphone(self) -> None:
        self._tick.stop()
        self._microphone.close()
        self.meter.set_level(None)

    def _microphone_changed(self, failure: str) -> None:
        if self.phase in (Phase.RESTING, Phase.HEARING):
            self.search.setVisible(bool(failure))
            if failure:
                self._dress(failure, fault=True)

    # hearing

    def play(self) -> None:
        """Hear what was recorded, or what is kept."""
        if self._take is not None:
            self._play(Ok(self._take.samples))
        elif (path := self._path) is not None:
            self._desk.jobs.run(lambda: import_audio(path), self._play, owner=self)

    def _play(self, result: Ok[FloatArray] | Err) -> None:
        if isinstance(result, Err):
            self._dress(str(result.error), fault=True)
            return
        try:
            self._desk.studio.play(result.value)
        except ExpectedError as error:
            self._dress(str(error), fault=True)

    # showing

    def _say(self, sentence: str, *, fault: bool = False) -> None:
        self._said.setText(sentence)
        set_look(self._said, "role", "error" if fault else "small")
        self._said.setVisible(bool(sentence))

    def _dress(self, said: str = "", *, fault: bool = False) -> None:
        phase = self.phase
        resting, hearing = phase is Phase.RESTING, phase is Phase.HEARING
        self._live.setVisible(phase is Phase.RECORDING)
        self.stop_button.setVisible(phase is Phase.RECORDING)
        self.record.setVisible(resting)
        self.record.setText(tr("录一段") if self._path is None else tr("重新录"))
        self.record.setAccessibleName(self.record.text())
        self.hear.setVisible(hearing or (resting and self._path is not None))
        self.keep.setVisible(hearing)
        self.again.setVisible(hearing)
        self.leave_out.setVisible(hearing or (resting and self._path is not None))
        self.leave_out.setText(tr("不要这一段") if hearing else tr("不要录音"))
        self.leave_out.setAccessibleName(self.leave_out.text())
        self.search.setVisible(fault and resting and not self._desk.studio.microphone_open)
        if said:
            self._say(said, fault=fault)
        elif hearing and self._take is not None:
            seconds = isolate(f"{self._take.seconds:.1f}")
            self._say(tr("录了 {seconds} 秒，前后的安静去掉了。听一听，再决定。", seconds=seconds))
        elif phase in (Phase.ENDING, Phase.KEEPING):
            self._say(tr("请稍等…"))
        elif self._path is None:
            self._say(tr("没有录音也能练，学员听电脑的声音。"))
        else:
            self._say("")
