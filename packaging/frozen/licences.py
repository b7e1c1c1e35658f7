"""Puts the licences of everything that ships inside into the program's folder."""

from __future__ import annotations

import importlib.metadata
import re
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement

PROJECT = Path(__file__).resolve().parents[2]
_TEXTS = re.compile(r"(licen[cs]e|copying|notice|authors|lgpl|gpl)", re.IGNORECASE)


def write_licences(folder: Path) -> None:
    """Write `README.txt`, a line for each package, and each package's own texts below its name."""
    lines = [
        "What ships inside Kaibo, with its licence. Texts that the packages bring lie beside this file.",
        "Qt, PySide6, psycopg, soxr, libsndfile and frozendict are under the LGPL: they lie in the program's",
        "folder as files of their own and can be replaced.",
        "",
        f"Python {sys.version.split()[0]}: PSF-2.0",
    ]
    for package in shipped():
        lines.append(f"{package.name} {package.version}: {licence_of(package)}")
        for file in package.files or ():
            if _TEXTS.search(file.name) and file.suffix in ("", ".txt", ".md", ".rst", ".LESSER"):
                source = Path(str(file.locate()))
                target = folder / package.name / file.name
                if source.is_file():
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(source.read_bytes())
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "README.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def shipped() -> list[importlib.metadata.Distribution]:
    """The packages that the program needs to run, and what they need, by name."""
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found: dict[str, importlib.metadata.Distribution] = {}
    waiting = [Requirement(each) for each in project["dependencies"]]
    while waiting:
        wanted = waiting.pop()
        package = importlib.metadata.distribution(wanted.name)
        if package.name in found and not wanted.extras:
            continue
        found[package.name] = package
        for text in package.requires or ():
            inner = Requirement(text)
            extras = ("", *wanted.extras)
            if inner.marker is None or any(inner.marker.evaluate({"extra": extra}) for extra in extras):
                waiting.append(inner)
    return [found[name] for name in sorted(found, key=str.lower)]


def licence_of(package: importlib.metadata.Distribution) -> str:
    """What a package says of its licence, in a few words."""
    said = package.metadata.get("License-Expression") or package.metadata.get("License") or ""
    if said and said != "UNKNOWN" and len(said) < 80:
        return said
    classes = package.metadata.get_all("Classifier") or []
    named = [each.split("::")[-1].strip() for each in classes if each.startswith("License ::")]
    return ", ".join(named) or "see its own text"
