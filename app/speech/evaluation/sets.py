"""Sets of recordings in the layout of `speech/README.md`: SET.tsv beside a folder SET/ of .opus or .wav."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from app.speech.text import ReadingError, spoken_from_pinyin, to_spoken
from app.speech.values import SpokenText

SAMPLE_RATE = 16_000


@dataclass(frozen=True)
class Clip:
    """One recording and what was said in it. `gender` is female, male or "?"."""

    set_name: str
    name: str
    path: Path
    speaker: str
    gender: str
    text: str
    pinyin: str

    def spoken(self) -> SpokenText | None:
        """What was said; None where the list does not say it for certain (Latin letters)."""
        try:
            if self.pinyin and not self.pinyin.startswith("["):
                return spoken_from_pinyin(self.pinyin.split(), self.text)
            spoken = to_spoken(self.text)
        except ReadingError:
            return None
        return None if not spoken.syllables or any(s.foreign for s in spoken.syllables) else spoken

    def samples(self) -> NDArray[np.float32]:
        """The recording: mono, 16 kHz, -1…1."""
        samples, rate = soundfile.read(self.path, dtype="float32", always_2d=True)
        mono = samples.mean(axis=1)
        return mono if rate == SAMPLE_RATE else soxr.resample(mono, rate, SAMPLE_RATE).astype(np.float32)


def read_sets(folder: Path) -> Iterator[Clip]:
    """All clips below `folder`, set by set. Raises FileNotFoundError when there is no set in it."""
    lists = sorted(folder.glob("*.tsv"))
    if not lists:
        raise FileNotFoundError(f"no SET.tsv in {folder}")
    for listing in lists:
        with listing.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
                path = _audio(listing.with_suffix(""), row["clip"])
                if path is not None:
                    yield Clip(
                        listing.stem,
                        row["clip"],
                        path,
                        row["speaker"],
                        row["gender"] or "?",
                        row["text"] or "",
                        row["pinyin"] or "",
                    )


def _audio(folder: Path, clip: str) -> Path | None:
    for suffix in ("", ".opus", ".wav", ".flac", ".ogg"):
        path = folder / (clip + suffix)
        if path.is_file():
            return path
    return None


def chosen(clips: Iterable[Clip], sets: list[str], count: int | None, seed: int) -> list[Clip]:
    """At most `count` clips of each set, drawn at random."""
    by_set: dict[str, list[Clip]] = defaultdict(list)
    for clip in clips:
        if not sets or clip.set_name in sets:
            by_set[clip.set_name].append(clip)
    rng = np.random.default_rng(seed)
    return [
        each[i]
        for each in by_set.values()
        for i in (sorted(rng.permutation(len(each))[:count]) if count else range(len(each)))
    ]
