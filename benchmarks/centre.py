"""The trainers' pages over a made-up centre: how long until they are shown, and how that grows with attempts.

    .venv/bin/python benchmarks/centre.py window [--attempts 20000] [--rounds 5]
    .venv/bin/python benchmarks/centre.py growth [--sizes 20000,100000,300000,1000000] [--keep FOLDER]

`window` opens the real window (offscreen) as the administrator, who sees most, and measures from the call
that goes to a page until nothing is being read any more and the page has been painted. `growth` asks what the
pages ask, from another thread than the store's, and prints each time beside its ratio to the smallest centre.
Times are medians; the first call of each is told apart, because it finds the database cold.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(PROJECT), str(PROJECT / "packaging" / "centre")]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["TZ"] = "Asia/Shanghai"
time.tzset()

from make_centre import HEAD, PIN, Asked, make_centre  # noqa: E402

from app.paths import lessons_dir  # noqa: E402
from app.practice.studio import Studio  # noqa: E402
from app.settings import Settings  # noqa: E402
from app.storage.opening import open_store  # noqa: E402

COHORT = "class-1"
TODAY = time.strftime("%Y-%m-%d")


def studio_over(home: Path) -> Studio:
    """A studio whose administrator is signed in."""
    settings = Settings(welcome_done=True, theme="light", reduced_motion=True)
    studio = Studio(home, settings, open_store(home, automatic_backup=False), (lessons_dir(),))
    studio.people.sign_in(HEAD.id, PIN)
    return studio


def made(home: Path, attempts: int) -> Path:
    """A centre of so many attempts, up to today; the one that is there if there is one."""
    if not (home / "kaibo.db").exists():
        from datetime import date

        make_centre(home, Asked(attempts=attempts, until=date.fromisoformat(TODAY)))
    return home


def busiest(studio: Studio) -> str:
    """Who of the class practised most."""
    members = studio.progress.class_progress(COHORT).members
    return max(members, key=lambda each: each.attempts_30).profile_id


class Counting:
    """Runs work on threads as the window's executor does, and knows when nothing is left."""

    def __init__(self) -> None:
        from app.ui.jobs import PoolExecutor

        self._pool = PoolExecutor()
        self._lock = threading.Lock()
        self.running = 0

    def submit(self, work: Callable[[], None]) -> None:
        """Run `work` once."""
        with self._lock:
            self.running += 1

        def counted() -> None:
            try:
                work()
            finally:
                with self._lock:
                    self.running -= 1

        self._pool.submit(counted)

    def wait(self) -> None:
        """Wait for the rest."""
        self._pool.wait()


def window(home: Path, rounds: int) -> None:
    """Go to each page again and again."""
    from PySide6.QtCore import QEventLoop, QSize

    from app.ui.application import make_application
    from app.ui.jobs import Jobs
    from app.ui.main_window import MainWindow
    from app.ui.theme import Theme
    from app.ui.where import Place, Where

    studio = studio_over(home)
    application = make_application(studio.settings, "zh_CN")
    executor = Counting()
    jobs = Jobs(executor)
    shown = MainWindow(studio, jobs, Theme(application, studio.settings))
    shown.resize(QSize(1366, 768))
    shown.show()

    def until_shown() -> float:
        began = time.perf_counter()
        quiet = 0
        while quiet < 3:
            application.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
            quiet = 0 if executor.running else quiet + 1
        shown.repaint()
        application.processEvents()
        return time.perf_counter() - began

    began = time.perf_counter()
    lessons = len(studio.library.lessons)
    print(f"reading {lessons} lessons beforehand: {(time.perf_counter() - began) * 1000:.0f} ms")
    person = busiest(studio)
    pages: dict[str, Where] = {
        "desk": Where(Place.TEACH),
        "queue": Where(Place.QUEUE, cohort_id=COHORT),
        "class": Where(Place.CLASS_PROGRESS, cohort_id=COHORT),
        "person with heat map": Where(Place.CLASS_PROGRESS, cohort_id=COHORT, profile_id=person),
    }
    times: dict[str, list[float]] = {name: [] for name in (*pages, "centre")}
    until_shown()
    for _ in range(rounds):
        for name, where in pages.items():
            shown.go(Where(Place.SETTINGS))
            until_shown()
            began = time.perf_counter()
            shown.go(where)
            until_shown()
            times[name].append(time.perf_counter() - began)
        began = time.perf_counter()
        shown.class_progress.open_centre()
        until_shown()
        times["centre"].append(time.perf_counter() - began)
    print(f"{'milliseconds until shown':32}{'first':>10}{'median':>10}{'slowest':>10}")
    for name, each in times.items():
        first, median, worst = each[0], statistics.median(each), max(each)
        print(f"{name:32}{first * 1000:10.0f}{median * 1000:10.0f}{worst * 1000:10.0f}")
    shown.close()
    jobs.wait()
    studio.close()


