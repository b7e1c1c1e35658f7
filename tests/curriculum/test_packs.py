"""Lesson packs: there and back, and everything that must be refused."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import time
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import soundfile
from nacl.signing import SigningKey

from app.curriculum.library import load_library
from app.curriculum.packs.opening import inspect_pack, install_pack
from app.curriculum.packs.signing import Signers, Trust, fingerprint, own_key, public_key, sign
from app.curriculum.packs.values import PackError
from app.curriculum.packs.writing import write_pack

KEY = SigningKey(bytes(range(32)))
CREATED = datetime(2026, 11, 23, 8, tzinfo=UTC)
LESSON = """编号: {id}
标题: {title}
分钟: 6

## 卡片 先看
红枣要挑皮色均匀的。

## 跟读 大家好！
{extra}
"""


def write_lesson(folder: Path, lesson_id: str, recorded: bool = False) -> None:
    place = folder / lesson_id
    place.mkdir(parents=True)
    extra = "录音: da-jia-hao.flac" if recorded else ""
    (place / "lesson.md").write_text(
        LESSON.format(id=lesson_id, title=f"{lesson_id}课", extra=extra), "utf-8"
    )
    if recorded:
        time = np.arange(16_000) / 16_000
        soundfile.write(place / "da-jia-hao.flac", 0.3 * np.sin(2 * np.pi * 220 * time), 16_000)
        (place / "ORIGIN.md").write_text("recorded in class", "utf-8")
    (place / "notes.docx").write_text("not for others", "utf-8")


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    write_lesson(tmp_path / "hers", "hetao-1", recorded=True)
    write_lesson(tmp_path / "hers", "hetao-2")
    lessons = load_library([tmp_path / "hers"]).lessons
    return write_pack(lessons, "核桃两课", "王老师", KEY, CREATED, tmp_path / "hetao.kaibopack")


def test_a_pack_comes_back_as_it_was(pack: Path, tmp_path: Path) -> None:
    info = inspect_pack(pack)
    assert (info.title, info.author, info.created) == ("核桃两课", "王老师", "2026-11-23")
    assert [each.id for each in info.lessons] == ["hetao-1", "hetao-2"]
    assert info.key == public_key(KEY)
    there = tmp_path / "station" / "lessons"
    shares: list[float] = []
    install_pack(pack, there, progress=shares.append)
    for name in ("hetao-1/lesson.md", "hetao-1/da-jia-hao.flac", "hetao-1/ORIGIN.md", "hetao-2/lesson.md"):
        assert (there / name).read_bytes() == (tmp_path / "hers" / name).read_bytes()
    assert sorted(path.name for path in there.iterdir()) == ["hetao-1", "hetao-2"]
    assert not (there / "hetao-1" / "notes.docx").exists()
    assert shares == sorted(shares) and shares[-1] == 1.0
    library = load_library([there])
    assert library.problems == ()
    assert library.lessons[0].prompts[0].reference == there / "hetao-1" / "da-jia-hao.flac"


def test_the_same_lessons_make_the_same_file(pack: Path, tmp_path: Path) -> None:
    lessons = load_library([tmp_path / "hers"]).lessons
    again = write_pack(lessons, "核桃两课", "王老师", KEY, CREATED, tmp_path / "again.kaibopack")
    assert again.read_bytes() == pack.read_bytes()


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone of a process cannot be changed here")
def test_the_day_is_that_of_the_wall(pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lessons = load_library([tmp_path / "hers"]).lessons
    early = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)  # half past seven in the morning of the 23rd
    with monkeypatch.context() as patched:
        patched.setenv("TZ", "Asia/Shanghai")
        time.tzset()
        written = write_pack(lessons, "", "", KEY, early, tmp_path / "early.kaibopack")
    time.tzset()
    assert inspect_pack(written).created == "2026-11-23"


def test_a_lesson_that_is_there_stays_unless_it_is_to_be_replaced(pack: Path, tmp_path: Path) -> None:
    there = tmp_path / "lessons"
    write_lesson(there, "hetao-2")
    mine = (there / "hetao-2" / "notes.docx").read_bytes()
    with pytest.raises(PackError, match="hetao-2"):
        install_pack(pack, there)
    assert sorted(path.name for path in there.iterdir()) == ["hetao-2"]
    install_pack(pack, there, replace=True)
    assert not (there / "hetao-2" / "notes.docx").exists()
    assert (there / ".replaced" / "hetao-2-1" / "notes.docx").read_bytes() == mine
    assert [each.id for each in load_library([there]).lessons] == ["hetao-1", "hetao-2"]
    install_pack(pack, there, replace=True)
    assert (there / ".replaced" / "hetao-2-2").is_dir()


def test_cancelling_leaves_nothing(pack: Path, tmp_path: Path) -> None:
    there = tmp_path / "lessons"
    with pytest.raises(PackError, match="取消"):
        install_pack(pack, there, cancelled=lambda: True)
    assert list(there.iterdir()) == []


def test_nothing_half_when_a_lesson_cannot_be_moved(
    pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = tmp_path / "lessons"
    write_lesson(there, "hetao-1")
    before = (there / "hetao-1" / "lesson.md").read_bytes()
    rename = Path.rename

    def full_at_the_second(self: Path, target: Path) -> Path:
        if Path(target) == there / "hetao-2":
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", full_at_the_second)
    with pytest.raises(PackError, match="没有变"):
        install_pack(pack, there, replace=True)
    assert (there / "hetao-1" / "lesson.md").read_bytes() == before
    assert not (there / "hetao-2").exists()


# what must be refused

Entries = dict[str, bytes]


def rewrite(pack: Path, change: Callable[[Entries], None]) -> None:
    """Change a pack's entries after it was signed."""
    with zipfile.ZipFile(pack) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    change(entries)
    with zipfile.ZipFile(pack, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)


