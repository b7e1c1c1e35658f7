"""The model that the project carries does what the app needs of it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
import vosk
from acoustic_model.alignment import align, state_graph
from acoustic_model.corpus import read_samples
from acoustic_model.recognition import edit_distance, recognise
from acoustic_model.recordings import read_set
from pypinyin import lazy_pinyin

from app.speech import features, phones
from app.speech.network import SegmentNetwork
from app.speech.words import split_words

PROJECT = Path(__file__).resolve().parents[2]
MODEL = PROJECT / "assets" / "model"
SEGMENTS = PROJECT / "assets" / "scorer" / "segments.npz"
DEMO = PROJECT / "assets" / "demo"

pytestmark = pytest.mark.skipif(not SEGMENTS.exists(), reason="the bundled model has not been exported")


@pytest.fixture(scope="module")
def model() -> vosk.Model:
    vosk.SetLogLevel(-1)
    return vosk.Model(str(MODEL))


@pytest.fixture(scope="module")
def demo() -> tuple[str, np.ndarray]:
    import soundfile
    import soxr

    samples, rate = soundfile.read(DEMO / "demo.flac", dtype="float32")
    text = json.loads((DEMO / "demo.json").read_text("utf-8"))["text"]
    return text, soxr.resample(samples, rate, features.SAMPLE_RATE)


def test_it_is_small() -> None:
    assert sum(path.stat().st_size for path in MODEL.rglob("*") if path.is_file()) < 25e6


def test_it_knows_the_words_of_live_selling_and_refuses_others(model: vosk.Model) -> None:
    text = "红枣 核桃 葡萄干 巴旦木 和田玉 罗布麻 家人们 宝宝们 下单 链接 库存 包邮 公斤 块 [unk]"
    words = text.split(" ")
    assert [word for word in words if model.vosk_model_find_word(word) < 0] == []
    assert model.vosk_model_find_word("不在词表里的词") == -1


def test_it_knows_the_words_of_the_lessons_as_prompts_are_split(model: vosk.Model) -> None:
    """Lessons may be edited between two exports, so a few words may be missing, but hardly a character."""
    texts = [path.read_text("utf-8") for path in sorted((PROJECT / "lessons").rglob("*.md"))]
    runs = [run for text in texts for run in re.findall(r"[\u4e00-\u9fff]+", text)]
    words = {word for run in runs for word in split_words(run)}
    characters = {character for run in runs for character in run}
    assert len(words) > 1000
    missing = [word for word in sorted(words) if model.vosk_model_find_word(word) < 0]
    assert len(missing) < 0.02 * len(words), missing
    unknown = [character for character in sorted(characters) if model.vosk_model_find_word(character) < 0]
    assert len(unknown) < 0.002 * len(characters), unknown


def test_it_hears_much_of_what_strangers_read(model: vosk.Model) -> None:
    errors = syllables = 0
    for clip in read_set(PROJECT / "tests" / "data" / "speech" / "commonvoice.tsv")[::4]:
        wanted = lazy_pinyin("".join(c for c in clip.text if "\u4e00" <= c <= "\u9fff"))
        found = recognise(vosk.KaldiRecognizer(model, 16000), read_samples(clip.path))
        errors += edit_distance(wanted, lazy_pinyin(found.replace(" ", "")))
        syllables += len(wanted)
    assert errors / syllables < 0.65


def test_a_grammar_made_at_run_time_finds_the_sentence(
    model: vosk.Model, demo: tuple[str, np.ndarray]
) -> None:
    text, samples = demo
    hanzi = "".join(c for c in text if "\u4e00" <= c <= "\u9fff")
    grammar = json.dumps([" ".join(hanzi), "[unk]"], ensure_ascii=False)
    heard = (
        recognise(vosk.KaldiRecognizer(model, 16000, grammar), samples).replace(" ", "").replace("[unk]", "")
    )
    assert edit_distance(hanzi, heard) / len(hanzi) < 0.3


def test_the_scorers_network_prefers_what_was_said(demo: tuple[str, np.ndarray]) -> None:
    text, samples = demo
    network = SegmentNetwork.load(SEGMENTS)
    scores = network.log_posteriors(features.mel_cepstra(samples)) - network.log_priors
    said = [phones.pinyin_phones(s) for s in lazy_pinyin(text, errors="ignore")]
    turned = said[::-1]
    right, wrong = align(
        [scores, scores], [state_graph([[s] for s in said]), state_graph([[s] for s in turned])]
    )
    assert right is not None
    assert wrong is not None
    assert right.score > wrong.score + 0.5
