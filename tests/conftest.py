"""What all tests share: a home of their own, and the folder of recordings when it is there."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from logging.handlers import RotatingFileHandler
from pathlib import Path

import pytest

import app  # noqa: F401  # before numpy: it sets the number of BLAS threads
from app.i18n import set_language

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["KAIBO_LANGUAGE"] = "zh_CN"

pytest_plugins = ["tests.virtual_mic"]

PROJECT = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Every test gets an empty user folder, so none can read or harm a real one."""
    home = tmp_path / "kaibo_home"
    monkeypatch.setenv("KAIBO_HOME", str(home))
    monkeypatch.setenv("KAIBO_MACHINE_DIR", str(tmp_path / "kaibo_machine"))
    monkeypatch.delenv("KAIBO_MODEL", raising=False)
    set_language("zh_CN")  # the test before may have ended in another
    yield home
    root = logging.getLogger()
    for handler in [each for each in root.handlers if isinstance(each, RotatingFileHandler)]:
        root.removeHandler(handler)  # the program's log, in a folder that is gone
        handler.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What follows real sound goes first, before thousands of windows have made the process slow."""
    items.sort(key=lambda item: "tests/whole/" not in item.nodeid)


@pytest.fixture(scope="session")
def speech_dir() -> Path:
    """The folder of training and test recordings; the test is skipped where there is none."""
    folder = Path(os.environ.get("KAIBO_SPEECH", PROJECT.parent / "shared" / "speech"))
    if not (folder / "dev").is_dir():
        pytest.skip("no folder of recordings beside the project")
    return folder
