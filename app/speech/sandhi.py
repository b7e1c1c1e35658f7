"""Tone changes of connected speech: third tones, 一 and 不.

Third tones change inside words first, then across words within a phrase (Chen Matthew Y., "Tone Sandhi",
2000, ch. 9: 2-2-3 for left-branching and 3-2-3 for right-branching words). Where good speakers differ
(across words, before a possible pause), the other tone is kept as `also`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.speech.words import is_word

_NUMERALS = frozenset("零一二两三四五六七八九幺")
_AFTER_THE_POINT = _NUMERALS | frozenset("十半钟整")
_RANKED = frozenset("月号级等流线")  # 一月, 一号, 一级, 一等奖, 一流, 一线: which one, not how many
_PLACED = frozenset("楼班层组队")  # 一楼, 一班: which one as a rule, how many at times
_ONE_AS_NAME = frozenset("第初十零周期拜统唯万")  # 第一, 初一, 十一, 周一, 星期一, 礼拜一, 统一, 唯一, 万一


@dataclass(frozen=True)
class Toned:
    """One syllable on its way through the changes.

    `word` and `phrase` number the word and the stretch without pause it belongs to; `serial` marks numbers
    read digit by digit, ordinals and dates; `third` a neutral syllable that comes from a third tone.
    """

    character: str
    tone: int
    word: int
    phrase: int
    serial: bool = False
    third: bool = False
    also: frozenset[int] = frozenset()


def spoken_tones(syllables: Sequence[Toned]) -> list[tuple[int, frozenset[int]]]:
    """(spoken tone, other tones as right) of each syllable."""
    changed = [_negation_or_one(syllables, i) for i in range(len(syllables))]
    changed = _third_inside_words(changed)
    changed = _third_across_words(changed)
    return [(each.tone, each.also - {each.tone}) for each in changed]


def _negation_or_one(syllables: Sequence[Toned], i: int) -> Toned:
    here = syllables[i]
    if here.character not in "一不" or here.tone == 5:
        return here
    following = (
        syllables[i + 1] if i + 1 < len(syllables) and syllables[i + 1].phrase == here.phrase else None
    )
    previous = syllables[i - 1] if i and syllables[i - 1].phrase == here.phrase else None
    if following is None:
        return here
    falling = following.tone == 4 or (following.tone == 5 and following.character == "个")
    if here.character == "不":
        tone = 2 if falling else 4
        between = previous is not None and previous.character == following.character  # 好不好
        return replace(here, tone=5, also=frozenset({tone, 4})) if between else replace(here, tone=tone)
    if here.tone != 1 or here.serial or _keeps_first(syllables, i):
        return here
    tone = 2 if falling else 4
    if following.character in _PLACED and not _counts(previous):
        return replace(here, also=frozenset({tone}))
    if previous is not None and previous.character == following.character:  # 看一看
        return replace(here, tone=5, also=frozenset({tone}))
    return replace(here, tone=tone)


def _keeps_first(syllables: Sequence[Toned], i: int) -> bool:
    """一 as an ordinal, the name of a number, or the last figure of one keeps its first tone.

    `i` is the place of a 一 that has a syllable of the same phrase behind it.
    """
    here, following = syllables[i], syllables[i + 1]
    before = [s for s in syllables[max(0, i - 2) : i] if s.phrase == here.phrase]
    previous = before[-1] if before else None
    if following.character in _NUMERALS or following.character == "十":
        return True
    if previous is not None and previous.character in _ONE_AS_NAME:
        return not (previous.character == "万" and previous.word != here.word)
    if previous is not None and previous.character == "点" and following.character != "刻":
        # a decimal point has a figure before it; without one 点 is to tap: 点一下
        return len(before) == 2 and before[0].character in _NUMERALS | {"十"}
    if following.character == "点" and i + 2 < len(syllables):
        # 一点五, 一点半, 一点钟 are a number and a time of day; 一点儿 is a little
        after = syllables[i + 2]
        if after.phrase == here.phrase and after.character in _AFTER_THE_POINT:
            return True
    if following.character in _RANKED:
        return not _counts(previous)
    if following.character == "年" and i + 2 < len(syllables) and syllables[i + 2].character == "级":
        return True
    return following.word != here.word and previous is not None and previous.word == here.word


def _counts(previous: Toned | None) -> bool:
    """Whether 一 behind this syllable says how many: 这一级, 每一层, 上一等."""
    return previous is not None and previous.character in "这那哪每上下前后同某另"


def _is_third(syllable: Toned) -> bool:
    return syllable.tone == 3 or syllable.third


def _third_inside_words(syllables: list[Toned]) -> list[Toned]:
    out = list(syllables)
    start = 0
    while start < len(out):
        end = start
        while end < len(out) and (out[end].word, out[end].phrase) == (out[start].word, out[start].phrase):
            end += 1
        word = "".join(s.character for s in out[start:end])
        for first, size in _feet(word):
            _chain(out, start + first, start + first + size)
        # what the feet leave in contact changes too, but a slow reader may keep it
        for i in range(start, end - 1):
            if out[i].tone == 3 and _is_third(out[i + 1]):
                right_branching = end - start == 3 and i == start
                out[i] = (
                    replace(out[i], also=out[i].also | {2})
                    if right_branching
                    else _changed(out[i], keep=True)
                )
        start = end
    return out


def _feet(word: str) -> list[tuple[int, int]]:
    """(start, length) of the parts in which third tones meet first: 老虎-洞, 小-老虎, 哪里."""
    if len(word) == 3:
        left, right = is_word(word[:2]), is_word(word[1:])
        return [(1, 2)] if right and not left else [(0, 3)] if not left else [(0, 2), (1, 2)]
    if len(word) == 4:
        return [(0, 2), (2, 2)]
    return [(0, len(word))]


def _chain(out: list[Toned], start: int, end: int) -> None:
    """All but the last of a run of third tones rise."""
    for i in range(start, end - 1):
        if out[i].tone == 3 and _is_third(out[i + 1]):
            out[i] = _changed(out[i], keep=out[i + 1].third)


def _changed(syllable: Toned, *, keep: bool) -> Toned:
    return replace(syllable, tone=2, also=syllable.also | ({3} if keep else set()))


def _third_across_words(syllables: list[Toned]) -> list[Toned]:
    out = list(syllables)
    for i in range(len(out) - 1):
        here, after = out[i], out[i + 1]
        if here.word == after.word or here.phrase != after.phrase or here.tone != 3:
            continue
        if after.tone == 3:
            alone = (i == 0 or out[i - 1].word != here.word) and not _in_chain(syllables, i)
            out[i] = _changed(here, keep=not alone)
        elif after.tone == 2 and syllables[i + 1].tone == 2 and 3 in _origin(syllables, i + 1):
            out[i] = replace(here, also=here.also | {2})
    # single words before a single word that has itself changed: 我想买 is 2-2-3 or 3-2-3
    for i in range(len(out) - 1):
        before, here = out[i], out[i + 1]
        contact = before.word != here.word and before.phrase == here.phrase
        changed = before.tone == here.tone == 2 and syllables[i].tone == syllables[i + 1].tone == 3
        if contact and changed:
            out[i] = replace(before, also=before.also | {3})
    return out


def _in_chain(syllables: Sequence[Toned], i: int) -> bool:
    """Whether more than two third tones stand in a row around `i`."""
    around = [
        syllables[j].tone == 3 and syllables[j].phrase == syllables[i].phrase
        if 0 <= j < len(syllables)
        else False
        for j in (i - 1, i + 2)
    ]
    return any(around)


def _origin(syllables: Sequence[Toned], i: int) -> frozenset[int]:
    """Tones the syllable may come from: a second tone before a third inside one word was a third."""
    following = syllables[i + 1] if i + 1 < len(syllables) else None
    inside = following is not None and following.word == syllables[i].word and _is_third(following)
    return frozenset({2, 3}) if inside else frozenset({syllables[i].tone})
