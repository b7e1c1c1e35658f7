"""The list of devices and the player with a PortAudio that says what the test wants it to."""

from __future__ import annotations

import builtins
import sys
from types import SimpleNamespace

import numpy as np
import pytest

from app.audio import devices
from app.audio.microphone import open_microphone
from app.audio.player import Player
from app.audio.values import InputDevice
from app.errors import ExpectedError
from tests.audio.fake_microphone import tone


def device(name: str, api: int = 0, inputs: int = 1, outputs: int = 0, rate: float = 48_000.0) -> dict:
    return {
        "name": name,
        "hostapi": api,
        "max_input_channels": inputs,
        "max_output_channels": outputs,
        "default_samplerate": rate,
        "default_high_input_latency": 0.03,
        "default_high_output_latency": 0.03,
    }


class PortAudioError(Exception):
    pass


class FakeStream:
    """A stream that opens only in the formats of its machine."""

    def __init__(self, machine: FakePortAudio, **options) -> None:
        if (options["samplerate"], options["channels"]) not in machine.formats:
            raise PortAudioError("Invalid sample rate")
        self.options = options
        self.latency = 0.03
        self.closed = False
        machine.streams.append(self)

    def start(self) -> None:
        pass

    def stop(self, ignore_errors: bool = True) -> None:
        pass

    def close(self, ignore_errors: bool = True) -> None:
        self.closed = True


class FakePortAudio:
    """What this room uses of sounddevice."""

    PortAudioError = PortAudioError
    CallbackStop = type("CallbackStop", (Exception,), {})
    CallbackAbort = type("CallbackAbort", (Exception,), {})

    def __init__(self, listed, apis=None, default=(0, 0), formats=()) -> None:
        self.listed = listed
        self.apis = apis or [{"name": "ALSA", "default_input_device": 0, "default_output_device": 0}]
        self.default = SimpleNamespace(device=default)
        self.formats = formats
        self.streams: list[FakeStream] = []

    def query_devices(self, index=None):
        return self.listed if index is None else self.listed[index]

    def query_hostapis(self):
        return self.apis

    def InputStream(self, **options):  # noqa: N802
        return FakeStream(self, **options)

    OutputStream = InputStream


@pytest.fixture
def machine(monkeypatch):
    def install(*listed, **options) -> FakePortAudio:
        fake = FakePortAudio(list(listed), **options)
        for module in ("devices", "microphone", "player"):
            monkeypatch.setattr(f"app.audio.{module}.portaudio", lambda: fake)
        return fake

    return install


def test_inputs_and_outputs_are_told_apart_and_the_default_comes_first(machine):
    machine(
        device("mic"), device("speaker", inputs=0, outputs=2), device("headset", outputs=2), default=(2, 1)
    )
    assert devices.list_inputs() == [
        InputDevice("ALSA/headset", "headset", 2, 48_000.0, True),
        InputDevice("ALSA/mic", "mic", 0, 48_000.0, False),
    ]
    assert [output.name for output in devices.list_outputs()] == ["speaker", "headset"]


def test_two_of_a_name_keep_apart(machine):
    machine(device("USB mic"), device("USB mic"), device("USB mic", inputs=0, outputs=2))
    assert [found.id for found in devices.list_inputs()] == ["ALSA/USB mic", "ALSA/USB mic#2"]
    assert devices.find_device("ALSA/USB mic#2", "input").index == 1


def test_windows_lists_each_device_once(machine):
    apis = [
        {"name": "MME", "default_input_device": 0, "default_output_device": -1},
        {"name": "Windows WASAPI", "default_input_device": 2, "default_output_device": -1},
    ]
    machine(
        device("麦克风 (Realtek High Defin"),
        device("麦克风 (Realtek High Definition)", 1),
        device("耳麦", 1),
        apis=apis,
    )
    found = devices.list_inputs()
    assert [microphone.name for microphone in found] == ["耳麦", "麦克风 (Realtek High Definition)"]
    assert [microphone.is_default for microphone in found] == [True, False]


def test_the_wanted_device_or_the_default_one(machine):
    machine(device("a"), device("b"), default=(1, 1))
    assert devices.find_device("ALSA/a", "input").name == "a"
    assert devices.find_device("", "input").name == "b"
    assert devices.find_device("ALSA/left at home", "input").name == "b"


def test_a_machine_without_sound(machine):
    machine(default=(-1, -1))
    assert devices.list_inputs() == []
    with pytest.raises(ExpectedError, match="没有找到麦克风"):
        open_microphone()
    player = Player()
    with pytest.raises(ExpectedError, match="没有找到扬声器"):
        player.play(tone(1.0))
    assert not player.is_playing


def test_a_machine_without_portaudio(monkeypatch):
    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    real = builtins.__import__

    def no_portaudio(name, *arguments, **options):
        if name == "sounddevice":
            raise OSError("PortAudio library not found")
        return real(name, *arguments, **options)

    monkeypatch.setattr(builtins, "__import__", no_portaudio)
    with pytest.raises(ExpectedError, match="libportaudio2"):
        devices.list_inputs()


@pytest.mark.parametrize(
    ("formats", "opened"),
    [
        ({(16_000, 1), (48_000, 1)}, (16_000, 1)),
        ({(48_000, 1), (48_000, 2)}, (48_000, 1)),
        ({(48_000, 2)}, (48_000, 2)),
        ({(48_000, 4)}, (48_000, 4)),
    ],
)
def test_a_microphone_opens_as_near_to_16_khz_mono_as_it_can(machine, formats, opened):
    fake = machine(device("array", inputs=4), formats=formats)
    microphone = open_microphone("ALSA/array")
    assert (microphone.rate, fake.streams[0].options["channels"]) == opened
    assert fake.streams[0].options["dtype"] == "int16"
    fake.streams[0].options["callback"](np.ones((3, opened[1]), dtype=np.int16), 3, None, None)
    assert microphone.ring.read().shape == (3, opened[1])
    microphone.close()
    microphone.close()
    assert fake.streams[0].closed


def test_a_microphone_in_use_elsewhere_is_said_by_name(machine):
    machine(device("USB mic"), formats=set())
    with pytest.raises(ExpectedError, match="打不开麦克风“USB mic”"):
        open_microphone()


def test_a_loudspeaker_in_use_elsewhere_is_said_by_name(machine):
    machine(device("HDMI", inputs=0, outputs=2), formats=set())
    player = Player()
    with pytest.raises(ExpectedError, match="HDMI"):
        player.play(tone(1.0))
    assert not player.is_playing


def test_the_player_resamples_for_a_device_that_wants_another_rate(machine):
    fake = machine(device("speaker", inputs=0, outputs=2), formats={(48_000, 1)})
    player = Player()
    player.play(tone(1.0), start=0.25, end=0.75)
    fill = fake.streams[0].options["callback"]
    heard = []
    for _ in range(30):
        out = np.full((800, 1), np.nan, dtype=np.float32)
        fill(out, 800, None, None)
        heard.append(out[:, 0])
    sound = np.concatenate(heard)
    assert np.isfinite(sound).all()
    wanted = tone(1.0, 48_000)[12_000:36_000]
    np.testing.assert_allclose(sound[500:23_500], wanted[500:23_500], atol=5e-3)
    player.stop()
    with pytest.raises(fake.CallbackAbort):
        fill(np.zeros((800, 1), dtype=np.float32), 800, None, None)
