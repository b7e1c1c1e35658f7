"""The takes of docs/examples.md, made from the bundled CC0 recordings: good, and wrong in one known way.

Where a syllable is changed, the recording is changed and the prompt is not, except in `asked_for`. What comes
first is decided by rule, from what the scorer says of the recordings as they are.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from app.errors import ExpectedError
from app.speech.assessor import Assessor
from app.speech.register import SpeakerRegister
from app.speech.resynthesis import with_tone
from app.speech.text import to_spoken
from app.speech.tone_targets import target_contour
from app.speech.tone_values import ToneSpan
from app.speech.values import (
    Contour,
    FloatArray,
    Part,
    PronunciationScore,
    SyllableScore,
    TakeStatus,
    Verdict,
)

RATE = 16_000
BUNDLED = Path(__file__).resolve().parents[2] / "tests" / "data" / "speech"
NOISE_DB = 5.0

_SPLICE = RATE * 20 // 1000  # samples that with_tone fades at either end
_HEARD = 0.04  # seconds with_tone keeps on either side
_FADE = RATE * 6 // 1000
_BURST = (0.03, 0.25)  # seconds an initial's noise may last
_SHORTEST = 0.12  # seconds of a syllable that is changed or cut out
_BABBLE = 6  # voices
# characters that differ in nothing but z and zh (and are read so whatever stands beside them)
_WITH_ZH = {"祖": "主", "宗": "中", "在": "债", "再": "债", "最": "坠", "则": "哲", "阻": "煮"}


@dataclass(frozen=True)
class Clip:
    """One bundled recording, 16 kHz mono, and how it is scored unchanged."""

    name: str
    speaker: str
    text: str
    samples: FloatArray
    score: PronunciationScore
    register: SpeakerRegister


@dataclass(frozen=True)
class ExampleTake:
    """A take to show. `index` is the syllable that was changed, None where none was."""

    kind: str
    clip: Clip
    samples: FloatArray
    index: int | None = None
    part: Part | None = None
    text: str = ""  # the prompt, where it is not the clip's own
    donor: Clip | None = None
    donor_index: int | None = None

    @property
    def prompt(self) -> str:
        """The prompt the take is scored against."""
        return self.text or self.clip.text

    @property
    def changed(self) -> SyllableScore | None:
        """The changed syllable as it was scored before the change."""
        return None if self.index is None else self.clip.score.syllables[self.index]


class ExampleTakes:
    """The bundled recordings scored, best first, and what is made of them."""

    def __init__(self, assessor: Assessor) -> None:
        self._assessor = assessor

    @cached_property
    def clips(self) -> tuple[Clip, ...]:
        """All recordings that have a total: the highest first, among equals the one with most syllables."""
        with (BUNDLED / "commonvoice.tsv").open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines, delimiter="\t"))
        clips = [self._measured(row["clip"], row["speaker"], row["text"]) for row in rows]
        scored = [clip for clip in clips if clip.score.total is not None]
        return tuple(sorted(scored, key=lambda c: (-(c.score.total or 0), -len(c.score.syllables), c.name)))

    def _measured(self, name: str, speaker: str, text: str) -> Clip:
        samples, rate = soundfile.read(BUNDLED / "commonvoice" / f"{name}.opus", dtype="float32")
        if rate != RATE:
            raise ValueError(f"{name}: {rate} Hz")
        running = self._assessor.start(to_spoken(text))
        running.feed(samples)
        score = running.finish()
        taken = running.taken
        register = SpeakerRegister().learn(taken.track) if taken is not None else SpeakerRegister()
        return Clip(name, speaker, text, samples, score, register)

    def good(self) -> ExampleTake:
        """The best of the bundled recordings, unchanged."""
        return ExampleTake("good", self.clips[0], self.clips[0].samples)

    def with_other_tone(self, said: int, instead: int) -> Iterator[ExampleTake]:
        """Takes in which a syllable with the tone `said` has the tone `instead`, the surest syllable first.

        The syllables of the best recording that has any come first, then those of the next.
        """
        for clip in self.clips:
            for index in _surest(clip, Part.TONE):
                syllable = clip.score.syllables[index].syllable
                if syllable.spoken_tone != said or instead in syllable.also_tones:
                    continue
                try:
                    samples = _with_tone(clip, index, instead)
                except ExpectedError:
                    continue  # too little voice in it
                yield ExampleTake(f"tone {said} {instead}", clip, samples, index, Part.TONE)

    def with_other_initial(self, said: str, instead: str) -> Iterator[ExampleTake]:
        """Takes in which the initial `said` is replaced by an `instead` of the same speaker, surest first."""
        for clip in self.clips:
            for index in _surest(clip, Part.INITIAL):
                if clip.score.syllables[index].syllable.initial != said or _burst(clip, index) is None:
                    continue
                for donor, other in self._donors(clip, index, instead):
                    samples = _with_initial(clip, index, donor, other)
                    kind = f"initial {said} {instead}"
                    yield ExampleTake(
                        kind, clip, samples, index, Part.INITIAL, donor=donor, donor_index=other
                    )

    def asked_for(self) -> Iterator[ExampleTake]:
        """Unchanged recordings in whose prompt a character with z is one with zh, the surest z first."""
        found = [
            (clip, index)
            for clip in self.clips
            for index in _surest(clip, Part.INITIAL)
            if clip.score.syllables[index].syllable.hanzi in _WITH_ZH
        ]
        found.sort(key=lambda each: -(each[0].score.syllables[each[1]].initial.goodness or 0.0))
        for clip, index in found:
            syllable = clip.score.syllables[index].syllable
            place = syllable.start
            text = clip.text[:place] + _WITH_ZH[syllable.hanzi] + clip.text[place + 1 :]
            yield ExampleTake("asked zh z", clip, clip.samples, index, Part.INITIAL, text)

    def _donors(self, clip: Clip, index: int, initial: str) -> list[tuple[Clip, int]]:
        """Syllables of the same speaker that begin with `initial`: rounded like this one first, then sure."""
        rounded = _rounded(clip.score.syllables[index])
        found = [
            (donor, other)
            for donor in self.clips
            if donor.speaker == clip.speaker
            for other in _surest(donor, Part.INITIAL)
            if donor.score.syllables[other].syllable.initial == initial and _burst(donor, other) is not None
        ]
        return sorted(found, key=lambda each: _rounded(each[0].score.syllables[each[1]]) != rounded)

    def without_syllable(self) -> Iterator[ExampleTake]:
        """Takes of the best recording with one syllable cut out, the best known syllable first."""
        for clip in self.clips:
            syllables = clip.score.syllables
            for index in _surest(clip, Part.FINAL):
                here = syllables[index]
                inside = 0 < index < len(syllables) - 1
                if not inside or here.start is None or here.end is None:
                    continue
                beside = {syllables[i].syllable.toneless for i in (index - 1, index + 1)}
                if here.syllable.toneless in beside:  # nobody could tell which of the two is gone
                    continue
                samples = joined(clip.samples[: _at(here.start)], clip.samples[_at(here.end) :])
                yield ExampleTake("omission", clip, samples, index)

    def noisy(self, db: float) -> ExampleTake:
        """The best recording in a room full of voices, speech `db` dB above them."""
        clip = self.clips[0]
        voices = [_speech(each) for each in self.clips if each.speaker != clip.speaker][:_BABBLE]
        return ExampleTake("noise", clip, in_babble(clip.samples, voices, db))

    def hissing(self, db: float) -> ExampleTake:
        """The best recording in white noise, as a fan or an air conditioner makes it."""
        clip = self.clips[0]
        hiss = np.random.default_rng(1).normal(0.0, 1.0, len(clip.samples))
        return ExampleTake("hiss", clip, _mixed(clip.samples, hiss, db))


def in_babble(samples: FloatArray, voices: Sequence[FloatArray], db: float) -> FloatArray:
    """`samples` with all `voices` over one another, the first `db` dB louder (RMS of its loud half)."""
    babble = np.zeros(len(samples))
    for number, voice in enumerate(voices):
        started = np.roll(voice / max(_loud(voice), 1e-9), number * RATE // 2)
        babble += np.resize(started, len(samples))
    return _mixed(samples, babble, db)


def _mixed(samples: FloatArray, noise: NDArray[np.float64], db: float) -> FloatArray:
    wanted = _loud(samples) * 10 ** (-db / 20)
    mixed = samples + noise * (wanted / max(float(np.sqrt(np.mean(noise**2))), 1e-9))
    return (mixed / max(1.0, float(np.abs(mixed).max()) / 0.98)).astype(np.float32)


def _speech(clip: Clip) -> FloatArray:
    """A recording without the silence before and after."""
    said = [each for each in clip.score.syllables if each.start is not None and each.end is not None]
    return clip.samples[_at(said[0].start or 0.0) : _at(said[-1].end or 0.0)]


def joined(*pieces: FloatArray) -> FloatArray:
    """Pieces one after another with a short crossfade."""
    whole = np.asarray(pieces[0], np.float32)
    for piece in pieces[1:]:
        fade = min(_FADE, len(whole), len(piece))
        ramp = np.linspace(0.0, 1.0, fade, dtype=np.float32)
        middle = whole[len(whole) - fade :] * (1 - ramp) + piece[:fade] * ramp
        whole = np.concatenate([whole[: len(whole) - fade], middle, piece[fade:]])
    return whole


def _surest(clip: Clip, part: Part) -> list[int]:
    """The syllables wholly good and long enough to change, the surest in `part` first."""
    if clip.score.status is not TakeStatus.SCORED:
        return []
    usable = [
        i
        for i, each in enumerate(clip.score.syllables)
        if each.start is not None
        and each.end is not None
        and each.end - each.start >= _SHORTEST
        and each.part(part).verdict is Verdict.GOOD
        and all(each.part(p).verdict in (Verdict.GOOD, Verdict.NOT_ASSESSABLE) for p in Part)
    ]
    return sorted(usable, key=lambda i: (-(clip.score.syllables[i].part(part).goodness or 0.0), i))


def _with_tone(clip: Clip, index: int, tone: int) -> FloatArray:
    """The recording with one syllable said again with another tone, in the same voice."""
    here = clip.score.syllables[index]
    assert here.start is not None and here.end is not None and here.target is not None
    wanted = _other_target(clip, index, tone, here.target)
    made = with_tone(clip.samples, here.start, here.end, tone, wanted, clip.register)
    begin = max(0, _at(min(here.start, wanted.times[0]) - _HEARD))
    end = min(len(clip.samples), _at(max(here.end, wanted.times[-1]) + _HEARD))
    fade = min(_SPLICE, len(made) // 2, end - begin)
    ramp = (0.5 - 0.5 * np.cos(np.linspace(0.0, np.pi, fade))).astype(np.float32)
    whole = np.concatenate([clip.samples[:begin], made, clip.samples[end:]])
    # what comes out is faded at both ends: the recording goes out and in again underneath
    whole[begin : begin + fade] += clip.samples[begin : begin + fade] * (1 - ramp)
    last = begin + len(made)
    whole[last - fade : last] += clip.samples[end - fade : end] * ramp
    return whole.astype(np.float32)


def _other_target(clip: Clip, index: int, tone: int, target: Contour) -> Contour:
    """What the syllable would look like with `tone` in its place."""
    syllables = clip.score.syllables
    spans: list[ToneSpan] = []
    place = 0
    for i, each in enumerate(syllables):
        if each.start is None or each.end is None:
            continue
        if i == index:
            place = len(spans)
        after = syllables[i + 1] if i + 1 < len(syllables) else None
        near = after is not None and after.start is not None and after.start - each.end < 0.06
        spans.append(ToneSpan(each.start, each.start, each.end, each.syllable.spoken_tone, joined=near))
    spans[place] = replace(spans[place], tone=tone)
    return target_contour(spans, place, np.asarray(target.times))


def _burst(clip: Clip, index: int) -> tuple[float, float] | None:
    """Where the noise of a syllable's initial lies, seconds; None when that is not clear."""
    here = clip.score.syllables[index]
    if here.start is None or here.contour is None:
        return None
    voiced = [t for t, level in zip(here.contour.times, here.contour.levels, strict=True) if level == level]
    if not voiced or not _BURST[0] <= voiced[0] - here.start <= _BURST[1]:
        return None
    return here.start, voiced[0]


