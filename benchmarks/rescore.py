"""An archive scored again: one process by itself, one worker, two workers; the same takes in one run.

    .venv/bin/python benchmarks/rescore.py [--takes 24]

Prints takes a minute for each and the ratios. Workers are timed from when they are there with their models
loaded; how long that took stands beside it. Two workers on two cores share them with the process that stores
what they give, and each scoring takes two threads.
"""

from __future__ import annotations

import argparse
import dataclasses
import os
import statistics
import tempfile
import time
from pathlib import Path

from app.bootstrap import build_studio, read_settings
from app.curriculum.values import Prompt
from app.practice.rescore_all_machines import Machines
from app.practice.rescore_all_task import identity_of
from app.practice.studio import Studio
from app.storage.values import Attempt

DEMO = Path(__file__).resolve().parent.parent / "assets" / "demo" / "demo.flac"
TEXT = "布林克利是一个位于美国阿肯色州门罗县的城市。"


def age(studio: Studio, takes: list[Attempt]) -> None:
    """As if an older scorer had scored them."""
    for each in takes:
        assert each.score is not None
        with studio._store.access.acting_for(each.profile_id):
            studio._store.replace_score(each.id, dataclasses.replace(each.score, scorer="0-old"))


def alone(studio: Studio, takes: list[Attempt]) -> float:
    """Seconds for all takes in this process, as the window does it."""
    age(studio, takes)
    began = time.perf_counter()
    assert studio.rescoring.rescore_outdated().done == len(takes)
    return time.perf_counter() - began


def spread(studio: Studio, takes: list[Attempt], workers: int) -> tuple[float, float]:
    """Seconds for all takes by worker processes, and until those were there."""
    age(studio, takes)
    due = studio.archive.due()
    identity = identity_of(studio._engine)
    began = time.perf_counter()
    with Machines(workers=workers) as machines:
        while machines.present(identity).fit < workers:
            time.sleep(0.05)
        there = time.perf_counter()
        assert studio.archive.run(due, machines).done == len(takes)
        return time.perf_counter() - there, there - began


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--takes", type=int, default=24)
    parser.add_argument("--rounds", type=int, default=3, help="each round measures all three")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["KAIBO_HOME"] = folder
        home = Path(folder)
        studio = build_studio(home, read_settings(home))
        studio.people.set_up("中心", "一班", "4071", name="主任")
        head, trainee = studio.profile, studio.people.add("努尔", "ug")
        studio.people.sign_in(trainee.id)
        takes = [studio.score_file(DEMO, Prompt(f"p{n}", TEXT), "lesson") for n in range(asked.takes)]
        seconds: dict[int, list[float]] = {0: [], 1: [], 2: []}
        until: dict[int, list[float]] = {1: [], 2: []}
        for _ in range(asked.rounds):
            studio.people.sign_in(trainee.id)
            seconds[0].append(alone(studio, takes))
            studio._store.access.viewer = head
            for workers in (1, 2):
                took, waited = spread(studio, takes, workers)
                seconds[workers].append(took)
                until[workers].append(waited)
        began = time.perf_counter()
        age(studio, takes)
        storing = (time.perf_counter() - began) / asked.takes
        studio.close()
    one = statistics.median(seconds[0])
    print(f"{asked.takes} takes of 6.4 s, medians of {asked.rounds} rounds")
    print(f"one process by itself  {60 * asked.takes / one:7.1f} takes a minute")
    for workers in (1, 2):
        found = statistics.median(seconds[workers])
        print(
            f"workers: {workers}             {60 * asked.takes / found:7.1f} takes a minute"
            f"   {one / found:5.2f} of one process   (there after {statistics.median(until[workers]):.1f} s)"
        )
    print(f"storing one take       {1000 * storing:7.1f} ms")


if __name__ == "__main__":
    main()
