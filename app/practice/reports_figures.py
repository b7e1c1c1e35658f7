"""Figures of people, from sums that the storage gives."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from app.practice.learning_values import Sound
from app.practice.reports_values import Figures, SoundShare, SoundShift
from app.speech.values import Part
from app.storage import reports as stored
from app.storage.progress_values import SyllableCount

FORTNIGHT = timedelta(days=14)
FEWEST_TAKES = 5
"""Scored takes that a fortnight must hold before its mean is told."""

FEWEST_JUDGED = 12
"""Times that a sound must have been judged before it is called weak or better."""

WEAK = 0.8
"""A sound that is right less often than this is weak."""

BETTER = 0.08
"""A share must grow by this much before a sound is called better: less than that is chance."""

MOST_SOUNDS = 4


def figures(
    days: Sequence[stored.DayCount],
    sounds: Iterable[stored.SoundShare],
    rehearsals: int = 0,
    since: date | None = None,
) -> Figures:
    """One person's figures; `days` are hers, the oldest first, those before `since` are left out."""
    days = [each for each in days if since is None or each.day >= since]
    if not days:
        return Figures(weak=weak_sounds(sounds), rehearsals=rehearsals)
    first, last = days[0].day, days[-1].day
    apart = last - first >= 2 * FORTNIGHT
    scored = sum(each.scored for each in days)
    return Figures(
        days=len(days),
        seconds=sum(each.seconds for each in days),
        attempts=sum(each.attempts for each in days),
        scored=scored,
        first=first,
        last=last,
        first_mean=_mean(each for each in days if each.day < first + FORTNIGHT) if apart else None,
        last_mean=_mean(each for each in days if each.day > last - FORTNIGHT) if apart else None,
        mean=sum(each.points for each in days) / scored if scored else None,
        weak=weak_sounds(sounds),
        rehearsals=rehearsals,
    )


def weak_sounds(sounds: Iterable[stored.SoundShare], most: int = MOST_SOUNDS) -> tuple[SoundShare, ...]:
    """The sounds that were right least often, the weakest first."""
    known = [
        SoundShare(Sound(each.part, each.sound), each.good, each.judged)
        for each in sounds
        if each.judged >= FEWEST_JUDGED and each.good < WEAK * each.judged
    ]
    return tuple(sorted(known, key=lambda each: (each.share, -each.judged))[:most])


def better_sounds(weeks: Sequence[SyllableCount], most: int = MOST_SOUNDS) -> tuple[SoundShift, ...]:
    """The sounds that got better from the earlier half of the weeks to the later, the most so first."""
    names = sorted({each.week for each in weeks})
    if len(names) < 2:
        return ()
    middle = names[len(names) // 2]
    before = _shares(each for each in weeks if each.week < middle)
    after = _shares(each for each in weeks if each.week >= middle)
    shifts = [
        SoundShift(sound, before[sound].share, after[sound].share)
        for sound in before.keys() & after.keys()
        if min(before[sound].judged, after[sound].judged) >= FEWEST_JUDGED
        and after[sound].share - before[sound].share >= BETTER
    ]
    return tuple(sorted(shifts, key=lambda each: (each.before - each.after, each.sound.key))[:most])


def assessed_share(weeks: Iterable[SyllableCount]) -> float | None:
    """Which share of finals and tones the machine could judge; None where nothing was said."""
    said = judged = 0
    for each in weeks:
        said += 2 * each.said
        judged += each.final_judged + each.tone_judged
    return judged / said if said else None


def _mean(days: Iterable[stored.DayCount]) -> float | None:
    there = list(days)
    scored = sum(each.scored for each in there)
    return sum(each.points for each in there) / scored if scored >= FEWEST_TAKES else None


def _shares(weeks: Iterable[SyllableCount]) -> dict[Sound, SoundShare]:
    counts: dict[Sound, list[int]] = {}
    for each in weeks:
        for part, name, good, judged in (
            (Part.INITIAL, each.initial, each.initial_good, each.initial_judged),
            (Part.FINAL, each.final, each.final_good, each.final_judged),
            (Part.TONE, str(each.tone), each.tone_good, each.tone_judged),
        ):
            if name:
                count = counts.setdefault(Sound(part, name), [0, 0])
                count[0] += good
                count[1] += judged
    return {sound: SoundShare(sound, *count) for sound, count in counts.items() if count[1]}
