"""A centre's archive scored again, by as many machines as there are: `docs/rescoring.md`.

Which takes are due is read from the database, where each score says what made it: so a run that was cut off
at any moment is taken up by the next, and nothing else is kept.
"""

from __future__ import annotations

import json
import logging
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from app.errors import ExpectedError
from app.i18n import msg
from app.people.values import Profile
from app.practice.engine import Cancelled, SpeechEngine
from app.practice.keeper import Keeper, prompt_of, register_of
from app.practice.rescore_all_machines import Machines
from app.practice.rescore_all_task import Identity, Job, NotScored, Scored, identity_of
from app.practice.rescoring import NOTICEABLE, change_of, needs_rescoring
from app.speech.values import PronunciationScore
from app.storage.errors import AttemptMissingError
from app.storage.score_json import unpack_score
from app.storage.values import ScoredWith

log = logging.getLogger(__name__)

_AHEAD = 3  # jobs handed out for each worker: it never waits, and few recordings are under way at once
_POLL = 0.5  # seconds
PATIENCE = 120.0
"""Seconds without any machine that fits before a run gives up."""


@dataclass(frozen=True)
class Due:
    """A take to be scored again."""

    attempt_id: str
    profile_id: str
    strictness: str  # how strictly it is to be judged


@dataclass(frozen=True)
class Standing:
    """How far a run is. `seconds_left` is None until there is something to tell it by."""

    done: int
    count: int
    failed: int
    workers: int
    others: tuple[str, ...]  # machines that are there and have another scorer or model
    per_minute: float
    seconds_left: float | None


@dataclass(frozen=True)
class Failure:
    """A take that keeps the score it had."""

    attempt_id: str
    person: str
    recording: str
    why: str


@dataclass(frozen=True)
class ArchiveResult:
    """What came of a run. `gone` takes were deleted, or scored by somebody else, while it went on."""

    done: int
    higher: int
    lower: int
    gone: int
    failures: tuple[Failure, ...]
    cancelled: bool


class ArchiveRescoring:
    """Scores the takes of all whom the viewer teaches again. All calls block."""

    def __init__(self, keeper: Keeper, engine: SpeechEngine) -> None:
        self._keeper = keeper
        self._engine = engine

    def due(self, cohort_id: str | None = None) -> list[Due]:
        """The takes that another scorer or strictness has scored: of a class, or of all she teaches.

        An administrator teaches everyone. Takes whose recordings lie at another station are left out. Loads
        the model first. Raises NotAllowedError for others.
        """
        store = self._keeper.store
        if cohort_id is None:
            store.access.check_trainer()
        else:
            store.access.check_leads(cohort_id)
        self._engine.warm_up()
        scorer = self._keeper.scorer
        found = []
        for profile in store.people.profiles(cohort_id, archived=True):
            strictness = self._keeper.strictness(profile).value
            found += [
                Due(each.attempt_id, profile.id, strictness)
                for each in store.scored_with(profile.id)
                if needs_rescoring(each, scorer, strictness)
            ]
        return found

    def run(
        self,
        due: list[Due],
        machines: Machines,
        progress: Callable[[Standing], None] | None = None,
        cancelled: Cancelled | None = None,
        patience: float = PATIENCE,
    ) -> ArchiveResult:
        """Have `due` scored and keep each score as it comes, the earlier one beside it.

        Raises ExpectedError when there is no machine that fits for `patience` seconds, or the scheduler goes
        away; what came until then is kept. Cancelling gives up what is under way.
        """
        run = _Run(self._keeper, identity_of(self._engine), due, machines, progress)
        try:
            was_cancelled = run.go(cancelled, patience)
        except KeyboardInterrupt:
            was_cancelled = True
        return ArchiveResult(
            run.done,
            run.higher,
            run.lower,
            run.gone,
            tuple(run.failures),
            cancelled=was_cancelled,
        )


