"""Trials: a recording judged against what was said, and against texts with exactly one change.

Every part of the true text gives a right trial. For every part one syllable after the other (at most
`CHANGES_PER_PART` of a recording, drawn at random) is changed, and the changed part gives a wrong trial: the
recording now has a mistake there.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.speech import phones
from app.speech.assessor import Assessor, TakenIn
from app.speech.evaluation.changes import changed
from app.speech.evaluation.noise import with_noise
from app.speech.evaluation.sets import SAMPLE_RATE, Clip, Skip, SkippedError
from app.speech.values import Part, PronunciationScore, SpokenText, SyllableScore, TakeStatus, Verdict

CHANGES_PER_PART = 4
NEUTRAL = 5


@dataclass(frozen=True)
class Outcome:
    """One judged part.

    `goodness` is 0…1, None when there was no verdict, and `reason` says why not. `asked` is the sound or tone
    of the text; for a changed part `said` is what the recording has and `family` the family of the error.
    `syllables` is the length of the whole prompt.
    """

    part: Part
    right: bool
    goodness: float | None
    verdict: Verdict
    reason: str
    asked: str
    said: str
    family: str
    clip: str
    speaker: str
    gender: str
    syllables: int

    @property
    def kind(self) -> str:
        """The error's name, what should be said → what is said; "" for a right part."""
        return "" if self.right else f"{self.asked}→{self.said}"

    @property
    def called_wrong(self) -> bool:
        """Whether it was called wrong."""
        return self.verdict is Verdict.WRONG


@dataclass(frozen=True)
class Conditions:
    """How a recording is spoiled before it is judged; `snr_db` None leaves it as it is."""

    seed: int = 1
    snr_db: float | None = None
    babble: NDArray[np.float32] | None = None


@dataclass(frozen=True)
class ClipTrials:
    """What one recording gave. `skipped` says why it gave nothing; `status` is that of the true text."""

    set_name: str
    skipped: Skip | None = None
    status: TakeStatus | None = None
    outcomes: tuple[Outcome, ...] = ()


def judge_clip(assessor: Assessor, clip: Clip, conditions: Conditions) -> ClipTrials:
    """All trials of one recording. The same seed gives the same trials, whatever else is judged."""
    try:
        spoken = clip.transcript()
        samples = clip.samples()
    except SkippedError as error:
        return ClipTrials(clip.set_name, error.reason)
    rng = np.random.default_rng([conditions.seed, zlib.crc32(f"{clip.set_name}/{clip.name}".encode())])
    if conditions.snr_db is not None:
        samples = with_noise(samples, conditions.snr_db, rng, conditions.babble)
    running = assessor.start(spoken)
    for start in range(0, len(samples), SAMPLE_RATE):
        running.feed(samples[start : start + SAMPLE_RATE])
    score = running.finish()
    assert running.taken is not None
    outcomes = [*_right(clip, score), *_wrong(assessor, running.taken, clip, spoken, rng)]
    return ClipTrials(clip.set_name, None, score.status, tuple(outcomes))


def has_part(syllable: SyllableScore, part: Part) -> bool:
    """Whether there is something to judge: a zero initial has nothing to confuse."""
    return part is not Part.INITIAL or bool(syllable.syllable.initial)


def _right(clip: Clip, score: PronunciationScore) -> Iterator[Outcome]:
    for syllable in score.syllables:
        if syllable.syllable.foreign or set(syllable.syllable.hanzi) & clip.faulty:
            continue
        for part in Part:
            if has_part(syllable, part):
                yield _outcome(clip, score, syllable, part, right=True)


def _wrong(
    assessor: Assessor, taken: TakenIn, clip: Clip, spoken: SpokenText, rng: np.random.Generator
) -> Iterator[Outcome]:
    for part in Part:
        made = 0
        for index in rng.permutation(len(spoken.syllables)):
            syllable = spoken.syllables[int(index)]
            if syllable.foreign or set(syllable.hanzi) & clip.faulty:
                continue
            change = changed(spoken, int(index), part, rng)
            if change is None:
                continue
            score = assessor.rescore(taken, change.spoken)
            yield _outcome(
                clip,
                score,
                score.syllables[change.index],
                part,
                right=False,
                said=change.was,
                family=change.family,
            )
            made += 1
            if made == CHANGES_PER_PART:
                break


def _outcome(
    clip: Clip,
    score: PronunciationScore,
    syllable: SyllableScore,
    part: Part,
    *,
    right: bool,
    said: str = "",
    family: str = "",
) -> Outcome:
    """What was said of one part. A syllable called left out is called wrong, with no goodness at all."""
    found = syllable.part(part)
    omitted = syllable.omitted and score.status is TakeStatus.SCORED
    judged = found.verdict is not Verdict.NOT_ASSESSABLE and found.goodness is not None
    return Outcome(
        part,
        right,
        0.0 if omitted else found.goodness if judged else None,
        Verdict.WRONG if omitted else found.verdict,
        "" if omitted or judged else found.reason,
        asked_sound(syllable, part),
        said,
        family,
        f"{clip.set_name}/{clip.name}",
        clip.speaker,
        clip.gender,
        len(score.syllables),
    )


def asked_sound(syllable: SyllableScore, part: Part) -> str:
    """The initial, the final phone or the spoken tone that the text asks for."""
    wanted = syllable.syllable
    if part is Part.INITIAL:
        return wanted.initial
    if part is Part.FINAL:
        return phones.final_phone(wanted.initial, wanted.final)
    return str(wanted.spoken_tone)
