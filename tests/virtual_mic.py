"""A microphone for tests: a PulseAudio daemon of the test's own, whose null sink is heard by its source.

What a test plays into it is what sounddevice records. The daemon lives in a private run-time folder, so
it neither meets nor disturbs the sound server of whoever runs the tests.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.audio import devices
from app.errors import ExpectedError

_ALSA_CONFIG = """\
</usr/share/alsa/alsa.conf>
pcm.!default { type pulse }
ctl.!default { type pulse }
"""
_SINK = "module-null-sink sink_name=vm rate=16000 channels=1"
_SOURCE = "module-remap-source source_name=mic master=vm.monitor"


class VirtualMicrophone:
    """Plays into the microphone and pulls it out. Its loudspeaker is what the microphone hears."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._clients: list[subprocess.Popen[bytes]] = []
        runtime = folder / "xdg"
        runtime.mkdir(mode=0o700)
        config = folder / "asound.conf"
        config.write_text(_ALSA_CONFIG)
        self.environ = {
            "XDG_RUNTIME_DIR": str(runtime),
            "ALSA_CONFIG_PATH": str(config),
            "PULSE_RUNTIME_PATH": str(runtime / "pulse"),
            "PULSE_STATE_PATH": str(folder / "state"),
            "PULSE_SERVER": f"unix:{runtime}/pulse/native",
            "PULSE_COOKIE": str(folder / "cookie"),
        }
        self._log = (folder / "pulseaudio.log").open("wb")
        self._daemon = subprocess.Popen(
            [
                *("pulseaudio", "--daemonize=no", "-n", "--exit-idle-time=-1", "--use-pid-file=no"),
                *("-L", "module-native-protocol-unix", "-L", _SINK, "-L", _SOURCE),
            ],
            env={**os.environ, **self.environ},
            stdout=subprocess.DEVNULL,
            stderr=self._log,
        )
        self._wait_for_daemon()
        self._make_default()

    def _make_default(self) -> None:
        self.control("set-default-source", "mic")
        self.control("set-default-sink", "vm")
        # A null sink that nobody hurries hands sound over every two seconds only, and the next to listen
        # would wait for that: somebody has to listen all the time.
        heard = self.folder / f"heard_{len(self._clients)}.raw"
        format_ = ("--rate=8000", "--channels=1", "--format=u8")  # 8 kB a second: it may listen for long
        self._start("parec", "--latency-msec=50", *format_, "--device=mic", str(heard))
        give_up = time.monotonic() + 20
        while not (heard.exists() and heard.stat().st_size):
            if time.monotonic() > give_up:
                raise RuntimeError("the virtual microphone gives no sound")
            time.sleep(0.02)

    def _start(self, *command: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            command,
            env={**os.environ, **self.environ},
            stdout=subprocess.DEVNULL,
            stderr=self._log,
        )
        self._clients.append(process)
        return process

    def _wait_for_daemon(self) -> None:
        give_up = time.monotonic() + 20
        while time.monotonic() < give_up and self._daemon.poll() is None:
            if self._pactl("list", "short", "sources").stdout.count(b"\n") == 2:
                return
            time.sleep(0.05)
        log = (self.folder / "pulseaudio.log").read_text(errors="replace")
        self.close()
        raise RuntimeError(f"PulseAudio did not start:\n{log}")

    def _pactl(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            ["pactl", *arguments], env={**os.environ, **self.environ}, capture_output=True, timeout=20
        )

    def control(self, *arguments: str) -> None:
        """Run `pactl` with these arguments against this microphone's daemon."""
        result = self._pactl(*arguments)
        if result.returncode:
            raise RuntimeError(f"pactl {' '.join(arguments)}: {result.stderr.decode(errors='replace')}")

    def play(self, sound: Path | np.ndarray, *, wait: bool = False) -> float:
        """Play a sound file, or samples (n,) at 16 kHz, into the microphone; return its length in seconds."""
        if isinstance(sound, Path):
            samples, rate = soundfile.read(sound, dtype="float32")
        else:
            samples, rate = sound, 16_000
        wav = self.folder / f"play_{len(self._clients)}.wav"
        soundfile.write(wav, samples, rate, subtype="PCM_16")
        # Two seconds ahead, so that a busy machine tears no holes into what is played.
        player = self._start("paplay", "--latency-msec=2000", str(wav))
        if wait:
            player.wait(timeout=len(samples) / rate + 20)
        return len(samples) / rate

    def pull_out(self) -> None:
        """Pull the microphone out: its source goes away, and no other is there to take over."""
        self.control("unload-module", "module-remap-source")
        self.control("unload-module", "module-null-sink")

    def plug_in(self) -> None:
        """Plug the microphone in again."""
        self.control("load-module", *_SINK.split())
        self.control("load-module", *_SOURCE.split())
        self._make_default()

    def mute(self, muted: bool = True) -> None:
        """Mute the microphone: it gives zeros."""
        self.control("set-source-mute", "mic", "1" if muted else "0")

    def freeze(self, frozen: bool = True) -> None:
        """Make the microphone stand still, as a hanging driver does: open, and giving nothing."""
        self.control("suspend-source", "mic", "1" if frozen else "0")

    def close(self) -> None:
        """End what plays and the daemon."""
        for process in (*self._clients, self._daemon):
            if process.poll() is None:
                process.terminate()
            try:
                process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._log.close()


def _restart_portaudio() -> None:
    """Let PortAudio see what there is now, once the last stream is closed."""
    give_up = time.monotonic() + 30
    while not devices.refresh():
        if time.monotonic() > give_up:
            raise RuntimeError("a test left a stream open")
        time.sleep(0.02)


class NoVirtualMicrophoneError(Exception):
    """What is missing on this machine for a virtual microphone."""


@pytest.fixture
def virtual_mic() -> Iterator[VirtualMicrophone]:
    """A running virtual microphone, which is PortAudio's default input (and its sink the default output)."""
    try:
        with plugged_in() as microphone:
            yield microphone
    except NoVirtualMicrophoneError as missing:
        pytest.skip(str(missing))


@contextlib.contextmanager
def plugged_in() -> Iterator[VirtualMicrophone]:
    """The same for programs that are no tests. Raises NoVirtualMicrophoneError."""
    for program in ("pulseaudio", "pactl", "paplay", "parec"):
        if shutil.which(program) is None:
            raise NoVirtualMicrophoneError(
                f"the virtual microphone needs {program} (apt install pulseaudio pulseaudio-utils)"
            )
    try:
        devices.portaudio()
    except ExpectedError as error:
        raise NoVirtualMicrophoneError(
            "the virtual microphone needs PortAudio (apt install libportaudio2)"
        ) from error
    # Not tmp_path: a socket's path may have 107 characters only.
    folder = Path(tempfile.mkdtemp(prefix="kaibo_mic_"))
    microphone: VirtualMicrophone | None = None
    environ = pytest.MonkeyPatch()
    try:
        microphone = VirtualMicrophone(folder)
        for name, value in microphone.environ.items():
            environ.setenv(name, value)
        _restart_portaudio()
        if not any(device.name == "pulse" for device in devices.list_inputs()):
            raise NoVirtualMicrophoneError(
                "ALSA cannot reach PulseAudio here (apt install libasound2-plugins)"
            )
        yield microphone
    finally:
        if microphone is not None:
            microphone.close()
        environ.undo()
        _restart_portaudio()
        shutil.rmtree(folder, ignore_errors=True)
