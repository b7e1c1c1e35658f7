"""The sticks that are plugged in, and where on one a kit lies."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QStorageInfo

from app.practice.kit_values import MANIFEST, RESULTS

KIT_FOLDER = "kaibo-kit"
"""The folder that a new kit gets on a stick: it must be empty, which a stick seldom is."""

_PLUGGED_IN = ("/media/", "/run/media/", "/Volumes/")
_REMOVABLE = 2  # GetDriveType's DRIVE_REMOVABLE


@dataclass(frozen=True)
class Stick:
    """A stick: where it is, what it is called, and its free bytes."""

    path: Path
    name: str
    free: int


def find_sticks() -> list[Stick]:
    """What is plugged in and can be written on. Blocks as long as a dead network drive does."""
    found = []
    for each in QStorageInfo.mountedVolumes():
        path = each.rootPath()
        if is_plugged_in(path) and each.isValid() and each.isReady() and not each.isReadOnly():
            found.append(Stick(Path(path), each.displayName() or path, each.bytesAvailable()))
    return sorted(found, key=lambda stick: stick.path)


def is_plugged_in(root: str) -> bool:
    """Whether a volume is one that people plug in, by where it is mounted; Windows is asked itself."""
    if sys.platform == "win32":
        import ctypes

        return bool(ctypes.windll.kernel32.GetDriveTypeW(root.replace("/", "\\")) == _REMOVABLE)
    return root.startswith(_PLUGGED_IN)


def kit_on(folder: Path) -> Path | None:
    """The folder with a kit or with results: this one, or one right inside it. Blocks."""
    return next((each for each in _looked_at(folder) if (each / MANIFEST).is_file()), None) or next(
        (each for each in _looked_at(folder) if (each / RESULTS).is_dir()), None
    )


def new_kit_folder(folder: Path) -> Path:
    """Where a new kit goes: over the one that is there, or into a folder of its own. Blocks."""
    known = next((each for each in _looked_at(folder) if (each / MANIFEST).is_file()), None)
    return known or (folder if folder.name == KIT_FOLDER else folder / KIT_FOLDER)


def _looked_at(folder: Path) -> list[Path]:
    try:
        return [folder, *sorted(each for each in folder.iterdir() if each.is_dir())]
    except OSError:
        return [folder]
