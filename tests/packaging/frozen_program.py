"""What the installers' tests share: both packages built once, a screen, and an environment without us."""

from __future__ import annotations

import fcntl
import os
import re
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
SIZE = (1366, 768)


@dataclass(frozen=True)
class Packages:
    """The installers, and the folder that PyInstaller made."""

    deb: Path
    tar: Path
    program: Path


def build_packages() -> Packages:
    """Build both packages as `packaging/linux/build.sh` does; what did not change is not frozen again."""
    target = PROJECT / "build" / "tested"
    target.mkdir(parents=True, exist_ok=True)
    with (target / "lock").open("w") as lock:  # two runs of the tests in one checkout
        fcntl.flock(lock, fcntl.LOCK_EX)
        script = PROJECT / "packaging" / "linux" / "make_packages.py"
        done = subprocess.run(
            [sys.executable, str(script), str(target), "--quick"],
            capture_output=True,
            text=True,
            env={key: value for key, value in os.environ.items() if key != "PYTHONWARNINGS"},
        )
    assert done.returncode == 0, done.stderr[-4000:]
    deb, tar = map(Path, done.stdout.split()[-2:])
    return Packages(deb, tar, PROJECT / "build" / "frozen" / "kaibo")


def bare_environment(home: Path, **more: str) -> dict[str, str]:
    """Of somebody who has never had Python: a home, the system's programs, English."""
    return {
        "HOME": str(home),
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "KAIBO_LANGUAGE": "en",
        "KAIBO_MACHINE_DIR": str(home / "machine"),
        **more,
    }


class Screen:
    """An X server that nobody looks at, whose picture lies in a file."""

    def __init__(self, folder: Path) -> None:
        reading, writing = os.pipe()
        self._picture = folder / "Xvfb_screen0"
        self.process = subprocess.Popen(
            [
                *("Xvfb", "-displayfd", str(writing), "-nolisten", "tcp", "-noreset"),
                *("-screen", "0", f"{SIZE[0]}x{SIZE[1]}x24", "-fbdir", str(folder)),
            ],
            pass_fds=[writing],
            stderr=subprocess.DEVNULL,
        )
        os.close(writing)
        with os.fdopen(reading) as said:
            self.name = ":" + said.readline().strip()

    def windows(self) -> str:
        """What stands on it, as `xwininfo` tells it."""
        asked = ["xwininfo", "-display", self.name, "-root", "-tree"]
        done = subprocess.run(asked, capture_output=True, text=True, env={**os.environ, "LANG": "C.UTF-8"})
        return done.stdout

    def wait_for(self, title: str, process: subprocess.Popen[str], seconds: float = 60) -> None:
        """Until a window has that title; fails when the program has ended before."""
        end = time.monotonic() + seconds
        while not re.search(rf'"{title}"', self.windows()):
            if process.poll() is not None:
                raise AssertionError(f"ended with {process.returncode}: {process.communicate()[1]}")
            assert time.monotonic() < end, f"no window {title!r}:\n{self.windows()}"
            time.sleep(0.2)

    def shows_something(self) -> bool:
        """Whether a line high up is no longer black (the pointer waits in the middle); quickly answered."""
        with self._picture.open("rb") as file:
            file.seek(self._picture.stat().st_size // 4)
            return any(file.read(4 * SIZE[0]))

    def colours(self) -> int:
        """How many colours the picture has: one when it is blank."""
        data = self._picture.read_bytes()  # the X Window Dump format
        fields = struct.unpack(">25I", data[:100])
        start, width, height, stride, entries = fields[0], fields[4], fields[5], fields[12], fields[19]
        assert (width, height) == SIZE
        pixels = memoryview(data)[start + 12 * entries :][: stride * height].cast("I")
        return len({pixel & 0xFFFFFF for pixel in pixels})


@contextmanager
def screen(folder: Path) -> Iterator[Screen]:
    """A screen that is gone afterwards."""
    made = Screen(folder)
    try:
        yield made
    finally:
        made.process.terminate()
        made.process.wait()


@contextmanager
def started(command: list[str], environment: dict[str, str], cwd: Path) -> Iterator[subprocess.Popen[str]]:
    """A program that does not outlive the test."""
    process = subprocess.Popen(
        command, env=environment, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()
