"""The lists of recordings: what may be trained on, and what must never be.

A folder of recordings holds `train/` and others (`dev/`, `test/`, …) that are kept for evaluation; each holds
sets, `SET.tsv` beside `SET/` with `.opus` or `.wav` clips, and columns `clip speaker gender text pinyin`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

SUFFIXES = (".opus", ".wav", ".flac")
TRAINING = "train"
_NOBODY = ("", "?")  # speakers that a list does not name


class SplitViolationError(Exception):
    """Training was asked to read a clip, a speaker or a folder that is kept for evaluation."""


@dataclass(frozen=True)
class Clip:
    """One recording of a list. `pinyin` is "" where `text` says what was read, and the other way round."""

    set_name: str
    name: str
    speaker: str
    gender: str
    text: str
    pinyin: str
    path: Path

    @property
    def key(self) -> str:
        """A name for the clip that is unique in all sets."""
        return f"{self.set_name}/{self.name}"


def read_set(list_path: Path) -> list[Clip]:
    """Read one `SET.tsv`. Raises `FileNotFoundError` for a clip that is listed but not there."""
    folder = list_path.with_suffix("")
    clips = []
    with list_path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            name = row["clip"]
            clips.append(
                Clip(
                    set_name=folder.name,
                    name=name,
                    speaker=row["speaker"],
                    gender=row["gender"] or "?",
                    text=row["text"] or "",
                    pinyin=row["pinyin"] or "",
                    path=_clip_path(folder, name),
                )
            )
    return clips


def read_sets(folder: Path) -> Iterator[Clip]:
    """All clips of all sets of a folder, in the order of the file names."""
    for list_path in sorted(folder.glob("*.tsv")):
        yield from read_set(list_path)


class Spoken(Protocol):
    """A recording and who speaks; `path` is None for one that is listed and not there."""

    @property
    def path(self) -> Path | None:
        """Where it lies."""

    @property
    def speaker(self) -> str:
        """Who speaks."""


def training_clips(speech: Path) -> list[Clip]:
    """The clips of `speech/train`, after making sure that none of them is kept for evaluation."""
    clips = list(read_sets(speech / TRAINING))
    refuse_evaluation_material(clips, speech)
    return clips


def refuse_evaluation_material(clips: Iterable[Spoken], speech: Path) -> None:
    """Raise `SplitViolationError` if a clip is evaluation material.

    That is: a file in a folder of `speech` other than `train` or below any folder called `dev` or `test`, and
    every recording of a speaker whom a list in one of these folders names. Speakers are compared by name over
    all sets, since one person has one name in these lists.
    """
    kept = [each for each in sorted(speech.iterdir()) if each.is_dir() and each.name != TRAINING]
    speakers = {name for folder in kept for name in _speakers(folder)}
    for clip in clips:
        if clip.speaker in speakers:
            raise SplitViolationError(f"{clip.path}: speaker {clip.speaker} is kept for evaluation")
        if clip.path is None:
            continue
        for path in (clip.path.absolute(), clip.path.resolve()):
            inside = any(path.is_relative_to(each) for folder in kept for each in (folder, folder.resolve()))
            if inside or {part.lower() for part in path.parts} & {"dev", "test"}:
                raise SplitViolationError(f"{clip.path} lies in a folder that is kept for evaluation")


def _speakers(folder: Path) -> Iterator[str]:
    """Everybody whom the lists in or below a folder name, whether or not the recordings are there."""
    for list_path in sorted(folder.rglob("*.tsv")):
        with list_path.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
            for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
                name = (row.get("speaker") or "").strip()
                if name not in _NOBODY:
                    yield name


def _clip_path(folder: Path, name: str) -> Path:
    for suffix in SUFFIXES:
        path = folder / f"{name}{suffix}"
        if path.exists():
            return path
    raise FileNotFoundError(f"no recording {folder / name} with one of the endings {', '.join(SUFFIXES)}")
