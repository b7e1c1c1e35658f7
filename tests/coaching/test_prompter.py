"""The teleprompter's core: scripts read, voices followed through skips and talk, what was left out."""

from __future__ import annotations

import random

import pytest

from app.coaching.prompter import Pace, Passage, Prompter, passages
from app.coaching.script import parse_script

OPENING = "欢迎来到我的直播间，我是阿依古丽。今天给大家带来和田的大红枣，又甜又糯。"
PRODUCT = "这个枣子长在沙漠边上，白天热晚上凉，糖分特别高。掰开来看，肉厚核小，一口下去全是枣香。"
PRICE = "平时一箱卖五十九块九，今天直播间只要三十九块九。包邮到家，坏了包赔。"
CLOSING = "喜欢的朋友点一下下面的小黄车，库存只有两百箱。谢谢大家的支持，我们明天晚上八点再见。"
WRITTEN = f"# 开场 | 20\n{OPENING}\n\n# 产品 | 40\n{PRODUCT}\n# 价格 | 30\n{PRICE}\n# 结尾 | 20\n{CLOSING}\n"
SCRIPT = parse_script(WRITTEN)


def hanzi(text: str) -> str:
    return "".join(each for each in text if "\u4e00" <= each <= "\u9fff")


def say(prompter: Prompter, text: str, before: str = "") -> list[int]:
    """Words come one syllable at a time; the places shown on the way."""
    text = hanzi(text)
    return [prompter.hear(before + text[: i + 1]).position for i in range(len(text))]


def start_of(text: str) -> int:
    """Where a stretch begins, in syllables of the script."""
    at = SCRIPT.text.index(text)
    return next(i for i, each in enumerate(SCRIPT.syllables) if each.start >= at)


def test_a_script_has_sections_with_their_time() -> None:
    assert [(each.title, each.seconds) for each in SCRIPT.sections] == [
        ("开场", 20), ("产品", 40), ("价格", 30), ("结尾", 20)
    ]  # fmt: skip
    assert SCRIPT.seconds == 110
    assert SCRIPT.sections[1].first == start_of(PRODUCT)
    assert SCRIPT.section_at(start_of(PRICE)) == 2
    assert "#" not in SCRIPT.text


def test_numbers_are_read_out_and_stand_where_they_are_written() -> None:
    script = parse_script("只要19.9元")
    assert len(script.syllables) == 7
    assert {(each.start, each.end) for each in script.syllables[2:6]} == {(2, 6)}


@pytest.mark.parametrize("written", ["", "\n\n", "# 只有标题 | 20", "OK!", "\ufeff"])
def test_a_script_with_nothing_to_say_is_none(written: str) -> None:
    script = parse_script(written)
    assert script.syllables == ()
    assert Prompter(script).hear("大家好").position == 0
    assert passages(script, "大家好") == ()


def test_it_follows_word_by_word() -> None:
    places = say(Prompter(SCRIPT), SCRIPT.text)
    assert all(abs(place - (i + 1)) <= 1 for i, place in enumerate(places))


def test_it_never_goes_back() -> None:
    said = OPENING + OPENING + PRODUCT + OPENING + PRICE
    places = say(Prompter(SCRIPT), said)
    assert places == sorted(places)
    assert places[-1] == start_of(CLOSING)


def test_fillers_do_not_move_it() -> None:
    prompter = Prompter(SCRIPT)
    said = hanzi("欢迎来到我的直播间")
    assert say(prompter, said)[-1] == len(said)
    assert say(prompter, "嗯那个就是说呃这个那个", said)[-1] <= len(said) + 1
    assert not prompter.following.in_script


def test_it_finds_her_again_after_talk_of_her_own() -> None:
    prompter = Prompter(SCRIPT)
    own = "哎新来的宝宝你们好啊刚才有人问我几点下播我跟你们讲不着急慢慢看"
    say(prompter, OPENING)
    waits = say(prompter, own, hanzi(OPENING))
    assert max(waits) <= start_of(PRODUCT) + 3
    again = say(prompter, PRODUCT[:20], hanzi(OPENING + own))
    assert again[-1] == start_of(PRODUCT) + len(hanzi(PRODUCT[:20]))


@pytest.mark.parametrize("onwards", ["掰开来看，肉厚核小，一口下去", PRICE, CLOSING[:20]])
def test_it_follows_over_what_is_skipped(onwards: str) -> None:
    prompter = Prompter(SCRIPT)
    begun = hanzi("这个枣子长在沙漠边上")
    prompter.move_to(start_of(PRODUCT))
    say(prompter, begun)
    assert say(prompter, onwards, begun)[-1] == start_of(onwards) + len(hanzi(onwards))


