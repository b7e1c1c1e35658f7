"""Which column of a table holds what: guessed from its heading, in four languages; she may correct it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.i18n import Message, msg

FIELDS: dict[str, Message] = {
    "day": msg("日期"),
    "start": msg("开播时间"),
    "end": msg("下播时间"),
    "product": msg("产品"),
    "minutes": msg("时长（分钟）"),
    "hours": msg("时长（小时）"),
    "viewers": msg("观看人数"),
    "peak": msg("最高在线"),
    "orders": msg("订单数"),
    "turnover": msg("成交额（元）"),
    "returns": msg("退货数"),
    "note": msg("备注"),
}
"""What a column can hold, by the names it has in exports."""

_NAMES: dict[str, tuple[str, ...]] = {
    "day": (
        "日期", "直播日期", "开播日期", "时间", "直播时间", "date", "day", "broadcast date", "live date",
        "چېسلا", "ۋاقتى", "كۈنى", "كۈن", "күні", "күн", "дата", "мерзімі",
    ),
    "start": (
        "开播时间", "开始时间", "开播", "开始", "直播开始时间", "时段", "start", "start time", "begin",
        "باشلانغان ۋاقتى", "باشلىنىش ۋاقتى",
        "басталуы", "басталған уақыты", "басталу уақыты", "уақыты",
    ),
    "end": (
        "下播时间", "结束时间", "下播", "结束", "end", "end time", "ended",
        "ئاخىرلاشقان ۋاقتى", "ئاخىرلىشىش ۋاقتى", "аяқталуы", "аяқталған уақыты",
    ),
    "product": (
        "产品", "商品", "产品名", "产品名称", "商品名", "商品名称", "货品", "品名", "主推品", "product",
        "item", "goods", "مەھسۇلات", "تاۋار", "өнім", "тауар", "товар",
    ),
    "minutes": (
        "时长", "直播时长", "分钟", "分钟数", "开播时长", "minutes", "duration", "length", "mins",
        "مىنۇت", "ۋاقىت ئۇزۇنلۇقى", "минут", "ұзақтығы", "длительность",
    ),
    "hours": ("小时", "小时数", "hours", "سائەت", "сағат"),
    "viewers": (
        "观看人数", "观看", "观众", "观众数", "观众人数", "累计观看", "累计观看人数", "场观",
        "观看人次", "总人数", "看播人数", "viewers", "views", "audience", "total viewers",
        "كۆرگۈچى", "كۆرۈرمەن سانى", "كۆرگۈچى سانى", "көрермен", "көрермендер", "көрермен саны",
    ),
    "peak": (
        "最高在线", "最高在线人数", "峰值", "在线峰值", "峰值人数", "人气峰值", "peak", "peak viewers",
        "max viewers", "ئەڭ كۆپ توردا", "ең көп онлайн",
    ),
    "orders": (
        "订单数", "订单", "订单量", "成交订单", "成交订单数", "成交单数", "单数", "成交件数", "销量",
        "orders", "order count", "sales", "زاكاز", "زاكاز سانى", "тапсырыс", "тапсырыстар", "тапсырыс саны",
        "заказы",
    ),
    "turnover": (
        "成交额", "成交金额", "销售额", "营业额", "金额", "gmv", "总成交额", "turnover", "revenue", "amount",
        "sales amount", "سودا سوممىسى", "سودا", "сумма", "айналым", "сатылым сомасы",
    ),
    "returns": (
        "退货数", "退货", "退单", "退单数", "退款", "退款数", "退款单数", "退款订单", "退货单数", "returns",
        "returned", "refunds", "قايتۇرۇلغان", "قايتۇرۇلغىنى", "қайтарылған", "қайтарым", "возвраты",
    ),
    "note": ("备注", "说明", "note", "notes", "remark", "remarks", "ئىزاھات", "ескерту", "ескертпе"),
}  # fmt: skip
_IN_BRACKETS = re.compile(r"[(\[【].*?[)\]】]")


@dataclass(frozen=True)
class Mapped:
    """What one column holds: a key of `FIELDS`, "" for nothing of use. `factor`: 万 in the heading."""

    field: str = ""
    factor: int = 1


def _plain(heading: str) -> str:
    text = unicodedata.normalize("NFKC", heading).casefold().strip()
    return re.sub(r"[\s_:：*]+", " ", _IN_BRACKETS.sub("", text)).strip()


_BY_NAME = {_plain(name): field for field, names in _NAMES.items() for name in names}


def guess_columns(headings: Sequence[str]) -> tuple[Mapped, ...]:
    """A guess for each column; no field twice, the better match of two wins."""
    guesses = [_guess(each) for each in headings]
    taken: dict[str, tuple[int, int]] = {}
    for column, (field, worth) in enumerate(guesses):
        if field and worth > taken.get(field, (0, -1))[0]:
            taken[field] = worth, column
    return tuple(
        Mapped(field, factor_of(heading)) if field and taken[field][1] == column else Mapped()
        for column, ((field, _), heading) in enumerate(zip(guesses, headings, strict=True))
    )


def remap(headings: Sequence[str], fields: Mapping[int, str]) -> tuple[Mapped, ...]:
    """Columns as she said: their fields by column from 0."""
    return tuple(Mapped(fields.get(i, ""), factor_of(each)) for i, each in enumerate(headings))


def factor_of(heading: str) -> int:
    """What the heading multiplies numbers by: 成交额（万元） is ten thousand."""
    unit = "".join(_IN_BRACKETS.findall(unicodedata.normalize("NFKC", heading).casefold()))
    if "万" in unit:
        return 10_000
    return 1_000 if "千" in unit else 1


def _guess(heading: str) -> tuple[str, int]:
    """A field and how good the match is; "" and 0 for none."""
    own = next((field for field, name in FIELDS.items() if heading.strip() == str(name)), "")
    if own:
        return own, 3
    text = _plain(heading)
    if not text:
        return "", 0
    field = _BY_NAME.get(text, "")
    if field:
        return (_in_hours(heading, field), 3)
    if re.search(r"率|占比|%|比例|人均|客单|rate|ratio|share", text):
        return "", 0  # what is reckoned from others is reckoned here, too
    inside = [name for name in _BY_NAME if len(name) > 1 and name in text]
    if not inside:
        return "", 0
    longest = max(inside, key=len)
    return _in_hours(heading, _BY_NAME[longest]), 2 if len(longest) > 2 else 1


def _in_hours(heading: str, field: str) -> str:
    said = re.search(r"小时|hour|سائەت|сағат", heading.casefold())
    return "hours" if field == "minutes" and said else field
