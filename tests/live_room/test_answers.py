"""Whether answers are found: in the labelled set, and prices and amounts in whatever way they are said."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.curriculum.library import load_library
from app.live_room.hearing import Utterance, affirmed, said
from app.live_room.otherwise import ways_of_amount, ways_of_price
from app.live_room.scripts import load_scripts
from app.paths import assets_dir, lessons_dir

EVALUATION = Path(__file__).resolve().parents[2] / "packaging" / "coaching"


@pytest.fixture(autouse=True)
def evaluation_is_importable(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.syspath_prepend(str(EVALUATION))
    yield
    sys.modules.pop("evaluate_live_set", None)


def test_answers_of_the_labelled_set_are_found() -> None:
    from evaluate_live_set import Audience, Tally, halves, read_answers

    cards = {lesson.id: card for lesson, card in load_library([lessons_dir()]).products}
    audience = Audience(load_scripts([assets_dir() / "live_room"]).scripts, cards)
    answers = read_answers()
    assert len(answers) >= 200
    for half, part in halves(answers):
        tally = Tally()
        for each in part:
            tally.add(each.truth, audience.outcome(each, each.spoken))
        matched, whole = tally.matched
        assert matched >= 0.92 * whole, half
        false, others = tally.false
        assert false <= 0.05 * others, half


@pytest.mark.parametrize(
    "words",
    ["一袋十九块九", "十九点九一袋", "才十九元九角", "十九块九毛包邮", "两袋三十六块", "一箱一百零五元"],
)
def test_a_price_counts_however_it_is_said(words: str) -> None:
    ways = [way for written in ("19.9", "36", "105") for way in ways_of_price(written)]
    assert any(said(way, Utterance(words)) for way in ways)


@pytest.mark.parametrize("words", ["一百一十九块九", "一百三十六块", "一千一百零五元", "一袋十八块"])
def test_another_price_does_not(words: str) -> None:
    ways = [way for written in ("19.9", "36", "105") for way in ways_of_price(written)]
    assert not any(said(way, Utterance(words)) for way in ways)


@pytest.mark.parametrize(
    ("number", "unit", "words"),
    [
        ("500", "克", "一斤装的"),
        ("500", "克", "半公斤"),
        ("1", "公斤", "一袋两斤"),
        ("2.5", "公斤", "五斤一箱"),
        ("230", "厘米", "两米三"),
        ("48", "小时", "两天之内"),
        ("16", "点", "下午四点以前"),
        ("7", "天", "一个星期左右"),
    ],
)
def test_an_amount_counts_in_other_units(number: str, unit: str, words: str) -> None:
    assert any(said(way, Utterance(words)) for way in ways_of_amount(number, unit))


def test_half_a_number_is_none() -> None:
    assert not any(said(way, Utterance("两百五十九一套")) for way in ways_of_amount("250", "厘米"))


def test_a_promise_that_is_declined_is_none() -> None:
    assert affirmed(["最低价"], "全网最低价") == "最低价"
    assert affirmed(["最低价"], "最低价我不敢说您自己比") == ""
    assert affirmed(["最低价"], "最低价没有比我们再便宜的") == "最低价"
