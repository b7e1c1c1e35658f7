"""What is said of how far the machine can be trusted. Frozen; screens may hold them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.speech.agreement import NOTHING, Estimate
from app.speech.agreement_cuts import CentreCuts
from app.speech.agreement_fit import Fitted
from app.speech.values import Part, Strictness
from app.storage.marks_values import BlindSyllable, BlindTake, Mark, Thresholds

__all__ = [
    "AgreementReport",
    "BlindSyllable",
    "BlindTake",
    "Mark",
    "PartReport",
    "Preview",
    "Proposal",
    "Rates",
    "Standing",
    "Table",
    "Thresholds",
]

Table = tuple[tuple[int, int, int], tuple[int, int, int], tuple[int, int, int]]
"""Counts of marks: rows what the trainer said, columns the machine; good, off, wrong."""


@dataclass(frozen=True)
class Standing:
    """How far the viewer is with marking.

    `wanted` is about how many more takes make the figures sound, whoever marks them; `speakers_wanted` how
    many more people should be among them.
    """

    finished: int
    broken_off: str
    wanted: int
    speakers_wanted: int


@dataclass(frozen=True)
class Rates:
    """How often the machine calls wrong what trainers call right, and right what they call wrong."""

    right_called_wrong: Estimate
    wrong_called_right: Estimate


@dataclass(frozen=True)
class PartReport:
    """Agreement on one part, or on all of them together.

    `marks` counts what both judged, as the plain counts of `table` do; `cannot_tell` what the trainer and
    `unjudged` what the machine could not judge. All other figures count each mark as often as its like is
    among the takes that are kept. `kappa` is over good, off and wrong with quadratic weights, `plain` over
    right or not. `humans` is the same `kappa` between two trainers, of `shared` parts that two have marked.
    """

    marks: int
    cannot_tell: int
    unjudged: int
    table: Table
    kappa: Estimate
    plain: Estimate
    rates: Mapping[Strictness, Rates]
    humans: Estimate = NOTHING
    shared: int = 0

    @property
    def usual(self) -> Rates:
        """The rates at normal strictness."""
        return self.rates[Strictness.NORMAL]


@dataclass(frozen=True)
class AgreementReport:
    """How far to trust the machine. `languages` counts marked takes by the speaker's first language.

    `pearson` and `spearman` compare the total that a trainer's marks give with the machine's, take by take.
    `fitted_to` counts marks that the present thresholds were fitted to: what they say of themselves is a
    little too good. `stale` counts marks of takes that an earlier scorer had judged.
    """

    parts: Mapping[Part, PartReport]
    overall: PartReport
    takes: int
    speakers: int
    trainers: int
    languages: Mapping[str, int]
    since: datetime | None
    until: datetime | None
    pearson: Estimate
    spearman: Estimate
    standing: Standing
    fitted_to: int = 0
    stale: int = 0


@dataclass(frozen=True)
class Proposal:
    """New thresholds that a fit offers: `cuts` moves the parts that got better and leaves the others.

    `worth` tells whether there is anything to apply.
    """

    fits: Mapping[Part, Fitted]
    cuts: CentreCuts
    now: CentreCuts
    marks: int
    stale: int

    @property
    def worth(self) -> bool:
        """Whether applying would change anything."""
        return self.cuts.name(self.cuts.scorer) != self.now.name(self.cuts.scorer)


@dataclass(frozen=True)
class Preview:
    """What thresholds would change on kept takes. `milder` and `harsher` count changed verdicts by part."""

    takes: int
    verdicts: int
    takes_changed: int
    milder: Mapping[Part, int] = field(default_factory=dict)
    harsher: Mapping[Part, int] = field(default_factory=dict)

    @property
    def changed(self) -> int:
        """How many verdicts would be others."""
        return sum(self.milder.values()) + sum(self.harsher.values())
