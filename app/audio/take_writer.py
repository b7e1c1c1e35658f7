"""The writer thread: empties the ring buffer, follows the level, and journals the take.

Belongs to `recorder.py`, which hands every change of a take to this thread.
"""

from __future__ import annotations

import errno
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import soxr

from app.audio import journal
from app.audio.journal import Int16Array, JournaledTake, JournalWriter, TakeCutShort, from_int16, to_int16
from app.audio.levels import LevelMeter
from app.audio.microphone import MicrophoneStream
from app.audio.values import SAMPLE_RATE
from app.i18n import Message, msg

log = logging.getLogger(__name__)

FloatArray = npt.NDArray[np.float32]
Result = TypeVar("Result")

POLL_SECONDS = 0.04
SYNC_SECONDS = 0.5
FIRST_SOUND_SECONDS = 5.0
"""Wireless headsets take their time before the first sample."""


class RunningTake:
    """A take in the making; belongs to the writer thread."""

    def __init__(self, journal_writer: JournalWriter, rate: int) -> None:
        self.journal = journal_writer
        self.on_chunk: Callable[[FloatArray], None] | None = None
        self.on_lost: Callable[[], None] | None = None
        self.pauses_are_usual = False
        self.paused = False
        self.lost = False
        self.failure: OSError | None = None
        self._synced = time.monotonic()
        self._resampler = (
            None
            if rate == SAMPLE_RATE
            else soxr.ResampleStream(rate, SAMPLE_RATE, 1, dtype="float32", quality="HQ")
        )

    def hear(self, mono: FloatArray, *, last: bool = False) -> None:
        """Resample, journal, pass on. A disk that refuses is noted in `failure`."""
        if self._resampler is not None:
            mono = self._resampler.resample_chunk(mono, last=last)
        if not len(mono) or self.failure is not None:
            return
        samples = to_int16(mono)
        before = self.journal.seconds
        try:
            self.journal.append(samples)
        except OSError as error:
            self.failure = error
            samples = samples[: round((self.journal.seconds - before) * SAMPLE_RATE)]
        self._pass_on(samples)
        self._sync()

    def _pass_on(self, samples: Int16Array) -> None:
        if self.on_chunk is None or not len(samples):
            return
        try:
            self.on_chunk(from_int16(samples))
        except Exception:
            # A bug in a listener must not cost the recording.
            log.exception("the listener of take %s failed; the take goes on without it", self.journal.take_id)
            self.on_chunk = None

    def _sync(self) -> None:
        now = time.monotonic()
        if now - self._synced < SYNC_SECONDS or self.failure is not None:
            return
        try:
            self.journal.sync()
        except OSError as error:
            self.failure = error
        self._synced = time.monotonic()


