"""What keeping the register costs: attempts kept with its triggers, and without them, in turns.

    .venv/bin/python benchmarks/exchange.py [--attempts 300]

Both databases lie on the same disk and wait for it at each commit, as the program does. It also says what
another station takes to take those attempts in, against what keeping them took.
"""

from __future__ import annotations

import argparse
import dataclasses
import random
import statistics
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from sqlite_utils import Database
from storage_history import START, some_score

from app.audio.values import Recording
from app.people.profiles import new_profile
from app.storage.opening import open_store
from app.storage.store import Store
from app.storage.values import Attempt

BATCH = 500


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--attempts", type=int, default=300)
    count = parser.parse_args().attempts
    scores = [some_score(random.Random(seed)) for seed in range(20)]
    with tempfile.TemporaryDirectory() as folder:
        noting, plain, other = (opened(Path(folder) / name) for name in ("noting", "plain", "other"))
        plain._thread.call(drop_triggers)
        times: dict[Store, list[float]] = {noting: [], plain: []}
        profile = new_profile("Aynur", "ug", taken=())
        for store in times:
            store.add_profile(profile)
            store.access.viewer = profile
        for number in range(count):
            created = START + timedelta(minutes=number)
            for store in (noting, plain) if number % 2 else (plain, noting):
                path = store.user_dir / f"recordings/2025-09/{number}.flac"
                recording = Recording(path, 4.0, created, f"{number:064x}", "microphone")
                score = dataclasses.replace(scores[number % 20], total=float(number % 100))
                attempt = Attempt(
                    f"a{number:08}",
                    profile.id,
                    "lesson",
                    f"p{number % 8}",
                    "新疆红枣个大肉厚，甜而不腻",
                    None,
                    created,
                    recording,
                    score,
                )
                began = time.perf_counter()
                store.add_attempt(attempt)
                times[store].append(time.perf_counter() - began)
        taken_in = apply_all(noting, other)
        with_notes, without = (statistics.median(times[store]) for store in (noting, plain))
        print(f"kept with triggers {1000 * with_notes:.2f} ms, without {1000 * without:.2f} ms (medians)")
        print(f"ratio {with_notes / without:.3f}")
        print(f"taken in by another station {1000 * taken_in / count:.2f} ms an attempt")
        print(f"ratio to keeping it {taken_in / count / with_notes:.2f}")
        for store in (noting, plain, other):
            store.close()


def opened(folder: Path) -> Store:
    """A store in a folder of its own."""
    return open_store(folder, automatic_backup=False).store


def drop_triggers(db: Database) -> None:
    """Take the register's triggers out of a database."""
    for row in list(db.query("SELECT name FROM sqlite_master WHERE type = 'trigger'")):
        db.execute(f"DROP TRIGGER {row['name']}")
    db.commit()


def apply_all(source: Store, target: Store) -> float:
    """Seconds to read all of one station's records and take them in at another."""
    began = time.perf_counter()
    while pending := source.exchange.pending(BATCH):
        target.exchange.apply(pending)
        source.exchange.mark_sent(pending)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
