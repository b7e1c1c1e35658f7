"""A kit made, checked and installed: what is changed is named, and then nothing is installed."""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from app.errors import ExpectedError
from app.policy import read_policy
from app.practice import kit_stick
from app.practice.kit_inbox import Inbox
from app.practice.kit_keys import KIT_PURPOSE, fingerprint, is_fingerprint, make_key, read_key, write_key
from app.practice.kit_machine import version_of
from app.practice.kit_making import check_policy, installer_of, policy_for, station_names
from app.practice.kit_manifest import check_kit, read_kit
from app.practice.kit_stick import is_stick_name, stick_name
from app.practice.kit_values import (
    KitCancelledError,
    KitChangedError,
    KitContents,
    KitError,
    KitOlderError,
    KitUntrustedError,
)
from tests.practice.kit_things import MODEL_FILES, Office, files_in


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


# making


def test_a_kit_holds_everything_and_says_so(office: Office) -> None:
    made = office.make()
    names = {each.name for each in made.info.files}
    assert {f"models/vosk-small/{each}" for each in MODEL_FILES} <= names
    assert {"packs/核桃.kaibopack", "policy.toml", "install.sh", "install.cmd", "SHA256SUMS"} <= names
    assert made.info.installers[0].version == "9.1.0"
    assert made.info.station_names[0] == "A-01" and len(made.info.station_names) == 40
    assert not (office.stick / "UNFINISHED.txt").exists()
    check_kit(office.stick, read_kit(office.stick))


def test_a_second_time_only_what_changed_is_written(office: Office) -> None:
    first = office.make()
    assert first.written == len(first.info.files) - 1  # the list of checksums is not counted
    again = office.make(serial=2)
    assert again.written == 0 and again.info.serial == 2
    (office.goods / "models" / "vosk-small" / "am" / "final.mdl").write_bytes(b"another")
    assert office.make(KitContents(models=(office.goods / "models" / "vosk-small",)), serial=3).written == 1
    check_kit(office.stick, read_kit(office.stick))


def test_what_an_earlier_kit_held_goes(office: Office) -> None:
    office.make()
    office.make(KitContents(packs=(office.pack("hetao-2", "新核桃"),)), serial=2)
    assert not (office.stick / "models").exists()
    assert [path.name for path in (office.stick / "packs").iterdir()] == ["新核桃.kaibopack"]
    check_kit(office.stick, read_kit(office.stick))


@pytest.mark.parametrize("stop_at", [1, 4, 9, 14, 20])
def test_an_interrupted_make_is_visible_and_goes_on(office: Office, stop_at: int) -> None:
    contents = office.contents()
    asked = 0

    def cancelled() -> bool:
        nonlocal asked
        asked += 1
        return asked > stop_at

    with pytest.raises(KitCancelledError):
        office.make(contents, cancelled=cancelled)
    assert (office.stick / "UNFINISHED.txt").exists()
    with pytest.raises(KitChangedError, match="没有做完"):
        read_kit(office.stick)
    made = office.make(contents)
    assert made.written <= len(made.info.files)
    assert not [name for name in files_in(office.stick) if name.endswith(".part")]
    check_kit(office.stick, read_kit(office.stick))


def test_remaking_a_whole_kit_and_stopping_leaves_no_kit(office: Office) -> None:
    contents = office.contents()
    office.make(contents)
    with pytest.raises(KitCancelledError):
        office.make(contents, serial=2, cancelled=lambda: True)
    assert not (office.stick / "kit.json").exists()
    with pytest.raises(KitChangedError):
        office.install()
    office.make(contents, serial=2)
    check_kit(office.stick, read_kit(office.stick))


