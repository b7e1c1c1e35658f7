"""Pace, pauses, hesitation and rhythm of one take, and what is right for the kind of prompt it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from app.speech.f0 import F0Track
from app.speech.levels import measure_levels
from app.speech.prompt_kind import prompt_kind
from app.speech.values import (
    AspectScore,
    Fluency,
    FluencyAspect,
    Hesitation,
    HesitationKind,
    Miscue,
    MiscueKind,
    Pause,
    PromptKind,
    SpokenText,
    TokenKind,
    Verdict,
)
from app.speech.words import split_words

MIN_PAUSE = 0.25  # seconds: shorter silences belong to stops and careful speech
LONG_PAUSE = 0.5  # seconds: one inside a phrase that listeners notice
MIN_SYLLABLES = 4  # a rate of fewer says nothing
JUDGED_SYLLABLES = 6  # fewer are measured but not judged
RHYTHM_SYLLABLES = 10  # a rhythm of fewer is chance
PAUSE_SHARE, HESITATION_SHARE = 10.0, 7.0  # of a hundred syllables; one is always allowed
LENGTHENED, LENGTHENED_SECONDS = 2.6, 0.5  # times the take's median; shorter ones are only stressed
SHORTEST_SYLLABLE = 0.03  # seconds

Span = tuple[float, float]


@dataclass(frozen=True)
class Band:
    """Syllables a minute between which the articulation of a kind of prompt is right."""

    slow: float
    fast: float


# Bounds of talk: packaging/scorer/measure_fluency.py on native readers, see docs/decisions/fluency.md; the
# other kinds stand to it as the facts about the anchors' trade say, for want of recordings of them.
BANDS = {
    PromptKind.DRILL: Band(70.0, 260.0),
    PromptKind.NUMBERS: Band(105.0, 265.0),
    PromptKind.TALK: Band(130.0, 330.0),
    PromptKind.CALL: Band(145.0, 365.0),
    PromptKind.PASSAGE: Band(120.0, 300.0),
}
RHYTHM = Band(11.0, 60.0)  # nPVI: 98 % of native sentences lie in it


def measure_fluency(
    spoken: SpokenText,
    spans: Sequence[Span | None],
    track: F0Track,
    besides: Sequence[Span] = (),
) -> Fluency:
    """What can be measured, from the syllables' time spans (seconds; None where one was left out).

    `besides` is what was said beyond the prompt (readings given up, other sounds): no pause, and no part of
    the rate. Speech rate counts syllables from the first to the last, pauses included; articulation rate
    takes pauses out (Goldman-Eisler's distinction). Rates are per minute. Nothing is judged yet.
    """
    said = [(i, span) for i, span in enumerate(spans) if span is not None]
    pauses = _pauses(spoken, said, besides)
    speech_rate = articulation_rate = None
    if len(said) >= MIN_SYLLABLES:
        begin, end = said[0][1][0], said[-1][1][1]
        whole = end - begin
        extra = sum(max(0.0, min(end, b) - max(begin, a)) for a, b in besides)
        speaking = whole - extra - sum(p.end - p.start for p in pauses)
        speech_rate = 60.0 * len(said) / whole if whole > 0 else None
        articulation_rate = 60.0 * len(said) / speaking if speaking > 0 else None
    levels = measure_levels(track, [*(span for _, span in said), *besides])
    return Fluency(
        speech_rate,
        articulation_rate,
        pauses,
        levels.loudness_db,
        levels.noise_db,
        snr_db=levels.snr_db,
        kind=prompt_kind(spoken),
        npvi=_npvi(spoken, spans),
    )


def judge_fluency(
    fluency: Fluency, spoken: SpokenText, spans: Sequence[Span | None], miscues: Sequence[Miscue]
) -> Fluency:
    """The same with hesitations found and every aspect judged for its kind of prompt."""
    hesitations = _hesitations(spoken, spans, fluency.pauses, miscues)
    count = sum(span is not None for span in spans)
    inside = sum(not p.expected and p.end - p.start >= LONG_PAUSE for p in fluency.pauses)
    kind = fluency.kind or prompt_kind(spoken)
    many = kind in (PromptKind.WORD, PromptKind.DRILL)
    aspects = (
        _pace(fluency.articulation_rate, kind, count),
        _share(FluencyAspect.PAUSES, inside, count, PAUSE_SHARE, known=not many),
        _share(FluencyAspect.HESITATION, len(hesitations), count, HESITATION_SHARE, known=True),
        _rhythm(fluency.npvi, kind, count),
    )
    return Fluency(
        fluency.speech_rate,
        fluency.articulation_rate,
        fluency.pauses,
        fluency.loudness_db,
        fluency.noise_db,
        snr_db=fluency.snr_db,
        kind=kind,
        aspects=aspects,
        hesitations=hesitations,
        npvi=fluency.npvi,
    )


def _pace(rate: float | None, kind: PromptKind, count: int) -> AspectScore:
    band = BANDS.get(kind)
    if rate is None or band is None or count < JUDGED_SYLLABLES:
        return AspectScore(FluencyAspect.PACE, Verdict.NOT_ASSESSABLE, rate)
    verdict = Verdict.GOOD if band.slow <= rate <= band.fast else Verdict.OFF
    return AspectScore(FluencyAspect.PACE, verdict, rate, band.slow, band.fast)


def _share(aspect: FluencyAspect, found: int, count: int, limit: float, *, known: bool) -> AspectScore:
    """So many in so many syllables; a single one is never too many."""
    if not known or count < JUDGED_SYLLABLES:
        return AspectScore(aspect, Verdict.NOT_ASSESSABLE, None)
    share = 100.0 * found / count
    verdict = Verdict.OFF if found > 1 and share > limit else Verdict.GOOD
    return AspectScore(aspect, verdict, share, None, limit)


def _rhythm(npvi: float | None, kind: PromptKind, count: int) -> AspectScore:
    if npvi is None or kind in (PromptKind.WORD, PromptKind.DRILL) or count < RHYTHM_SYLLABLES:
        return AspectScore(FluencyAspect.RHYTHM, Verdict.NOT_ASSESSABLE, npvi)
    verdict = Verdict.GOOD if RHYTHM.slow <= npvi <= RHYTHM.fast else Verdict.OFF
    return AspectScore(FluencyAspect.RHYTHM, verdict, npvi, RHYTHM.slow, RHYTHM.fast)


def _pauses(
    spoken: SpokenText, said: Sequence[tuple[int, Span]], besides: Sequence[Span]
) -> tuple[Pause, ...]:
    welcome = _pause_places(spoken)
    found = []
    for (i, left), (j, right) in pairwise(said):
        between = sorted((a, b) for a, b in besides if a < right[0] and b > left[1])
        edges = [left, *between, right]
        expected = any(place in welcome for place in range(i + 1, j + 1))
        for before, after in pairwise(edges):
            if after[0] - before[1] >= MIN_PAUSE:
                found.append(Pause(before[1], after[0], expected))
    return tuple(found)


def _npvi(spoken: SpokenText, spans: Sequence[Span | None]) -> float | None:
    """Normalised pairwise variability of syllable durations (Grabe & Low 2002), 0 for even ones.

    The last syllable before a pause is drawn out in every kind of speech and stays out of it.
    """
    final = _pause_places(spoken)
    differences = []
    for i, (left, right) in enumerate(pairwise(spans)):
        if left is None or right is None or right[0] - left[1] >= MIN_PAUSE / 2:
            continue
        if i + 1 in final or i + 2 in final or i + 2 == len(spans):
            continue
        one, two = (max(SHORTEST_SYLLABLE, span[1] - span[0]) for span in (left, right))
        differences.append(abs(one - two) / ((one + two) / 2))
    return 100.0 * float(np.mean(differences)) if len(differences) >= 3 else None


def _hesitations(
    spoken: SpokenText, spans: Sequence[Span | None], pauses: Sequence[Pause], miscues: Sequence[Miscue]
) -> tuple[Hesitation, ...]:
    found = []
    for miscue in miscues:
        if miscue.start is None or miscue.end is None:
            continue
        if miscue.kind is MiscueKind.REPETITION:
            found.append(Hesitation(HesitationKind.RESTART, miscue.index, miscue.start, miscue.end))
        elif miscue.filler:
            found.append(Hesitation(HesitationKind.FILLER, miscue.index, miscue.start, miscue.end))
    inside = _inside_words(spoken)
    restarts = [(h.start, h.end) for h in found]
    for pause in pauses:
        after = next(
            (i for i, span in enumerate(spans) if span is not None and span[0] >= pause.end - 1e-6), None
        )
        restarted = any(abs(a - pause.end) < 0.1 or abs(b - pause.start) < 0.1 for a, b in restarts)
        if after in inside and not pause.expected and not restarted:
            assert after is not None
            found.append(Hesitation(HesitationKind.MID_WORD, after, pause.start, pause.end))
    lengths = [span[1] - span[0] for span in spans if span is not None]
    typical = float(np.median(lengths)) if len(lengths) >= JUDGED_SYLLABLES else None
    ends = _pause_places(spoken)
    for i, span in enumerate(spans):
        if typical is None or span is None or i + 1 in ends or i + 1 == len(spans):
            continue
        length = span[1] - span[0]
        if length > LENGTHENED * typical and length > LENGTHENED_SECONDS:
            found.append(Hesitation(HesitationKind.LENGTHENED, i, *span))
    return tuple(sorted(found, key=lambda h: h.start))


def _inside_words(spoken: SpokenText) -> frozenset[int]:
    """Syllables that go on with a word."""
    inside: set[int] = set()
    run: list[int] = []

    def end_run() -> None:
        at = 0
        hanzi = [spoken.syllables[i].hanzi for i in run]
        offsets = set()
        for word in split_words("".join(hanzi)):
            offsets.add(at)
            at += len(word)
        at = 0
        for i, each in zip(run, hanzi, strict=True):
            if at not in offsets:
                inside.add(i)
            at += len(each)
        run.clear()

    for token in spoken.tokens:
        if token.kind is TokenKind.SYLLABLE and token.syllable is not None:
            run.append(token.syllable)
        elif token.kind is TokenKind.PAUSE:
            end_run()
    end_run()
    return frozenset(inside)


def _pause_places(spoken: SpokenText) -> frozenset[int]:
    """Syllable indices before which punctuation stands."""
    places = set()
    following = 0
    for token in spoken.tokens:
        if token.kind is TokenKind.SYLLABLE and token.syllable is not None:
            following = token.syllable + 1
        elif token.kind is TokenKind.PAUSE:
            places.add(following)
    return frozenset(places)
