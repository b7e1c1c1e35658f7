"""How often the band of the predicted grade holds the truth.

    python packaging/scorer/reliability.py ../shared/speech/dev --outcomes FILE
    python packaging/scorer/grade_coverage.py FILE

Learners are simulated whose share of wrong initials, finals and tones is known: each part's goodness is drawn
from what the scorer really gave to right or to changed parts of one set of unseen speakers. The level that
follows from those shares should lie inside the 80 % band in about 80 % of the simulated takes.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from pathlib import Path

import app  # noqa: F401  # before numpy: it sets the number of BLAS threads

# isort: split
import numpy as np

from app.speech.grade import Grade, estimate_grade
from app.speech.values import (
    Fluency,
    Part,
    PartScore,
    PronunciationScore,
    Syllable,
    SyllableScore,
    TakeStatus,
    Verdict,
)

Pools = dict[tuple[str, bool], list[float | None]]
LEVELS = (0.01, 0.03, 0.06, 0.12)  # shares of wrong parts
LENGTHS = (50, 100, 200, 400)
_FLUENT = Fluency(200.0, 220.0, (), -20.0, -60.0)


def simulated(
    pools: Pools, shares: dict[Part, float], count: int, rng: np.random.Generator
) -> PronunciationScore:
    """A take of `count` syllables; only goodness matters for the grade."""

    def part(which: Part) -> PartScore:
        pool = pools[which.value, bool(rng.random() >= shares[which])]
        goodness = pool[rng.integers(len(pool))]
        return PartScore(Verdict.NOT_ASSESSABLE if goodness is None else Verdict.GOOD, goodness)

    syllables = tuple(
        SyllableScore(Syllable("字", "z", "i", 4, 4, False, i, i + 1), 0.0, 0.2, *(part(p) for p in Part))
        for i in range(count)
    )
    return PronunciationScore(TakeStatus.SCORED, 100.0, syllables, (), _FLUENT, (), "", "", "", 1.0)


def main() -> None:
    """Coverage, width of the band and error of the point, by set, level and length."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("outcomes", type=Path)
    parser.add_argument("--takes", type=int, default=100, help="simulated takes of each kind")
    arguments = parser.parse_args()
    pools: dict[str, Pools] = defaultdict(lambda: defaultdict(list))
    for line in arguments.outcomes.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        pools[row["set_name"]][row["part"], row["right"]].append(row["goodness"])
    rng = np.random.default_rng(1)
    inside: dict[tuple[str, object], list[bool]] = defaultdict(list)
    width: dict[int, list[float]] = defaultdict(list)
    error: dict[int, list[float]] = defaultdict(list)
    grades: dict[int, list[bool]] = defaultdict(list)
    for name, pool in pools.items():
        for level in LEVELS:
            for count in LENGTHS:
                for _ in range(arguments.takes):
                    # learners are not equally good at all three parts
                    shares = {p: level * x for p, x in zip(Part, 3 * rng.dirichlet((2, 2, 2)), strict=True)}
                    found = estimate_grade([simulated(pool, shares, count, rng)])
                    if found.missing is not None:
                        continue
                    truth = 100 * float(np.prod([1 - s for s in shares.values()]))
                    hit = found.low <= truth <= found.high
                    for key in (("set", name), ("level", level), ("syllables", count), ("all", "")):
                        inside[key].append(hit)
                    width[count].append(found.high - found.low)
                    error[count].append(found.points - truth)
                    best, worst = (list(Grade).index(g) for g in (found.best, found.worst))
                    place = next(i for i, g in enumerate(Grade) if truth >= g.value)
                    grades[count].append(best <= place <= worst)
    for (kind, value), hits in sorted(inside.items(), key=str):
        print(f"{kind:10} {value!s:18} inside the band {np.mean(hits):5.1%} of {len(hits)}")
    for count in LENGTHS:
        print(
            f"{count:4} syllables: band {np.mean(width[count]):4.1f} points wide, error"
            f" {np.mean(error[count]):+5.2f} ± {np.std(error[count]):4.2f},"
            f" grade in the range {np.mean(grades[count]):5.1%}"
        )


if __name__ == "__main__":
    main()
