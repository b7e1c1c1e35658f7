"""Comments spoken by a trainer: journaled like a take, and nobody's attempt.

A comment that was being spoken when the program died is kept as a comment the next time she opens her queue.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from datetime import UTC
from pathlib import Path

from app.audio import journal as journals
from app.audio.journal import JournaledTake, TakeCutShort
from app.audio.recorder import Recorder
from app.audio.recording import load_samples, save_recording
from app.audio.trimming import trim_silence
from app.errors import ExpectedError
from app.i18n import msg
from app.people.rights import NotAllowedError, sign_in_first
from app.people.values import Profile
from app.practice.keeper import Keeper
from app.speech.values import FloatArray
from app.storage.errors import AttemptMissingError
from app.storage.reviews_values import Comment

log = logging.getLogger(__name__)

KIND = "comment"
"""What a journal says that it holds; such a take is never offered as a rescued attempt."""

LONGEST = 120.0
"""Seconds."""


class VoiceComments:
    """One spoken comment at a time, while no take is running."""

    def __init__(
        self,
        keeper: Keeper,
        home: Path,
        recorder: Recorder,
        get_ready: Callable[[], Profile],
        is_free: Callable[[], bool],
    ) -> None:
        """`get_ready` opens the microphone and says who speaks; `is_free` whether no take uses it."""
        self._keeper = keeper
        self._takes = recorder.takes_dir
        self._folder = home / "comments"
        self._recorder = recorder
        self._get_ready = get_ready
        self._is_free = is_free
        self._running = False
        self._lost = False

    @property
    def running(self) -> bool:
        """Whether a comment is being spoken, also when it has ended by itself and nobody stopped it yet."""
        return self._running

    @property
    def over(self) -> bool:
        """Whether the running one has to be stopped: the microphone is gone, or it is long enough."""
        return self._running and (self._lost or self._recorder.elapsed() >= LONGEST)

    def start(self, attempt_id: str, at: float | None) -> None:
        """Begin a comment on a moment of a take, or on the whole of it.

        Raises ExpectedError when the microphone or the disk will not.
        """
        if self._running or not self._is_free():
            raise ExpectedError(msg("上一遍还在处理，请稍等一下再录。"))
        speaker = self._get_ready()
        self._lost = False
        meta = {
            "kind": KIND,
            "profile_id": speaker.id,
            "attempt_id": attempt_id,
            "at": "" if at is None else repr(at),
        }
        self._recorder.start(uuid.uuid4().hex, meta, on_lost=self._lose)
        self._running = True

    def stop(self) -> tuple[str, Comment]:
        """End the comment and keep it; blocks: (attempt id, comment). ExpectedError when nothing was said.

        When it cannot be kept (the disk is full) its journal stays, for the next time.
        """
        self._running = False
        try:
            take = self._recorder.stop()
        except TakeCutShort as cut:
            take = cut.take
        return take.meta["attempt_id"], self._keep(take)

    def cancel(self) -> None:
        """End the comment and forget it."""
        if self._running:
            self._running = False
            self._recorder.discard()

    def rescue(self) -> list[tuple[str, Comment]]:
        """Keep what a dead process left of the present person's comments: (attempt id, comment)."""
        rescued = []
        for take in journals.rescued_takes(self._takes):
            if take.meta.get("kind") != KIND or not self._is_here(take):
                continue
            try:
                rescued.append((take.meta["attempt_id"], self._keep(take)))
            except (AttemptMissingError, NotAllowedError):
                if self._is_here(take):  # she has not left: there is nothing left that it could be about
                    journals.discard(take)
            except ExpectedError as error:  # the disk is full: another time
                log.warning("a spoken comment waits in its journal: %s", error.detail or error)
        return rescued

    def samples(self, comment: Comment) -> FloatArray:
        """What was said, 16 kHz mono. Raises ExpectedError when the file is damaged or not here."""
        if comment.voice is None:
            raise ValueError(f"comment {comment.id} was not spoken")
        if comment.voice_away and not comment.voice.exists():
            raise ExpectedError(msg("这段语音评语还在教师的机器上，没有传到这里。等它传过来以后就能听。"))
        return load_samples(comment.voice, comment.voice_sha256)

    def _is_here(self, take: JournaledTake) -> bool:
        viewer = self._keeper.profile
        return viewer is not None and viewer.id == take.meta.get("profile_id")

    def _keep(self, take: JournaledTake) -> Comment:
        if not self._is_here(take):  # it is kept under the name of who is here; its journal waits for her
            raise sign_in_first()
        samples = trim_silence(take.samples())
        if not len(samples):
            journals.discard(take)
            raise ExpectedError(msg("没有录到声音。请检查麦克风是不是静音了，再录一遍。"))
        created = take.created.astimezone(UTC)
        path = self._folder / f"{created:%Y-%m}" / f"{created:%Y%m%d-%H%M%S}-{uuid.uuid4().hex[:8]}.flac"
        recording = save_recording(samples, path, created=created, device=take.device)
        at = take.meta.get("at", "")
        comment = Comment(
            id=uuid.uuid4().hex,
            at=float(at) if at else None,
            text="",
            created=created,
            voice=path,
            voice_seconds=recording.duration,
            voice_sha256=recording.sha256,
        )
        try:
            self._keeper.store.reviews.add_comment(take.meta["attempt_id"], comment)
        except ExpectedError:
            path.unlink(missing_ok=True)
            raise
        journals.discard(take)
        return comment

    def _lose(self) -> None:
        self._lost = True
