"""Two words that differ in one sound: recordings of them where there are some, else as text.

`assets/pairs/index.json` lists recordings cut from CC0 clips: `pairs` (`packaging/pairs/cut_pairs.py`), one
for each confusion that matters, whose words may differ elsewhere too, for help with a sound; `minimal`
(`packaging/pairs/cut_minimal.py`), words that differ in one initial, final or tone and in nothing else, and
`syllables` (`packaging/pairs/cut_syllables.py`), single syllables that do, both by one speaker, for telling
apart by ear. `assets/pairs/pairs.tsv` has a pair of syllables to read for every confusion.
"""

from __future__ import annotations

import csv
import json
import logging
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import soundfile
import soxr

from app.paths import assets_dir
from app.speech.confusions import FINAL_NEIGHBOURS, INITIAL_NEIGHBOURS
from app.speech.phones import final_phone
from app.speech.values import FloatArray, Part, Syllable

_RATE = 16_000

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class PairWord:
    """One word of a pair. `sound` is the phone or tone that matters, `file` None where nobody recorded it."""

    sound: str
    hanzi: str
    pinyin: str
    file: Path | None


@dataclass(frozen=True)
class MinimalPair:
    """The target's word and the word of what it is confused with."""

    part: Part
    target: PairWord
    other: PairWord
    same_speaker: bool

    @property
    def recorded(self) -> bool:
        """Whether both can be heard."""
        return self.target.file is not None and self.other.file is not None


class MinimalPairs:
    """The pairs in a folder. Files are read when the first pair is asked for; damaged ones count as none."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or assets_dir() / "pairs"

    def find(self, part: Part, syllable: Syllable, heard: str) -> MinimalPair | None:
        """A pair for one part of `syllable` that sounded like `heard` ("" for unknown).

        When `heard` is unknown, or no pair has it, the sound that learners confuse most is taken. None for
        tones and where there is no pair.
        """
        if part is Part.TONE or syllable.foreign:
            return None
        if part is Part.INITIAL:
            target, neighbours = syllable.initial, INITIAL_NEIGHBOURS
        else:
            target, neighbours = final_phone(syllable.initial, syllable.final), FINAL_NEIGHBOURS
        likely = sorted(neighbours.get(target, {}).items(), key=lambda each: -each[1])
        for other in (heard, *(name for name, _weight in likely)):
            found = self._pairs.get((part, target, other))
            if found is not None:
                return found
        return None

    @cached_property
    def recorded(self) -> tuple[MinimalPair, ...]:
        """Every recorded pair, of both kinds and in both directions."""
        made = [each for each in self.all if each.recorded]
        for pair in self._minimal:
            made += [pair, _swapped(pair)]
        return tuple(made)

    def contrast(self, part: Part, one: str, other: str) -> tuple[MinimalPair, ...]:
        """Recorded pairs that differ in nothing but these two sounds, the word with `one` as the target."""
        found = [
            pair if pair.target.sound == one else _swapped(pair)
            for pair in self._minimal
            if pair.part is part and {pair.target.sound, pair.other.sound} == {one, other}
        ]
        return tuple(found)

    @cached_property
    def source(self) -> str:
        """Where the recordings come from."""
        return str(self._index.get("source", ""))

    @cached_property
    def licence(self) -> str:
        """Under which licence they are."""
        return str(self._index.get("licence", ""))

    @property
    def all(self) -> tuple[MinimalPair, ...]:
        """Every pair, in both directions."""
        return tuple(self._pairs.values())

    @cached_property
    def written(self) -> tuple[MinimalPair, ...]:
        """The pairs of the list, in both directions: single words that differ in the one sound only."""
        pairs = self._written()
        return (*pairs, *(MinimalPair(each.part, each.other, each.target, False) for each in pairs))

    @staticmethod
    def sound(word: PairWord) -> FloatArray:
        """The recording of a word, 16 kHz mono. Raises OSError when it cannot be read."""
        if word.file is None:
            raise FileNotFoundError(word.hanzi)
        try:
            samples, rate = soundfile.read(word.file, dtype="float32", always_2d=True)
        except soundfile.LibsndfileError as error:
            raise OSError(str(error)) from error
        mono = samples.mean(axis=1)
        wanted: FloatArray = mono if rate == _RATE else soxr.resample(mono, rate, _RATE).astype("float32")
        return wanted

    @cached_property
    def _pairs(self) -> dict[tuple[Part, str, str], MinimalPair]:
        pairs: dict[tuple[Part, str, str], MinimalPair] = {}
        for pair in (*self._written(), *self._recorded()):  # a recording takes the place of a text
            pairs[pair.part, pair.target.sound, pair.other.sound] = pair
            pairs[pair.part, pair.other.sound, pair.target.sound] = _swapped(pair)
        return pairs

    def _written(self) -> list[MinimalPair]:
        found = []
        try:
            with (self._folder / "pairs.tsv").open(encoding="utf-8", newline="") as lines:
                for row in csv.DictReader(lines, delimiter="\t"):
                    words = [
                        PairWord(row[f"sound_{n}"], row[f"hanzi_{n}"], row[f"pinyin_{n}"], None)
                        for n in ("1", "2")
                    ]
                    found.append(MinimalPair(Part(row["part"]), words[0], words[1], False))
        except (OSError, KeyError, ValueError) as error:
            log.warning("no list of minimal pairs: %s", error)
        return found

    @cached_property
    def _index(self) -> dict[str, Any]:
        try:
            index = json.loads((self._folder / "index.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            log.warning("no recorded minimal pairs: %s", error)
            return {}
        return index if isinstance(index, dict) else {}

    @cached_property
    def _minimal(self) -> tuple[MinimalPair, ...]:
        return (*self._listed("minimal"), *self._listed("syllables"))

    def _recorded(self) -> list[MinimalPair]:
        return self._listed("pairs")

    def _listed(self, name: str) -> list[MinimalPair]:
        found = []
        try:
            for row in self._index.get(name, ()):
                words = [
                    PairWord(each["sound"], each["hanzi"], each["pinyin"], self._folder / each["file"])
                    for each in row["words"]
                ]
                if all(each.file is not None and each.file.is_file() for each in words):
                    found.append(MinimalPair(Part(row["part"]), words[0], words[1], row["same_speaker"]))
        except (KeyError, ValueError, TypeError) as error:
            log.warning("recorded minimal pairs cannot be read: %s", error)
        return found


def _swapped(pair: MinimalPair) -> MinimalPair:
    return MinimalPair(pair.part, pair.other, pair.target, pair.same_speaker)
