"""Pairs of words to compare: the bundled ones are whole, and damage is survived."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from app.paths import assets_dir
from app.speech import phones
from app.speech.confusions import FINAL_NEIGHBOURS, INITIAL_NEIGHBOURS
from app.speech.minimal_pairs import MinimalPair, MinimalPairs
from app.speech.pinyin import read_pinyin
from app.speech.values import Part, Syllable

FOLDER = assets_dir() / "pairs"
KINDS = ("pairs", "minimal", "syllables")


def syllable(pinyin: str) -> Syllable:
    reading = read_pinyin(pinyin)
    return Syllable("字", reading.initial, reading.final, reading.tone, reading.tone, False, 0, 1)


def sounds(pinyin: str) -> tuple[str, str, int]:
    reading = read_pinyin(pinyin)
    return reading.initial, phones.final_phone(reading.initial, reading.final), reading.tone


def test_every_weighty_confusion_has_a_pair() -> None:
    have = {(each.part, each.target.sound, each.other.sound) for each in MinimalPairs().all}
    for part, table in ((Part.INITIAL, INITIAL_NEIGHBOURS), (Part.FINAL, FINAL_NEIGHBOURS)):
        for one, others in table.items():
            for other, weight in others.items():
                if weight >= 1.0:
                    assert (part, one, other) in have, (part, one, other)


@pytest.mark.parametrize("pair", MinimalPairs().all, ids=lambda p: f"{p.target.sound}-{p.other.sound}")
def test_the_words_of_a_pair_differ_in_that_sound(pair: MinimalPair) -> None:
    found = []
    for one, other in zip(pair.target.pinyin.split(), pair.other.pinyin.split(), strict=True):
        (i1, f1, t1), (i2, f2, t2) = sounds(one), sounds(other)
        if pair.part is Part.INITIAL and (i1, i2, t1) == (pair.target.sound, pair.other.sound, t2):
            found.append(True)
        if pair.part is Part.FINAL and (f1, f2, i1, t1) == (pair.target.sound, pair.other.sound, i2, t2):
            found.append(True)
    assert found
    assert len(pair.target.hanzi) == len(pair.target.pinyin.split())


def test_recordings_are_short_clear_and_small() -> None:
    assert len([each for each in MinimalPairs().all if each.recorded]) >= 60  # thirty confusions, both ways
    recorded = MinimalPairs().recorded
    assert len(recorded) >= 400
    for pair in recorded:
        samples = MinimalPairs.sound(pair.target)
        assert 0.2 * 16_000 < len(samples) < 1.3 * 16_000
        assert 0.02 < np.sqrt(np.mean(samples**2)) < 0.2
    assert sum(each.stat().st_size for each in FOLDER.iterdir()) < 2_500_000


def test_every_recording_says_where_it_comes_from() -> None:
    index = json.loads((FOLDER / "index.json").read_text(encoding="utf-8"))
    assert "CC0" in index["licence"]
    words = [word for kind in KINDS for pair in index[kind] for word in pair["words"]]
    assert {word["file"] for word in words} == {each.name for each in FOLDER.glob("*.ogg")}
    assert all(word["set"].startswith("commonvoice") and word["clip"] and word["speaker"] for word in words)
    assert len({word["speaker"] for word in words}) >= 5  # several voices


def test_minimal_pairs_differ_in_one_sound_and_nothing_else() -> None:
    index = json.loads((FOLDER / "index.json").read_text(encoding="utf-8"))
    for row in (*index["minimal"], *index["syllables"]):
        one, other = row["words"]
        differences = [
            (part, str(x), str(y))
            for a, b in zip(one["pinyin"].split(), other["pinyin"].split(), strict=True)
            for part, x, y in zip(("initial", "final", "tone"), sounds(a), sounds(b), strict=True)
            if x != y and not {x, y} <= {"i", "ii", "iii"}
        ]
        wanted = [(row["part"], one["sound"], other["sound"])]
        assert differences == wanted or {one["sound"], other["sound"]} <= {"i", "ii", "iii"}, row
        assert row["same_speaker"] == (one["speaker"] == other["speaker"])
        assert one["hanzi"] != other["hanzi"]


@pytest.mark.parametrize("tones", ["12", "13", "14", "23", "24", "34"])
def test_every_pair_of_tones_is_recorded_by_several_voices(tones: str) -> None:
    one, other = tones
    pairs = MinimalPairs().contrast(Part.TONE, one, other)
    assert len(pairs) >= 8
    assert sum(each.same_speaker for each in pairs) >= 3
    assert all((each.target.sound, each.other.sound) == (one, other) for each in pairs)
    index = json.loads((FOLDER / "index.json").read_text(encoding="utf-8"))
    speakers = {
        word["speaker"]
        for row in (*index["minimal"], *index["syllables"])
        if row["part"] == "tone" and {each["sound"] for each in row["words"]} == {one, other}
        for word in row["words"]
    }
    assert len(speakers) >= 4
    turned = MinimalPairs().contrast(Part.TONE, other, one)
    assert {(each.other.hanzi, each.target.hanzi) for each in turned} == {
        (each.target.hanzi, each.other.hanzi) for each in pairs
    }


def test_what_she_said_decides_else_what_is_likely() -> None:
    pairs = MinimalPairs()
    found = pairs.find(Part.INITIAL, syllable("zhi1"), "z")
    assert found is not None and (found.target.sound, found.other.sound) == ("zh", "z")
    turned = pairs.find(Part.INITIAL, syllable("zi1"), "zh")
    assert turned is not None and (turned.target.sound, turned.other.sound) == ("z", "zh")
    likely = pairs.find(Part.INITIAL, syllable("chi1"), "")
    assert likely is not None and likely.other.sound == "q"  # the weightiest
    strange = pairs.find(Part.FINAL, syllable("tian1"), "ueng")
    assert strange is not None and strange.target.sound == "ian"
    assert pairs.find(Part.TONE, syllable("ma3"), "2") is None


def test_damage_leaves_what_is_whole(tmp_path: Path) -> None:
    assert MinimalPairs(tmp_path).all == ()
    header = "part\tsound_1\thanzi_1\tpinyin_1\tsound_2\thanzi_2\tpinyin_2\n"
    (tmp_path / "pairs.tsv").write_text(header + "initial\tzh\t知\tzhī\tz\t资\tzī\n", encoding="utf-8")
    (tmp_path / "index.json").write_text("{", encoding="utf-8")
    found = MinimalPairs(tmp_path).find(Part.INITIAL, syllable("zhi1"), "z")
    assert found is not None and not found.recorded
    with pytest.raises(OSError):
        MinimalPairs.sound(found.target)
