"""From audio to a stored attempt: the recording first, then the score, then the row."""

from __future__ import annotations

import dataclasses
import json
import logging
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.audio.journal import SHORTEST_TAKE, JournaledTake
from app.audio.journal import discard as discard_journal
from app.audio.recording import load_recording, save_recording
from app.audio.values import Recording
from app.curriculum.values import Prompt
from app.errors import ExpectedError
from app.i18n import msg
from app.people.values import Profile
from app.policy import NO_POLICY, Policy
from app.practice.engine import SpeechEngine
from app.speech.assessor import RunningAssessment
from app.speech.register import SpeakerRegister
from app.speech.text import to_spoken
from app.speech.values import (
    FloatArray,
    PromptKind,
    PronunciationScore,
    SpokenText,
    Strictness,
    TakeStatus,
)
from app.storage.store import Store
from app.storage.values import FREE, Attempt

log = logging.getLogger(__name__)


class Keeper:
    """Keeps attempts. Whose they are is said with each call: the person at the machine may change meanwhile.

    What it does for the speaker of a take is done as her, whoever is signed in by then.
    """

    def __init__(
        self, store: Store, engine: SpeechEngine, recordings_dir: Path, policy: Policy = NO_POLICY
    ) -> None:
        self._engine = engine
        self._recordings_dir = recordings_dir
        self._policy = policy
        self.use_store(store)

    @property
    def profile(self) -> Profile | None:
        """Who practises now: whoever is signed in."""
        return self._store.access.viewer

    @property
    def store(self) -> Store:
        """Where attempts are kept."""
        return self._store

    def use_store(self, store: Store) -> None:
        """Keep attempts in another store from now on (a restored database)."""
        self._store = store
        store.pins.required_here = self._policy.pins_required
        if self._policy.station is not None:
            store.exchange.rename_station(self._policy.station)

    @property
    def register(self) -> SpeakerRegister:
        """What is known of the present speaker's F0 range."""
        return register_of(self.profile)

    def begin(self, prompt: Prompt, speaker: Profile | None) -> RunningAssessment:
        """An assessment of `prompt` as said by `speaker`."""
        return self._engine.begin(
            spoken_of(prompt), register_of(speaker), self.strictness(speaker), self._store.marks.cuts()
        )

    @property
    def scorer(self) -> str:
        """What scores made now are marked with: the scorer and the centre's thresholds; "" before loading."""
        version = self._engine.scorer_version
        return self._store.marks.cuts().name(version) if version else ""

    def strictness(self, speaker: Profile | None) -> Strictness:
        """How strictly the speaker's class is judged; normally outside of classes."""
        if speaker is None or not speaker.cohort_id:
            return Strictness.NORMAL
        found = (each for each in self._store.cohorts() if each.id == speaker.cohort_id)
        cohort = next(found, None)
        return Strictness(cohort.strictness) if cohort else Strictness.NORMAL

    def change_profile(self, **changes: Any) -> Profile:
        """Change and keep something of the present profile. Raises ExpectedError when there is none."""
        if self.profile is None:
            raise ExpectedError(msg("请先选择是谁在练习。"))
        return self._change(self.profile, **changes)

    def _change(self, profile: Profile, **changes: Any) -> Profile:
        """The profile as it is kept now, not as it was when a take began, with these changes."""
        changed = dataclasses.replace(self._store.people.profile(profile.id), **changes)
        self._store.update_profile(changed)
        return changed

    def finish(self, running: RunningAssessment, speaker: Profile) -> PronunciationScore:
        """The score of a take; what it taught of the speaker's F0 range is remembered."""
        score = running.finish()
        if score.status is TakeStatus.SCORED and running.register is not None:
            with self._store.access.acting_for(speaker.id):
                self._change(speaker, register=json.dumps(running.register.to_json()))
        return score

    def keep(
        self,
        take: JournaledTake,
        prompt: Prompt,
        lesson_id: str,
        speaker: Profile,
        finish: Callable[[], PronunciationScore] | None,
    ) -> Attempt:
        """Save a take's recording, score it, store the attempt and drop the journal.

        `finish` makes the score; None is a free take, which gets none. When scoring fails the attempt is
        stored without a score and the failure raised again: the recording is never the price of a bug.
        """
        if take.duration < SHORTEST_TAKE:
            discard_journal(take)
            raise ExpectedError(msg("录音太短，什么都没有录到。请等倒数结束再开始说。"))
        try:
            recording = self._save(take.samples(), take.created, take.device, take.interrupted)
        except ExpectedError as error:
            kept = msg(
                "{reason}刚才说的留在这台电脑上，没有丢。解决以后重新打开开播，就能找回。",
                reason=error.message,
            )
            raise ExpectedError(kept, error.detail) from error
        attempt = _attempt(recording, prompt, lesson_id, speaker, free=finish is None)
        try:
            if finish is not None:
                attempt = dataclasses.replace(attempt, score=finish())
        finally:
            self._add(attempt)
            discard_journal(take)
        return attempt

    def score_samples(
        self, samples: FloatArray, prompt: Prompt, lesson_id: str, source: str, speaker: Profile
    ) -> Attempt:
        """Score and keep audio that was not recorded here (an imported file)."""
        recording = self._save(samples, datetime.now(UTC), source, False)
        attempt = _attempt(recording, prompt, lesson_id, speaker)
        try:
            running = self.begin(prompt, speaker)
            running.feed(samples)
            attempt = dataclasses.replace(attempt, score=self.finish(running, speaker))
        finally:
            self._add(attempt)
        return attempt

    def rescue(self, take: JournaledTake) -> Attempt:
        """Make an attempt of a take that a dead process left behind; without a score when none can be had."""
        meta = take.meta
        pinyin = tuple(meta.get("pinyin", "").split())
        prompt = Prompt(meta.get("prompt_id", ""), meta.get("text", ""), pinyin or None)
        speaker = self._owner(take) or self.profile
        if speaker is None:
            raise ExpectedError(msg("请先选择是谁在练习，再保存这段找回的录音。"))
        samples = take.samples()
        recording = self._save(samples, take.created, take.device, True)
        free = meta.get("kind") == FREE
        attempt = _attempt(recording, prompt, meta.get("lesson_id", ""), speaker, free=free)
        if prompt.text and not free:
            try:
                attempt = dataclasses.replace(attempt, score=self._score(samples, prompt, speaker))
            except Exception:
                log.exception("a rescued take is kept without a score")
        self._add(attempt)
        discard_journal(take)
        return attempt

    def may_rescue(self, take: JournaledTake) -> bool:
        """Whether a rescued take may be offered to who is here.

        At home to everybody; in a centre to who said it, and to an administrator when that is not known.
        """
        access = self._store.access
        if not access.has_administrator():
            return True
        owner = self._owner(take)
        return access.is_own(owner.id) if owner else access.is_administrator()

    def owner_name(self, take: JournaledTake) -> str:
        """The name of whoever recorded a rescued take, "" when unknown."""
        owner = self._owner(take)
        return owner.name if owner else ""

    def rescore(self, attempt: Attempt) -> Attempt:
        """Score a stored attempt anew with the model and the scorer in use now.

        What it was scored before stays among its earlier scores. Who may see the attempt may have it scored.
        Raises ExpectedError for a free take.
        """
        if attempt.free:
            raise ExpectedError(msg("自由试讲没有规定的文字，不能逐字评分。录音可以随时再听。"))
        prompt = prompt_of(attempt)
        samples = load_recording(attempt.recording)
        self._store.access.check_read(attempt.profile_id)
        with self._store.access.acting_for(attempt.profile_id):  # she may leave while it is being scored
            score = self._score(samples, prompt, self._store.people.profile(attempt.profile_id))
            self._store.replace_score(attempt.id, score)
            return self._store.attempt(attempt.id)

    def _score(self, samples: FloatArray, prompt: Prompt, speaker: Profile | None) -> PronunciationScore:
        """A score that teaches nothing of the speaker: an old take is no news."""
        running = self.begin(prompt, speaker)
        running.feed(samples)
        return running.finish()

    def _owner(self, take: JournaledTake) -> Profile | None:
        wanted = take.meta.get("profile_id", "")
        with self._store.access.acting_for(wanted):
            try:
                return self._store.people.profile(wanted)
            except ExpectedError:  # her profile is in another database
                return None

    def _add(self, attempt: Attempt) -> None:
        with self._store.access.acting_for(attempt.profile_id):
            self._store.add_attempt(attempt)

    def _save(self, samples: FloatArray, created: datetime, device: str, interrupted: bool) -> Recording:
        name = f"{created.astimezone(UTC):%Y%m%d-%H%M%S}-{uuid.uuid4().hex[:8]}.flac"
        path = self._recordings_dir / f"{created.astimezone(UTC):%Y-%m}" / name
        return save_recording(samples, path, created=created, device=device, interrupted=interrupted)


