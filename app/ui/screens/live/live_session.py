"""One evening while it lasts: the take, the room, and the ends of both brought together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.audio.values import Level, SignalWarning
from app.curriculum.values import FreePitch
from app.live_room.likely import live_bias
from app.live_room.room import Room
from app.live_room.values import Session
from app.practice.rehearsals import LESSON
from app.ui.activities.free_pitch_take import PitchPhase, PitchState, PitchTake
from app.ui.jobs import Jobs
from app.ui.recording import TakeSignals
from app.ui.screens.live.evening import Evening, Shown

if TYPE_CHECKING:
    from app.practice.studio import Studio

Keep = Callable[[Session, str, str], None]

ROOM_MS = 200
"""Milliseconds between two looks at what was heard."""

_VOICE_DB = -45.0  # full scale: quieter is not a voice near the microphone
_ABOVE_NOISE_DB = 12.0


class LiveTake(PitchTake):
    """A free talk recorded for the room; `prompt_id` is what it is kept under."""

    def __init__(self, studio: Studio, jobs: Jobs, evening: Evening) -> None:
        pitch = FreePitch("live", evening.card.name, (), evening.minutes * 60, evening.lesson_id)
        super().__init__(studio, jobs, pitch, LESSON)
        self._evening = evening
        self.prompt_id = ""

    def begin_take(self, take: TakeSignals) -> None:
        """Record, and have it heard meanwhile."""
        evening = self._evening
        self.prompt_id = self._studio.rehearsals.start(
            evening.card.name, evening.minutes * 60, take, live_bias(evening.script, evening.card)
        )


class LiveSession(QObject):
    """Feeds the room from the take. `over` comes once, when the session is there and the take is stored."""

    happened = Signal(object)  # Event
    over = Signal(object)  # Shown
    failed = Signal(str)
    deaf = Signal()  # nothing will be recognised in this take

    def __init__(self, studio: Studio, jobs: Jobs, evening: Evening, keep: Keep) -> None:
        """`keep` is given the session, the product's lesson and the take's prompt id."""
        super().__init__()
        self._studio, self._keep = studio, keep
        self.evening = evening
        self.take = LiveTake(studio, jobs, evening)
        self.take.setParent(self)
        self._room: Room | None = None
        self._session: Session | None = None
        self._text = ""
        self._elapsed = 0.0
        self._voice = False
        self._told_deaf = False
        self._tick = QTimer(self)
        self._tick.setInterval(ROOM_MS)
        self._tick.timeout.connect(self.look)
        self.take.changed.connect(self._changed)
        self.take.level_changed.connect(self._level)
        self.take.failed.connect(self.failed)

    @property
    def running(self) -> bool:
        """Whether the evening goes on."""
        return self._room is not None

    def look(self) -> None:
        """See what was heard since, and let the room answer."""
        if self._room is None or self.take.state.phase is not PitchPhase.RECORDING:
            return
        now = max(self._elapsed, self._studio.elapsed())
        self._elapsed = now
        heard = self._studio.rehearsals.heard()
        if heard.deaf and not self._told_deaf:
            self._told_deaf = True
            self.deaf.emit()
        events = self._room.tick(now)
        if heard.text != self._text:
            self._text = heard.text
            events += self._room.hear(heard.text, now)
        if self._voice:
            events += self._room.voice(now)
        for event in events:
            self.happened.emit(event)

    def leave(self) -> None:
        """She goes away: what was said is kept."""
        self.take.leave()
        self._tick.stop()

    def _level(self, level: Level | None) -> None:
        self._voice = (
            level is not None
            and level.warning is not SignalWarning.SILENT
            and level.rms_db > max(_VOICE_DB, level.noise_floor_db + _ABOVE_NOISE_DB)
        )

    def _changed(self, state: PitchState) -> None:
        if state.phase is PitchPhase.RECORDING and self._room is None:
            self._begin()
        elif self._room is not None and state.phase not in (PitchPhase.RECORDING, PitchPhase.PAUSED):
            self._end()
        if self._session is not None and state.phase in (PitchPhase.DONE, PitchPhase.READY):
            session, self._session = self._session, None
            self.over.emit(
                Shown(
                    session,
                    self.evening.lesson_id,
                    datetime.now(UTC),
                    state.attempt,
                    state.trouble or state.failure,
                    self._told_deaf,
                )
            )

    def _begin(self) -> None:
        evening = self.evening
        self._room = Room(
            evening.script,
            evening.card,
            evening.seed,
            level=evening.level,
            planned=evening.minutes * 60.0,
        )
        self._text, self._elapsed, self._told_deaf = "", 0.0, False
        self._tick.start()

    def _end(self) -> None:
        """The room closes with the take; its session is kept before the recording is stored."""
        assert self._room is not None
        self._tick.stop()
        session = self._room.end(self._elapsed)
        self._room, self._session = None, session
        self._studio.rehearsals.stop_hearing()
        self._keep(session, self.evening.lesson_id, self.take.prompt_id)
