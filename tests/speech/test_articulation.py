"""Every sound of Mandarin can be explained, in general and to speakers of Uyghur and Kazakh."""

from __future__ import annotations

import pytest

from app.speech import phones
from app.speech.articulation import sound_help
from app.speech.pinyin import read_pinyin
from app.speech.values import Part, Syllable


def syllable(pinyin: str) -> Syllable:
    reading = read_pinyin(pinyin)
    return Syllable("字", reading.initial, reading.final, reading.tone, reading.tone, False, 0, 1)


@pytest.mark.parametrize("language", ["ug", "kk", "zh", "other", ""])
@pytest.mark.parametrize("initial", phones.INITIALS)
def test_every_initial(initial: str, language: str) -> None:
    vowel = "i" if initial in ("j", "q", "x") else "u"
    found = sound_help(Part.INITIAL, syllable(f"{initial}{vowel}1"), language)
    assert found is not None
    assert str(found.how) and str(found.check) and str(found.how) != str(found.check)
    known = language in ("ug", "kk") and initial not in ("m", "n", "l")
    assert (found.first_language is not None) == known
    assert "{" not in f"{found.how}{found.check}{found.first_language}"


@pytest.mark.parametrize("language", ["ug", "kk", "other"])
@pytest.mark.parametrize("final", phones.FINALS)
def test_every_final(final: str, language: str) -> None:
    initial = {"ii": "z", "iii": "zh"}.get(final, "")
    written = "i" if initial else final
    found = sound_help(Part.FINAL, Syllable("字", initial, written, 1, 1, False, 0, 1), language)
    assert found is not None
    assert str(found.how) and str(found.check)
    assert "{" not in f"{found.how}{found.check}{found.first_language}"
    if language == "other":
        assert found.first_language is None


@pytest.mark.parametrize("language", ["ug", "kk"])
@pytest.mark.parametrize("tone", [1, 2, 3, 4, 5])
def test_every_tone(tone: int, language: str) -> None:
    found = sound_help(Part.TONE, syllable(f"ma{tone}"), language)
    assert found is not None and found.first_language is not None


def test_what_is_not_there_has_no_help() -> None:
    assert sound_help(Part.INITIAL, syllable("an1"), "ug") is None
    letter = Syllable("A", "", "a", 1, 1, False, 0, 1)
    assert sound_help(Part.FINAL, letter, "ug") is None


def test_the_two_languages_are_told_different_things() -> None:
    ug, kk = (sound_help(Part.FINAL, syllable("duo1"), each) for each in ("ug", "kk"))
    assert ug is not None and kk is not None
    assert str(ug.first_language) != str(kk.first_language)
