"""A talk heard twice while it goes on: in pieces, in a hurry, and without a pause."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from app.audio.importing import import_audio
from app.paths import assets_dir
from app.speech.recogniser import SAMPLE_RATE, RecogniserModel
from app.speech.transcription import Bias, Listener, TranscribedWord, in_chunks
from app.speech.twice import TwiceHeard
from app.speech.values import FloatArray

DEMO = assets_dir() / "demo" / "demo.flac"


@pytest.fixture(scope="module")
def model() -> RecogniserModel:
    return RecogniserModel(assets_dir() / "model", "kaibo")


@pytest.fixture(scope="module")
def talk() -> FloatArray:
    quiet = np.zeros(SAMPLE_RATE, np.float32)
    return np.concatenate([import_audio(DEMO), quiet, import_audio(DEMO), quiet])


def heard(recogniser: TwiceHeard, samples: FloatArray) -> str:
    for chunk in in_chunks(samples, 0.1):
        recogniser.feed(chunk)
    return recogniser.settled()


def test_words_are_there_while_she_speaks(model: RecogniserModel, talk: FloatArray) -> None:
    recogniser = TwiceHeard(model, Bias())
    texts = []
    for chunk in in_chunks(talk, 0.5):
        recogniser.feed(chunk)
        texts.append(recogniser.partial())
    assert len(set(texts)) > 4 and len(texts[-1]) >= 10
    assert texts[-1][:4] == heard(TwiceHeard(model, Bias()), talk)[:4]


def test_the_second_hearing_is_left_out_in_a_hurry(model: RecogniserModel, talk: FloatArray) -> None:
    asked: list[bool] = []

    def hurried() -> bool:
        asked.append(True)
        return False

    likely = Bias(("新疆红枣", "欢迎"), numbers=True)
    assert heard(TwiceHeard(model, likely, hurried), talk) == heard(TwiceHeard(model, Bias()), talk)
    assert asked


def test_a_stretch_without_a_pause_ends_all_the_same(model: RecogniserModel) -> None:
    hum = 0.1 * np.sin(np.arange(30 * SAMPLE_RATE) * 2 * np.pi * 150 / SAMPLE_RATE).astype(np.float32)
    recogniser = TwiceHeard(model, Bias(("红枣",)))
    heard(recogniser, hum)
    assert recogniser.held < 13.0


def test_a_short_sentence_is_heard_again_as_soon_as_it_is_quiet(model: RecogniserModel) -> None:
    asked: list[float] = []
    recogniser: TwiceHeard

    def patient() -> bool:
        asked.append(recogniser.held)
        return True

    recogniser = TwiceHeard(model, Bias(("红枣",), numbers=True), patient)
    sentence = import_audio(DEMO)[: 2 * SAMPLE_RATE]
    hiss = np.random.default_rng(1).normal(0, 3e-4, 4 * SAMPLE_RATE).astype(np.float32)
    heard(recogniser, np.concatenate([sentence, hiss]))
    assert asked and asked[0] < 3.5


def test_the_first_hearing_stands_until_the_second_is_done(
    model: RecogniserModel, talk: FloatArray, monkeypatch: pytest.MonkeyPatch
) -> None:
    going_on = threading.Event()
    hear = Listener.hear

    def slow(self: Listener, *heard: object) -> list[TranscribedWord]:
        assert going_on.wait(20.0)
        return hear(self, *heard)  # type: ignore[arg-type]

    monkeypatch.setattr(Listener, "hear", slow)
    recogniser = TwiceHeard(model, Bias(("新疆红枣", "欢迎"), numbers=True))
    for chunk in in_chunks(talk, 0.1):
        recogniser.feed(chunk)
    free = heard(TwiceHeard(model, Bias()), talk)
    assert recogniser.partial() == free  # nobody waited for the second hearing
    going_on.set()
    assert len(recogniser.settled()) >= len(free) - 4
