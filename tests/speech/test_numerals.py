"""Numbers, prices and signs as anchors read them."""

import pytest

from app.speech.numerals import PieceKind, integer, read_out

CASES = {
    # prices
    "¥19.9": "十九块九",
    "￥99": "九十九元",
    "19块9": "十九块九",
    "3.5元": "三点五元",
    "19.9元": "十九点九元",
    "¥0.5": "五毛",
    "¥0.05": "五分",
    "¥19.95": "十九块九毛五",
    "¥19.05": "十九块零五分",
    "¥1,299": "一千二百九十九元",
    "¥2": "两元",
    "2元": "两元",
    "100-200元": "一百到二百元",
    "¥19.9/斤": "十九块九每斤",
    "30元/斤": "三十元每斤",
    "1.2万": "一点二万",
    # weights and measures
    "500g": "五百克",
    "2kg": "两公斤",
    "5斤": "五斤",
    "2斤": "两斤",
    "2.5斤": "二点五斤",
    "12斤": "十二斤",
    "500g×2": "五百克乘二",
    "1.5L": "一点五升",
    "２００ｇ": "二百克",
    "2米": "两米",
    "-5℃": "零下五摄氏度",
    "3~5km": "三到五公里",
    # counting and ordering
    "2个": "两个",
    "22个": "二十二个",
    "2个月": "两个月",
    "第1": "第一",
    "2号链接": "二号链接",
    "2楼": "二楼",
    "买1送1": "买一送一",
    "321上链接": "三二一上链接",
    "1+1": "一加一",
    # dates and times
    "8:30": "八点三十",
    "8:05": "八点零五",
    "2:00": "两点",
    "20:00": "二十点",
    "2026-01-15": "二零二六年一月十五日",
    "2025/6/1": "二零二五年六月一日",
    "2024年": "二零二四年",
    "10年": "十年",
    "12月": "十二月",
    "双11": "双十一",
    "6.18大促": "六一八大促",
    # shares
    "50%": "百分之五十",
    "99.9%": "百分之九十九点九",
    "10%-20%": "百分之十到百分之二十",
    "1/3": "三分之一",
    "3:1": "三比一",
    "5折": "五折",
    "8.5折": "八五折",
    # ranges
    "3-5天": "三到五天",
    "2-3个": "两到三个",
    # digit by digit
    "13812345678": "幺三八幺二三四五六七八",
    "138-1234-5678": "幺三八|幺二三四|五六七八",
    "400-800-1234": "四零零|八零零|幺二三四",
    "电话12345": "电话幺二三四五",
    "编号007": "编号零零七",
    "007": "零零七",
    # letters are left to be spelled
    "5G": "五G",
    "VIP": "VIP",
}


@pytest.mark.parametrize(("text", "said"), CASES.items())
def test_reads(text: str, said: str) -> None:
    pieces = read_out(text)
    spoken = "".join(p.text if p.text else "|" for p in pieces if p.kind is not PieceKind.SILENT)
    assert spoken == said


@pytest.mark.parametrize(("text", "said"), CASES.items())
def test_every_character_belongs_to_a_piece(text: str, said: str) -> None:
    covered = {i for p in read_out(text) for i in range(p.start, p.end)}
    assert covered == set(range(len(text)))


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "零"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (100, "一百"),
        (101, "一百零一"),
        (110, "一百一十"),
        (1000, "一千"),
        (1010, "一千零一十"),
        (2000, "两千"),
        (10_000, "一万"),
        (10_001, "一万零一"),
        (20_000, "两万"),
        (100_000, "十万"),
        (102_030, "十万两千零三十"),
        (100_000_000, "一亿"),
        (-3, "负三"),
    ],
)
def test_whole_numbers(number: int, said: str) -> None:
    assert integer(number) == said


def test_a_number_too_large_to_say() -> None:
    with pytest.raises(ValueError, match="too large"):
        integer(10**16)
