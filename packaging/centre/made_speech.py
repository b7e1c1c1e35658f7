"""What made-up trainees say: scores with the faults that speakers of their languages make, and hums to play.

The faults are those that studies report of Uyghur and Kazakh speakers of Mandarin; how often they are made is
invented. A score is drawn once for a prompt, a way of speaking and a level, and shared by all attempts that
draw the same, so that a million attempts need thousands of scores.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from app.audio.values import Recording
from app.curriculum.library import Library
from app.curriculum.values import Prompt
from app.speech.text import to_spoken
from app.speech.values import (
    Contour,
    Fluency,
    Miscue,
    MiscueKind,
    Part,
    PartScore,
    PronunciationScore,
    Syllable,
    SyllableScore,
    TakeStatus,
    Verdict,
)
from app.storage import rows
from app.storage.reviews_need import doubt_of
from app.storage.score_json import pack_score

LESSONS = (
    "tones-first",
    "tones-2-3",
    "tones-4-falls",
    "tone-pairs-1",
    "initials-zh-ch-sh",
    "initials-ch-q",
    "product-hongzao",
    "finals-uo-o-u",
    "finals-v-i-u",
    "finals-ian-an",
    "show-opening",
    "finals-an-ang",
    "product-hetao",
    "phrases-greeting",
)
"""One lesson for about each week, two in some."""

LONGEST = 16
LEVELS = 10
VARIANTS = 3

WEAK: dict[str, dict[Part, dict[str, tuple[float, str]]]] = {
    "ug": {
        Part.INITIAL: {
            "zh": (0.55, "z"),
            "ch": (0.65, "q"),
            "sh": (0.5, "s"),
            "r": (0.35, "l"),
            "z": (0.2, "zh"),
            "f": (0.2, "h"),
        },
        Part.FINAL: {
            "v": (0.55, "u"),
            "uo": (0.6, "o"),
            "ian": (0.45, "an"),
            "eng": (0.35, "en"),
            "ing": (0.35, "in"),
            "van": (0.4, "uan"),
        },
        Part.TONE: {"2": (0.6, "3"), "3": (0.5, "2"), "4": (0.3, "1"), "1": (0.15, "4"), "5": (0.35, "1")},
    },
    "kk": {
        Part.INITIAL: {
            "c": (0.6, "s"),
            "ch": (0.55, "c"),
            "q": (0.5, "j"),
            "p": (0.4, "b"),
            "s": (0.35, "sh"),
            "zh": (0.4, "z"),
            "x": (0.25, "sh"),
        },
        Part.FINAL: {
            "v": (0.5, "i"),
            "ang": (0.5, "an"),
            "eng": (0.4, "en"),
            "ing": (0.45, "in"),
            "uo": (0.35, "ou"),
            "ei": (0.25, "ai"),
        },
        Part.TONE: {"3": (0.65, "2"), "2": (0.45, "3"), "1": (0.3, "2"), "4": (0.2, "1"), "5": (0.25, "4")},
    },
    "zh": {
        Part.INITIAL: {"zh": (0.3, "z"), "sh": (0.3, "s"), "n": (0.25, "l")},
        Part.FINAL: {"eng": (0.35, "en"), "ing": (0.35, "in")},
        Part.TONE: {"3": (0.15, "2"), "2": (0.1, "3")},
    },
}
"""How often a beginner says a sound wrongly and as what it is then heard, by first language."""

VOICES = {"ug": 4, "kk": 3, "zh": 2}
"""How many ways of speaking there are of each first language: each has its own weights of the same faults."""

_USUAL = 0.2  # how often a sound that is not hard is missed by a beginner
_CONTOURS = {
    1: (5.0, 5.0, 5.0),
    2: (3.0, 3.8, 5.0),
    3: (2.0, 1.0, 3.0),
    4: (5.0, 3.2, 1.0),
    5: (2.5, 2.0, 1.5),
}


@dataclass(frozen=True)
class MadePrompt:
    """A prompt that is practised, where it stands in its lesson, and its recording."""

    lesson_id: str
    step_index: int
    prompt: Prompt
    syllables: tuple[Syllable, ...]
    recording: Recording


@dataclass(frozen=True)
class MadeScore:
    """A score, and what the store makes of it."""

    score: PronunciationScore
    packed: bytes
    columns: dict[str, Any]
    syllables: tuple[tuple[Any, ...], ...]  # rows of `syllables` without their attempt
    doubt: float


def made_prompts(library: Library, folder: Path, created: datetime) -> list[MadePrompt]:
    """The prompts of `LESSONS` that are not too long, each with a recording in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for lesson_id in LESSONS:
        lesson = library.lesson(lesson_id)
        if lesson is None:
            continue
        for index, step in enumerate(lesson.steps):
            if not isinstance(step, Prompt):
                continue
            syllables = to_spoken(step.text, step.pinyin).syllables
            if 0 < len(syllables) <= LONGEST and not any(each.foreign for each in syllables):
                path = folder / f"{lesson_id}-{step.id}.flac"
                recording = _record(path, [each.spoken_tone for each in syllables], created)
                made.append(MadePrompt(lesson_id, index, step, syllables, recording))
    return made


