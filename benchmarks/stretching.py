"""Slower and faster speech without changing its height: ours beside libraries, on the CC0 test clips.

    python benchmarks/stretching.py [--json FILE]

Libraries that are not installed are left out (`pip install libsonic python-stretch audiotsm`; pyworld is a
dependency). For every clip and speed:

- duration: how far the length is from n / speed, in percent;
- F0: the distance of the F0 tracks in cents where both are voiced, times mapped: its median, and the share of
  frames that are off by more than a semitone; and the share of voiced frames that are not voiced any more;
- spectrum: root mean square difference of 26 log mel bands in dB, frames mapped, level taken out, over frames
  within 35 dB of the loudest;
- judged good: the share of initials, finals and tones that the scorer judges good (speeds 0.6 and 1.2);
- processor time per second of the source.
"""

from __future__ import annotations

import argparse
import csv
import json
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import app  # noqa: F401  # before numpy: it sets the number of BLAS threads

# isort: split
import numpy as np
import soundfile

from app.audio.stretch import stretched
from app.paths import assets_dir, project_dir
from app.speech.assessor import Assessor
from app.speech.f0 import track_f0
from app.speech.text import to_spoken
from app.speech.values import Part, Verdict

SPEEDS = (0.6, 0.8, 0.9, 1.2)
JUDGED = (0.6, 1.2)
RATE = 16_000
HOP = 160
Method = Callable[[np.ndarray, float], np.ndarray]


def methods() -> dict[str, Method]:
    """Ours, and what is installed."""
    found: dict[str, Method] = {"ours": stretched}
    try:
        from libsonic import SonicStream

        def sonic(samples: np.ndarray, speed: float) -> np.ndarray:
            stream = SonicStream(RATE, 1)
            stream.set_speed(speed)
            stream.write(samples.tolist())
            stream.flush()
            return np.asarray(stream.read(stream.available_frames()), np.float32)

        found["libsonic"] = sonic
    except ImportError:
        pass
    try:
        from python_stretch import Signalsmith

        def signalsmith(samples: np.ndarray, speed: float) -> np.ndarray:
            stretch = Signalsmith.Stretch()
            stretch.preset(1, RATE)
            stretch.setTimeFactor(speed)
            return np.asarray(stretch.process(samples[np.newaxis]), np.float32)[0]

        found["Signalsmith"] = signalsmith
    except ImportError:
        pass
    try:
        import audiotsm
        from audiotsm.io.array import ArrayReader, ArrayWriter

        def tsm(samples: np.ndarray, speed: float) -> np.ndarray:
            reader, writer = ArrayReader(samples[np.newaxis]), ArrayWriter(1)
            audiotsm.wsola(1, speed=speed, frame_length=512).run(reader, writer)
            return np.asarray(writer.data[0], np.float32)

        found["audiotsm WSOLA"] = tsm
    except ImportError:
        pass
    import pyworld

    def world(samples: np.ndarray, speed: float) -> np.ndarray:
        x = samples.astype(np.float64)
        f0, times = pyworld.harvest(x, RATE)
        spectrum, aperiodic = pyworld.cheaptrick(x, f0, times, RATE), pyworld.d4c(x, f0, times, RATE)
        return np.asarray(pyworld.synthesize(f0, spectrum, aperiodic, RATE, 5.0 / speed), np.float32)

    found["pyworld"] = world
    return found


def mel(samples: np.ndarray) -> np.ndarray:
    """Log mel bands (frames, 26) in dB."""
    padded = np.concatenate([np.zeros(200), samples, np.zeros(400)])
    frames = np.lib.stride_tricks.sliding_window_view(padded, 400)[::HOP] * np.hanning(400)
    power = np.abs(np.fft.rfft(frames, 512)) ** 2
    edges = 700 * (10 ** (np.linspace(0, 2595 * np.log10(1 + 7600 / 700), 28) / 2595) - 1)
    bins = edges / RATE * 512
    bank = np.zeros((26, 257))
    for band in range(26):
        low, centre, high = bins[band : band + 3]
        at = np.arange(257)
        bank[band] = np.clip(np.minimum((at - low) / (centre - low), (high - at) / (high - centre)), 0, None)
    return 10 * np.log10(power @ bank.T + 1e-8)


def compared(source: np.ndarray, made: np.ndarray, speed: float) -> dict[str, float]:
    """The figures of one clip at one speed."""
    before, after = track_f0(source), track_f0(made)
    at = np.minimum(np.round(np.arange(len(before.f0)) / speed).astype(int), len(after.f0) - 1)
    voiced = before.f0 > 0
    both = voiced & (after.f0[at] > 0)
    cents = 1200 * np.abs(np.log2(after.f0[at][both] / before.f0[both]))
    one, other = mel(source), mel(made)
    at = np.minimum(np.round(np.arange(len(one)) / speed).astype(int), len(other) - 1)
    loud = one.max(axis=1) > one.max() - 35
    difference = (one - other[at])[loud]
    difference -= difference.mean()
    return {
        "duration": 100 * abs(len(made) * speed / len(source) - 1),
        "cents": float(np.median(cents)),
        "far": 100 * float(np.mean(cents > 100)),
        "unvoiced": 100 * float(1 - both.sum() / voiced.sum()),
        "spectrum": float(np.sqrt(np.mean(difference**2))),
    }


def judged_good(assessor: Assessor, samples: np.ndarray, text: str) -> float:
    """The share of assessable parts judged good."""
    score = assessor.assess(samples, to_spoken(text))
    verdicts = [each.part(part).verdict for each in score.syllables for part in Part]
    known = [each for each in verdicts if each is not Verdict.NOT_ASSESSABLE]
    return 100 * sum(each is Verdict.GOOD for each in known) / max(len(known), 1)


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", type=Path)
    parser.add_argument("--only", default="", help="methods whose name contains this")
    arguments = parser.parse_args()
    folder = project_dir() / "tests" / "data" / "speech"
    with (folder / "commonvoice.tsv").open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines, delimiter="\t") if row["text"]]
    clips = [
        (soundfile.read(folder / "commonvoice" / f"{row['clip']}.opus", dtype="float32")[0], row["text"])
        for row in rows
    ]
    assessor = Assessor(None, assets_dir() / "scorer")
    figures: dict[str, dict[str, float]] = {}
    untouched = [judged_good(assessor, samples, text) for samples, text in clips]
    for name, method in methods().items():
        if arguments.only not in name:
            continue
        found: dict[str, list[float]] = defaultdict(list)
        for samples, text in clips:
            for speed in SPEEDS:
                start = time.process_time()
                made = method(samples, speed)
                found["ms per second"].append(1000 * (time.process_time() - start) / (len(samples) / RATE))
                for key, value in compared(samples, made, speed).items():
                    found[key].append(value)
                    if key in ("cents", "spectrum"):
                        found[f"{key} {speed}"].append(value)
                if speed in JUDGED:
                    found[f"good {speed}"].append(judged_good(assessor, made, text))
        figures[name] = {key: float(np.mean(values)) for key, values in found.items()}
        print(name, {key: round(value, 2) for key, value in figures[name].items()}, flush=True)
    print(f"{len(clips)} clips; judged good as recorded: {np.mean(untouched):.1f} %")
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
