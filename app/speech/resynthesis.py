"""Her own voice with the right tone: one syllable analysed and synthesised again with another F0.

The WORLD vocoder (Morise, Yokomori and Ozawa 2016, through pyworld) takes the voiced stretch of the syllable
apart into F0, spectral envelope and aperiodicity; envelope and aperiodicity are kept, so that it stays her
voice and her vowel, and F0 follows the target contour in her register. What is not voiced (the burst and the
breath of an initial, the room) is her recording itself. `docs/decisions/own-voice-target.md` compares
methods.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.errors import ExpectedError
from app.i18n import msg
from app.speech.f0 import track_f0
from app.speech.register import SpeakerRegister
from app.speech.values import Contour, FloatArray

SAMPLE_RATE = 16_000
_FRAME = 0.005  # seconds
_MIN_HZ, _MAX_HZ = 55.0, 600.0
_CONTEXT = 0.15  # seconds analysed on either side, more than is heard
_HEARD = 0.04  # seconds of her recording kept on either side
_FADE = 0.02  # seconds, at the ends of what is heard
_JOIN = 0.012  # seconds of crossfade between recording and synthesis
_LEAST_VOICED = 0.25  # of the tone's stretch; below it there is no voice to give a tone to
_LEAST_SECONDS = 0.05
_NARROWEST = 9.0  # semitones between levels 1 and 5: a beginner's range is too narrow to show a tone in
_SMOOTHING = 0.012  # seconds (standard deviation): a voice does not turn corners
_CREAK_SMOOTHING = 0.012  # seconds: envelopes of single creaks flutter
_LARGEST_LIFT = 10.0  # dB by which a creaky dip inside a tone is raised
_DIP = 0.16  # seconds: a dip of energy shorter than this is creak, not the end of the syllable
_SHORTEST = {1: 0.20, 2: 0.25, 3: 0.36, 4: 0.17, 5: 0.0}  # seconds of voice in which a tone is well heard
_LONGEST = {1: 0.45, 2: 0.45, 3: 0.60, 4: 0.32, 5: 0.13}
_MOST_STRETCH, _MOST_SHRINK = 1.5, 0.6
_NEUTRAL_DB = -5.0
# The textbook's 214 as voices do it: the lowest point lies below the register's 5th percentile, where all
# else hardly goes, is reached sooner and left later, and the rise at the end stays below the middle. Said as
# it is drawn, with a rise to 4 from half way, the scorer takes a good third of them for second tones.
_THIRD_DEPTH, _THIRD_RISE = 1.8, 0.4
_THIRD_COURSE = ((0.0, 0.40, 0.75, 1.0), (0.0, 0.45, 0.6, 1.0))  # share of the tone → of the textbook's

Values = NDArray[np.float64]


class NoOwnVoiceError(ExpectedError):
    """Her voice cannot be given another tone here: too little of it, or no vocoder on this machine."""


@dataclass(frozen=True)
class _Analysis:
    """WORLD's parameters every 5 ms; `f0` has its gaps filled where `voiced`, 0 elsewhere."""

    f0: Values
    voiced: NDArray[np.bool_]
    sure: NDArray[np.bool_]  # the tracker itself found voice there
    envelope: Values
    aperiodicity: Values


def with_tone(
    samples: FloatArray, start: float, end: float, tone: int, target: Contour, register: SpeakerRegister
) -> FloatArray:
    """The syllable at `start`–`end` (s) of `samples`, said in her voice with the contour `target`.

    `samples` are a whole recording, 16 kHz mono. `target` lies over the voiced part of the final, as
    `SyllableScore.target` does; `tone` (1–5) decides how long and how strong it is. The result is 16 kHz mono
    float32 with some 40 ms of her recording on either side, as loud as she was. Raises `NoOwnVoiceError` when
    there is too little voice in the syllable or pyworld cannot be loaded.
    """
    world = _world()
    core = target.times[0], target.times[-1]
    if end <= start or core[1] - core[0] < _LEAST_SECONDS:
        raise _too_little_voice()
    first = max(0, int((min(start, core[0]) - _CONTEXT) * SAMPLE_RATE))
    last = min(len(samples), int((max(end, core[1]) + _CONTEXT) * SAMPLE_RATE))
    piece = np.ascontiguousarray(samples[first:last], np.float64)
    offset = first / SAMPLE_RATE
    inside = (core[0] - offset, core[1] - offset)
    analysis = _analyse(world, piece, inside)
    source = _time_map(len(analysis.f0), inside, _stretch(tone, core[1] - core[0]))
    sound = _synthesise(world, piece, analysis, source, inside, tone, target, register)
    heard = (min(start, core[0]) - offset - _HEARD, max(end, core[1]) - offset + _HEARD)
    return _cut(sound, source, heard)


