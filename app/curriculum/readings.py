"""Does a pinyin line fit the text it stands under? Counted, and compared with the dictionary's readings.

The check is made for authors: it finds a forgotten syllable, a mistyped tone, a sandhi tone written where
the dictionary tone belongs. It does not decide how the text is spoken; that is the speech room's part.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from app.curriculum.fields import shorten
from app.curriculum.syllables import WrittenSyllable, joined, split_syllables, with_mark
from app.hanzi import character_readings, read_hanzi
from app.i18n import Message, msg

_PIECE = re.compile(r"[0-9０-９][0-9０-９.,，．]*|[A-Za-zＡ-Ｚａ-ｚ]+|[¥￥$%％℃°+=×*/~～-]|.", re.DOTALL)
_SANDHI = {"一": {"yi2": "yi1", "yi4": "yi1"}, "不": {"bu2": "bu4"}}
"""Changed tones that dictionaries themselves print; taken back to the citation tone."""
_OFTEN_NEUTRAL = frozenset(
    "桃友快亮服宜识诉候西思道气欢情量处合当实在头上下里边面来去过到开住见得个巴爸妈哥弟姐妹爷奶叔"
    "婶姑舅公婆家人夫娘司师匠生问题味矩计算萄璃花榴麻粮食匙朵睛袋甲白净和闹楚神利索糊涂方害烦鲜"
    "苦息听收拾呼应答点活力包费是不一分日前后天户裳腐饨卜亮实意膊乎究磨罗就脊溜扮嗦囊唤喝瘩条蹭叨罕靠"
)
"""Characters that dictionaries print without a tone as the second half of some word (朋友 péngyou)."""


@dataclass(frozen=True)
class _Slot:
    """A piece of the text that is said: a character with its readings, or a run read in several syllables."""

    text: str
    readings: frozenset[str]
    fewest: int = 1
    most: int = 1


def is_hanzi(char: str) -> bool:
    """Whether `char` is a Chinese character."""
    if len(char) != 1:
        return False
    return (
        "\u3400" <= char <= "\u4dbf" or "\u4e00" <= char <= "\u9fff" or char == "〇" or char >= "\U00020000"
    )


def is_sayable(text: str) -> bool:
    """Whether there is anything in `text` to say: a character or a digit."""
    return any(is_hanzi(char) or char.isdigit() for char in text)


def letters_in(text: str) -> list[str]:
    """Runs of Latin letters, which no rule tells how to say."""
    return re.findall(r"[A-Za-zＡ-Ｚａ-ｚ]+", text)


def split_word(written: str) -> tuple[str, str]:
    """`红枣 hóngzǎo` taken apart behind the last character that is hanzi: the word, and the pinyin or ""."""
    last = max((at for at, char in enumerate(written) if is_hanzi(char)), default=-1)
    if last < 0:
        return written, ""
    return written[: last + 1].strip(), written[last + 1 :].strip()


@lru_cache(maxsize=4096)
def readings_of(char: str) -> frozenset[str]:
    """All readings of a character as `zao3`; empty when the dictionary has none."""
    return frozenset(reading for reading in character_readings(char) if reading[-1:].isdigit())


def derived_reading(word: str) -> str:
    """The pinyin of a word with tone marks, joined, as a dictionary prints it."""
    return joined([each for each in read_hanzi(word) if each[-1:].isdigit()])


def check_pinyin(text: str, written: str) -> tuple[str, ...] | Message:
    """The syllables of a pinyin line in canonical form, or the sentence that says why it does not fit.

    `text` may hold digits and letters; they may stand for several syllables each. Erhua may be written as
    one syllable (花儿 `huar1`) or two.
    """
    syllables = split_syllables(written)
    if isinstance(syllables, str):
        return msg("拼音“{piece}”不对：没有这样的音节。", piece=shorten(syllables))
    if not syllables:
        return msg("拼音是空的。")
    hanzi = [char for char in text if is_hanzi(char)]
    neutral = hanzi and all(_may_be_neutral(char) for char in hanzi)
    if not neutral and all(each.tone is None for each in syllables):
        return msg("拼音没有声调。请标上声调，例如 hóngzǎo 或 hong2 zao3。")
    slots = _slots(text)
    return _Alignment(slots, syllables).citation_tones()


def _slots(text: str) -> list[_Slot]:
    slots = []
    for piece in _PIECE.findall(text):
        if is_hanzi(piece):
            slots.append(_Slot(piece, readings_of(piece)))
        elif piece[0].isdigit():
            slots.append(_Slot(piece, frozenset(), 1, 3 * len(piece)))
        elif letters_in(piece):
            slots.append(_Slot(piece, frozenset(), 1, 4 * len(piece)))
        elif piece in "¥￥$%％℃°+=×*/~～-":
            slots.append(_Slot(piece, frozenset(), 0, 3))
    return slots


def _may_be_neutral(char: str) -> bool:
    return any(reading.endswith("5") for reading in readings_of(char))


class _Alignment:
    """Fits syllables to slots, left to right, and remembers how far the best try came."""

    def __init__(self, slots: list[_Slot], syllables: list[WrittenSyllable]) -> None:
        self.slots = slots
        self.syllables = syllables

    def citation_tones(self) -> tuple[str, ...] | Message:
        """The syllables with dictionary tones, or the sentence for the first place that does not fit."""
        steps: list[dict[int, int]] = []  # for each slot: syllables used up after it -> used up before it
        reached = {0}
        for at, slot in enumerate(self.slots):
            step: dict[int, int] = {}
            for used in reached:
                step |= dict.fromkeys(self._after(at, slot, used), used)
            for used in self._erhua_done(at, reached):
                step.setdefault(used, used)
            if not step:
                return self._sentence(at, max(reached))
            steps.append(step)
            reached = set(step)
        if len(self.syllables) not in reached:
            return self._count_sentence()
        texts = [each.text for each in self.syllables]
        used = len(texts)
        for slot, step in zip(reversed(self.slots), reversed(steps), strict=True):
            before = step[used]
            if used == before + 1:
                texts[before] = _SANDHI.get(slot.text, {}).get(texts[before], texts[before])
            used = before
        return tuple(texts)

    def _after(self, at: int, slot: _Slot, used: int) -> set[int]:
        left = len(self.syllables) - used
        if not slot.readings and not is_hanzi(slot.text):
            return {used + count for count in range(slot.fewest, min(slot.most, left) + 1)}
        if left and self._fits(at, slot, self.syllables[used]):
            return {used + 1}
        return set()

    def _erhua_done(self, at: int, previous: set[int]) -> set[int]:
        """儿 that was already said as the r of the syllable before."""
        if self.slots[at].text != "儿" or at == 0:
            return set()
        return {used for used in previous if used and self._has_r(at - 1, self.syllables[used - 1])}

    def _has_r(self, at: int, written: WrittenSyllable) -> bool:
        following = self.slots[at + 1].text if at + 1 < len(self.slots) else ""
        return following == "儿" and written.base.endswith("r") and written.base != "er"

    def _fits(self, at: int, slot: _Slot, written: WrittenSyllable) -> bool:
        if written.certain:
            return True
        base = written.base[:-1] if self._has_r(at, written) else written.base
        if f"{base}{written.tone or 5}" in slot.readings:
            return True
        same_sound = any(reading[:-1] == base for reading in slot.readings)
        if written.tone == 5:
            return same_sound
        doubled = at > 0 and self.slots[at - 1].text == slot.text
        if doubled and written.tone == 1 and self._has_r(at, written):
            return same_sound  # a doubled word with 儿 ends in a first tone: 慢慢儿 mànmānr
        return written.tone is None and same_sound and (doubled or (at > 0 and slot.text in _OFTEN_NEUTRAL))

    def _count_sentence(self) -> Message:
        return msg(
            "拼音和文字的音节数不一样：文字约有 {expected} 个音节，拼音有 {given} 个。",
            expected=sum(max(1, slot.fewest) for slot in self.slots),
            given=len(self.syllables),
        )

    def _sentence(self, at: int, used: int) -> Message:
        slot = self.slots[at]
        plain = all(each.fewest == each.most == 1 and each.text != "儿" for each in self.slots)
        if used >= len(self.syllables) or (plain and len(self.slots) != len(self.syllables)):
            return self._count_sentence()
        written = self.syllables[used]
        shown = with_mark(written.text)
        known = "、".join(with_mark(each) for each in sorted(slot.readings)) or "—"
        values = {"number": used + 1, "char": slot.text, "shown": shown, "known": known}
        if any(reading[:-1] == written.base for reading in slot.readings):
            if written.tone is None:
                return msg(
                    "第 {number} 个音节“{char}”没有标声调（字典读音：{known}）。轻声请写 5，例如 ba5。",
                    **values,
                )
            return msg(
                "第 {number} 个音节：“{char}”的字典读音是 {known}，这里写的是 {shown}。拼音写字典里的本调，"
                "变调由程序处理；确认无误就在音节后面加一个感叹号。",
                **values,
            )
        return msg(
            "第 {number} 个音节：“{char}”的字典读音是 {known}，这里写的是 {shown}。"
            "确认无误就在音节后面加一个感叹号。",
            **values,
        )
