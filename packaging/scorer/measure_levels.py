"""Estimated against true signal-to-noise ratio, for white noise and babble on clean sentences.

python packaging/scorer/measure_levels.py ../shared/speech/dev --clips 40
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import app  # noqa: F401  # before numpy: it sets the number of BLAS threads

# isort: split
import numpy as np
from numpy.typing import NDArray

from app.paths import assets_dir
from app.speech import features, phones
from app.speech.alignment import AlignmentStream, likelihoods
from app.speech.evaluation.sets import SAMPLE_RATE, Clip, chosen, read_sets
from app.speech.f0 import F0Stream, F0Track
from app.speech.levels import measure_levels, syllable_snrs
from app.speech.network import SegmentNetwork

RATIOS = (20, 15, 10, 5, 0)
CLEAN_DB = 30.0  # recordings with more noise of their own are left out
VOICES = 8
Samples = NDArray[np.float32]


def spans_of(network: SegmentNetwork, clip: Clip, samples: Samples) -> list[tuple[float, float]]:
    """Where the syllables of a clean recording lie; none where its text is not certain."""
    spoken = clip.spoken()
    if spoken is None:
        return []
    stream = AlignmentStream(
        [phones.syllable_phones(s.initial, s.final, erhua=s.erhua) for s in spoken.syllables]
    )
    posteriors = network.log_posteriors(features.mel_cepstra(samples))
    stream.push(likelihoods(posteriors, network.log_priors))
    step = network.frame_seconds
    return [(s.start * step, s.end * step) for s in stream.finish().syllables if not s.omitted]


def babble(voices: Sequence[Samples], count: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Several of the recordings at once."""
    out = np.zeros(count)
    for index in rng.integers(len(voices), size=VOICES):
        voice = np.resize(voices[index], count)
        out += np.roll(voice / np.sqrt(np.mean(voice**2)), int(rng.integers(count)))
    return out


def track_of(samples: Samples) -> F0Track:
    """The levels of a recording, as a take has them."""
    stream = F0Stream()
    stream.feed(samples)
    return stream.finish()


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--clips", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    rng = np.random.default_rng(arguments.seed)
    network = SegmentNetwork.load(assets_dir() / "scorer" / "segments.npz")
    clips = chosen(read_sets(arguments.folder), ["commonvoice"], arguments.clips, arguments.seed)
    voices = [clip.samples() for clip in clips]
    takes: dict[tuple[str, int], list[float]] = defaultdict(list)
    single: dict[tuple[str, int], list[float]] = defaultdict(list)
    for clip, samples in zip(clips, voices, strict=True):
        spans = spans_of(network, clip, samples)
        clean = measure_levels(track_of(samples), spans).snr_db if spans else None
        if clean is None or clean < CLEAN_DB:
            continue
        parts = [samples[round(a * SAMPLE_RATE) : round(b * SAMPLE_RATE)] for a, b in spans]
        power = float(np.mean(np.concatenate(parts) ** 2))
        for kind in ("white", "babble"):
            noise = rng.normal(size=len(samples)) if kind == "white" else babble(voices, len(samples), rng)
            noise /= np.sqrt(np.mean(noise**2))
            for ratio in RATIOS:
                level = power / 10 ** (ratio / 10)
                track = track_of((samples + noise * np.sqrt(level)).astype(np.float32))
                found = measure_levels(track, spans)
                takes[kind, ratio].append(found.snr_db if found.snr_db is not None else np.nan)
                for part, snr in zip(parts, syllable_snrs(track, spans, found.noise_db), strict=True):
                    true = 10 * np.log10(float(np.mean(part**2)) / level + 1e-9)
                    if snr is not None and true > -5:
                        single[kind, ratio].append(abs(snr - true))
    heads = ("true", "mean", "s.d.", "5 %", "95 %", "error of syllables", "takes")
    print("noise    " + " ".join(f"{head:>6}" for head in heads))
    for (kind, ratio), values in takes.items():
        low, high = np.percentile(values, [5, 95])
        print(
            f"{kind:8} {ratio:6} {np.mean(values):6.1f} {np.std(values):6.1f} {low:6.1f} {high:6.1f}"
            f" {np.mean(single[kind, ratio]):18.1f} {len(values):6}"
        )


if __name__ == "__main__":
    main()
