"""From counts of sounds to what is shown of them: the map, what changed, what is taken for what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from app.practice.progress_statistics import share_difference, wilson
from app.practice.progress_values import Contrast, PartChange, Share, SoundChange, SoundMap
from app.speech.values import Part
from app.storage.progress_values import ConfusionCount, SyllableCount

COMPARED = 30
"""Of each sound so many at first and so many lately, where there are that many."""
LEAST = 12
"""With fewer on either side nothing is compared."""
RARE = 5
"""What was taken for something else fewer times is no contrast yet."""
CONTRASTS = 8
SAME_FINALS = {"iou": "iu", "uei": "ui", "uen": "un"}
"""Finals that are written in two ways, as with an initial and as without, and are one sound."""
FIRST_WEEKS = 3
"""Weeks at the beginning and at the end that are compared for a class."""


def sound_map(counts: Iterable[SyllableCount]) -> SoundMap:
    """The map of all counts together."""
    cells: defaultdict[tuple[str, str], Share] = defaultdict(Share)
    initials: defaultdict[str, Share] = defaultdict(Share)
    finals: defaultdict[str, Share] = defaultdict(Share)
    tones: defaultdict[int, Share] = defaultdict(Share)
    tones_of: defaultdict[tuple[str, str], defaultdict[int, Share]] = defaultdict(lambda: defaultdict(Share))
    for each in counts:
        cell = (each.initial, SAME_FINALS.get(each.final, each.final))
        cells[cell] += Share(each.good, each.judged)
        initials[each.initial] += Share(each.initial_good, each.initial_judged)
        finals[cell[1]] += Share(each.final_good, each.final_judged)
        tone = Share(each.tone_good, each.tone_judged)
        tones[each.tone] += tone
        tones_of[cell][each.tone] += tone
    return SoundMap(
        dict(cells),
        dict(initials),
        dict(finals),
        dict(tones),
        {cell: dict(shares) for cell, shares in tones_of.items()},
    )


def written_finals(final: str) -> tuple[str, ...]:
    """A final of the map in all the ways in which it is kept."""
    return (final, *(other for other, same in SAME_FINALS.items() if same == final))


def sound_changes(counts: Sequence[SyllableCount]) -> tuple[SoundChange, ...]:
    """Each sound at first and lately, the clearest change for the better first; from whole weeks."""
    weeks: defaultdict[tuple[Part, str], defaultdict[date, Share]] = defaultdict(lambda: defaultdict(Share))
    for each in counts:
        for part, sound, share in _parts(each):
            if sound and share.judged:
                weeks[part, sound][each.week] += share
    found = []
    for (part, sound), by_week in weeks.items():
        compared = _first_and_last([by_week[week] for week in sorted(by_week)])
        if compared is not None:
            first, last = compared
            interval = share_difference((first.good, first.judged), (last.good, last.judged))
            found.append(SoundChange(part, sound, first, last, interval))
    found.sort(key=lambda each: (not each.interval.clear, -each.interval.difference, each.sound))
    return tuple(found)


def contrasts(confusions: Iterable[ConfusionCount], counts: Iterable[SyllableCount]) -> tuple[Contrast, ...]:
    """The sounds that are most surely taken for each other (by the lower bound), the most often so first."""
    judged: defaultdict[tuple[Part, str], int] = defaultdict(int)
    for each in counts:
        for part, sound, share in _parts(each):
            judged[part, sound] += share.judged
    pairs: defaultdict[tuple[Part, str, str], list[ConfusionCount]] = defaultdict(list)
    for confusion in confusions:
        one, other = sorted((confusion.sound, confusion.heard))
        pairs[confusion.part, one, other].append(confusion)
    found = [
        Contrast(
            part,
            one,
            other,
            sum(each.times for each in both),
            sum(judged[part, each.sound] for each in both),
            max(each.people for each in both),
        )
        for (part, one, other), both in pairs.items()
    ]
    usual = [each for each in found if each.times >= RARE and each.judged]
    usual.sort(key=lambda each: (-wilson(each.times, max(each.times, each.judged))[0], each.one))
    return tuple(sorted(usual[:CONTRASTS], key=lambda each: -each.share))


def part_changes(counts: Sequence[SyllableCount]) -> tuple[PartChange, ...]:
    """Each part in the first and in the last weeks; nothing while they would overlap."""
    weeks = [each.week for each in counts]
    if not weeks or max(weeks) - min(weeks) < timedelta(weeks=2 * FIRST_WEEKS - 1):
        return ()
    early, late = min(weeks) + timedelta(weeks=FIRST_WEEKS), max(weeks) - timedelta(weeks=FIRST_WEEKS)
    first: defaultdict[Part, Share] = defaultdict(Share)
    last: defaultdict[Part, Share] = defaultdict(Share)
    for each in counts:
        side = first if each.week < early else last if each.week > late else None
        if side is not None:
            for part, _sound, share in _parts(each):
                side[part] += share
    return tuple(PartChange(part, first[part], last[part]) for part in Part)


def _parts(count: SyllableCount) -> tuple[tuple[Part, str, Share], ...]:
    return (
        (Part.INITIAL, count.initial, Share(count.initial_good, count.initial_judged)),
        (Part.FINAL, SAME_FINALS.get(count.final, count.final), Share(count.final_good, count.final_judged)),
        (Part.TONE, str(count.tone), Share(count.tone_good, count.tone_judged)),
    )


def _first_and_last(weeks: Sequence[Share]) -> tuple[Share, Share] | None:
    """The earliest and the latest weeks with about `COMPARED` each, none of them in both."""
    wanted = min(COMPARED, sum(each.judged for each in weeks) // 2)
    first, begun = _enough(weeks, wanted)
    last, ended = _enough(weeks[::-1], wanted)
    if begun + ended > len(weeks) or min(first.judged, last.judged) < LEAST:
        return None
    return first, last


def _enough(weeks: Sequence[Share], wanted: int) -> tuple[Share, int]:
    """The first weeks until there are as many as wanted, and how many weeks those are."""
    total, taken = Share(), 0
    for share in weeks:
        if total.judged >= wanted:
            break
        total, taken = total + share, taken + 1
    return total, taken
