"""Free takes: a talk of her own, recorded as safely as a prompt, kept as an attempt without a score."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable
from pathlib import Path

from app.audio.recording import load_recording
from app.audio.values import Recording
from app.curriculum.values import FreePitch, Prompt
from app.errors import ExpectedError
from app.i18n import msg
from app.people.values import Profile
from app.practice.take import TakeListener
from app.practice.take_runner import TakeRunner
from app.speech.delivery import Delivery, measure_delivery
from app.speech.values import FloatArray

LONGEST = 1200.0
"""Seconds. No take lasts longer, whatever the plan."""

_GRACE_SHARE, _LEAST_GRACE = 0.25, 15.0  # of the plan, and seconds: a sentence begun may be ended
_BYTES_A_SECOND = 2 * 2 * 16_000  # the journal and the file made of it lie on the disk together
_SPARE_BYTES = 20_000_000


def longest_take(planned: float) -> float:
    """Seconds after which a take planned for `planned` seconds ends by itself."""
    return min(LONGEST, planned + max(_LEAST_GRACE, _GRACE_SHARE * planned))


class FreeTakes:
    """Begins free takes; pausing, stopping and the rest are the studio's, as with any take."""

    def __init__(self, takes: TakeRunner, home: Path, get_ready: Callable[[], Profile]) -> None:
        """`get_ready` opens the microphone and says who speaks; it raises ExpectedError."""
        self._takes = takes
        self._home = home
        self._get_ready = get_ready

    def start(
        self,
        pitch: FreePitch,
        lesson_id: str,
        listener: TakeListener,
        hear: Callable[[FloatArray], None] | None = None,
    ) -> None:
        """Record until stopped or until `longest_take`; the listener is given the attempt.

        `hear` is handed the samples as they come, on a worker thread; it must return at once.

        Raises ExpectedError when there is no microphone or not enough room on the disk for the whole of it.
        """
        limit = longest_take(pitch.seconds)
        speaker = self._get_ready()
        self._ask_for_room(limit)
        self._takes.start(Prompt(pitch.id, pitch.task), lesson_id, speaker, listener, limit=limit, hear=hear)

    def measure(self, recording: Recording) -> Delivery:
        """What can be heard of a take's delivery. Blocks, about a second a minute of talk.

        Raises ExpectedError when the recording is missing or damaged.
        """
        return measure_delivery(load_recording(recording))

    def _ask_for_room(self, seconds: float) -> None:
        free = shutil.disk_usage(self._home).free
        if free < _SPARE_BYTES + seconds * _BYTES_A_SECOND:
            raise ExpectedError(
                msg("磁盘快满了，还没有开始录音。请删掉一些不用的文件，再试一次。"),
                errno.errorcode[errno.ENOSPC],
            )
