"""The labelled talks of packaging/coaching, and their facts found where nothing is misheard."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from app.coaching.card_facts import card_facts
from app.coaching.report import make_report
from app.coaching.values import FactState
from tests.coaching.talks import card, delivery, heard

FOLDER = Path(__file__).resolve().parents[2] / "packaging" / "coaching"
sys.path.append(str(FOLDER))

from labelled import Pitch, read_pitches  # noqa: E402


@pytest.fixture(scope="module")
def pitches() -> list[Pitch]:
    return read_pitches(FOLDER / "pitches.txt")


def test_there_are_as_many_as_the_figures_say(pitches: list[Pitch]) -> None:
    assert len(pitches) == 40 and len({each.product for each in pitches}) == 8
    tuned = {each.product for each in pitches if each.use == "tune"}
    assert tuned.isdisjoint(each.product for each in pitches if each.use == "held")


def test_facts_are_found_where_nothing_is_misheard(pitches: list[Pitch]) -> None:
    said = found = wrong = told = 0
    for pitch in pitches:
        transcript = heard(pitch.text)
        report = make_report(pitch.product, card(pitch.product), transcript, delivery(transcript))
        truth = pitch.truth([fact.fact for fact in card_facts(card(pitch.product))])
        for true, each in zip(truth, report.facts, strict=True):
            said += true is FactState.COVERED
            found += true is each.state is FactState.COVERED
            told += each.state is FactState.CONTRADICTED
            wrong += each.state is FactState.CONTRADICTED and true is not FactState.CONTRADICTED
    assert found / said >= 0.92
    assert wrong <= 3 and told >= 22
