"""A recognised talk: pauses end statements, and long finds are less certain."""

from __future__ import annotations

import pytest

from app.coaching.compliance import Product, check_text, check_transcript, load_rules
from app.coaching.compliance.spoken import places_of_pauses
from app.speech.transcription import TranscribedWord, Transcript

RULES = load_rules(opinion=False)


def said(*stretches: str, pause: float = 0.8) -> Transcript:
    """A talk of words of one character, 0.2 s each, with a pause between the stretches."""
    words, at = [], 0.0
    for stretch in stretches:
        for character in stretch:
            words.append(TranscribedWord(character, at, at + 0.2, 1.0))
            at += 0.2
        at += pause
    return Transcript(tuple(words), at, "test")


def found(transcript: Transcript) -> list[str]:
    return [each.text for each in check_transcript(transcript, RULES, Product.FOOD)]


def test_places_of_pauses() -> None:
    assert places_of_pauses(said("今天", "好吃", "的枣")) == {2, 4}
    assert places_of_pauses(said("今天", "好吃", pause=0.3)) == frozenset()
    assert places_of_pauses(Transcript((), 0.0, "test")) == frozenset()


def test_what_one_statement_ends_and_the_next_begins_is_no_find() -> None:
    assert found(said("没有优惠退货看页面")) == ["没有优惠退货"]
    assert found(said("没有优惠", "退货看页面")) == []


@pytest.mark.parametrize(
    ("stretches", "phrase"),
    [
        (("这是全网", "最低价"), "最低价"),
        (("我们", "不支持退货"), "不支持退货"),
        (("这个枣没有", "副作用"), "没有副作用"),
    ],
)
def test_a_pause_hides_no_phrase(stretches: tuple[str, ...], phrase: str) -> None:
    assert any(phrase in each for each in found(said(*stretches)))


def test_the_place_of_a_find_is_the_one_in_the_talk() -> None:
    talk = said("大家好", "看一看", "这是全网最低价")
    (finding,) = check_transcript(talk, RULES, Product.FOOD)
    assert talk.text[finding.start : finding.end] == finding.text
    assert "最低价" in finding.text


def test_a_pause_takes_no_excuse_away() -> None:
    assert found(said("核桃不能", "治病")) == []
    assert found(said("核桃治病"))


def test_recognised_nonsense_is_no_claim_to_be_the_only_one() -> None:
    assert check_text("没有加糖甚沸腾有粉能", RULES, Product.FOOD, recognised=True) == ()
    assert check_text("没有一家能比得上", RULES, Product.FOOD, recognised=True)


def test_a_long_find_in_recognised_speech_is_less_certain() -> None:
    text = "找遍全国你都买不到这个价"
    written = check_text(text, RULES, Product.FOOD)
    (surest,) = sorted(written, key=lambda each: -each.end + each.start)[:1]
    assert surest.end - surest.start > 8
    heard = check_text(text, RULES, Product.FOOD, recognised=True)
    assert max(each.certainty for each in heard if each.rule == surest.rule) < surest.certainty
