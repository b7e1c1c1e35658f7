"""From audio to a stored attempt: the recording first, then the score, then the row."""

from __future__ import annotations

import dataclasses
import json
import logging
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from app.audio.journal import JournaledTake
from app.audio.journal import discard as discard_journal
from app.audio.recording import load_samples, save_recording
from app.audio.values import Recording
from app.curriculum.values import Prompt
from app.errors import ExpectedError
from app.i18n import msg
from app.people.values import Profile
from app.practice.engine import SpeechEngine
from app.speech.assessor import RunningAssessment
from app.speech.register import SpeakerRegister
from app.speech.text import to_spoken
from app.speech.values import FloatArray, PronunciationScore, TakeStatus
from app.storage.store import Store
from app.storage.values import Attempt

log = logging.getLogger(__name__)


class Keeper:
    """Keeps attempts for the profile that is practising."""

    def __init__(self, store: Store, engine: SpeechEngine, recordings_dir: Path) -> None:
        self._store = store
        self._engine = engine
        self._recordings_dir = recordings_dir
        self.profile: Profile | None = None

    def use_store(self, store: Store) -> None:
        """Keep attempts in another store from now on (a restored database)."""
        self._store = store

    @property
    def register(self) -> SpeakerRegister:
        """What is known of the present speaker's F0 range."""
        return register_of(self.profile)

    def begin(self, prompt: Prompt) -> RunningAssessment:
        """An assessment of `prompt` for whoever practises now."""
        return self._engine.begin(to_spoken(prompt.text, prompt.pinyin), self.register)

    def meta(self, prompt: Prompt, lesson_id: str) -> dict[str, str]:
        """What a journal must know so that a rescued take can still become an attempt."""
        return {
            "profile_id": self.profile.id if self.profile else "",
            "lesson_id": lesson_id,
            "prompt_id": prompt.id,
            "text": prompt.text,
            "pinyin": " ".join(prompt.pinyin or ()),
        }

    def keep(
        self,
        take: JournaledTake,
        prompt: Prompt,
        lesson_id: str,
        finish: Callable[[], PronunciationScore],
        profile_id: str | None = None,
    ) -> Attempt:
        """Save a take's recording, score it, store the attempt and drop the journal.

        When scoring fails the attempt is stored without a score and the failure raised again: the recording
        is never the price of a bug.
        """
        recording = self._save(take.samples(), take.created, take.meta, take.interrupted)
        attempt = self._attempt(recording, prompt, lesson_id, profile_id)
        try:
            attempt = dataclasses.replace(attempt, score=finish())
        finally:
            self._store.add_attempt(attempt)
            discard_journal(take)
        return attempt

    def score_samples(self, samples: FloatArray, prompt: Prompt, lesson_id: str, source: str) -> Attempt:
        """Score and keep audio that was not recorded here (an imported file)."""
        recording = self._save(samples, datetime.now(UTC), {"device": source}, False)
        attempt = self._attempt(recording, prompt, lesson_id, None)
        try:
            attempt = dataclasses.replace(attempt, score=self._score(samples, prompt))
        finally:
            self._store.add_attempt(attempt)
        return attempt

    def rescue(self, take: JournaledTake) -> Attempt:
        """Make an attempt of a take that a dead process left behind."""
        meta = take.meta
        pinyin = tuple(meta.get("pinyin", "").split())
        prompt = Prompt(meta.get("prompt_id", ""), meta.get("text", ""), pinyin or None)
        owner = meta.get("profile_id", "")
        known = {profile.id: profile for profile in self._store.profiles()}
        if owner not in known and self.profile is None:
            raise ExpectedError(msg("请先选择是谁在练习，再保存这段找回的录音。"))
        profile_id = owner if owner in known else None
        if not prompt.text:
            recording = self._save(take.samples(), take.created, meta, True)
            attempt = self._attempt(recording, prompt, "", profile_id)
            self._store.add_attempt(attempt)
            discard_journal(take)
            return attempt

        def finish() -> PronunciationScore:
            speaker = register_of(known.get(owner, self.profile))
            running = self._engine.begin(to_spoken(prompt.text, prompt.pinyin), speaker)
            running.feed(take.samples())
            return running.finish()

        return self.keep(take, prompt, meta.get("lesson_id", ""), finish, profile_id)

    def rescore(self, attempt: Attempt) -> Attempt:
        """Score a stored attempt anew with the model and the scorer in use now."""
        prompt = Prompt(attempt.prompt_id, attempt.text, attempt.pinyin)
        score = self._score(
            load_samples(attempt.recording.path, attempt.recording.sha256), prompt, learn=False
        )
        self._store.replace_score(attempt.id, score)
        return dataclasses.replace(attempt, score=score)

    def finish(self, running: RunningAssessment) -> PronunciationScore:
        """The score of a take by the present speaker; what it taught of her F0 range is remembered."""
        score = running.finish()
        if score.status is TakeStatus.SCORED and self.profile is not None and running.register is not None:
            learned = json.dumps(running.register.to_json())
            self.profile = dataclasses.replace(self.profile, register=learned)
            self._store.update_profile(self.profile)
        return score

    def _score(self, samples: FloatArray, prompt: Prompt, learn: bool = True) -> PronunciationScore:
        running = self.begin(prompt)
        running.feed(samples)
        return self.finish(running) if learn else running.finish()

    def _save(
        self, samples: FloatArray, created: datetime, meta: Mapping[str, str], interrupted: bool
    ) -> Recording:
        name = f"{created.astimezone(UTC):%Y%m%d-%H%M%S}-{uuid.uuid4().hex[:8]}.flac"
        path = self._recordings_dir / f"{created.astimezone(UTC):%Y-%m}" / name
        return save_recording(
            samples, path, created=created, device=meta.get("device", ""), interrupted=interrupted
        )

    def _attempt(
        self, recording: Recording, prompt: Prompt, lesson_id: str, profile_id: str | None
    ) -> Attempt:
        owner = profile_id or (self.profile.id if self.profile else "")
        return Attempt(
            id=uuid.uuid4().hex,
            profile_id=owner,
            lesson_id=lesson_id,
            prompt_id=prompt.id,
            text=prompt.text,
            pinyin=prompt.pinyin,
            created=recording.created,
            recording=recording,
            score=None,
        )


def register_of(profile: Profile | None) -> SpeakerRegister:
    """The register kept in a profile; an unreadable one counts as unknown."""
    if profile is None or not profile.register:
        return SpeakerRegister()
    try:
        return SpeakerRegister.from_json(json.loads(profile.register))
    except ValueError as error:
        log.warning("register of profile %s not readable: %s", profile.id, error)
        return SpeakerRegister()
