"""How steady and how lively native speakers read: a minute or so of each speaker, sentence after sentence.

    python packaging/scorer/measure_delivery.py ../shared/speech/train/commonvoice --speakers 60

The distributions behind `app.speech.delivery`. Every sentence is brought to the same loudness first, since
they were recorded on many days; so the spread is that inside sentences, and the drift should be none.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from pathlib import Path

import app  # noqa: F401  # before numpy: it sets the number of BLAS threads

# isort: split
import numpy as np

from app.speech.delivery import Delivery, measure_delivery
from app.speech.evaluation.sets import Clip, read_sets
from app.speech.values import FloatArray

SHARES = (1, 5, 10, 25, 50, 75, 90, 95, 99)
LEAST_SECONDS, ENOUGH_SECONDS = 30.0, 60.0
_RMS = 0.05


def talk_of(clips: list[Clip]) -> FloatArray:
    """Sentences one after the other until a minute is full, all equally loud."""
    parts: list[FloatArray] = []
    seconds = 0.0
    for clip in clips:
        if clip.path is None:
            continue
        samples = clip.samples()
        loud = float(np.sqrt(np.mean(np.square(samples, dtype=np.float64)))) if samples.size else 0.0
        if loud > 0:
            parts.append(np.clip(samples * (_RMS / loud), -1.0, 1.0).astype(np.float32))
            seconds += samples.size / 16_000
        if seconds >= ENOUGH_SECONDS:
            break
    return np.concatenate(parts) if seconds >= LEAST_SECONDS else np.zeros(0, np.float32)


def _row(name: str, values: list[float]) -> str:
    return f"{name:12} {len(values):4} " + " ".join(f"{v:6.1f}" for v in np.percentile(values, SHARES))


def main() -> None:
    """Print the distributions."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("speech", type=Path, help="a folder of read sentences, its list beside it")
    parser.add_argument("--speakers", type=int, default=60, help="those with the most clips")
    arguments = parser.parse_args()
    by_speaker: dict[str, list[Clip]] = defaultdict(list)
    for clip in read_sets(arguments.speech):
        by_speaker[clip.speaker].append(clip)
    found: list[Delivery] = []
    for clips in sorted(by_speaker.values(), key=len, reverse=True)[: arguments.speakers]:
        talk = talk_of(clips)
        if talk.size:
            found.append(measure_delivery(talk))
    print(f"{'':12} {'n':>4} " + " ".join(f"{share:5}%" for share in SHARES))
    print(_row("range st", [each.range_st for each in found if each.range_st is not None]))
    print(_row("spread dB", [each.spread_db for each in found if each.spread_db is not None]))
    print(_row("drift dB", [each.drift_db for each in found if each.drift_db is not None]))


if __name__ == "__main__":
    main()
