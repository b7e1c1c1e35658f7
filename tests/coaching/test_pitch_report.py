"""Pitch reports of talks with known content."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from app.coaching.advice import MOST, advice_text, breach_first
from app.coaching.card_facts import card_bias, card_facts, product_names
from app.coaching.report import make_report
from app.coaching.values import (
    AdviceKind,
    FactFinding,
    FactKind,
    FactState,
    PitchReport,
    ReportFormatError,
    Stage,
    report_from_json,
)
from app.curriculum.library import load_library
from app.paths import lessons_dir
from app.speech.delivery import Delivery
from app.speech.transcription import TranscribedWord, Transcript
from tests.coaching.talks import card, delivery, heard

TALK = (
    "大家好，欢迎来到我的直播间，我是阿依古丽。今天给大家带来的是红枣，和田的骏枣，肉厚。大家看，我掰开一颗，"
    "看看果肉。嗯，这个红枣放在阴凉干燥的地方，夏天放冰箱。有朋友问要洗吗，洗一洗就吃，也可以煮粥。"
    "一袋500克，¥19.9，包邮，今天下单，明天发货，五到七天到。喜欢的朋友点下面的链接。有问题拍照找客服。"
    "今天就到这里，谢谢大家，再见。"
)


def report_of(text: str, lesson: str = "product-hongzao", confidence: float = 0.95) -> PitchReport:
    transcript = heard(text, confidence)
    return make_report(lesson, card(lesson), transcript, delivery(transcript))


def finding(report: PitchReport, part: str) -> FactFinding:
    return next(each for each in report.facts if part in each.fact)


def test_what_was_said_is_found_with_its_second() -> None:
    report = report_of(TALK)
    for part in (
        "和田",
        "骏枣",
        "阴凉",
        "夏天",
        "煮粥",
        "500克",
        "19.9",
        "包邮",
        "明天发货",
        "五到七天",
        "拍照",
    ):
        each = finding(report, part)
        assert each.state is FactState.COVERED, part
        assert each.second is not None and 0 < each.second < report.transcript.duration
        assert each.confidence > 0.5
    assert finding(report, "密封").state is FactState.MISSING
    assert report.aspect(FactKind.STORAGE) is FactState.COVERED
    assert [o.text for o in report.named] == ["红枣", "红枣"]
    assert len(report.calls) == 2  # 下单, 点下面的链接
    assert [o.text for o in report.fillers] == ["嗯"]
    assert report.clarity == 1.0


def test_stages_come_in_order() -> None:
    report = report_of(TALK)
    stages = [span.stage for span in report.stages]
    assert stages[0] is Stage.OPENING and stages[-1] is Stage.ENDING
    assert stages.index(Stage.INTRODUCTION) < stages.index(Stage.INTERACTION) < stages.index(Stage.CLOSING)
    assert all(a.end <= b.start for a, b in zip(report.stages, report.stages[1:], strict=False))
    assert report.seconds_in(Stage.OPENING) > 3


@pytest.mark.parametrize("said", ["39.9元", "三十九块九", "三十九点九"])
def test_another_price_than_the_cards_is_a_contradiction(said: str) -> None:
    report = report_of(f"大家好，这是核桃，一袋500克，{said}，包邮。", "product-hetao")
    each = finding(report, "29.9")
    assert each.state is FactState.CONTRADICTED and each.second is not None
    assert report.advice[0].kind is AdviceKind.CONTRADICTED
    assert report.advice[0].second == each.second
    assert "29.9" in str(advice_text(report.advice[0]))


@pytest.mark.parametrize("said", ["29.9元", "二十九块九", "二十九块九毛", "二十九点九"])
def test_the_cards_price_in_any_form_is_none(said: str) -> None:
    report = report_of(f"大家好，这是核桃，一袋500克，{said}，包邮。", "product-hetao")
    assert finding(report, "29.9").state is FactState.COVERED
    assert not any(each.state is FactState.CONTRADICTED for each in report.facts)


@pytest.mark.parametrize("said", ["比别家便宜三块钱", "满一百元减十元", "三袋八十九块七", "运费五块"])
def test_other_numbers_contradict_nothing(said: str) -> None:
    report = report_of(f"大家好，这是核桃，{said}。", "product-hetao")
    assert not any(each.state is FactState.CONTRADICTED for each in report.facts)


def test_a_price_that_may_be_misheard_is_not_held_against_her() -> None:
    """四十 for 十四 aside, 四 and 十 are the same to a recogniser that is not sure."""
    report = report_of("大家好，核桃一袋二四块九。", "product-hetao", confidence=0.4)
    assert not any(each.state in (FactState.CONTRADICTED, FactState.MISSING) for each in report.facts)


def test_a_wrong_origin() -> None:
    assert finding(report_of("这个红枣产地是山东。"), "若羌").state is FactState.CONTRADICTED
    assert finding(report_of("这个红枣产自若羌。"), "若羌").state is FactState.COVERED
    assert finding(report_of("新疆红枣来了，山东的朋友你好。"), "若羌").state is FactState.MISSING


def test_words_are_known_by_their_sound() -> None:
    report = report_of("放在音梁干早的地方，密风好。")
    assert finding(report, "阴凉").state is FactState.COVERED
    assert finding(report, "密封").state is not FactState.MISSING


def test_what_was_not_heard_clearly_is_not_called_missing() -> None:
    report = report_of(TALK, confidence=0.55)
    assert report.clarity < 0.7
    assert not any(each.state in (FactState.MISSING, FactState.CONTRADICTED) for each in report.facts)
    assert not any(each.kind in (AdviceKind.FACT_MISSING, AdviceKind.PRICE_MISSING) for each in report.advice)


def test_a_take_without_words() -> None:
    empty = Transcript((), 12.0, "kaibo", True)
    report = make_report("product-hongzao", card("product-hongzao"), empty,
                         Delivery(12.0, 0.0, 12.0, (), None, None, None))  # fmt: skip
    assert {each.state for each in report.facts} == {FactState.UNCLEAR}
    assert report.stages == () and report.clarity == 0.0
    assert [each.kind for each in report.advice] == [AdviceKind.SILENT]
    assert report.says_little
    assert all(window.rate is None for window in report.pace)


def test_repetitions_and_pace() -> None:
    report = report_of(
        "我们今天我们今天来看核桃，核桃核桃。欢迎欢迎。点下面的链接，点下面的链接。" * 3, "product-hetao"
    )
    said = [o.text for o in report.repetitions]
    assert said.count("我们今天我们今天") == 3
    assert not any("链接" in each or "欢迎" in each for each in said)
    rates = [window.rate for window in report.pace if window.rate is not None]
    assert rates and all(200 < rate < 320 for rate in rates)


@pytest.mark.parametrize(
    ("said", "calls"),
    [
        ("要的朋友拍两袋。", ["拍两袋"]),
        ("下单以后四十八小时发货。", []),
        ("还没有关注的，点个关注。", ["点个关注"]),
        ("赶紧拍，拍下的付款。", ["赶紧拍", "拍下", "付款"]),
        ("我拍了一张照片。", []),
    ],
)
def test_calls_to_action(said: str, calls: list[str]) -> None:
    assert [each.text for each in report_of(said).calls] == calls


@pytest.mark.parametrize("said", ["咸不咸，不咸。", "您算一算，一斤多少。", "家人们，家人们，欢迎，欢迎。"])
def test_words_that_are_made_twice_are_no_repetitions(said: str) -> None:
    assert [each.text for each in report_of(said).repetitions if len(each.text) > 4] == []


def test_fillers_are_told_from_words() -> None:
    words = [("这个", 0.0, 0.4), ("红枣", 0.4, 0.8), ("那个", 1.0, 1.4), ("很", 2.4, 2.6), ("甜", 2.6, 2.9)]
    transcript = Transcript(tuple(TranscribedWord(t, a, b, 0.9) for t, a, b in words), 3.0, "m")
    report = make_report("product-hongzao", card("product-hongzao"), transcript, delivery(transcript))
    assert [(o.text, o.start) for o in report.fillers] == [("那个", 1.0)]


def test_a_long_silence_and_a_fading_voice_are_shown() -> None:
    transcript = heard(TALK)
    given = replace(delivery(transcript), pauses=((20.0, 26.0),), drift_db=-7.0, range_st=5.0)
    report = make_report("product-hongzao", card("product-hongzao"), transcript, given)
    kinds = {each.kind: each for each in report.advice}
    assert kinds[AdviceKind.LONG_SILENCE].second == 20.0
    assert "6" in str(advice_text(kinds[AdviceKind.LONG_SILENCE]))
    assert AdviceKind.FADING in kinds and len(report.advice) == 3


def test_a_report_survives_json() -> None:
    report = report_of(TALK)
    assert report_from_json(json.loads(json.dumps(report.to_json(), allow_nan=False))) == report


@pytest.mark.parametrize(
    "broken", [None, [], {}, {"format": 1}, {"format": 2}, {"format": 2, "transcript": 3}]
)
def test_what_is_no_report_is_refused(broken: object) -> None:
    with pytest.raises(ReportFormatError):
        report_from_json(broken)


def test_every_bundled_card_has_facts_names_and_likely_words() -> None:
    for lesson, each in load_library([lessons_dir()]).products:
        facts = card_facts(each)
        assert sum(fact.kind is FactKind.PRICE for fact in facts) >= 1, lesson.id
        assert {FactKind.STORAGE, FactKind.DELIVERY} <= {fact.kind for fact in facts}, lesson.id
        assert product_names(each)[0] in card_bias(each).phrases
        assert not any("照页面" in fact.fact or "为准" in fact.fact for fact in facts), lesson.id


def test_what_must_not_be_said_is_the_first_advice() -> None:
    report = report_of(TALK)
    assert breach_first(report, []) == report
    told = breach_first(report, [(12.0, "最低价"), (20.0, "能治病")])
    assert (told.advice[0].kind, told.advice[0].second) == (AdviceKind.BREACH, 12.0)
    assert "最低价" in str(advice_text(told.advice[0]))
    assert told.advice[1:] == report.advice[: MOST - 1] and len(told.advice) <= MOST


def test_advice_points_to_where_something_is_heard() -> None:
    report = report_of("大家好，今天带来的是红枣，肉厚，放在阴凉干燥的地方，可以煮粥，也可以泡水喝。")
    last = report.transcript.words[-1].end
    assert report.advice and all(each.second < last - 1.0 for each in report.advice)
