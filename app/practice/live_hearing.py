"""Hears a free take while it is recorded: what has been recognised so far, at any time, from any thread."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from typing import Protocol

from app.audio.values import SAMPLE_RATE
from app.errors import ExpectedError
from app.speech.values import FloatArray

log = logging.getLogger(__name__)

FAR_BEHIND = 8.0
"""Seconds. A machine that is so far behind skips what waits: late words are of no use to a room."""


class Recogniser(Protocol):
    """What hears: `recogniser.TakeRecogniser`, or `twice.TwiceHeard`."""

    def feed(self, samples: FloatArray) -> None:
        """Take the next samples (16 kHz mono)."""

    def partial(self) -> str:
        """What has been heard so far."""


class LiveHearing:
    """One take's words. A recogniser that fails or lags never holds the recording up."""

    def __init__(self, listen: Callable[[], Recogniser]) -> None:
        """`listen` makes the recogniser, on a thread of its own; it may load a model first."""
        self._listen = listen
        self._chunks: queue.SimpleQueue[FloatArray | None] = queue.SimpleQueue()
        self._waiting = 0  # samples
        self._lock = threading.Lock()
        self._text = ""
        self._problem: ExpectedError | None = None
        self._failed = False
        threading.Thread(target=self._work, name="live hearing", daemon=True).start()

    @property
    def text(self) -> str:
        """What has been recognised so far; its end may still change."""
        return self._text

    @property
    def behind(self) -> float:
        """Seconds of sound that wait to be recognised."""
        return self._waiting / SAMPLE_RATE

    @property
    def deaf(self) -> bool:
        """Whether nothing is recognised in this take, because recogniser or model failed."""
        return self._failed

    @property
    def problem(self) -> ExpectedError | None:
        """Why nothing is recognised, when it can be told."""
        return self._problem

    def feed(self, samples: FloatArray) -> None:
        """Take the next samples (16 kHz mono); returns at once."""
        if self._failed:
            return
        with self._lock:
            self._waiting += samples.size
        self._chunks.put(samples)

    def end(self) -> None:
        """No more comes."""
        self._chunks.put(None)

    def _work(self) -> None:
        try:
            recogniser = self._listen()
            while (chunk := self._chunks.get()) is not None:
                behind = self.behind
                with self._lock:
                    self._waiting -= chunk.size
                if behind > FAR_BEHIND:
                    continue
                recogniser.feed(chunk)
                self._text = recogniser.partial()
        except ExpectedError as error:
            self._problem, self._failed = error, True
        except Exception:
            log.exception("the live hearing failed; the recording goes on")
            self._failed = True
