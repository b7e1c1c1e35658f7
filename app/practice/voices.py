"""Voices: who can say a word, best first. Calls block; a window makes them through its jobs.

The system's own voice is not here: only the window knows it. It comes after every person who says the word
as one, and before syllables put together.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from pathlib import Path

from app.audio.importing import import_audio
from app.audio.joining import joined
from app.audio.pack_layouts import OfferedVoice
from app.audio.voice_pack import (
    Cancelled,
    ImportedPack,
    PackEntry,
    Progress,
    VoicePack,
    import_pack,
    list_packs,
    look_at_pack,
    remove_pack,
)
from app.curriculum.values import HeardWord
from app.errors import ExpectedError
from app.practice.keeper import Keeper
from app.practice.pack_index import PackIndex, index_pack
from app.practice.reference import Reference, ReferenceSource, hummed_text
from app.speech.minimal_pairs import MinimalPair, MinimalPairs, PairWord
from app.speech.phones import final_phone
from app.speech.pinyin import read_pinyin, spell
from app.speech.text import to_spoken
from app.speech.values import Part, Syllable

log = logging.getLogger(__name__)

LONGEST_COMPOSED = 4
"""Syllables of a word that may be put together from single ones; a sentence that way is no model."""

SoundPair = tuple[Reference, Reference]


@dataclass(frozen=True)
class ContrastPair:
    """Two recorded words that differ in one sound, with their sounds in the same order.

    `same_speaker` is False where two people say them.
    """

    words: tuple[HeardWord, HeardWord]
    sounds: SoundPair
    same_speaker: bool


class Voices:
    """Everyone who can be heard on this machine, but the system's own voice."""

    def __init__(self, keeper: Keeper, folder: Path, pairs: MinimalPairs | None = None) -> None:
        self._keeper = keeper
        self._folder = folder
        self._pairs = pairs or MinimalPairs()
        self._indexes: tuple[PackIndex, ...] | None = None
        self._indexing = threading.Lock()

    # packs

    def look_at(self, path: Path) -> tuple[OfferedVoice, ...]:
        """What a folder or zip file would bring: voices with licence and origin. Raises ExpectedError."""
        return look_at_pack(path)

    def import_pack(self, path: Path, progress: Progress, cancelled: Cancelled) -> list[ImportedPack]:
        """Take a folder or zip file over. Raises ExpectedError; then nothing has changed."""
        try:
            return import_pack(path, self._folder, progress, cancelled)
        finally:
            self._read_anew()

    def packs(self) -> list[VoicePack]:
        """The imported packs, by name."""
        return list_packs(self._folder)

    def remove_pack(self, pack_id: str) -> None:
        """Remove a pack with its recordings. Raises ExpectedError."""
        try:
            remove_pack(self._folder, pack_id)
        finally:
            self._read_anew()

    # references

    def references(
        self, text: str, pinyin: tuple[str, ...] | None = None, recording: Path | None = None
    ) -> list[Reference]:
        """How `text` should sound, best first.

        The lesson's recording, whole recordings from voice packs, syllables of a pack put together (short
        words only), its tones hummed. Raises ExpectedError when `recording` cannot be read.
        """
        found = []
        if recording is not None:
            found.append(Reference(import_audio(recording), ReferenceSource.RECORDING))
        spoken = to_spoken(text, pinyin)
        found += self._from_packs(spoken.syllables)
        hummed = hummed_text(spoken, self._keeper.register)
        if hummed.size:
            found.append(Reference(hummed, ReferenceSource.HUMMED))
        return found

    def _from_packs(self, syllables: tuple[Syllable, ...]) -> list[Reference]:
        found = [self._from_pack(each, syllables) for each in self._packs_indexed()]
        return sorted(
            (each for each in found if each is not None),
            key=lambda each: each.source is ReferenceSource.COMPOSED,
        )

    def _from_pack(self, index: PackIndex, syllables: tuple[Syllable, ...]) -> Reference | None:
        """The word in one piece, or put together from its syllables; None when the pack can do neither."""
        entry = index.whole(syllables) if syllables else None
        if entry is not None:
            return self._made(index, [entry], ReferenceSource.PACK)
        singles = index.one_by_one(syllables) if 1 < len(syllables) <= LONGEST_COMPOSED else None
        return self._made(index, singles, ReferenceSource.COMPOSED) if singles else None

    def _made(self, index: PackIndex, entries: list[PackEntry], source: ReferenceSource) -> Reference | None:
        """The reference, None when a file cannot be read any more."""
        try:
            pieces = [import_audio(index.pack.path(each)) for each in entries]
        except ExpectedError as error:
            log.warning("voice pack %s: %s %s", index.pack.id, error, error.detail)
            return None
        samples = pieces[0] if source is ReferenceSource.PACK else joined(pieces)
        return Reference(samples, source, index.pack.name, index.pack.licence, index.pack.origin)

    def _packs_indexed(self) -> tuple[PackIndex, ...]:
        with self._indexing:
            if self._indexes is None:
                self._indexes = tuple(index_pack(each) for each in self.packs())
            return self._indexes

    def _read_anew(self) -> None:
        """Forget the index, also one that is just being made of the packs as they were."""
        with self._indexing:
            self._indexes = None

    # pairs

    def pair_sounds(self, words: tuple[HeardWord, HeardWord]) -> list[SoundPair]:
        """Both words by the same voice, best first; [] when nobody here can say them.

        Voice packs, then recorded pairs of exactly these syllables, then packs that have to put at least one
        of the words together. Another pair with the same contrast is no substitute: see `contrast_pairs`.
        """
        one, other = (to_spoken(each.text, each.pinyin).syllables for each in words)
        whole: list[SoundPair] = []
        composed: list[SoundPair] = []
        for index in self._packs_indexed():
            sounds = self._from_pack(index, one), self._from_pack(index, other)
            if sounds[0] is None or sounds[1] is None:
                continue
            both = (sounds[0], sounds[1])
            pieced = any(each.source is ReferenceSource.COMPOSED for each in both)
            (composed if pieced else whole).append(both)
        wanted = (_sounds(one), _sounds(other))
        recorded = [
            self._sounds_of(pair)
            for pair in self._pairs.recorded
            if pair.same_speaker and (_written_sounds(pair.target), _written_sounds(pair.other)) == wanted
        ]
        return [*whole, *(each for each in recorded if each is not None), *composed]

    def contrast_pairs(self, kind: Part, one: str, other: str) -> list[ContrastPair]:
        """Recorded words that differ in one sound only, `one` first: an initial, a final phone or a tone 1–4.

        Several voices where there are several, pairs by one speaker first; [] when none is recorded.
        """
        found = []
        for pair in self._pairs.contrast(kind, one, other):
            sounds = self._sounds_of(pair)
            if sounds is not None:
                words = (_heard_word(pair.target), _heard_word(pair.other))
                found.append(ContrastPair(words, sounds, pair.same_speaker))
        return sorted(found, key=lambda each: not each.same_speaker)

    def contrast_of(self, words: tuple[HeardWord, HeardWord]) -> tuple[Part, str, str] | None:
        """In which one sound two words differ, as `contrast_pairs` takes it; None when in more or in none."""
        one, other = (to_spoken(each.text, each.pinyin).syllables for each in words)
        if len(one) != len(other):
            return None
        differences = [
            found
            for a, b in zip(one, other, strict=True)
            for found in (
                (Part.INITIAL, a.initial, b.initial),
                (Part.FINAL, final_phone(a.initial, a.final), final_phone(b.initial, b.final)),
                (Part.TONE, str(a.tone), str(b.tone)),
            )
            if found[1] != found[2]
        ]
        buzzing = {"i", "ii", "iii"}  # one final in spelling: 四 and 是 differ in the initial alone
        if len(differences) == 2 and {differences[1][1], differences[1][2]} <= buzzing:
            differences.pop()
        return differences[0] if len(differences) == 1 else None

    def _sounds_of(self, pair: MinimalPair) -> SoundPair | None:
        """Both recordings; None when one cannot be read."""
        try:
            first, second = (
                Reference(
                    self._pairs.sound(each), ReferenceSource.CLIP, self._pairs.source, self._pairs.licence
                )
                for each in (pair.target, pair.other)
            )
        except OSError as error:
            log.warning("a recorded pair cannot be read: %r", error)
            return None
        return first, second


def _sounds(syllables: tuple[Syllable, ...]) -> tuple[tuple[str, str, int], ...]:
    return tuple((each.initial, each.final, each.tone) for each in syllables)


def _written_sounds(word: PairWord) -> tuple[tuple[str, str, int], ...]:
    return tuple(read_pinyin(each)[:3] for each in word.pinyin.split())


def _heard_word(word: PairWord) -> HeardWord:
    """The word as a lesson would write it."""
    numbered = (read_pinyin(each) for each in word.pinyin.split())
    return HeardWord(
        word.hanzi,
        tuple(f"{spell(each.initial, each.final).replace('ü', 'v')}{each.tone}" for each in numbered),
    )