def _record(path: Path, tones: Sequence[int], created: datetime) -> Recording:
    """Hum the tones of a prompt: a buzz whose pitch goes as the tones do. Not speech, but to be heard."""
    rate = 16000
    rng = np.random.default_rng(len(tones))
    f0 = np.zeros(int(rate * length_of(tones)))
    for place, tone in enumerate(tones):
        start, end = (int(rate * each) for each in span_of(place))
        levels = np.interp(np.linspace(0, 2, end - start), [0, 1, 2], _CONTOURS.get(tone, _CONTOURS[5]))
        f0[start:end] = 130 * 2 ** (levels / 5)
    phase = 2 * np.pi * np.cumsum(f0) / rate
    buzz = sum(np.sin(k * phase) / k for k in range(1, 9)) * (f0 > 0)
    smooth = np.convolve(buzz, np.ones(5) / 5, "same")
    samples = 0.12 * smooth + 0.002 * rng.standard_normal(len(f0))
    soundfile.write(path, samples.astype(np.float32), rate, subtype="PCM_16")
    return Recording(
        path, len(f0) / rate, created, hashlib.sha256(path.read_bytes()).hexdigest(), "USB 麦克风"
    )


def span_of(place: int) -> tuple[float, float]:
    """When the syllable at a place is said, seconds."""
    return 0.3 + 0.28 * place, 0.3 + 0.28 * place + 0.22


def length_of(tones: Sequence[Any]) -> float:
    """How long a recording of so many syllables is, seconds."""
    return round(0.6 + 0.28 * len(tones), 2)


