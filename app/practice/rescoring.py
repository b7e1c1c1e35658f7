"""Old takes scored again: which ones there are, one by one or all together.

A take is scored again as a new one would be: with the scorer and the model in use now, as strictly as the
speaker's class is judged now. Its earlier scores are kept beside the new one.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from app.errors import ExpectedError
from app.practice.engine import Cancelled, SpeechEngine
from app.practice.keeper import Keeper
from app.storage.values import Attempt, ScoredWith

log = logging.getLogger(__name__)

NOTICEABLE = 0.5
"""Points: what a rounded total does not show is no change."""


@dataclass(frozen=True)
class RescoreResult:
    """What came of scoring many takes again. `failed` are ids of takes that keep the score they had."""

    done: int
    higher: int
    lower: int
    failed: tuple[str, ...]
    cancelled: bool


class Rescoring:
    """Scores the takes of whoever practises now again. All calls block."""

    def __init__(self, keeper: Keeper, engine: SpeechEngine) -> None:
        self._keeper = keeper
        self._engine = engine

    @property
    def scorer(self) -> str:
        """The scorer in use, with the mark of the centre's own thresholds; "" before it is loaded."""
        return self._keeper.scorer

    def is_outdated(self, attempt: Attempt) -> bool:
        """Whether scoring the attempt again may give something else. False while nothing is loaded."""
        if attempt.score is None:
            return False
        strictness = attempt.score.strictness.value
        scored = ScoredWith(attempt.id, attempt.score.scorer, strictness)
        return needs_rescoring(scored, self.scorer, self._strictness())

    def outdated(self) -> list[str]:
        """The ids of the takes that an older scorer, or another strictness, has scored; the oldest first."""
        profile, scorer = self._keeper.profile, self.scorer
        if profile is None or not scorer:
            return []
        found, strictness = self._keeper.store.scored_with(profile.id), self._strictness()
        return [each.attempt_id for each in found if needs_rescoring(each, scorer, strictness)]

    def rescore_outdated(
        self, progress: Callable[[int, int], None] | None = None, cancelled: Cancelled | None = None
    ) -> RescoreResult:
        """Score all outdated takes again; `progress` gets takes done and takes in all.

        A take whose recording is missing or damaged keeps its score and is counted. Cancelling keeps what
        was done until then. It goes on for her when she leaves.
        """
        self._engine.warm_up()
        profile = self._keeper.profile
        if profile is None:
            return RescoreResult(0, 0, 0, (), cancelled=False)
        ids = self.outdated()
        with self._keeper.store.access.acting_for(profile.id):
            return self._rescore(ids, progress, cancelled)

    def _rescore(
        self,
        ids: list[str],
        progress: Callable[[int, int], None] | None,
        cancelled: Cancelled | None,
    ) -> RescoreResult:
        higher = lower = done = 0
        failed: list[str] = []
        for number, attempt_id in enumerate(ids):
            if progress is not None:
                progress(number, len(ids))
            if cancelled is not None and cancelled():
                return RescoreResult(done, higher, lower, tuple(failed), cancelled=True)
            try:
                before = self._keeper.store.attempt(attempt_id)
                after = self._keeper.rescore(before)
            except ExpectedError as error:
                log.warning("attempt %s keeps its score: %s (%s)", attempt_id, error, error.detail)
                failed.append(attempt_id)
                continue
            done += 1
            change = change_of(_total(before), _total(after))
            higher += change > NOTICEABLE
            lower += change < -NOTICEABLE
        if progress is not None:
            progress(len(ids), len(ids))
        return RescoreResult(done, higher, lower, tuple(failed), cancelled=False)

    def _strictness(self) -> str:
        return self._keeper.strictness(self._keeper.profile).value


def needs_rescoring(scored: ScoredWith, scorer: str, strictness: str) -> bool:
    """Whether scoring again with `scorer`, as strictly as that, may give something else."""
    if not scorer:
        return False
    return is_older(scored.scorer, scorer) or (scored.scorer == scorer and scored.strictness != strictness)


def is_older(scorer: str, installed: str) -> bool:
    """Whether a score's scorer is another one than the installed, and none of a later Kaibo.

    Versions are a number and a hash of the weights (`2-1f3a9c04`), and `+` with a hash of a centre's own
    thresholds; equal numbers with other weights or thresholds count as older, since nothing says which came
    first.
    """
    return scorer != installed and _number(scorer) <= _number(installed)


def _number(version: str) -> int:
    number = version.partition("-")[0]
    return int(number) if number.isdecimal() else 0


def change_of(before: float | None, after: float | None) -> float:
    """By how many points a total rose; 0 where there was none."""
    return 0.0 if before is None or after is None else after - before


def _total(attempt: Attempt) -> float | None:
    return attempt.score.total if attempt.score else None
