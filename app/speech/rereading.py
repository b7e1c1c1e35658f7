"""A stretch of the prompt read again: which reading counts, and whether it was one at all.

The alignment's path may go back and pass a stretch twice. It does so for a true repetition (回读), and now
and then for a stray syllable or a noise that happens to resemble what was said before. A repetition is
believed when both readings resemble the prompt and the second one is whole; its second reading then counts,
for it is the one she let stand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.speech.aligned import AlignedSyllable, OtherSound, Repeat

ALIKE, NEARLY_ALIKE = -2.2, -1.4  # mean nats per frame of a reading, as it is and with confusions allowed for
SHORT = 4  # syllables: prompts that are said slowly, word by word
SHORTEST = 4  # frames of 20 ms of a reading given up


@dataclass(frozen=True)
class Pass:
    """A stretch of the path that only goes forward, with what it passed: syllable → where.

    `came_from` is the boundary from which it went back, `to` the one it went back to; the first pass went
    back from nowhere.
    """

    came_from: int
    to: int
    said: Mapping[int, AlignedSyllable]


def settle(
    passes: Sequence[Pass], count: int
) -> tuple[dict[int, AlignedSyllable], tuple[Repeat, ...], tuple[OtherSound, ...]]:
    """The reading of each syllable that counts, what was repeated, and what only seemed to be.

    `passes` are in the order of time, `count` is the number of the prompt's syllables. What only seemed a
    repetition is another sound before the boundary at which it stands.
    """
    counts: dict[int, AlignedSyllable] = {}
    repeats: list[Repeat] = []
    strays: list[OtherSound] = []
    for number, each in enumerate(passes):
        if number == 0:
            counts.update(each.said)
            continue
        stretch = range(each.to, each.came_from)
        left = passes[number + 1].came_from if number + 1 < len(passes) else each.came_from
        first = {i: counts[i] for i in stretch if i in counts}
        again = {i: a for i, a in each.said.items() if i in stretch}
        whole = all(i in again for i in range(each.to, min(each.came_from, left)))
        if count < SHORT and _goes_on(first, again):
            for i, reading in again.items():
                counts[i] = _drawn_out(first[i], reading)
            counts.update({i: a for i, a in each.said.items() if i >= each.came_from})
            continue
        if first and again and whole and _resembles(first) and _resembles(again):
            repeats.append(
                Repeat(each.to, each.came_from - 1, first[min(first)].start, first[max(first)].end)
            )
            for i in stretch:
                counts.pop(i, None)
            counts.update(each.said)
            continue
        if again:
            strays.append(OtherSound(each.came_from, again[min(again)].start, again[max(again)].end))
        counts.update({i: a for i, a in each.said.items() if i >= each.came_from})
    return counts, tuple(repeats), tuple(strays)


def _goes_on(first: Mapping[int, AlignedSyllable], again: Mapping[int, AlignedSyllable]) -> bool:
    """One syllable and, without a pause, the same once more: drawn out or broken by a creak, not said twice.

    Only who says single words does that; in a sentence two at a stretch are too long for one.
    """
    return len(first) == len(again) == 1 and all(
        i in first and first[i].end == a.start for i, a in again.items()
    )


def _drawn_out(first: AlignedSyllable, again: AlignedSyllable) -> AlignedSyllable:
    """Both as one syllable whose last sound goes on to the end."""
    frames = first.frames + again.frames
    last = replace(first.phones[-1], end=again.end)
    fit = (first.fit * first.frames + again.fit * again.frames) / frames
    near = (first.near * first.frames + again.near * again.frames) / frames
    return AlignedSyllable((*first.phones[:-1], last), fit, near)


def _resembles(reading: Mapping[int, AlignedSyllable]) -> bool:
    frames = sum(each.frames for each in reading.values())
    if frames < SHORTEST:
        return False
    fit = sum(each.fit * each.frames for each in reading.values()) / frames
    near = sum(each.near * each.frames for each in reading.values()) / frames
    return fit > ALIKE and near > NEARLY_ALIKE
