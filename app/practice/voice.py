"""Help with one syllable: what to do, two words to compare, and her own voice with the right tone."""

from __future__ import annotations

import logging
from dataclasses import dataclass

import numpy as np

from app.errors import ExpectedError
from app.i18n import Message, msg
from app.practice.keeper import Keeper
from app.speech.articulation import SoundHelp, sound_help
from app.speech.hum import hum
from app.speech.minimal_pairs import MinimalPair, MinimalPairs, PairWord
from app.speech.resynthesis import NoOwnVoiceError, with_tone
from app.speech.values import FloatArray, Part, SyllableScore, Verdict

log = logging.getLogger(__name__)

PAUSE = 0.35
"""Seconds between two sounds that are to be compared."""


@dataclass(frozen=True)
class ToneExample:
    """How a syllable's tone should sound, 16 kHz mono: in her own voice, or hummed with the reason why."""

    samples: FloatArray
    start: float  # seconds of the recording at which it would begin
    own_voice: bool
    reason: Message | None = None


@dataclass(frozen=True)
class SyllableHelp:
    """Help with the part of a syllable that most needs it."""

    part: Part
    sound: SoundHelp
    pair: MinimalPair | None


class OwnVoice:
    """Makes examples for whoever practises now. `tone_example` and `word` block; `help` is quick."""

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper
        self._pairs = MinimalPairs()

    def tone_example(self, samples: FloatArray, score: SyllableScore) -> ToneExample:
        """The syllable of the recording `samples` with the right tone, hummed where her voice cannot be used.

        Raises ValueError for a syllable that has no target (one that was not said).
        """
        if score.target is None or score.start is None or score.end is None:
            raise ValueError("no target to play")
        register = self._keeper.register
        tone = score.syllable.spoken_tone
        try:
            made = with_tone(samples, score.start, score.end, tone, score.target, register)
            return ToneExample(made, score.start, own_voice=True)
        except NoOwnVoiceError as error:
            log.info("hummed instead: %s %s", error, error.detail)
            hummed = hum(score.target, register)
            return ToneExample(hummed, score.target.times[0], own_voice=False, reason=error.message)

    def help(self, score: SyllableScore) -> SyllableHelp | None:
        """Help with the worst part of a syllable in the first language of whoever practises now."""
        profile = self._keeper.profile
        part = part_to_help(score)
        sound = sound_help(part, score.syllable, profile.first_language if profile else "")
        if sound is None:
            return None
        return SyllableHelp(part, sound, self._pairs.find(part, score.syllable, score.part(part).heard))

    def word(self, word: PairWord) -> FloatArray:
        """The recording of one word of a pair. Raises ExpectedError when it cannot be read."""
        try:
            return self._pairs.sound(word)
        except OSError as error:
            raise ExpectedError(
                msg("这个对比录音打不开，请重新安装开播。您的录音和成绩不受影响。"), str(error)
            ) from error


def part_to_help(score: SyllableScore) -> Part:
    """The part that most needs help; the tone where all are good or nothing is known."""
    worst = score.worst
    return worst if score.part(worst).verdict in (Verdict.WRONG, Verdict.OFF) else Part.TONE


def one_after_the_other(first: FloatArray, second: FloatArray) -> FloatArray:
    """Two sounds with a short pause between, the second as loud as the first."""
    levels = [float(np.sqrt(np.mean(np.square(each, dtype=np.float64)))) if each.size else 0.0
              for each in (first, second)]  # fmt: skip
    gain = np.clip(levels[0] / levels[1], 0.5, 2.0) if min(levels) > 0 else 1.0
    pause = np.zeros(int(PAUSE * 16_000), np.float32)
    return np.concatenate([first, pause, np.clip(second * gain, -1.0, 1.0)]).astype(np.float32)
