"""Sets of recordings: SET.tsv (`clip speaker gender text pinyin`) beside a folder SET/ of .wav, .opus, .flac.

Lists come from many hands, so reading them is forgiving: missing columns are empty, other columns are left
alone, a recording that is not there is still listed. What cannot be judged is counted later, with a reason.
"""

from __future__ import annotations

import csv
import json
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from pathlib import Path

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from app.errors import ExpectedError
from app.i18n import msg
from app.speech.text import ReadingError, spoken_from_pinyin, to_spoken
from app.speech.values import SpokenText

SAMPLE_RATE = 16_000
SUFFIXES = (".opus", ".wav", ".flac", ".ogg", ".mp3")
TRAINING = "train"  # the folder whose speakers the networks have heard
_SHORTEST = 0.05  # seconds
_SYLLABLE = re.compile(r"[^\W\d_]+:?[^\W\d_]*[0-5]?", re.UNICODE)
_GENDERS = {
    "female": "female", "f": "female", "w": "female", "woman": "female", "女": "female",
    "male": "male", "m": "male", "man": "male", "男": "male",
}  # fmt: skip


class NoSetsError(ExpectedError):
    """The folder holds no set of recordings."""


class Skip(Enum):
    """Why a recording could not be judged."""

    NO_AUDIO = "no_audio"  # listed, but there is no such file
    UNREADABLE = "unreadable"  # a file, but not one of sound
    TOO_SHORT = "too_short"
    NO_TEXT = "no_text"  # the list does not say what was said
    LETTERS = "letters"  # Latin letters: nobody knows how they were read
    BAD_PINYIN = "bad_pinyin"


class SkippedError(Exception):
    """A recording that is not judged, with the reason."""

    def __init__(self, reason: Skip) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True)
class Clip:
    """One recording and what was said in it.

    `path` is None where the list names a recording that is not there; `gender` is female, male or "?".
    """

    set_name: str
    name: str
    path: Path | None
    speaker: str
    gender: str
    text: str
    pinyin: str

    def spoken(self) -> SpokenText | None:
        """What was said; None where the list does not say it for certain (Latin letters)."""
        try:
            return self.transcript()
        except SkippedError:
            return None

    def transcript(self) -> SpokenText:
        """What was said. Raises `SkippedError` where the list does not say it for certain."""
        syllables = self._pinyin_syllables()
        try:
            spoken = self._spoken(syllables)
        except ReadingError as error:
            raise SkippedError(Skip.BAD_PINYIN) from error
        if not spoken.syllables:
            raise SkippedError(Skip.NO_TEXT)
        if any(s.foreign for s in spoken.syllables) and not syllables:
            raise SkippedError(Skip.LETTERS)
        return spoken

    def _spoken(self, pinyin: list[str]) -> SpokenText:
        if not pinyin:
            return to_spoken(self.text)
        if self.text:
            try:
                found = to_spoken(self.text, pinyin)  # words and phrases matter to sandhi
                if not any(s.foreign for s in found.syllables):
                    return found
            except ReadingError:
                pass
        return spoken_from_pinyin(pinyin, self.text)

    def _pinyin_syllables(self) -> list[str]:
        """The pinyin column as syllables; empty where it holds something else (experts' opinions as JSON)."""
        if self.pinyin.lstrip().startswith(("[", "{")):
            return []
        syllables: list[str] = []
        for written in _SYLLABLE.findall(unicodedata.normalize("NFC", self.pinyin)):
            letters = written.lower().rstrip("012345")
            if letters == "r" and syllables:  # hua1 r5: erhua written apart
                before = syllables[-1].rstrip("012345")
                syllables[-1] = f"{before}r{syllables[-1][len(before) :]}"
            else:
                syllables.append(written)
        return syllables

    @cached_property
    def faulty(self) -> frozenset[str]:
        """Characters that experts who listened did not call correct; nothing is known of their parts."""
        if not self.pinyin.lstrip().startswith("["):
            return frozenset()
        try:
            opinions = json.loads(self.pinyin)
        except ValueError:
            return frozenset()
        return frozenset(
            character
            for each in opinions
            if isinstance(each, dict) and each.get("consensus", "correct") != "correct"
            for character in str(each.get("text", ""))
        )

    def samples(self) -> NDArray[np.float32]:
        """The recording: mono, 16 kHz, -1…1. Raises `SkippedError` where it is missing or is no sound."""
        if self.path is None:
            raise SkippedError(Skip.NO_AUDIO)
        try:
            samples, rate = soundfile.read(self.path, dtype="float32", always_2d=True)
        except (OSError, soundfile.LibsndfileError) as error:
            raise SkippedError(Skip.UNREADABLE) from error
        if rate <= 0 or not np.isfinite(samples).all():
            raise SkippedError(Skip.UNREADABLE)
        if len(samples) < _SHORTEST * rate:
            raise SkippedError(Skip.TOO_SHORT)
        mono = samples.mean(axis=1)
        return mono if rate == SAMPLE_RATE else soxr.resample(mono, rate, SAMPLE_RATE).astype(np.float32)


