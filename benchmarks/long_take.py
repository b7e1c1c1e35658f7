"""The report of a long talk against plain decoding of it: time, and memory as the talk grows longer.

    .venv/bin/python benchmarks/long_take.py [--minutes 20]

The talk is made of the bundled CC0 clips, over and over, and reported on as the window does it: heard twice,
held against a product card, measured. The ratio is of CPU seconds. Each is a process of its own, so that the
most it ever held (peak RSS) can be told; a second, short talk shows what of that grows with the length.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
SHORT = 2.0

START = """
import json, resource, sys, time
sys.path.insert(0, "benchmarks")
import app
import numpy as np
import vosk
from scoring import DATA, locator, long_recording
from app.speech.recogniser import RecogniserModel
minutes = float(sys.argv[1])
once, _ = long_recording()
samples = np.tile(once, int(minutes * 60 * 16_000 / len(once)) + 1)[: int(minutes * 60 * 16_000)]
model_path = locator("").locate().path
vosk.SetLogLevel(-1)
"""

DECODING = """
recogniser = vosk.KaldiRecognizer(vosk.Model(str(model_path)), 16_000)
recogniser.SetWords(True)
cpu = time.process_time()
for start in range(0, len(samples), 1600):
    if recogniser.AcceptWaveform((samples[start : start + 1600] * 32767).astype("<i2").tobytes()):
        json.loads(recogniser.Result())
json.loads(recogniser.FinalResult())
"""

REPORTING = """
from app.coaching.card_facts import card_bias
from app.coaching.report import make_report
from app.curriculum.library import load_library
from app.paths import lessons_dir
from app.speech.delivery import measure_delivery
from app.speech.transcription import in_chunks, transcribe
lesson, card = load_library([lessons_dir()]).products[0]
model = RecogniserModel(model_path)
cpu = time.process_time()
transcript = transcribe(in_chunks(samples), model, card_bias(card))
report = make_report(lesson.id, card, transcript, measure_delivery(samples))
assert report.advice
"""

END = """
print(time.process_time() - cpu, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def run(program: str, minutes: float) -> tuple[float, float]:
    """CPU seconds, and the most MiB held."""
    done = subprocess.run(
        [sys.executable, "-c", START + program + END, str(minutes)],
        cwd=PROJECT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    cpu, peak = done.stdout.split()
    return float(cpu), float(peak)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--minutes", type=float, default=20.0)
    minutes = parser.parse_args().minutes
    plain, plain_peak = run(DECODING, minutes)
    whole, peak = run(REPORTING, minutes)
    _, short_plain = run(DECODING, SHORT)
    _, short_peak = run(REPORTING, SHORT)
    print(
        f"talk of {minutes:.0f} min   plain decoding {plain:6.1f} s CPU   report {whole:6.1f} s CPU, ", end=""
    )
    print(f"ratio {whole / plain:.2f}; {whole / minutes:.1f} s a minute of talk")
    growth = (peak - short_peak) / (minutes - SHORT)
    plainly = (plain_peak - short_plain) / (minutes - SHORT)
    print(f"memory at most: plain {plain_peak:.0f} MiB, report {peak:.0f} MiB, ratio {peak / plain_peak:.2f}")
    print(
        f"  a minute more of talk: plain {plainly:.2f} MiB, report {growth:.2f} MiB (its sound is 3.66 MiB)"
    )


if __name__ == "__main__":
    main()
