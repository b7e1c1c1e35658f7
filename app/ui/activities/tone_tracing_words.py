"""What is said of a drawn tone contour: what is right about it, and the one thing to change."""

from __future__ import annotations

from app.i18n import Message, msg, tr
from app.speech.drawn_tone import Traced, Trait
from app.ui.attempt.words import tone_name
from app.ui.i18n import isolate

_GOOD = {
    1: msg("又高又平，对。"),
    2: msg("从中间升到最高，对。"),
    3: msg("压到了最低，对。"),
    4: msg("从最高一直落到底，对。"),
    5: msg("轻轻一点带过，对。"),
}
_STARTS_TOO_LOW = {
    2: msg("升得对，只是起得太低。第二声从 3 起。"),
    4: msg("起得不够高。第四声从 5 往下落。"),
}
_SENTENCES: dict[Trait, Message] = {
    Trait.GOOD_LOW: msg("压得够低，对。单说的时候，末尾还可以抬一点。"),
    Trait.GOOD_RISE_UNNEEDED: msg("压得够低，对。后面接着有字，就不用再抬起来。"),
    Trait.SINKS: msg("起得对，后面掉下来了。第一声从头到尾一样高。"),
    Trait.LOW_AND_SINKS: msg("起得不够高，还往下掉。第一声一直在最高处。"),
    Trait.RISES: msg("往上走了，像第二声。第一声不升也不降。"),
    Trait.BENDS: msg("中间弯了。第一声像一条直线。"),
    Trait.LEVEL_TOO_LOW: msg("走得平，只是低了。第一声在最高的 5。"),
    Trait.FALLS: msg("往下走了。第二声从中间往上升。"),
    Trait.STAYS_LEVEL: msg("走平了，没有升上去。第二声要升到 5。"),
    Trait.RISES_TOO_LITTLE: msg("升上去了，没有升到顶。第二声停在 5。"),
    Trait.DIPS_FIRST: msg("先压下去了，像第三声。第二声不先降，直接往上。"),
    Trait.STARTS_TOO_HIGH: msg("起得太高，没有地方升了。第二声从 3 起。"),
    Trait.NOT_LOW: msg("没有压到底。第三声要到 1。"),
    Trait.RISES_AT_ONCE: msg("一开头就往上走，像第二声。第三声先压到最低。"),
    Trait.LIKE_FOURTH: msg("从最高处落下来，像第四声。第三声从 2 起，压到 1。"),
    Trait.NOT_FALLING: msg("起得对，没有降下来。第四声要一直落到 1。"),
    Trait.FALLS_TOO_LITTLE: msg("降了，没有降到底。第四声要落到 1。"),
    Trait.GOES_UP: msg("往上走了。第四声从 5 落到 1。"),
    Trait.NEUTRAL_TOO_HIGH: msg("放得太高了。轻声在这里从 {level} 上下起。"),
    Trait.NEUTRAL_TOO_LOW: msg("放得太低了。轻声在这里从 {level} 上下起。"),
}


def trait_sentence(traced: Traced) -> str:
    """One sentence about a drawn syllable: `起得对，没有降下来。第四声要一直落到 1。`."""
    trait = traced.trait
    if trait is Trait.GOOD:
        return str(_GOOD[traced.tone])
    if trait is Trait.STARTS_TOO_LOW:
        return str(_STARTS_TOO_LOW[traced.tone])
    if trait is Trait.NEUTRAL_TOO_FULL:
        if traced.looks_like == traced.tone:
            return tr("动得太多了。轻声只轻轻一点。")
        return tr("动得太多了，像{tone}。轻声只轻轻一点。", tone=tone_name(traced.looks_like))
    if trait is Trait.OTHER:
        if traced.looks_like == traced.tone:
            return tr("方向对，离目标还有点远。看虚线怎么走。")
        return tr("画出来像{tone}。看虚线怎么走。", tone=tone_name(traced.looks_like))
    return tr(_SENTENCES[trait].text, level=isolate(f"{traced.target.levels[0]:.0f}"))