def test_what_is_said_again_later_is_taken_for_the_nearer_place() -> None:
    """She leaves out what stands between two sentences; a sentence near the end says both in one."""
    price, delivery = "一袋五百克，十九块九。", "今天下单，明天发货。"
    written = (
        f"打开以后夹紧袋口，早点吃完。\n四块，十块，十四块，四十块。\n{price}\n两袋一公斤，一共三十六元。\n"
        f"一箱五斤，一百零五，包邮。\n{delivery}\n{PRODUCT}\n{OPENING}\n{price[:-1]}，{delivery}\n{CLOSING}"
    )
    script = parse_script(written)
    near = written.index(delivery)
    prompter = Prompter(script)
    shown = say(prompter, "打开以后夹紧袋口早点吃完" + price + delivery + PRODUCT[:12])
    after = written.index(PRODUCT) + 12
    assert near < script.syllables[shown[-1]].start <= after
    assert max(shown) == shown[-1]


def test_it_does_not_look_further_than_two_sections() -> None:
    prompter = Prompter(SCRIPT)
    say(prompter, OPENING[:12])
    places = say(prompter, CLOSING, hanzi(OPENING[:12]))
    assert max(places) < start_of(CLOSING)


def test_words_heard_wrongly_do_not_lose_her() -> None:
    draw = random.Random(5)
    said = "".join(
        draw.choice("的了是个大不在有人我") if draw.random() < 0.2 else each for each in hanzi(SCRIPT.text)
    )
    places = say(Prompter(SCRIPT), said)
    assert sum(abs(place - i - 1) <= 3 for i, place in enumerate(places)) / len(places) > 0.9


def test_sounds_alike_count_as_heard() -> None:
    assert say(Prompter(parse_script("这是和田的大红枣")), "则四河田得大洪早")[-1] == 8


def test_a_rewritten_end_is_taken_back() -> None:
    one, other = Prompter(SCRIPT), Prompter(SCRIPT)
    begun = hanzi(OPENING[:9])
    for each in (begun + "我是二姨", begun + "我是阿依古", begun + "我是阿依古丽今天给大家"):
        one.hear(each)
    other.hear(begun + "我是阿依古丽今天给大家")
    assert one.following == other.following
    assert one.following.position == len(hanzi("欢迎来到我的直播间我是阿依古丽今天给大家"))


def test_a_long_take_is_followed_to_its_end() -> None:
    script = parse_script(
        "\n".join(f"# 第{i} | 30\n{each}" for i, each in enumerate([OPENING, PRODUCT, PRICE, CLOSING] * 6))
    )
    prompter = Prompter(script)
    assert say(prompter, script.text)[-1] == len(script.syllables)
    assert len(prompter._rows) < 400


def test_by_hand_it_may_go_back_and_listens_on_from_there() -> None:
    prompter = Prompter(SCRIPT)
    said = hanzi(OPENING + PRODUCT)
    say(prompter, said)
    assert prompter.move_to(start_of(PRODUCT)).position == start_of(PRODUCT)
    assert say(prompter, PRODUCT[:10], said)[-1] == start_of(PRODUCT) + len(hanzi(PRODUCT[:10]))


@pytest.mark.parametrize(
    ("old", "new", "moved"),
    [("又甜又糯", "又甜又糯又香", 2), ("今天给大家带来", "带来", -5), ("坏了包赔", "坏了包退包赔", 0)],
)
def test_editing_keeps_the_place(old: str, new: str, moved: int) -> None:
    prompter = Prompter(SCRIPT)
    said = hanzi(OPENING + PRODUCT[:12])
    before = say(prompter, said)[-1]
    assert prompter.change_script(parse_script(WRITTEN.replace(old, new))).position == before + moved
    after = say(prompter, PRODUCT[12:22], said)
    assert after[-1] == before + moved + len(hanzi(PRODUCT[12:22]))


def test_editing_where_she_is_waits_at_the_beginning_of_the_change() -> None:
    prompter = Prompter(SCRIPT)
    say(prompter, OPENING[:12])
    assert prompter.change_script(parse_script(WRITTEN.replace(OPENING, "大家好。"))).position == 0


def test_what_was_left_out_is_told() -> None:
    left = "掰开来看，肉厚核小，一口下去全是枣香。"
    heard = hanzi(SCRIPT.text.replace(left, "嗯不着急你慢慢等"))
    begin, end = start_of(left), start_of(left) + len(hanzi(left))
    assert passages(SCRIPT, heard) == (
        Passage(0, begin, True),
        Passage(begin, end, False),
        Passage(end, len(SCRIPT.syllables), True),
    )


def test_nothing_heard_is_all_left_out() -> None:
    assert passages(SCRIPT, "") == (Passage(0, len(SCRIPT.syllables), False),)


def test_what_is_said_later_is_not_left_out() -> None:
    heard = hanzi(OPENING + PRICE + PRODUCT + PRICE + CLOSING)
    assert [each.said for each in passages(SCRIPT, heard)] == [True]


def test_an_even_pace_stops_at_the_end() -> None:
    pace = Pace(120)
    assert pace.advance(3.0, 100) == pytest.approx(6.0)
    pace.set_speed(9999)
    assert pace.speed == Pace.FASTEST
    pace.move_to(99)
    assert pace.advance(60.0, 100) == 100
