"""Words for what an order asks and how somebody stands with it; without Qt, in the reader's language."""

from __future__ import annotations

from app.curriculum.library import Library
from app.curriculum.tracks import track_name
from app.i18n import msg, tr, trn
from app.practice.learning_values import Sound
from app.practice.orders_values import Answer, Ask, Requirement, State
from app.practice.reports_words import apart, day_text, grade_word, sound_word
from app.speech.grade import grade_of

_STATES = {
    State.MET: msg("达到"),
    State.NOT_YET: msg("还没达到"),
    State.NOT_ASSESSABLE: msg("还不能判断"),
}
_ROOM_LEVELS = {1: msg("温和"), 2: msg("平常"), 3: msg("难缠")}


def state_word(state: State) -> str:
    """`达到`, `还没达到`, `还不能判断`."""
    return str(_STATES[state])


def room_word(level: int) -> str:
    """`温和`, `平常`, `难缠`."""
    return str(_ROOM_LEVELS[level])


def requirement_text(requirement: Requirement, library: Library) -> str:
    """What is asked: `会介绍红枣`, `讲红枣时不违规`."""
    about = requirement.about
    if requirement.ask in (Ask.PRODUCT, Ask.COVERAGE, Ask.FINDINGS):
        card = library.product(about)
        name = apart(card.name if card is not None else about)
        if requirement.ask is Ask.PRODUCT:
            return tr("学完产品课：{product}", product=name)
        if requirement.ask is Ask.COVERAGE:
            return tr("讲{product}时讲到的要点", product=name)
        return tr("讲{product}时的违规说法", product=name)
    if requirement.ask is Ask.TRACK:
        return tr("学完方向：{track}", track=apart(track_name(about)))
    if requirement.ask is Ask.SOUND:
        return tr("说准 {sound}", sound=apart(sound_word(Sound.from_key(about))))
    return {
        Ask.POINTS: tr("普通话模拟测试"),
        Ask.ROOM: tr("直播间排练的难度"),
        Ask.HOURS: tr("录音练习的时间"),
    }[requirement.ask]


def wanted_text(requirement: Requirement) -> str:
    """How much of it: `60% 以上`, `0 处`, `二级乙等以上`."""
    wanted = requirement.wanted
    if requirement.ask in (Ask.PRODUCT, Ask.TRACK):
        return tr("全部完成")
    if requirement.ask in (Ask.COVERAGE, Ask.SOUND):
        return tr("{share} 以上", share=apart(f"{wanted:.0%}"))
    if requirement.ask is Ask.FINDINGS:
        return trn("最多 {number} 处", "最多 {number} 处", int(wanted))
    if requirement.ask is Ask.POINTS:
        return tr("{grade}以上", grade=grade_word(grade_of(wanted)))
    if requirement.ask is Ask.ROOM:
        return tr("“{level}”以上", level=room_word(int(wanted)))
    return trn("{number} 小时以上", "{number} 小时以上", int(wanted))


def figure_text(answer: Answer) -> str:
    """What is known of her, with what it rests on; why there is nothing where there is not."""
    requirement, figure = answer.requirement, answer.figure
    if figure is None or answer.state is State.NOT_ASSESSABLE:
        return {
            Ask.COVERAGE: tr("还没有听得清的讲解报告"),
            Ask.FINDINGS: tr("还没有听得清的讲解报告"),
            Ask.SOUND: tr("最近八周说得太少"),
            Ask.POINTS: tr("还没有做过能估计等级的模拟测试"),
            Ask.ROOM: tr("还没有听得清的排练"),
        }.get(requirement.ask, tr("课程库里没有"))
    if requirement.ask is Ask.POINTS:
        return tr(
            "估计{grade}（{low}–{high} 分），{day}",
            grade=grade_word(grade_of(figure)),
            low=apart(f"{figure if answer.low is None else answer.low:.0f}"),
            high=apart(f"{figure if answer.high is None else answer.high:.0f}"),
            day=apart(day_text(answer.day)),
        )
    if requirement.ask is Ask.FINDINGS:
        return tr(
            "{count}，{day}",
            count=trn("{number} 处", "{number} 处", int(figure)),
            day=apart(day_text(answer.day)),
        )
    if requirement.ask is Ask.COVERAGE:
        return tr("{share}，{day}", share=apart(f"{figure:.0%}"), day=apart(day_text(answer.day)))
    if requirement.ask is Ask.SOUND:
        return trn(
            "{share}，共 {number} 次", "{share}，共 {number} 次", answer.basis, share=apart(f"{figure:.0%}")
        )
    if requirement.ask is Ask.ROOM:
        if figure < 1:
            return trn("{number} 场都没有撑住", "{number} 场都没有撑住", answer.basis)
        return tr("“{level}”，{day}", level=room_word(int(figure)), day=apart(day_text(answer.day)))
    if requirement.ask is Ask.HOURS:
        return tr("{hours} 小时", hours=apart(f"{figure:.1f}"))
    return apart(f"{figure:.0%}")
