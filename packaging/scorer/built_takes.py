"""Takes whose miscues are known: real recordings, cut and spliced at the boundaries of their syllables.

A sentence with a syllable cut out has an omission, one with a syllable of the same speaker let in an
insertion, and so on. Whoever measures with them should remember that the cuts are made where the alignment
sees a boundary, and that a real reader's voice falls and rises around a slip where these recordings do not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.speech.evaluation.sets import SAMPLE_RATE, Clip
from app.speech.values import SpokenText

Samples = NDArray[np.float32]
Span = tuple[float, float]

_FADE = SAMPLE_RATE * 6 // 1000
_PAUSES = {"": 0.0, "pause": 0.35}


@dataclass(frozen=True)
class Read:
    """A recording with what was said and where each syllable lies (seconds; only well aligned ones)."""

    clip: Clip
    spoken: SpokenText
    samples: Samples
    spans: Sequence[Span]


@dataclass(frozen=True)
class BuiltTake:
    """A take with one known miscue: `kind` at the syllables `first` … `last` of the prompt.

    For an insertion both are the syllable it stands before. `kind` is "" where there is none.
    """

    name: str
    kind: str
    variant: str
    clip: Clip
    spoken: SpokenText
    samples: Samples
    first: int = 0
    last: int = 0


def built_from(read: Read, others: Sequence[Read], rng: np.random.Generator) -> Iterator[BuiltTake]:
    """One take of every kind made of `read`; `others` are recordings of the same speaker."""
    yield BuiltTake(f"{read.clip.name}-own", "", "own", read.clip, read.spoken, read.samples)
    for count in (1, 2):
        yield from _omission(read, count, rng)
    for count in (1, 2):
        yield from _insertion(read, others, count, rng)
    for variant in ("phrase", "phrase pause", "partial pause", "partial", "fragment"):
        yield from _repetition(read, variant, rng)
    for count in (1, 2):
        yield from _misreading(read, others, count, rng)


def _take(read: Read, kind: str, variant: str, samples: Samples, first: int, last: int) -> BuiltTake:
    name = f"{read.clip.name}-{kind}-{variant}".replace(" ", "_")
    return BuiltTake(name, kind, variant, read.clip, read.spoken, samples, first, last)


def _omission(read: Read, count: int, rng: np.random.Generator) -> Iterator[BuiltTake]:
    places = _runs(read, count)
    if not places:
        return
    i = int(rng.choice(places))
    start, end = read.spans[i][0], read.spans[i + count - 1][1]
    samples = joined(_piece(read, 0.0, start), _piece(read, end, None))
    yield _take(read, "omission", f"{count}", samples, i, i + count - 1)


def _insertion(
    read: Read, others: Sequence[Read], count: int, rng: np.random.Generator
) -> Iterator[BuiltTake]:
    at = int(rng.integers(1, len(read.spans)))
    donor = _donor(read, others, count, range(at - 2, at + 2), rng)
    if donor is None:
        return
    cut = read.spans[at][0]
    samples = joined(_piece(read, 0.0, cut), donor, _piece(read, cut, None))
    yield _take(read, "insertion", f"{count}", samples, at, at)


def _repetition(read: Read, variant: str, rng: np.random.Generator) -> Iterator[BuiltTake]:
    count = int(rng.integers(2, 5)) if variant.startswith("phrase") else 1
    places = [i for i in _runs(read, count) if not _alike(read, i, count)]
    if not places:
        return
    i = int(rng.choice(places))
    start, end = read.spans[i][0], read.spans[i + count - 1][1]
    if variant == "fragment":  # begun, broken off, begun again
        end = start + 0.6 * (end - start)
    if end - start < 0.1:
        return
    gap = quiet_piece(read, 0.35 if "pause" in variant or variant == "fragment" else 0.0, rng)
    samples = joined(_piece(read, 0.0, end), gap, _piece(read, start, None))
    yield _take(read, "repetition", variant, samples, i, i + count - 1)


def _misreading(
    read: Read, others: Sequence[Read], count: int, rng: np.random.Generator
) -> Iterator[BuiltTake]:
    places = _runs(read, count)
    if not places:
        return
    i = int(rng.choice(places))
    donor = _donor(read, others, count, range(i, i + count), rng)
    if donor is None:
        return
    start, end = read.spans[i][0], read.spans[i + count - 1][1]
    samples = joined(_piece(read, 0.0, start), donor, _piece(read, end, None))
    yield _take(read, "replacement", f"{count}", samples, i, i + count - 1)


def _runs(read: Read, count: int) -> list[int]:
    """Where `count` syllables stand one directly after the other."""
    return [
        i
        for i in range(len(read.spans) - count + 1)
        if all(read.spans[j + 1][0] - read.spans[j][1] < 0.03 for j in range(i, i + count - 1))
    ]


def _alike(read: Read, i: int, count: int) -> bool:
    """Whether the text itself repeats what stands here, so that nobody could tell."""
    names = [s.toneless for s in read.spoken.syllables]
    return names[i : i + count] in (names[i - count : i], names[i + count : i + 2 * count])


def _donor(
    read: Read, others: Sequence[Read], count: int, near: range, rng: np.random.Generator
) -> Samples | None:
    """`count` syllables of the same speaker that share neither initial nor final with those of `near`."""
    known = [read.spoken.syllables[i] for i in near if 0 <= i < len(read.spans)]
    found = [
        (other, i)
        for other in others
        if other is not read
        for i in _runs(other, count)
        if not any(
            s.final == k.final or (s.initial and s.initial == k.initial)
            for s in other.spoken.syllables[i : i + count]
            for k in known
        )
    ]
    if not found:
        return None
    other, i = found[int(rng.integers(len(found)))]
    piece = _piece(other, other.spans[i][0], other.spans[i + count - 1][1])
    if len(piece) < 0.1 * count * SAMPLE_RATE:
        return None
    return (piece * (_level(read) / max(_level(other), 1e-6))).astype(np.float32)


def _level(read: Read) -> float:
    start, end = (round(t * SAMPLE_RATE) for t in (read.spans[0][0], read.spans[-1][1]))
    return float(np.sqrt(np.mean(read.samples[start:end] ** 2)))


def _piece(read: Read, start: float, end: float | None) -> Samples:
    return read.samples[round(start * SAMPLE_RATE) : None if end is None else round(end * SAMPLE_RATE)]


def quiet_piece(read: Read, seconds: float, rng: np.random.Generator) -> Samples:
    """Background of the recording: its quietest fifth of a second, shuffled to the length asked for."""
    count = round(seconds * SAMPLE_RATE)
    width = SAMPLE_RATE // 5
    if count == 0 or len(read.samples) < 2 * width:
        return np.zeros(count, np.float32)
    starts = np.arange(0, len(read.samples) - width, width // 2)
    loud = [float(np.mean(read.samples[s : s + width] ** 2)) for s in starts]
    quiet = read.samples[starts[int(np.argmin(loud))] :][:width]
    level = np.sqrt(np.mean(quiet**2))
    return rng.normal(0, level, count).astype(np.float32)


def joined(*pieces: Samples) -> Samples:
    """The pieces one after another, each begun and ended within 6 ms so that no seam clicks."""
    out = []
    for piece in pieces:
        soft = np.array(piece, np.float32)
        edge = min(_FADE, len(soft) // 2)
        if edge:
            ramp = np.linspace(0.0, 1.0, edge, dtype=np.float32)
            soft[:edge] *= ramp
            soft[-edge:] *= ramp[::-1]
        out.append(soft)
    return np.concatenate(out)
