"""Memory of the scorer, as a ratio to that of the loaded model: the most each process ever held (peak RSS).

Each process is new and does one thing: nothing (Python with numpy), load the model and decode a 30 s
recording plainly, or load what the app loads (model, scorer, readings) and score that recording. The text
becomes syllables inside the process, as in the app. Ratios are given with the interpreter and without it:
"without" takes what Python with numpy holds off both sides.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
ROUNDS = 3

START = """
import json, resource, sys
import app
import numpy as np
samples = np.load(sys.argv[1])
"""

DECODING = """
import vosk
vosk.SetLogLevel(-1)
model = vosk.Model(sys.argv[2])
recogniser = vosk.KaldiRecognizer(model, 16_000)
recogniser.SetWords(True)
for start in range(0, len(samples), 1600):
    piece = (samples[start : start + 1600] * 32767).astype("<i2").tobytes()
    if recogniser.AcceptWaveform(piece):
        json.loads(recogniser.Result())
json.loads(recogniser.FinalResult())
"""

SCORING = """
from pathlib import Path
from app.paths import assets_dir
from app.speech.assessor import Assessor
from app.speech.recogniser import RecogniserModel
from app.speech.text import to_spoken
assessor = Assessor(RecogniserModel(Path(sys.argv[2])), assets_dir() / "scorer")
running = assessor.start(to_spoken(sys.argv[3]), None)
for start in range(0, len(samples), 1600):
    running.feed(samples[start : start + 1600])
score = running.finish()
assert score.total is not None
"""

END = """
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def peak(program: str, *arguments: str) -> float:
    """MiB held at most by a Python that runs `program`."""
    done = subprocess.run(
        [sys.executable, "-c", START + program + END, *arguments],
        cwd=PROJECT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return float(done.stdout.split()[-1]) / 1024


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        recording = str(Path(folder) / "recording.npy")
        making = (
            "import sys; sys.path.insert(0, 'benchmarks'); import scoring, numpy, json;"
            "samples, text = scoring.long_recording(); numpy.save(sys.argv[1], samples);"
            "print(json.dumps([str(scoring.locator('').locate().path), text]))"
        )
        made = subprocess.run(
            [sys.executable, "-c", making, recording], cwd=PROJECT, capture_output=True, text=True, check=True
        )
        model, text = json.loads(made.stdout)
        rounds = [
            (peak("", recording), peak(DECODING, recording, model), peak(SCORING, recording, model, text))
            for _ in range(ROUNDS)
        ]
    base, decoding, scoring = (statistics.median(column) for column in zip(*rounds, strict=True))
    print(f"Python with numpy and the samples  {base:6.1f} MiB")
    print(f"model loaded and decoding          {decoding:6.1f} MiB")
    print(
        f"scorer, the same model in it       {scoring:6.1f} MiB   ratio {scoring / decoding:.2f}"
        f" with the interpreter, {(scoring - base) / (decoding - base):.2f} without"
    )


if __name__ == "__main__":
    main()
