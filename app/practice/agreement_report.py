"""The figures of how far the machine agrees with the trainers."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from app.practice.agreement_values import AgreementReport, PartReport, Rates, Standing, Table
from app.speech.agreement import (
    GRADES,
    Rated,
    kappa_estimate,
    pearson,
    right_called_wrong,
    spearman,
    table_of,
    wrong_called_right,
)
from app.speech.agreement_choice import Zone, weights, zone_of
from app.speech.agreement_cuts import CentreCuts, ScoreAxis, scorer_base
from app.speech.strictness import RULES
from app.speech.values import Part, Strictness, Verdict
from app.storage.marks_values import Mark, ScoredTake

MARKS_WANTED = 200
"""Marks of a part from which on a rate of 10 % is known to about ±4 points (Wilson's interval)."""

_SPEAKERS_WANTED = 8
_USUAL_SYLLABLES = 7
_COST = {Verdict.GOOD: 0.0, Verdict.OFF: 0.5, Verdict.WRONG: 1.0}  # of a syllable, as in the ledger


def missing(marks: Sequence[Mark]) -> tuple[int, int]:
    """About how many more takes, and how many more speakers, make the figures sound."""
    counts = Counter(each.machine.part for each in marks if each.trainer in GRADES)
    fewest = min(counts[part] for part in Part)
    takes = len({(each.attempt_id, each.by) for each in marks})
    each_take = fewest / takes if takes and fewest else _USUAL_SYLLABLES
    speakers = len({each.speaker for each in marks})
    return max(0, math.ceil((MARKS_WANTED - fewest) / each_take)), max(0, _SPEAKERS_WANTED - speakers)


def stratified(marks: Sequence[Mark], axis: ScoreAxis, kept: Sequence[ScoredTake]) -> list[float]:
    """How many parts of the kept takes each mark stands for, with a mean of 1."""

    def zone(part: Part, goodness: float | None, tone: int, said: int) -> tuple[Part, Zone]:
        return part, zone_of(axis, part, goodness, tone, said)

    there = Counter(zone(p.part, p.goodness, p.tone, take.said) for take in kept for p in take.parts)
    marked = [zone(m.machine.part, m.machine.goodness, m.machine.tone, m.said) for m in marks]
    return weights(marked, there)


def make_report(
    marks: Sequence[Mark],
    axis: ScoreAxis,
    cuts: CentreCuts,
    kept: Sequence[ScoredTake],
    standing: Standing,
    fitted_to: int,
) -> AgreementReport:
    """All figures. The machine's verdicts are those that the present thresholds give."""
    weighed = list(zip(marks, stratified(marks, axis, kept), strict=True))
    totals = _totals(marks)
    moments = [each.marked for each in marks]
    languages = Counter({each.attempt_id: each.first_language for each in marks}.values())
    return AgreementReport(
        parts={
            part: _part([(m, w) for m, w in weighed if m.machine.part is part], axis, cuts) for part in Part
        },
        overall=_part(weighed, axis, cuts),
        takes=len({each.attempt_id for each in marks}),
        speakers=len({each.speaker for each in marks}),
        trainers=len({each.by for each in marks}),
        languages=dict(languages),
        since=min(moments, default=None),
        until=max(moments, default=None),
        pearson=pearson([hers for hers, _ in totals], [machine for _, machine in totals]),
        spearman=spearman([hers for hers, _ in totals], [machine for _, machine in totals]),
        standing=standing,
        fitted_to=0 if cuts.bundled else fitted_to,
        stale=sum(scorer_base(each.scorer) != axis.scorer for each in marks),
    )


def machine_says(mark: Mark, axis: ScoreAxis, cuts: CentreCuts, strictness: Strictness) -> Verdict:
    """The machine's verdict by the present thresholds; what it said then where another scorer had judged."""
    machine = mark.machine
    if machine.goodness is None or scorer_base(mark.scorer) != axis.scorer:
        return machine.verdict
    stricter = RULES[strictness].shift
    return axis.verdict(
        machine.part, machine.goodness, machine.tone, mark.said, cuts.of(machine.part), stricter
    )


def _part(weighed: Sequence[tuple[Mark, float]], axis: ScoreAxis, cuts: CentreCuts) -> PartReport:
    rated = {
        strictness: [
            Rated(mark.trainer, machine_says(mark, axis, cuts, strictness), weight, mark.attempt_id)
            for mark, weight in weighed
        ]
        for strictness in Strictness
    }
    usual = rated[Strictness.NORMAL]
    plain: Table = tuple(tuple(int(n) for n in row) for row in table_of(usual, weighted=False))  # type: ignore[assignment]
    shared = list(_between_people(mark for mark, _ in weighed))
    return PartReport(
        marks=sum(sum(row) for row in plain),
        cannot_tell=sum(each.first not in GRADES for each in usual),
        unjudged=sum(each.first in GRADES and each.second not in GRADES for each in usual),
        table=plain,
        kappa=kappa_estimate(usual),
        plain=kappa_estimate(usual, grades=False),
        rates={
            strictness: Rates(right_called_wrong(those), wrong_called_right(those))
            for strictness, those in rated.items()
        },
        humans=kappa_estimate(shared),
        shared=sum(each.first in GRADES and each.second in GRADES for each in shared),
    )


def _between_people(marks: Iterable[Mark]) -> list[Rated]:
    """What two trainers said of the same part; of three each pair."""
    found: dict[tuple[str, int, Part], list[Mark]] = defaultdict(list)
    for each in marks:
        found[each.attempt_id, each.position, each.machine.part].append(each)
    pairs = []
    for (attempt_id, _, _), those in found.items():
        ordered = sorted(those, key=lambda each: each.by)
        pairs += [
            Rated(one.trainer, other.trainer, group=attempt_id)
            for i, one in enumerate(ordered)
            for other in ordered[i + 1 :]
        ]
    return pairs


def _totals(marks: Sequence[Mark]) -> list[tuple[float, float]]:
    """The trainer's total and the machine's of each marked take; a syllable counts by its worst part."""
    takes: dict[tuple[str, str], dict[int, float]] = defaultdict(dict)
    machine: dict[tuple[str, str], float] = {}
    for each in marks:
        if each.total is None or each.trainer not in _COST:
            continue
        key = each.attempt_id, each.by
        machine[key] = each.total
        worst = takes[key]
        worst[each.position] = max(worst.get(each.position, 0.0), _COST[each.trainer])
    return [(100 * (1 - sum(worst.values()) / len(worst)), machine[key]) for key, worst in takes.items()]
