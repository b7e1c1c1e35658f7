"""How often the check is right on the labelled set: the figures of docs/coaching.md, with a margin."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from app.coaching.compliance import load_rules

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "packaging" / "coaching"))

from evaluate_compliance import LAST_ROUND, PARTS, as_heard, figures, read_set, results

RULES = load_rules()
ALONE = load_rules(opinion=False)
SENTENCES = read_set()


def test_the_set_is_large_and_tempting() -> None:
    first = [each for each in SENTENCES if each.round == 1]
    assert len(first) >= 420
    assert sum(each.label == "lawful" for each in SENTENCES) >= len(SENTENCES) / 3
    assert len({each.text for each in SENTENCES}) == len(SENTENCES)
    assert {each.round for each in SENTENCES} == set(range(1, LAST_ROUND + 1))
    assert {each.part for each in SENTENCES} == set(PARTS)


@pytest.mark.parametrize(
    ("part", "recall", "false_alarms"),
    [("own rounds", 0.97, 0.03), ("others' rounds", 0.95, 0.05), ("held-out", 0.88, 0.11)],
)
def test_recall_and_false_alarms(part: str, recall: float, false_alarms: float) -> None:
    of = figures(results([each for each in SENTENCES if each.part == part], RULES))
    assert of.recall >= recall
    assert of.false_alarms <= false_alarms


def test_the_right_kind_is_named_where_the_labels_are_fine_enough() -> None:
    assert figures(results([each for each in SENTENCES if each.part == "own rounds"], RULES)).named >= 0.95


def test_the_second_opinion_is_a_gain_on_what_it_never_saw() -> None:
    held_out = [each for each in SENTENCES if each.held_out]
    with_it, without = figures(results(held_out, RULES)), figures(results(held_out, ALONE))
    assert with_it.recall > without.recall + 0.05
    assert with_it.false_alarms < without.false_alarms - 0.05


def test_what_a_recogniser_misspells() -> None:
    some = [each for each in SENTENCES if each.round in (4, 5)]
    heard = as_heard(some, ALONE)
    of = figures(results(heard, RULES, recognised=True))
    assert of.recall >= 0.55
    assert of.false_alarms <= 0.07
    assert figures(results(heard, ALONE)).recall < of.recall
