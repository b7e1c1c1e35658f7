"""Microphones and loudspeakers as PortAudio lists them, with ids that can be kept in the settings.

PortAudio numbers devices anew at every start, so a number cannot be stored. The id is
`host API/name`, with `#2`, `#3` … where one host API lists a name several times. PortAudio reads the list
of devices once; `refresh` makes it look again, which it can only do while no stream is open, so this
module counts the streams that the recorder and the player hold.
"""

from __future__ import annotations

import logging
import threading
from typing import Any, Literal

from app.audio.values import InputDevice
from app.errors import ExpectedError
from app.i18n import msg

log = logging.getLogger(__name__)

Kind = Literal["input", "output"]

portaudio_lock = threading.RLock()
"""Held while PortAudio opens, closes or lists: its own tables are not safe to change from two threads."""

_open_streams: set[int] = set()
_CLOSE_SECONDS = 1.0


def portaudio() -> Any:
    """The sounddevice module. Raises ExpectedError where the PortAudio library is not installed."""
    try:
        import sounddevice
    except OSError as error:
        raise ExpectedError(
            msg(
                "这台电脑缺少录音组件 PortAudio，不能录音和播放。"
                "在 Debian 或 Ubuntu 上请安装 libportaudio2，然后重新打开开播。"
            ),
            detail=str(error),
        ) from error
    return sounddevice


def stream_opened(stream: object) -> None:
    """Note that `stream` is open, so that PortAudio is not restarted under it."""
    with portaudio_lock:
        _open_streams.add(id(stream))


def close_stream(stream: Any) -> None:
    """Stop and close a sounddevice stream, without waiting long for a device that hangs.

    Stopping waits for the callback thread, and PortAudio gives a device that hangs some twenty seconds to
    let that thread go. Aborting instead would cancel the thread, perhaps while it holds Python's lock.
    So a stream that does not stop soon is left to a thread of its own.
    """

    def close() -> None:
        stream.stop(ignore_errors=True)
        with portaudio_lock:
            stream.close(ignore_errors=True)
            _open_streams.discard(id(stream))

    closing = threading.Thread(target=close, name="kaibo-close-stream", daemon=True)
    closing.start()
    closing.join(timeout=_CLOSE_SECONDS)
    if closing.is_alive():
        log.warning("a device hangs; its stream is closed when it lets go")


def refresh() -> bool:
    """Make PortAudio look for devices again. Does nothing and returns False while a stream is open."""
    sounddevice = portaudio()
    with portaudio_lock:
        if _open_streams:
            return False
        # The only way PortAudio offers: it lists devices at initialisation. sounddevice has no public
        # name for it; these two functions are the ones its documentation points to.
        sounddevice._terminate()
        sounddevice._initialize()
        return True


def list_inputs() -> list[InputDevice]:
    """The microphones, the default one first. Raises ExpectedError where PortAudio is missing."""
    return _list("input")


def list_outputs() -> list[InputDevice]:
    """The loudspeakers and headphones, the default one first. Raises ExpectedError as `list_inputs`."""
    return _list("output")


def find_device(device_id: str, kind: Kind) -> InputDevice:
    """The device with this id; the default one for an empty id, and for an id that is not there now.

    Raises ExpectedError where there is no device of this kind at all. The caller can see from the id of
    what it gets that the wanted device was missing.
    """
    devices = _list(kind)
    if not devices:
        if kind == "input":
            raise ExpectedError(msg("没有找到麦克风。请插好麦克风或耳麦，再试一次。"))
        raise ExpectedError(msg("没有找到扬声器或耳机。请插好耳机，再试一次。"))
    for device in devices:
        if device.id == device_id:
            return device
    if device_id:
        log.warning("%s device %r is not there, using %r", kind, device_id, devices[0].id)
    return devices[0]


def _list(kind: Kind) -> list[InputDevice]:
    sounddevice = portaudio()
    with portaudio_lock:
        try:
            found = list(sounddevice.query_devices())
            host_apis = list(sounddevice.query_hostapis())
            default_index = sounddevice.default.device[0 if kind == "input" else 1]
        except sounddevice.PortAudioError as error:
            log.warning("PortAudio cannot list devices: %s", error)
            return []
    wanted_api = _best_host_api(host_apis, f"default_{kind}_device")
    if wanted_api is not None:
        default_index = host_apis[wanted_api][f"default_{kind}_device"]
    devices: list[InputDevice] = []
    seen: dict[str, int] = {}
    for index, device in enumerate(found):
        if device[f"max_{kind}_channels"] < 1:
            continue
        if wanted_api is not None and device["hostapi"] != wanted_api:
            continue
        base = f"{host_apis[device['hostapi']]['name']}/{device['name']}"
        seen[base] = seen.get(base, 0) + 1
        devices.append(
            InputDevice(
                id=base if seen[base] == 1 else f"{base}#{seen[base]}",
                name=device["name"],
                index=index,
                default_rate=float(device["default_samplerate"]),
                is_default=index == default_index,
            )
        )
    return sorted(devices, key=lambda device: not device.is_default)


def _best_host_api(host_apis: list[dict[str, Any]], default_key: str) -> int | None:
    """The one host API to list, or None for all.

    Windows lists every device under MME (names cut at 31 characters), DirectSound, WASAPI and WDM-KS: the
    same microphone four times. WASAPI is the present one, with whole names.
    """
    for index, host_api in enumerate(host_apis):
        if host_api["name"] == "Windows WASAPI" and host_api[default_key] >= 0:
            return index
    return None
