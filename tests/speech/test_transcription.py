"""Transcription through the real model: likely words, times, bounded memory, cancelling."""

from __future__ import annotations

import csv
import weakref
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.paths import assets_dir
from app.speech import transcription
from app.speech.recogniser import SAMPLE_RATE, RecogniserModel
from app.speech.transcription import (
    Bias,
    HeardBy,
    TranscribedWord,
    Transcript,
    TranscriptionCancelledError,
    in_chunks,
    transcribe,
)
from app.speech.words import split_words

DATA = Path(__file__).parent.parent / "data" / "speech"


@pytest.fixture(scope="module")
def model() -> RecogniserModel:
    return RecogniserModel(assets_dir() / "model", "kaibo")


def clips() -> list[tuple[str, np.ndarray]]:
    with (DATA / "commonvoice.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    return [
        (row["text"], soundfile.read(DATA / "commonvoice" / f"{row['clip']}.opus", dtype="float32")[0])
        for row in rows
    ]


def words_of(text: str, model: RecogniserModel) -> list[str]:
    runs = "".join(c if "\u4e00" <= c <= "\u9fff" else " " for c in text).split()
    return [w for run in runs for w in split_words(run) if len(w) > 1 and model.knows(w)]


def test_told_what_is_likely_it_hears_more_and_invents_little(model: RecogniserModel) -> None:
    taken = clips()[:10]
    every = {word for text, _ in clips() for word in words_of(text, model)}
    said = free = told = invented = chances = 0
    for text, sound in taken:
        own = words_of(text, model)
        others = sorted(word for word in every if word not in text)
        plain = transcribe(in_chunks(sound), model)
        biased = transcribe(in_chunks(sound), model, Bias((*own, *others)))
        assert biased.biased and not plain.biased and plain.model == "kaibo"
        said += len(own)
        free += sum(word in plain.text for word in own)
        told += sum(word in biased.text for word in own)
        chances += len(others)
        invented += sum(word in biased.text and word not in plain.text for word in others)
    assert told >= free + 0.08 * said
    assert invented <= 0.01 * chances


def test_words_are_in_order_inside_the_take_and_say_how_they_came(model: RecogniserModel) -> None:
    sound = np.concatenate([each for _, each in clips()[:4]])
    likely = Bias(("美国", "城市", "公园", "首都"))
    shares: list[float] = []
    transcript = transcribe(in_chunks(sound), model, likely, shares.append)
    assert [w.start for w in transcript.words] == sorted(w.start for w in transcript.words)
    assert all(0 <= w.start < w.end <= transcript.duration + 0.1 for w in transcript.words)
    assert all(0 <= w.confidence <= 1 for w in transcript.words)
    assert {w.by for w in transcript.words if w.text in likely.phrases} & {HeardBy.BIASED, HeardBy.BOTH}
    assert HeardBy.FREE in {w.by for w in transcript.words}
    assert transcript.duration == pytest.approx(len(sound) / SAMPLE_RATE)
    assert shares == sorted(shares) and shares[-1] == pytest.approx(transcript.duration)


def test_silence_has_no_words(model: RecogniserModel) -> None:
    transcript = transcribe(in_chunks(np.zeros(3 * SAMPLE_RATE, np.float32)), model, Bias(("红枣",), True))
    assert transcript.words == () and transcript.pauses == ()
    assert transcribe([], model).duration == 0.0


def test_it_stops_when_nobody_waits(model: RecogniserModel) -> None:
    done: list[float] = []
    sound = np.concatenate([each for _, each in clips()])
    with pytest.raises(TranscriptionCancelledError):
        transcribe(in_chunks(sound), model, progress=done.append, cancelled=lambda: len(done) > 0)
    assert len(done) == 1


def test_twenty_minutes_are_never_held_at_once(
    model: RecogniserModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every chunk is let go again, and no stretch is longer than allowed."""
    alive: list[weakref.ref[np.ndarray]] = []
    most = 0
    heard: list[int] = []

    def chunks() -> Iterator[np.ndarray]:
        nonlocal most
        noise = np.random.default_rng(0)
        for _ in range(20 * 60):
            chunk = noise.normal(0, 1e-3, SAMPLE_RATE).astype(np.float32)
            alive.append(weakref.ref(chunk))
            yield chunk
            del chunk
            alive[:] = [each for each in alive if each() is not None]
            most = max(most, len(alive))

    def hear(self: object, samples: np.ndarray, start: float) -> list[TranscribedWord]:
        heard.append(len(samples))
        return []

    monkeypatch.setattr(transcription.Listener, "hear", hear)
    transcript = transcribe(chunks(), model)
    assert transcript.duration == pytest.approx(1200.0)
    assert most <= 2
    assert max(heard) <= 12 * SAMPLE_RATE and sum(heard) == 1200 * SAMPLE_RATE


def test_stretches_end_where_it_is_quiet() -> None:
    sound = np.random.default_rng(1).normal(0, 0.1, 30 * SAMPLE_RATE).astype(np.float32)
    for at in (8.0, 17.0):
        sound[round(at * SAMPLE_RATE) : round((at + 0.4) * SAMPLE_RATE)] = 0.0
    ends = np.cumsum([len(each) for each in transcription._stretches(in_chunks(sound))]) / SAMPLE_RATE
    assert any(8.0 <= end <= 8.4 for end in ends) and any(17.0 <= end <= 17.4 for end in ends)


def test_pauses_lie_between_words() -> None:
    def word(start: float, end: float) -> TranscribedWord:
        return TranscribedWord("好", start, end, 1.0)

    assert Transcript((word(1, 2), word(2.2, 3), word(4, 5)), 6.0, "m").pauses == ((3, 4),)
