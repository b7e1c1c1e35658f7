"""Was the tone right? F0 track and aligned syllables in, a verdict with its reasons out.

Use: `assessor = ToneAssessor.load()`, then `assessor.assess(track, spans, register)` per take. Tone comes
from F0, duration and energy alone, never from the recogniser. The network was trained by
`packaging/tone_model`; this module needs numpy only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.paths import assets_dir
from app.speech.f0 import F0Track
from app.speech.register import USUAL_ST, SpeakerRegister
from app.speech.tone_faults import find_faults, measure, norm_key
from app.speech.tone_features import (
    VoicedTake,
    contour_times,
    core_contour,
    final_core,
    grown_spans,
    tone_features,
)
from app.speech.tone_network import CONNECTED, SHORT, Calibration, ToneNetwork, log_odds
from app.speech.tone_targets import target_contour
from app.speech.tone_values import NEUTRAL, ToneAssessment, ToneDoubt, ToneFault, ToneFinding, ToneSpan
from app.speech.values import Contour, Verdict

_SHORTEST = 0.03  # seconds of voice in which a tone can be heard
_LEAST_VOICED = 0.06  # share of the final
_LEAST_ABOVE_NOISE = 4.0  # dB
_MURMUR_DB = (-22.0, -7.0)  # level of other people's voices against hers
_MURMUR_SHARE = 0.4  # of the frames between her syllables that are voiced
_MURMUR_FRAMES = 20  # between her syllables, before anything is concluded
_MOST_CLIPPED = 0.3  # share of samples at full scale
_OCTAVE_JUMP = 8.5  # semitones between frames
_PERIODIC = 0.25  # below this a contour point is drawn as unvoiced
_FLAT = 0.40  # no tone likelier than this: the evidence is too thin for a verdict either way
_UNKNOWN = (float(-np.log(5)),) * 5


@dataclass(frozen=True)
class _Final:
    """What was measured of one final."""

    times: NDArray[np.float64]
    heights: NDArray[np.float64]  # semitones about the register's median
    levels: NDArray[np.float64]
    periodic: NDArray[np.float64]
    voiced_share: float
    doubt: ToneDoubt | None


class ToneAssessor:
    """The loaded tone model. Immutable and safe to share between threads.

    `version` names the weights; keep it with every score.
    """

    def __init__(self, network: ToneNetwork) -> None:
        self._network = network
        self.version = network.version

    @classmethod
    def load(cls, path: Path | None = None) -> ToneAssessor:
        """Read the weights, by default the bundled `assets/scorer/tone.npz`.

        Raises FileNotFoundError when they are missing and ValueError when the file is not a tone model.
        """
        return cls(ToneNetwork.load(path or assets_dir() / "scorer" / "tone.npz"))

    def moved(self, off: float, wrong: float) -> ToneAssessor:
        """The same with each threshold raised by so many nats of the calibrated log odds."""
        moved = {name: each.moved(off, wrong) for name, each in self._network.calibrations.items()}
        return ToneAssessor(replace(self._network, calibrations=moved))

    def cuts(self) -> tuple[tuple[tuple[float, float], ...], tuple[tuple[float, float], ...]]:
        """The thresholds of the tones 1–5 as calibrated log odds: in takes of few syllables, and of more."""
        return self._network.calibrations[SHORT].cuts(), self._network.calibrations[CONNECTED].cuts()

    def assess(
        self,
        track: F0Track,
        spans: Sequence[ToneSpan],
        register: SpeakerRegister | None = None,
        *,
        stricter_by: float = 0.0,
    ) -> tuple[ToneAssessment, ...]:
        """One assessment per span, in order.

        `spans` are the take's syllables in the order they were said (leave out omitted ones and set `joined`
        to False before them). `register` is what is known of the speaker from earlier takes, or None; this
        take is added to it here. Keep `register.learn(track)` afterwards for the next take. `stricter_by`
        (nats) raises the thresholds, see `strictness.Rule`.
        """
        if not spans:
            return ()
        known = (register or SpeakerRegister()).learn(track)
        voice = VoicedTake.of(track, known)
        posteriors = self._network.log_posteriors(tone_features(track, spans, known))
        if spans[0].tone != NEUTRAL:
            posteriors[0] = _without_neutral(posteriors[0])
        odds = log_odds(posteriors)
        grown = grown_spans(voice, spans)
        finals = [_measure(track, voice, span, known) for span in grown]
        if _others_talk(voice, grown):
            finals = [replace(final, doubt=ToneDoubt.TOO_NOISY) for final in finals]
        lengths = np.array([f.times[-1] - f.times[0] for f in finals])
        narrow = _narrow_range(known)
        calibration = self._network.calibration(len(spans)).stricter(stricter_by)
        results = []
        for i, (span, final) in enumerate(zip(spans, finals, strict=True)):
            target = target_contour(spans, i, final.times)
            relative = float(lengths[i] / max(lengths.mean(), 1e-3))
            results.append(
                self._judge(span, final, posteriors[i], odds[i], target, relative, narrow, calibration)
            )
        return tuple(results)

    def _judge(
        self,
        span: ToneSpan,
        final: _Final,
        posteriors: NDArray[np.float32],
        odds: NDArray[np.float32],
        target: Contour,
        length: float,
        narrow: ToneFinding | None,
        calibration: Calibration,
    ) -> ToneAssessment:
        expected, score, doubt = span.tone, float(odds[span.tone - 1]), final.doubt
        if doubt is None and float(np.exp(posteriors.max())) < _FLAT:
            doubt = ToneDoubt.UNCERTAIN
        verdict = Verdict.OFF
        if score >= calibration.good[expected - 1]:
            verdict = Verdict.GOOD
        elif score < calibration.wrong[expected - 1]:
            verdict = Verdict.WRONG
        voiced = np.where(final.periodic >= _PERIODIC, final.levels, np.nan)
        contour = Contour(tuple(float(t) for t in final.times), tuple(round(float(x), 3) for x in voiced))
        if doubt is not None:
            empty = doubt in (ToneDoubt.TOO_SHORT, ToneDoubt.TOO_LITTLE_VOICE)
            return ToneAssessment(
                expected,
                Verdict.NOT_ASSESSABLE,
                _UNKNOWN if empty else _five(posteriors),
                0.0 if empty else score,
                None,
                None,
                doubt,
                (),
                contour,
                target,
                final.voiced_share,
            )
        heard = int(posteriors.argmax()) + 1
        findings: tuple[ToneFinding, ...] = ()
        if verdict is not Verdict.GOOD:
            norms = self._network.norms[norm_key(expected, span.joined)]
            findings = find_faults(measure(final.heights, final.levels, length), norms, expected, heard)
            if narrow is not None:
                findings = (*findings, narrow)
        return ToneAssessment(
            expected,
            verdict,
            _five(posteriors),
            score,
            calibration.goodness(score),
            heard,
            None,
            findings,
            contour,
            target,
            final.voiced_share,
        )


def contour_measures(
    track: F0Track, spans: Sequence[ToneSpan], register: SpeakerRegister
) -> list[dict[str, float] | None]:
    """The measures of `tone_faults.measure` per span, None where the final could not be assessed."""
    voice = VoicedTake.of(track, register)
    finals = [_measure(track, voice, span, register) for span in grown_spans(voice, spans)]
    lengths = np.array([f.times[-1] - f.times[0] for f in finals])
    mean = max(float(lengths.mean()), 1e-3)
    return [
        measure(f.heights, f.levels, float(length) / mean) if f.doubt is None else None
        for f, length in zip(finals, lengths, strict=True)
    ]


def _without_neutral(posteriors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Log posteriors of a take's first syllable: a neutral tone needs a syllable before it to lean on."""
    full = posteriors.copy()
    full[NEUTRAL - 1] = -12.0
    result: NDArray[np.float32] = full - np.log(np.exp(full).sum())
    return result


