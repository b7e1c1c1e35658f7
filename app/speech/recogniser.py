"""The Vosk model and what it hears: words with their times, while the samples are still coming.

Only Vosk's public interface is used, and nothing is read that an official model lacks: whether a word is
known is asked with `vosk_model_find_word`, never looked up in a file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.errors import ExpectedError
from app.i18n import msg
from app.speech.values import SpokenText, TokenKind
from app.speech.words import split_words

SAMPLE_RATE = 16_000
UNKNOWN = (
    "[unk]",
    "<unk>",
    "<UNK>",
)  # how models spell "some other word"; ours and the official ones the first
_VOSK_SUBSAMPLING = 3  # Vosk reckons word times as if every model took 30 ms steps
_VOSK_FRAME_SECONDS = 0.03
_VOSK_ROUND_FRAMES = 20_000  # at the first pause after so many frames Vosk begins to count anew
_TOUCH = 0.04  # seconds by which a word must reach into a stretch to belong to it
_MARGIN = 0.6  # seconds heard on either side of a stretch: words are heard by their neighbours
_LISTEN_AGAIN = 6.0  # seconds of one take that are heard a second time at most: it delays the score


class ModelError(ExpectedError):
    """A speech model that cannot be used."""


@dataclass(frozen=True)
class HeardWord:
    """A word of the transcript; times in seconds, `confidence` 0…1 as Vosk gives it (not to be relied on)."""

    text: str
    start: float
    end: float
    confidence: float


@dataclass(frozen=True)
class Heard:
    """What was heard in one take."""

    words: tuple[HeardWord, ...]

    @property
    def text(self) -> str:
        """The characters, without spaces."""
        return "".join(w.text for w in self.words)

    def between(self, start: float, end: float) -> str:
        """The characters of the words that reach into a stretch (seconds)."""
        return "".join(w.text for w in self.words if w.start < end - _TOUCH and w.end > start + _TOUCH)


class RecogniserModel:
    """A loaded Vosk model. Slow to make, safe to share between threads; recognisers are made from it."""

    def __init__(self, path: Path, name: str = "") -> None:
        """Load the model in `path`, known as `name` (by default its folder's).

        Raises `ModelError` when Vosk refuses it.
        Damaged files can end the whole process inside libvosk: check a folder with `model_store.check_model`
        before it comes here.
        """
        import vosk

        vosk.SetLogLevel(-1)
        self.path = path
        self.name = name or path.name
        try:
            self._model = vosk.Model(str(path))
        except Exception as error:  # vosk raises the bare class
            raise ModelError(
                msg("语音模型“{name}”打不开。请在设置里换一个模型，或者重新导入。", name=self.name),
                str(error),
            ) from error
        self._time_scale = _subsampling(path) / _VOSK_SUBSAMPLING
        self.takes_grammar = not (path / "graph" / "HCLG.fst").exists()
        self._unknown = tuple(word for word in UNKNOWN if self.knows(word))

    def knows(self, word: str) -> bool:
        """Whether the model's vocabulary has `word`."""
        return bool(self._model.vosk_model_find_word(word) >= 0)

    def listen(self, grammar: Sequence[str] = ()) -> TakeRecogniser:
        """A recogniser for one take, free, or with a preference for the phrases of `grammar`."""
        import vosk

        if grammar and self.takes_grammar:
            recogniser = vosk.KaldiRecognizer(
                self._model, SAMPLE_RATE, json.dumps([*grammar, *self._unknown], ensure_ascii=False)
            )
        else:
            recogniser = vosk.KaldiRecognizer(self._model, SAMPLE_RATE)
        recogniser.SetWords(True)
        return TakeRecogniser(recogniser, self._time_scale)


class TakeRecogniser:
    """Recognises one take in pieces. Not for several threads at once."""

    def __init__(self, recogniser: object, time_scale: float = 1.0) -> None:
        self._recogniser = recogniser
        self._time_scale = time_scale
        self._words: list[HeardWord] = []
        self._partial = ""
        self._fed = 0  # samples
        self._counted_from = 0.0  # seconds at which Vosk last began to count its frames

    def feed(self, samples: NDArray[np.floating]) -> None:
        """Take the next samples (mono, 16 kHz, -1…1, shape (n,))."""
        self.feed_pcm(pcm_of(samples))

    def feed_pcm(self, pcm: bytes) -> None:
        """Take the next samples as `pcm_of` makes them."""
        self._fed += len(pcm) // 2
        if self._recogniser.AcceptWaveform(pcm):  # type: ignore[attr-defined]
            self._keep(self._recogniser.Result())  # type: ignore[attr-defined]
            self._partial = ""
        else:
            self._partial = _plain(json.loads(self._recogniser.PartialResult()).get("partial", ""))  # type: ignore[attr-defined]

    def partial(self) -> str:
        """What has been heard so far, characters without spaces."""
        return "".join(w.text for w in self._words) + self._partial

    def finish(self) -> Heard:
        """What was heard in the whole take. Call it once, after the last `feed`."""
        self._keep(self._recogniser.FinalResult())  # type: ignore[attr-defined]
        return Heard(tuple(self._words))

    def _keep(self, result: str) -> None:
        for word in json.loads(result).get("result", ()):
            if word["word"] not in UNKNOWN:
                start, end = (
                    self._counted_from + (word[k] - self._counted_from) * self._time_scale
                    for k in ("start", "end")
                )
                self._words.append(HeardWord(word["word"], start, end, float(word.get("conf", 1.0))))
        now = self._fed / SAMPLE_RATE
        if now - self._counted_from > _VOSK_ROUND_FRAMES * _VOSK_FRAME_SECONDS * self._time_scale:
            self._counted_from = now


def _subsampling(path: Path) -> int:
    """How many 10 ms frames the model takes at once, from its configuration; 3 unless that says otherwise."""
    try:
        text = (path / "conf" / "model.conf").read_text("utf-8", errors="replace")
    except OSError:
        return _VOSK_SUBSAMPLING
    found = re.search(r"^\s*--frame-subsampling-factor=(\d+)", text, re.MULTILINE)  # not in a comment
    return int(found.group(1)) if found else _VOSK_SUBSAMPLING


def _plain(text: str) -> str:
    return "".join(word for word in text.split() if word not in UNKNOWN)


class SecondHearing:
    """A take heard once more without the prompt in mind, only where somebody asks and only so much of it.

    Takes the place of a `Heard` of the whole take, whose decoding would cost as much as all the rest.
    """

    def __init__(self, model: RecogniserModel, pcm: bytes | bytearray) -> None:
        """`pcm` are the take's samples as `pcm_of` makes them."""
        self._model = model
        self._pcm = pcm
        self._left = _LISTEN_AGAIN
        self._known: dict[tuple[float, float], Heard] = {}

    @property
    def text(self) -> str:
        """How the take begins, with "…" where it goes on."""
        begins = self._hear(0.0, _LISTEN_AGAIN).text
        return begins + "…" if begins and len(self._pcm) > 2 * SAMPLE_RATE * _LISTEN_AGAIN else begins

    def between(self, start: float, end: float) -> str:
        """The characters of the words that reach into a stretch (seconds); "" once enough has been heard."""
        return self._hear(max(0.0, start - _MARGIN), end + _MARGIN).between(start, end)

    def _hear(self, start: float, end: float) -> Heard:
        if (start, end) in self._known:
            return self._known[start, end]
        first, last = (2 * round(seconds * SAMPLE_RATE) for seconds in (start, end))
        pcm = bytes(self._pcm[first:last])
        seconds = len(pcm) / 2 / SAMPLE_RATE
        if not pcm or seconds > self._left:
            return Heard(())
        self._left -= seconds
        recogniser = self._model.listen()
        recogniser.feed_pcm(pcm)
        words = recogniser.finish().words
        heard = Heard(tuple(replace(w, start=w.start + start, end=w.end + start) for w in words))
        self._known[start, end] = heard
        return heard


def pcm_of(samples: NDArray[np.floating]) -> bytes:
    """Samples (-1…1, shape (n,)) as Vosk takes them: 16-bit integers, little-endian."""
    return (np.clip(np.asarray(samples, np.float32), -1.0, 1.0) * 32767.0).astype("<i2").tobytes()


def prompt_grammar(model: RecogniserModel, spoken: SpokenText) -> tuple[str, ...]:
    """Phrases for a recogniser that expects this prompt: each stretch between pauses, and each word alone.

    Words the model does not know are given as their characters, and characters it does not know are left
    out. The single words let it hear them in any order, twice, or not at all.
    """
    phrases: list[str] = []
    singles: dict[str, None] = {}
    run: list[str] = []

    def end_run() -> None:
        words = [w for word in split_words("".join(run)) for w in _known(model, word)] if run else []
        if len(words) > 1:
            phrases.append(" ".join(words))
        singles.update(dict.fromkeys(words))
        run.clear()

    for token in spoken.tokens:
        if token.kind is TokenKind.PAUSE:
            end_run()
        elif token.kind is TokenKind.SYLLABLE and not token.text.isascii():
            run.append(token.text)
    end_run()
    return (*phrases, *singles)


def _known(model: RecogniserModel, word: str) -> list[str]:
    if model.knows(word):
        return [word]
    return [character for character in word if model.knows(character)]
