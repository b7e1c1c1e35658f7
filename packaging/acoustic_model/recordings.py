"""The lists of recordings: what may be trained on, and what must never be.

A folder of recordings holds `train/` and `dev/`; each holds sets, `SET.tsv` beside `SET/` with `.opus` or
`.wav` clips. The columns of a list are `clip speaker gender text pinyin`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SUFFIXES = (".opus", ".wav", ".flac")


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


def training_clips(speech: Path) -> list[Clip]:
    """The clips of `speech/train`, after making sure that none of them is kept for evaluation."""
    clips = list(read_sets(speech / "train"))
    refuse_evaluation_material(clips, speech)
    return clips


def refuse_evaluation_material(clips: list[Clip], speech: Path) -> None:
    """Raise `SplitViolationError` if a clip is evaluation material.

    That is: a file below a folder called `dev` or `test`, a speaker or a clip that a list in `speech/dev`
    names. Speakers are compared by name over all sets, since one person has one name in these lists.
    """
    evaluation = list(read_sets(speech / "dev")) if (speech / "dev").is_dir() else []
    speakers = {clip.speaker for clip in evaluation}
    files = {clip.path.resolve() for clip in evaluation}
    for clip in clips:
        folders = {part.lower() for part in (*clip.path.parts, *clip.path.resolve().parts)}
        if folders & {"dev", "test"}:
            raise SplitViolationError(f"{clip.path} lies in a folder that is kept for evaluation")
        if clip.speaker in speakers:
            raise SplitViolationError(f"{clip.path}: speaker {clip.speaker} is kept for evaluation")
        if clip.path.resolve() in files:
            raise SplitViolationError(f"{clip.path} is listed in an evaluation set")


def _clip_path(folder: Path, name: str) -> Path:
    for suffix in SUFFIXES:
        path = folder / f"{name}{suffix}"
        if path.exists():
            return path
    raise FileNotFoundError(f"no recording {folder / name} with one of the endings {', '.join(SUFFIXES)}")
