"""What a few seconds of microphone level say about the microphone."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from app.audio.values import Level, SignalWarning
from app.i18n import Message, msg

MUTED_DB = -90.0
"""A peak that never rises above this is a muted microphone: even a quiet room gives more."""

SPEECH_OVER_NOISE_DB = 9.0
"""How far speech stands above the background when somebody speaks at all."""

SHARE = 0.2
"""The share of readings with a warning from which on the warning is the outcome."""


class MicrophoneOutcome(Enum):
    """How a microphone test ends."""

    WORKS = "works"
    MUTED = "muted"
    TOO_QUIET = "too_quiet"
    TOO_LOUD = "too_loud"
    TOO_NOISY = "too_noisy"
    NOT_AVAILABLE = "not_available"  # none there, denied, or in use: the error's own sentence says which


def derive_outcome(levels: Sequence[Level]) -> MicrophoneOutcome:
    """The outcome of a test in which she was asked to say a sentence."""
    if not levels or max(level.peak_db for level in levels) < MUTED_DB:
        return MicrophoneOutcome.MUTED
    share = {
        warning: sum(level.warning is warning for level in levels) / len(levels) for warning in SignalWarning
    }
    if share[SignalWarning.CLIPPING] >= SHARE:
        return MicrophoneOutcome.TOO_LOUD
    if share[SignalWarning.NOISY] >= SHARE:
        return MicrophoneOutcome.TOO_NOISY
    heard = max(level.rms_db - level.noise_floor_db for level in levels) >= SPEECH_OVER_NOISE_DB
    if not heard or share[SignalWarning.TOO_QUIET] >= SHARE:
        return MicrophoneOutcome.TOO_QUIET
    if share[SignalWarning.SILENT] >= 1 - SHARE:
        return MicrophoneOutcome.MUTED
    return MicrophoneOutcome.WORKS


SENTENCES: dict[MicrophoneOutcome, tuple[Message, Message]] = {
    MicrophoneOutcome.WORKS: (
        msg("麦克风没问题，听得很清楚。"),
        msg("以后每次录音，都离麦克风这么远、用这么大的声音就好。"),
    ),
    MicrophoneOutcome.MUTED: (
        msg("麦克风开着，可是一点声音也没有，多半是静音了。"),
        msg("请看看麦克风或耳机线上的静音开关，再看看系统的声音设置，然后再试一次。"),
    ),
    MicrophoneOutcome.TOO_QUIET: (
        msg("几乎听不到您的声音。"),
        msg("请离麦克风近一点（一拳到两拳），声音放大一点，或者在系统里调高麦克风音量。"),
    ),
    MicrophoneOutcome.TOO_LOUD: (
        msg("声音太大，有些地方破音了。"),
        msg("请离麦克风远一点，或者在系统里调低麦克风音量。"),
    ),
    MicrophoneOutcome.TOO_NOISY: (
        msg("周围太吵，声音分不清楚。"),
        msg("请关上门窗，离风扇和人群远一点，或者换成耳机上的麦克风。"),
    ),
    MicrophoneOutcome.NOT_AVAILABLE: (
        msg("现在用不了麦克风。"),
        msg("请插好麦克风，在系统的隐私设置里允许使用麦克风，关掉正在录音的其他程序，然后再试一次。"),
    ),
}
"""For each outcome what happened and what to do."""
