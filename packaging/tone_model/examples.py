"""Feature rows for training: every take several times, each time spoiled and shifted in another way.

What is varied stands for what the training sets lack: other registers (the speaker's known, half known or
read off the take alone), narrow and wide ranges, noise and rooms, aligner errors, and texts without known
neighbours.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.speech.f0 import F0Track
from app.speech.register import SpeakerRegister, register_of, to_hz
from app.speech.tone_features import FEATURES, TONE_FLAGS, tone_features
from app.speech.tone_values import ToneSpan
from tone_model.takes import Take
from tone_model.tracks import TrackStore

_SINGLE_SPEAKER_SETS = ("words_tan", "syllables_open")


@dataclass(frozen=True)
class Examples:
    """Rows for training. `tone` is 0–4, `context` numbers (kind, tone before, tone after)."""

    x: NDArray[np.float32]  # (n, FEATURES)
    tone: NDArray[np.int64]
    context: NDArray[np.int64]
    take: NDArray[np.int64]
    syllable: NDArray[np.int64]

    @classmethod
    def joined(cls, parts: list[Examples]) -> Examples:
        """All rows of `parts`."""
        names = ("x", "tone", "context", "take", "syllable")
        return cls(*(np.concatenate([getattr(p, n) for p in parts]) for n in names))

    def only(self, mask: NDArray[np.bool_]) -> Examples:
        """The rows where `mask` is True."""
        return Examples(
            self.x[mask], self.tone[mask], self.context[mask], self.take[mask], self.syllable[mask]
        )


def held_for_calibration(take: Take) -> bool:
    """About one training speaker in eight sets the thresholds; sets of a single voice are needed whole."""
    return take.set_name not in _SINGLE_SPEAKER_SETS and zlib.crc32(take.speaker.encode()) % 8 == 3


def speaker_registers(takes: list[Take], store: TrackStore, most: int = 60) -> dict[str, SpeakerRegister]:
    """The register of every speaker, from at most `most` of their takes."""
    tracks: dict[str, list[F0Track]] = {}
    for take in takes:
        own = tracks.setdefault(take.speaker, [])
        if len(own) < most:
            own.append(store.track(take.key))
    return {speaker: register_of(own) for speaker, own in tracks.items()}


def make_examples(
    takes: list[Take],
    stores: list[TrackStore],
    registers: dict[str, SpeakerRegister],
    rng: np.random.Generator | None,
) -> Examples:
    """Rows of the certain syllables of `takes`. With `rng` everything is varied; without, nothing is.

    `stores` are the conditions to draw from; without `rng` the first is used, with the take's own register.
    """
    parts = []
    for number, take in enumerate(takes):
        if rng is None:
            track = stores[0].track(take.key)
            known = registers.get(take.speaker, SpeakerRegister())
            rows = tone_features(track, take.spans, known.learn(track))
        else:
            rows = _varied(take, stores, registers, rng)
        keep = np.flatnonzero(take.certain)
        tones = np.array([s.tone for s in take.spans]) - 1
        parts.append(
            Examples(rows[keep], tones[keep], _contexts(take)[keep], np.full(len(keep), number), keep)
        )
    return Examples.joined(parts)


def _varied(
    take: Take, stores: list[TrackStore], registers: dict[str, SpeakerRegister], rng: np.random.Generator
) -> NDArray[np.float32]:
    track = stores[0 if rng.random() < 0.6 else int(rng.integers(len(stores)))].track(take.key)
    known = registers.get(take.speaker, SpeakerRegister()) if rng.random() < 0.55 else SpeakerRegister()
    register = _faded(known, rng).learn(track)
    if rng.random() < 0.2:
        track = _with_ringing_ends(track, take.spans, rng)
    if rng.random() < 0.4:
        track = _fading_ends(track, take.spans, rng)
    if rng.random() < 0.35:
        track = _creaking(track, take.spans, rng)
    if rng.random() < 0.2:
        track = _breathy_ends(track, take.spans, rng)
    track, spans = _paced(_revoiced(track, register, rng), _jittered(take.spans, rng), rng)
    rows = tone_features(track, spans, register)
    if rng.random() < 0.15:
        rows[:, FEATURES - TONE_FLAGS :] = 0.0
    return rows


def _faded(register: SpeakerRegister, rng: np.random.Generator) -> SpeakerRegister:
    """As if learned from less speech."""
    share = rng.choice([1.0, 0.3, 0.1, 0.03])
    return SpeakerRegister(tuple(share * x for x in register.histogram))


def _revoiced(track: F0Track, register: SpeakerRegister, rng: np.random.Generator) -> F0Track:
    """Another range, height and loudness in the same register."""
    centre = to_hz(register.median)
    stretch = rng.uniform(0.65, 1.35) if rng.random() < 0.6 else 1.0
    shift = 2.0 ** (rng.normal(0.0, 0.8) / 12.0)
    voiced = track.f0 > 0
    f0 = np.where(voiced, centre * (np.where(voiced, track.f0, centre) / centre) ** stretch * shift, 0.0)
    return replace(track, f0=f0.astype(np.float32))


def _with_ringing_ends(track: F0Track, spans: tuple[ToneSpan, ...], rng: np.random.Generator) -> F0Track:
    """F0 that strays while the voice fades into silence, as breath makes it ring in some speakers.

    The frames behind the last one that is less than 10–14 dB below the syllable's peak drift by up to 9
    semitones up or 4 down, and up to 60 ms of fading frames without F0 get one.
    """
    f0, confidence = track.f0.copy(), track.confidence.copy()
    for span in spans:
        if span.joined or rng.random() < 0.4:
            continue
        first, last = np.searchsorted(track.times, (span.final_start, span.end + 0.1))
        energy = track.energy_db[first:last]
        if len(energy) < 8:
            continue
        strong = np.flatnonzero((energy > energy.max() - rng.uniform(10, 14)) & (f0[first:last] > 0))
        if not len(strong):
            continue
        start = int(first + strong[-1] + 1)
        end = min(start + int(rng.integers(3, 10)), len(f0))
        if end <= start:
            continue
        drift = np.linspace(0.0, rng.uniform(-4.0, 9.0), end - start)
        steady = np.where(f0[start:end] > 0, f0[start:end], f0[start - 1])
        f0[start:end] = steady * 2 ** (drift / 12)
        confidence[start:end] = rng.uniform(0.5, 1.0, end - start)
    return replace(track, f0=f0, confidence=confidence)


def _fading_ends(track: F0Track, spans: tuple[ToneSpan, ...], rng: np.random.Generator) -> F0Track:
    """Syllables before silence whose last 40–100 ms fade by 6–18 dB while F0 strays, upwards as a rule.

    So some voices end every tone: the glottis opens, the voice gets breathy, F0 rises by some semitones.
    """
    f0, energy = track.f0.copy(), track.energy_db.copy()
    for span in spans:
        first, last = np.searchsorted(track.times, (span.final_start, span.end + 0.05))
        voiced = first + np.flatnonzero(f0[first:last] > 0)
        if span.joined or len(voiced) < 14 or rng.random() < 0.15:
            continue
        end = int(voiced[-1]) + 1
        begin = max(end - int(rng.integers(4, 11)), int(voiced[8]))
        ramp = (np.arange(end - begin) + 1.0) / (end - begin)
        depth = rng.uniform(6.0, 18.0)
        energy[begin:end] -= depth * ramp
        energy[end : end + 20] -= depth
        f0[begin:end] *= 2 ** (rng.uniform(-1.5, 6.0) * ramp ** rng.uniform(1.0, 2.5) / 12)
    return replace(track, f0=f0.astype(np.float32), energy_db=energy.astype(np.float32))


def _creaking(track: F0Track, spans: tuple[ToneSpan, ...], rng: np.random.Generator) -> F0Track:
    """Third tones, and the ends of deep falls, that creak: no F0 there, half of it, or an irregular one."""
    f0, confidence = track.f0.copy(), track.confidence.copy()
    for span in spans:
        first, last = np.searchsorted(track.times, (span.final_start, span.end))
        voiced = first + np.flatnonzero(f0[first:last] > 0)
        deep = span.tone == 3 or (span.tone == 4 and not span.joined)
        if len(voiced) < 8 or not deep or rng.random() < 0.35:
            continue
        heights = np.log2(f0[voiced])
        # the lowest part of the contour, up to two thirds of it
        creaky = voiced[heights <= np.quantile(heights, rng.uniform(0.15, 0.66))]
        kind = rng.random()
        if kind < 0.5:
            f0[creaky] = 0.0
        elif kind < 0.75:
            f0[creaky] *= 0.5
        else:
            f0[creaky] *= 2.0 ** rng.normal(0.0, 0.15, len(creaky))
            f0[creaky[rng.random(len(creaky)) < 0.4]] = 0.0
        confidence[creaky] *= rng.uniform(0.5, 0.9)
    confidence[f0 <= 0] = 0.0
    return replace(track, f0=f0, confidence=confidence)


def _breathy_ends(track: F0Track, spans: tuple[ToneSpan, ...], rng: np.random.Generator) -> F0Track:
    """Syllables that start late or end early for the tracker: up to 60 ms without F0 at either end."""
    f0, confidence = track.f0.copy(), track.confidence.copy()
    for span in spans:
        first, last = np.searchsorted(track.times, (span.final_start, span.end))
        voiced = first + np.flatnonzero(f0[first:last] > 0)
        if len(voiced) < 12:
            continue
        if span.tone == 2:  # its rise is at its end
            gone = voiced[: rng.integers(0, 5)]
        else:
            gone = np.concatenate([voiced[: rng.integers(0, 4)], voiced[len(voiced) - rng.integers(0, 6) :]])
        f0[gone] = confidence[gone] = 0.0
    return replace(track, f0=f0, confidence=confidence)


def _paced(track: F0Track, spans: list[ToneSpan], rng: np.random.Generator) -> tuple[F0Track, list[ToneSpan]]:
    """The same take spoken faster or slower: frames left out or repeated, boundaries moved along."""
    rate = float(np.exp(rng.uniform(-0.3, 0.3))) if rng.random() < 0.35 else 1.0
    count = max(int(len(track.times) / rate), 1)
    source = np.minimum((np.arange(count) * rate).astype(int), len(track.times) - 1)
    names = ("f0", "confidence", "energy_db", "clipped")
    paced = replace(
        track,
        times=(np.arange(count) * track.hop).astype(np.float32),
        **{name: getattr(track, name)[source] for name in names},
    )
    moved = [
        replace(s, start=s.start / rate, final_start=s.final_start / rate, end=s.end / rate) for s in spans
    ]
    return paced, moved


def _jittered(spans: tuple[ToneSpan, ...], rng: np.random.Generator) -> list[ToneSpan]:
    """Boundaries off by up to some 40 ms; neighbours that touch go on touching."""
    spread = rng.choice([0.0, 0.012, 0.025, 0.04])
    moved: list[ToneSpan] = []
    for i, span in enumerate(spans):
        touching = i > 0 and spans[i - 1].end >= span.start - 0.005
        start = moved[-1].end if touching else max(span.start + rng.normal(0, spread), 0.0)
        has_initial = span.final_start > span.start
        final_start = max(span.final_start + rng.normal(0, spread), start) if has_initial else start
        end = max(span.end + rng.normal(0, spread), final_start + 0.03)
        moved.append(replace(span, start=start, final_start=final_start, end=end))
    return moved


_KINDS = ("isolated", "word", "sentence")


def _contexts(take: Take) -> NDArray[np.int64]:
    tones = [0, *(s.tone for s in take.spans), 0]
    kind = _KINDS.index(take.kind)
    return np.array([kind * 36 + a * 6 + b for a, b in zip(tones, tones[2:], strict=False)])
