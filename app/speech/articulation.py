"""How a sound is made, how to check it oneself, and what it is like in the learner's first language.

The hints of `advice_text` say what to change; these paragraphs are for whoever wants to know more. Places and
manners after 黄伯荣、廖序东《现代汉语》; what Uyghur and Kazakh speakers find hard after the studies named in
`confusions`; the sounds of Uyghur and Kazakh as any grammar of them gives them (Uyghur: eight vowels, no
diphthongs, no retroflexes, a uvular ق and غ, ڭ at a syllable's end; Kazakh: ү and ы, ң).
"""

from __future__ import annotations

from dataclasses import dataclass

from app.i18n import Message, msg
from app.speech.advice_text import initial_help
from app.speech.phones import final_phone
from app.speech.values import Part, Syllable

_RETROFLEX, _FLAT, _PALATAL = ("zh", "ch", "sh", "r"), ("z", "c", "s"), ("j", "q", "x")
_PLAIN_OF = {"p": "b", "t": "d", "k": "g", "q": "j", "ch": "zh", "c": "z"}
_PLAIN = frozenset("bdg")


@dataclass(frozen=True)
class SoundHelp:
    """What to do for one part of a syllable; `first_language` is None where nothing special is known."""

    how: Message
    check: Message
    first_language: Message | None


def sound_help(part: Part, syllable: Syllable, first_language: str) -> SoundHelp | None:
    """Help with one part of `syllable` for a speaker of `first_language` (`ug`, `kk`, others: general).

    None for a part that is not there (the initial of 安) or is not a Mandarin sound (a spelled letter).
    """
    if syllable.foreign or (part is Part.INITIAL and not syllable.initial):
        return None
    if part is Part.TONE:
        tone = str(syllable.spoken_tone)
        return SoundHelp(_TONE_HOW[tone], _TONE_CHECK[tone], _TONE_NOTES.get((first_language, tone)))
    if part is Part.INITIAL:
        sound = syllable.initial
        return SoundHelp(initial_help(sound, ""), _initial_check(sound), _initial_note(first_language, sound))
    sound = final_phone(syllable.initial, syllable.final)
    return SoundHelp(_final_how(sound), _final_check(sound), _final_note(first_language, sound))


def _shown(sound: str) -> str:
    return sound.replace("v", "ü")


# initials

_CHECK_FLUENT_NOSE = msg("捏住鼻子再发：发不出来就对了。")
_CHECK_FREE_NOSE = msg("捏住鼻子再发：照样发得出来就对了。")
_CHECK_CURL = msg("先把 sh 拉长，舌头不动，再发 zh、ch、r：四个音的舌位一样。")
_CHECK_FLAT = msg("先把 s 拉长，舌头不动，再发 z、c：三个音的舌位一样。")
_CHECK_PALATAL = msg("舌尖一直贴着下牙，发完也不离开，就对了。")
_CHECK_TEETH = msg("照镜子：看得见上牙碰着下嘴唇，就对了。")
_CHECK_LIPS_STILL = msg("照镜子：嘴唇一点不动，就对了。")


def _initial_check(sound: str) -> Message:
    if sound in _PLAIN_OF:
        return initial_help(sound, _PLAIN_OF[sound])
    if sound in _PLAIN:
        return initial_help(sound, {"b": "p", "d": "t", "g": "k"}[sound])
    if sound in _RETROFLEX:
        return _CHECK_CURL
    if sound in _FLAT:
        return _CHECK_FLAT
    if sound in _PALATAL:
        return _CHECK_PALATAL
    if sound == "f":
        return _CHECK_TEETH
    if sound == "h":
        return _CHECK_LIPS_STILL
    return _CHECK_FLUENT_NOSE if sound in ("m", "n") else _CHECK_FREE_NOSE


