"""What all tests share: a home of their own, and the folder of recordings when it is there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import app  # noqa: F401  # before numpy: it sets the number of BLAS threads
from app.i18n import set_language

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["KAIBO_LANGUAGE"] = "zh_CN"

pytest_plugins = ["tests.virtual_mic"]

PROJECT = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test gets an empty user folder, so none can read or harm a real one."""
    home = tmp_path / "kaibo_home"
    monkeypatch.setenv("KAIBO_HOME", str(home))
    monkeypatch.setenv("KAIBO_MACHINE_DIR", str(tmp_path / "kaibo_machine"))
    monkeypatch.delenv("KAIBO_MODEL", raising=False)
    set_language("zh_CN")  # the test before may have ended in another
    return home


@pytest.fixture(scope="session")
def speech_dir() -> Path:
    """The folder of training and test recordings; the test is skipped where there is none."""
    folder = Path(os.environ.get("KAIBO_SPEECH", PROJECT.parent / "shared" / "speech"))
    if not (folder / "dev").is_dir():
        pytest.skip("no folder of recordings beside the project")
    return folder