class _Run:
    """One run: what waits, what is under way, what came."""

    def __init__(
        self,
        keeper: Keeper,
        identity: Identity,
        due: list[Due],
        machines: Machines,
        progress: Callable[[Standing], None] | None,
    ) -> None:
        self._keeper = keeper
        self._identity = identity
        self._waiting = deque(due)
        self._count = len(due)
        self._machines = machines
        self._progress = progress
        self._under_way: dict[str, tuple[Due, float | None, str]] = {}
        self._people: dict[str, Profile] = {}
        self._began: float | None = None  # when the first worker was there: loading a model is no work
        self.done = self.higher = self.lower = self.gone = 0
        self.failures: list[Failure] = []

    def go(self, cancelled: Cancelled | None, patience: float) -> bool:
        """Until everything came back; True when cancelled."""
        there = time.monotonic()
        while self._waiting or self._under_way:
            if cancelled is not None and cancelled():
                return True
            present = self._machines.present(self._identity)
            if present.fit:
                there = time.monotonic()
                self._began = self._began or there
            elif time.monotonic() - there > patience:
                raise _nobody(self._identity, present.others)
            while self._waiting and self._machines.in_flight < _AHEAD * present.fit:
                self._hand_out(self._waiting.popleft())
            result = self._machines.take(_POLL)
            if result is not None:
                self._keep(result)
            self._tell()
        self._tell()
        return False

    def _hand_out(self, due: Due) -> None:
        store = self._keeper.store
        name = ""
        try:
            attempt = store.attempt(due.attempt_id)
            name = attempt.recording.path.name
            prompt = prompt_of(attempt)
            content = attempt.recording.path.read_bytes()
        except AttemptMissingError:
            self.gone += 1
            return
        except (ExpectedError, OSError) as error:
            self._fail(due, name, str(error))
            return
        job = Job(
            attempt_id=attempt.id,
            name=name,
            recording=content,
            sha256=attempt.recording.sha256,
            text=prompt.text,
            pinyin=prompt.pinyin,
            style=prompt.style,
            strictness=due.strictness,
            register=json.dumps(register_of(self._person(due.profile_id)).to_json()),
            cuts=store.marks.cuts().to_json(),
            identity=self._identity,
        )
        before = attempt.score.total if attempt.score else None
        self._under_way[attempt.id] = due, before, name
        self._machines.submit(job)

    def _keep(self, result: Scored | NotScored) -> None:
        due, before, name = self._under_way.pop(result.attempt_id)
        if isinstance(result, NotScored):
            self._fail(due, name, result.detail)
            return
        store = self._keeper.store
        score = unpack_score(result.data, result.format)
        with store.access.acting_for(due.profile_id):
            try:
                now = store.attempt(due.attempt_id).score
                if now is None or not _still_due(due, now, score):
                    self.gone += 1
                    return
                store.replace_score(due.attempt_id, score)
            except AttemptMissingError:
                self.gone += 1
                return
        self.done += 1
        change = change_of(before, score.total)
        self.higher += change > NOTICEABLE
        self.lower += change < -NOTICEABLE

    def _person(self, profile_id: str) -> Profile:
        if profile_id not in self._people:
            self._people[profile_id] = self._keeper.store.people.profile(profile_id)
        return self._people[profile_id]

    def _fail(self, due: Due, name: str, why: str) -> None:
        log.warning("attempt %s keeps its score: %s", due.attempt_id, why)
        self.failures.append(Failure(due.attempt_id, self._person(due.profile_id).name, name, why))

    def _tell(self) -> None:
        if self._progress is None:
            return
        present = self._machines.present(self._identity)
        through = self.done + self.gone + len(self.failures)
        now = time.monotonic()
        elapsed = max(now - (self._began or now), 1e-6)
        rate = self.done / elapsed
        left = (self._count - through) / rate if self.done else None
        self._progress(
            Standing(through, self._count, len(self.failures), present.fit, present.others, 60 * rate, left)
        )


def _still_due(due: Due, now: PronunciationScore, new: PronunciationScore) -> bool:
    """Whether nobody else has scored it alike, or by something newer, while this was under way."""
    scored = ScoredWith(due.attempt_id, now.scorer, now.strictness.value)
    return needs_rescoring(scored, new.scorer, due.strictness)


def _nobody(identity: Identity, others: tuple[str, ...]) -> ExpectedError:
    if others:
        return ExpectedError(
            msg(
                "连上的 {count} 台工作机都不能用：它们的程序、评分版本或模型和这里的不一样。这里是 {mine}，"
                "例如那里是 {other}。请装成一样的再运行，评好的都已保存。",
                count=len(others),
                mine=str(identity),
                other=others[0],
            ),
            "; ".join(others),
        )
    return ExpectedError(msg("没有工作机连上来。请在别的电脑上运行 kaibo worker，再试一次。评好的都已保存。"))