_UG_CURL = msg("维吾尔语的 ج、چ、ش 舌尖不卷。这里舌尖要再往后卷，嘴唇也不要往两边拉。")
_UG_R = msg("维吾尔语的 ر 舌尖会颤。这里不颤，像把 ژ 的舌尖再往后卷一点。")
_UG_PALATAL = msg("和维吾尔语的 {like} 相近，但舌尖要放到下牙后面，嘴角展开。")
_UG_Z = msg("不是维吾尔语的 ز：先用舌尖堵住气再放开，声带不振动。")
_UG_C = msg("维吾尔语没有这个音：像把 ت 和 س 连成一个音，再加一股气。")
_UG_S = msg("就是维吾尔语的 س，舌尖不要卷。")
_UG_PLAIN = msg("维吾尔语的 {like} 声带一开始就振动。这里开头声带不振动，也不送气。")
_UG_ASPIRATED = msg("像维吾尔语的 {like}，送气还要更强。")
_UG_F = msg("不要用 پ 代替：双唇不闭紧，上牙碰着下嘴唇。")
_UG_H = msg("比维吾尔语的 خ 轻，喉咙里摩擦要小。")
_KK_CURL = msg("哈萨克语的 ж、ч、ш 舌尖卷得没有这么后。这里舌尖要再往后卷，嘴唇也不要往两边拉。")
_KK_R = msg("哈萨克语的 р 舌尖会颤。这里不颤，像把 ж 的舌尖再往后卷一点。")
_KK_PALATAL = msg("不要说成哈萨克语的 {like}：舌尖放到下牙后面，舌面抬高，嘴角展开。")
_KK_Z = msg("不是哈萨克语的 з：先用舌尖堵住气再放开，声带不振动。")
_KK_C = msg("像借词里的 ц，再加一股明显的气。")
_KK_S = msg("就是哈萨克语的 с，舌尖不要卷。")
_KK_PLAIN = msg("哈萨克语的 {like} 声带一开始就振动。这里开头声带不振动，也不送气。")
_KK_ASPIRATED = msg("像哈萨克语的 {like}，送气还要更强。")
_KK_F = msg("不要用 п 代替：双唇不闭紧，上牙碰着下嘴唇。")
_KK_H = msg("比哈萨克语的 х 轻，喉咙里摩擦要小。")

_INITIAL_NOTES: dict[str, dict[str, Message]] = {
    "ug": {
        "zh": _UG_CURL, "ch": _UG_CURL, "sh": _UG_CURL, "r": _UG_R, "z": _UG_Z, "c": _UG_C, "s": _UG_S,
        "f": _UG_F, "h": _UG_H,
    },
    "kk": {
        "zh": _KK_CURL, "ch": _KK_CURL, "sh": _KK_CURL, "r": _KK_R, "z": _KK_Z, "c": _KK_C, "s": _KK_S,
        "f": _KK_F, "h": _KK_H,
    },
}  # fmt: skip
_LIKE: dict[str, dict[str, str]] = {
    "ug": {
        "j": "ج", "q": "چ", "x": "ش", "b": "ب", "d": "د", "g": "گ", "p": "پ", "t": "ت", "k": "ك",
        "ai": "ئاي", "ei": "ئېي", "i": "ئى", "u": "ئۇ", "a": "ئا", "v": "ئۈ",
    },
    "kk": {
        "j": "ж", "q": "ч", "x": "ш", "b": "б", "d": "д", "g": "г", "p": "п", "t": "т", "k": "к",
        "ai": "ай", "ei": "ей", "ao": "ау", "i": "и", "u": "у", "a": "а", "v": "ү",
    },
}  # fmt: skip
_LIKE_NOTES = {
    "ug": (_UG_PALATAL, _UG_PLAIN, _UG_ASPIRATED),
    "kk": (_KK_PALATAL, _KK_PLAIN, _KK_ASPIRATED),
}


def _initial_note(language: str, sound: str) -> Message | None:
    if language not in _INITIAL_NOTES:
        return None
    if sound in _INITIAL_NOTES[language]:
        return _INITIAL_NOTES[language][sound]
    if sound not in _LIKE[language]:
        return None
    palatal, plain, aspirated = _LIKE_NOTES[language]
    note = palatal if sound in _PALATAL else plain if sound in _PLAIN else aspirated
    return msg(note.text, like=_LIKE[language][sound])


# finals

