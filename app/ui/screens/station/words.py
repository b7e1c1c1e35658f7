"""The page's sentences about numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.i18n import tr, trn
from app.practice.exchange_round import Exchanged
from app.practice.hub_words import sync_words
from app.practice.kit_values import Collected, Merged
from app.practice.upkeep import ErasureAsked
from app.ui.i18n import isolate

SAID = frozenset({"review", "verdict_change", "comment", "mark"})
ROSTER = frozenset({"centre", "profile", "pin", "cohort", "membership"})
PLANS = frozenset({"plan", "given"})


def counts_text(outbox: Mapping[str, int]) -> str:
    """What has not gone yet, by what a person calls it; "" when all has."""
    left = {kind: number for kind, number in outbox.items() if number}
    takes = left.pop("attempt", 0)
    exams = left.pop("exam", 0)
    said, roster, plans = (sum(left.pop(each, 0) for each in kinds) for kinds in (SAID, ROSTER, PLANS))
    others = sum(left.values())
    parts = (
        trn("{number} 次练习", "{number} 次练习", takes) if takes else "",
        trn("{number} 次模拟考试", "{number} 次模拟考试", exams) if exams else "",
        trn("{number} 条点评", "{number} 条点评", said) if said else "",
        trn("{number} 处名单改动", "{number} 处名单改动", roster) if roster else "",
        trn("{number} 处计划改动", "{number} 处计划改动", plans) if plans else "",
        trn("{number} 条其他记录", "{number} 条其他记录", others) if others else "",
    )
    return " · ".join(filter(None, parts))


def megabytes(size: int) -> str:
    """Bytes as a person reads them on a stick."""
    if size >= 1_000_000_000:
        return isolate(f"{size / 1e9:.1f} GB")
    return isolate(f"{size / 1e6:.0f} MB" if size >= 10_000_000 else f"{size / 1e6:.1f} MB")


def exchanged_text(done: Exchanged) -> Iterator[str]:
    """One round with the centre in sentences."""
    yield from map(str, sync_words(done.records))
    if done.sent is not None and done.sent.sent:
        yield trn("发送了 {number} 段录音。", "发送了 {number} 段录音。", done.sent.sent)
    if done.sent is not None and done.sent.unreadable:
        yield trn(
            "有 {number} 段在这台电脑上已损坏，没有发送。",
            "有 {number} 段在这台电脑上已损坏，没有发送。",
            done.sent.unreadable,
        )
    found = done.fetched
    if found is not None:
        if found.fetched:
            yield trn("取回了 {number} 段录音。", "取回了 {number} 段录音。", found.fetched)
        if found.not_shared:
            yield trn(
                "有 {number} 段，录音的电脑还没有发送。",
                "有 {number} 段，录音的电脑还没有发送。",
                found.not_shared,
            )
        if found.refused:
            yield trn(
                "有 {number} 段已损坏或被换过，没有采用，放到了一边。",
                "有 {number} 段已损坏或被换过，没有采用，放到了一边。",
                found.refused,
            )
        if found.locked:
            yield trn(
                "有 {number} 段是用另一把钥匙封存的，这台电脑打不开。",
                "有 {number} 段是用另一把钥匙封存的，这台电脑打不开。",
                found.locked,
            )
    if done.trouble is not None:
        yield tr("成绩交换好了，录音没有：{why}", why=str(done.trouble))


def collected_text(done: Collected) -> Iterator[str]:
    """What was written onto a stick."""
    if not done.files:
        yield tr("{station} 没有新的结果。", station=isolate(done.station))
        return
    takes = sum(each.recordings for each in done.files)
    size = megabytes(sum(each.size for each in done.files))
    yield tr(
        "拷好了：{records} 条记录，{recordings} 段录音，{size}。可以拔下 U 盘了。",
        records=max(each.records for each in done.files),
        recordings=takes,
        size=size,
    )
    if done.missing:
        yield tr("有 {count} 段录音的文件不在或坏了，没有带上。", count=done.missing)
    if done.sealed:
        yield tr("已加密，只有中心能打开。这台电脑上的成绩都还在。")


def merged_text(done: Merged) -> Iterator[tuple[str, str]]:
    """What came from a stick: sentences with their roles."""
    for each in done.stations:
        name = isolate(each.name or each.id)
        if each.new:
            yield (
                tr(
                    "{name}：新收到 {new} 条，{recordings} 段录音。",
                    name=name,
                    new=each.new,
                    recordings=each.recordings,
                ),
                "",
            )
        else:
            yield tr("{name}：没有新的，以前都收过了。", name=name), ""
        if each.waiting:
            yield (
                trn(
                    "{number} 条还缺它所属的资料，先留着，资料到了会自动补上。",
                    "{number} 条还缺它所属的资料，先留着，资料到了会自动补上。",
                    each.waiting,
                ),
                "small",
            )
        if each.refused:
            yield (
                tr(
                    "{name} 有 {count} 条没有收下：角色、班级、计划和教师的密码由办公电脑决定。",
                    name=name,
                    count=each.refused,
                ),
                "small",
            )
    if not done.stations and not done.damaged:
        yield tr("这里没有结果文件。请先在学员的电脑上做“从这台电脑带走成绩”。"), ""
    for sentence in done.damaged:
        yield str(sentence), "error"
    if done.silent:
        names = " ".join(isolate(name) for name, _last in done.silent)
        yield tr("两个星期以上没有带来成绩的电脑：{names}", names=names), "small"


def erasure_rows(asked: ErasureAsked) -> list[tuple[str, int]]:
    """What goes with somebody: its name and how many; the other rows in one sum."""
    rows = dict(asked.what.rows)
    named = (
        ("attempts", tr("练习和录音")),
        ("exams", tr("模拟测试")),
        ("rehearsals", tr("直播演练")),
        ("broadcasts", tr("真实直播")),
        ("review_comments", tr("教师的评语")),
        ("memory_cards", tr("复习卡片")),
    )
    found = [(words, rows.pop(table)) for table, words in named if rows.get(table)]
    rest = sum(rows.values())
    return [*found, (tr("其他记录（资料、登录、进度……）"), rest)] if rest else found
