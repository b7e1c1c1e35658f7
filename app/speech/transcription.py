"""A talk of up to twenty minutes as words with their times, heard with what is likely in mind.

Every stretch of some seconds, cut at its quietest place, is heard twice. First freely. Then with a run-time
grammar of the likely phrases, of the very words that the first hearing wrote down, and of `[unk]`: a likely
phrase is taken only where it explains the sound better than those. What the second hearing finds replaces
what it overlaps. Nothing but Vosk's public interface is used; a model that takes no grammar is heard once.
Measured in docs/coaching.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import pairwise

import numpy as np

from app.speech.numerals import integer
from app.speech.recogniser import SAMPLE_RATE, HeardWord, RecogniserModel
from app.speech.sound_distance import best_places, sounds_of
from app.speech.values import FloatArray
from app.speech.words import split_words

SHORTEST_PAUSE = 0.5
"""Seconds without a word that count as a pause."""

NUMBER_CHARACTERS = frozenset("零一二两三四五六七八九十百千万点半")
"""What spoken numbers are made of."""

UNITS = (
    "块",
    "元",
    "毛",
    "角",
    "斤",
    "公斤",
    "克",
    "袋",
    "箱",
    "盒",
    "瓶",
    "天",
    "小时",
    "厘米",
    "毫米",
    "度",
)
"""What numbers count in a live room, longest where one begins another."""

_LONGEST, _EARLIEST = 12.0, 5.0  # seconds of a stretch, and where it may be cut at the earliest
_WINDOW = 0.2  # seconds that must be quiet for a cut
_WEIGHT = 2  # times each likely phrase stands in the grammar beside what was heard freely
_BESIDE = 0.12  # seconds by which the two hearings may differ about where a word stands
_COVERED = 0.5  # of a word of the first hearing: replaced when so much of it is taken
_NOWHERE = 1.0  # distance of a phrase where the first hearing heard nothing at all


class HeardBy(Enum):
    """By which way a word came."""

    FREE = "free"
    BIASED = "biased"  # by the second hearing only
    BOTH = "both"


class TranscriptionCancelledError(Exception):
    """Somebody did not want to wait any longer."""


@dataclass(frozen=True)
class TranscribedWord:
    """A word and where it was said, seconds. `confidence` 0…1 orders words by trust; it is no probability."""

    text: str
    start: float
    end: float
    confidence: float
    by: HeardBy = HeardBy.FREE


@dataclass(frozen=True)
class Transcript:
    """What was heard in `duration` seconds by the model named `model`, `biased` if told what is likely."""

    words: tuple[TranscribedWord, ...]
    duration: float
    model: str
    biased: bool = False

    @property
    def text(self) -> str:
        """The characters, without spaces."""
        return "".join(word.text for word in self.words)

    @property
    def pauses(self) -> tuple[tuple[float, float], ...]:
        """Stretches of half a second and more between two words, seconds."""
        return tuple(
            (left.end, right.start)
            for left, right in pairwise(self.words)
            if right.start - left.end >= SHORTEST_PAUSE
        )


@dataclass(frozen=True)
class Bias:
    """Phrases that are likely to be said, in characters; `numbers` for prices, weights and days."""

    phrases: tuple[str, ...] = ()
    numbers: bool = False

    def __bool__(self) -> bool:
        """Whether there is anything likely at all."""
        return bool(self.phrases) or self.numbers


def transcribe(
    chunks: Iterable[FloatArray],
    model: RecogniserModel,
    bias: Bias = Bias(),
    progress: Callable[[float], None] = lambda seconds: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Transcript:
    """What is said in `chunks` of samples: mono, 16 kHz, −1…1, shape (n,) each.

    At most `_LONGEST` seconds and one chunk are held at a time. `progress` is told the seconds done. Raises
    `TranscriptionCancelledError` soon after `cancelled` says so.
    """
    listener = Listener(model, bias)
    words: list[TranscribedWord] = []
    done = 0.0
    for stretch in _stretches(chunks):
        if cancelled():
            raise TranscriptionCancelledError
        words += listener.hear(stretch, done)
        done += len(stretch) / SAMPLE_RATE
        progress(done)
    return Transcript(tuple(words), done, model.name, listener.biased)


def in_chunks(samples: FloatArray, seconds: float = 1.0) -> Iterator[FloatArray]:
    """Samples already in memory, piece by piece."""
    size = round(seconds * SAMPLE_RATE)
    for at in range(0, len(samples), size):
        yield samples[at : at + size]


def _stretches(chunks: Iterable[FloatArray]) -> Iterator[FloatArray]:
    """The same samples in stretches that end where it is quiet."""
    kept = np.zeros(0, np.float32)
    longest = round(_LONGEST * SAMPLE_RATE)
    for chunk in chunks:
        kept = np.concatenate([kept, np.asarray(chunk, np.float32)])
        while len(kept) >= longest:
            cut = _quietest(kept[:longest])
            yield kept[:cut]
            kept = kept[cut:].copy()  # a slice would keep the whole of it in memory
    if len(kept):
        yield kept


def _quietest(samples: FloatArray) -> int:
    """The middle of the quietest window in the part where a cut is allowed."""
    hop = round(_WINDOW * SAMPLE_RATE / 4)
    power = np.square(samples[: len(samples) // hop * hop].reshape(-1, hop)).sum(axis=1)
    windows = np.convolve(power, np.ones(4), "valid")
    first = round(_EARLIEST * SAMPLE_RATE / hop)
    return (first + int(windows[first:].argmin()) + 2) * hop


@dataclass
class Listener:
    """Hears stretches twice and makes one list of words of it.

    `biased` tells whether there is a second hearing at all: something likely, and a model that takes it.
    """

    model: RecogniserModel
    bias: Bias
    _phrases: dict[tuple[str, ...], None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for phrase in self.bias.phrases:
            if words := self._known(phrase):
                self._phrases[words] = None
        if self.bias.numbers:
            for each in (*sorted(NUMBER_CHARACTERS), *UNITS, *_number_phrases()):
                if words := self._known(each):
                    self._phrases[words] = None
        self.biased = bool(self._phrases) and self.model.takes_grammar
        self._accepted = {p for p in self._phrases if len("".join(p)) > 1}
        self._accepted |= {(word,) for phrase in self._phrases for word in phrase if len(word) > 1}
        self._longest = max(map(len, self._accepted), default=0)

    def _known(self, phrase: str) -> tuple[str, ...]:
        """The phrase in words of the model's; () when it lacks one of the characters."""
        words: list[str] = []
        for word in split_words("".join(c for c in phrase if "\u4e00" <= c <= "\u9fff")):
            parts = [word] if self.model.knows(word) else list(word)
            if not all(self.model.knows(part) for part in parts):
                return ()
            words += parts
        return tuple(words)

    def hear(
        self, samples: FloatArray, start: float, free: Sequence[HeardWord] | None = None
    ) -> list[TranscribedWord]:
        """The words of a stretch that begins at second `start`.

        `free` is what was heard in it freely, with times as in the whole talk, where that is known already.
        """
        if free is None:
            free = self._listen(samples, (), start)
        if not self.biased:
            return [TranscribedWord(w.text, w.start, w.end, w.confidence) for w in free]
        rivals = {word.text for word in free}
        likely = [" ".join(phrase) for phrase in self._phrases]
        grammar = [*(likely * _WEIGHT), *sorted(rivals.difference(likely))]
        return _merged(free, self._likely(self._listen(samples, grammar, start)))

    def _listen(self, samples: FloatArray, grammar: Sequence[str], start: float) -> list[HeardWord]:
        recogniser = self.model.listen(grammar)
        recogniser.feed(samples)
        return [
            HeardWord(w.text, w.start + start, w.end + start, w.confidence) for w in recogniser.finish().words
        ]

    def _likely(self, heard: Sequence[HeardWord]) -> list[list[HeardWord]]:
        """The likely phrases in what the second hearing heard, as runs of words."""
        found: list[list[HeardWord]] = []
        at = 0
        while at < len(heard):
            size = self._run_at(heard, at)
            if size:
                found.append(list(heard[at : at + size]))
            at += max(1, size)
        return found

    def _run_at(self, heard: Sequence[HeardWord], at: int) -> int:
        if self.bias.numbers:
            size = 0
            while at + size < len(heard) and _numeric(heard[at + size].text):
                size += 1
            run = [word.text for word in heard[at : at + size]]
            if any(_counts(word) for word in run) and any(unit in "".join(run) for unit in UNITS):
                return size
        for size in range(min(self._longest, len(heard) - at), 0, -1):
            if tuple(word.text for word in heard[at : at + size]) in self._accepted:
                return size
        return 0


