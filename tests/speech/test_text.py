"""Prompts into syllables: readings, neutral tones, erhua and sandhi, with words from the live room."""

import pytest

from app.speech.pinyin import spell
from app.speech.text import ReadingError, spoken_from_pinyin, to_spoken
from app.speech.values import TokenKind


def spoken(text: str) -> str:
    """Pinyin with spoken tones; further tones that are as right behind a slash."""
    return " ".join(
        spell(s.initial, s.final, s.erhua)
        + str(s.spoken_tone)
        + ("/" + "".join(map(str, s.also_tones)) if s.also_tones else "")
        for s in to_spoken(text).syllables
    )


def citation(text: str) -> str:
    return " ".join(spell(s.initial, s.final, s.erhua) + str(s.tone) for s in to_spoken(text).syllables)


@pytest.mark.parametrize(
    ("text", "tones"),
    [
        # third tones
        ("你好", "ni2 hao3"),
        ("水果", "shui2 guo3"),
        ("可以", "ke2 yi3"),
        ("很好", "hen2 hao3"),
        ("展览馆", "zhan2 lan2 guan3"),
        ("小老虎", "xiao3/2 lao2 hu3"),
        ("红枣好", "hong2 zao2/3 hao3"),
        ("哪里", "na2/3 li5/3"),
        ("想想", "xiang2/3 xiang5/3"),
        ("奶奶", "nai3 nai5"),
        ("好吃", "hao3 chi1"),
        # punctuation keeps third tones apart
        ("好，走", "hao3 zou3"),
        # 一
        ("一个", "yi2 ge4/5"),
        ("一斤", "yi4 jin1"),
        ("一盒", "yi4 he2"),
        ("一百块", "yi4 bai3 kuai4"),
        ("一万", "yi2 wan4"),
        ("一起", "yi4 qi3"),
        ("一定", "yi2 ding4"),
        ("第一个", "di4 yi1 ge4/5"),
        ("十一个", "shi2 yi1 ge4/5"),
        ("星期一", "xing1 qi1 yi1"),
        ("一月一号", "yi1 yue4 yi1 hao4"),
        ("统一", "tong3 yi1"),
        ("点一下", "dian3 yi2 xia4/5"),
        ("点一点", "dian3 yi5/4 dian3"),
        ("三点一万", "san1 dian3 yi1 wan4"),
        ("一级", "yi1 ji2"),
        ("国家一级", "guo2 jia1 yi1 ji2"),
        ("这一级", "zhe4 yi4 ji2"),
        ("一等奖", "yi1 deng2 jiang3"),
        ("一流", "yi1 liu2"),
        ("一楼", "yi1/4 lou2"),
        ("一班", "yi1/4 ban1"),
        ("十一楼", "shi2 yi1 lou2"),
        ("一年级", "yi1 nian2 ji2"),
        ("一年", "yi4 nian2"),
        ("一二三", "yi1 er4 san1"),
        ("尝一尝", "chang2 yi5/4 chang2"),
        # 不
        ("不是", "bu2 shi4"),
        ("不好", "bu4 hao3"),
        ("不贵", "bu2 gui4"),
        ("好不好", "hao3 bu5/4 hao3"),
        ("差不多", "cha4 bu5 duo1"),
        # numbers
        ("¥19.9", "shi2 jiu3 kuai4 jiu3"),
        ("买1送1", "mai3 yi1 song4 yi1"),
        ("1号链接", "yi1 hao4 lian4 jie1"),
        ("5斤", "wu3 jin1"),
        ("50斤", "wu3 shi2 jin1"),
        ("满100减20", "man3 yi4 bai2/3 jian3 er4 shi2"),
        # neutral tones
        ("便宜", "pian2 yi5"),
        ("东西", "dong1 xi5"),
        ("朋友们", "peng2 you5 men5"),
        ("桌子", "zhuo1 zi5"),
        ("电子", "dian4 zi3"),
        ("好吃吗", "hao3 chi1 ma5"),
        ("看看", "kan4 kan5/4"),
        ("慢慢", "man4 man4"),
        ("葡萄", "pu2 tao2/5"),
        ("吃过了", "chi1 guo4/5 le5"),
        # erhua
        ("一点儿", "yi4 dianr3"),
        ("一点五元", "yi1 dian2/3 wu3 yuan2"),
        ("一点半", "yi1 dian3 ban4"),
        ("慢一点吧", "man4 yi4 dian3 ba5"),
        ("花儿", "huar1"),
        ("这儿有", "zher4 you3"),
        ("女儿", "nü3 er2"),
        ("儿子", "er2 zi5"),
        # readings
        ("长得很长", "zhang3 de5 hen3 chang2"),
        ("银行", "yin2 hang2"),
        ("行吗", "xing2 ma5"),
        ("重新称重", "chong2 xin1 cheng1 zhong4"),
        ("种枣的", "zhong4 zao3 de5"),
        ("品种多", "pin2 zhong3 duo1"),
        ("葡萄干", "pu2 tao2/5 gan1"),
        ("薄皮核桃", "bao2 pi2 he2 tao5"),
        ("还有货", "hai2 you3 huo4"),
        ("高兴地笑", "gao1 xing4 de5 xiao4"),
        ("我得走了", "wo2/3 dei2/3 zou3 le5"),
        ("了解", "liao2 jie3"),
        ("直播间的家人们", "zhi2 bo1 jian1 de5 jia1 ren2 men5"),
        ("和田大枣", "he2 tian2 da4 zao3"),
        ("女儿绿", "nü3 er2 lü4"),
        ("银行行长", "yin2 hang2 hang2 zhang3"),
    ],
)
def test_spoken_tones(text: str, tones: str) -> None:
    assert spoken(text) == tones


