"""Makes the .deb and the portable .tar.gz of the frozen program; `build.sh` prepares and calls it.

python make_packages.py FOLDER [--quick]
"""

from __future__ import annotations

import argparse
import gzip
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

import libraries

PROJECT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(PROJECT), str(PROJECT / "packaging" / "frozen")]

import draw_icons  # noqa: E402
import freeze  # noqa: E402

from app import __version__  # noqa: E402

MAINTAINER = os.environ.get("KAIBO_MAINTAINER", "Kaibo maintainers <maintainers@kaibo.invalid>")

CONTROL = """\
Package: kaibo
Version: {version}
Architecture: amd64
Maintainer: {maintainer}
Installed-Size: {size}
Depends: {depends}
Recommends: fonts-noto-cjk, fonts-noto-core
Suggests: speech-dispatcher, cups-client
Section: education
Priority: optional
Description: offline rehearsal studio for live-selling anchors
 Kaibo trains people who sell in live streams to speak clear Mandarin. It
 records a sentence, says which sounds and tones were heard differently, and
 keeps what was practised.
 .
 Everything runs on this computer, without a network; the speech model is in
 the package.
"""


def build_deb(program: Path, root: Path, target: Path, quick: bool = False) -> Path:
    """Lay the package out below `root` and write it to `target`, a folder; returns the .deb."""
    shutil.rmtree(root, ignore_errors=True)
    home = root / "usr" / "lib" / "kaibo"
    shutil.copytree(program, home, symlinks=True)
    start = root / "usr" / "bin" / "kaibo"
    start.parent.mkdir(parents=True)
    start.symlink_to("../lib/kaibo/kaibo")
    put_share(program, root / "usr" / "share")
    documents = root / "usr" / "share" / "doc" / "kaibo"
    documents.mkdir(parents=True)
    shutil.move(home / "licences", documents / "licences")
    (documents / "copyright").write_text(copyright_text(), encoding="utf-8")
    write_gz(documents / "changelog.gz", changelog())
    write_gz(documents / "CHANGELOG.md.gz", (PROJECT / "CHANGELOG.md").read_text(encoding="utf-8"))
    page = filled((HERE / "desktop" / "kaibo.1").read_text(encoding="utf-8"))
    write_gz(root / "usr" / "share" / "man" / "man1" / "kaibo.1.gz", page)
    overrides = root / "usr" / "share" / "lintian" / "overrides" / "kaibo"
    overrides.parent.mkdir(parents=True)
    shutil.copy(HERE / "lintian-overrides", overrides)
    same_rights(root)
    control = root / "DEBIAN" / "control"
    control.parent.mkdir()
    control.write_text(
        CONTROL.format(
            version=__version__,
            maintainer=MAINTAINER,
            size=sum(each.lstat().st_size for each in root.rglob("*") if not each.is_dir()) // 1024,
            depends=libraries.depends(home),
        ),
        encoding="utf-8",
    )
    same_rights(control.parent)
    package = target / f"kaibo_{__version__}_amd64.deb"
    packing = ["-Zgzip", "-z1"] if quick else ["-Zxz"]  # xz: what dpkg of every release can read
    command = ["dpkg-deb", "--root-owner-group", *packing, "--build", str(root), str(package)]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(epoch())}
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    return package


def build_tar(program: Path, root: Path, target: Path, quick: bool = False) -> Path:
    """Lay the portable folder out below `root` and write it to `target`, a folder; returns the .tar.gz."""
    shutil.rmtree(root, ignore_errors=True)
    name = f"kaibo-{__version__}-linux-amd64"
    top = root / name
    shutil.copytree(program, top / "program", symlinks=True)
    put_share(program, top / "share")
    for each in ("kaibo", "install-for-me.sh", "README.txt"):
        shutil.copy(HERE / "portable" / each, top / each)
    (top / "libraries.txt").write_text(
        "".join(
            f"{each} {libraries.PACKAGES[each].split(' ')[0]}\n"
            for each in sorted(libraries.from_outside(top / "program"))
            if libraries.PACKAGES[each] != "libc6"
        )
    )
    same_rights(top)
    archive = target / f"{name}.tar.gz"
    with (
        archive.open("wb") as file,
        gzip.GzipFile("", "wb", 1 if quick else 9, file, mtime=epoch()) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as tar,
    ):
        for path in (top, *sorted(top.rglob("*"))):
            tar.add(path, path.relative_to(root).as_posix(), recursive=False, filter=nobody)
    return archive


