"""Stages, fillers, repetitions, calls and namings of the labelled talks, where nothing is misheard."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.coaching.talks import card

FOLDER = Path(__file__).resolve().parents[2] / "packaging" / "coaching"
sys.path.append(str(FOLDER))

from evaluate_stages import Tally, as_written, measure  # noqa: E402
from stage_talks import StageTalk, chosen, read_talks  # noqa: E402


def tally(talks: tuple[StageTalk, ...]) -> Tally:
    return measure(talks, {each.product: card(each.product) for each in talks}, as_written)


def test_there_are_as_many_as_the_figures_say() -> None:
    talks = read_talks()
    assert len(talks) == 28
    assert len(chosen(talks, held_out=True)) == 15


@pytest.mark.parametrize(("held_out", "clauses", "calls"), [(False, 0.80, 0.85), (True, 0.72, 0.78)])
def test_stages_and_habits_are_found(held_out: bool, clauses: float, calls: float) -> None:
    found = tally(chosen(read_talks(), held_out=held_out))
    assert found.share(found.clauses) >= clauses
    for kind, recall, precision in (
        ("fillers", 0.95, 0.9),
        ("repetitions", 0.85, 0.65),
        ("calls", calls, 0.88),
        ("named", 0.95, 0.95),
    ):
        assert found.right[kind] / found.true[kind] >= recall, kind
        assert found.right[kind] / found.told[kind] >= precision, kind


def test_introductions_alone_would_not_do() -> None:
    found = tally(chosen(read_talks(), held_out=True))
    most = max(
        sum(n for (said, _), n in found.clauses.items() if said is stage)
        for stage in {said for said, _ in found.clauses}
    )
    assert found.share(found.clauses) > 2 * most / sum(found.clauses.values()) - 0.05


def test_a_mark_that_is_not_closed_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "talks.txt"
    path.write_text("[a product-hongzao]\no 大家好，{嗯。\n", encoding="utf-8")
    with pytest.raises(ValueError, match="not closed"):
        read_talks(path)
