"""Who says a word: the lesson's recording, then packs, then syllables put together, then a hum."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest

from app.audio.importing import import_audio
from app.audio.voice_pack import VoicePack, list_packs
from app.curriculum.values import HeardWord
from app.errors import ExpectedError
from app.practice.reference import Reference, ReferenceSource
from app.practice.voices import Voices
from app.speech.minimal_pairs import MinimalPairs
from app.speech.register import SpeakerRegister
from app.speech.values import Part
from tests.audio.pack_samples import audio_cmn, own, shtooka, write_sound


class Keeper:
    """Only what voices need of the keeper."""

    register = SpeakerRegister()


@pytest.fixture
def voices(tmp_path: Path) -> Voices:
    return Voices(Keeper(), tmp_path / "voices")  # type: ignore[arg-type]


def bring(voices: Voices, path: Path) -> None:
    voices.import_pack(path, lambda _share: None, lambda: False)


def sources(found: list[Reference]) -> list[ReferenceSource]:
    return [each.source for each in found]


RECORDING, PACK, CLIP, COMPOSED, HUMMED = ReferenceSource


def test_without_anything_the_tones_are_hummed(voices: Voices) -> None:
    assert sources(voices.references("红枣")) == [HUMMED]
    assert voices.references("！") == []


def test_a_recording_of_the_lesson_is_first(voices: Voices, tmp_path: Path) -> None:
    write_sound(tmp_path / "red.wav")
    found = voices.references("红枣", None, tmp_path / "red.wav")
    assert sources(found) == [RECORDING, HUMMED]
    assert len(found[0].samples) == pytest.approx(0.6 * 16_000, abs=10)
    with pytest.raises(ExpectedError):
        voices.references("红枣", None, tmp_path / "gone.wav")


def test_a_pack_says_its_words_and_who_it_is(voices: Voices, tmp_path: Path) -> None:
    bring(voices, shtooka(tmp_path / "tan"))
    found = voices.references("红枣。")
    assert sources(found) == [PACK, HUMMED]
    assert (found[0].name, found[0].licence) == ("Yue Tan", "CC BY 3.0")
    assert sources(voices.references("核桃")) == [HUMMED]


def test_a_word_is_only_heard_with_its_own_reading(voices: Voices, tmp_path: Path) -> None:
    bring(voices, own(tmp_path / "ours"))
    as_long = voices.references("长", ("chang2",))[0]
    as_grow = voices.references("长", ("zhang3",))[0]
    assert as_long.source is as_grow.source is PACK
    assert not np.array_equal(as_long.samples, as_grow.samples)
    assert sources(voices.references("长", ("zhang4",))) == [HUMMED]


def test_a_missing_word_is_put_together_and_said_to_be(voices: Voices, tmp_path: Path) -> None:
    bring(voices, audio_cmn(tmp_path / "cmn"))
    whole = voices.references("你好")
    assert sources(whole) == [PACK, COMPOSED, HUMMED]  # one speaker has the word, the other its syllables
    assert [each.name for each in whole[:2]] == ["Yue Tan", "Chen Wang 王琛"]
    composed = whole[1].samples
    # 你 before 好 is ni2: the syllables are those that are spoken, not those in the dictionary
    pack = next(each for each in voices.packs() if each.name.startswith("Chen"))
    lengths = {each.text: len(import_audio(pack.path(each))) for each in pack.entries}
    assert 0.4 * lengths["ni2"] < len(composed) < lengths["ni2"] + lengths["hao3"]
    assert sources(voices.references("你是")) == [COMPOSED, HUMMED]
    assert sources(voices.references("你走")) == [HUMMED]  # no zou3


def test_a_sentence_is_not_put_together(voices: Voices, tmp_path: Path) -> None:
    bring(voices, audio_cmn(tmp_path / "cmn"))
    assert sources(voices.references("你好你好你好")) == [HUMMED]


def test_a_syllable_stands_for_every_character_read_so(voices: Voices, tmp_path: Path) -> None:
    bring(voices, audio_cmn(tmp_path / "cmn"))
    for character in ("是", "事", "市"):
        assert sources(voices.references(character, ("shi4",))) == [PACK, HUMMED]
    assert sources(voices.references("绿")) == [PACK, HUMMED]  # lü4


def test_a_removed_pack_is_silent(voices: Voices, tmp_path: Path) -> None:
    bring(voices, shtooka(tmp_path / "tan"))
    assert sources(voices.references("红枣")) == [PACK, HUMMED]
    voices.remove_pack(voices.packs()[0].id)
    assert sources(voices.references("红枣")) == [HUMMED]


def test_a_pack_imported_while_the_packs_are_read_is_heard(
    voices: Voices, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading, go_on = threading.Event(), threading.Event()

    def packs() -> list[VoicePack]:
        found = list_packs(tmp_path / "voices")
        reading.set()
        assert go_on.wait(10)
        return found

    monkeypatch.setattr(voices, "packs", packs)
    first = threading.Thread(target=lambda: voices.references("红枣"))
    first.start()
    assert reading.wait(10)
    second = threading.Thread(target=lambda: bring(voices, own(tmp_path / "ours")))
    second.start()
    second.join(0.5)  # by then it is in place
    go_on.set()
    first.join(10)
    second.join(10)
    assert ReferenceSource.PACK in sources(voices.references("红枣"))


def test_a_recording_that_is_gone_falls_back(voices: Voices, tmp_path: Path) -> None:
    bring(voices, shtooka(tmp_path / "tan"))
    pack = voices.packs()[0]
    for entry in pack.entries:
        pack.path(entry).unlink()
    assert sources(voices.references("红枣")) == [HUMMED]


# pairs


def pair(one: str, other: str) -> tuple[HeardWord, HeardWord]:
    return HeardWord(one), HeardWord(other)


def test_both_words_by_one_voice(voices: Voices, tmp_path: Path) -> None:
    assert voices.pair_sounds(pair("核桃", "红枣")) == []  # said by nobody
    bring(voices, audio_cmn(tmp_path / "cmn"))
    one, other = voices.pair_sounds(pair("是", "四"))[0]
    assert one.name == other.name == "Chen Wang 王琛"
    assert (one.source, other.source) == (PACK, PACK)
    assert not np.array_equal(one.samples, other.samples)
    assert voices.pair_sounds(pair("是", "核桃")) == []  # nobody says he2 tao5


def test_a_pair_put_together_comes_last_and_says_so(voices: Voices, tmp_path: Path) -> None:
    bring(voices, audio_cmn(tmp_path / "cmn"))
    ((one, other),) = voices.pair_sounds(pair("你是", "你四"))
    assert (one.source, other.source) == (COMPOSED, COMPOSED)


def test_a_recorded_pair_of_exactly_these_words(voices: Voices) -> None:
    recorded = next(each for each in MinimalPairs().recorded if each.same_speaker)
    words = pair(recorded.target.hanzi, recorded.other.hanzi)
    found = voices.pair_sounds(words)
    assert found
    assert {each.source for both in found for each in both} == {CLIP}
    assert found[0][0].licence == "CC0-1.0"
    turned = voices.pair_sounds((words[1], words[0]))
    assert np.array_equal(turned[0][0].samples, found[0][1].samples)


def test_the_contrast_of_a_pair(voices: Voices) -> None:
    assert voices.contrast_of(pair("是", "四")) == (Part.INITIAL, "sh", "s")
    assert voices.contrast_of(pair("买", "卖")) == (Part.TONE, "3", "4")
    assert voices.contrast_of(pair("身", "声")) == (Part.FINAL, "en", "eng")
    assert voices.contrast_of(pair("红枣", "红早")) is None
    assert voices.contrast_of(pair("买", "核桃")) is None
    assert voices.contrast_of(pair("妈", "拔")) is None


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        (Part.TONE, "2", "3"),
        (Part.TONE, "3", "2"),
        (Part.INITIAL, "sh", "s"),
        (Part.INITIAL, "z", "zh"),
        (Part.FINAL, "en", "eng"),
        (Part.FINAL, "ing", "in"),
    ],
)
def test_recorded_words_of_the_same_contrast(voices: Voices, kind: Part, one: str, other: str) -> None:
    found = voices.contrast_pairs(kind, one, other)
    assert found
    for each in found:
        assert voices.contrast_of(each.words) == (kind, one, other)
        assert all(sound.source is CLIP and sound.samples.size > 3_000 for sound in each.sounds)
    assert [each.same_speaker for each in found] == sorted((e.same_speaker for e in found), reverse=True)
    assert voices.contrast_pairs(Part.TONE, "1", "5") == []
