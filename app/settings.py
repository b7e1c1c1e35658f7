"""The user's settings: one small JSON file, read whole, written whole."""

from __future__ import annotations

import dataclasses
import json
import logging
from dataclasses import dataclass
from pathlib import Path

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Settings:
    """What a user chose. Defaults make sense for a first start on an unknown machine."""

    language: str = "zh_CN"
    theme: str = "system"  # system, light, dark
    input_device: str = ""  # a device name; empty means the system's default
    output_device: str = ""
    model: str = ""  # a model folder or the name of an installed model; empty means automatic
    countdown_seconds: int = 3
    font_scale: float = 1.0
    listening_speed: float = 1.0  # of references, times the voice's own pace
    reduced_motion: bool = False
    welcome_done: bool = False
    profile_id: str = ""  # who practised last


def load_settings(path: Path) -> Settings:
    """Settings from `path`; a missing or broken file gives defaults, unknown keys are ignored."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError) as error:
        log.warning("settings at %s not readable, defaults used: %s", path, error)
        return Settings()
    known: dict[str, object] = {}
    for each in dataclasses.fields(Settings):
        value = data.get(each.name) if isinstance(data, dict) else None
        if value is not None and isinstance(value, type(each.default)):
            known[each.name] = value
        elif isinstance(each.default, float) and isinstance(value, int):
            known[each.name] = float(value)
    return Settings(**known)  # type: ignore[arg-type]


def save_settings(path: Path, settings: Settings) -> None:
    """Write settings so that a crash in between leaves the old file whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".part")
    partial.write_text(json.dumps(dataclasses.asdict(settings), ensure_ascii=False, indent=2), "utf-8")
    partial.replace(path)
