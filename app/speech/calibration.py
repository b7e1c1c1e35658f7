"""From likelihoods to a verdict on an initial or a final.

Each sound gets a bias and both kinds of part a scale; with them the competition's scores become log odds of
the target against its neighbours. `packaging/scorer/calibrate.py` fits them on speakers the network was not
trained on.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from app.speech.confusions import FINAL_NEIGHBOURS, INITIAL_NEIGHBOURS, NO_INITIAL
from app.speech.segments import Competition
from app.speech.values import PartScore, Verdict

NEIGHBOUR_WEIGHT = 1.0
STRANGER_WEIGHT = 0.03  # of a sound that is no known confusion


@dataclass(frozen=True)
class PartCalibration:
    """How one kind of part is judged.

    `class_weight` times the classifier's log-probability is added to a sound's log-likelihood. `scale`
    multiplies log-likelihoods, `bias` (nats, after scaling) is added per sound. Below `off` log
    odds the part is off, below `wrong` it is wrong. `slope` and `offset` turn log odds into a goodness of
    0…1.
    """

    scale: float = 0.25
    bias: Mapping[str, float] = field(default_factory=dict)
    off: float = 0.0
    wrong: float = -2.0
    slope: float = 1.0
    offset: float = 0.0
    class_weight: float = 0.0

    def together(self, scores: Mapping[str, float], classes: Mapping[str, float]) -> Mapping[str, float]:
        """What the competition (`scores`) and the classifier (`classes`, may be empty) say of every sound."""
        if not classes:
            return scores
        return {name: score + self.class_weight * classes[name] for name, score in scores.items()}

    def log_odds(self, target: str, scores: Mapping[str, float], neighbours: Mapping[str, float]) -> float:
        """Log odds of the target against everything else it could have been."""
        others = [
            self.scale * score + self.bias.get(name, 0.0) + math.log(_weight(name, neighbours))
            for name, score in scores.items()
            if name != target and math.isfinite(score)
        ]
        own = self.scale * scores[target] + self.bias.get(target, 0.0)
        return own - float(np.logaddexp.reduce(others)) if others else 0.0

    def stricter(self, by: float) -> PartCalibration:
        """The same with thresholds raised by so many nats of the calibrated log odds (negative: lowered)."""
        return self.moved(by, by)

    def moved(self, off: float, wrong: float) -> PartCalibration:
        """The same with each threshold raised by so many nats of the calibrated log odds."""
        return replace(self, off=self.off + off / self.slope, wrong=self.wrong + wrong / self.slope)

    def cuts(self) -> tuple[float, float]:
        """The thresholds off and wrong as calibrated log odds."""
        return self.slope * self.off + self.offset, self.slope * self.wrong + self.offset

    def heard(self, scores: Mapping[str, float]) -> str:
        """The sound that fits best."""
        return max(scores, key=lambda name: self.scale * scores[name] + self.bias.get(name, 0.0))

    def judge(self, target: str, scores: Mapping[str, float], neighbours: Mapping[str, float]) -> PartScore:
        """The verdict on the target."""
        odds = self.log_odds(target, scores, neighbours)
        goodness = 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, self.slope * odds + self.offset))))
        if odds >= self.off:
            return PartScore(Verdict.GOOD, goodness)
        heard = self.heard({n: s for n, s in scores.items() if n != target})
        verdict = Verdict.OFF if odds >= self.wrong else Verdict.WRONG
        return PartScore(verdict, goodness, heard)


def _weight(name: str, neighbours: Mapping[str, float]) -> float:
    return NEIGHBOUR_WEIGHT if name in neighbours else STRANGER_WEIGHT


@dataclass(frozen=True)
class SegmentCalibration:
    """The calibration of initials and finals."""

    initial: PartCalibration = field(default_factory=PartCalibration)
    final: PartCalibration = field(default_factory=PartCalibration)

    @classmethod
    def load(cls, path: Path) -> SegmentCalibration:
        """Read `calibration.json`. Raises OSError or ValueError when it is missing or is not one."""
        data = json.loads(path.read_text(encoding="utf-8"))
        return cls(PartCalibration(**data["initial"]), PartCalibration(**data["final"]))

    def stricter(self, by: float) -> SegmentCalibration:
        """Both calibrations with raised thresholds."""
        return SegmentCalibration(self.initial.stricter(by), self.final.stricter(by))

    def initial_scores(self, competition: Competition) -> Mapping[str, float]:
        """What every initial scores, both opinions together."""
        return self.initial.together(competition.initials, competition.initial_classes)

    def final_scores(self, competition: Competition) -> Mapping[str, float]:
        """What every final scores, both opinions together."""
        return self.final.together(competition.finals, competition.final_classes)

    def initial_odds(self, competition: Competition) -> float:
        """Log odds of the prompt's initial."""
        target = competition.initial
        return self.initial.log_odds(
            target, self.initial_scores(competition), INITIAL_NEIGHBOURS.get(target, {})
        )

    def final_odds(self, competition: Competition) -> float:
        """Log odds of the prompt's final."""
        target = competition.final
        return self.final.log_odds(target, self.final_scores(competition), FINAL_NEIGHBOURS.get(target, {}))

    def judge_initial(self, competition: Competition) -> PartScore:
        """The verdict on the initial; a syllable without one has nothing to judge."""
        target = competition.initial
        if not target:
            return PartScore(Verdict.NOT_ASSESSABLE, None, reason="no_initial")
        found = self.initial.judge(
            target, self.initial_scores(competition), INITIAL_NEIGHBOURS.get(target, {})
        )
        left_out = found.verdict is not Verdict.GOOD and found.heard == NO_INITIAL
        return replace(found, reason="missing") if left_out else found

    def judge_final(self, competition: Competition) -> PartScore:
        """The verdict on the final."""
        target = competition.final
        return self.final.judge(target, self.final_scores(competition), FINAL_NEIGHBOURS.get(target, {}))
