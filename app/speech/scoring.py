"""From what was measured in one take to its score: verdicts, miscues, status, total."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from app.speech.advice import choose_advice
from app.speech.alignment import AlignedSyllable, Alignment, OtherSound
from app.speech.calibration import SegmentCalibration
from app.speech.f0 import F0Track
from app.speech.fluency import Span, measure_fluency
from app.speech.ledger import deductions, total, was_assessed
from app.speech.recogniser import Heard, SecondHearing
from app.speech.register import register_of, to_hz
from app.speech.segments import Competition
from app.speech.strictness import RULES
from app.speech.tone_values import ToneAssessment
from app.speech.values import (
    Miscue,
    MiscueKind,
    PartScore,
    PronunciationScore,
    SpokenText,
    Strictness,
    SyllableScore,
    TakeStatus,
    Verdict,
)

SILENT_DB = -58.0  # a take whose loud frames stay below this has no speech in it
MIN_SNR_DB = 6.0  # speech hardly louder than the background cannot be judged
FAIR_FIT = -1.6  # mean nats per frame below the best states of a syllable half recognisable
POOR_FIT = -3.2  # mean nats per frame below the best states: this was another syllable
LOST_FIT = -4.5  # so far off that its span means nothing
MIN_FRAMES = 5  # of 20 ms
# Of 90 native sentences against another's text 97 % are less like it than -2.0, against their own 99 % more
# than -1.4; many errors bring an honest reading down too, but then most syllables can still be recognised.
ON_TASK_LIKENESS, ON_TASK_SAID = -1.85, -1.6
ON_TASK_SHARE = 0.55  # of the prompt's syllables recognisable, by a soft count
SHORT = 4  # syllables: so short a prompt is another one only when nothing fits
SHORT_LIKENESS, SHORT_SHARE = -3.2, 0.15
CHATTER_FRAMES = 60  # this much other speech beside so short a prompt: it turned up by chance
INSERTION_SECONDS = 0.16
REPLACED_FRAMES = 8


@dataclass(frozen=True)
class Evidence:
    """All that was measured of one take. `spans` are in seconds, None where a syllable was left out.

    `heard` is what the recogniser makes of it freely, where it is asked, `expected` what it made of it with
    the prompt in mind (None when it had another prompt in mind).
    """

    spoken: SpokenText
    alignment: Alignment
    competitions: Sequence[Competition | None]
    spans: Sequence[Span | None]
    tones: Sequence[ToneAssessment | None]
    track: F0Track
    heard: Heard | SecondHearing
    expected: Heard | None
    frame_seconds: float
    duration: float


def score_take(
    evidence: Evidence,
    calibration: SegmentCalibration,
    *,
    model: str,
    scorer: str,
    strictness: Strictness = Strictness.NORMAL,
) -> PronunciationScore:
    """The score of a take. A take that is silent, drowned or of something else has no total."""
    calibration = calibration.stricter(RULES[strictness].shift)
    fluency = measure_fluency(evidence.spoken, evidence.spans, evidence.track)
    status = _status(evidence, fluency.loudness_db, fluency.noise_db)
    syllables: tuple[SyllableScore, ...] = ()
    miscues: tuple[Miscue, ...] = ()
    points = None
    if status is TakeStatus.SCORED:
        syllables = tuple(_syllable(evidence, i, calibration) for i in range(len(evidence.spoken.syllables)))
        miscues = _miscues(evidence, syllables, fluency.loudness_db)
        if any(was_assessed(s) for s in syllables):
            points = round(total(deductions(syllables, miscues, fluency, strictness)), 1)
    else:
        syllables = tuple(_unjudged(evidence, i, status.value) for i in range(len(evidence.spoken.syllables)))
    advice = choose_advice(status, evidence.spoken, syllables, miscues, fluency)
    register = register_of([evidence.track])
    voiced = bool(evidence.track.voiced.any()) and status is TakeStatus.SCORED
    return PronunciationScore(
        status=status,
        total=points,
        syllables=syllables,
        miscues=miscues,
        fluency=fluency,
        advice=advice,
        transcript=_transcript(evidence, status),
        model=model,
        scorer=scorer,
        duration=evidence.duration,
        register_median=to_hz(register.median) if voiced else None,
        register_low=to_hz(register.low) if voiced else None,
        register_high=to_hz(register.high) if voiced else None,
        strictness=strictness,
    )


def recognisable(aligned: AlignedSyllable) -> bool:
    """Whether what was said at a syllable's place resembles it at all."""
    return not aligned.omitted and aligned.fit > POOR_FIT


def _transcript(evidence: Evidence, status: TakeStatus) -> str:
    """The prompt's words as they were heard; of something else, what it sounded like."""
    if status is not TakeStatus.SCORED or evidence.expected is None or not evidence.expected.words:
        return evidence.heard.text
    sounds = [span for span in evidence.spans if span is not None]
    sounds += [_seconds(other, evidence.frame_seconds) for other in evidence.alignment.others]
    # held to the prompt's words, the recogniser hears one in a breath or a click as well
    return "".join(
        word.text
        for word in evidence.expected.words
        if any(start - 0.05 <= (word.start + word.end) / 2 <= end + 0.05 for start, end in sounds)
    )


