"""The one fake of these tests: a microphone that says what the test tells it to."""

from __future__ import annotations

import threading
import time

import numpy as np

from app.audio.ring import RingBuffer


class FakeMicrophone:
    """An open stream as the recorder sees it; the test is the device."""

    def __init__(self, rate: int = 16_000, channels: int = 1, device_id: str = "fake/mic") -> None:
        self.rate = rate
        self.channels = channels
        self.device_id = device_id
        self.ring = RingBuffer(30 * rate, channels)
        self.finished = False
        self.closed = False

    def say(self, samples: np.ndarray) -> None:
        """Float samples (n,) on every channel."""
        whole = np.clip(np.rint(samples * 32768), -32768, 32767).astype(np.int16)
        self.ring.write(np.repeat(whole[:, None], self.channels, axis=1))

    def pull_out(self) -> None:
        self.finished = True

    def close(self) -> None:
        self.closed = True


class SteadyMicrophone(FakeMicrophone):
    """Goes on saying numbered samples in real time, as a device would, from a thread of its own."""

    def __init__(self) -> None:
        super().__init__()
        self._thread = threading.Thread(target=self._speak, daemon=True)
        self._thread.start()

    def _speak(self) -> None:
        began = time.monotonic()
        said = 0
        while not self.closed:
            due = int((time.monotonic() - began) * self.rate)
            numbers = np.arange(said, due) // 16 % 30_000  # each millisecond has its own number
            self.ring.write(numbers.astype(np.int16)[:, None])
            said = due
            time.sleep(0.01)


def tone(seconds: float, rate: int = 16_000, level: float = 0.3, frequency: float = 220.0) -> np.ndarray:
    """A sine (n,), float32."""
    times = np.arange(round(seconds * rate)) / rate
    return (level * np.sin(2 * np.pi * frequency * times)).astype(np.float32)


def until(condition, seconds: float = 5.0) -> bool:
    """Wait until `condition()` holds; False when it does not come true in time."""
    give_up = time.monotonic() + seconds
    while time.monotonic() < give_up:
        if condition():
            return True
        time.sleep(0.005)
    return bool(condition())
