"""How loud the microphone is and what is wrong with the sound, live and over a whole take.

Sound is looked at in frames of 20 ms with their mean removed, since cheap sound cards add a constant. The
noise floor is tracked by minimum statistics, here over the whole band and smoothed by a plain mean:
R. Martin, "Noise power spectral density estimation based on optimal smoothing and minimum statistics",
IEEE Transactions on Speech and Audio Processing 9(5), 2001. Every warning has two thresholds or a time to
come and a longer one to go, so that it does not flicker.
"""

from __future__ import annotations

from collections import deque

import numpy as np
import numpy.typing as npt

from app.audio.values import SAMPLE_RATE, Level, SignalWarning

FloatArray = npt.NDArray[np.float32]

FRAME_SECONDS = 0.02
LOWEST_DB = -120.0

# A muted microphone gives zeros or one constant; some drivers dither the lowest bit.
SILENT_SPAN = 2.5 / 32768
CLIPPED_AT = 0.985
CLIPPED_SAMPLES = 3  # in one frame: a single sample at full scale is not heard

# dB relative to full scale, of 20 ms frames. Measured on read speech from many microphones, most of which
# people keep as they are: see docs/decisions/recorder_and_journal.md.
QUIET_DB, NOT_QUIET_DB = -44.0, -41.0
NOISE_DB, NOT_NOISE_DB = -42.0, -46.0
POOR_SNR_DB, FAIR_SNR_DB = 15.0, 18.0
SPEECH_OVER_FLOOR_DB, FAINTEST_SPEECH_DB = 9.0, -58.0  # below: breath, a chair

_SHOWN_FRAMES = 10  # the level shown is that of the last 0.2 s
_FLOOR_SUBWINDOWS, _SUBWINDOW_FRAMES = 12, 25  # minimum over 6 s, renewed every 0.5 s
_FLOOR_SMOOTHED_FRAMES = 4  # 80 ms: the pauses between syllables are hardly longer
_FLOOR_BIAS_DB = 1.0  # the minimum of a smoothed power lies below its mean
_SPEECH_FRAMES = 100
_ENOUGH_SPEECH_FRAMES = 15
_ENOUGH_LIVE_SPEECH_FRAMES = 50
_NOTHING_HEARD_FRAMES = 150  # 3 s into a take without a word


class _Latch:
    """A state that comes after `on_frames` in a row that say so, and goes after `off_frames` that do not."""

    def __init__(self, on_frames: int, off_frames: int) -> None:
        self.on = False
        self.on_frames = on_frames
        self.off_frames = off_frames
        self._against = 0

    def update(self, active: bool) -> None:
        self._against = self._against + 1 if active != self.on else 0
        if self._against >= (self.off_frames if self.on else self.on_frames):
            self.on = active
            self._against = 0


class LevelMeter:
    """Follows a microphone: `feed` it mono samples at `rate`, read `level` at any time.

    Set `take_running` while a take is recorded: only then is saying nothing worth a warning.
    """

    def __init__(self, rate: int = SAMPLE_RATE) -> None:
        self._frame = max(1, round(rate * FRAME_SECONDS))
        self._rest = np.zeros(0, dtype=np.float32)
        self._peaks: deque[float] = deque(maxlen=_SHOWN_FRAMES)
        self._powers: deque[float] = deque(maxlen=_SHOWN_FRAMES)
        self._recent: deque[float] = deque(maxlen=_FLOOR_SMOOTHED_FRAMES)
        self._subwindow = 0  # frames in the newest of the minima
        self._minima: deque[float] = deque(maxlen=_FLOOR_SUBWINDOWS)
        self._floor_db = LOWEST_DB
        self._speech: deque[float] = deque(maxlen=_SPEECH_FRAMES)
        self._unheard = 0
        self._take_running = False
        self._silent = _Latch(75, 5)
        self._clipping = _Latch(1, 100)
        self._quiet = _Latch(50, 25)
        self._noisy = _Latch(75, 50)
        self.level = Level(LOWEST_DB, LOWEST_DB, LOWEST_DB, None)

    @property
    def take_running(self) -> bool:
        """Whether speech is expected now."""
        return self._take_running

    @take_running.setter
    def take_running(self, running: bool) -> None:
        self._take_running = running
        self._unheard = 0

    def feed(self, samples: FloatArray) -> None:
        """Take in mono samples (n,), −1…1; whole frames are looked at now, the rest with the next call."""
        samples = np.concatenate([self._rest, samples])
        whole = len(samples) // self._frame * self._frame
        self._rest = samples[whole:]
        if not whole:
            return
        frames = samples[:whole].reshape(-1, self._frame)
        powers, peaks, spans, clipped = _frame_measures(frames)
        speech = self._speech_db()
        for power, peak, span, hard in zip(powers, peaks, spans, clipped, strict=True):
            self._follow(float(power), float(peak), float(span), bool(hard), speech)
        self.level = Level(
            peak_db=_amplitude_db(max(self._peaks)),
            rms_db=_power_db(sum(self._powers) / len(self._powers)),
            noise_floor_db=self._floor_db,
            warning=self._warning(),
        )

    def _follow(self, power: float, peak: float, span: float, hard: bool, speech: float | None) -> None:
        self._peaks.append(peak)
        self._powers.append(power)
        silent = span <= SILENT_SPAN
        if not silent:
            # Noise gates in sound cards give zeros between words, so once something was heard, zeros must
            # last longer before they mean a muted microphone.
            self._silent.on_frames = 150
            self._track_floor(power)
        decibels = _power_db(power)
        if not silent and decibels > max(self._floor_db + SPEECH_OVER_FLOOR_DB, FAINTEST_SPEECH_DB):
            self._speech.append(decibels)
            self._unheard = 0
        else:
            self._unheard += 1
        self._silent.update(silent)
        self._clipping.update(hard)
        self._quiet.update(self._is_quiet(speech))
        self._noisy.update(self._is_noisy(speech))

    def _track_floor(self, power: float) -> None:
        self._recent.append(power)
        smoothed = sum(self._recent) / len(self._recent)
        if self._subwindow == 0:
            self._minima.append(smoothed)
        else:
            self._minima[-1] = min(self._minima[-1], smoothed)
        self._subwindow = (self._subwindow + 1) % _SUBWINDOW_FRAMES
        self._floor_db = min(0.0, _power_db(min(self._minima)) + _FLOOR_BIAS_DB)

    def _speech_db(self) -> float | None:
        if len(self._speech) < _ENOUGH_LIVE_SPEECH_FRAMES:
            return None
        return float(np.percentile(np.asarray(self._speech), 90))

    def _is_quiet(self, speech: float | None) -> bool:
        if self._take_running and self._unheard >= _NOTHING_HEARD_FRAMES:
            return True
        return speech is not None and speech < (NOT_QUIET_DB if self._quiet.on else QUIET_DB)

    def _is_noisy(self, speech: float | None) -> bool:
        if speech is None:
            return self._floor_db > (NOT_NOISE_DB if self._noisy.on else NOISE_DB)
        return speech - self._floor_db < (FAIR_SNR_DB if self._noisy.on else POOR_SNR_DB)

    def _warning(self) -> SignalWarning | None:
        if self._silent.on:
            return SignalWarning.SILENT
        if self._clipping.on:
            return SignalWarning.CLIPPING
        if self._quiet.on:
            return SignalWarning.TOO_QUIET
        if self._noisy.on:
            return SignalWarning.NOISY
        return None


