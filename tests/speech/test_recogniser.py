"""The Vosk model through its public interface: vocabulary, grammar and word times."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.paths import assets_dir
from app.speech.recogniser import (
    Heard,
    HeardWord,
    ModelError,
    RecogniserModel,
    SecondHearing,
    pcm_of,
    prompt_grammar,
)
from app.speech.text import to_spoken

DATA = Path(__file__).parent.parent / "data" / "speech" / "commonvoice"
TEXT = "回去帮助大家"


@pytest.fixture(scope="module")
def model() -> RecogniserModel:
    return RecogniserModel(assets_dir() / "model")


def samples() -> np.ndarray:
    sound, _ = soundfile.read(DATA / "18659571.opus", dtype="float32")
    return sound


def test_words_lie_where_the_sound_is(model: RecogniserModel) -> None:
    recogniser = model.listen(prompt_grammar(model, to_spoken(TEXT)))
    sound = samples()
    for start in range(0, len(sound), 3200):
        recogniser.feed(sound[start : start + 3200])
    words = recogniser.finish().words
    assert words
    assert all(0 <= w.start < w.end <= len(sound) / 16_000 + 0.1 for w in words)
    assert words[-1].end > 0.6 * len(sound) / 16_000
    assert all(before.end <= after.start + 0.05 for before, after in pairwise(words))


def test_two_utterances_have_times_of_one_recording(model: RecogniserModel) -> None:
    once = samples()
    sound = np.concatenate([once, np.zeros(5 * 16_000, np.float32), once])
    recogniser = model.listen(prompt_grammar(model, to_spoken(TEXT)))
    for start in range(0, len(sound), 3200):
        recogniser.feed(sound[start : start + 3200])
    words = recogniser.finish().words
    second = (len(once) + 5 * 16_000) / 16_000
    assert any(w.end < len(once) / 16_000 + 0.2 for w in words)
    later = [w for w in words if w.start > second - 0.3]
    assert later and all(w.end <= len(sound) / 16_000 + 0.1 for w in later)


def test_an_unknown_word_is_given_as_its_characters(model: RecogniserModel) -> None:
    assert not model.knows("不存在的词语呀呀")
    assert model.knows("红")


def test_a_folder_without_a_model_is_an_expected_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="打不开"):
        RecogniserModel(tmp_path)


def test_a_stretch_heard_again_gives_the_words_that_lie_there(model: RecogniserModel) -> None:
    sound = samples()
    recogniser = model.listen()
    recogniser.feed(sound)
    whole = recogniser.finish()
    word = max(whole.words, key=lambda w: w.confidence)
    again = SecondHearing(model, pcm_of(sound))
    assert again.between(word.start, word.end) == whole.between(word.start, word.end) == word.text
    assert again.between(word.start, word.end) == word.text  # kept, not heard a third time


def test_only_so_much_is_heard_again(model: RecogniserModel) -> None:
    sound = np.tile(samples(), 3)
    seconds = len(sound) / 16_000
    assert seconds > 9
    again = SecondHearing(model, pcm_of(sound))
    assert again.text.endswith("…") and len(again.text) > 2
    assert again.between(seconds - 3, seconds - 1) == ""
    assert SecondHearing(model, b"").text == ""
    assert SecondHearing(model, b"").between(0.5, 1.0) == ""


def test_words_between_two_moments_are_those_that_reach_in() -> None:
    heard = Heard((HeardWord("红枣", 0.0, 0.5, 1.0), HeardWord("很", 0.5, 0.7, 1.0)))
    assert heard.between(0.0, 0.5) == "红枣"
    assert heard.between(0.4, 0.6) == "红枣很"
    assert heard.between(0.8, 1.0) == ""
