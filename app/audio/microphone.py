"""The microphone: an open PortAudio input stream that fills a ring buffer and does nothing else.

The recorder knows only the `MicrophoneStream` protocol, so that tests put a microphone of their own in
this place and nowhere else.
"""

from __future__ import annotations

import logging
from typing import Any, Protocol

from app.audio.devices import close_stream, find_device, portaudio, portaudio_lock, stream_opened
from app.audio.ring import RingBuffer
from app.audio.values import SAMPLE_RATE, InputDevice
from app.errors import ExpectedError
from app.i18n import msg

log = logging.getLogger(__name__)

RING_SECONDS = 30.0
"""How long the disk may stall before sound is lost."""

BUFFER_SECONDS = 0.1
"""How long the callback may be kept waiting by a busy machine, which scores while it records."""


class MicrophoneStream(Protocol):
    """An open microphone."""

    @property
    def rate(self) -> int:
        """Samples a second as the device gives them."""

    @property
    def device_id(self) -> str:
        """The id of the device that was opened (the default one when the wanted one was missing)."""

    @property
    def ring(self) -> RingBuffer:
        """What has been heard and not read yet."""

    @property
    def finished(self) -> bool:
        """Whether the device has ended the stream on its own: it was pulled out or failed."""

    def close(self) -> None:
        """End the stream. Never raises, never waits long, even when the device hangs."""


class OpenStream(Protocol):
    """Opens a microphone by id, "" for the default one. Raises ExpectedError."""

    def __call__(self, device_id: str) -> MicrophoneStream:
        """Open and start."""


def open_microphone(device_id: str = "") -> MicrophoneStream:
    """Open the PortAudio device with this id, at 16 kHz mono if it can and as near as it can otherwise.

    Raises ExpectedError when there is no microphone or none of the formats can be opened.
    """
    device = find_device(device_id, "input")
    sounddevice = portaudio()
    failure: Exception | None = None
    for rate, channels in _formats(sounddevice, device):
        try:
            return _PortAudioMicrophone(device, rate, channels)
        except sounddevice.PortAudioError as error:
            log.info("%s at %d Hz, %d channels: %s", device.id, rate, channels, error)
            failure = error
    raise ExpectedError(
        msg(
            "打不开麦克风“{name}”。请检查它是否插好、是否被别的程序占用、系统是否允许使用麦克风，或者换一个麦克风。",
            name=device.name,
        ),
        detail=repr(failure),
    )


def _formats(sounddevice: Any, device: InputDevice) -> list[tuple[int, int]]:
    """Rates and channel counts to try, the best first."""
    channels = int(sounddevice.query_devices(device.index)["max_input_channels"])
    own_rate = round(device.default_rate)
    formats = [(SAMPLE_RATE, 1), (own_rate, 1)]
    # WASAPI in shared mode opens only what the mixer runs at, channels included.
    for count in {min(channels, 2), channels}:
        if 1 < count <= 8:
            formats.append((own_rate, count))
    return list(dict.fromkeys(formats))


class _PortAudioMicrophone:
    def __init__(self, device: InputDevice, rate: int, channels: int) -> None:
        sounddevice = portaudio()
        self.rate = rate
        self.device_id = device.id
        self.ring = RingBuffer(int(RING_SECONDS * rate), channels)
        self.overflows = 0
        self.finished = False
        self._closed = False
        with portaudio_lock:
            device_latency = sounddevice.query_devices(device.index)["default_high_input_latency"]
            self._stream = sounddevice.InputStream(
                device=device.index,
                samplerate=rate,
                channels=channels,
                dtype="int16",
                latency=max(BUFFER_SECONDS, device_latency),
                callback=self._heard,
                finished_callback=self._ended,
            )
            try:
                self._stream.start()
            except sounddevice.PortAudioError:
                self._stream.close(ignore_errors=True)
                raise
            stream_opened(self._stream)
        log.info("microphone %s open at %d Hz, %d channels", device.id, rate, channels)

    def _heard(self, frames: Any, count: int, when: Any, status: Any) -> None:
        if status:
            self.overflows += 1
        self.ring.write(frames)

    def _ended(self) -> None:
        self.finished = True

    def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        close_stream(self._stream)
        if self.overflows or self.ring.dropped:
            log.warning(
                "microphone %s: %d overflows, %d frames dropped",
                self.device_id,
                self.overflows,
                self.ring.dropped,
            )
