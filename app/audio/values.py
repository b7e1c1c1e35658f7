"""The audio room's values: devices, levels and recordings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path

SAMPLE_RATE = 16_000
"""Hz. Everything Kaibo keeps and scores is 16 kHz mono."""


@dataclass(frozen=True)
class InputDevice:
    """A microphone as PortAudio names it. `id` is stable enough to be stored: host API and name."""

    id: str
    name: str
    index: int
    default_rate: float
    is_default: bool


class SignalWarning(Enum):
    """What is wrong with the sound, before or during a take."""

    SILENT = "silent"  # digital silence or a muted microphone
    TOO_QUIET = "too_quiet"
    CLIPPING = "clipping"
    NOISY = "noisy"


@dataclass(frozen=True)
class Level:
    """The microphone's level over the last short while; dB relative to full scale."""

    peak_db: float
    rms_db: float
    noise_floor_db: float
    warning: SignalWarning | None


@dataclass(frozen=True)
class Recording:
    """The audio of one take on disk: FLAC, 16 kHz mono. `sha256` is of the file's bytes."""

    path: Path
    duration: float  # seconds
    created: datetime  # aware, UTC
    sha256: str
    device: str = ""
    interrupted: bool = False  # the microphone went away, or the process died, before she stopped
    away: str = ""  # the station where the file lies, while it does not lie here; "?" when unknown