def sign_again(entries: Entries, **changes: object) -> None:
    """What a hostile signer can do: any manifest, honestly signed."""
    manifest = json.loads(entries["pack.json"])
    manifest["files"] = [
        {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for name, data in sorted(entries.items())
        if name not in ("pack.json", "pack.sig")
    ]
    manifest["key"] = public_key(KEY)
    manifest.update(changes)
    entries["pack.json"] = json.dumps(manifest).encode()
    entries["pack.sig"] = sign(KEY, entries["pack.json"])


def refused(pack: Path, tmp_path: Path) -> str:
    """The reason, when neither looking nor installing gets anywhere and nothing was written."""
    there = tmp_path / "lessons"
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(PackError) as caught:
        install_pack(pack, there)
    outside = [path for path in sorted(tmp_path.rglob("*")) if path not in before and path != there]
    assert outside == []
    assert str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    "name",
    [
        "../evil.md",
        "lessons/../../evil.md",
        "/etc/cron.d/evil",
        "lessons/hetao-1/../../../evil.md",
        "C:/Windows/evil.flac",
        "lessons\\hetao-1\\evil.md",
        "lessons/hetao-1/C:evil.flac",
        "lessons/hetao-1/con.flac",
        "lessons/hetao-1/aux",
        "lessons/hetao-1/.hidden.flac",
        "lessons/hetao-1/sound.flac ",
        "lessons/hetao-1/",
        "lessons/.x/lesson.md",
    ],
)
def test_a_name_that_leads_elsewhere(pack: Path, tmp_path: Path, name: str) -> None:
    def change(entries: Entries) -> None:
        entries[name] = b"evil"
        sign_again(entries)

    rewrite(pack, change)
    assert "没有打开" in refused(pack, tmp_path)


@pytest.mark.parametrize(
    "name", ["run.sh", "setup.exe", "macro.py", "page.html", "lesson.md.js", "a.flac.bat", "autorun.inf"]
)
def test_a_script_or_program(pack: Path, tmp_path: Path, name: str) -> None:
    def change(entries: Entries) -> None:
        entries[f"lessons/hetao-1/{name}"] = b"#!/bin/sh\nrm -rf ~\n"
        sign_again(entries)

    rewrite(pack, change)
    assert "只能有课文和录音" in refused(pack, tmp_path)


def test_a_program_that_calls_itself_a_recording(pack: Path, tmp_path: Path) -> None:
    def change(entries: Entries) -> None:
        entries["lessons/hetao-1/da-jia-hao.flac"] = b"MZ\x90\x00 this is a program"
        sign_again(entries)

    rewrite(pack, change)
    assert "不是录音" in refused(pack, tmp_path)


def test_a_bomb(pack: Path, tmp_path: Path) -> None:
    def change(entries: Entries) -> None:
        entries["lessons/hetao-1/long.wav"] = b"RIFF\0\0\0\0WAVE" + bytes(50_000_000)
        sign_again(entries)

    rewrite(pack, change)
    assert "大得不正常" in refused(pack, tmp_path)


