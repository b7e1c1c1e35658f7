"""How strictly a take is judged: a trainer's choice for her class.

Strictness changes nothing in what is measured: the goodness of a part is the same at every level. It moves
two things: how much evidence against a part is needed before it is called off or wrong, and what a part
that is off costs.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.speech.values import Strictness


@dataclass(frozen=True)
class Rule:
    """What a strictness means.

    `shift` (nats) is added to the thresholds on the calibrated log odds that a part was right: at -0.7 the
    evidence against it must be twice as strong as usual. `defect_cost` multiplies what a syllable that is off
    costs (half of a wrong one).
    """

    shift: float
    defect_cost: float


RULES = {
    Strictness.LENIENT: Rule(-0.7, 0.5),
    Strictness.NORMAL: Rule(0.0, 1.0),
    Strictness.STRICT: Rule(0.7, 1.5),
}
