"""What is wrong with the sound, and what to do, in one sentence."""

from __future__ import annotations

from app.audio.values import SignalWarning
from app.i18n import msg

_WARNINGS = {
    SignalWarning.SILENT: msg("没有听到任何声音，麦克风可能静音了。"),
    SignalWarning.TOO_QUIET: msg("声音太小了，请离麦克风近一点，或者大声一点。"),
    SignalWarning.CLIPPING: msg("声音太大，录音会失真，请离麦克风远一点。"),
    SignalWarning.NOISY: msg("周围太吵，可能评不准。"),
}
_UNSCORED = {SignalWarning.NOISY: msg("周围太吵，录音里会听不清。")}


def warning_sentence(warning: SignalWarning, *, scored: bool = True) -> str:
    """The sentence for a warning; `scored` tells whether the take is going to be scored."""
    words = _WARNINGS if scored else _WARNINGS | _UNSCORED
    return str(words[warning])