def _world() -> Any:
    """The vocoder, loaded when it is first needed: few takes need it, and every start would pay."""
    try:
        import pyworld
    except ImportError as error:
        raise NoOwnVoiceError(
            msg("这台电脑上没有声音合成的组件，不能用您的声音示范。可以听哼出的声调。"), str(error)
        ) from error
    return pyworld


def _too_little_voice() -> NoOwnVoiceError:
    return NoOwnVoiceError(msg("这个字里嗓音太少，不能用您的声音示范。可以听哼出的声调。"))


def _frames(seconds: float) -> int:
    return round(seconds / _FRAME)


def _analyse(world: Any, piece: Values, inside: tuple[float, float]) -> _Analysis:
    f0, times = world.harvest(
        piece, SAMPLE_RATE, f0_floor=_MIN_HZ, f0_ceil=_MAX_HZ, frame_period=1000 * _FRAME
    )
    f0 = world.stonemask(piece, f0, times, SAMPLE_RATE)
    sure = f0 > 0
    lo, hi = max(0, _frames(inside[0])), min(len(f0), _frames(inside[1]) + 1)
    if hi - lo < _frames(_LEAST_SECONDS) or sure[lo:hi].mean() < _LEAST_VOICED:
        raise _too_little_voice()
    # harvest hears a voice in the hiss before a vowel, which would buzz: outside the tone a second tracker
    # must agree; inside it everything is voice, creak as well
    track = track_f0(piece)
    voiced = sure & np.interp(times, track.times, track.voiced.astype(float)).astype(bool)
    voiced[lo:hi] = True
    filled = np.where(voiced, _over_gaps(f0, sure), 0.0)
    envelope = world.cheaptrick(piece, filled, times, SAMPLE_RATE, f0_floor=_MIN_HZ + 16)
    aperiodicity = world.d4c(
        piece, filled, times, SAMPLE_RATE, threshold=0.0, fft_size=2 * (envelope.shape[1] - 1)
    )
    creaky = voiced & ~sure
    if creaky.any():
        # between the periods of a creak the analysis sees noise: take what is around it
        at = np.arange(len(f0))
        known = np.flatnonzero(sure)
        right = np.clip(np.searchsorted(known, at[creaky]), 0, len(known) - 1)
        left = np.clip(right - 1, 0, len(known) - 1)
        nearest = np.where(
            np.abs(known[left] - at[creaky]) <= np.abs(known[right] - at[creaky]), known[left], known[right]
        )
        aperiodicity[creaky] = aperiodicity[nearest]
        smooth = np.exp(_smoothed(np.log(envelope + 1e-16), _CREAK_SMOOTHING / _FRAME))
        envelope[creaky] = smooth[creaky]
    return _Analysis(filled, voiced, sure, envelope, aperiodicity)


def _over_gaps(f0: Values, known: NDArray[np.bool_]) -> Values:
    at = np.arange(len(f0))
    filled: Values = np.exp(np.interp(at, at[known], np.log(f0[known])))
    return filled


def _smoothed(values: Values, width: float) -> Values:
    """Gaussian smoothing over the first axis, its ends held; `width` in frames."""
    reach = max(1, int(3 * width))
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / width) ** 2)
    kernel /= kernel.sum()
    padded = np.pad(values, [(reach, reach)] + [(0, 0)] * (values.ndim - 1), mode="edge")
    result: Values = np.apply_along_axis(lambda x: np.convolve(x, kernel, "valid"), 0, padded)
    return result


