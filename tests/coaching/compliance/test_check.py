"""What counts and what does not: context decides."""

from __future__ import annotations

import pytest

from app.coaching.compliance import Kind, Product, check_text, load_rules

RULES = load_rules(opinion=False)


def kinds(text: str, product: Product = Product.FOOD, *, recognised: bool = False) -> set[Kind]:
    return {finding.kind for finding in check_text(text, RULES, product, recognised=recognised)}


def test_a_finding_says_where_what_and_what_instead() -> None:
    text = "家人们，这是 全网 最低价，快来"
    (finding,) = check_text(text, RULES, Product.FOOD)
    assert text[finding.start : finding.end] == finding.text == "全网 最低价"
    assert finding.article == "《广告法》第九条第三项"
    assert finding.why and finding.instead
    assert 0.7 < finding.certainty <= 1


@pytest.mark.parametrize(
    ("text", "product", "kind"),
    [
        ("这是最甜的枣", Product.FOOD, Kind.ABSOLUTE),
        ("吃了补血", Product.FOOD, Kind.HEALTH),
        ("能治咳嗽", Product.FOOD, Kind.DISEASE),
        ("正宗和田籽料", Product.JADE, Kind.ORIGIN),
        ("原价九十九，今天十九块九", Product.FOOD, Kind.PRICE),
        ("明年翻一倍", Product.JADE, Kind.PROMISE),
        ("错过再等一年", Product.FOOD, Kind.SCARCITY),
        ("买不起就别看", Product.OTHER, Kind.INSULT),
        ("隔壁卖的都是假货", Product.FOOD, Kind.RIVAL),
        ("五星好评返现三块", Product.OTHER, Kind.FAKE),
        ("戴了保平安", Product.JADE, Kind.SUPERSTITION),
        ("食品一律不退", Product.FOOD, Kind.RETURNS),
        ("小朋友，快去叫妈妈给你买", Product.FOOD, Kind.MINORS),
        ("买家电话13912345678", Product.OTHER, Kind.PRIVACY),
        ("人民大会堂特供", Product.FOOD, Kind.STATE),
        ("没打过农药", Product.FOOD, Kind.UNPROVEN),
        ("大家去那家店刷差评", Product.OTHER, Kind.INCITE),
        ("加这个群，每天稳赚五百", Product.OTHER, Kind.LURE),
        ("舌头白就是湿气重", Product.FOOD, Kind.LICENCE),
    ],
)
def test_each_kind(text: str, product: Product, kind: Kind) -> None:
    assert kind in kinds(text, product)


@pytest.mark.parametrize(
    ("lawful", "forbidden"),
    [
        ("我们用最快的速度给您发货", "全网最快的发货"),
        ("我们店这三款里，这一款个儿最大", "全新疆就数这一款个儿最大"),
        ("最好在三天内吃完", "最好吃的枣"),
        ("特级，标准号印在袋子上", "国家级品质，标准号印在袋子上"),
        ("招牌就叫第一家馕店", "全疆第一家馕店"),
        ("得过县里比赛第一名，奖状在这里", "获奖无数，第一名"),
        ("去年十月我们店卖得最多的是这一款", "这一款全国卖得最多"),
        ("最后三袋，最近刚到", "最后一次机会，以后不会再有"),
        ("不能说最好", "这就是最好的"),
        ("“最甜”这两个字我不能说", "“最甜”这两个字说的就是它，最甜的枣"),
        ("这个不能治病", "这个能治病"),
        ("我们不是最便宜的", "不骗你，这是最便宜的"),
        ("有人问能不能降血压，听医生的", "有人问能不能降血压，能！"),
        ("能治病吗？不能", "难道这不是最好的枣吗"),
        ("不用担心这是普通食品", "不用担心这是最好的枣"),
        ("不贵，也不是最好的", "不是最好的我不卖"),
        ("我不敢保证星期一到", "我敢保证星期一一定到"),
        ("别家的我们不说", "别家的都是次品"),
        ("咳嗽请看医生", "咳嗽喝一勺就好"),
        ("上个星期卖24块9，今天19块9", "专柜卖200，今天19块9"),
        ("有点贵，是手工挑的", "嫌贵就别看"),
    ],
)
def test_context_decides(lawful: str, forbidden: str) -> None:
    assert kinds(lawful) == set()
    assert kinds(forbidden) != set()


def test_the_product_decides() -> None:
    assert kinds("老坑籽料", Product.JADE) == {Kind.ORIGIN}
    assert kinds("老坑籽料", Product.FOOD) == set()
    assert kinds("补血养颜", Product.FOOD) == {Kind.HEALTH}


def test_speech_is_also_matched_by_sound_and_with_less_certainty() -> None:
    heard = "这是独衣无二的枣"
    assert kinds(heard) == set()
    (finding,) = check_text(heard, RULES, Product.FOOD, recognised=True)
    assert finding.kind is Kind.ABSOLUTE
    (written,) = check_text("这是独一无二的枣", RULES, Product.FOOD, recognised=True)
    assert finding.certainty < written.certainty


def test_overlapping_finds_are_one() -> None:
    assert [finding.text for finding in check_text("国家级顶级品质", RULES)] == ["国家级", "顶级"]
    # a price that is an absolute term too, under one article
    (finding,) = check_text("全网最低价", RULES)
    assert finding.kind is Kind.PRICE


@pytest.mark.parametrize(
    "text", ["", "\n", "，。！？", "Hello", "😀😀", "最", "\u200b最\u200b", "á" * 50, "{}[]()!…~#^$"]
)
def test_any_text_can_be_checked(text: str) -> None:
    assert check_text(text, RULES, recognised=True) == ()


def test_a_long_text_without_punctuation_is_checked_place_by_place() -> None:
    dull = "今天给大家看的是红枣个儿大肉厚煮粥泡水都行" * 20
    text = dull + "能治咳嗽" + dull + "请问医生"
    assert [finding.text for finding in check_text(text, RULES, Product.FOOD)] == ["治咳嗽"]
