"""What an alignment found: where each syllable lies, what was read twice, and what stands between."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PhoneSpan:
    """One phone of an aligned syllable; frames are network outputs, `end` is exclusive."""

    phone: str
    start: int
    end: int


@dataclass(frozen=True)
class AlignedSyllable:
    """Where a syllable of the prompt lies. `phones` is empty when it was left out.

    `fit` is the mean log-likelihood per frame against the best states whatever they are: 0 is a perfect fit.
    `near` is the same with learners' confusions allowed for, never less than `fit`.
    """

    phones: tuple[PhoneSpan, ...]
    fit: float
    near: float = 0.0

    @property
    def omitted(self) -> bool:
        """Whether the best path left it out."""
        return not self.phones

    @property
    def start(self) -> int:
        """First frame."""
        return self.phones[0].start

    @property
    def end(self) -> int:
        """One past the last frame."""
        return self.phones[-1].end

    @property
    def frames(self) -> int:
        """How long it lasted."""
        return self.end - self.start if self.phones else 0


@dataclass(frozen=True)
class OtherSound:
    """Something that is neither the prompt nor silence, before syllable `index` (or after the last)."""

    index: int
    start: int
    end: int


@dataclass(frozen=True)
class Repeat:
    """A stretch that was read again: syllables `first` … `last` (inclusive) of the prompt.

    `start` and `end` are the frames of the reading that was given up; the later one is the syllables' own.
    """

    first: int
    last: int
    start: int
    end: int


@dataclass(frozen=True)
class Alignment:
    """The best path: one entry per syllable of the prompt, and what stands between them."""

    syllables: tuple[AlignedSyllable, ...]
    others: tuple[OtherSound, ...]
    silences: tuple[tuple[int, int], ...]
    frames: int
    repeats: tuple[Repeat, ...] = ()