def _number_phrases() -> Iterator[str]:
    """Numbers as they are said in any live room; no one of them is likelier than its neighbours."""
    for number in range(1, 100):
        said = "两" if number == 2 else integer(number)
        yield from (said + "块", said + "元", said + "块九", said + "块八", said + "块五")
    for number in range(1, 10):
        hundreds = integer(100 * number)
        yield from (hundreds + "克", hundreds + "五十克", hundreds + "块", hundreds + "元", hundreds + "零")
        yield from (integer(number) + "公斤", integer(number) + "斤", integer(number) + "天")
    yield from (integer(hours) + "小时" for hours in (12, 16, 24, 36, 48, 72))


def _numeric(word: str) -> bool:
    return _counts(word) or word in UNITS


def _counts(word: str) -> bool:
    return all(character in NUMBER_CHARACTERS for character in word)


def _merged(free: Sequence[HeardWord], likely: Sequence[Sequence[HeardWord]]) -> list[TranscribedWord]:
    """The words of the first hearing with those runs of the second in the place of what they overlap."""
    words: list[TranscribedWord] = []
    taken: set[int] = set()
    for run in likely:
        start, end = run[0].start, run[-1].end
        beside = "".join(w.text for w in free if w.start < end + _BESIDE and w.end > start - _BESIDE)
        text = "".join(w.text for w in run)
        nearest = min((d for *_, d in best_places(sounds_of(text), sounds_of(beside), 9.0)), default=_NOWHERE)
        same = text in beside
        taken |= {i for i, w in enumerate(free) if _share(w, start, end) >= _COVERED}
        for word in run:
            trust = max(0.0, 1.0 - min(1.0, nearest))
            words.append(
                TranscribedWord(
                    word.text,
                    word.start,
                    word.end,
                    max(word.confidence * (0.4 + 0.6 * trust), 0.9 if same else 0.0),
                    HeardBy.BOTH if same else HeardBy.BIASED,
                )
            )
    words += [
        TranscribedWord(w.text, w.start, w.end, w.confidence) for i, w in enumerate(free) if i not in taken
    ]
    return sorted(words, key=lambda word: (word.start, word.end))


def _share(word: HeardWord, start: float, end: float) -> float:
    """How much of a word lies in a stretch, 0…1."""
    inside = min(word.end, end) - max(word.start, start)
    return max(0.0, inside) / max(1e-6, word.end - word.start)