def test_citation_tones_stay_beside_the_spoken_ones() -> None:
    assert citation("你好，一个不是") == "ni3 hao3 yi1 ge4 bu4 shi4"


def test_tokens_lay_out_the_prompt() -> None:
    text = to_spoken("（红枣），¥5！")
    assert [(t.kind, t.text) for t in text.tokens] == [
        (TokenKind.SILENT, "（"),
        (TokenKind.SYLLABLE, "红"),
        (TokenKind.SYLLABLE, "枣"),
        (TokenKind.SILENT, "）"),
        (TokenKind.PAUSE, "，"),
        (TokenKind.SYLLABLE, "五"),
        (TokenKind.SYLLABLE, "元"),
        (TokenKind.PAUSE, "！"),
    ]
    assert [t.syllable for t in text.tokens if t.syllable is not None] == [0, 1, 2, 3]
    assert [text.text[s.start : s.end] for s in text.syllables] == ["红", "枣", "¥5", "¥5"]


def test_an_erhua_syllable_is_one_token() -> None:
    text = to_spoken("花儿红")
    assert [t.text for t in text.tokens] == ["花儿", "红"]
    assert text.syllables[0].erhua and text.syllables[0].final == "ua"


def test_letters_are_foreign() -> None:
    text = to_spoken("VIP价")
    assert [s.foreign for s in text.syllables] == [True, True, True, False]


def test_nothing_to_say() -> None:
    assert to_spoken("……！").syllables == ()
    assert to_spoken("").syllables == ()


def test_an_override_decides() -> None:
    (syllable,) = to_spoken("长", ["zhang3"]).syllables
    assert (syllable.initial, syllable.final, syllable.tone) == ("zh", "ang", 3)


def test_an_override_takes_part_in_sandhi() -> None:
    assert [s.spoken_tone for s in to_spoken("长老", ["zhang3", "lao3"]).syllables] == [2, 3]


def test_an_override_may_write_erhua_either_way() -> None:
    assert len(to_spoken("花儿红", ["huar1", "hong2"]).syllables) == 2
    assert [t.text for t in to_spoken("花儿红", ["hua1", "er2", "hong2"]).tokens] == ["花", "儿", "红"]


@pytest.mark.parametrize(
    ("pinyin", "named"),
    [
        (["hong2"], "2"),  # one syllable too few: both counts are named
        (["hong2", "zhao3"], "枣"),  # not a reading of 枣
        (["hong2", "za#3"], "za#3"),  # not pinyin
    ],
)
def test_a_wrong_override_is_named(pinyin: list[str], named: str) -> None:
    with pytest.raises(ReadingError) as caught:
        to_spoken("红枣", pinyin)
    assert named in str(caught.value)


def test_pinyin_alone() -> None:
    text = spoken_from_pinyin(["ni3", "hao3"])
    assert [(s.initial, s.final, s.tone, s.spoken_tone) for s in text.syllables] == [
        ("n", "i", 3, 2),
        ("h", "ao", 3, 3),
    ]
    assert [s.hanzi for s in spoken_from_pinyin(["zao3", "de5"]).syllables] == ["zǎo", "·de"]
    assert not any(s.foreign for s in spoken_from_pinyin(["a1", "de5", "lve4"]).syllables)
