"""What cannot be right about a broadcast's numbers, and what is only odd."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from app.broadcasts.values import NUMBERS, Broadcast, Remark
from app.i18n import msg

EARLIEST = date(2010, 1, 1)
LONGEST_MINUTES = 24 * 60
MOST = 10_000_000_000
"""Counts above this are slips."""

MOST_FEN = 10_000_000_000_00
LONGEST_PRODUCT = 80
LONGEST_NOTE = 2000

_LONG_MINUTES = 12 * 60
_BIG_PER_ORDER = 100_000_00  # fen


def faults(broadcast: Broadcast, today: date) -> tuple[Remark, ...]:
    """What must be mended before it can be kept."""
    found = []
    if not broadcast.product.strip():
        found.append(Remark("product", msg("还没有写卖的是什么产品。")))
    elif len(broadcast.product) > LONGEST_PRODUCT:
        found.append(Remark("product", msg("产品名太长了，最多 {count} 个字。", count=LONGEST_PRODUCT)))
    if broadcast.day > today:
        found.append(Remark("day", msg("这一天还没有到。播完了再记。")))
    elif broadcast.day < EARLIEST:
        found.append(Remark("day", msg("日期太早了，请看看年份对不对。")))
    if len(broadcast.note) > LONGEST_NOTE:
        found.append(Remark("note", msg("备注太长了，最多 {count} 个字。", count=LONGEST_NOTE)))
    for name in NUMBERS:
        value = getattr(broadcast, name)
        if value is None:
            continue
        most = {"minutes": LONGEST_MINUTES, "turnover": MOST_FEN}.get(name, MOST)
        if value < 0:
            found.append(Remark(name, msg("这里不能是负数。")))
        elif value > most and name == "minutes":
            found.append(Remark(name, msg("一场最长记 24 小时，也就是 1440 分钟。")))
        elif value > most:
            found.append(Remark(name, msg("这个数太大了，请看看是不是多打了几个零。")))
    if broadcast.minutes == 0:
        found.append(Remark("minutes", msg("时长是 0 分钟。不知道就空着。")))
    if broadcast.peak is not None and broadcast.viewers is not None and broadcast.peak > broadcast.viewers:
        found.append(Remark("peak", msg("最高在线不会比看过的总人数还多。两个数是不是填反了？")))
    if all(getattr(broadcast, name) is None for name in NUMBERS):
        found.append(Remark("minutes", msg("至少填一个数，例如播了多少分钟。")))
    return tuple(found)


def doubts(broadcast: Broadcast, kept: Iterable[Broadcast] = ()) -> tuple[Remark, ...]:
    """What is possible and worth a second look; `kept` is what is in the log already."""
    found = []
    key = broadcast.day, broadcast.start, broadcast.product
    if any(each.id != broadcast.id and (each.day, each.start, each.product) == key for each in kept):
        found.append(Remark("start", msg("这一天这个时间的这个产品已经记过一场了。")))
    orders, returns, viewers = broadcast.orders, broadcast.returns, broadcast.viewers
    if orders is not None and viewers is not None and orders > viewers:
        found.append(
            Remark("orders", msg("订单比观看的人还多。一个人可以下几单，所以也许没错。请再看一眼。"))
        )
    if orders is not None and returns is not None and returns > orders:
        found.append(Remark("returns", msg("退货比订单还多。也许有一些是以前的订单退回来的。请再看一眼。")))
    if orders == 0 and broadcast.turnover:
        found.append(Remark("turnover", msg("没有订单，却有成交额。请再看一眼。")))
    if orders and broadcast.turnover == 0:
        found.append(Remark("turnover", msg("有订单，成交额却是 0。不知道就空着。")))
    if orders and broadcast.turnover and broadcast.turnover > orders * _BIG_PER_ORDER:
        found.append(Remark("turnover", msg("平均一单超过 10 万元。请看看成交额的单位是元还是万元。")))
    if broadcast.minutes is not None and _LONG_MINUTES < broadcast.minutes <= LONGEST_MINUTES:
        found.append(Remark("minutes", msg("一场播了 12 个小时以上，请看看是不是几场合在一起了。")))
    return tuple(found)
