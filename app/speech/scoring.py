"""From what was measured in one take to its score: verdicts, miscues, status, total."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from app.speech.advice import choose_advice
from app.speech.calibration import SegmentCalibration
from app.speech.evidence import Evidence
from app.speech.fluency import judge_fluency, measure_fluency
from app.speech.ledger import deductions, total
from app.speech.levels import others_speak, syllable_snrs
from app.speech.miscues import find_miscues
from app.speech.off_task import off_task
from app.speech.register import register_of, to_hz
from app.speech.strictness import RULES
from app.speech.tone_values import ToneAssessment
from app.speech.values import (
    Fluency,
    Measured,
    Miscue,
    PartScore,
    PronunciationScore,
    Strictness,
    SyllableScore,
    TakeStatus,
    Verdict,
)

SILENT_DB = -58.0  # a take whose loud frames stay below this has no speech in it
MIN_SNR_DB = 3.0  # speech weaker than that against the background cannot be judged
SEGMENT_MIN_SNR_DB = 13.0  # below it noise, not the speaker, decides on initials and finals
JUDGED_SHARE = 0.5  # of the syllables must be judged by more than their tone for a total
MIN_VOICED = 0.08  # of what was taken for syllables: keys and clicks have less, the hoarsest voice more
MIN_VOICED_SECONDS = 0.06
LOST_NEAR = -3.6  # nats per frame, confusions allowed for: so far off that the span means nothing
MIN_FRAMES = 5  # of 20 ms
_TONE_CAN_TELL = ("too_short", "too_noisy")  # reasons against the segments on which the tone has its own say


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
    besides = [evidence.seconds(other.start, other.end) for other in evidence.alignment.others]
    besides += [evidence.seconds(repeat.start, repeat.end) for repeat in evidence.alignment.repeats]
    fluency = measure_fluency(evidence.spoken, evidence.spans, evidence.track, besides)
    status = _status(evidence, fluency)
    syllables: tuple[SyllableScore, ...] = ()
    miscues: tuple[Miscue, ...] = ()
    points = None
    if status is TakeStatus.SCORED:
        snrs = syllable_snrs(evidence.track, evidence.spans, fluency.noise_db)
        noisy = fluency.snr_db is not None and fluency.snr_db < SEGMENT_MIN_SNR_DB
        voices = others_speak(evidence.track, [*(s for s in evidence.spans if s is not None), *besides])
        noisy = noisy or voices
        syllables = tuple(
            _syllable(evidence, i, calibration, snr, noisy=noisy, voices=voices) for i, snr in enumerate(snrs)
        )
        if not noisy:  # what was left out or put in cannot be told in noise either
            miscues = find_miscues(evidence, syllables, fluency.loudness_db)
        fluency = judge_fluency(fluency, evidence.spoken, evidence.spans, miscues)
        if _enough(syllables):
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


def _enough(syllables: Sequence[SyllableScore]) -> bool:
    """Whether a total says something: tones alone are no whole."""
    foreign = sum(s.syllable.foreign for s in syllables)
    judged = sum(
        s.omitted or s.initial.goodness is not None or s.final.goodness is not None for s in syllables
    )
    return judged > 0 and judged >= JUDGED_SHARE * (len(syllables) - foreign)


def _transcript(evidence: Evidence, status: TakeStatus) -> str:
    """The prompt's words as they were heard; of something else, what it sounded like."""
    if status is not TakeStatus.SCORED or evidence.expected is None or not evidence.expected.words:
        return evidence.heard.text
    sounds = [span for span in evidence.spans if span is not None]
    sounds += [evidence.seconds(each.start, each.end) for each in evidence.alignment.others]
    sounds += [evidence.seconds(each.start, each.end) for each in evidence.alignment.repeats]
    # held to the prompt's words, the recogniser hears one in a breath or a click as well
    return "".join(
        word.text
        for word in evidence.expected.words
        if any(start - 0.05 <= (word.start + word.end) / 2 <= end + 0.05 for start, end in sounds)
    )


def _status(evidence: Evidence, fluency: Fluency) -> TakeStatus:
    energy = evidence.track.energy_db
    if not len(energy) or float(sorted(energy)[-max(1, len(energy) // 20)]) < SILENT_DB:
        return TakeStatus.SILENT
    if off_task(evidence.alignment):
        return TakeStatus.OFF_TASK
    if fluency.snr_db is not None and fluency.snr_db < MIN_SNR_DB:
        return TakeStatus.TOO_NOISY
    return TakeStatus.SCORED if _has_voice(evidence) else TakeStatus.OFF_TASK


def _has_voice(evidence: Evidence) -> bool:
    """Whether a voice is in what was taken for syllables, and not only keys and clicks."""
    track = evidence.track
    inside = np.zeros(len(track.times), bool)
    for span in evidence.spans:
        if span is not None:
            inside |= (track.times >= span[0]) & (track.times < span[1])
    voiced = track.voiced[inside]
    return bool(
        len(voiced) and voiced.mean() >= MIN_VOICED and voiced.sum() * track.hop >= MIN_VOICED_SECONDS
    )


def _unjudged(evidence: Evidence, index: int, reason: str) -> SyllableScore:
    nothing = PartScore(Verdict.NOT_ASSESSABLE, None, reason=reason)
    return SyllableScore(evidence.spoken.syllables[index], None, None, nothing, nothing, nothing)


def _syllable(
    evidence: Evidence,
    index: int,
    calibration: SegmentCalibration,
    snr_db: float | None,
    *,
    noisy: bool,
    voices: bool,
) -> SyllableScore:
    """One syllable. `noisy`: what is missing cannot be told; `voices`: other people's are in the take."""
    syllable = evidence.spoken.syllables[index]
    aligned, competition = evidence.alignment.syllables[index], evidence.competitions[index]
    span = evidence.spans[index]
    if aligned.omitted or competition is None or span is None:
        if noisy:
            return _unjudged(evidence, index, "too_noisy")
        nothing = PartScore(Verdict.NOT_ASSESSABLE, None, reason="omitted")
        return SyllableScore(syllable, None, None, nothing, nothing, nothing, omitted=True)
    reason = ""
    if syllable.foreign:
        reason = "foreign"
    elif aligned.end - aligned.start < MIN_FRAMES:
        reason = "too_short"
    elif aligned.near < LOST_NEAR:
        reason = "unclear"
    elif voices or (snr_db is not None and snr_db < SEGMENT_MIN_SNR_DB):
        reason = "too_noisy"
    if reason:
        initial = final = PartScore(Verdict.NOT_ASSESSABLE, None, reason=reason)
    else:
        initial, final = calibration.judge_initial(competition), calibration.judge_final(competition)
    tone_tells = reason in _TONE_CAN_TELL and not voices
    tone, contour, target = _tone(evidence.tones[index], "" if tone_tells else reason)
    return SyllableScore(syllable, span[0], span[1], initial, final, tone, contour, target)


def _tone(found: ToneAssessment | None, reason: str):  # type: ignore[no-untyped-def]
    if found is None:
        return PartScore(Verdict.NOT_ASSESSABLE, None, reason=reason or "too_short"), None, None
    if reason:
        return PartScore(Verdict.NOT_ASSESSABLE, None, reason=reason), found.contour, found.target
    why = found.doubt.value if found.doubt else found.findings[0].fault.value if found.findings else ""
    heard = str(found.heard) if found.heard is not None and found.heard != found.expected else ""
    facts = tuple(Measured(f.fault.value, f.measured, f.wanted, f.unit) for f in found.findings)
    score = PartScore(found.verdict, found.goodness, heard, why, facts)
    return score, found.contour, found.target
