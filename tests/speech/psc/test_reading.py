"""A paper as something to say: the same syllables as its items standing alone; and how long a talk was."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from app.audio.importing import import_audio
from app.speech.psc.paper import PASSAGE_SYLLABLES, PartOfPaper, make_paper
from app.speech.psc.reading import reading_text
from app.speech.psc.talk import LONG_SILENCE, spoken_seconds
from app.speech.text import to_spoken

DEMO = Path(__file__).resolve().parents[3] / "assets" / "demo" / "demo.flac"


@pytest.mark.parametrize("seed", range(5))
def test_what_is_read_is_what_the_items_are(seed: int) -> None:
    paper = make_paper(seed)
    for part, items in (
        (PartOfPaper.SYLLABLES, [to_spoken(each.text, each.pinyin) for each in paper.syllables]),
        (PartOfPaper.WORDS, [to_spoken(word) for word in paper.words]),
    ):
        spoken = to_spoken(*reading_text(paper, part)).syllables
        alone = [syllable for item in items for syllable in item.syllables]
        assert len(spoken) == 100
        assert [(s.hanzi, s.toneless, s.spoken_tone, s.erhua) for s in spoken] == [
            (s.hanzi, s.toneless, s.spoken_tone, s.erhua) for s in alone
        ]


def test_the_passage_is_long_enough() -> None:
    text, pinyin = reading_text(make_paper(1), PartOfPaper.PASSAGE)
    assert len(to_spoken(text, pinyin).syllables) >= PASSAGE_SYLLABLES


def test_what_is_not_read_has_no_text() -> None:
    with pytest.raises(ValueError, match="TALK"):
        reading_text(make_paper(1), PartOfPaper.TALK)


def test_a_long_silence_is_no_part_of_a_talk() -> None:
    voice = import_audio(DEMO)
    once = spoken_seconds(voice)
    assert 0.5 * len(voice) / 16_000 < once <= len(voice) / 16_000

    def twice(silence: float) -> float:
        hush = (np.random.default_rng(1).standard_normal(int(silence * 16_000)) * 1e-4).astype(np.float32)
        return spoken_seconds(np.concatenate([voice, hush, voice]))

    # the stillness at both ends of the clip is between the two
    assert twice(2.0) == pytest.approx(once + len(voice) / 16_000 + 2.0, abs=0.3)
    assert twice(4 * LONG_SILENCE) == pytest.approx(2 * once, abs=0.3)


def test_silence_is_no_talk() -> None:
    assert spoken_seconds(np.zeros(32_000, np.float32)) == 0.0
