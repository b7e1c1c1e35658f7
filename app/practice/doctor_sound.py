"""Examining sound: the microphone listens, the loudspeaker opens, and on request a tone is to be heard."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import numpy as np

from app.audio import devices
from app.audio.levels import SILENT_SPAN, analyse
from app.audio.microphone import OpenStream
from app.audio.player import Player
from app.audio.values import SAMPLE_RATE, SignalWarning
from app.errors import ExpectedError
from app.i18n import msg
from app.practice.doctor_values import Finding, broken, good, skipped, warning
from app.speech.values import FloatArray

LISTENED_SECONDS = 2.0
"""The first half is thrown away: many devices begin with a click or with zeros."""

FAINT_DB = -85.0
"""Below this an open microphone in a room of people is none: an empty socket gives its converter's noise."""

LOUD_DB = -35.0
"""While nobody is asked to speak; a quiet office is at -60, a class at work at -45."""

TONE_HZ, TONE_SECONDS, TONE_LEVEL = 1000.0, 0.8, 0.3
HEARD_DB = 6.0
"""So far above the loudest other frequency the tone counts as heard; a voice spreads over many."""

_CHECK_DEVICE = msg("请检查插头和系统的声音设置，然后再检查一次。")


def microphone(open_stream: OpenStream, chosen: str) -> Iterator[Finding]:
    """What the chosen microphone, else the default one, gives in a second without speech."""
    try:
        stream = open_stream(chosen)
    except ExpectedError as error:
        yield broken(error.message)
        return
    try:
        samples = _listen(stream.ring.read, stream.rate, LISTENED_SECONDS)
        name = stream.device_id
    finally:
        stream.close()
    if chosen and chosen != name:
        yield warning(
            msg("选定的麦克风“{chosen}”没有接上，用了“{name}”。", chosen=chosen, name=name), _CHECK_DEVICE
        )
    yield _judge(samples, name)


def _judge(samples: FloatArray, name: str) -> Finding:
    if len(samples) < SAMPLE_RATE // 2:
        return broken(msg("麦克风“{name}”打开了，但是没有送来声音。", name=name), _CHECK_DEVICE)
    level = analyse(samples)
    shown = f"{level.rms_db:.0f} dB"
    if np.ptp(samples) <= SILENT_SPAN:
        return broken(
            msg("麦克风“{name}”是静音的，一点声音都没有。", name=name),
            msg("请打开麦克风上的开关，或者在系统的声音设置里取消静音。"),
        )
    if level.warning is SignalWarning.CLIPPING:
        return warning(
            msg("麦克风“{name}”的声音太大，破音了（{level}）。", name=name, level=shown),
            msg("请在系统的声音设置里把麦克风音量调小，关掉麦克风增强。"),
        )
    if level.rms_db < FAINT_DB:
        return warning(
            msg(
                "麦克风“{name}”几乎没有声音（{level}），可能没插麦克风，或者音量是零。",
                name=name,
                level=shown,
            ),
            msg("请对着麦克风说话，在设置的“声音”里看音量动不动。"),
        )
    if level.rms_db > LOUD_DB:
        return warning(
            msg(
                "麦克风“{name}”里很吵（{level}）；如果刚才没有人说话，录音会受影响。", name=name, level=shown
            ),
            msg("请换个安静的时候再检查，或者用带话筒的耳机。"),
        )
    return good(msg("麦克风“{name}”有声音（{level}）", name=name, level=shown))


def loudspeaker(chosen: str) -> Iterator[Finding]:
    """Whether the chosen loudspeaker, else the default one, can be opened; a moment of silence is played."""
    try:
        device = devices.find_device(chosen, "output")
        error = _play(np.zeros(SAMPLE_RATE // 5, np.float32), device.id)
    except ExpectedError as raised:
        yield broken(raised.message)
        return
    if error is not None:
        yield broken(error.message)
    elif chosen and device.id != chosen:
        yield warning(
            msg("选定的扬声器“{chosen}”没有接上，用了“{name}”。", chosen=chosen, name=device.id),
            _CHECK_DEVICE,
        )
    else:
        yield good(msg("扬声器“{name}”可以用", name=device.id))


def tone(open_stream: OpenStream, microphone_id: str, loudspeaker_id: str) -> Iterator[Finding]:
    """Play a tone and listen for it with the microphone."""
    try:
        stream = open_stream(microphone_id)
    except ExpectedError:
        yield skipped(msg("没有麦克风，听不到试音。"))
        return
    try:
        time.sleep(0.3)
        stream.ring.read()
        moments = np.arange(round(TONE_SECONDS * SAMPLE_RATE)) / SAMPLE_RATE
        played = (TONE_LEVEL * np.sin(2 * np.pi * TONE_HZ * moments)).astype(np.float32)
        try:
            error = _play(played, loudspeaker_id)
        except ExpectedError as raised:
            error = raised
        if error is not None:
            yield skipped(msg("扬声器放不出试音。"))
            return
        heard = _mono(stream.ring.read(), stream.rate)
    finally:
        stream.close()
    if tone_over_rest(heard) >= HEARD_DB:
        yield good(msg("放了一声试音，麦克风听到了。"))
    else:
        yield warning(
            msg("放了一声试音，麦克风没有听到。"),
            msg("戴着耳机是正常的；用扬声器的话，请检查扬声器的音量。"),
        )


def tone_over_rest(samples: FloatArray) -> float:
    """How far, dB, the tone stands above the loudest other frequency from 100 to 4000 Hz.

    Samples (n,) at 16 kHz; of their half seconds the best counts.
    """
    size = SAMPLE_RATE // 2
    best = -120.0
    for start in range(0, max(1, len(samples) - size + 1), size // 2):
        piece = samples[start : start + size]
        if len(piece) < size // 2:
            break
        power = np.abs(np.fft.rfft(piece * np.hanning(len(piece)))) ** 2
        bins = np.fft.rfftfreq(len(piece), 1 / SAMPLE_RATE)
        at_tone = power[np.abs(bins - TONE_HZ) <= 10].max()
        other = power[(bins >= 100) & (bins <= 4000) & (np.abs(bins - TONE_HZ) > 30)].max()
        if at_tone > 1e-6:
            best = max(best, float(10 * np.log10(at_tone / max(other, 1e-12))))
    return best


def _listen(read: Callable[[], np.ndarray], rate: int, seconds: float) -> FloatArray:
    time.sleep(seconds / 2)
    read()
    time.sleep(seconds / 2)
    return _mono(read(), rate)


def _mono(frames: np.ndarray, rate: int) -> FloatArray:
    import soxr

    samples = (
        frames.astype(np.float32).mean(axis=1) / np.float32(32768) if len(frames) else np.zeros(0, np.float32)
    )
    if rate != SAMPLE_RATE and len(samples):
        samples = soxr.resample(samples, rate, SAMPLE_RATE)
    return np.asarray(samples, np.float32)


def _play(samples: FloatArray, device_id: str) -> ExpectedError | None:
    """Play to the end; why it did not come to it, if so. Raises ExpectedError without a loudspeaker."""
    player, over = Player(), threading.Event()
    player.play(samples, device_id=device_id, on_finished=over.set)
    if not over.wait(len(samples) / SAMPLE_RATE + 5):
        player.stop()
        return ExpectedError(msg("扬声器打开了，但是没有声音出来。"))
    return player.error
