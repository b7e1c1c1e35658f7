"""Freezes the program, or says that what was frozen last still holds.

python freeze.py [FOLDER]    # build/frozen when no folder is given; prints where the program lies
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import shutil
import subprocess
import sys
from pathlib import Path

import draw_icons
import licences

PROJECT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
INPUTS = ("app", "assets", "lessons", "packaging/frozen")


def freeze(folder: Path) -> Path:
    """The program's folder, below `folder`; PyInstaller runs only when something changed since."""
    program = folder / "kaibo"
    stamp = folder / "stamp"
    wanted = fingerprint()
    if stamp.is_file() and stamp.read_text() == wanted and program.is_dir():
        return program
    stamp.unlink(missing_ok=True)
    draw_icons.draw_icons(folder / "icons")
    command = [sys.executable, "-m", "PyInstaller", str(HERE / "kaibo.spec"), "--noconfirm"]
    command += ["--log-level", "WARN", "--distpath", str(folder), "--workpath", str(folder / "work")]
    environment = {**os.environ, "PYTHONHASHSEED": "0", "KAIBO_ICONS": str(folder / "icons")}
    subprocess.run(command, cwd=PROJECT, env=environment, check=True)
    strip_python(program / "_internal")
    licences.write_licences(program / "licences")
    stamp.write_text(wanted)
    return program


def fingerprint() -> str:
    """Changes when the program, what it ships with, Python or a package does."""
    digest = hashlib.sha256(sys.version.encode())
    for each in sorted(importlib.metadata.distributions(), key=lambda one: one.name):
        digest.update(f"{each.name} {each.version}\n".encode())
    for top in INPUTS:
        for path in sorted((PROJECT / top).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(f"{path.relative_to(PROJECT).as_posix()}\n".encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def strip_python(internal: Path) -> None:
    """Take the debugging symbols out of Python's own libraries, where they are two thirds of the size.

    Only there: the packages' libraries come stripped, and some of them are laid out in a way that `strip`
    would break.
    """
    if not sys.platform.startswith("linux") or shutil.which("strip") is None:
        return
    own = [*internal.glob("libpython3*.so*"), *internal.glob("python3*/lib-dynload/*.so")]
    subprocess.run(["strip", "--strip-unneeded", *map(str, own)], check=True)


if __name__ == "__main__":
    print(freeze(Path(sys.argv[1]) if len(sys.argv) > 1 else PROJECT / "build" / "frozen"))
