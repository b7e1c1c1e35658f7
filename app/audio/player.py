"""The player: one sound at a time through sounddevice, with the position a cursor needs."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import soxr

from app.audio.devices import close_stream, find_device, portaudio, portaudio_lock, stream_opened
from app.audio.values import SAMPLE_RATE, InputDevice
from app.errors import ExpectedError
from app.i18n import msg

log = logging.getLogger(__name__)

FloatArray = npt.NDArray[np.float32]

STALL_SECONDS = 2.0
BUFFER_SECONDS = 0.15
"""Long enough that a busy machine tears no holes, short enough that a click is answered at once."""


class Player:
    """Plays samples. `play` and `stop` return at once; they may be called on the GUI thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._playback: _Playback | None = None
        self.error: ExpectedError | None = None
        """Why the last playback ended early on its own (the device went away); None when it did not."""

    def play(
        self,
        samples: FloatArray,
        *,
        start: float = 0.0,
        end: float | None = None,
        device_id: str = "",
        on_finished: Callable[[], None] | None = None,
    ) -> None:
        """Play `samples` (n,), 16 kHz mono, from `start` to `end` seconds; what plays now is stopped.

        `on_finished` is called once, on another thread, when the playback ends by itself (`error` then
        says whether the device failed), and not when `stop` or another `play` ended it. Raises
        ExpectedError when there is no loudspeaker or it cannot be opened.
        """
        self.stop()
        first = max(0, round(start * SAMPLE_RATE))
        last = len(samples) if end is None else min(len(samples), round(end * SAMPLE_RATE))
        stretch = np.clip(samples[first : max(first, last)], -1.0, 1.0).astype(np.float32)
        device = find_device(device_id, "output")
        playback = _Playback(stretch, first / SAMPLE_RATE, device)
        with self._lock:
            self.error = None
            self._playback = playback
        threading.Thread(
            target=self._accompany, args=(playback, on_finished), name="kaibo-player", daemon=True
        ).start()

    def stop(self) -> None:
        """Stop what plays, if anything does."""
        with self._lock:
            playback, self._playback = self._playback, None
        if playback is not None:
            playback.cancel()

    def position(self) -> float | None:
        """Where the ear is, in seconds of the samples given to `play`; None when nothing plays."""
        playback = self._playback
        return playback.position() if playback is not None else None

    @property
    def is_playing(self) -> bool:
        """Whether something plays."""
        return self._playback is not None

    def _accompany(self, playback: _Playback, on_finished: Callable[[], None] | None) -> None:
        whole = playback.wait()
        with self._lock:
            current = self._playback is playback
            if current:
                self._playback = None
                if not whole:
                    self.error = ExpectedError(
                        msg("播放中断了，扬声器或耳机可能被拔掉了。录音没有丢，请插好后再听。")
                    )
        playback.close()
        if current and on_finished is not None:
            on_finished()


class _Playback:
    """One open output stream and the samples it plays."""

    def __init__(self, samples: FloatArray, offset: float, device: InputDevice) -> None:
        sounddevice = portaudio()
        self._offset = offset
        self._duration = len(samples) / SAMPLE_RATE
        self._next = 0
        self._asked = (0, time.monotonic())  # the frame the device asked for last, and when
        self._shown = 0.0
        self._ended = threading.Event()
        self._cancelled = False
        failure: Exception | None = None
        with portaudio_lock:
            for rate in dict.fromkeys((SAMPLE_RATE, round(device.default_rate))):
                self._rate = rate
                self._samples = samples if rate == SAMPLE_RATE else _resampled(samples, rate)
                try:
                    self._stream = self._open(sounddevice, device)
                    stream_opened(self._stream)
                    return
                except sounddevice.PortAudioError as error:
                    log.info("%s at %d Hz: %s", device.id, rate, error)
                    failure = error
        raise ExpectedError(
            msg("“{name}”放不出声音。请检查扬声器或耳机是否插好，或者在设置里换一个。", name=device.name),
            detail=repr(failure),
        )

    def _open(self, sounddevice: Any, device: InputDevice) -> Any:
        device_latency = sounddevice.query_devices(device.index)["default_high_output_latency"]
        stream = sounddevice.OutputStream(
            device=device.index,
            samplerate=self._rate,
            channels=1,
            dtype="float32",
            latency=max(BUFFER_SECONDS, device_latency),
            callback=self._fill,
            finished_callback=self._ended.set,
        )
        # What lies in the device's buffer when the callback ends is cut off by some host APIs, so the
        # sound ends with as much silence as that buffer holds.
        self._latency = float(stream.latency)
        self._stop_at = len(self._samples) + round((self._latency + 0.02) * self._rate)
        self._stop, self._abort = sounddevice.CallbackStop, sounddevice.CallbackAbort
        try:
            stream.start()
        except sounddevice.PortAudioError:
            stream.close(ignore_errors=True)
            raise
        return stream

    def _fill(self, out: Any, count: int, when: Any, status: Any) -> None:
        begin = self._next
        piece = self._samples[begin : begin + count]
        out[: len(piece), 0] = piece
        out[len(piece) :] = 0
        self._asked = (begin, time.monotonic())
        self._next = begin + count
        if self._cancelled:
            raise self._abort
        if self._next >= self._stop_at:
            raise self._stop

    def position(self) -> float:
        """Seconds of the source at the ear: what was asked for last, the buffer behind it, the time since.

        Never runs back, although a busy machine asks for sound unevenly.
        """
        frame, when = self._asked
        played = frame / self._rate - self._latency + (time.monotonic() - when)
        self._shown = max(self._shown, min(played, self._duration))
        return self._offset + self._shown

    def cancel(self) -> None:
        """Let `wait` return soon: the callback throws away what the device has not played yet."""
        self._cancelled = True

    def wait(self) -> bool:
        """Wait for the end; False when the device gave up before everything was played."""
        while not self._ended.wait(timeout=0.1):
            if time.monotonic() - self._asked[1] > STALL_SECONDS:
                return False
        return self._cancelled or self._next >= self._stop_at

    def close(self) -> None:
        """Close the stream, which is silent by now or will not play any more."""
        close_stream(self._stream)


def _resampled(samples: FloatArray, rate: int) -> FloatArray:
    if not len(samples):
        return samples
    return np.asarray(soxr.resample(samples, SAMPLE_RATE, rate, quality="HQ"), dtype=np.float32)
