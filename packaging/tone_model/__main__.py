"""`python -m tone_model prepare|train|evaluate|trackers`: see README.md."""

from __future__ import annotations

import sys
from pathlib import Path

STEPS = ("prepare", "train", "evaluate", "trackers")


def prepare(arguments: list[str]) -> None:
    """F0 tracks of all clips in all conditions, and alignments of both splits."""
    import argparse

    from tone_model.align import align_split
    from tone_model.tracks import prepare_tracks

    parser = argparse.ArgumentParser(prog="tone_model prepare")
    parser.add_argument("speech", type=Path)
    parser.add_argument("--work", type=Path, default=Path("build/tone_model"))
    parser.add_argument("--segments", type=Path, default=Path("assets/scorer/segments.npz"))
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--most", type=int, help="at most so many clips of each set")
    options = parser.parse_args(arguments)
    for split in ("train", "dev"):
        prepare_tracks(options.speech, options.work, split, options.processes, options.most)
        align_split(options.speech, options.work, split, options.segments, options.processes)


def main() -> None:
    """Run one step."""
    if len(sys.argv) < 2 or sys.argv[1] not in STEPS:
        sys.exit(f"usage: python -m tone_model {'|'.join(STEPS)} …")
    step = sys.argv.pop(1)
    if step == "prepare":
        prepare(sys.argv[1:])
    elif step == "train":
        from tone_model.train import main as run

        run()
    elif step == "evaluate":
        from tone_model.evaluate import main as run

        run()
    else:
        from tone_model.compare_trackers import main as run

        run()


if __name__ == "__main__":
    main()