_HOLD: dict[str, Message] = {
    "a": msg("嘴张大，舌头放平，从头到尾口型不变。"),
    "o": msg("嘴唇收圆，从头到尾口型不变。"),
    "e": msg("嘴角展开，舌头往后缩，嘴唇不圆，口型不变。"),
    "i": msg("嘴角往两边展开，舌尖放在下牙后面。"),
    "u": msg("嘴唇收成小圆孔，舌头往后缩。"),
    "v": msg("舌头像发 i，嘴唇收圆、向前撅，口型不变。"),
    "er": msg("发 e 的同时把舌尖轻轻卷起来。"),
    "ii": msg("接着声母 z、c、s，舌尖不动，把声音拉长。"),
    "iii": msg("接着声母 zh、ch、sh、r，舌尖卷着不动，把声音拉长。"),
}
_SLIDE_DOWN = msg("由 {first} 滑到 {last}：前面响而长，后面轻而短。")
_SLIDE_UP = msg("开头短短的 {first}，马上滑到响亮的 {last}，停在 {last} 上。")
_SLIDE_THREE = msg("三段连着滑：{first}、{middle}、{last}，中间最响，两头都要有。")
_FRONT_NASAL = msg("先发 {vowel}，收尾时舌尖抵住上牙龈，气从鼻子出来。")
_BACK_NASAL = msg("先发 {vowel}，收尾时舌根抬起、嘴张着，声音从鼻腔后面出来。")

_DOWN = {"ai": ("a", "i"), "ei": ("e", "i"), "ao": ("a", "o"), "ou": ("o", "u")}
_UP = {"ia": ("i", "a"), "ie": ("i", "ê"), "ua": ("u", "a"), "uo": ("u", "o"), "ve": ("ü", "ê")}
_THREE = {
    "iao": ("i", "a", "o"), "iou": ("i", "o", "u"), "uai": ("u", "a", "i"), "uei": ("u", "e", "i"),
}  # fmt: skip
_NASAL_VOWEL = {
    "an": "a", "en": "e", "in": "i", "ian": "i–ê", "uan": "u–a", "uen": "u–e", "van": "ü–ê", "vn": "ü",
    "ang": "a", "eng": "e", "ing": "i", "ong": "u", "iang": "i–a", "uang": "u–a", "ueng": "u–e",
    "iong": "ü",
}  # fmt: skip
_CHECK_ROUND = msg("照镜子：嘴唇圆成一个小孔，就对了。")
_CHECK_SPREAD = msg("照镜子：嘴角往两边展开，嘴唇不圆，就对了。")
_CHECK_MOVES = msg("照镜子：看得见口型在变，就对了。")
_CHECK_STILL = msg("照镜子：口型一直不变，就对了。")
_CHECK_FRONT = msg("收尾以后不要动：舌尖还贴着上牙龈，就对了。")
_CHECK_BACK = msg("收尾以后不要动：嘴还张着，舌尖什么都没碰，就对了。")


def _final_how(sound: str) -> Message:
    if sound in _HOLD:
        return _HOLD[sound]
    if sound in _NASAL_VOWEL:
        how = _BACK_NASAL if sound.endswith("ng") else _FRONT_NASAL
        return msg(how.text, vowel=_NASAL_VOWEL[sound])
    if sound in _THREE:
        first, middle, last = _THREE[sound]
        return msg(_SLIDE_THREE.text, first=first, middle=middle, last=last)
    how = _SLIDE_DOWN if sound in _DOWN else _SLIDE_UP
    first, last = (_DOWN | _UP)[sound]
    return msg(how.text, first=first, last=last)


def _final_check(sound: str) -> Message:
    if sound in _NASAL_VOWEL:
        return _CHECK_BACK if sound.endswith("ng") else _CHECK_FRONT
    if sound in ("u", "v", "o"):
        return _CHECK_ROUND
    if sound in ("i", "e"):
        return _CHECK_SPREAD
    return _CHECK_STILL if sound in _HOLD else _CHECK_MOVES


_UG_BACK = msg("收尾就是维吾尔语的 ڭ。")
_UG_FRONT = msg("收尾就是维吾尔语的 ن，不是 ڭ。")
_UG_IAN = msg("不要说成 an：i 要听得见，嘴不要张得像 ئا 那样大。收尾是维吾尔语的 ن。")
_UG_UO = msg("不要只说 ئو 或 ئۇ：先 u 后 o，嘴由小变大，两段连起来。")
_UG_SLIDE = msg("维吾尔语没有复元音，容易只说一个音。{sound} 要从头滑到尾。")
_UG_LIKE = msg("和维吾尔语的 {like} 很像，可以从它开始练。")
_UG_E = msg("维吾尔语没有这个音：先发 ئو，舌头不动，只把嘴唇展开。")
_UG_BUZZ = msg("维吾尔语没有这个音：不是 ئى，舌面不要抬起来。")
_KK_BACK = msg("收尾就是哈萨克语的 ң。")
_KK_FRONT = msg("收尾就是哈萨克语的 н，不是 ң。")
_KK_LIKE = msg("和哈萨克语的 {like} 很像，可以从它开始练。")
_KK_V = msg("和哈萨克语的 ү 相近，但舌头更靠前、嘴唇更圆，不要说成 i。")
_KK_E = msg("和哈萨克语的 ы 相近，但舌头再往后一点，声音拉长。")
_KK_SLIDE = msg("中间的短音和收尾都不要丢。{sound} 要从头滑到尾。")
_KK_BUZZ = msg("不是哈萨克语的 и，像把 ы 说得很靠前，舌面不要抬起来。")