def put_share(program: Path, share: Path) -> None:
    """Desktop entry, icons, MIME type and metadata, below a `share` folder."""
    for source, place in (
        ("kaibo.desktop", "applications/kaibo.desktop"),
        ("kaibo.xml", "mime/packages/kaibo.xml"),
        ("kaibo.metainfo.xml", "metainfo/io.kaibo.Kaibo.metainfo.xml"),
    ):
        target = share / place
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(filled((HERE / "desktop" / source).read_text(encoding="utf-8")), encoding="utf-8")
    for size in draw_icons.SIZES:
        target = share / "icons" / "hicolor" / f"{size}x{size}" / "apps" / "kaibo.png"
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(program.parent / "icons" / f"kaibo-{size}.png", target)
    target = share / "icons" / "hicolor" / "scalable" / "apps" / "kaibo.svg"
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(draw_icons.DRAWING, target)


def filled(text: str) -> str:
    """With the version and the day of the last change."""
    day = datetime.fromtimestamp(epoch(), UTC).date().isoformat()
    return text.replace("@VERSION@", __version__).replace("@DATE@", day)


def epoch() -> int:
    """When the source was last changed, in seconds: the same source gives the same packages."""
    said = os.environ.get("SOURCE_DATE_EPOCH")
    if said:
        return int(said)
    asked = ["git", "-C", str(PROJECT), "log", "-1", "--format=%ct"]
    try:
        return int(subprocess.run(asked, capture_output=True, text=True, check=True).stdout)
    except (OSError, ValueError, subprocess.CalledProcessError):  # a source without its history
        return int((PROJECT / "CHANGELOG.md").stat().st_mtime)


def changelog() -> str:
    """Debian's form of it; what changed stands in the program's own list."""
    day = format_datetime(datetime.fromtimestamp(epoch(), UTC))
    said = "  * What changed is told in CHANGELOG.md.gz."
    return f"kaibo ({__version__}) stable; urgency=medium\n\n{said}\n\n -- {MAINTAINER}  {day}\n"


def copyright_text() -> str:
    """Debian's form of who owns what."""
    return (
        "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n"
        "Upstream-Name: Kaibo\n"
        "Comment: The parts that come from others keep their own licences; each is named in\n"
        " /usr/share/doc/kaibo/licences/README.txt, with its text beside it. The LGPL and\n"
        " the GPL are in /usr/share/common-licenses.\n"
    )


def write_gz(path: Path, text: str) -> None:
    """Write a text compressed, with nothing in it of when and where."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def same_rights(root: Path) -> None:
    """Everybody reads, nobody but the owner writes, whatever the umask was."""
    for each in (root, *root.rglob("*")):
        if not each.is_symlink():
            runs = each.is_dir() or starts(each)
            each.chmod(0o755 if runs else 0o644)


def starts(path: Path) -> bool:
    """Whether a file is a program: ours, or a script's."""
    return path.name == "install-for-me.sh" or (path.name == "kaibo" and path.parent.name != "overrides")


def nobody(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """An entry without the builder's name and clock."""
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = "root"
    entry.mtime = epoch()
    return entry


def main(arguments: Iterable[str] | None = None) -> None:
    """Build both and say where they are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", type=Path)
    parser.add_argument("--quick", action="store_true", help="pack less tightly")
    parser.add_argument("--work", type=Path, default=PROJECT / "build" / "linux")
    chosen = parser.parse_args(None if arguments is None else list(arguments))
    chosen.target.mkdir(parents=True, exist_ok=True)
    program = freeze.freeze(PROJECT / "build" / "frozen")
    print(build_deb(program, chosen.work / "deb", chosen.target, chosen.quick))
    print(build_tar(program, chosen.work / "tar", chosen.target, chosen.quick))


if __name__ == "__main__":
    main()