def take_meta(prompt: Prompt, lesson_id: str, speaker: Profile, *, free: bool = False) -> dict[str, str]:
    """What a journal must know so that a rescued take can still become an attempt."""
    return {
        "kind": FREE if free else "",
        "profile_id": speaker.id,
        "lesson_id": lesson_id,
        "prompt_id": prompt.id,
        "text": prompt.text,
        "pinyin": " ".join(prompt.pinyin or ()),
    }


def _attempt(
    recording: Recording, prompt: Prompt, lesson_id: str, speaker: Profile, *, free: bool = False
) -> Attempt:
    return Attempt(
        id=uuid.uuid4().hex,
        profile_id=speaker.id,
        lesson_id=lesson_id,
        prompt_id=prompt.id,
        text=prompt.text,
        pinyin=prompt.pinyin,
        created=recording.created,
        recording=recording,
        score=None,
        free=free,
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


def prompt_of(attempt: Attempt) -> Prompt:
    """What an attempt was asked to say, and the way of reading it was judged by: its lesson may be gone."""
    kind = attempt.score.fluency.kind if attempt.score else None
    return Prompt(attempt.prompt_id, attempt.text, attempt.pinyin, style=kind.value if kind else "")


def spoken_of(prompt: Prompt) -> SpokenText:
    """What is to be said, with the way of reading that the lesson names."""
    kind = PromptKind(prompt.style) if prompt.style else None
    return dataclasses.replace(to_spoken(prompt.text, prompt.pinyin), kind=kind)
