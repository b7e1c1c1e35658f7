"""The frozen program against the checkout: size on disk, and time to the version, the first window, the demo.

Rounds alternate between the two, on the same screen (Xvfb) and with a home that was used before. Build first:
`packaging/linux/build.sh`.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(PROJECT), str(PROJECT / "packaging" / "frozen")]

import licences  # noqa: E402

from app import __version__  # noqa: E402
from benchmarks.first_window import FIRST_DAY  # noqa: E402
from tests.packaging.frozen_program import Screen, screen  # noqa: E402

MB = 1_000_000
ROUNDS = 5


def folder_size(folder: Path) -> int:
    """Bytes of everything below a folder, links not followed."""
    return sum(each.lstat().st_size for each in folder.rglob("*") if not each.is_dir())


def shipped_size() -> int:
    """Bytes of the installed packages that the program needs to run, without those of the tests."""
    return sum(
        Path(str(file.locate())).stat().st_size
        for package in licences.shipped()
        for file in package.files or ()
        if Path(str(file.locate())).is_file()
    )


def print_sizes(program: Path, packages: Path) -> None:
    """One line for each thing that takes room."""
    own = sum(folder_size(PROJECT / each) for each in ("app", "assets", "lessons"))
    rows = {
        "frozen program": folder_size(program),
        "checkout: app, assets, lessons and the packages it needs": own + shipped_size(),
        "checkout with everything in .venv": own + folder_size(PROJECT / ".venv"),
    }
    for each in (
        packages / f"kaibo_{__version__}_amd64.deb",
        packages / f"kaibo-{__version__}-linux-amd64.tar.gz",
    ):
        if each.is_file():
            rows[each.name] = each.stat().st_size
    for name, size in rows.items():
        print(f"{size / MB:8.0f} MB  {size / rows['frozen program']:5.2f}  {name}")


def seconds_to_end(command: list[str], environment: dict[str, str]) -> float:
    """How long a command takes."""
    began = time.perf_counter()
    subprocess.run(command, cwd=PROJECT, env=environment, check=True, capture_output=True)
    return time.perf_counter() - began


def seconds_to_window(command: list[str], environment: dict[str, str], display: Screen) -> float:
    """From starting a program to its first picture on the screen."""
    began = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=PROJECT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while not display.shows_something():
        if process.poll() is not None:
            raise SystemExit("the window did not open")
        time.sleep(0.005)
    elapsed = time.perf_counter() - began
    process.terminate()
    process.wait()
    while display.shows_something():
        time.sleep(0.05)
    return elapsed


def print_times(program: Path) -> None:
    """Medians, and the frozen program's share of the checkout's."""
    frozen, checkout = [str(program / "kaibo")], [sys.executable, "-m", "app"]
    with tempfile.TemporaryDirectory() as folder, screen(Path(folder)) as display:
        home = Path(folder) / "home"
        environment = {**os.environ, "KAIBO_HOME": str(home), "DISPLAY": display.name}
        environment.pop("QT_QPA_PLATFORM", None)
        subprocess.run([sys.executable, "-c", FIRST_DAY], cwd=PROJECT, env=environment, check=True)
        measures: dict[str, Callable[[list[str]], float]] = {
            "--version": lambda command: seconds_to_end([*command, "--version"], environment),
            "first window": lambda command: seconds_to_window(command, environment, display),
            "demo": lambda command: seconds_to_end([*command, "demo"], environment),
        }
        for name, measure in measures.items():
            pairs = [(measure(frozen), measure(checkout)) for _ in range(ROUNDS + 1)][1:]
            ours, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
            print(f"{name:14} frozen {ours:5.2f} s   checkout {theirs:5.2f} s   ratio {ours / theirs:.2f}")


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", type=Path, default=PROJECT / "build" / "frozen" / "kaibo")
    parser.add_argument("--packages", type=Path, default=PROJECT / "dist")
    chosen = parser.parse_args()
    print_sizes(chosen.program, chosen.packages)
    print_times(chosen.program)


if __name__ == "__main__":
    main()
