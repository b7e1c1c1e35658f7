"""Scoring a 30 s recording against plain decoding of it, as `vosk-transcriber` does.

Three figures: all the work of an assessment fed while she speaks, what is left to do when she stops, and the
decoding alone. The recording is made of the bundled CC0 clips.
"""

from __future__ import annotations

import csv
import json
import statistics
import time
from pathlib import Path

import numpy as np
import vosk

from app.audio.importing import import_audio
from app.paths import assets_dir
from app.practice.engine import locator
from app.speech.assessor import Assessor
from app.speech.recogniser import RecogniserModel
from app.speech.text import to_spoken
from app.speech.values import FloatArray

SECONDS = 30.0
CHUNK = 1600  # samples, 0.1 s
ROUNDS = 2
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


def decode(model: vosk.Model, samples: FloatArray) -> float:
    """Seconds of CPU that plain decoding takes."""
    began = time.process_time()
    recogniser = vosk.KaldiRecognizer(model, 16_000)
    recogniser.SetWords(True)
    pcm = (np.clip(samples, -1, 1) * 32767).astype("<i2")
    for start in range(0, len(pcm), CHUNK):
        if recogniser.AcceptWaveform(pcm[start : start + CHUNK].tobytes()):
            json.loads(recogniser.Result())
    json.loads(recogniser.FinalResult())
    return time.process_time() - began


def assess(assessor: Assessor, samples: FloatArray, text: str) -> tuple[float, float]:
    """(CPU seconds of the whole assessment, wall seconds from stop to score), fed as fast as she speaks."""
    spoken = to_spoken(text)
    began, beginning = time.process_time(), time.perf_counter()
    running = assessor.start(spoken, None)
    for start in range(0, len(samples), CHUNK):
        time.sleep(max(0.0, beginning + (start + CHUNK) / 16_000 - time.perf_counter()))
        running.feed(samples[start : start + CHUNK])
    stopped = time.perf_counter()
    running.finish()
    return time.process_time() - began, time.perf_counter() - stopped


def main() -> None:
    """Print the table."""
    vosk.SetLogLevel(-1)
    path = locator("").locate().path
    plain = vosk.Model(str(path))
    assessor = Assessor(RecogniserModel(path), assets_dir() / "scorer")
    samples, text = long_recording()
    rounds = [(decode(plain, samples), *assess(assessor, samples, text)) for _ in range(ROUNDS)]
    decoding, scoring, waiting = (statistics.median(column) for column in zip(*rounds, strict=True))
    print(f"recording                {len(samples) / 16_000:6.1f} s")
    print(f"plain decoding           {decoding:6.2f} s CPU")
    print(f"whole assessment         {scoring:6.2f} s CPU   ratio {scoring / decoding:.2f}")
    print(f"left to do at the stop   {waiting:6.3f} s wall  ratio {waiting / decoding:.2f}")


if __name__ == "__main__":
    main()
