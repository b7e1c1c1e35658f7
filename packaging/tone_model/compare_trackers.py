"""Compare F0 trackers on speech whose F0 is known: WORLD resynthesis of real clips.

Each clip is analysed with WORLD (harvest, CheapTrick, D4C) and synthesised again: the F0 fed into the
synthesis is the truth, octave errors of the analysis included: the synthetic voice really has that F0.
Noise is added at 10 dB: white, and babble mixed from other clips. Reported per tracker and condition: gross
errors (more than 20 % off) and octave errors among the frames both call voiced, voicing errors, median error
in cents, and time per second of audio.

Needs pyworld and swift-f0 (onnxruntime) in the environment; the app needs neither.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyworld
import soundfile as sf

from app.speech.f0 import SAMPLE_RATE, track_f0

HOP_MS = 10.0
SETS = (
    "train/commonvoice",
    "train/commonvoice_more",
    "train/words_tan",
    "train/words_students",
    "dev/words_gao",
)


def harvest(x: np.ndarray) -> np.ndarray:
    """F0 per 10 ms by pyworld harvest."""
    f0, _ = pyworld.harvest(x.astype(np.float64), SAMPLE_RATE, f0_floor=55, f0_ceil=600, frame_period=HOP_MS)
    return f0


def dio(x: np.ndarray) -> np.ndarray:
    """F0 per 10 ms by pyworld dio + stonemask."""
    y = x.astype(np.float64)
    f0, t = pyworld.dio(y, SAMPLE_RATE, f0_floor=55, f0_ceil=600, frame_period=HOP_MS)
    return pyworld.stonemask(y, f0, t, SAMPLE_RATE)


def own(x: np.ndarray) -> np.ndarray:
    """F0 per 10 ms by app.speech.f0."""
    return track_f0(x).f0


def swift() -> Callable[[np.ndarray], np.ndarray]:
    """A tracker over swift-f0 (16 ms frames, brought to 10 ms by the nearest frame)."""
    from swift_f0 import SwiftF0

    detector = SwiftF0(threads=1)

    def track(x: np.ndarray) -> np.ndarray:
        r = detector.detect(x.astype(np.float32), SAMPLE_RATE, fmin=55.0, fmax=600.0)
        f0 = np.where(r.confidence >= 0.5, r.pitch_hz, 0.0)
        times = np.asarray(r.timestamps)
        wanted = np.arange(len(x) // 160 + 1) * 0.01
        nearest = np.clip(np.searchsorted(times, wanted - 0.008), 0, len(times) - 1)
        return f0[nearest]

    return track


def resynthesise(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(samples, true F0 per 10 ms)."""
    y = x.astype(np.float64)
    f0, t = pyworld.harvest(y, SAMPLE_RATE, f0_floor=60, f0_ceil=550, frame_period=HOP_MS)
    f0 = pyworld.stonemask(y, f0, t, SAMPLE_RATE)
    envelope = pyworld.cheaptrick(y, f0, t, SAMPLE_RATE)
    aperiodicity = pyworld.d4c(y, f0, t, SAMPLE_RATE)
    out = pyworld.synthesize(f0, envelope, aperiodicity, SAMPLE_RATE, frame_period=HOP_MS)
    return out.astype(np.float32), f0


def at_snr(x: np.ndarray, noise: np.ndarray, db: float) -> np.ndarray:
    """`x` with `noise` (at least as long) `db` below its loud half."""
    frames = x[: len(x) // 160 * 160].reshape(-1, 160)
    power = np.mean(frames**2, axis=1)
    loud = np.mean(power[power >= np.median(power)])
    noise = noise[: len(x)]
    return (x + noise * np.sqrt(loud / 10 ** (db / 10) / np.mean(noise**2))).astype(np.float32)


def compare(
    clips: list[np.ndarray], trackers: dict[str, Callable[[np.ndarray], np.ndarray]]
) -> dict[str, dict]:
    """Figures per condition and tracker."""
    rng = np.random.default_rng(0)
    voices = [resynthesise(c) for c in clips]
    longest = max(len(v) for v, _ in voices)
    babble = sum(np.resize(voices[i][0], longest) for i in rng.choice(len(voices), 8, replace=False))
    conditions = {
        "clean": lambda x: x,
        "white 10 dB": lambda x: at_snr(x, rng.standard_normal(len(x)), 10),
        "babble 10 dB": lambda x: at_snr(x, np.roll(babble, rng.integers(longest)), 10),
    }
    results: dict[str, dict] = {}
    for condition, spoil in conditions.items():
        spoiled = [(spoil(x), f0) for x, f0 in voices]
        for name, tracker in trackers.items():
            seconds, parts = 0.0, []
            for x, truth in spoiled:
                begin = time.perf_counter()
                f0 = tracker(x)
                seconds += time.perf_counter() - begin
                n = min(len(f0), len(truth))
                parts.append(np.stack([f0[:n], truth[:n]]))
            f0, truth = np.concatenate(parts, axis=1)
            both = (f0 > 0) & (truth > 0)
            octaves = np.log2(f0[both] / truth[both])
            results.setdefault(condition, {})[name] = {
                "gross": float(np.mean(np.abs(octaves) > np.log2(1.2))),
                "octave": float(np.mean(np.abs(np.abs(octaves) - 1) < 0.1)),
                "missed": float(np.mean(f0[truth > 0] <= 0)),
                "false_voice": float(np.mean(f0[truth <= 0] > 0)),
                "cents": float(1200 * np.median(np.abs(octaves))),
                "real_time_factor": seconds / (sum(len(x) for x, _ in spoiled) / SAMPLE_RATE),
            }
    return results


def main() -> None:
    """Print the table and write the JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("speech", type=Path)
    parser.add_argument("--clips", type=int, default=40, help="per set")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    rng = np.random.default_rng(1)
    clips = []
    for name in SETS:
        files = sorted((options.speech / name).glob("*"))
        for i in rng.choice(len(files), min(options.clips, len(files)), replace=False):
            clips.append(sf.read(files[i], dtype="float32")[0])
    trackers = {"own": own, "dio": dio, "harvest": harvest, "swift-f0": swift()}
    results = compare(clips, trackers)
    for condition, rows in results.items():
        print(f"\n{condition}\n{'':10}gross  octave  missed  false  cents    RTF")
        for name, r in rows.items():
            print(
                f"{name:10}{r['gross']:6.2%} {r['octave']:6.2%} {r['missed']:7.2%} {r['false_voice']:6.2%}"
                f" {r['cents']:6.1f} {r['real_time_factor']:7.4f}"
            )
    if options.json:
        options.json.write_text(json.dumps(results, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