def analyse(samples: FloatArray) -> Level:
    """The level of a whole take (n,), 16 kHz mono: its peak, mean power, floor and `signal_warning`."""
    frames = _frames(samples)
    if frames is None:
        return Level(LOWEST_DB, LOWEST_DB, LOWEST_DB, SignalWarning.SILENT)
    powers, peaks, spans, _ = _frame_measures(frames)
    heard = powers[spans > SILENT_SPAN]
    return Level(
        peak_db=_amplitude_db(float(peaks.max())),
        rms_db=_power_db(float(powers.mean())),
        noise_floor_db=_power_db(float(np.percentile(heard, 10))) if len(heard) else LOWEST_DB,
        warning=signal_warning(samples),
    )


def signal_warning(samples: FloatArray) -> SignalWarning | None:
    """What is wrong with a finished take (n,), 16 kHz mono; None when it is fit to be scored.

    The speech level is the 95th percentile of the 20 ms frames, the floor the 10th; frames of digital
    silence count for neither.
    """
    frames = _frames(samples)
    if frames is None:
        return SignalWarning.SILENT
    powers, _, spans, clipped = _frame_measures(frames)
    heard = powers[spans > SILENT_SPAN]
    if len(heard) < _ENOUGH_SPEECH_FRAMES:
        return SignalWarning.SILENT
    if clipped.mean() > 0.01 and clipped.sum() >= 2:
        return SignalWarning.CLIPPING
    speech = _power_db(float(np.percentile(heard, 95)))
    floor = _power_db(float(np.percentile(heard, 10)))
    if speech < QUIET_DB:
        return SignalWarning.TOO_QUIET
    if speech - floor < POOR_SNR_DB:
        return SignalWarning.NOISY
    return None


def _frames(samples: FloatArray) -> FloatArray | None:
    frame = round(SAMPLE_RATE * FRAME_SECONDS)
    whole = len(samples) // frame * frame
    return samples[:whole].reshape(-1, frame) if whole else None


def _frame_measures(
    frames: FloatArray,
) -> tuple[FloatArray, FloatArray, FloatArray, npt.NDArray[np.bool_]]:
    """Per frame: power about the mean, peak, span from lowest to highest, and whether it clips."""
    highest, lowest = frames.max(axis=1), frames.min(axis=1)
    magnitudes = np.abs(frames)
    clipped = (magnitudes >= CLIPPED_AT).sum(axis=1) >= CLIPPED_SAMPLES
    return frames.var(axis=1), magnitudes.max(axis=1), highest - lowest, clipped


def _power_db(power: float) -> float:
    return max(LOWEST_DB, 10 * float(np.log10(power))) if power > 0 else LOWEST_DB


def _amplitude_db(amplitude: float) -> float:
    return max(LOWEST_DB, 20 * float(np.log10(amplitude))) if amplitude > 0 else LOWEST_DB
