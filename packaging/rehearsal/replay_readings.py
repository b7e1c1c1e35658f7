"""Readings to the teleprompter without the window, several to an hour: what it shows against where she is.

    python packaging/rehearsal/replay_readings.py [--products product-hongzao,product-hetao] [--seeds 7,8]
        [--seconds 300]

The same readings as in run_rehearsal.py, with skips and words of her own, heard by the recogniser as fast as
it can; the teleprompter is given what is recognised every tenth of a second. A line has 15 syllables here.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import house  # first: it finds the project

# isort: split

import numpy as np
from prompted_reading import judged, read_aloud, script_of, scripts_lessons
from voice import JoinedVoice

from app.coaching.prompter import Prompter
from app.coaching.script import parse_script
from app.curriculum.library import load_library
from app.paths import assets_dir, lessons_dir
from app.speech.recogniser import SAMPLE_RATE, RecogniserModel

_LINE = 15
_STEP = SAMPLE_RATE // 10


def main() -> None:
    """Print a row for each reading, and their means."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--products", default="product-hongzao,product-hetao,product-putaogan")
    parser.add_argument("--seeds", default="7,8,9,10")
    parser.add_argument("--seconds", type=float, default=300.0)
    parser.add_argument("--speech", type=Path, default=house.PROJECT.parent / "shared" / "speech")
    given = parser.parse_args()
    voice = JoinedVoice(given.speech / "dev")
    model = RecogniserModel(assets_dir() / "model")
    library = load_library([lessons_dir()])
    print(
        "| reading | seconds | late, median / 95 % / most | within one line | ahead | behind | longest off |"
    )
    print("|---|---|---|---|---|---|---|")
    found = []
    for product in given.products.split(","):
        for seed in map(int, given.seeds.split(",")):
            script = parse_script(script_of(scripts_lessons(library, product), given.seconds))
            reading = read_aloud(script, voice, seed)
            listening, prompter, log = model.listen(), Prompter(script), []
            for at in range(0, len(reading.samples), _STEP):
                listening.feed(reading.samples[at : at + _STEP])
                following = prompter.hear(listening.partial())
                log.append(((at + _STEP) / SAMPLE_RATE, following.position, following.in_script))
            told = judged(reading, log, 0.0, lambda place: place // _LINE)
            found.append(told)
            late = told["late"]
            print(
                f"| {product} {seed} | {len(reading.samples) / SAMPLE_RATE:.0f} | {late['median']:.2f} / "
                f"{late['p95']:.2f} / {late['most']:.2f} s | {told['within_one_line']:.1%} | "
                f"{told['ahead_by_more_than_a_line']:.1%} | {told['behind_by_more_than_a_line']:.1%} | "
                f"{told['longest_off_by_more_than_a_line']} s |",
                flush=True,
            )
    within = np.mean([each["within_one_line"] for each in found])
    print(f"\nWithin one line of her in {within:.1%} of the time in which she reads, on the average.")


if __name__ == "__main__":
    main()
