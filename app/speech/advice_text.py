"""Advice in words: one plain, kind sentence that says what to do next.

Sources of the articulatory hints: 黄伯荣、廖序东《现代汉语》(places and manners of articulation), with the
faults that Uyghur and Kazakh learners make most. Sentences are Chinese in the code and translated when shown.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.i18n import Message, msg, tr
from app.speech.confusions import NO_INITIAL
from app.speech.values import AdviceItem, SpokenText

_RETROFLEX = frozenset(("zh", "ch", "sh", "r"))
_FLAT = frozenset(("z", "c", "s"))
_PALATAL = frozenset(("j", "q", "x"))
_ASPIRATED = {"p": "b", "t": "d", "k": "g", "c": "z", "ch": "zh", "q": "j"}
_PLAIN = {plain: aspirated for aspirated, plain in _ASPIRATED.items()}
_FRICATIVES = frozenset(("s", "sh", "x", "f", "h", "r"))
_AFFRICATES = frozenset(("z", "c", "zh", "ch", "j", "q"))

_INITIAL_PAIRS: dict[tuple[str, str], Message] = {
    ("n", "l"): msg("舌尖抵住上牙龈不放，让气从鼻子出来；捏住鼻子应当发不出这个音。"),
    ("l", "n"): msg("舌尖轻碰上牙龈，气从舌头两边出来，鼻子不出气。"),
    ("l", "r"): msg("舌尖轻碰上牙龈就放开，不要卷舌，也不要颤舌。"),
    ("r", "l"): msg("舌尖卷起来靠近硬腭，但不要碰到，声带振动。"),
    ("f", "h"): msg("上牙轻轻碰住下嘴唇，气从中间挤出来。"),
    ("h", "f"): msg("嘴唇不要动，气从喉咙上方、舌根那里出来。"),
    ("f", "p"): msg("上牙碰下嘴唇，气慢慢挤出来，双唇不要闭紧。"),
    ("p", "f"): msg("双唇先闭紧，再用力送气打开，牙齿不要碰嘴唇。"),
    ("b", "f"): msg("双唇先闭紧再打开，牙齿不要碰嘴唇。"),
    ("f", "b"): msg("上牙碰下嘴唇，气慢慢挤出来，双唇不要闭紧。"),
    ("m", "n"): msg("双唇闭紧，气从鼻子出来。"),
    ("n", "m"): msg("嘴唇张开，舌尖抵住上牙龈，气从鼻子出来。"),
    ("b", "m"): msg("双唇闭紧后干脆地打开，鼻子不出气。"),
    ("m", "b"): msg("双唇闭紧，先让气从鼻子出来，再打开。"),
    ("d", "l"): msg("舌尖用力抵住上牙龈，干脆地放开。"),
    ("l", "d"): msg("舌尖轻碰上牙龈，让气一直从舌头两边流出来。"),
    ("k", "h"): msg("舌根先堵住气，再用力送气打开。"),
    ("g", "h"): msg("舌根先堵住气，再放开，不要一直摩擦。"),
    ("h", "k"): msg("舌根不要堵死，只留一条缝，让气流出来。"),
    ("h", "g"): msg("舌根不要堵死，只留一条缝，让气流出来。"),
}

_INITIAL_ALONE: dict[str, Message] = {
    "zh": msg("舌尖再往后卷一点，抵住硬腭前部，短促地放开。"),
    "ch": msg("舌尖再往后卷一点，抵住硬腭前部，放开时用力送气。"),
    "sh": msg("舌尖再往后卷一点，靠近硬腭但不碰到，让气流出来。"),
    "r": msg("舌尖卷起来靠近硬腭但不碰到，声带振动。"),
    "z": msg("舌尖放平，抵住上牙背，短促地放开，不要卷舌。"),
    "c": msg("舌尖放平，抵住上牙背，放开时用力送气，不要卷舌。"),
    "s": msg("舌尖放平，靠近上牙背，让气流出来，不要卷舌。"),
    "j": msg("舌尖放在下牙后面，舌面抬起来抵住硬腭再放开。"),
    "q": msg("舌尖放在下牙后面，舌面抬起来抵住硬腭，放开时用力送气。"),
    "x": msg("舌尖放在下牙后面，舌面靠近硬腭，让气流出来。"),
    "b": msg("双唇闭紧后干脆地打开，不送气。"),
    "p": msg("双唇闭紧后用力送气打开。"),
    "m": msg("双唇闭紧，气从鼻子出来。"),
    "f": msg("上牙轻轻碰住下嘴唇，气从中间挤出来。"),
    "d": msg("舌尖抵住上牙龈，干脆地放开，不送气。"),
    "t": msg("舌尖抵住上牙龈，用力送气放开。"),
    "n": msg("舌尖抵住上牙龈，让气从鼻子出来。"),
    "l": msg("舌尖轻碰上牙龈，气从舌头两边出来。"),
    "g": msg("舌根抬起堵住气，再放开，不送气。"),
    "k": msg("舌根抬起堵住气，用力送气放开。"),
    "h": msg("舌根靠近软腭，让气轻轻摩擦着出来。"),
}

_MORE_BREATH = msg("要送出一股明显的气：手心放在嘴前能感觉到。")
_LESS_BREATH = msg("不要送气：手心放在嘴前应当感觉不到气。")
_STOP_FIRST = msg("先把气堵住，再短促地放开，开头要干脆。")
_LET_FLOW = msg("不要把气堵住，舌头只靠近、不碰到，让气一直流出来。")
_CURL = msg("舌尖再往后卷一点。")
_FLATTEN = msg("舌尖放平，靠近牙背，不要卷。")
_CURL_NOT_SMILE = msg("舌尖往后卷，舌面不要抬，嘴角不要往两边拉。")
_LOWER_TIP = msg("舌尖放到下牙后面，抬起舌面，嘴角往两边展开。")
_FLAT_NOT_SMILE = msg("舌尖放平、靠近牙背，舌面不要抬起来。")

_FINAL_PAIRS: dict[tuple[str, str], Message] = {
    ("v", "i"): msg("舌头位置和 i 一样，嘴唇要收圆、向前撅。"),
    ("i", "v"): msg("嘴角往两边展开，嘴唇不要撅。"),
    ("v", "u"): msg("嘴唇保持圆，舌头往前伸，像发 i 那样。"),
    ("u", "v"): msg("嘴唇收圆，舌头往后缩。"),
    ("uo", "o"): msg("先收圆嘴唇发 u，再张大一点滑到 o，两段连起来。"),
    ("uo", "u"): msg("发完 u 不要停，嘴再张大一点滑到 o。"),
    ("uo", "ou"): msg("从 u 滑到 o，嘴由小到大，方向不要反。"),
    ("ou", "uo"): msg("从 o 滑到 u，嘴由大到小，方向不要反。"),
    ("ou", "u"): msg("先发 o，再收到 u，要听得出滑动。"),
    ("e", "uo"): msg("嘴角展开，嘴唇不要圆。"),
    ("e", "o"): msg("嘴角展开，嘴唇不要圆。"),
    ("o", "e"): msg("嘴唇要收圆。"),
    ("er", "e"): msg("发 e 的同时把舌尖卷起来。"),
    ("e", "er"): msg("舌尖不要卷。"),
    ("ong", "eng"): msg("嘴唇先收圆，再把声音送进鼻腔。"),
    ("eng", "ong"): msg("嘴唇不要圆，嘴角自然展开。"),
    ("ve", "ie"): msg("开头嘴唇要收圆发 ü，再滑到 ê。"),
    ("ie", "ve"): msg("嘴唇不要圆，从 i 滑到 ê。"),
    ("vn", "in"): msg("开头嘴唇要收圆发 ü。"),
    ("van", "ian"): msg("开头嘴唇要收圆发 ü。"),
    ("in", "vn"): msg("嘴唇不要圆，嘴角展开。"),
    ("ian", "van"): msg("嘴唇不要圆，嘴角展开。"),
    ("vn", "iong"): msg("收尾时舌尖抵住上牙龈。"),
    ("iong", "vn"): msg("收尾时舌根抬起来，让声音从鼻腔后部出来。"),
}

_FRONT_END = msg("收尾时舌尖抵住上牙龈，声音收在前面。")
_BACK_END = msg("收尾时舌根抬起来，舌尖不要抬，让声音从鼻腔后部出来。")
_GLIDE_I = msg("中间要有一个短的 i，嘴角先展开再往后滑。")
_GLIDE_U = msg("开头要有一个短的 u，嘴唇先收圆再打开。")
_NO_GLIDE = msg("直接发出来，中间不要多加一个 {glide}。")
_WIDER = msg("嘴张大一点，从 a 开始。")
_NARROWER = msg("嘴开小一点，从中间的 e（o）开始。")
_FULL_SLIDE = msg("要滑到底：由前面的音滑到后面的音，不要停在半路。")
_KEEP_END = msg("韵尾不要丢，收尾要听得出来。")
_COMPARE_FINAL = msg("听一遍示范，看着口型慢慢读，再放快。")

_TONES: dict[str, Message] = {
    "falls_too_little": msg("“{syllables}”的第四声降得不够：从高处一直降到底，像说“对！”。"),
    "starts_too_low": msg("“{syllables}”的第{tone}声起得太低：一开口就要高。"),
    "does_not_rise": msg("“{syllables}”的第二声没有升上去：从中间往高处扬，像问“啊？”。"),
    "rises_too_little": msg("“{syllables}”的第二声升得不够：最后要扬到和第一声一样高。"),
    "rises_too_late": msg("“{syllables}”的第二声升得太晚，听起来像第三声：一开始就往上走，不要先降。"),
    "flat_third": msg("“{syllables}”的第三声太平：先降到最低，再放开。"),
    "third_not_low": msg("“{syllables}”的第三声没有压低：先降到最低，再放开。"),
    "third_rises_like_second": msg(
        "“{syllables}”的第三声一开始就升，听起来像第二声：先往下压住，到最低再放开。"
    ),
    "third_falls_like_fourth": msg(
        "“{syllables}”的第三声起得太高，听起来像第四声：从低一点的地方起，轻轻压到底。"
    ),
    "sinks_in_first": msg("“{syllables}”的第一声掉下来了：一直保持在高处，平着拉长。"),
    "rises_in_first": msg("“{syllables}”的第一声往上跑了：一开口就高，然后平着走。"),
    "first_too_low": msg("“{syllables}”的第一声不够高：把声音提到自己最舒服的高处，平着走。"),
    "neutral_too_long": msg("“{syllables}”是轻声，读得太长了：轻轻带过，短一点。"),
    "neutral_too_full": msg("“{syllables}”是轻声，读得太重了：轻轻带过，不要读出完整的声调。"),
    "range_too_narrow": msg("整段话的高低起伏太小：高的再高一点，低的再低一点，像在招呼远处的人。"),
}

# the same with numbers, by (fault, unit, what is in order)
_TONES_MEASURED: dict[tuple[str, str, str], Message] = {
    ("falls_too_little", "semitones", "start"): msg(
        "“{syllables}”的第四声起得够高，可是没有降下去：只降了 {measured} 个半音，一般要降 {wanted} 个。"
        "像说“对！”那样一直降到底。"
    ),
    ("falls_too_little", "semitones", ""): msg(
        "“{syllables}”的第四声只降了 {measured} 个半音，一般要降 {wanted} 个：从高处一直降到底，像说“对！”。"
    ),
    ("starts_too_low", "levels", "fall"): msg(
        "“{syllables}”的第四声降得下去，可是起得太低：只有 {measured} 度，一般从 {wanted} 度起。"
        "一开口就要高。"
    ),
    ("starts_too_low", "levels", ""): msg(
        "“{syllables}”的第{tone}声起得太低：只有 {measured} 度，一般从 {wanted} 度起。一开口就要高。"
    ),
    ("does_not_rise", "semitones", ""): msg(
        "“{syllables}”的第二声没有升上去：只升了 {measured} 个半音，一般要升 {wanted} 个。"
        "从中间往高处扬，像问“啊？”。"
    ),
    ("rises_too_little", "semitones", ""): msg(
        "“{syllables}”的第二声只升了 {measured} 个半音，一般要升 {wanted} 个：最后要扬到和第一声一样高。"
    ),
    ("rises_too_little", "levels", ""): msg(
        "“{syllables}”的第二声只升到 {measured} 度，一般要到 {wanted} 度：最后要扬到和第一声一样高。"
    ),
    ("third_not_low", "levels", ""): msg(
        "“{syllables}”的第三声最低只到 {measured} 度，一般要压到 {wanted} 度：先降到最低，再放开。"
    ),
    ("sinks_in_first", "semitones", ""): msg(
        "“{syllables}”的第一声掉下来了 {measured} 个半音：一直保持在高处，平着拉长。"
    ),
    ("rises_in_first", "semitones", ""): msg(
        "“{syllables}”的第一声往上跑了 {measured} 个半音：一开口就高，然后平着走。"
    ),
    ("first_too_low", "levels", ""): msg(
        "“{syllables}”的第一声只有 {measured} 度，一般在 {wanted} 度：把声音提到自己最舒服的高处，平着走。"
    ),
}

_TONE_HOW: dict[str, Message] = {
    "1": msg("“{syllables}”是第一声，听起来像第{heard}声：一开口就高，平着走。"),
    "2": msg("“{syllables}”是第二声，听起来像第{heard}声：从中间一直往高处扬。"),
    "3": msg("“{syllables}”是第三声，听起来像第{heard}声：先降到最低，再放开。"),
    "4": msg("“{syllables}”是第四声，听起来像第{heard}声：从最高处快快降到底。"),
    "5": msg("“{syllables}”是轻声：轻轻带过，短一点。"),
}
_TONE_ALONE: dict[str, Message] = {
    "1": msg("“{syllables}”的第一声还不够稳：一开口就高，平着走。"),
    "2": msg("“{syllables}”的第二声还不够稳：从中间一直往高处扬。"),
    "3": msg("“{syllables}”的第三声还不够稳：先降到最低，再放开。"),
    "4": msg("“{syllables}”的第四声还不够稳：从最高处快快降到底。"),
    "5": msg("“{syllables}”是轻声：轻轻带过，短一点。"),
}

_NUMBERS: dict[str, Message] = {"1": msg("一"), "2": msg("二"), "3": msg("三"), "4": msg("四")}

_WHOLE_TAKE: dict[str, Message] = {
    "omitted": msg("漏读了“{syllables}”：看着字一个一个读，不要着急。"),
    "replaced": msg("“{syllables}”听起来像别的字：先听一遍示范，再单独读两遍。"),
    "inserted": msg("“{syllables}”前面多读了一些音：照着字读，读错了可以停一下重来。"),
    "repeated": msg("“{syllables}”读了不止一遍：读错了不要紧，先往下读，读完再从头来一遍。"),
    "fillers": msg("有 {count} 处用“嗯”“那个”填空：想不起来就停一下，安静地吸一口气再说。"),
    "hesitant": msg("有 {count} 处犹豫：先在心里默读一遍，再一口气把一个词读完。"),
    "too_even": msg("每个字几乎一样长，像在一个一个地念：重要的词读长一点，“的”“了”轻轻带过。"),
    "too_uneven": msg("字的长短差得太多：先用手打着拍子，匀着读一遍，再放自然。"),
    "narrow_range": msg(
        "最近几遍，你的声音只在 {measured} 个半音里起伏，一般有 {wanted} 个："
        "高的再高一点，低的再低一点，像在招呼远处的人。"
    ),
    "too_fast": msg("语速每分钟 {rate} 个音节，有点快：放慢一点，让顾客听清每个字。"),
    "too_slow": msg("语速每分钟 {rate} 个音节，有点慢：词和词连起来读，会更自然。"),
    "pauses": msg("句子中间停顿了 {count} 次：词和词连起来读，到标点再换气。"),
    "too_quiet": msg("声音有点小：离麦克风近一点，或者说得更有力一些。"),
    "noisy": msg("周围比较吵，有些地方没法判断：换个安静的地方，再录一遍。"),
    "silent": msg("没有听到声音：请检查麦克风是否打开、是否选对，再录一遍。"),
    "too_noisy": msg("背景声音太大，这一遍没法评分：换个安静的地方，或者离麦克风近一点。"),
    "off_task": msg("听到的不像是这一句，所以没有评分：看着屏幕上的文字再读一遍。"),
    "well_done": msg("这一遍读得很好：可以试着更自然、更有感情地再读一遍。"),
}

_INITIAL_HEARD = msg("“{syllables}”的声母 {target} 听起来像 {heard}：{help}")
_INITIAL_UNSURE = msg("“{syllables}”的声母 {target} 不够清楚：{help}")
_INITIAL_MISSING = msg("“{syllables}”的声母 {target} 没有发出来：{help}")
_FINAL_HEARD = msg("“{syllables}”的韵母 {target} 听起来像 {heard}：{help}")
_FINAL_UNSURE = msg("“{syllables}”的韵母 {target} 不够清楚：{help}")


def advice_sentence(item: AdviceItem, spoken: SpokenText) -> str:
    """The sentence for one piece of advice, in the language in use."""
    values = dict(item.values)
    values.setdefault("syllables", _character(item, spoken))
    if item.code in ("initial", "final"):
        return _segment(item.code, values)
    if item.code == "tone":
        return _tone(values)
    return _fill(_WHOLE_TAKE[item.code], values)


def _character(item: AdviceItem, spoken: SpokenText) -> str:
    return "" if item.index is None else spoken.syllables[item.index].hanzi


def _fill(sentence: Message, values: Mapping[str, object]) -> str:
    return tr(sentence.text, **{**sentence.values, **values})


def _tone(values: dict[str, str]) -> str:
    fault, tone, heard = values.get("fault", ""), values["tone"], values.get("heard", "")
    named = {**values, "tone": str(_NUMBERS.get(tone, tone)), "heard": str(_NUMBERS.get(heard, heard))}
    with_numbers = _TONES_MEASURED.get((fault, values.get("unit", ""), values.get("fine", "")))
    if with_numbers is not None:
        return _fill(with_numbers, named)
    if fault in _TONES:
        return _fill(_TONES[fault], named)
    if heard in _NUMBERS and heard != tone:
        return _fill(_TONE_HOW[tone], named)
    return _fill(_TONE_ALONE[tone], named)


def _segment(code: str, values: dict[str, str]) -> str:
    target, heard = values["target"], values.get("heard", "")
    if code == "initial":
        help_text = str(initial_help(target, heard))
        if heard == NO_INITIAL and values.get("missing"):
            sentence = _INITIAL_MISSING
        else:
            sentence = _INITIAL_HEARD if heard and heard != target else _INITIAL_UNSURE
    else:
        help_text = str(final_help(target, heard))
        sentence = _FINAL_HEARD if heard and heard != target else _FINAL_UNSURE
    shown = {"target": _shown(target), "heard": _shown(heard), "help": help_text}
    return _fill(sentence, {**values, **shown})


def _shown(sound: str) -> str:
    """How a sound is written for the learner: ü instead of v, the buzzing vowels as -i."""
    return {"ii": "-i", "iii": "-i"}.get(sound, sound.replace("v", "ü"))


def initial_help(target: str, heard: str) -> Message:
    """What to do so that `target` no longer sounds like `heard` ("" for unknown)."""
    if (target, heard) in _INITIAL_PAIRS:
        return _INITIAL_PAIRS[target, heard]
    if _ASPIRATED.get(target) == heard:
        return _MORE_BREATH
    if _PLAIN.get(target) == heard:
        return _LESS_BREATH
    if target in _RETROFLEX and heard in _FLAT:
        return _CURL
    if target in _FLAT and heard in _RETROFLEX:
        return _FLATTEN
    if target in _RETROFLEX and heard in _PALATAL:
        return _CURL_NOT_SMILE
    if target in _PALATAL and heard in _RETROFLEX | _FLAT:
        return _LOWER_TIP
    if target in _FLAT and heard in _PALATAL:
        return _FLAT_NOT_SMILE
    if target in _AFFRICATES and heard in _FRICATIVES:
        return _STOP_FIRST
    if target in _FRICATIVES and heard in _AFFRICATES:
        return _LET_FLOW
    return _INITIAL_ALONE[target]


def final_help(target: str, heard: str) -> Message:
    """What to do so that the final phone `target` no longer sounds like `heard` ("" for unknown)."""
    if (target, heard) in _FINAL_PAIRS:
        return _FINAL_PAIRS[target, heard]
    if (target.endswith("n") and heard == target + "g") or (target, heard) == ("uen", "ong"):
        return _FRONT_END
    if (target.endswith("ng") and heard == target[:-1]) or (target, heard) == ("ong", "uen"):
        return _BACK_END
    for glide, help_text in (("i", _GLIDE_I), ("u", _GLIDE_U)):
        if len(target) > 1 and target[0] == glide and target[1:] == heard:
            return help_text
        if len(heard) > 1 and heard[0] == glide and heard[1:] == target:
            return msg(_NO_GLIDE.text, glide=glide)
    if target.endswith(("n", "ng")) and heard and not heard.endswith(("n", "ng")):
        return _KEEP_END
    if "a" in target and heard and "a" not in heard:
        return _WIDER
    if "a" in heard and "a" not in target:
        return _NARROWER
    if len(target) > 1 and heard in target:
        return _FULL_SLIDE
    return _COMPARE_FINAL