def test_a_large_file_is_divided_and_put_together_again(office: Office) -> None:
    made = office.make(KitContents(models=(office.model(size=10_000),)), largest=4_096)
    divided = made.info.file("models/vosk-small/am/final.mdl")
    assert divided is not None and [each.size for each in divided.parts] == [4_096, 4_096, 1_808]
    assert (
        max(path.stat().st_size for path in (office.stick / "models").rglob("*") if path.is_file()) <= 4_096
    )
    again = office.make(KitContents(models=(office.model(size=10_000),)), largest=4_096, serial=2)
    assert again.written == 0
    office.install()
    installed = office.shared / "models" / "vosk-small"
    assert files_in(installed) == files_in(office.goods / "models" / "vosk-small")
    smaller = office.make(KitContents(models=(office.model(size=100),)), largest=4_096, serial=3)
    assert not list((office.stick / "models").rglob("*.00?"))
    check_kit(office.stick, smaller.info)


def test_a_full_stick_is_said_before_anything_is_written(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kit_stick.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 10, 1_000))
    with pytest.raises(KitError, match="空间不够"):
        office.make()
    assert not office.stick.exists()


@pytest.mark.parametrize(
    ("number", "said"),
    [(errno.ENOSPC, "满了"), (errno.EROFS, "写保护"), (errno.EIO, "拔掉"), (errno.ENODEV, "拔掉")],
)
def test_what_a_stick_does_becomes_a_sentence_and_no_half_file(
    office: Office, monkeypatch: pytest.MonkeyPatch, number: int, said: str
) -> None:
    contents = office.contents()
    real, count = os.fsync, 0

    def fsync(handle: int) -> None:
        nonlocal count
        count += 1
        if count > 6:
            raise OSError(number, os.strerror(number))
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(KitError, match=said):
        office.make(contents)
    monkeypatch.undo()
    for name, data in files_in(office.stick / "models").items():
        assert data == (office.goods / "models" / name).read_bytes()
    office.make(contents)
    check_kit(office.stick, read_kit(office.stick))


def test_a_folder_with_other_things_is_left_alone(office: Office) -> None:
    office.stick.mkdir(parents=True)
    (office.stick / "我的照片.jpg").write_bytes(b"x")
    with pytest.raises(KitError, match="我的照片"):
        office.make()
    assert set(files_in(office.stick)) == {"我的照片.jpg"}
    (office.stick / "我的照片.jpg").unlink()
    office.make()
    mine = office.stick / "packs" / "我的课.kaibopack"
    mine.write_bytes(b"x")
    with pytest.raises(KitError, match="我的课"):
        office.make(KitContents(), serial=2)
    assert mine.exists() and (office.stick / "kit.json").exists()


def test_what_is_put_there_meanwhile_is_not_taken_away(office: Office) -> None:
    contents = office.contents()

    def meanwhile() -> bool:
        (office.stick / "models").mkdir(parents=True, exist_ok=True)
        (office.stick / "models" / "mine.txt").write_bytes(b"x")
        return False

    office.make(contents, cancelled=meanwhile)
    assert (office.stick / "models" / "mine.txt").exists()
    with pytest.raises(KitChangedError, match=r"mine\.txt"):
        office.install()


def test_results_on_the_stick_outlive_a_new_kit(office: Office) -> None:
    office.make()
    kept = office.stick / "results" / "A-01-2026-09-01-1.kaibo-results"
    kept.parent.mkdir()
    kept.write_bytes(b"voices")
    office.make(serial=2)
    assert kept.read_bytes() == b"voices"
    check_kit(office.stick, read_kit(office.stick))


def test_goods_that_are_wrong_are_named(office: Office) -> None:
    with pytest.raises(KitError, match="认不出"):
        office.make(KitContents(installers=(office.installer("setup.exe"),)))
    with pytest.raises(ExpectedError, match="不完整"):
        folder = office.model()
        (folder / "graph" / "Gr.fst").unlink()
        office.make(KitContents(models=(folder,)))
    with pytest.raises(ExpectedError):
        office.make(KitContents(packs=(office.installer("x.kaibopack"),)))
    with pytest.raises(KitError, match="第 1 行"):
        office.make(KitContents(policy=office.policy('langage = "ug"\n')))
    with pytest.raises(KitError, match="第 1 行"):
        office.make(KitContents(policy=office.policy('langage = "ug"\n'), station_names="A-{1..2}"))
    with pytest.raises(KitError, match="看不懂"):
        office.make(KitContents(station_names="A-{40..01}"))
    assert not office.stick.exists()