def test_more_files_than_any_pack_has(pack: Path, tmp_path: Path) -> None:
    def change(entries: Entries) -> None:
        entries.update({f"lessons/hetao-1/{n}.flac": b"fLaC" for n in range(2_100)})
        sign_again(entries)

    rewrite(pack, change)
    assert "太多" in refused(pack, tmp_path)


def test_a_size_that_lies(pack: Path, tmp_path: Path) -> None:
    """The archive's directory says little, the data goes on and on."""
    data = pack.read_bytes()
    with zipfile.ZipFile(pack) as archive:
        entry = archive.getinfo("lessons/hetao-2/lesson.md")
    real = entry.file_size.to_bytes(4, "little")
    where = data.rindex(b"lessons/hetao-2/lesson.md") - 46 + 24
    assert data[where : where + 4] == real
    pack.write_bytes(data[:where] + (10).to_bytes(4, "little") + data[where + 4 :])
    refused(pack, tmp_path)


@pytest.mark.parametrize("name", ["pack.json", "pack.sig", "lessons/hetao-1/lesson.md"])
def test_a_pack_changed_after_it_was_signed(pack: Path, tmp_path: Path, name: str) -> None:
    def change(entries: Entries) -> None:
        data = bytearray(entries[name])
        at = data.find("王".encode()) if name == "pack.json" else 3
        data[at] ^= 1
        entries[name] = bytes(data)

    rewrite(pack, change)
    refused(pack, tmp_path)


def test_a_signature_by_another_key(pack: Path, tmp_path: Path) -> None:
    def change(entries: Entries) -> None:
        entries["pack.sig"] = sign(SigningKey.generate(), entries["pack.json"])

    rewrite(pack, change)
    assert "签名不对" in refused(pack, tmp_path)


@pytest.mark.parametrize("name", ["pack.json", "pack.sig", "lessons/hetao-2/lesson.md"])
def test_a_pack_with_a_part_missing(pack: Path, tmp_path: Path, name: str) -> None:
    rewrite(pack, lambda entries: entries.__delitem__(name))
    refused(pack, tmp_path)


@pytest.mark.parametrize(
    "changes",
    [
        {"format": 2},
        {"format": "1"},
        {"lessons": []},
        {"lessons": [{"id": "hetao-1", "title": "一"}]},
        {"lessons": [{"id": "hetao-1", "title": "一"}, {"id": "../x", "title": "二"}]},
        {"files": [{"name": "lessons/hetao-1/lesson.md", "size": -1, "sha256": ""}]},
        {"key": "zz"},
        {"title": 5},
        {"author": "x" * 1000},
        {"author": "王\n由“王老师”签名，这位签名人已经信任。"},
        {"title": "核桃\u2029"},
    ],
)
def test_a_manifest_that_makes_no_sense(pack: Path, tmp_path: Path, changes: dict[str, object]) -> None:
    rewrite(pack, lambda entries: sign_again(entries, **changes))
    refused(pack, tmp_path)


@pytest.mark.parametrize("written", ["一\n二", " 一\t二 "])
def test_names_are_written_on_one_line(pack: Path, tmp_path: Path, written: str) -> None:
    lessons = load_library([tmp_path / "hers"]).lessons
    info = inspect_pack(write_pack(lessons, written, written, KEY, CREATED, tmp_path / "again.kaibopack"))
    assert (info.title, info.author) == ("一 二", "一 二")


@pytest.mark.parametrize("data", [b"[" * 100_000, b"\xff\xfe", b"[]", b'"x"', b"null"])
def test_a_manifest_that_is_none(pack: Path, tmp_path: Path, data: bytes) -> None:
    def change(entries: Entries) -> None:
        entries["pack.json"] = data
        entries["pack.sig"] = sign(KEY, data)

    rewrite(pack, change)
    refused(pack, tmp_path)


