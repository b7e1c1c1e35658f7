"""`kaibo kit` from the making of a kit at the desk to the merged results, and its exit codes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from app.bootstrap import read_settings
from app.cli import Commands, run
from app.policy import PolicyError, read_policy
from app.practice.studio import Studio
from app.storage.opening import open_store
from tests.practice.kit_things import Office
from tests.storage.storage_samples import attempt_of

ROSTER = "编号,姓名,母语,班级\n001,古丽,维吾尔语,一班\n002,Нұрлан,哈萨克语,二班\n"


class Computer:
    """A computer with a home of its own, at which commands are typed."""

    def __init__(self, folder: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.home = folder / name / "home"
        self.shared = folder / name / "machine"
        self.home.mkdir(parents=True)
        self._monkeypatch = monkeypatch

    def build(self) -> Studio:
        studio = Studio(
            self.home, read_settings(self.home), open_store(self.home, automatic_backup=False), ()
        )
        studio.kit.take_in()
        return studio

    def kit(self, *arguments: object, code: int = 0, fault: PolicyError | None = None) -> None:
        self._monkeypatch.setenv("KAIBO_MACHINE_DIR", str(self.shared))
        commands = Commands(
            self.home,
            read_settings(self.home),
            self.build,
            lambda *_: 0,
            lambda *_: None,
            policy_fault=fault,
        )
        assert run(["kit", *map(str, arguments)], commands, False) == code


Start = Callable[[str], Computer]


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Start:
    return lambda name: Computer(tmp_path, name, monkeypatch)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The PINs that will be typed, first to last; all of them must be asked for."""
    waiting: list[str] = []
    monkeypatch.setattr("getpass.getpass", lambda prompt="": waiting.pop(0))
    yield waiting
    assert waiting == []


@pytest.fixture
def desk(start: Start, office: Office) -> Computer:
    office.stick.parent.mkdir()
    desk = start("desk")
    studio = desk.build()
    studio.people.set_up("喀什中心", "一班", "4071", name="王老师")
    studio.close()
    return desk


def made(desk: Computer, office: Office, typed: list[str], *more: object) -> str:
    """A kit made at the desk; its fingerprint."""
    typed.append("4071")
    desk.kit("make", office.stick, "--station-names", "A-{01..40}", *more)
    studio = desk.build()
    fingerprint = studio.kit.fingerprint
    studio.close()
    return fingerprint


