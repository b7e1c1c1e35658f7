"""How many points a native reader whom the model never heard loses in part 1 of the mock test.

    python packaging/psc/check_papers.py SET.tsv [--papers 4]

SET.tsv is the TSV file of a set of single syllables by one speaker, its clips in the folder of that name (see
docs/scoring.md). Each paper is put together from her clips with pauses between them and scored like a take:
what it loses are the mistakes of the scorer, apart from what she said wrong.
"""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path

import numpy as np

PROJECT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(PROJECT))

from app.audio.importing import import_audio  # noqa: E402
from app.practice.engine import SpeechEngine  # noqa: E402
from app.speech.psc.marks import mark_reading  # noqa: E402
from app.speech.psc.paper import PartOfPaper, make_paper  # noqa: E402
from app.speech.text import to_spoken  # noqa: E402

RATE = 16_000
PAUSE = np.zeros(int(0.6 * RATE), np.float32)


def main() -> int:
    """Print the marks of each paper and their mean."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("set", type=Path, help="the set's TSV file")
    parser.add_argument("--papers", type=int, default=4)
    arguments = parser.parse_args()
    folder = arguments.set.with_suffix("")
    with arguments.set.open(encoding="utf-8") as file:
        clips = {row["pinyin"]: row["clip"] for row in csv.DictReader(file, delimiter="\t")}
    files = {path.stem: path for path in folder.iterdir()}
    engine = SpeechEngine("")
    points = []
    for seed in range(1, arguments.papers + 1):
        items = [item for item in make_paper(seed).syllables if item.pinyin[0] in clips]
        sound = np.concatenate(
            [part for item in items for part in (import_audio(files[clips[item.pinyin[0]]]), PAUSE)]
        )
        running = engine.begin(
            to_spoken("、".join(item.text for item in items), tuple(item.pinyin[0] for item in items)), None
        )
        for start in range(0, len(sound), RATE):
            running.feed(sound[start : start + RATE])
        marks = mark_reading(PartOfPaper.SYLLABLES, running.finish(), len(sound) / RATE)
        lost = ", ".join(f"{line.code} {line.count} −{line.points:.2f}" for line in marks.lines)
        print(f"paper {seed}: {len(items)} syllables, {marks.points} of {marks.most:.0f} points ({lost})")
        points.append(marks.points or 0.0)
    print(f"mean {np.mean(points):.2f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
