"""Scoring a 30 s recording against plain decoding of it, as `vosk-transcriber` does.

Both run in the same way: first with the samples as fast as they are taken, then at the pace of speech, where
every piece finds the processor's caches cold. The recording is made of the bundled CC0 clips. `--parts` adds
what each part of an assessment costs by itself.
"""

from __future__ import annotations

import argparse
import csv
import json
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import app  # noqa: F401  # before numpy: it sets the number of BLAS threads

# isort: split

import numpy as np
import vosk

from app.audio.importing import import_audio
from app.paths import assets_dir
from app.practice.engine import locator
from app.speech import phones
from app.speech.alignment import Alignment, AlignmentStream, likelihoods
from app.speech.assessor import Assessor, TakenIn
from app.speech.f0 import F0Stream, F0Track
from app.speech.features import FeatureStream
from app.speech.recogniser import Heard, RecogniserModel, prompt_grammar
from app.speech.text import to_spoken
from app.speech.values import FloatArray

SECONDS = 30.0
CHUNK = 1600  # samples, 0.1 s
DATA = Path(__file__).resolve().parent.parent / "tests" / "data" / "speech"


def long_recording() -> tuple[FloatArray, str]:
    """About 30 s of speech and its text."""
    pieces: list[FloatArray] = []
    texts: list[str] = []
    with (DATA / "commonvoice.tsv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            if sum(len(piece) for piece in pieces) >= SECONDS * 16_000:
                break
            pieces.append(import_audio(DATA / "commonvoice" / f"{row['clip']}.opus"))
            texts.append(row["text"])
    return np.concatenate(pieces), "".join(texts)


def chunks(samples: FloatArray, *, live: bool) -> Iterator[FloatArray]:
    """The samples in pieces; `live` hands each out when it would have been spoken."""
    beginning = time.perf_counter()
    for start in range(0, len(samples), CHUNK):
        if live:
            time.sleep(max(0.0, beginning + (start + CHUNK) / 16_000 - time.perf_counter()))
        yield samples[start : start + CHUNK]


def decode(model: vosk.Model, samples: FloatArray, *, live: bool) -> float:
    """Seconds of CPU that plain decoding takes."""
    began = time.process_time()
    recogniser = vosk.KaldiRecognizer(model, 16_000)
    recogniser.SetWords(True)
    for piece in chunks(samples, live=live):
        if recogniser.AcceptWaveform((np.clip(piece, -1, 1) * 32767).astype("<i2").tobytes()):
            json.loads(recogniser.Result())
    json.loads(recogniser.FinalResult())
    return time.process_time() - began


def assess(assessor: Assessor, samples: FloatArray, text: str, *, live: bool) -> tuple[float, float, float]:
    """Seconds: CPU of the whole assessment, wall and CPU from stop to score."""
    spoken = to_spoken(text)
    began = time.process_time()
    running = assessor.start(spoken, None)
    for piece in chunks(samples, live=live):
        running.feed(piece)
    stopped, stopped_cpu = time.perf_counter(), time.process_time()
    running.finish()
    waited, ended = time.perf_counter() - stopped, time.process_time()
    return ended - began, waited, ended - stopped_cpu


def parts(assessor: Assessor, samples: FloatArray, text: str) -> dict[str, float]:
    """Seconds of CPU of each part of an assessment, each for itself over the whole recording."""
    model, network = assessor.model, assessor.network
    assert model is not None
    spoken = to_spoken(text)
    spent: dict[str, float] = {}

    def timed(name: str, work: Callable[[], Any]) -> Any:
        began = time.process_time()
        result = work()
        spent[name] = time.process_time() - began
        return result

    def recognise() -> None:
        recogniser = model.listen(prompt_grammar(model, spoken))
        for start in range(0, len(samples), 3_200):
            recogniser.feed(samples[start : start + 3_200])
        recogniser.finish()

    def align() -> tuple[Alignment, FloatArray]:
        for each in posteriors:
            if len(each):
                aligning.push(likelihoods(each, network.log_priors))
        return aligning.finish(), aligning.scores()

    def follow() -> F0Track:
        for piece in pieces:
            f0.feed(piece)
        return f0.finish()

    pieces = [samples[start : start + 16_000] for start in range(0, len(samples), 16_000)]
    features, stream, f0 = FeatureStream(), network.stream(), F0Stream()
    aligning = AlignmentStream(
        [phones.syllable_phones(s.initial, s.final, erhua=s.erhua) for s in spoken.syllables]
    )
    timed("recogniser", recognise)
    cepstra = timed("features", lambda: [*map(features.push, pieces), features.flush()])
    posteriors = timed("network", lambda: [*map(stream.push, cepstra), stream.flush()])
    alignment, scores = timed("alignment", align)
    track = timed("F0", follow)
    taken = TakenIn(scores, track, Heard(()), Heard(()), len(samples) / 16_000)
    timed("judging", lambda: assessor.judge(taken, spoken, alignment))
    return spent


def main() -> None:
    """Print the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--parts", action="store_true", help="also what each part costs")
    arguments.add_argument("--rounds", type=int, default=3)
    options = arguments.parse_args()
    vosk.SetLogLevel(-1)
    path = locator("").locate().path
    plain = vosk.Model(str(path))
    assessor = Assessor(RecogniserModel(path), assets_dir() / "scorer")
    samples, text = long_recording()
    print(f"recording of {len(samples) / 16_000:.1f} s    plain decoding  whole assessment       at the stop")
    for name, live in (("at once", False), ("at the pace of speech", True)):
        rounds = [
            (decode(plain, samples, live=live), *assess(assessor, samples, text, live=live))
            for _ in range(options.rounds)
        ]
        plainly, whole, waited, cpu = (statistics.median(column) for column in zip(*rounds, strict=True))
        stop = f"{waited:6.3f} s wall, {cpu:.3f} s CPU, ratio {cpu / plainly:.2f}" if live else ""
        print(f"{name:22} {plainly:10.2f} s CPU {whole:9.2f} s CPU, ratio {whole / plainly:.2f}   {stop}")
    if options.parts:
        counted = [parts(assessor, samples, text) for _ in range(options.rounds)]
        for name in counted[0]:
            print(f"  {name:12} {statistics.median(each[name] for each in counted):6.3f} s CPU")


if __name__ == "__main__":
    main()
