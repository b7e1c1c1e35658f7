"""Which of the machine's libraries the frozen program needs, and the Debian packages that hold them."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

PACKAGES = {
    "ld-linux-x86-64.so.2": "libc6",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libXext.so.6": "libxext6",
    "libXrandr.so.2": "libxrandr2",
    "libbrotlicommon.so.1": "libbrotli1",
    "libbrotlidec.so.1": "libbrotli1",
    "libc.so.6": "libc6",
    "libcups.so.2": "libcups2 | libcups2t64",
    "libdbus-1.so.3": "libdbus-1-3",
    "libdl.so.2": "libc6",
    "libdrm.so.2": "libdrm2",
    "libexpat.so.1": "libexpat1",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libgcc_s.so.1": "libgcc-s1",
    "libglib-2.0.so.0": "libglib2.0-0 | libglib2.0-0t64",
    "libgthread-2.0.so.0": "libglib2.0-0 | libglib2.0-0t64",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libm.so.6": "libc6",
    "libmvec.so.1": "libc6",
    "libportaudio.so.2": "libportaudio2",
    "libpthread.so.0": "libc6",
    "libpulse.so.0": "libpulse0",
    "libresolv.so.2": "libc6",
    "librt.so.1": "libc6",
    "libstdc++.so.6": "libstdc++6",
    "libutil.so.1": "libc6",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libzstd.so.1": "libzstd1",
}
"""A library's name and who has it; the second name is the one that releases with 64-bit time gave it."""

LOADED_LATER = ("libportaudio.so.2",)
"""What Python looks for by name, so that no file of ours says that it needs it."""

ONLY_IF_THERE = {
    "libqgtk3.so": "GNOME's dialogs and colours",
    "libcupsprintersupport.so": "printers",
    "libqtexttospeech_speechd.so": "the desktop's reading voice",
}
"""Plugins that Qt passes over when their libraries are missing: nothing depends on them."""


class UnknownLibraryError(Exception):
    """A library that the table does not know: look up its package (`dpkg -S`) and add it."""


def is_elf(path: Path) -> bool:
    """Whether a file is a program or a library."""
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def elf_files(folder: Path) -> list[Path]:
    """All programs and libraries below a folder."""
    return sorted(
        each for each in folder.rglob("*") if each.is_file() and not each.is_symlink() and is_elf(each)
    )


def needed(files: list[Path]) -> set[str]:
    """The libraries that these name as needed."""
    return set(re.findall(r"\(NEEDED\).*\[(.+?)\]", _readelf("-d", files)))


def from_outside(folder: Path) -> set[str]:
    """The libraries the program in `folder` needs from the machine."""
    inside = {each.name for each in folder.rglob("*.so*")}
    files = [each for each in elf_files(folder) if each.name not in ONLY_IF_THERE]
    return (needed(files) | set(LOADED_LATER)) - inside


def oldest_libc(folder: Path) -> str:
    """The least version of the C library that has everything asked of it, such as "2.35"."""
    versions = set(re.findall(r"GLIBC_(\d+(?:\.\d+)+)", _readelf("-V", elf_files(folder))))
    return max(versions, key=lambda version: [int(part) for part in version.split(".")])


def depends(folder: Path) -> str:
    """What stands behind `Depends:`. Raises UnknownLibraryError."""
    names = from_outside(folder)
    unknown = sorted(names - PACKAGES.keys())
    if unknown:
        raise UnknownLibraryError(", ".join(unknown))
    packages = {PACKAGES[name] for name in names} - {"libc6"}
    return ", ".join([f"libc6 (>= {oldest_libc(folder)})", *sorted(packages)])


def _readelf(what: str, files: list[Path]) -> str:
    done = subprocess.run(
        ["readelf", "-W", what, *map(str, files)],
        capture_output=True,
        text=True,
        errors="replace",
        env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"},
        check=False,  # it complains about odd sections of libraries that load well
    )
    if not done.stdout:
        raise RuntimeError(done.stderr.strip())
    return done.stdout
