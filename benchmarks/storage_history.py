"""A page of history among many attempts against the same page among few, and what else grows with them.

    .venv/bin/python benchmarks/storage_history.py [--few 1000] [--many 50000]

Both databases hold one trainee's attempts, each with a score of 12 syllables and their contours. Times are
the median of several calls through the store, from another thread than its own, as the window makes them.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from app.audio.values import Recording
from app.people.profiles import new_profile
from app.speech.values import (
    Contour,
    Fluency,
    PartScore,
    PronunciationScore,
    Syllable,
    SyllableScore,
    TakeStatus,
    Verdict,
)
from app.storage import rows
from app.storage.backup import make_backup
from app.storage.connection import writing
from app.storage.opening import open_store
from app.storage.score_json import FORMAT, pack_score
from app.storage.store import Store
from app.storage.values import Attempt

START = datetime(2025, 9, 1, tzinfo=UTC)
SYLLABLES = 12
LESSONS = 40
BATCH = 1000


def some_score(source: random.Random) -> PronunciationScore:
    """A score of the size that real ones have."""

    def contour(start: float) -> Contour:
        times = tuple(round(start + 0.01 * i, 3) for i in range(25))
        return Contour(times, tuple(round(source.uniform(1, 5), 3) for _ in times))

    def part() -> PartScore:
        return PartScore(source.choice(list(Verdict)), source.random())

    syllables = tuple(
        SyllableScore(
            Syllable("枣", "z", "ao", 3, 3, False, i, i + 1),
            0.3 * i,
            0.3 * i + 0.25,
            part(),
            part(),
            part(),
            contour(0.3 * i),
            contour(0.3 * i),
        )
        for i in range(SYLLABLES)
    )
    fluency = Fluency(180.0, 200.0, (), -20.0, -60.0)
    total = source.uniform(30, 100)
    return PronunciationScore(
        TakeStatus.SCORED, total, syllables, (), fluency, (), "枣" * SYLLABLES, "model", "1", 4.0
    )


def fill(store: Store, profile_id: str, count: int) -> None:
    """Put `count` attempts into the database, a year of practice, without the price of a commit for each."""
    source = random.Random(7)
    scores = [some_score(source) for _ in range(20)]
    packed = [pack_score(score) for score in scores]
    step = timedelta(days=365) / count

    def attempts() -> Iterator[tuple[int, int, Attempt]]:
        for i in range(count):
            created = START + i * step
            recording = Recording(
                store.user_dir / f"recordings/{i}.flac", 4.0, created, "0" * 64, "microphone"
            )
            lesson = f"lesson-{source.randrange(LESSONS)}"
            kind = source.randrange(len(scores))
            text = "新疆红枣个大肉厚，甜而不腻"
            yield (
                i + 1,
                kind,
                Attempt(
                    f"a{i:08}", profile_id, lesson, f"{lesson}-p{i % 8}", text, None, created, recording, None
                ),
            )

    def insert(db: Database, table: str, batch: list[rows.Row]) -> None:
        names = list(batch[0])
        places = ", ".join("?" * len(names))
        db.conn.executemany(
            f"INSERT INTO {table} ({', '.join(names)}) VALUES ({places})",
            [list(row.values()) for row in batch],
        )

    def work(db: Database, batch: list[tuple[int, int, Attempt]]) -> None:
        with writing(db):
            insert(
                db,
                "attempts",
                [
                    {"no": no, **rows.attempt_row(each), **rows.score_columns(scores[kind])}
                    for no, kind, each in batch
                ],
            )
            insert(
                db, "recordings", [rows.recording_row(no, e.recording, store.user_dir) for no, _, e in batch]
            )
            insert(
                db, "scores", [{"attempt_no": no, "format": FORMAT, "data": packed[k]} for no, k, _ in batch]
            )
            insert(
                db, "syllables", [r for no, kind, _ in batch for r in rows.syllable_rows(no, scores[kind])]
            )

    waiting: list[tuple[int, int, Attempt]] = []
    for each in attempts():
        waiting.append(each)
        if len(waiting) == BATCH or each[0] == count:
            batch, waiting = waiting, []
            store._thread.call(lambda db, batch=batch: work(db, batch))


def milliseconds(call: Callable[[], Any], rounds: int) -> float:
    """The median time of one call."""
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        call()
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1000


def measure(home: Path, count: int) -> dict[str, float]:
    """Milliseconds of each thing done with a database of `count` attempts."""
    store = open_store(home, automatic_backup=False).store
    profile = new_profile("古丽", "ug")
    store.add_profile(profile)
    store.sign_ins.sign_in(profile.id)
    fill(store, profile.id, count)
    some_id = store.attempts(profile.id, limit=1)[0].id
    whole = store.attempt(some_id)
    numbers = iter(range(1_000_000))

    def add() -> None:
        changes = {"id": f"new{next(numbers)}"}
        store.add_attempt(Attempt(**{**vars(whole), **changes}))

    times = {
        "newest page of history (50)": milliseconds(lambda: store.attempts(profile.id, limit=50), 30),
        "newest page of one lesson (50)": milliseconds(
            lambda: store.attempts(profile.id, lesson_id="lesson-3", limit=50), 30
        ),
        "one attempt with its score": milliseconds(lambda: store.attempt(some_id), 30),
        "keeping one attempt": milliseconds(add, 15),
        "trend, day by day": milliseconds(lambda: store.daily(profile.id), 7),
        "verdicts by sound": milliseconds(lambda: store.sounds(profile.id), 3),
        "backup, verified": milliseconds(lambda: make_backup(home), 1),
    }
    store.close()

    def open_and_close() -> None:
        open_store(home, automatic_backup=False).store.close()

    times["start: check and open"] = milliseconds(open_and_close, 3)
    times["size in MiB"] = (home / "kaibo.db").stat().st_size / 2**20
    return times


def main() -> None:
    """Fill both, measure both, print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--few", type=int, default=1_000)
    parser.add_argument("--many", type=int, default=50_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        few = measure(Path(folder, "few"), asked.few)
        many = measure(Path(folder, "many"), asked.many)
    print(f"{'milliseconds':32}{asked.few:>12,}{asked.many:>12,}{'ratio':>10}")
    for name in few:
        print(f"{name:32}{few[name]:12.2f}{many[name]:12.2f}{many[name] / few[name]:10.1f}")


if __name__ == "__main__":
    main()
