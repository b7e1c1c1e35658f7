"""The acoustic phones of Mandarin and how a pinyin syllable is made of them.

One definition for training, for the bundled Vosk model and for the scorer. A phone is an initial, a
toneless final or silence; tone is measured from F0, not here.

* A syllable without an initial is its final alone: `yi` is `i`, `wa` is `ua`. A dropped initial is then
  simply a missing phone.
* The vowels of `zi ci si` (`ii`) and `zhi chi shi ri` (`iii`) are phones of their own.
* Erhua is the final followed by `er`: `huar` is `h ua er`.
* Initials have two HMM states, finals three, silence one, left to right without skips. A state is one
  output of the network; the states of a phone are consecutive outputs.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

SILENCE = "SIL"

INITIALS: tuple[str, ...] = (
    "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h",
    "j", "q", "x", "zh", "ch", "sh", "r", "z", "c", "s",
)  # fmt: skip

FINALS: tuple[str, ...] = (
    "a", "o", "e", "ai", "ei", "ao", "ou", "an", "en", "ang", "eng", "er", "ii", "iii",
    "i", "ia", "ie", "iao", "iou", "ian", "in", "iang", "ing", "iong",
    "u", "ua", "uo", "uai", "uei", "uan", "uen", "uang", "ueng", "ong",
    "v", "ve", "van", "vn",
)  # fmt: skip

PHONES: tuple[str, ...] = (SILENCE, *INITIALS, *FINALS)
PHONE_INDEX: dict[str, int] = {phone: index for index, phone in enumerate(PHONES)}

STATES_PER_PHONE: tuple[int, ...] = (1, *(2 for _ in INITIALS), *(3 for _ in FINALS))
"""HMM states of each phone, in the order of `PHONES`."""

FIRST_STATE: tuple[int, ...] = tuple(int(n) for n in np.cumsum((0, *STATES_PER_PHONE))[:-1])
"""Network output of each phone's first state, in the order of `PHONES`."""

STATE_COUNT = sum(STATES_PER_PHONE)

STATE_PHONE: NDArray[np.int32] = np.repeat(np.arange(len(PHONES), dtype=np.int32), STATES_PER_PHONE)
"""(STATE_COUNT,) index into `PHONES` of every network output."""

_FULL_FINAL = {"iu": "iou", "ui": "uei", "un": "uen", "ue": "ve", "io": "iou", "ê": "ei"}
_Y_FINAL = {
    "yi": "i", "ya": "ia", "ye": "ie", "yao": "iao", "you": "iou", "yan": "ian", "yin": "in",
    "yang": "iang", "ying": "ing", "yong": "iong", "yo": "iou",
    "yu": "v", "yv": "v", "yue": "ve", "yve": "ve", "yuan": "van", "yvan": "van", "yun": "vn", "yvn": "vn",
    "wu": "u", "wa": "ua", "wo": "uo", "wai": "uai", "wei": "uei", "wan": "uan", "wen": "uen",
    "wang": "uang", "weng": "ueng",
}  # fmt: skip


def final_phone(initial: str, final: str) -> str:
    """The phone of a final as written after `initial` ("" for none): `("zh", "i")` is `iii`.

    Short and full spellings (`iu`/`iou`, `ui`/`uei`, `un`/`uen`, `ue`/`ve`) mean the same. Raises
    `ValueError` for anything that is not a final of Mandarin.
    """
    if final == "i" and initial in ("z", "c", "s"):
        return "ii"
    if final == "i" and initial in ("zh", "ch", "sh", "r"):
        return "iii"
    rounded = "v" + final[1:]
    if initial in ("j", "q", "x") and final[:1] == "u" and (rounded in FINALS or final == "un"):
        final = rounded  # ü is written u there; jui or juo, which nobody writes, keep their u
    phone = _FULL_FINAL.get(final, final)
    if phone not in PHONE_INDEX or phone in INITIALS or phone == SILENCE:
        raise ValueError(f"not a final of Mandarin: {final!r}")
    return phone


def syllable_phones(initial: str, final: str, *, erhua: bool = False) -> tuple[str, ...]:
    """Phones of a syllable given by initial ("" for none) and final as written (`zh`, `uang`).

    Raises `ValueError` for an initial or final that Mandarin does not have.
    """
    if initial and initial not in INITIALS:
        raise ValueError(f"not an initial of Mandarin: {initial!r}")
    phones = (initial, final_phone(initial, final)) if initial else (final_phone("", final),)
    return (*phones, "er") if erhua and phones[-1] != "er" else phones


def split_pinyin(pinyin: str) -> tuple[str, str, bool]:
    """Split a written syllable (`zhuang1`, `lv4`, `huar1`, `yuan`) into initial, final phone and erhua.

    A tone number is ignored; ü may be written `v`, `ü` or `u:`. Raises `ValueError` when it is no
    syllable of Mandarin. Syllables are not checked against the list of those in use: `fe` is fine.
    """
    text = pinyin.strip().lower().rstrip("012345").replace("u:", "v").replace("ü", "v")
    if text in ("n", "ng"):  # 嗯: between a nasal and en, taught as en
        return "", "en", False
    erhua = len(text) > 1 and text.endswith("r") and text != "er"
    if erhua:
        text = text[:-1]
    elif text == "r":
        return "", "er", False
    if text[:1] in ("y", "w"):
        if text not in _Y_FINAL:
            raise ValueError(f"not a syllable of Mandarin: {pinyin!r}")
        return "", _Y_FINAL[text], erhua
    for length in (2, 1):
        if text[:length] in INITIALS:
            return text[:length], final_phone(text[:length], text[length:]), erhua
    return "", final_phone("", text), erhua


def pinyin_phones(pinyin: str) -> tuple[str, ...]:
    """Phones of a written syllable: `zhuang1` is `("zh", "uang")`. Raises `ValueError` as `split_pinyin`."""
    initial, final, erhua = split_pinyin(pinyin)
    phones = (initial, final) if initial else (final,)
    return (*phones, "er") if erhua else phones


def phone_states(phone: str) -> range:
    """Network outputs (HMM states, in order) of a phone of `PHONES`."""
    index = PHONE_INDEX[phone]
    return range(FIRST_STATE[index], FIRST_STATE[index] + STATES_PER_PHONE[index])


def state_sequence(phones: tuple[str, ...] | list[str]) -> NDArray[np.int32]:
    """The states of a phone sequence, one after another: (total states,) int32."""
    return np.array([state for phone in phones for state in phone_states(phone)], dtype=np.int32)
