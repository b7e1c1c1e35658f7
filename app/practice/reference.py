"""How a prompt should sound, and who says so: the learner always hears which."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np

from app.speech.hum import hum
from app.speech.register import SpeakerRegister
from app.speech.text import to_spoken
from app.speech.values import Contour, FloatArray, SpokenText, TokenKind


class ReferenceSource(Enum):
    """Where a reference comes from."""

    RECORDING = "recording"  # a person, recorded for this lesson
    PACK = "pack"  # a person, recorded for an imported voice pack, the whole word in one piece
    CLIP = "clip"  # a person, cut from an openly licensed recording that comes with the app
    COMPOSED = "composed"  # syllables of a voice pack, one after the other: not how a person says the word
    HUMMED = "hummed"  # the tones alone, synthesised in the learner's register


@dataclass(frozen=True)
class Reference:
    """The sound of a reference (16 kHz mono) and its source.

    `name` is whose voice it is (a voice pack, a collection), `licence` what it is published under, `origin`
    whence it is; all "" where there is nothing to name.
    """

    samples: FloatArray
    source: ReferenceSource
    name: str = ""
    licence: str = ""
    origin: str = ""


def read_as_meant(text: str, pinyin: tuple[str, ...] | None) -> bool:
    """Whether a voice that is given the characters alone will read them as the lesson means them.

    Neutral tones are left to it: how light a syllable is differs among good speakers.
    """
    if pinyin is None:
        return True
    meant, usual = to_spoken(text, pinyin).syllables, to_spoken(text).syllables
    return len(meant) == len(usual) and all(
        one.toneless == other.toneless and (one.tone == other.tone or 5 in (one.tone, other.tone))
        for one, other in zip(meant, usual, strict=True)
    )


# Five-level targets of the tones in running speech: (start, middle, end). Chao (1930), 五度标记法;
# third tone as the low 21 it is in connected speech, in full 214 before a pause.
_LEVELS: dict[int, tuple[float, float, float]] = {
    1: (5.0, 5.0, 5.0),
    2: (3.0, 3.6, 5.0),
    3: (2.0, 1.2, 1.2),
    4: (5.0, 3.4, 1.0),
}
_FULL_THIRD = (2.2, 1.0, 3.8)
_NEUTRAL_AFTER = {1: 2.0, 2: 3.0, 3: 4.0, 4: 1.0}
_SYLLABLE, _NEUTRAL, _GAP, _PAUSE = 0.30, 0.17, 0.05, 0.30  # seconds


def hummed_text(spoken: SpokenText, register: SpeakerRegister) -> FloatArray:
    """The tones of a whole prompt, hummed syllable by syllable with its pauses."""
    pieces: list[FloatArray] = []
    last_tone = 0
    followed = [False] * len(spoken.syllables)
    previous: int | None = None
    for token in spoken.tokens:
        if token.kind is TokenKind.SYLLABLE and token.syllable is not None:
            if previous is not None:
                followed[previous] = True
            previous = token.syllable
        elif token.kind is TokenKind.PAUSE:
            previous = None
    for token in spoken.tokens:
        if token.kind is TokenKind.PAUSE and pieces:
            pieces.append(_silence(_PAUSE))
        if token.kind is not TokenKind.SYLLABLE or token.syllable is None:
            continue
        tone = spoken.syllables[token.syllable].spoken_tone
        if tone == 5:
            height = _NEUTRAL_AFTER.get(last_tone, 2.0)
            levels, seconds = (height, height, max(height - 0.6, 1.0)), _NEUTRAL
        else:
            full = tone == 3 and not followed[token.syllable]
            levels, seconds = (_FULL_THIRD if full else _LEVELS[tone]), _SYLLABLE
        pieces.append(hum(Contour((0.0, seconds / 2, seconds), levels), register, seconds))
        pieces.append(_silence(_GAP))
        last_tone = tone
    return np.concatenate(pieces) if pieces else np.zeros(0, np.float32)


def _silence(seconds: float) -> FloatArray:
    return np.zeros(int(seconds * 16_000), np.float32)