def _stretch(tone: int, seconds: float) -> float:
    """How much longer (or shorter) the voiced part becomes, so that the tone is heard in it."""
    wanted = min(max(seconds, _SHORTEST[tone]), _LONGEST[tone])
    if tone == 5:
        wanted = min(wanted, seconds * 0.8)
    return float(np.clip(wanted / seconds, _MOST_SHRINK, _MOST_STRETCH))


def _time_map(frames: int, inside: tuple[float, float], factor: float) -> Values:
    """For every frame that comes out, the frame (with its fraction) that goes in."""
    begin, end = inside[0] / _FRAME, inside[1] / _FRAME
    count = round(frames + (end - begin) * (factor - 1))
    out = np.arange(count, dtype=np.float64)
    source: Values = np.interp(
        out, [0, begin, begin + (end - begin) * factor, count], [0, begin, end, frames - 1]
    )
    return source


def _semitone_target(target: Contour, at: Values, tone: int, register: SpeakerRegister) -> Values:
    """The target contour at times `at` (seconds of the recording), semitones re 100 Hz."""
    levels = np.asarray(target.levels, np.float64)
    times = np.asarray(target.times, np.float64)
    known = np.isfinite(levels)
    if tone == 3:
        span = max(float(times[-1] - times[0]), 1e-6)
        at = times[0] + span * np.interp((at - times[0]) / span, *_THIRD_COURSE)
    level = np.interp(at, times[known], levels[known])
    if tone == 3:
        level = np.where(level < 2.0, 2.0 - _THIRD_DEPTH * (2.0 - level), 2.0 + _THIRD_RISE * (level - 2.0))
    half = max(register.high - register.low, _NARROWEST) / 2
    middle = (register.high + register.low) / 2
    height: Values = middle + (level - 3.0) / 2.0 * half
    return _smoothed(height, _SMOOTHING / _FRAME)


def _at(values: Values, source: Values) -> Values:
    """Rows of `values` at fractional row numbers."""
    low = np.clip(source.astype(int), 0, len(values) - 1)
    high = np.minimum(low + 1, len(values) - 1)
    share = (source - low).reshape(-1, *[1] * (values.ndim - 1))
    result: Values = values[low] * (1 - share) + values[high] * share
    return result


def _synthesise(
    world: Any,
    piece: Values,
    analysis: _Analysis,
    source: Values,
    inside: tuple[float, float],
    tone: int,
    target: Contour,
    register: SpeakerRegister,
) -> Values:
    """The piece along `source`, the voiced stretch around the tone synthesised, the rest as recorded."""
    nearest = np.clip(np.round(source).astype(int), 0, len(analysis.f0) - 1)
    voiced = analysis.voiced[nearest]
    core = (source >= inside[0] / _FRAME) & (source <= inside[1] / _FRAME)
    run = _run_around(voiced, core)
    began = target.times[0] - inside[0]
    wanted = 100.0 * 2.0 ** (_semitone_target(target, source * _FRAME + began, tone, register) / 12.0)
    hers = _over_gaps(analysis.f0, analysis.f0 > 0)[nearest]
    f0 = np.where(run, wanted, hers)
    f0[~voiced] = 0.0
    envelope = np.exp(_at(np.log(analysis.envelope + 1e-16), source))
    envelope *= _gain(envelope, run & core, tone)[:, None]
    made = world.synthesize(
        np.ascontiguousarray(f0),
        np.ascontiguousarray(envelope),
        np.ascontiguousarray(np.clip(_at(analysis.aperiodicity, source), 0.0, 1.0)),
        SAMPLE_RATE,
        1000 * _FRAME,
    )
    recorded = _recorded(piece, source, core, len(made))
    share = np.interp(np.arange(len(made)) / SAMPLE_RATE, *_join(run))
    # her level, whatever the vocoder makes of it: the loud part of the run counts
    first, last = np.flatnonzero(run)[[0, -1]]
    section = made[int(first * _FRAME * SAMPLE_RATE) : int((last + 1) * _FRAME * SAMPLE_RATE)]
    was = piece[int(source[first] * _FRAME * SAMPLE_RATE) : int((source[last] + 1) * _FRAME * SAMPLE_RATE)]
    level = _loudness(was) / max(_loudness(section), 1e-9)
    if tone == 5:
        level *= 10 ** (_NEUTRAL_DB / 20)
    result: Values = share * made * level + (1 - share) * recorded
    return result


