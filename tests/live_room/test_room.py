"""The room: what it does with her words and with the time, and that it always does the same."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from app.curriculum.library import load_library
from app.live_room.hearing import Utterance
from app.live_room.room import Room
from app.live_room.scripts import load_scripts
from app.live_room.values import Crowd, Event, Kind, Notice, Outcome, Said, Settled, Stage
from tests.live_room.room_samples import (
    ASKS_PRICE,
    CURES,
    HOW_MANY,
    JUJUBES,
    NOT_SMILING,
    PRAISE,
    TOO_DEAR,
    WHERE_ARE_YOU,
    evening,
    play,
)

PROJECT = Path(__file__).resolve().parent.parent.parent
TALK = (
    (2.0, "大家好欢迎来到直播间"),
    (8.0, "今天的红枣一袋十九块九"),
    (14.0, "谢谢您"),
    (22.0, "这是普通食品不能治病"),
    (30.0, "喜欢的朋友去拍一号链接"),
)


def said(events: list[Event]) -> list[Said]:
    return [each for each in events if isinstance(each, Said)]


def outcomes(events: list[Event]) -> dict[int, Outcome]:
    return {each.number: each.outcome for each in events if isinstance(each, Settled)}


def test_the_same_seed_gives_the_same_evening() -> None:
    script = load_scripts([PROJECT / "assets" / "live_room"]).script("hard-evening")
    card = load_library([PROJECT / "lessons"]).product("product-hongzao")
    assert script is not None and card is not None
    first, again = (play(Room(script, card, 7, level=3), 120.0, TALK) for _ in range(2))
    assert first == again
    other = play(Room(script, card, 8, level=3), 120.0, TALK)
    assert [each.text for each in said(other[0])] != [each.text for each in said(first[0])]


def test_how_often_it_is_asked_changes_nothing() -> None:
    script = evening(ASKS_PRICE, PRAISE, NOT_SMILING, CURES, WHERE_ARE_YOU, TOO_DEAR)
    often = play(Room(script, JUJUBES, 3), 90.0, TALK, tick=0.1)
    seldom = play(Room(script, JUJUBES, 3), 90.0, TALK, tick=2.0)
    assert often[1] == seldom[1]


def test_silence_brings_a_comment_and_costs_viewers() -> None:
    events, session = play(Room(evening(WHERE_ARE_YOU), JUJUBES, 1), 40.0)
    first = said(events)[0]
    assert (first.text, first.at) == ("人呢？", 6.0)
    assert session.silences == ((0.0, 40.0),)
    assert session.crowd[-1].viewers < 15
    _, talked = play(Room(evening(WHERE_ARE_YOU), JUJUBES, 1), 40.0, talking=True)
    assert talked.crowd[-1].viewers >= 18 and not talked.silences and not talked.exchanges


def test_a_price_brings_haggling_and_the_product_a_question() -> None:
    script = evening(TOO_DEAR, HOW_MANY)
    events, _ = play(Room(script, JUJUBES, 1), 12.0, [(3.0, "十九块九一袋")], talking=True)
    assert [(each.text, each.kind) for each in said(events)] == [("贵了", Kind.HAGGLING)]
    assert 4.0 <= said(events)[0].at <= 7.0
    events, _ = play(Room(script, JUJUBES, 1), 12.0, [(3.0, "看看我们的红枣")], talking=True)
    [asked] = said(events)
    assert (asked.text, asked.meanings["en"]) == (
        "新疆红枣有几种？",
        "How many kinds of \u2068新疆红枣\u2069?",
    )
    events, _ = play(Room(script, JUJUBES, 1), 12.0, [(3.0, "看看我们的葡萄")], talking=True)
    assert not said(events)


def test_an_answer_is_recognised_by_its_sound() -> None:
    room = Room(evening(ASKS_PRICE), JUJUBES, 1)
    # 时酒块久: what a recogniser may write for 十九块九
    events, session = play(room, 20.0, [(9.0, "一袋时酒块久")], talking=True)
    [exchange] = session.exchanges
    assert (exchange.outcome, exchange.seconds, exchange.said.at) == (Outcome.ANSWERED, 4.0, 5.0)
    assert any(isinstance(each, Settled) and each.at == 9.0 for each in events)


def test_what_was_said_before_the_question_is_no_answer() -> None:
    room = Room(evening(ASKS_PRICE), JUJUBES, 1)
    _, session = play(room, 60.0, [(2.0, "一袋十九块九")], talking=True)
    assert [each.outcome for each in session.exchanges] == [Outcome.NOT_CLEAR]


def test_a_question_that_nobody_answers_is_asked_again_by_another() -> None:
    events, session = play(Room(evening(ASKS_PRICE), JUJUBES, 1), 40.0)
    first, again = said(events)
    assert again.repeats == first.number and again.viewer != first.viewer
    assert again.at == pytest.approx(first.at + 11.0) and again.text == "同问，多少钱？"
    [exchange] = session.exchanges
    assert exchange.outcome is Outcome.PASSED_OVER and exchange.missing[0] == "十九块九"


def test_talk_about_other_things_passes_a_question_over() -> None:
    other = (
        "今天天气很好我们先来看看这个袋子是什么颜色的然后再看看里面装了多少东西慢慢看不要着急一样一样看清楚"
    )
    _, session = play(Room(evening(ASKS_PRICE), JUJUBES, 1), 40.0, [(8.0, other)])
    assert [each.outcome for each in session.exchanges] == [Outcome.PASSED_OVER]


@pytest.mark.parametrize(
    ("words", "outcome"),
    [
        ("红枣是普通食品", Outcome.ANSWERED),
        ("红枣不能治病", Outcome.ANSWERED),
        ("能治很多病", Outcome.UNLAWFUL),
        ("嗯这个", Outcome.PASSED_OVER),
    ],
)
def test_what_may_not_be_promised_is_refused(words: str, outcome: Outcome) -> None:
    _, session = play(Room(evening(CURES), JUJUBES, 1), 40.0, [(9.0, words)])
    assert [each.outcome for each in session.exchanges] == [outcome]


def test_after_a_hostile_comment_it_counts_that_she_goes_on() -> None:
    room = evening(NOT_SMILING)
    _, went_on = play(Room(room, JUJUBES, 1), 30.0, [(7.0, "谢谢提醒我们接着看红枣")])
    assert [(each.outcome, each.seconds) for each in went_on.exchanges] == [(Outcome.ANSWERED, 2.5)]
    _, froze = play(Room(room, JUJUBES, 1), 30.0)
    assert [each.outcome for each in froze.exchanges] == [Outcome.PASSED_OVER]
    _, rude = play(Room(room, JUJUBES, 1), 30.0, [(7.0, "关你什么事")])
    assert [each.outcome for each in rude.exchanges] == [Outcome.RUDE]
    assert rude.rude == ((7.0, "关你什么事"),)


def test_viewers_come_for_answers_and_never_leave_their_limits() -> None:
    script = evening(*[ASKS_PRICE] * 12, most_viewers=30)
    answers = [(7.0 + 5 * i, "十九块九欢迎大家") for i in range(20)]
    _, good = play(Room(script, JUJUBES, 1), 110.0, answers, talking=True)
    _, bad = play(Room(script, JUJUBES, 1), 110.0)
    assert good.crowd[-1].viewers > 20 > bad.crowd[-1].viewers
    assert all(1 <= each.viewers <= 30 for each in (*good.crowd, *bad.crowd))
    assert all(a.likes <= b.likes and a.orders <= b.orders for a, b in pairwise(good.crowd))


def test_orders_come_when_price_and_link_were_said() -> None:
    words = [(3.0, "十九块九"), *[(10.0 * i, "去拍一号链接") for i in range(1, 30)]]
    _, asked = play(Room(evening(PRAISE, viewers=150), JUJUBES, 5), 300.0, words, talking=True)
    _, never = play(Room(evening(PRAISE, viewers=150), JUJUBES, 5), 300.0, talking=True)
    assert asked.crowd[-1].orders > 0 and never.crowd[-1].orders == 0
    assert asked.called == 58 and asked.named == 0  # 去拍 (or 拍一) and 链接, each 29 times


def test_stages_are_told_and_keep_their_comments() -> None:
    late = Stage("late", 0.5, 1.0, "快结束了", {"en": "Nearly over"})
    script = evening(replace(PRAISE, stage="late"), stages=(Stage("early", 0.0, 1.0), late))
    events, _ = play(Room(script, JUJUBES, 1, planned=60.0), 60.0, talking=True)
    [notice] = [each for each in events if isinstance(each, Notice)]
    assert (notice.at, notice.text) == (30.0, "快结束了")
    assert all(each.at >= 30.0 for each in said(events)) and said(events)


def test_the_gentle_level_asks_one_thing_at_a_time_and_leaves_hard_words_out() -> None:
    script = load_scripts([PROJECT / "assets" / "live_room"]).script("food-noon")
    card = load_library([PROJECT / "lessons"]).product("product-hongzao")
    assert script is not None and card is not None
    hard = {each.text for each in script.comments if each.level > 1}
    events, _ = play(Room(script, card, 11, level=1, planned=600.0), 600.0)
    waiting: set[int] = set()
    for each in events:
        if isinstance(each, Said) and each.repeats is None:
            assert each.text not in hard
            if each.kind.asks:
                waiting.add(each.number)
        if isinstance(each, Settled):
            waiting.discard(each.number)
        assert len(waiting) <= 2  # one of its turn, one that a word of hers set off


def test_the_end_settles_everything_and_forgives_what_came_late() -> None:
    room = Room(evening(ASKS_PRICE), JUJUBES, 1)
    events, session = play(room, 8.0)
    assert [each.outcome for each in session.exchanges] == [Outcome.LET_GO]
    assert isinstance(events[0], Crowd) and events[0].viewers == 20
    assert session.duration == 8.0 and not session.heard


def test_every_character_can_be_heard() -> None:
    everything = "".join(chr(code) for code in range(0x4E00, 0xA000))
    sounds = Utterance(everything).sounds
    assert len(sounds) == len(everything) and sounds[everything.index("枣")] == ("z", "ao")
    assert Utterance(everything).after(100).sounds == sounds[100:]