def _status(evidence: Evidence, loudness: float | None, noise: float | None) -> TakeStatus:
    energy = evidence.track.energy_db
    if not len(energy) or float(sorted(energy)[-max(1, len(energy) // 20)]) < SILENT_DB:
        return TakeStatus.SILENT
    if _off_task(evidence.alignment):
        return TakeStatus.OFF_TASK
    if loudness is not None and noise is not None and loudness - noise < MIN_SNR_DB:
        return TakeStatus.TOO_NOISY
    return TakeStatus.SCORED


def _off_task(alignment: Alignment) -> bool:
    """Whether this was something else than the prompt, not merely a bad reading of it."""
    count = len(alignment.syllables)
    if not count or all(s.omitted for s in alignment.syllables):
        return True
    # a logistic instead of a hard limit on each syllable's fit
    share = (
        sum(1 / (1 + math.exp((FAIR_FIT - s.fit) / 0.5)) for s in alignment.syllables if not s.omitted)
        / count
    )
    if count < SHORT:
        other = sum(o.end - o.start for o in alignment.others)
        said = sum(s.end - s.start for s in alignment.syllables if not s.omitted)
        if other >= CHATTER_FRAMES and other > 1.5 * said:
            return True
        return alignment.likeness < SHORT_LIKENESS and share < SHORT_SHARE
    return (
        alignment.likeness < ON_TASK_LIKENESS
        and alignment.likeness_of_said < ON_TASK_SAID  # stopping halfway is no other text
        and share < ON_TASK_SHARE
    )


def _unjudged(evidence: Evidence, index: int, reason: str) -> SyllableScore:
    nothing = PartScore(Verdict.NOT_ASSESSABLE, None, reason=reason)
    return SyllableScore(evidence.spoken.syllables[index], None, None, nothing, nothing, nothing)


def _syllable(evidence: Evidence, index: int, calibration: SegmentCalibration) -> SyllableScore:
    syllable = evidence.spoken.syllables[index]
    aligned, competition = evidence.alignment.syllables[index], evidence.competitions[index]
    span = evidence.spans[index]
    if aligned.omitted or competition is None or span is None:
        nothing = PartScore(Verdict.NOT_ASSESSABLE, None, reason="omitted")
        return SyllableScore(syllable, None, None, nothing, nothing, nothing, omitted=True)
    reason = ""
    if syllable.foreign:
        reason = "foreign"
    elif aligned.end - aligned.start < MIN_FRAMES:
        reason = "too_short"
    elif aligned.fit < LOST_FIT:
        reason = "unclear"
    if reason:
        initial = final = PartScore(Verdict.NOT_ASSESSABLE, None, reason=reason)
    else:
        initial, final = calibration.judge_initial(competition), calibration.judge_final(competition)
    tone, contour, target = _tone(evidence.tones[index], reason if reason != "too_short" else "")
    return SyllableScore(syllable, span[0], span[1], initial, final, tone, contour, target)


def _tone(found: ToneAssessment | None, reason: str):  # type: ignore[no-untyped-def]
    if found is None:
        return PartScore(Verdict.NOT_ASSESSABLE, None, reason=reason or "too_short"), None, None
    if reason:
        return PartScore(Verdict.NOT_ASSESSABLE, None, reason=reason), found.contour, found.target
    why = found.doubt.value if found.doubt else found.findings[0].fault.value if found.findings else ""
    heard = str(found.heard) if found.heard is not None and found.heard != found.expected else ""
    score = PartScore(found.verdict, found.goodness, heard, why)
    return score, found.contour, found.target


def _miscues(
    evidence: Evidence, syllables: Sequence[SyllableScore], loudness: float | None
) -> tuple[Miscue, ...]:
    others = []
    for other in evidence.alignment.others:
        start, end = _seconds(other, evidence.frame_seconds)
        if end - start >= INSERTION_SECONDS and _is_voice(evidence.track, start, end, loudness):
            others.append((other.index, start, end))
    found: list[Miscue] = []
    for index, syllable in enumerate(syllables):
        beside = next((o for o in others if o[0] in (index, index + 1)), None)
        if beside is not None and not recognisable(evidence.alignment.syllables[index]):
            # a sound of its own stands where the syllable should be: one word said for another
            others.remove(beside)
            said = evidence.heard.between(*beside[1:])
            found.append(Miscue(MiscueKind.REPLACEMENT, index, said, *beside[1:]))
        elif syllable.omitted:
            found.append(Miscue(MiscueKind.OMISSION, index))
        elif _replaced(evidence, index, syllable):
            said = evidence.heard.between(syllable.start or 0.0, syllable.end or 0.0)
            found.append(Miscue(MiscueKind.REPLACEMENT, index, said, syllable.start, syllable.end))
    for index, start, end in others:
        found.append(Miscue(MiscueKind.INSERTION, index, evidence.heard.between(start, end), start, end))
    return tuple(sorted(found, key=lambda m: (m.index, m.kind is not MiscueKind.INSERTION)))


def _replaced(evidence: Evidence, index: int, syllable: SyllableScore) -> bool:
    """Another syllable altogether: it fits badly, and neither its final nor its initial can be heard."""
    aligned = evidence.alignment.syllables[index]
    # a syllable squeezed into the shortest span was swallowed, as native speakers do; that is no other word
    if recognisable(aligned) or syllable.syllable.foreign or aligned.end - aligned.start < REPLACED_FRAMES:
        return False
    if evidence.expected is not None and syllable.start is not None and syllable.end is not None:
        around = evidence.expected.between(syllable.start, syllable.end)
        if syllable.syllable.hanzi[0] in around:
            return False
    return syllable.final.verdict is not Verdict.GOOD and syllable.initial.verdict is not Verdict.GOOD


def _seconds(other: OtherSound, frame_seconds: float) -> Span:
    return other.start * frame_seconds, other.end * frame_seconds


def _is_voice(track: F0Track, start: float, end: float, loudness: float | None) -> bool:
    """Loud enough and voiced enough to be speech and not breath or a knock."""
    inside = (track.times >= start) & (track.times < end)
    if not inside.any() or loudness is None:
        return False
    return bool(track.energy_db[inside].mean() > loudness - 15.0 and track.voiced[inside].mean() > 0.4)
