"""How often the check is right on the labelled set: the figures of docs/coaching.md, with a margin."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from app.coaching.compliance import load_rules

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "packaging" / "coaching"))

from evaluate_compliance import LAST_ROUND, PARTS, as_heard, figures, read_set, results

RULES = load_rules()
SENTENCES = read_set()


def test_the_set_is_large_and_tempting() -> None:
    first = [each for each in SENTENCES if each.round == 1]
    assert len(first) >= 420
    assert sum(each.label == "lawful" for each in first) >= len(first) / 3
    assert len({each.text for each in SENTENCES}) == len(SENTENCES)
    assert {each.round for each in SENTENCES} == set(range(1, LAST_ROUND + 1))


@pytest.mark.parametrize(
    ("part", "recall", "false_alarms"),
    [
        ("tuning", 0.97, 0.03),
        ("held-out", 0.95, 0.05),
        ("later rounds", 0.93, 0.05),
        ("last round", 0.85, 0.06),
    ],
)
def test_recall_and_false_alarms(part: str, recall: float, false_alarms: float) -> None:
    of = figures(results([each for each in SENTENCES if each.part == part], RULES))
    assert of.recall >= recall
    assert of.false_alarms <= false_alarms
    assert of.named >= recall - 0.05


def test_what_a_recogniser_misspells() -> None:
    held_out = as_heard([each for each in SENTENCES if each.part == "held-out"], RULES)
    of = figures(results(held_out, RULES, recognised=True))
    assert of.recall >= 0.65
    assert of.false_alarms <= 0.05
    assert figures(results(held_out, RULES)).recall < of.recall


def test_every_part_is_there() -> None:
    assert {each.part for each in SENTENCES} == set(PARTS)
