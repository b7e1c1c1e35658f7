"""The machine that a kit comes to: what of it may be written, and how a program is installed on it."""

from __future__ import annotations

import ctypes
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from app import __version__
from app.paths import machine_dir
from app.practice.kit_keys import KnownCentres

RunProgram = Callable[[Sequence[str]], int]


def run_program(command: Sequence[str]) -> int:
    """Run an installer to its end; its exit code. Raises OSError when there is no such program."""
    return subprocess.run(command, check=False).returncode


@dataclass(frozen=True)
class Machine:
    """The machine a kit comes to.

    `shared` is the machine's folder and `home` the user's own; `writable` whether the shared one can be
    written. `administrator` is whether programs can be installed. `system` is `linux` (with dpkg),
    `windows` or "" for one that no installer is for. `host` is the name it has in the network.
    """

    shared: Path
    home: Path
    writable: bool
    administrator: bool
    system: str
    version: str
    host: str = ""
    run: RunProgram = run_program

    def folder(self, own: bool) -> tuple[Path, bool]:
        """Where to install, and whether that is for all users of the machine."""
        return (self.shared, True) if self.writable and not own else (self.home, False)

    def known(self, for_all: bool) -> KnownCentres:
        """The centres trusted. What a user trusts says nothing for the machine."""
        own, shared = self.home / "kit", self.shared / "kit"
        return KnownCentres((shared,) if for_all else (own, shared))

    def install_program(self, program: Path, libraries: Sequence[Path] = ()) -> int:
        """Run an installer without questions; its exit code. Raises OSError.

        `libraries` are Debian packages that it may need; newer ones that are there already stay.
        """
        if self.system == "windows":
            return self.run([str(program), "/VERYSILENT", "/SUPPRESSMSGBOXES", "/NORESTART"])
        return self.run(["dpkg", "--refuse-downgrade", "-i", *map(str, (program, *libraries))])


def machine_here(home: Path) -> Machine:
    """The machine as whoever runs the program may change it."""
    shared = machine_dir()
    return Machine(
        shared=shared,
        home=home,
        writable=_can_write(shared),
        administrator=_is_administrator(),
        system=_system(),
        version=__version__,
        host=platform.node(),
    )


def version_of(text: str) -> tuple[int, ...]:
    """A version's numbers, for comparing; without zeros at its end."""
    numbers = [int(each) for each in text.split(".") if each.isdigit()]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


def _can_write(folder: Path) -> bool:
    """Tried, since what Windows says of rights is not what it does."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _is_administrator() -> bool:
    if sys.platform == "win32":
        return bool(ctypes.windll.shell32.IsUserAnAdmin())
    return os.geteuid() == 0


def _system() -> str:
    if sys.platform == "win32":
        return "windows"
    return "linux" if sys.platform.startswith("linux") and shutil.which("dpkg") else ""
