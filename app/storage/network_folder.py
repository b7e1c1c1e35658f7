"""Whether a folder lies on another machine: SQLite's WAL needs memory shared between all who open a file."""

from __future__ import annotations

import re
import sys
from pathlib import Path

_MOUNTS = Path("/proc/self/mountinfo")

_NETWORK = frozenset(
    {
        "nfs",
        "nfs4",
        "cifs",
        "smb3",
        "smbfs",
        "ncpfs",
        "afs",
        "ceph",
        "lustre",
        "9p",
        "davfs",
        "vboxsf",
        "vmhgfs",
    }
)
"""Kinds of file systems behind which another machine stands, as Linux calls them; all of "fuse.…" besides:
most of those are (sshfs, rclone, gvfsd), and for the others the careful way only costs a little time."""

_DRIVE_REMOTE = 4  # GetDriveTypeW


def on_network(folder: Path) -> bool:
    """Whether `folder`, or what there is of it, lies on a network share. A folder nobody knows is local."""
    if sys.platform == "win32":
        return _remote_drive(folder)
    try:
        there = next(each for each in (folder.absolute(), *folder.absolute().parents) if each.exists())
        return _is_network(file_system(there.resolve(), _MOUNTS.read_text(encoding="utf-8")))
    except (OSError, StopIteration):
        return False


def file_system(path: Path, mounts: str) -> str:
    """The kind of file system that holds `path`, "" when unknown; `mounts` is as in /proc/self/mountinfo.

    Fields as in proc(5): the mount point is the fifth, the type follows the lone dash; of several on the same
    point the last one counts.
    """
    found, depth = "", -1
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        fields = before.split()
        if len(fields) < 5 or not after:
            continue
        point = Path(re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), fields[4]))
        if path.is_relative_to(point) and len(point.parts) >= depth:
            found, depth = after.split()[0], len(point.parts)
    return found


def _is_network(kind: str) -> bool:
    return kind in _NETWORK or kind.startswith("fuse.")


def _remote_drive(folder: Path) -> bool:
    if sys.platform != "win32":
        return False
    import ctypes

    whole = folder.absolute()
    if whole.drive.startswith("\\\\"):
        return True
    return bool(ctypes.windll.kernel32.GetDriveTypeW(whole.anchor) == _DRIVE_REMOTE)
