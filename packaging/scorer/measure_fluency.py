"""How fast native speakers read, how long they pause, how even their rhythm is.

    python packaging/scorer/measure_fluency.py ../shared/speech --clips 60

The distributions from which the bands in `app.speech.fluency` were taken.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import app  # noqa: F401  # before numpy: it sets the number of BLAS threads

# isort: split
import numpy as np

from app.paths import assets_dir
from app.speech import features, phones
from app.speech.alignment import AlignmentStream, likelihoods
from app.speech.evaluation.sets import Clip, chosen, read_sets
from app.speech.f0 import F0Track
from app.speech.fluency import LONG_PAUSE, measure_fluency
from app.speech.network import SegmentNetwork
from app.speech.values import Fluency

SENTENCES = ("commonvoice", "commonvoice_more", "aishell_sample")
SHARES = (1, 2.5, 5, 25, 50, 75, 95, 97.5, 99)
_NO_TRACK = F0Track(*(np.zeros(0, np.float32) for _ in range(5)))


def fluency_of(network: SegmentNetwork, clip: Clip) -> Fluency | None:
    """Pace, pauses and rhythm of a recording; None where its text is not certain."""
    spoken = clip.spoken()
    if spoken is None or len(spoken.syllables) < 6:
        return None
    stream = AlignmentStream(
        [phones.syllable_phones(s.initial, s.final, erhua=s.erhua) for s in spoken.syllables]
    )
    posteriors = network.log_posteriors(features.mel_cepstra(clip.samples()))
    stream.push(likelihoods(posteriors, network.log_priors))
    step = network.frame_seconds
    spans = [None if s.omitted else (s.start * step, s.end * step) for s in stream.finish().syllables]
    return measure_fluency(spoken, spans, _NO_TRACK)


def _row(name: str, values: Sequence[float]) -> str:
    points = " ".join(f"{v:7.2f}" for v in np.percentile(values, SHARES))
    return f"{name:28} {len(values):5} {points}"


def main() -> None:
    """Print the distributions set by set."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("speech", type=Path, help="the folder with train/ and dev/")
    parser.add_argument("--clips", type=int, default=60, help="of each set")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    network = SegmentNetwork.load(assets_dir() / "scorer" / "segments.npz")
    print(f"{'':28} {'n':>5} " + " ".join(f"{share:6}%" for share in SHARES))
    for part in ("train", "dev"):
        clips = [c for c in read_sets(arguments.speech / part) if c.set_name in SENTENCES]
        by_set: dict[str, list[Fluency]] = {}
        for clip in chosen(clips, [], arguments.clips, arguments.seed):
            found = fluency_of(network, clip)
            if found is not None and found.articulation_rate is not None:
                by_set.setdefault(clip.set_name, []).append(found)
        for name, all_ in by_set.items():
            label = f"{part}/{name}"
            print(_row(f"{label} rate", [f.articulation_rate or 0.0 for f in all_]))
            print(_row(f"{label} nPVI", [f.npvi for f in all_ if f.npvi is not None]))
            pauses = [p for f in all_ for p in f.pauses]
            print(_row(f"{label} pause s", [p.end - p.start for p in pauses] or [0.0]))
            odd = [sum(not p.expected and p.end - p.start >= LONG_PAUSE for p in f.pauses) for f in all_]
            print(_row(f"{label} stray pauses", odd))


if __name__ == "__main__":
    main()