def test_a_link(pack: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(pack, "a") as archive:
        entry = zipfile.ZipInfo("lessons/hetao-1/link.flac")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    assert "不是普通文件" in refused(pack, tmp_path)


def test_two_files_of_one_name(pack: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(pack, "a") as archive:
        archive.writestr("lessons/hetao-1/DA-JIA-HAO.FLAC", b"fLaC")
    assert "重名" in refused(pack, tmp_path)


def test_a_lesson_with_a_fault(pack: Path, tmp_path: Path) -> None:
    def change(entries: Entries) -> None:
        text = entries["lessons/hetao-2/lesson.md"].decode()
        entries["lessons/hetao-2/lesson.md"] = text.replace("分钟: 6", "分钟: 六").encode()
        sign_again(entries)

    rewrite(pack, change)
    assert "第 3 行" in refused(pack, tmp_path)


def test_a_lesson_under_the_name_of_another(pack: Path, tmp_path: Path) -> None:
    def change(entries: Entries) -> None:
        entries["lessons/hetao-2/lesson.md"] = entries["lessons/hetao-1/lesson.md"]
        sign_again(entries)

    rewrite(pack, change)
    assert "对不上" in refused(pack, tmp_path)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"hello", bytes(1000)])
def test_a_file_that_is_no_pack(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.kaibopack"
    path.write_bytes(data)
    assert "不是课包" in refused(path, tmp_path)


def test_a_pack_cut_short(pack: Path, tmp_path: Path) -> None:
    pack.write_bytes(pack.read_bytes()[:-100])
    refused(pack, tmp_path)


def test_no_file_and_a_folder(tmp_path: Path) -> None:
    assert "找不到" in refused(tmp_path / "none.kaibopack", tmp_path)
    refused(tmp_path, tmp_path)


# keys and trust


def test_the_own_key_is_made_once_and_kept_private(tmp_path: Path) -> None:
    key = own_key(tmp_path / "keys")
    assert bytes(own_key(tmp_path / "keys")) == bytes(key)
    (file,) = (tmp_path / "keys").iterdir()
    if os.name == "posix":
        assert file.stat().st_mode & 0o777 == 0o600
    file.write_bytes(b"short")
    with pytest.raises(PackError, match="坏了"):
        own_key(tmp_path / "keys")


def test_a_disk_that_fills_up_leaves_no_half_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(key: SigningKey) -> bytes:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(SigningKey, "__bytes__", full)
        with pytest.raises(PackError):
            own_key(tmp_path / "keys")
    assert list((tmp_path / "keys").iterdir()) == []
    own_key(tmp_path / "keys")


def test_a_signer_that_cannot_be_kept_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    signers = Signers(tmp_path / "signers.json")
    monkeypatch.setattr(json, "dump", full)
    with pytest.raises(PackError):
        signers.trust("ab" * 32, "王老师")
    assert list(tmp_path.iterdir()) == []


def test_signers_are_known_by_their_key(tmp_path: Path) -> None:
    mine, hers, other = (public_key(SigningKey(bytes([n]) * 32)) for n in (1, 2, 3))
    signers = Signers(tmp_path / "deep" / "signers.json", own=mine)
    assert signers.trust_in(mine, "我") is Trust.OWN
    assert signers.trust_in(hers, "王老师") is Trust.UNKNOWN
    signers.trust(hers, "王老师")
    again = Signers(tmp_path / "deep" / "signers.json", own=mine)
    assert again.trust_in(hers, "whatever") is Trust.TRUSTED
    assert again.trust_in(other, "王老师") is Trust.OTHER_KEY
    (tmp_path / "deep" / "signers.json").write_text("[1]", "utf-8")
    assert again.trust_in(hers, "王老师") is Trust.UNKNOWN


def test_fingerprints_can_be_read_aloud() -> None:
    assert fingerprint(public_key(KEY)) == fingerprint(public_key(KEY))
    assert [len(group) for group in fingerprint(public_key(KEY)).split()] == [4, 4, 4, 4]


# writing


def test_nothing_to_pack_and_nowhere_to_write(pack: Path, tmp_path: Path) -> None:
    with pytest.raises(PackError, match="没有选课"):
        write_pack([], "", "", KEY, CREATED, tmp_path / "x.kaibopack")
    lessons = load_library([tmp_path / "hers"]).lessons
    (tmp_path / "file").write_text("")
    with pytest.raises(PackError, match="写不到"):
        write_pack(lessons, "", "", KEY, CREATED, tmp_path / "file" / "x.kaibopack")
    (tmp_path / "hers" / "hetao-1" / "lesson.md").unlink()
    before = pack.read_bytes()
    with pytest.raises(PackError, match="读不出来"):
        write_pack(lessons, "", "", KEY, CREATED, pack)
    assert pack.read_bytes() == before
