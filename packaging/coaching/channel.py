"""Recognition errors like the model's, measured on read sentences and given to texts at a chosen rate."""

from __future__ import annotations

import csv
import random
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from app.coaching.heard_text import heard_text, spoken_characters
from app.speech.recogniser import RecogniserModel
from app.speech.sound_distance import Sound, sounds_of
from app.speech.transcription import TranscribedWord, Transcript, in_chunks, transcribe
from app.speech.values import FloatArray
from app.speech.words import split_words

_SYLLABLE, _PAUSE = 0.22, 0.6  # seconds


def read_list(path: Path) -> list[dict[str, str]]:
    """The rows of a list of recordings."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


@dataclass
class Channel:
    """What becomes of syllables: other ones, none, more; in which characters, with how much confidence."""

    replaced: dict[Sound, Counter[Sound]] = field(default_factory=lambda: defaultdict(Counter))
    dropped: int = 0
    added: list[Sound] = field(default_factory=list)
    substituted: int = 0
    syllables: int = 0
    homophones: int = 0  # right syllables written with another character
    right: int = 0
    trust_right: list[float] = field(default_factory=list)
    trust_wrong: list[float] = field(default_factory=list)
    characters: dict[Sound, list[str]] = field(default_factory=lambda: defaultdict(list))

    def summary(self) -> str:
        """The errors that were measured."""
        wrong = self.substituted + self.dropped + len(self.added)
        return (
            f"measured on {self.syllables} syllables: {wrong / self.syllables:.1%} wrong "
            f"({self.substituted} replaced, {self.dropped} dropped, {len(self.added)} added), "
            f"{self.homophones / max(1, self.right):.0%} of the right ones written with another character"
        )

    def heard(self, text: str, rate: float, draw: random.Random) -> Transcript:
        """A transcript of a text (blanks are pauses) with about `rate` of its syllables wrong."""
        words: list[TranscribedWord] = []
        at = 0.5
        total = self.substituted + self.dropped + len(self.added)
        homophone = self.homophones / max(1, self.right) if rate else 0.0
        for phrase in text.split(" "):
            for word in split_words(phrase) if phrase else ():
                for character, sound in zip(word, sounds_of(word), strict=True):
                    end = at + _SYLLABLE
                    chance = draw.random()
                    wrong = chance < rate
                    kind = draw.random() * total
                    if wrong and kind < self.dropped:
                        at = end
                        continue
                    said, shown = sound, character
                    if wrong and kind < self.dropped + len(self.added):
                        words.append(self._word(draw.choice(self.added), at, draw, self.trust_wrong))
                    elif wrong:
                        said = self._other(sound, draw)
                        shown = self._written(said, draw) or character
                    elif draw.random() < homophone:
                        shown = self._written(sound, draw) or character
                    trust = draw.choice(self.trust_wrong if wrong else self.trust_right) if rate else 0.95
                    words.append(TranscribedWord(shown, at, end, trust))
                    at = end
            at += _PAUSE
        return Transcript(tuple(words), at, "channel")

    def _word(self, sound: Sound, at: float, draw: random.Random, trust: list[float]) -> TranscribedWord:
        return TranscribedWord(self._written(sound, draw) or "啊", at, at + 0.1, draw.choice(trust))

    def _other(self, sound: Sound, draw: random.Random) -> Sound:
        seen = self.replaced.get(sound)
        if seen:
            return draw.choices(list(seen), list(seen.values()))[0]
        return draw.choice([each for counts in self.replaced.values() for each in counts])

    def _written(self, sound: Sound, draw: random.Random) -> str:
        known = self.characters.get(sound)
        return draw.choice(known) if known else ""


def measure_channel(
    model: RecogniserModel,
    speech: Path,
    clips: int,
    skip: int,
    load: Callable[[Path], FloatArray],
    characters: str,
) -> Channel:
    """The errors of free dictation on read sentences of `dev`, to be written with `characters`."""
    channel = Channel()
    rows = read_list(speech / "dev" / "commonvoice.tsv")
    random.Random(1).shuffle(rows)
    for row in rows[skip : skip + clips]:
        samples = load(speech / "dev" / "commonvoice" / f"{row['clip']}.opus")
        heard = heard_text(transcribe(in_chunks(samples), model))
        _compare(channel, spoken_characters(row["text"]).replace(" ", ""), heard.characters, heard.trust)
        characters += row["text"]
    for character in sorted(set(characters)):
        for sound in sounds_of(character):
            channel.characters[sound].append(character)
    return channel


def _compare(channel: Channel, text: str, said: str, trust: tuple[float, ...]) -> None:
    wanted, got = sounds_of(text), sounds_of(said)
    rows = [[float(j) for j in range(len(got) + 1)]]
    for i, want in enumerate(wanted):
        row = [i + 1.0]
        for j, each in enumerate(got):
            row.append(min(rows[i][j] + (want != each), rows[i][j + 1] + 1, row[j] + 1))
        rows.append(row)
    i, j = len(wanted), len(got)
    channel.syllables += len(wanted)
    while i or j:
        if i and j and rows[i][j] == rows[i - 1][j - 1] + (wanted[i - 1] != got[j - 1]):
            i, j = i - 1, j - 1
            if wanted[i] == got[j]:
                channel.right += 1
                channel.homophones += text[i] != said[j]
                channel.trust_right.append(trust[j])
            else:
                channel.substituted += 1
                channel.replaced[wanted[i]][got[j]] += 1
                channel.trust_wrong.append(trust[j])
        elif i and rows[i][j] == rows[i - 1][j] + 1:
            i -= 1
            channel.dropped += 1
        else:
            j -= 1
            channel.added.append(got[j])
            channel.trust_wrong.append(trust[j])