def read_sets(folder: Path) -> Iterator[Clip]:
    """All clips that the lists in `folder` name, set by set.

    `folder` holds the lists, or is itself the folder of one set with its list beside it, or one list, or
    holds such folders (`dev/`; a folder `train` is left out there, because its speakers are known). Raises
    `NoSetsError` when there is no set.
    """
    found = _lists(folder)
    if not found:
        raise NoSetsError(
            msg(
                "{folder} 里没有录音集：需要 SET.tsv（第一行写 clip speaker gender text pinyin，"
                "用制表符隔开），旁边是同名的录音文件夹 SET。",
                folder=str(folder),
            )
        )
    for name, listing in found.items():
        yield from _read_list(name, listing)


def _lists(folder: Path) -> dict[str, Path]:
    """The lists of a folder by the name of their set."""
    if folder.is_file():
        return {folder.stem: folder} if _is_list(folder) else {}
    if not folder.is_dir():
        return {}
    here = [each for each in sorted(folder.glob("*.tsv")) if _is_list(each)]
    if here:
        return {each.stem: each for each in here}
    beside = folder.absolute().with_name(folder.absolute().name + ".tsv")
    if beside.is_file() and _is_list(beside):
        return {beside.stem: beside}
    below = [
        each for each in sorted(folder.glob("*/*.tsv")) if each.parent.name != TRAINING and _is_list(each)
    ]
    stems = [each.stem for each in below]
    return {
        each.stem if stems.count(each.stem) == 1 else f"{each.parent.name}/{each.stem}": each
        for each in below
    }


def _is_list(path: Path) -> bool:
    """Whether a table has a column of clips."""
    try:
        with path.open(encoding="utf-8-sig", errors="replace") as lines:
            return "clip" in [name.strip().lower() for name in lines.readline().split("\t")]
    except OSError:
        return False


def _read_list(set_name: str, listing: Path) -> Iterator[Clip]:
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    with listing.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
        text = (line.replace("\0", "") for line in lines)
        for row in csv.DictReader(text, delimiter="\t", quoting=csv.QUOTE_NONE):
            value = {
                key.strip().lower(): entry.strip()
                for key, entry in row.items()
                if key and isinstance(entry, str)
            }
            name = value.get("clip", "")
            if not name:
                continue
            yield Clip(
                set_name,
                name,
                _audio(listing.with_suffix(""), name),
                value.get("speaker", "") or "?",
                _GENDERS.get(value.get("gender", "").lower(), "?"),
                value.get("text", ""),
                value.get("pinyin", ""),
            )


def _audio(folder: Path, clip: str) -> Path | None:
    for suffix in ("", *SUFFIXES, *(s.upper() for s in SUFFIXES)):
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