def _run_around(voiced: NDArray[np.bool_], core: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The voiced stretch that holds the core."""
    first, last = np.flatnonzero(core)[[0, -1]]
    run = np.zeros(len(voiced), bool)
    begin, end = int(first), int(last)
    while begin > 0 and voiced[begin - 1]:
        begin -= 1
    while end + 1 < len(voiced) and voiced[end + 1]:
        end += 1
    run[begin : end + 1] = True
    return run


def _gain(envelope: Values, core: NDArray[np.bool_], tone: int) -> Values:
    """Power gain per frame that fills dips of energy inside the tone: a creak fades where a tone does not."""
    gain = np.ones(len(envelope))
    if tone == 3 or core.sum() < 8:
        return gain
    level = 10 * np.log10(envelope[core].mean(axis=1) + 1e-16)
    width = min(_frames(_DIP), len(level))
    padded = np.pad(level, width // 2, mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view
    highest = windows(padded, 2 * (width // 2) + 1).max(axis=1)
    closed = windows(np.pad(highest, width // 2, mode="edge"), 2 * (width // 2) + 1).min(axis=1)
    lift = _smoothed(np.clip(closed - level, 0.0, _LARGEST_LIFT), 2.0)
    gain[core] = 10 ** (lift / 10)
    return gain


def _recorded(piece: Values, source: Values, core: NDArray[np.bool_], length: int) -> Values:
    """Her recording on the new time axis: in place before the tone, shifted after it, silent inside."""
    out = np.zeros(length)
    first, last = np.flatnonzero(core)[[0, -1]]
    head = min(int((first + 1) * _FRAME * SAMPLE_RATE), len(piece), length)
    out[:head] = piece[:head]
    begin = int(last * _FRAME * SAMPLE_RATE)
    tail = piece[int(source[last] * _FRAME * SAMPLE_RATE) :][: max(0, length - begin)]
    out[begin : begin + len(tail)] = tail
    return out


def _join(run: NDArray[np.bool_]) -> tuple[list[float], list[float]]:
    """Where the synthesis comes in and goes out again: times and its share."""
    first, last = np.flatnonzero(run)[[0, -1]]
    begin, end = first * _FRAME, last * _FRAME
    return [begin - _JOIN / 2, begin + _JOIN / 2, end - _JOIN / 2, end + _JOIN / 2], [0.0, 1.0, 1.0, 0.0]


def _loudness(samples: Values) -> float:
    """RMS of the louder half of 10 ms frames."""
    frames = samples[: len(samples) // 160 * 160].reshape(-1, 160)
    if not len(frames):
        return 0.0
    power = np.sort((frames**2).mean(axis=1))
    return float(np.sqrt(power[len(power) // 2 :].mean()))


def _cut(sound: Values, source: Values, heard: tuple[float, float]) -> FloatArray:
    """What is heard of the piece, faded at both ends and within full scale."""
    out = np.arange(len(source)) * _FRAME
    begin, end = (float(np.interp(each / _FRAME, source, out)) for each in heard)
    cut = sound[max(0, int(begin * SAMPLE_RATE)) : int(end * SAMPLE_RATE)].copy()
    fade = min(int(_FADE * SAMPLE_RATE), len(cut) // 2)
    if fade:
        ramp = 0.5 - 0.5 * np.cos(np.linspace(0.0, np.pi, fade))
        cut[:fade] *= ramp
        cut[-fade:] *= ramp[::-1]
    peak = float(np.abs(cut).max()) if len(cut) else 0.0
    return (cut * (0.98 / peak if peak > 0.98 else 1.0)).astype(np.float32)
