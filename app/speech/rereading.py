"""A stretch of the prompt read again: which reading counts, and whether it was one at all.

The alignment's path may go back and pass a stretch twice. It does so for a true repetition (回读), and now
and then for a stray syllable or a noise that happens to resemble what was said before. A repetition is
believed when both readings resemble the prompt and the second one is whole; its second reading then counts,
for it is the one she let stand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.speech.aligned import AlignedSyllable, OtherSound, Repeat

ALIKE, NEARLY_ALIKE = -2.2, -1.4  # mean nats per frame of a reading, as it is and with confusions allowed for
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
    passes: Sequence[Pass],
) -> tuple[dict[int, AlignedSyllable], tuple[Repeat, ...], tuple[OtherSound, ...]]:
    """The reading of each syllable that counts, what was repeated, and what only seemed to be.

    `passes` are in the order of time. What only seemed a repetition is another sound before the boundary at
    which it stands.
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


def _resembles(reading: Mapping[int, AlignedSyllable]) -> bool:
    frames = sum(each.frames for each in reading.values())
    if frames < SHORTEST:
        return False
    fit = sum(each.fit * each.frames for each in reading.values()) / frames
    near = sum(each.near * each.frames for each in reading.values()) / frames
    return fit > ALIKE and near > NEARLY_ALIKE
