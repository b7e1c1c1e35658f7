"""Whether something was said: by its characters, or by how it sounds when the recogniser wrote other ones."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from app.hanzi import character_readings
from app.speech.pinyin import read_pinyin
from app.speech.sound_distance import Sound

_HANZI = re.compile(r"[^\u4e00-\u9fff]+")
_SAME = {"zh": "z", "ch": "c", "sh": "s"}  # what learners and recognisers take for each other
_ENDS = {"ing": "in", "eng": "en", "ang": "an", "iang": "ian", "uang": "uan"}
_MAY_DIFFER = {1: 0.0, 2: 0.0, 3: 0.5}
"""Of a phrase of so many syllables, what may be heard otherwise; of longer ones one syllable."""

_DENIALS = ("不", "没", "别", "无", "非", "禁止")
_DENIED_WITHIN = 5  # characters before a phrase
_DECLINED = re.compile(r"不(?:敢|能|可以|好)(?:这么|这样)?(?:说|讲|保证|承诺)|不说|没法保证|说不了|我不知道")
_DECLINED_WITHIN = 8  # characters after a phrase

NUMBER = "一二两三四五六七八九十百千万零半"
_TENS = ("十", "百", "千", "万")
PRICE = re.compile(rf"[{NUMBER}]+(?:块|元|毛|角)")
"""A price as it is said and recognised."""


def only_hanzi(text: str) -> str:
    """The Chinese characters of `text`."""
    return _HANZI.sub("", text)


@lru_cache(maxsize=8192)
def _sound(character: str) -> Sound | None:
    """The usual reading of a character without its tone; None when it has none.

    Words are not looked up: it must keep up with somebody who speaks, and what is sought is read in the same
    way.
    """
    readings = character_readings(character)
    try:
        reading = read_pinyin(readings[0]) if readings else None
    except ValueError:  # a sound that is no syllable, as 嗯 may be
        reading = None
    if reading is None:
        return None
    return _SAME.get(reading.initial, reading.initial), _ENDS.get(reading.final, reading.final)


def _sounds(text: str) -> tuple[Sound | None, ...]:
    return tuple(_sound(each) for each in text)


class Utterance:
    """A stretch of what was heard, Chinese characters only; its syllables are looked up once, if at all."""

    def __init__(self, text: str, sounds: tuple[Sound | None, ...] | None = None) -> None:
        self.text = text
        self._known = sounds

    @property
    def sounds(self) -> tuple[Sound | None, ...]:
        """A toneless syllable for each character."""
        if self._known is None:
            self._known = _sounds(self.text)
        return self._known

    def after(self, characters: int) -> Utterance:
        """What follows the first so many characters."""
        if characters <= 0:
            return self
        return Utterance(self.text[characters:], self.sounds[characters:])


def places(phrase: str, heard: Utterance) -> tuple[int, ...]:
    """Where `phrase` begins in what was heard.

    Phrases of two characters and more are also found by their toneless syllables, with initials and finals
    that are often confused taken as the same. A single character is found as it is written only.
    """
    wanted = only_hanzi(phrase)
    if not wanted or not heard.text:
        return ()
    found = {at.start() for at in re.finditer(re.escape(wanted), heard.text)}
    sought = _sounds(wanted) if len(wanted) > 1 else ()
    if sought and None not in sought:
        sounds, size = heard.sounds, len(sought)
        most = 0.0 if any(each in NUMBER for each in wanted) else _MAY_DIFFER.get(size, 1.0)
        for at in range(len(sounds) - size + 1):
            if at not in found and _apart(sought, sounds[at : at + size], most):
                found.add(at)
    if wanted[0] in NUMBER:  # 一百七十九 does not hold 七十九
        found = {at for at in found if at == 0 or heard.text[at - 1] not in NUMBER}
    if all(each in NUMBER for each in wanted):  # nor 二百五十九 二百五
        found = {at for at in found if not _goes_on(wanted, heard.text[at + len(wanted) :])}
    return tuple(sorted(found))


def _apart(sought: tuple[Sound | None, ...], heard: tuple[Sound | None, ...], most: float) -> bool:
    """Whether two runs of syllables differ by `most` syllables at most; initial and final are half of one."""
    apart = 0.0
    for want, got in zip(sought, heard, strict=True):
        if want == got:
            continue
        apart += 0.5 if want and got and (want[0] == got[0] or want[1] == got[1]) else 1.0
        if apart > most:
            return False
    return True


def _goes_on(number: str, after: str) -> bool:
    """Whether what stands after a number belongs to it."""
    return after[:1] in _TENS or (number[-1] in _TENS and after[:1] != "" and after[:1] in NUMBER)


def said(phrase: str, heard: Utterance) -> bool:
    """Whether `phrase` occurs in what was heard."""
    return bool(places(phrase, heard))


def affirmed(phrases: Iterable[str], text: str) -> str:
    """The first of `phrases` that is written in `text` and neither denied before nor declined after it.

    "" for none.

    Compared by characters alone: nobody is told that she promised something because it sounded alike.
    """
    for phrase in phrases:
        wanted = only_hanzi(phrase)
        for found in re.finditer(re.escape(wanted), text) if wanted else ():
            before = text[max(0, found.start() - _DENIED_WITHIN) : found.start()]
            after = text[found.end() : found.end() + _DECLINED_WITHIN]
            if not any(each in before for each in _DENIALS) and not _DECLINED.search(after):
                return phrase
    return ""
