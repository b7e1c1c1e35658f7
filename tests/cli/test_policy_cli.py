"""`kaibo policy` and `kaibo doctor` from the outside."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app import bootstrap
from app.policy import read_policy


def run(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str, str]:
    code = bootstrap.start(list(argv))
    shown = capsys.readouterr()
    return code, shown.out, shown.err


def test_show_and_check(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, out, _ = run(capsys, "policy", "show")
    assert code == 0 and "没有中心的设置文件" in out
    path = tmp_path / "policy.toml"
    path.write_text("language = 'ug'\n[sign_in]\nwho = 'listed'\nclasses = ['一班']\nidle_minutes = 20\n")
    code, out, _ = run(capsys, "policy", "check", str(path))
    assert code == 0 and "没有错误" in out and "20 分钟以后" in out and "一班" in out
    path.write_text("langage = 'ug'\n")
    code, out, err = run(capsys, "policy", "check", str(path))
    assert code == 1 and "第 1 行" in err and "language" in err and not out
    monkeypatch.setenv("KAIBO_POLICY", str(path))
    assert run(capsys, "policy", "show")[0] == 1
    assert run(capsys, "policy", "check")[0] == 1
    assert run(capsys, "counts")[0] == 1
    path.write_text("language = 'ug'\n")
    assert run(capsys, "policy", "check", str(path))[0] == 0


def test_write(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "out" / "policy.toml"
    options = [
        *("--language", "kk", "--sign-in-who", "listed", "--sign-in-classes", "一班, 二班"),
        *("--sign-in-pins-required", "true", "--sign-in-idle-minutes", "15", "--station", "3"),
        *("--hub-address", "postgresql://10.0.0.1/kaibo", "--keep-recordings-days", "365"),
    ]
    assert run(capsys, "policy", "write", str(path), *options)[0] == 0
    policy = read_policy(path)
    assert (policy.language, policy.sign_in_classes, policy.pins_required) == ("kk", ("一班", "二班"), True)
    assert (policy.idle_minutes, policy.recordings_days, policy.station) == (15, 365, "3")
    assert policy.hub is not None and policy.hub.address == "postgresql://10.0.0.1/kaibo"

    code, _, err = run(capsys, "policy", "write", str(path), "--language", "ug")
    assert code == 1 and "--force" in err and read_policy(path).language == "kk"
    changed = ("policy", "write", str(path), "--from", str(path), "--force", "--language", "ug")
    assert run(capsys, *changed)[0] == 0
    assert read_policy(path).language == "ug" and read_policy(path).idle_minutes == 15

    code, _, err = run(capsys, "policy", "write", str(tmp_path / "new"), "--sign-in-idle-minutes", "soon")
    assert code == 1 and "--sign-in-idle-minutes" in err and "整数" in err
    code, _, err = run(capsys, "policy", "write", str(tmp_path / "new"), "--hub-login", "x")
    assert code == 1 and "address" in err
    assert not (tmp_path / "new").exists()
    code, out, _ = run(capsys, "policy", "write", "-", "--network", "false")
    assert code == 0 and out == "network = false\n"


def test_the_centres_model_is_not_changed_from_here(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "policy.toml"
    path.write_text("model = 'kaibo'\nnetwork = false\n")
    monkeypatch.setenv("KAIBO_POLICY", str(path))
    code, _, err = run(capsys, "model", "use", "auto")
    assert code == 1 and "中心设定" in err
    for words in (("model", "download", "vosk-model-cn-0.22"), ("model", "list", "--online")):
        code, _, err = run(capsys, *words)
        assert code == 1 and "网络" in err


def test_doctor_for_scripts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, out, _ = run(capsys, "doctor", "--json")
    told = json.loads(out)
    assert code == told["exit_code"] and code in (0, 1, 3)
    by_check = {each["check"]: each["state"] for each in told["lines"]}
    assert by_check["model"] == "good" and by_check["database"] == "good" and by_check["folder"] == "good"
    broken = tmp_path / "policy.toml"
    broken.write_text("langage = 'ug'\n")
    monkeypatch.setenv("KAIBO_POLICY", str(broken))
    code, out, _ = run(capsys, "doctor")
    assert code == 1 and "✗ 中心的设置" in out and "第 1 行" in out and "✓ 时间" in out
