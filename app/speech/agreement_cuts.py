"""A centre's thresholds: how far the bundled ones are moved, part by part.

All thresholds lie on one axis, the calibrated log odds that a part was right (`logit` of its goodness, nats):
a goodness does not depend on thresholds, so what was scored before can be judged by others without its
recording. A strictness moves both thresholds of every part; a centre may move each by itself, and the two add
up.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.speech.values import Part, Verdict

MOST = 3.0
"""Nats: further than that no threshold is moved."""


@dataclass(frozen=True)
class Shift:
    """By how many nats the thresholds *off* (below it is not good) and *wrong* are raised."""

    off: float = 0.0
    wrong: float = 0.0


@dataclass(frozen=True)
class CentreCuts:
    """The shifts of each part, fitted for one scorer (`Assessor.version`); no shifts are the bundled cuts."""

    scorer: str = ""
    shifts: Mapping[Part, Shift] = field(default_factory=dict)

    @property
    def bundled(self) -> bool:
        """Whether nothing is moved."""
        return not any(each.off or each.wrong for each in self.shifts.values())

    def of(self, part: Part) -> Shift:
        """The shift of a part."""
        return self.shifts.get(part, Shift())

    def fits(self, scorer: str) -> bool:
        """Whether these were fitted for this scorer; for another one the bundled cuts count."""
        return self.bundled or self.scorer == scorer

    def name(self, scorer: str) -> str:
        """What scores made by `scorer` with these cuts are marked with: `3-2d0cfd3f+c5e1a0b2`."""
        if self.bundled or not self.fits(scorer):
            return scorer
        return f"{scorer}+c{hashlib.sha256(self.to_json().encode()).hexdigest()[:7]}"

    def to_json(self) -> str:
        """As kept in the database; the same cuts always give the same text."""
        shifts = {p.value: [round(self.of(p).off, 4), round(self.of(p).wrong, 4)] for p in Part}
        return json.dumps({"scorer": self.scorer, "shifts": shifts}, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> CentreCuts:
        """What `to_json` wrote. Raises ValueError for anything else."""
        try:
            data = json.loads(text)
            shifts = {Part(name): Shift(float(o), float(w)) for name, (o, w) in data["shifts"].items()}
            return cls(str(data["scorer"]), shifts)
        except (AttributeError, KeyError, TypeError) as error:
            raise ValueError(f"not a centre's thresholds: {error!r}") from error


BUNDLED = CentreCuts()


def scorer_base(scorer: str) -> str:
    """The scorer without the mark of a centre's thresholds."""
    return scorer.partition("+")[0]


def logit(goodness: float) -> float:
    """Goodness 0…1 as log odds in nats, within ±30 as goodness is made."""
    low = math.exp(-30.0)
    held = min(max(goodness, low), 1.0 - 1e-13)
    return math.log(held) - math.log1p(-held)


@dataclass(frozen=True)
class ScoreAxis:
    """The bundled thresholds (off, wrong) at normal strictness on the calibrated axis.

    `tones` has for takes of few and of more syllables a pair for each spoken tone 1–5, `short` says how many
    syllables are few.
    """

    scorer: str
    initial: tuple[float, float]
    final: tuple[float, float]
    tones: tuple[tuple[tuple[float, float], ...], tuple[tuple[float, float], ...]]
    short: int

    def cuts(self, part: Part, tone: int, said: int) -> tuple[float, float]:
        """(off, wrong) for a part of a syllable with this spoken tone, in a take of `said` syllables."""
        if part is Part.INITIAL:
            return self.initial
        if part is Part.FINAL:
            return self.final
        return self.tones[0 if said <= self.short else 1][tone - 1]

    def margins(self, part: Part, goodness: float, tone: int, said: int) -> tuple[float, float]:
        """How far above the cuts (off, wrong) a goodness lies, nats; below it is negative."""
        off, wrong = self.cuts(part, tone, said)
        odds = logit(goodness)
        return odds - off, odds - wrong

    def verdict(
        self, part: Part, goodness: float, tone: int, said: int, shift: Shift, stricter: float = 0.0
    ) -> Verdict:
        """What a part of this goodness is called with the thresholds moved."""
        off, wrong = self.margins(part, goodness, tone, said)
        if off >= shift.off + stricter:
            return Verdict.GOOD
        return Verdict.OFF if wrong >= shift.wrong + stricter else Verdict.WRONG