class Scores:
    """Draws scores, each once."""

    def __init__(self, prompts: Sequence[MadePrompt], seed: int) -> None:
        self._prompts = prompts
        self._seed = seed
        self.draw = lru_cache(maxsize=None)(self._draw)

    def _draw(self, prompt: int, language: str, voice: int, level: int, variant: int) -> MadeScore:
        """The score of a prompt by one of a language's voices at a level from 0 to `LEVELS` - 1."""
        source = random.Random(f"{self._seed}/{prompt}/{language}/{voice}/{level}/{variant}")
        score = self._score(source, self._prompts[prompt], language, voice, level / (LEVELS - 1))
        syllables = tuple(tuple(row.values())[1:] for row in rows.syllable_rows(0, score))
        return MadeScore(score, pack_score(score), rows.score_columns(score), syllables, doubt_of(score))

    def _score(
        self, source: random.Random, made: MadePrompt, language: str, voice: int, ability: float
    ) -> PronunciationScore:
        duration = made.recording.duration
        if source.random() < 0.01:
            nothing = Fluency(None, None, (), None, None)
            return PronunciationScore(
                TakeStatus.TOO_NOISY, None, (), (), nothing, (), "", "made", "1", duration
            )
        weights = random.Random(f"{language}/{voice}")
        weight = {part: weights.choice((0.4, 0.8, 1.0, 1.4)) for part in Part}
        scored = []
        for place, syllable in enumerate(made.syllables):
            omitted = len(made.syllables) > 3 and source.random() < 0.02 * (1 - ability)
            start, end = span_of(place)
            parts = {
                part: PartScore(Verdict.NOT_ASSESSABLE, None)
                if omitted
                else _part(source, part, _sound(syllable, part), language, ability, weight[part])
                for part in Part
            }
            contour = None if omitted else _contour(source, syllable.spoken_tone, start, parts[Part.TONE])
            scored.append(
                SyllableScore(
                    syllable,
                    None if omitted else start,
                    None if omitted else end,
                    parts[Part.INITIAL],
                    parts[Part.FINAL],
                    parts[Part.TONE],
                    contour,
                    None if omitted else _target(syllable.spoken_tone, start),
                    omitted,
                )
            )
        miscues = tuple(
            Miscue(MiscueKind.OMISSION, place) for place, each in enumerate(scored) if each.omitted
        )
        rate = round(150 + 80 * ability + source.gauss(0, 12), 1)
        return PronunciationScore(
            TakeStatus.SCORED,
            _total(source, scored),
            tuple(scored),
            miscues,
            Fluency(rate, rate + 15, (), -21.5, -58.0),
            (),
            "".join(each.syllable.hanzi for each in scored if not each.omitted),
            "made",
            "1",
            duration,
            205.0,
            150.0,
            290.0,
        )


def _sound(syllable: Syllable, part: Part) -> str:
    return {
        Part.INITIAL: syllable.initial,
        Part.FINAL: syllable.final,
        Part.TONE: str(syllable.spoken_tone),
    }[part]


def _part(
    source: random.Random, part: Part, sound: str, language: str, ability: float, weight: float
) -> PartScore:
    hard, heard = WEAK[language][part].get(sound, (_USUAL, ""))
    missed = min(0.95, 1.3 * hard * weight) * (1 - 0.9 * ability)
    if source.random() < 0.04 or (part is Part.INITIAL and not sound):
        return PartScore(Verdict.NOT_ASSESSABLE, None, reason="too_short")
    if source.random() >= missed:
        return PartScore(Verdict.GOOD, round(source.uniform(0.7, 1.0), 2))
    if source.random() < 0.4:
        return PartScore(Verdict.OFF, round(source.uniform(0.4, 0.7), 2))
    return PartScore(Verdict.WRONG, round(source.uniform(0.0, 0.4), 2), heard)


def _contour(source: random.Random, tone: int, start: float, score: PartScore) -> Contour:
    """What she said: the tone that was heard, or her own less clear form of the right one."""
    said = int(score.heard) if score.verdict is Verdict.WRONG and score.heard else tone
    levels = _CONTOURS.get(said, _CONTOURS[5])
    return Contour(
        _times(start), tuple(round(min(5.0, max(1.0, each + source.gauss(0, 0.2))), 1) for each in levels)
    )


def _target(tone: int, start: float) -> Contour:
    return Contour(_times(start), _CONTOURS.get(tone, _CONTOURS[5]))


def _times(start: float) -> tuple[float, ...]:
    return tuple(round(start + 0.09 * i, 2) for i in range(3))


def _total(source: random.Random, scored: Sequence[SyllableScore]) -> float:
    credit = {Verdict.GOOD: 1.0, Verdict.OFF: 0.6, Verdict.WRONG: 0.15}
    parts = [each.part(part).verdict for each in scored for part in Part]
    known = [credit[each] for each in parts if each in credit] or [0.5]
    left_out = sum(each.omitted for each in scored) / len(scored)
    return round(min(100.0, max(0.0, 100 * sum(known) / len(known) - 40 * left_out + source.gauss(0, 2))), 1)
