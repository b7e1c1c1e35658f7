"""What a person is told of the exchange with the hub."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.i18n import Message, msg
from app.practice.hub_values import SyncResult
from app.storage.hub.rights import ADMINISTRATOR, MAY_PUSH, OVERSEER, STATION, TRAINER

KIND_WORDS: Mapping[str, Message] = {
    "erasure": msg("删除个人数据"),
    "centre": msg("中心"),
    "profile": msg("个人资料"),
    "pin": msg("密码"),
    "cohort": msg("班级"),
    "membership": msg("名单（身份和班级）"),
    "plan": msg("学习计划"),
    "given": msg("布置的计划"),
    "threshold": msg("评分标准"),
    "pack": msg("课包"),
    "attempt": msg("练习"),
    "question": msg("请老师看的练习"),
    "outcome": msg("活动结果"),
    "step_seen": msg("看过的步骤"),
    "exam": msg("模拟考试"),
    "rehearsal": msg("直播彩排"),
    "broadcast": msg("真实直播"),
    "sign_in": msg("登录记录"),
    "review": msg("点评"),
    "verdict_change": msg("改动的判定"),
    "comment": msg("评语"),
    "mark": msg("盲评"),
    "order": msg("用人订单"),
    "order_person": msg("订单推荐的学员"),
    "certificate": msg("结业证明"),
    "use": msg("使用统计（不含姓名）"),
}
"""Kind of record -> what a person calls it."""

LOGIN_WORDS: Mapping[str, Message] = {
    STATION: msg("练习机"),
    TRAINER: msg("教师"),
    ADMINISTRATOR: msg("管理员"),
    OVERSEER: msg("上级（只看使用统计）"),
}
"""Kind of login -> what a person calls it."""

_ROSTER = ("membership", "profile", "pin")
"""What trainers may bring of some people only."""

CLOCK_TOLERANCE = 300.0
"""Seconds by which a machine's clock may be off before its user is told."""


def who_is_waited_for(left: Mapping[str, int]) -> Iterator[Message]:
    """Sentences about records that this machine's login may not bring: how many, and for whom they wait."""
    roster = sum(number for kind, number in left.items() if kind in _ROSTER or kind not in MAY_PUSH[TRAINER])
    others = sum(left.values()) - roster
    if roster:
        yield msg("有 {count} 项名单或中心设置的改动留在这台电脑上，要由管理员来上传。", count=roster)
    if others:
        yield msg("有 {count} 项内容这个登录名不能上传，留在这台电脑上；请告诉管理员。", count=others)


def clock_warning(offset: float) -> Message | None:
    """A sentence when this machine's clock is too far off; `offset` is in seconds, positive when ahead."""
    if abs(offset) <= CLOCK_TOLERANCE:
        return None
    minutes = round(abs(offset) / 60)
    if offset > 0:
        return msg(
            "这台电脑的时钟快了约 {minutes} 分钟，请校准。数据不受影响，只是日期会不对。", minutes=minutes
        )
    return msg("这台电脑的时钟慢了约 {minutes} 分钟，请校准。数据不受影响，只是日期会不对。", minutes=minutes)


def sync_words(result: SyncResult) -> Iterator[Message]:
    """One exchange in sentences."""
    if result.stopped:
        yield msg("同步停下了。已经传完的不会再传，下次接着来。")
    yield msg(
        "上传了 {pushed} 条，收到 {pulled} 条，其中 {applied} 条是新的。",
        pushed=result.pushed,
        pulled=result.pulled,
        applied=result.applied,
    )
    yield from who_is_waited_for(result.left)
    if result.waiting:
        yield msg(
            "有 {count} 条收到的内容暂时用不上（所属的资料还没到，或者在别的电脑上），先留着。",
            count=result.waiting,
        )
    if result.damaged:
        yield msg(
            "中心的数据库里有 {count} 条损坏的记录，没有收下；请告诉管理数据库的人。", count=result.damaged
        )
    for name in result.packs:
        yield msg("装好了课包“{name}”。", name=name)
    for name, why in result.packs_refused.items():
        yield msg("课包“{name}”没有装：{why}", name=name, why=why.message)
    warning = clock_warning(result.clock_offset)
    if warning is not None:
        yield warning
