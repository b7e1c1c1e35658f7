"""Where things lie: what ships with the program, what a machine shares, what a user owns."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import platformdirs

_APP = "Kaibo"


def project_dir() -> Path:
    """The folder that holds `app/`, `assets/` and `lessons/`."""
    return Path(__file__).resolve().parent.parent


def assets_dir() -> Path:
    """What ships with the program: model, fonts, icons, catalogues, demo recordings."""
    return project_dir() / "assets"


def lessons_dir() -> Path:
    """The bundled curriculum, one folder a lesson."""
    return project_dir() / "lessons"


def user_dir() -> Path:
    """Everything this user owns: database, recordings, backups, models, log. `KAIBO_HOME` moves it."""
    override = os.environ.get("KAIBO_HOME")
    return Path(override) if override else Path(platformdirs.user_data_dir(_APP, appauthor=False))


def machine_dir() -> Path:
    """What all users of this machine share (models, lessons, policy), written by an administrator.

    `KAIBO_MACHINE_DIR` moves it.
    """
    override = os.environ.get("KAIBO_MACHINE_DIR")
    return Path(override) if override else installed_dir()


def installed_dir() -> Path:
    """Where `machine_dir` is unless a variable moves it.

    On Linux always the same place: the list in XDG_DATA_DIRS begins with another one in each desktop, so
    that what an administrator put there would not be found by those who use the machine.
    """
    if sys.platform.startswith("linux"):
        return Path("/usr/local/share") / _APP
    return Path(platformdirs.site_data_dir(_APP, appauthor=False))


def module_command(module: str) -> list[str]:
    """The command that runs one of the app's modules in a process of its own, as `python -m MODULE` does."""
    program = Path(sys.executable)
    if getattr(sys, "frozen", False) and sys.platform == "win32":
        program = program.with_name("kaibo-cli.exe")  # the window's program has no standard input or output
    return [str(program), "-m", module]