def _five(posteriors: NDArray[np.float32]) -> tuple[float, float, float, float, float]:
    a, b, c, d, e = (float(x) for x in posteriors)
    return a, b, c, d, e


def _measure(track: F0Track, voice: VoicedTake, span: ToneSpan, register: SpeakerRegister) -> _Final:
    start, end = final_core(voice, span)
    heights, periodic = core_contour(voice, start, end)
    lo, hi = np.searchsorted(track.times, (span.final_start, span.end))
    share = float(np.mean(track.f0[lo:hi] > 0)) if hi > lo else 0.0
    levels = register.levels(heights + register.median)
    doubt = _doubt(track, voice, span, (start, end), share)
    return _Final(contour_times(start, end), heights, levels, periodic, share, doubt)


def _doubt(
    track: F0Track, voice: VoicedTake, span: ToneSpan, core: tuple[float, float], share: float
) -> ToneDoubt | None:
    lo, hi = np.searchsorted(track.times, (span.final_start, span.end))
    first, last = np.searchsorted(voice.times, core)
    if hi - lo < 2 or span.end - span.final_start < _SHORTEST:
        return ToneDoubt.TOO_SHORT
    if (last - first) * track.hop < _SHORTEST or share < _LEAST_VOICED:
        return ToneDoubt.TOO_LITTLE_VOICE
    if float(track.energy_db[lo:hi].max()) < track.noise_db + _LEAST_ABOVE_NOISE:
        return ToneDoubt.TOO_NOISY
    if float(track.clipped[lo:hi].mean()) > _MOST_CLIPPED:
        return ToneDoubt.CLIPPED
    neighbouring = np.diff(voice.times[first:last]) < 1.5 * track.hop
    if np.any((np.abs(np.diff(voice.st[first:last])) > _OCTAVE_JUMP) & neighbouring):
        return ToneDoubt.OCTAVE_DOUBT
    return None


def _others_talk(voice: VoicedTake, spans: Sequence[ToneSpan]) -> bool:
    """Whether voices go on between her syllables, well below hers: their F0 gets into her contours."""
    outside = np.ones(len(voice.all_times), bool)
    peaks = []
    for span in spans:
        first, last = np.searchsorted(voice.all_times, (span.start - 0.06, span.end + 0.06))
        outside[first:last] = False
        peaks.append(float(voice.energy[first:last].max()) if last > first else -120.0)
    voiced = outside & (voice.all_confidence > 0)
    if outside.sum() < _MURMUR_FRAMES or voiced.sum() < _MURMUR_SHARE * outside.sum():
        return False
    level = float(np.median(voice.energy[voiced]) - np.median(peaks))
    return _MURMUR_DB[0] < level < _MURMUR_DB[1]


def _narrow_range(register: SpeakerRegister) -> ToneFinding | None:
    """How far her voice moves over her takes, when enough is known and natives' voices move far further."""
    if not register.narrow:
        return None
    return ToneFinding(ToneFault.RANGE_TOO_NARROW, round(register.range, 1), USUAL_ST, "semitones")
