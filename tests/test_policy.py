"""The centre's file: read whole, or named with its fault."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from app import bootstrap
from app.i18n import set_language
from app.policy import (
    HubPolicy,
    Policy,
    PolicyError,
    filled_in,
    load_policy,
    policy_path,
    policy_text,
    read_policy,
)

WHOLE = """
language = "ug"
model = "kaibo-small"
data_folder = '/srv/kaibo/{station}/{user}'
data_network = true
station = "机房 3-07"
network = true

[sign_in]
who = "listed"
classes = ["一班", "二班"]
pins_required = true
self_registration = false
idle_minutes = 15

[hub]
address = "postgresql://10.1.0.5:5432/kaibo?sslmode=verify-full"
login = "station_{station}"
password_file = "hub.password"
recordings = "s3://kaibo/centre"
s3_endpoint = "https://10.1.0.6:9000"
s3_credentials = "/etc/kaibo/s3"
recordings_key = "abcd"
minutes = 5

[backup]
folder = "/mnt/backup/{station}"
days = 30

[keep]
recordings_days = 365
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "policy.toml"
    path.write_text(text, encoding="utf-8")
    return path


def fault_in(tmp_path: Path, text: str) -> PolicyError:
    with pytest.raises(PolicyError) as caught:
        load_policy(written(tmp_path, text))
    return caught.value


def test_no_file_sets_nothing(tmp_path: Path) -> None:
    assert load_policy() == Policy()
    assert Policy().fixed_settings() == {}


def test_everything_is_read(tmp_path: Path) -> None:
    policy = read_policy(written(tmp_path, WHOLE))
    assert policy.language == "ug" and policy.sign_in_classes == ("一班", "二班")
    assert policy.hub == HubPolicy(
        "postgresql://10.1.0.5:5432/kaibo?sslmode=verify-full",
        "station_{station}",
        Path("hub.password"),
        "s3://kaibo/centre",
        "https://10.1.0.6:9000",
        Path("/etc/kaibo/s3"),
        "abcd",
        5,
    )
    unset = [each.name for each in dataclasses.fields(policy) if getattr(policy, each.name) in (None, ())]
    assert unset == []


def test_places_are_filled_in_and_cannot_lead_elsewhere(tmp_path: Path) -> None:
    policy = filled_in(read_policy(written(tmp_path, WHOLE)), user="KASHGAR\\..\\aynur")
    assert policy.data_folder == Path("/srv/kaibo/机房_3-07/KASHGAR_.._aynur")
    assert policy.hub is not None and policy.hub.login == "station_机房_3-07"
    assert policy.hub.password_file == tmp_path / "hub.password", "beside the policy"
    assert policy.hub.s3_credentials == Path("/etc/kaibo/s3")
    assert policy.backup_folder == Path("/mnt/backup/机房_3-07")


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    policy = read_policy(written(tmp_path, WHOLE))
    again = read_policy(written(tmp_path, policy_text(policy)))
    assert again == policy
    windows = Policy(
        data_folder=Path(r"\\server\kaibo\{station}"), station='3"7', backup_folder=Path(r"D:\it's")
    )
    kept = read_policy(written(tmp_path, policy_text(windows)))
    assert dataclasses.replace(kept, path=None) == windows
    assert policy_text(Policy()) == ""


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('language = "uy"', 1, '"zh_CN", "ug", "kk", "en"'),
        ("\nlangage = 'ug'", 2, "language"),
        ("idle_minutes = 5", 1, "sign_in.idle_minutes"),
        ("[sign_in]\nidle_minutes = true", 2, "整数"),
        ("[sign_in]\nidle_minutes = -1", 2, "整数"),
        ("[sign_in]\nwho = 'all'", 2, '"everyone", "listed"'),
        ("[sign_in]\nclasses = '一班'", 2, "方括号"),
        ("[sign_in]\nclasses = ['一班']", 2, "listed"),
        ("[sign_in]\nwho = 'listed'\nself_registration = true", 3, "self_registration"),
        ("network = 'no'", 1, "true"),
        ("station = 7", 1, "引号"),
        ("data_folder = 'kaibo'", 1, "完整"),
        ('data_folder = "\\\\server\\kaibo"', 1, "单引号"),
        ("[hub]\nlogin = 'x'", 1, "address"),
        ("[hub]\naddress = '10.1.0.5'", 2, "postgresql://"),
        ("[hub]\naddress = 'postgresql://a:secret@10.1.0.5/kaibo'", 2, "密码"),
        ("hub = 'x'", 1, "[hub]"),
        ("[hubs]\naddress = 'x'", 1, "hub"),
        ("[sign_in\nwho = 'listed'", 1, "写法不对"),
        ("language = 'ug'\nlanguage = 'kk'", 2, "写法不对"),
        ("zzz = 1", 1, "没有这一项"),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path: Path, text: str, line: int, said: str) -> None:
    error = fault_in(tmp_path, text)
    assert error.line == line, str(error)
    assert said in str(error) and "policy.toml" in str(error)
    assert f"第 {line} 行" in str(error)


def test_other_encodings(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_bytes("station = '三号'\n".encode("utf-8-sig"))
    assert load_policy(path).station == "三号"
    path.write_bytes("# x\nstation = '三号'\n".encode("gbk"))
    with pytest.raises(PolicyError, match="UTF-8") as caught:
        load_policy(path)
    assert caught.value.line == 2
    path.unlink()
    path.mkdir()
    with pytest.raises(PolicyError, match="读不了"):
        load_policy(path)


def test_a_folder_of_another_system_is_no_folder_here(tmp_path: Path) -> None:
    path = written(tmp_path, "data_folder = 'D:\\Kaibo'\n")
    assert read_policy(path).data_folder == Path("D:\\Kaibo"), "for a file made for other machines"
    with pytest.raises(PolicyError, match="没有这样的文件夹"):
        load_policy(path)


def test_a_variable_does_not_set_the_machines_policy_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other.toml"
    monkeypatch.setenv("KAIBO_POLICY", str(other))
    assert policy_path() == other
    installed = tmp_path / "installed"
    monkeypatch.setattr("app.policy.loading.installed_dir", lambda: installed)
    assert policy_path() == other
    installed.mkdir()
    (installed / "policy.toml").write_text("network = false\n")
    assert policy_path() == installed / "policy.toml"
    assert load_policy().network is False


def test_a_broken_policy_opens_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, "[sign_in]\nwho = 'listd'\n")
    monkeypatch.setenv("KAIBO_POLICY", str(path))
    try:
        assert bootstrap.start(["devices"]) == 1
        assert "第 2 行" in capsys.readouterr().err
        shown: list[str] = []
        monkeypatch.setattr(
            "app.ui.application.show_start_failure", lambda settings, error: shown.append(str(error))
        )
        assert bootstrap.start([]) == 1
        assert len(shown) == 1 and "第 2 行" in shown[0]
        assert not list(tmp_path.rglob("kaibo.db")), "no database was made"
    finally:
        set_language("zh_CN")


def test_the_data_lies_where_the_policy_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "share"
    monkeypatch.setenv(
        "KAIBO_POLICY", str(written(tmp_path, f"data_folder = '{folder}/{{station}}'\nstation = 'A7'\n"))
    )
    assert bootstrap.start(["people", "list"]) == 0
    assert (folder / "A7" / "kaibo.db").is_file()
