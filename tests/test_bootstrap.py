"""The bootstrap: what a start builds is taken down again."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import bootstrap
from app.practice.studio import Studio


@pytest.fixture(autouse=True)
def no_log_left() -> Iterator[None]:
    root = logging.getLogger()
    before = list(root.handlers)
    yield
    for each in [each for each in root.handlers if each not in before]:
        root.removeHandler(each)
        each.close()


def test_the_window_leaves_its_studio_closed(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[Studio] = []
    close = Studio.close

    def watched(self: Studio) -> None:
        closed.append(self)
        close(self)

    monkeypatch.setattr(Studio, "close", watched)
    monkeypatch.setattr("app.ui.application.run_window", lambda _studio, _log, _pack: 0)
    assert bootstrap.start([]) == 0
    assert len(closed) == 1


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("en_US.UTF-8", "en"),
        ("ug_CN", "ug"),
        ("zh_TW", "zh_CN"),
        ("fr_FR", "zh_CN"),
        ("C.UTF-8", "zh_CN"),
        ("", "zh_CN"),
    ],
)
def test_the_first_language_is_the_machines(
    monkeypatch: pytest.MonkeyPatch, name: str, language: str
) -> None:
    for variable in ("KAIBO_LANGUAGE", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("LANG", name)
    assert bootstrap.machine_language() == language


@pytest.mark.parametrize(("name", "language"), [("Kazakh_Kazakhstan", "kk"), ("English_United States", "en")])
def test_windows_names_its_languages_otherwise(
    monkeypatch: pytest.MonkeyPatch, name: str, language: str
) -> None:
    monkeypatch.delenv("KAIBO_LANGUAGE", raising=False)
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setattr("locale.getlocale", lambda: (name, "1252"))
    assert bootstrap.machine_language() == language


def test_a_home_that_cannot_hold_a_log_is_no_reason_to_stop(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "log").write_text("a file where the folder should be")
    bootstrap.start_log(tmp_path)
    assert "kaibo:" in capsys.readouterr().err


def test_who_types_a_command_may_ask_for_her_own_language(
    own_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text("language = 'ug'\n")
    monkeypatch.setenv("KAIBO_POLICY", str(policy))
    said = {}
    for asked in ("zh_CN", "en", ""):
        monkeypatch.setenv("KAIBO_LANGUAGE", asked)
        assert bootstrap.start(["policy", "show"]) == 0
        said[asked] = capsys.readouterr().out
    assert "界面语言" in said["zh_CN"] and "anguage" in said["en"]
    assert "界面语言" not in said[""] and "anguage" not in said[""]  # the machine's: Uyghur