class TakeWriter:
    """The writer thread of one opened microphone."""

    def __init__(self, stream: MicrophoneStream, stall_seconds: float) -> None:
        self.stream = stream
        self.meter = LevelMeter(stream.rate)
        self.take: RunningTake | None = None
        self.listening = True
        self._stall_seconds = stall_seconds
        self._heard_at = time.monotonic()
        self._heard_any = False
        self._commands: list[tuple[Future[Any], Callable[[], Any]]] = []
        self._gate = threading.RLock()
        self._wake = threading.Event()
        self._serving = True
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="kaibo-recorder", daemon=True)
        self._thread.start()

    def call(self, action: Callable[[], Result]) -> Result:
        """Do `action` on the writer thread and return what it returns; once that thread has ended, here."""
        if threading.current_thread() is self._thread:
            return action()
        with self._gate:
            if not self._serving:
                return action()
            future: Future[Result] = Future()
            self._commands.append((future, action))
        self._wake.set()
        return future.result()

    def close(self) -> None:
        """End the thread and the stream; a running take stays in the journal."""
        self.call(self._shut)
        if threading.current_thread() is not self._thread:
            self._thread.join(timeout=5)

    # What follows runs on the writer thread.

    def begin(self, take: RunningTake) -> None:
        """What is heard from now on belongs to `take`."""
        if self.take is not None:
            journal.discard(take.journal.finish(interrupted=True))
            raise RuntimeError("a take is running already")
        self._drain()
        self.take = take
        self.meter.take_running = not take.pauses_are_usual
        if not self.listening:  # lost between the check and now
            self._cut()

    def set_paused(self, paused: bool) -> None:
        """What was heard up to now still belongs to the state before."""
        self._drain()
        if self.take is not None:
            self.take.paused = paused
            self.meter.take_running = not (paused or self.take.pauses_are_usual)

    def end(self) -> JournaledTake:
        """The take, complete. Raises TakeCutShort."""
        self._drain()
        take = self.take
        if take is None:
            raise RuntimeError("no take is running")
        if not take.lost:
            take.hear(np.zeros(0, dtype=np.float32), last=True)
        self.take = None
        self.meter.take_running = False
        kept = take.journal.finish(interrupted=take.lost or take.failure is not None)
        if take.failure is not None:
            raise TakeCutShort(_disk_message(take.failure, kept.duration), kept, detail=repr(take.failure))
        return kept

    def _run(self) -> None:
        try:
            while not self._closing and self.listening:
                self._wake.wait(POLL_SECONDS)
                self._wake.clear()
                self._obey()
                self._drain()
                self._watch()
        finally:
            self.listening = False
            self.stream.close()
            try:
                self._cut()  # nothing left to do, unless a bug ended the loop
            finally:
                with self._gate:
                    self._serving = False
                    self._obey()

    def _obey(self) -> None:
        with self._gate:
            commands, self._commands = self._commands, []
        for future, action in commands:
            try:
                future.set_result(action())
            except BaseException as error:
                future.set_exception(error)

    def _shut(self) -> None:
        self._closing = True
        self._drain()
        if self.take is not None:
            log.warning(
                "the microphone is closed during take %s, which stays in the journal",
                self.take.journal.take_id,
            )
            try:
                self._cut(tell=False)
                self.end()
            except TakeCutShort as error:
                log.warning("%s", error.detail)

    def _drain(self) -> None:
        frames = self.stream.ring.read()
        if not len(frames):
            return
        self._heard_at = time.monotonic()
        self._heard_any = True
        mono = (
            from_int16(frames[:, 0])
            if frames.shape[1] == 1
            else (frames.mean(axis=1, dtype=np.float32) / np.float32(32768.0))
        )
        self.meter.feed(mono)
        take = self.take
        if take is None or take.paused or take.lost or take.failure is not None:
            return
        take.hear(mono)
        if take.failure is not None:
            log.warning("take %s: the disk refuses: %r", take.journal.take_id, take.failure)
            self._tell_lost(take)

    def _watch(self) -> None:
        if not self.listening or self._closing:
            return
        patience = self._stall_seconds if self._heard_any else max(self._stall_seconds, FIRST_SOUND_SECONDS)
        if self.stream.finished or time.monotonic() - self._heard_at > patience:
            log.warning("microphone %s is gone", self.stream.device_id)
            self._drain()
            self.listening = False
            self._cut()

    def _cut(self, *, tell: bool = True) -> None:
        take = self.take
        if take is None or take.lost:
            return
        take.lost = True
        try:
            take.hear(np.zeros(0, dtype=np.float32), last=True)
        finally:
            if tell:
                self._tell_lost(take)

    def _tell_lost(self, take: RunningTake) -> None:
        on_lost, take.on_lost = take.on_lost, None
        if on_lost is not None:
            # On a thread of its own: the listener may wait for a lock whose holder waits for this thread.
            threading.Thread(target=on_lost, name="kaibo-take-lost", daemon=True).start()


def _disk_message(error: OSError, seconds: float) -> Message:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return msg(
            "磁盘满了，录音停在第 {seconds} 秒，之前说的都保存好了。请删掉一些不用的文件再录。",
            seconds=f"{seconds:.1f}",
        )
    return msg(
        "磁盘写不进去了，录音停在第 {seconds} 秒，之前说的都保存好了。请检查磁盘再录。",
        seconds=f"{seconds:.1f}",
    )