def _final_note(language: str, sound: str) -> Message | None:
    if language not in _LIKE:
        return None
    uyghur = language == "ug"
    special = {
        "ian": _UG_IAN if uyghur else _KK_FRONT,
        "uo": _UG_UO if uyghur else msg(_KK_SLIDE.text, sound=sound),
        "e": _UG_E if uyghur else _KK_E,
        "ii": _UG_BUZZ if uyghur else _KK_BUZZ,
        "iii": _UG_BUZZ if uyghur else _KK_BUZZ,
    }
    if sound in special:
        return special[sound]
    if sound == "v" and not uyghur:
        return _KK_V
    if sound in _LIKE[language]:
        return msg((_UG_LIKE if uyghur else _KK_LIKE).text, like=_LIKE[language][sound])
    if sound.endswith("ng"):
        return _UG_BACK if uyghur else _KK_BACK
    if sound.endswith("n"):
        return _UG_FRONT if uyghur else _KK_FRONT
    if sound in _DOWN or sound in _UP or sound in _THREE:
        return msg((_UG_SLIDE if uyghur else _KK_SLIDE).text, sound=_shown(sound))
    return None


# tones

_TONE_HOW: dict[str, Message] = {
    "1": msg("用自己舒服的高音，起头就高，平着拉长，不升也不降。"),
    "2": msg("从中间起，一直往上走，越到后面越高，最后和第一声一样高。"),
    "3": msg("从低处起，再压到自己最低的音，停一停，最后轻轻放开。后面还有字时，压低就够了。"),
    "4": msg("从最高处起，又快又干脆地降到最低。"),
    "5": msg("跟在前一个字后面，又轻又短，不用自己的声调。"),
}
_TONE_CHECK: dict[str, Message] = {
    "1": msg("手在眼前平着划一条线，声音跟着手走。"),
    "2": msg("手从胸前往上扬，声音跟着手走。"),
    "3": msg("手往下压到底、停住，声音跟着手走；低头时更容易压低。"),
    "4": msg("手从头顶往下一劈，声音跟着手走。"),
    "5": msg("手指在桌上轻轻一点，声音和它一样短。"),
}
_TONE_NOTES: dict[tuple[str, str], Message] = {
    ("ug", "1"): msg("维吾尔语不靠高低分辨词，第一声说着说着容易掉到中间：到最后都要保持在高处。"),
    ("ug", "2"): msg("说维吾尔语的学员最容易把第二声和第三声说混：第二声一开口就往上走，不要先降。"),
    ("ug", "3"): msg("说维吾尔语的学员最容易把第三声和第二声说混：第三声先压到最低，不要一开口就往上走。"),
    ("ug", "4"): msg("说维吾尔语的学员第四声常常降得不够：维吾尔语词尾容易上扬，这里要一直降到底。"),
    ("ug", "5"): msg("维吾尔语的重音常在词尾，轻声正好相反：最后一个字要轻、要短。"),
    ("kk", "1"): msg("哈萨克语不靠高低分辨词，第一声容易说成往上扬：要平，一开口就在高处。"),
    ("kk", "2"): msg("说哈萨克语的学员第二声常常升得不够：最后要升到和第一声一样高。"),
    ("kk", "3"): msg("第三声对说哈萨克语的学员最难，容易说得太平：先压到自己最低的音，停住，再放开。"),
    ("kk", "4"): msg("说哈萨克语的学员第四声有时会往上走：要从最高处一直降到底。"),
    ("kk", "5"): msg("哈萨克语的重音常在词尾，轻声正好相反：最后一个字要轻、要短。"),
}
