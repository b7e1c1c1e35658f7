"""The teleprompter's takes: recorded as free takes, and heard while they are recorded."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable

from app.curriculum.values import FreePitch
from app.practice.free_takes import LONGEST, FreeTakes
from app.practice.live_hearing import LiveHearing
from app.practice.rehearsals import Heard
from app.practice.take import TakeListener
from app.speech.recogniser import TakeRecogniser

LESSON = "prompter"
"""Under this lesson the takes stand in the history."""


class Prompting:
    """Begins takes with a script; pausing and stopping are the studio's, as with any take."""

    def __init__(self, listen: Callable[[], TakeRecogniser], takes: FreeTakes) -> None:
        self._listen = listen
        self._takes = takes
        self._hearing: LiveHearing | None = None
        self._lock = threading.Lock()

    def start(self, title: str, listener: TakeListener) -> None:
        """Record for as long as a take may last.

        Raises ExpectedError when there is no microphone, no profile or not enough room on the disk.
        """
        pitch = FreePitch(f"prompter-{uuid.uuid4().hex[:12]}", title, (), round(LONGEST))
        hearing = LiveHearing(self._listen)
        try:
            self._takes.start(pitch, LESSON, listener, hearing.feed)
        except BaseException:
            hearing.end()
            raise
        self._use(hearing)

    def heard(self) -> Heard:
        """What has been recognised in the present take, or in the last until `stop_hearing`."""
        hearing = self._hearing
        return Heard() if hearing is None else Heard(hearing.text, hearing.deaf, hearing.behind)

    def stop_hearing(self) -> None:
        """The take is over."""
        self._use(None)

    def _use(self, hearing: LiveHearing | None) -> None:
        with self._lock:
            before, self._hearing = self._hearing, hearing
        if before is not None:
            before.end()