def _with_initial(clip: Clip, index: int, donor: Clip, other: int) -> FloatArray:
    """The recording with the noise of an initial replaced by one from elsewhere, as loud as the old."""
    mine, theirs = _burst(clip, index), _burst(donor, other)
    assert mine is not None and theirs is not None
    old = clip.samples[_at(mine[0]) : _at(mine[1])]
    new = donor.samples[_at(theirs[0]) : _at(theirs[1])]
    new = new * (_rms(old) / max(_rms(new), 1e-9))
    return joined(clip.samples[: _at(mine[0])], new.astype(np.float32), clip.samples[_at(mine[1]) :])


def _rounded(score: SyllableScore) -> bool:
    return score.syllable.final[0] in "ouv"


def _at(seconds: float) -> int:
    return max(0, round(seconds * RATE))


def _rms(samples: FloatArray) -> float:
    return float(np.sqrt(np.mean(np.square(samples, dtype=np.float64)))) if len(samples) else 0.0


def _loud(samples: FloatArray) -> float:
    """RMS of the louder half of 20 ms frames."""
    frames = samples[: len(samples) // 320 * 320].reshape(-1, 320).astype(np.float64)
    power = np.sort((frames**2).mean(axis=1))
    return float(np.sqrt(power[len(power) // 2 :].mean()))
