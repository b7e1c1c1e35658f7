"""The recorder: follows the microphone's level and writes takes to the journal while they are spoken.

Three parties. PortAudio's callback fills a ring buffer. A writer thread, one for each opened microphone,
empties it 25 times a second: level, resampling to 16 kHz, journal, then the listener. Everybody else
calls `Recorder`, whose methods hand their work to the writer thread, so that a take's state is touched by
one thread only. See docs/decisions/recorder_and_journal.md.
"""

from __future__ import annotations

import errno
import logging
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

from app.audio import journal
from app.audio.journal import JournaledTake, JournalWriter, TakeCutShort
from app.audio.levels import LOWEST_DB
from app.audio.microphone import OpenStream, open_microphone
from app.audio.take_writer import RunningTake, TakeWriter
from app.audio.values import Level, SignalWarning
from app.errors import ExpectedError
from app.i18n import msg

log = logging.getLogger(__name__)

FloatArray = npt.NDArray[np.float32]

STALL_SECONDS = 2.0
"""A microphone that gives nothing for so long is gone, even when PortAudio does not say so."""
FREE_BYTES_TO_START = 20_000_000
"""Ten minutes of journal: better no take than one that cannot be kept."""

_NOT_OPEN = Level(LOWEST_DB, LOWEST_DB, LOWEST_DB, SignalWarning.SILENT)


class Recorder:
    """One microphone, one take at a time. Callable from any thread, also from its own callbacks."""

    def __init__(
        self,
        takes_dir: Path,
        open_stream: OpenStream = open_microphone,
        *,
        stall_seconds: float = STALL_SECONDS,
    ) -> None:
        self.takes_dir = takes_dir
        self._open_stream = open_stream
        self._stall_seconds = stall_seconds
        self._writer: TakeWriter | None = None

    def open(self, device_id: str = "") -> None:
        """Open the microphone and follow its level; a microphone that was open is closed before.

        Raises ExpectedError when there is none or it cannot be opened.
        """
        self.close()
        self._writer = TakeWriter(self._open_stream(device_id), self._stall_seconds)

    def close(self) -> None:
        """Close the microphone. A take that still runs ends and stays in the journal."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    @property
    def is_open(self) -> bool:
        """Whether the microphone is open; False once it was pulled out."""
        return self._writer is not None and self._writer.listening

    @property
    def device_id(self) -> str:
        """The id of the microphone that was opened, "" when none was."""
        return self._writer.stream.device_id if self._writer is not None else ""

    def level(self) -> Level:
        """The level now, before and during a take."""
        return self._writer.meter.level if self._writer is not None and self.is_open else _NOT_OPEN

    def start(
        self,
        take_id: str,
        meta: Mapping[str, str],
        on_chunk: Callable[[FloatArray], None] | None = None,
        on_lost: Callable[[], None] | None = None,
        *,
        pauses_are_usual: bool = False,
    ) -> None:
        """Begin a take. `take_id` names its files; `meta` is kept with it for a rescue.

        In a long talk `pauses_are_usual`: saying nothing for a while brings no warning of a low voice.

        `on_chunk` gets the take bit by bit on the writer thread, 16 kHz mono, exactly the samples that
        `JournaledTake.samples` will give; should it raise, it is not called again and the take goes on.
        `on_lost` is called once, on a thread of its own, if the take cannot go on: the microphone is gone
        or the disk refuses. What was said is kept; `stop` gives it. Raises ExpectedError when the take
        cannot be written to disk or the microphone is not open.
        """
        writer = self._writer
        if writer is None or not writer.listening:
            raise ExpectedError(msg("麦克风没有打开，还没有开始录音。请检查麦克风是否插好，然后再试一次。"))
        take = RunningTake(self._new_journal(take_id, meta, writer.stream.device_id), writer.stream.rate)
        take.on_chunk = on_chunk
        take.on_lost = on_lost
        take.pauses_are_usual = pauses_are_usual
        writer.call(lambda: writer.begin(take))

    def pause(self) -> None:
        """Stop listening to the take without ending it; the level goes on."""
        writer = self._running_writer()
        writer.call(lambda: writer.set_paused(True))

    def resume(self) -> None:
        """Go on after `pause`."""
        writer = self._running_writer()
        writer.call(lambda: writer.set_paused(False))

    def elapsed(self) -> float:
        """Seconds of the running take that are written, pauses not counted; 0.0 when none runs."""
        take = self._writer.take if self._writer is not None else None
        return take.journal.seconds if take is not None else 0.0

    def stop(self) -> JournaledTake:
        """End the take with everything that has arrived, and return it.

        Raises TakeCutShort, which carries the take, when the disk refused part of it.
        """
        writer = self._running_writer()
        return writer.call(writer.end)

    def discard(self) -> None:
        """End the take and delete it."""
        writer = self._running_writer()
        try:
            take = writer.call(writer.end)
        except TakeCutShort as error:
            take = error.take
        journal.discard(take)

    def _running_writer(self) -> TakeWriter:
        if self._writer is None or self._writer.take is None:
            raise RuntimeError("no take is running")
        return self._writer

    def _new_journal(self, take_id: str, meta: Mapping[str, str], device: str) -> JournalWriter:
        try:
            if not self.takes_dir.is_dir():
                self.takes_dir.mkdir(parents=True)
            if shutil.disk_usage(self.takes_dir).free < FREE_BYTES_TO_START:
                raise OSError(errno.ENOSPC, "too little space to begin a take")
            return JournalWriter(self.takes_dir, take_id, meta, device)
        except OSError as error:
            if error.errno == errno.EEXIST and self.takes_dir.is_dir():
                raise  # the caller used an id twice
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                message = msg("磁盘快满了，还没有开始录音。请删掉一些不用的文件，再试一次。")
            else:
                message = msg(
                    "录音写不进文件夹 {folder}，还没有开始录音。请检查这个文件夹能不能写入。",
                    folder=str(self.takes_dir),
                )
            raise ExpectedError(message, detail=repr(error)) from error