def test_names() -> None:
    assert station_names("A-{08..10}, 前台") == ("A-08", "A-09", "A-10", "前台")
    assert station_names("") == ()
    for wrong in ("A-{1..9999999}", "A/{1..2}", "A-{1..3},A-2", "a{b}"):
        with pytest.raises(KitError):
            station_names(wrong)
    assert stick_name('一班: "A/B"?') == "一班_ _A_B__"
    assert stick_name("con.txt") == "_con.txt" and stick_name(" .. ") == "kaibo"
    assert is_stick_name("models/a/b.mdl")
    for wrong in ("../x", "a//b", "a/../b", "a:b", "com1", "end.", "/x"):
        assert not is_stick_name(wrong)
    assert installer_of(Path("kaibo-1.2.3-setup.exe")).system == "windows"
    assert version_of("0.10.0") > version_of("0.9.9") and version_of("1.0.0") == version_of("1.0")


def test_the_name_of_a_station_gets_into_its_policy(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    for template in ('station = "{station}"\n', 'language = "kk"\n', '[sign_in]\nwho = "listed"\n'):
        check_policy(template, "前台-1", None)
        path.write_text(policy_for(template, "前台-1"), "utf-8")
        assert read_policy(path).station == "前台-1"


# the key


def test_the_key_is_kept_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    key, path = make_key(), tmp_path / "keys" / "centre.key"
    write_key(key, path)
    write_key(key, path)
    assert path.stat().st_mode & 0o777 == 0o600
    again = read_key(path)
    assert again is not None and again.public == key.public and again.results_key == key.results_key
    with pytest.raises(KitError, match="没有覆盖"):
        write_key(make_key(), path)
    path.write_text("{}", "utf-8")
    with pytest.raises(KitError, match="坏了"):
        read_key(path)
    assert read_key(tmp_path / "none") is None


def test_a_fingerprint_may_be_typed_as_people_do() -> None:
    key = make_key()
    shown = fingerprint(key.public)
    assert len(shown) == 24
    assert is_fingerprint(f" {shown.lower().replace('-', ' ')} ", key.public)
    assert not is_fingerprint(shown[:-1], key.public) and not is_fingerprint("", key.public)
    assert not is_fingerprint(fingerprint(make_key().public), key.public)


# a kit that is not what was signed


def change(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


KINDS_OF_FILES = [
    "install.sh",
    "install.cmd",
    "READ-ME.txt",
    "SHA256SUMS",
    "installers/kaibo_9.1.0_amd64.deb",
    "models/vosk-small/graph/Gr.fst",
    "packs/核桃.kaibopack",
    "policy.toml",
]


@pytest.mark.parametrize("how", [change, Path.unlink, lambda path: path.write_bytes(b"")])
@pytest.mark.parametrize("name", KINDS_OF_FILES)
def test_a_file_changed_or_missing_is_named_and_nothing_is_installed(
    office: Office, name: str, how: Callable[[Path], object]
) -> None:
    office.make()
    how(office.stick / name)
    with pytest.raises(KitChangedError) as refused:
        office.install(office.machine(administrator=True))
    assert name in str(refused.value) and refused.value.exit_code == 3
    assert office.shared_files() == {} and office.ran == []


@pytest.mark.parametrize("name", ["kit.json", "kit.sig"])
def test_manifest_and_signature_changed(office: Office, name: str) -> None:
    office.make()
    change(office.stick / name)
    with pytest.raises(KitChangedError):
        office.install()
    (office.stick / name).unlink()
    with pytest.raises(KitChangedError, match="没有完整的安装包"):
        office.install()
    assert office.shared_files() == {}


@pytest.mark.parametrize("name", ["installers/kaibo_99.0_amd64.deb", "models/x/y", "autorun.inf"])
def test_a_file_too_many_is_named(office: Office, name: str) -> None:
    office.make()
    (office.stick / name).parent.mkdir(exist_ok=True)
    (office.stick / name).write_bytes(b"stranger")
    with pytest.raises(KitChangedError, match=Path(name).name):
        office.install()
    assert office.shared_files() == {}


def test_a_link_in_the_kit_is_too_many(office: Office, tmp_path: Path) -> None:
    office.make()
    (office.stick / "packs" / "more").symlink_to(tmp_path)
    with pytest.raises(KitChangedError, match="packs/more"):
        office.install()


def test_what_systems_leave_on_sticks_is_no_tampering(office: Office) -> None:
    office.make()
    for name in ("System Volume Information/IndexerVolumeGuid", ".Trash-1000/x", "desktop.ini", "._kit.json"):
        path = office.stick / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    office.install()


def test_the_signature_of_another_kit_or_another_key(office: Office, tmp_path: Path) -> None:
    office.make()
    signature = (office.stick / "kit.sig").read_bytes()
    office.make(KitContents(packs=(office.pack(),)), serial=2)
    newer = (office.stick / "kit.sig").read_bytes()
    (office.stick / "kit.sig").write_bytes(signature)
    with pytest.raises(KitChangedError, match="签名不对"):
        office.install()
    stranger = make_key()
    data = (office.stick / "kit.json").read_bytes()
    (office.stick / "kit.sig").write_bytes(stranger.sign(KIT_PURPOSE, data).hex().encode())
    with pytest.raises(KitChangedError, match="签名不对"):
        office.install()
    # who signs with a key of his own and says so is told by the fingerprint
    swapped = json.loads(data)
    swapped["key"] = stranger.public
    text = json.dumps(swapped).encode()
    (office.stick / "kit.json").write_bytes(text)
    (office.stick / "kit.sig").write_bytes(stranger.sign(KIT_PURPOSE, text).hex().encode())
    with pytest.raises(KitUntrustedError, match="指纹不对"):
        office.install()
    assert office.shared_files() == {}
    (office.stick / "kit.json").write_bytes(data)
    (office.stick / "kit.sig").write_bytes(newer)
    office.install()


@pytest.mark.parametrize(
    "change_it",
    [
        lambda data: data["files"][0].update(name="../outside"),
        lambda data: data["files"][0].update(name="/etc/passwd"),
        lambda data: data["files"].append(data["files"][0]),
        lambda data: data["files"][0].update(size=-1),
        lambda data: data["files"][0].update(size=True),
        lambda data: data.update(files="x"),
        lambda data: data.update(format=2),
        lambda data: data.update(results_key="00"),
        lambda data: data.pop("serial"),
        lambda data: data["files"][0].update(parts=[{"name": "../x", "size": 0, "sha256": ""}]),
    ],
)
def test_a_signed_manifest_that_makes_no_sense(
    office: Office, change_it: Callable[[dict[str, object]], object]
) -> None:
    office.make()
    data = json.loads((office.stick / "kit.json").read_bytes())
    change_it(data)
    text = json.dumps(data).encode()
    (office.stick / "kit.json").write_bytes(text)
    (office.stick / "kit.sig").write_bytes(office.key.sign(KIT_PURPOSE, text).hex().encode())
    with pytest.raises(KitChangedError):
        office.install()
    assert office.shared_files() == {}


# installing


def test_installed_for_everyone(office: Office) -> None:
    office.make()
    old = os.umask(0o077)
    try:
        done = office.install()
    finally:
        os.umask(old)
    assert done.for_machine and done.station == "A-07"
    assert files_in(office.shared / "models" / "vosk-small") == files_in(
        office.goods / "models" / "vosk-small"
    )
    assert (office.shared / "lessons" / "hetao-1" / "lesson.md").is_file()
    policy = read_policy(office.shared / "policy.toml")
    assert (policy.station, policy.language) == ("A-07", "ug")
    inbox = Inbox(office.shared / "kit" / "inbox").mark()
    assert inbox is not None and inbox["station"] == "A-07"
    for path in office.shared.rglob("*"):
        if not path.name.startswith(".incoming"):
            assert path.stat().st_mode & 0o044 == 0o044, path
    assert office.ran == []  # no administrator: the program is left out, and that is said
    assert any("9.1.0" in str(each) for each in done.left_out)
    assert not office.home.exists()


def test_a_second_time_nothing_changes(office: Office) -> None:
    office.make()
    office.install()
    before = {path: path.stat().st_mtime_ns for path in office.shared.rglob("*") if path.is_file()}
    again = office.install()
    after = {path: path.stat().st_mtime_ns for path in office.shared.rglob("*") if path.is_file()}
    assert again.done == ()
    changed = {path.name for path in after if before.get(path) != after[path]}
    assert changed == {"centres.json", "installed.json"} and set(before) == set(after)


def test_without_rights_for_oneself_and_without_the_policy(office: Office) -> None:
    office.make()
    done = office.install(office.machine(writable=False))
    assert not done.for_machine and not office.shared.exists()
    assert (office.home / "models" / "vosk-small" / "am" / "final.mdl").is_file()
    assert (office.home / "lessons" / "hetao-1").is_dir() and not (office.home / "policy.toml").exists()
    assert any("管理员" in str(each) for each in done.left_out)
    own = office.install(own=True)
    assert not own.for_machine and not office.shared.exists()


def test_whom_nobody_trusts_is_refused(office: Office) -> None:
    office.make()
    for options in (
        {"fingerprint": ""},
        {"fingerprint": "0" * 20},
        {"fingerprint": "", "confirm": lambda *_: False},
    ):
        with pytest.raises(KitUntrustedError) as refused:
            office.install(**options)
        assert refused.value.exit_code == 4 and office.key.fingerprint in str(refused.value)
    assert office.shared_files() == {}
    asked = []
    office.install(fingerprint="", confirm=lambda info, shown: asked.append((info.centre, shown)) or True)
    assert asked == [("喀什中心", office.key.fingerprint)]
    office.make(serial=2)
    office.install(fingerprint="")  # trusted from now on


def test_what_a_user_trusts_says_nothing_for_the_machine(office: Office) -> None:
    office.make()
    office.install(own=True)
    with pytest.raises(KitUntrustedError):
        office.install(fingerprint="")
    office.install(own=True, fingerprint="")
    office.install()
    office.install(office.machine(writable=False), fingerprint="")


def test_an_older_kit_is_refused_unless_that_is_wanted(office: Office, tmp_path: Path) -> None:
    office.make(serial=5)
    office.install()
    before = office.shared_files()
    office.make(KitContents(policy=office.policy('language = "kk"\n'), station_names="A-{01..40}"), serial=4)
    with pytest.raises(KitOlderError) as refused:
        office.install()
    assert refused.value.exit_code == 5 and office.shared_files() == before
    office.install(downgrade=True)
    assert read_policy(office.shared / "policy.toml").language == "kk"
    assert b'"ug"' in (office.shared / "policy.toml.before").read_bytes()


def test_the_program_is_installed_by_an_administrator_and_never_older(office: Office) -> None:
    office.make()
    office.install(office.machine(administrator=True))
    assert [command[:3] for command in office.ran] == [["dpkg", "--refuse-downgrade", "-i"]]
    assert [Path(each).name for each in office.ran[0][3:]] == ["kaibo_9.1.0_amd64.deb"]
    office.install(office.machine(administrator=True, version="9.1.0"))
    newer = office.install(office.machine(administrator=True, version="9.10.0"), downgrade=True)
    assert len(office.ran) == 1 and any("不能退回" in str(each) for each in newer.left_out)
    office.fails = 2
    with pytest.raises(KitError, match="代码 2"):
        office.install(office.machine(administrator=True))
    windows = office.installer("kaibo-9.2.0-setup.exe")
    office.make(KitContents(installers=(office.installer(), windows)), serial=2)
    office.fails = 0
    machine = office.machine(administrator=True)
    office.install(type(machine)(**{**vars(machine), "system": "windows"}), station="")
    assert office.ran[-1][1:] == ["/VERYSILENT", "/SUPPRESSMSGBOXES", "/NORESTART"]


def test_libraries_that_the_program_needs_come_along(office: Office) -> None:
    library = office.installer("libportaudio2_19.6.0-1.2_amd64.deb")
    office.make(KitContents(installers=(library, office.installer())))
    office.install(office.machine(administrator=True), station="")
    assert [Path(each).name for each in office.ran[0][3:]] == ["kaibo_9.1.0_amd64.deb", library.name]
    office.make(KitContents(installers=(library,)), serial=2)
    office.install(office.machine(administrator=True), station="")
    assert len(office.ran) == 1


def test_which_station_it_is(office: Office) -> None:
    office.make()
    with pytest.raises(KitError, match="--station"):
        office.install(station="")
    with pytest.raises(KitError, match="B-01"):
        office.install(station="B-01")
    assert office.shared_files() == {}
    asked: list[tuple[str, str]] = []

    def ask(names: tuple[str, ...], proposed: str) -> str:
        asked.append((names[-1], proposed))
        return "A-12"

    assert office.install(station="", ask_station=ask).station == "A-12"
    assert asked == [("A-40", "A-01")]
    assert office.install(station="").station == "A-12"  # as last time
    office.make(KitContents(station_names="lab-pc-{1..9}"), serial=2)
    assert office.install(station="").station == "lab-pc-7"  # as it is called in the network
    assert read_policy(office.shared / "policy.toml").station == "lab-pc-7"


def test_an_interrupted_installation_goes_on(office: Office) -> None:
    from app.practice.kit_installing import Installing
    from app.practice.kit_values import InstallOptions

    office.make()
    options = InstallOptions(office.key.fingerprint, "A-07")
    for stop_at in range(1, 60, 4):
        asked = 0

        def cancelled(stop_at: int = stop_at) -> bool:
            nonlocal asked
            asked += 1
            return asked > stop_at

        try:
            Installing(office.machine(), office.stick, options, cancelled=cancelled).run()
        except KitCancelledError:
            models = office.shared / "models"
            assert not (models / "vosk-small").exists() or set(files_in(models / "vosk-small")) == set(
                MODEL_FILES
            )
        else:
            break
    else:
        pytest.fail("never done")
    assert (office.shared / "policy.toml").is_file()
    assert not list((office.shared / "models").glob(".incoming*"))


def test_a_new_model_takes_the_place_of_the_old_one(office: Office) -> None:
    office.make()
    office.install()
    office.make(KitContents(models=(office.model(seed=50),)), serial=2)
    office.install()
    assert files_in(office.shared / "models") == files_in(office.goods / "models")


def test_progress_reaches_its_end_and_never_goes_back(office: Office) -> None:
    shares: list[float] = []
    office.make(progress=shares.append)
    assert shares == sorted(shares) and shares[-1] == 1.0
    from app.practice.kit_installing import Installing
    from app.practice.kit_values import InstallOptions

    shares.clear()
    options = InstallOptions(office.key.fingerprint, "A-07")
    Installing(office.machine(), office.stick, options, shares.append).run()
    assert shares == sorted(shares) and shares[-1] == 1.0