def asked_by_pages(studio: Studio) -> dict[str, Callable[[], Any]]:
    """What the pages ask."""
    person = busiest(studio)
    store = studio._store
    whole = store.attempt(store.attempt_ids(person)[-1])

    def keep() -> None:
        changes = {"id": uuid.uuid4().hex, "created": whole.created}
        with store.access.acting_for(person):
            store.add_attempt(type(whole)(**{**vars(whole), **changes}))

    return {
        "desk of all classes": lambda: studio.teaching.desk(),
        "queue of a class (50)": lambda: studio.reviews.queue(cohort_id=COHORT),
        "a class": lambda: studio.progress.class_progress(COHORT),
        "a person and her heat map": lambda: studio.progress.person(person),
        "examples of a sound": lambda: studio.progress.examples(person, "zh", None),
        "the centre": lambda: studio.progress.centre(),
        "plans of a class": lambda: studio.plans.standing(COHORT),
        "her history (40)": lambda: store.attempts(person, limit=40),
        "keeping one attempt": keep,
    }


def growth(sizes: list[int], keep: Path) -> None:
    """Measure each size and print ratios."""
    times: dict[str, list[float]] = {}
    firsts: dict[str, list[float]] = {}
    for size in sizes:
        home = made(keep / str(size), size)
        studio = studio_over(home)
        for name, ask in asked_by_pages(studio).items():
            taken = []
            for _ in range(6):
                began = time.perf_counter()
                ask()
                taken.append(time.perf_counter() - began)
            firsts.setdefault(name, []).append(taken[0])
            times.setdefault(name, []).append(statistics.median(taken[1:]))
        studio.close()
        print(f"{size:,} done, {(home / 'kaibo.db').stat().st_size / 2**20:,.0f} MiB", flush=True)
    print(f"\n{'milliseconds (ratio)':28}" + "".join(f"{size:>18,}" for size in sizes))
    for name, row in times.items():
        cells = (f"{each * 1000:.1f} ({each / row[0]:.1f})" for each in row)
        print(f"{name:28}" + "".join(f"{cell:>18}" for cell in cells))
    print("\nfirst call, milliseconds")
    for name, row in firsts.items():
        print(f"{name:28}" + "".join(f"{each * 1000:18.1f}" for each in row))


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    kinds = parser.add_subparsers(dest="kind", required=True)
    of_window = kinds.add_parser("window")
    of_window.add_argument("--attempts", type=int, default=20_000)
    of_window.add_argument("--rounds", type=int, default=5)
    of_growth = kinds.add_parser("growth")
    of_growth.add_argument("--sizes", default="20000,100000,300000,1000000")
    for each in (of_window, of_growth):
        each.add_argument("--keep", type=Path, help="a folder for the centres, to measure them again")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        keep = asked.keep or Path(folder)
        if asked.kind == "window":
            window(made(keep / str(asked.attempts), asked.attempts), asked.rounds)
        else:
            growth([int(each) for each in asked.sizes.split(",")], keep)


if __name__ == "__main__":
    main()
