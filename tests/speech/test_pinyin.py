"""Reading and writing pinyin."""

import pytest

from app.speech.lexicon import readings
from app.speech.pinyin import Reading, read_pinyin, spell, with_tone_mark


@pytest.mark.parametrize(
    ("written", "reading"),
    [
        ("zhuang1", Reading("zh", "uang", 1)),
        ("zhuāng", Reading("zh", "uang", 1)),
        ("lv4", Reading("l", "v", 4)),
        ("lǜ", Reading("l", "v", 4)),
        ("nu:3", Reading("n", "v", 3)),
        ("ju2", Reading("j", "v", 2)),
        ("xue2", Reading("x", "ve", 2)),
        ("liu2", Reading("l", "iu", 2)),
        ("gui4", Reading("g", "ui", 4)),
        ("dun1", Reading("d", "un", 1)),
        ("you3", Reading("", "iou", 3)),
        ("wei4", Reading("", "uei", 4)),
        ("yuan2", Reading("", "van", 2)),
        ("shi4", Reading("sh", "i", 4)),
        ("si4", Reading("s", "i", 4)),
        ("er2", Reading("", "er", 2)),
        ("huar1", Reading("h", "ua", 1, True)),
        ("de5", Reading("d", "e", 5)),
        ("de", Reading("d", "e", 5)),
        ("de0", Reading("d", "e", 5)),
        ("Hǎo", Reading("h", "ao", 3)),
    ],
)
def test_reads(written: str, reading: Reading) -> None:
    assert read_pinyin(written) == reading


@pytest.mark.parametrize("written", ["", "xyz", "好", "hao6", "zhuāng1", "ha o", "bq3"])
def test_refuses(written: str) -> None:
    with pytest.raises(ValueError):
        read_pinyin(written)


@pytest.mark.parametrize(
    "written",
    [
        "zhuāng",
        "lǜ",
        "nǚ",
        "jú",
        "xué",
        "liú",
        "guì",
        "dūn",
        "yǒu",
        "wèi",
        "yuán",
        "shì",
        "ér",
        "huār",
        "lüè",
        "de",
    ],
)
def test_writing_undoes_reading(written: str) -> None:
    reading = read_pinyin(written)
    assert with_tone_mark(reading.initial, reading.final, reading.tone, reading.erhua) == written


def test_the_table_of_readings_is_well_formed() -> None:
    for word, syllables in readings().items():
        assert len(word) == len(syllables), word
        for written in syllables:
            letters = written.rstrip("12345")
            assert 1 <= len(written) - len(letters) <= 2, (word, written)
            reading = read_pinyin(letters + written[len(letters)])
            assert spell(reading.initial, reading.final).replace("ü", "v").replace("jv", "ju") or word