def test_a_term_from_the_kit_to_the_results(
    desk: Computer,
    start: Start,
    office: Office,
    typed: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    roster = tmp_path / "名单.csv"
    roster.write_text(ROSTER, "utf-8")
    fingerprint = made(
        desk, office, typed, "--roster", roster, "--model", office.model(), "--packs", office.pack(),
        "--policy", office.policy(),
    )  # fmt: skip
    shown = capsys.readouterr().out
    assert "安装包做好了" in shown and fingerprint in shown and "新密钥" in shown and "名单" in shown
    desk.kit("check", office.stick)
    assert "喀什中心" in capsys.readouterr().out

    station = start("A-05")
    station.kit("install", office.stick, "--silent", "--station", "A-05", code=4)
    assert fingerprint in capsys.readouterr().err and not list(station.shared.rglob("*.toml"))
    station.kit("install", office.stick, "--silent", "--key", fingerprint, "--station", "A-05")
    assert "这台电脑的所有用户" in capsys.readouterr().out
    assert not (station.home / "kaibo.db").exists()  # the administrator's own database is not opened
    assert read_policy(station.shared / "policy.toml").station == "A-05"
    studio = station.build()
    people = {each.name: each.id for each in studio.people.faces()}
    assert {"古丽", "Нұрлан", "王老师"} <= set(people)
    assert studio._keeper.store.exchange.station().name == "A-05"
    with studio._keeper.store.access.acting_for(people["古丽"]):
        studio._keeper.store.add_attempt(attempt_of(station.home, "take", profile_id=people["古丽"]))
    studio.close()

    station.kit("install", office.stick, "--silent")
    assert "没有要改的" in capsys.readouterr().out
    station.kit("collect", office.stick, "--silent", "--new")
    shown = capsys.readouterr().out
    assert "1 段录音" in shown and "只有中心能打开" in shown
    typed.append("4071")
    desk.kit("merge", office.stick, "--clear")
    shown = capsys.readouterr().out
    assert "A-05：新" in shown and "录音 1" in shown and "删掉了 1 个" in shown and "A-39 A-40" in shown
    station.kit("collect", office.stick, "--new", "--silent")
    assert "没有新的结果" in capsys.readouterr().out
    typed.append("4071")
    desk.kit("merge", office.stick)
    assert "这里没有结果文件" in capsys.readouterr().out


def test_a_damaged_file_among_the_results(
    desk: Computer, start: Start, office: Office, typed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    fingerprint = made(desk, office, typed, "--plans")
    station = start("A-01")
    station.kit("install", office.stick, "--key", fingerprint, "--station", "A-01", "--silent")
    station.kit("collect", office.stick)
    [path] = (office.stick / "results").iterdir()
    path.write_bytes(path.read_bytes()[:-1])
    typed.append("4071")
    desk.kit("merge", office.stick, code=6)
    assert path.name in capsys.readouterr().err


def test_refusals_have_exit_codes(
    desk: Computer, start: Start, office: Office, typed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    fingerprint = made(desk, office, typed)
    station = start("A-01")
    install = ("install", office.stick, "--silent", "--key", fingerprint, "--station")
    station.kit(*install, "B-01", code=1)
    assert "B-01" in capsys.readouterr().err
    station.kit(*install, "A-01")
    (office.stick / "policy.toml").write_text("x")
    station.kit(*install, "A-01", code=3)
    assert "policy.toml" in capsys.readouterr().err
    station.kit("check", office.stick, code=3)
    station.kit("check", office.folder, code=3)
    desk.kit("make", office.stick, "--silent", code=1)  # in silence no PIN is asked for
    desk.kit("key", code=0)
    station.kit("key", code=1)
    with pytest.raises(SystemExit) as wrong:
        station.kit("install")
    assert wrong.value.code == 2


def test_a_roster_with_faults_makes_no_kit(
    desk: Computer, office: Office, typed: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    roster = tmp_path / "名单.csv"
    roster.write_text(ROSTER + "003,,维吾尔语,一班\n", "utf-8")
    typed.append("4071")
    desk.kit("make", office.stick, "--roster", roster, code=1)
    assert "第 4 行有错" in capsys.readouterr().out and not office.stick.exists()


def test_for_oneself_only(
    desk: Computer, start: Start, office: Office, typed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    fingerprint = made(desk, office, typed, "--plans", "--policy", office.policy())
    station = start("A-01")
    station.kit("install", office.stick, "--silent", "--mine", "--key", fingerprint, "--station", "A-01")
    assert "只给当前用户" in capsys.readouterr().out and not list(station.shared.rglob("*.json"))
    studio = station.build()
    assert "王老师" in {each.name for each in studio.people.faces()}
    studio.close()
    # a centre that is new to a station is for its administrator to trust
    stranger = start("stranger")
    other = office.folder / "other"
    stranger.kit("make", other, "--silent", "--station-names", "A-{01..02}")
    studio = stranger.build()
    key = studio.kit.fingerprint
    studio.close()
    station.kit("install", other, "--silent", "--mine", "--key", key, "--station", "A-01", code=1)
    assert "登录" in capsys.readouterr().err


def test_asked_for_the_fingerprint_and_the_name(
    desk: Computer, start: Start, office: Office, typed: list[str], monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    fingerprint = made(desk, office, typed)
    monkeypatch.setattr("sys.stdin", SimpleNamespace(isatty=lambda: True))
    answers = ["no"]
    monkeypatch.setattr("builtins.input", lambda _: answers.pop(0))
    station = start("A-09")
    station.kit("install", office.stick, "--station", "A-09", code=4)
    answers += ["yes", "A-09"]
    station.kit("install", office.stick)
    assert fingerprint in capsys.readouterr().out
    assert read_policy(station.shared / "policy.toml").station == "A-09"


def test_a_policy_that_cannot_be_followed_can_be_replaced(
    desk: Computer, start: Start, office: Office, typed: list[str]
) -> None:
    fingerprint = made(desk, office, typed, "--policy", office.policy())
    station = start("A-01")
    station.shared.mkdir(parents=True)
    broken = station.shared / "policy.toml"
    broken.write_text("langage = 1\n")
    with pytest.raises(PolicyError) as fault:
        read_policy(broken)
    install = ("install", office.stick, "--silent", "--key", fingerprint, "--station", "A-01")
    station.kit(*install, fault=fault.value)
    assert read_policy(broken).language == "ug"
    assert (station.shared / "policy.toml.before").read_text() == "langage = 1\n"


def test_the_key_is_kept_in_a_second_place(
    desk: Computer, start: Start, office: Office, typed: list[str], tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    typed.append("4071")
    desk.kit("key", tmp_path / "safe")
    shown = capsys.readouterr().out.splitlines()[-1]
    second = start("second")
    second.kit("key", "--from", tmp_path / "safe")
    assert capsys.readouterr().out.splitlines()[-1] == shown


def test_a_stick_that_is_not_plugged_in_is_not_replaced_by_a_folder(
    desk: Computer, office: Office, typed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    made(desk, office, typed)
    away = office.folder / "media" / "stick"
    desk.kit("make", away / "kaibo", code=1)
    desk.kit("collect", away, code=1)
    assert capsys.readouterr().err.count("U 盘插好了吗") == 2 and not away.parent.exists()
