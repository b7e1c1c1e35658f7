"""Voice packs: real collections come in whole, hostile ones not at all, and what was there stays."""

from __future__ import annotations

import json
import stat
import zipfile
from pathlib import Path

import pytest
import soundfile

from app.audio import pack_source, voice_pack
from app.audio.importing import import_audio
from app.audio.pack_layouts import find_voices
from app.audio.pack_source import PackError, open_source
from app.audio.tags import read_tags
from app.audio.voice_pack import (
    PackCancelledError,
    VoicePack,
    import_pack,
    list_packs,
    look_at_pack,
    remove_pack,
)
from tests.audio.pack_samples import (
    audio_cmn,
    id3,
    own,
    shtooka,
    tag_flac,
    vorbis_comment,
    write_sound,
    zipped,
)


@pytest.fixture
def packs_dir(tmp_path: Path) -> Path:
    return tmp_path / "voices"


def texts(pack: VoicePack) -> dict[str, str]:
    return {each.text: each.pinyin for each in pack.entries}


def left_behind(packs_dir: Path) -> list[str]:
    return sorted(each.name for each in packs_dir.iterdir()) if packs_dir.exists() else []


# what is understood


@pytest.mark.parametrize("as_zip", [False, True])
def test_a_shtooka_collection(tmp_path: Path, packs_dir: Path, as_zip: bool) -> None:
    path = shtooka(tmp_path / "tan")
    if as_zip:
        path = zipped(path, tmp_path / "tan.zip")
    (offered,) = look_at_pack(path)
    assert (offered.name, offered.licence, offered.words) == ("Yue Tan", "CC BY 3.0", 3)
    assert "Test Collection" in offered.origin
    (done,) = import_pack(path, packs_dir)
    (pack,) = list_packs(packs_dir)
    assert pack == done.pack
    assert done.skipped == 0
    assert (pack.name, pack.licence) == ("Yue Tan", "CC BY 3.0")
    assert texts(pack) == {"你好": "nǐ hǎo", "红枣": "hóng zǎo", "谱": "pǔ"}
    for entry in pack.entries:
        assert pack.path(entry).parent.parent == packs_dir
        assert len(import_audio(pack.path(entry))) == pytest.approx(0.6 * 16_000, abs=500)


def test_audio_cmn_brings_its_speakers_apart_and_the_best_bit_rate(tmp_path: Path, packs_dir: Path) -> None:
    path = zipped(audio_cmn(tmp_path / "audio-cmn"), tmp_path / "audio-cmn-master.zip")
    names = {each.name for each in look_at_pack(path)}
    assert names == {"Yue Tan", "Chen Wang 王琛"}
    import_pack(path, packs_dir)
    packs = {each.name: each for each in list_packs(packs_dir)}
    assert set(texts(packs["Yue Tan"])) == {"你好", "苹果"}  # no gaps such as 一_也_
    syllables = texts(packs["Chen Wang 王琛"])
    assert set(syllables) == {"ni2", "ni3", "hao3", "shi4", "si4", "lü4", "ma5"}
    assert all(each.licence == "CC-BY-SA-3.0" for each in packs.values())
    entry = packs["Yue Tan"].entries[0]
    assert soundfile.info(packs["Yue Tan"].path(entry)).duration > 0.9  # the longer, larger file


def test_a_table_of_our_own(tmp_path: Path, packs_dir: Path) -> None:
    (done,) = import_pack(own(tmp_path / "ours"), packs_dir)
    assert (done.pack.name, done.pack.licence, done.pack.origin) == ("王老师", "CC0-1.0", "喀什直播基地")
    assert [(each.text, each.pinyin) for each in done.pack.entries] == [
        ("长", "chang2"),
        ("长", "zhǎng"),
        ("红枣", ""),
    ]


def test_tags_inside_the_files_are_enough(tmp_path: Path, packs_dir: Path) -> None:
    for number, text in enumerate(("你好", "再见")):
        path = tmp_path / "flac" / f"{number}.flac"
        write_sound(path)
        tag_flac(path, {"SWAC_TEXT": text, "SWAC_LANG": "cmn", "SWAC_SPEAK_NAME": "Wei Gao"})
    (tmp_path / "flac" / "LICENSE.txt").write_text(
        "This work is licensed under\nCreative Commons Attribution 3.0", "utf-8"
    )
    (done,) = import_pack(tmp_path / "flac", packs_dir)
    assert done.pack.name == "Wei Gao"
    assert done.pack.licence == "Attribution 3.0"
    assert set(texts(done.pack)) == {"你好", "再见"}


def test_a_collection_in_another_language_is_none_of_ours(tmp_path: Path) -> None:
    folder = shtooka(tmp_path / "fra")
    index = folder / "flac" / "index.tags.txt"
    index.write_text(index.read_text("utf-8").replace("SWAC_LANG=cmn", "SWAC_LANG=fra"), "utf-8")
    with pytest.raises(PackError, match="没有找到认识的录音目录"):
        look_at_pack(folder)


def test_an_old_index_in_gb18030(tmp_path: Path) -> None:
    folder = shtooka(tmp_path / "old")
    index = folder / "flac" / "index.tags.txt"
    index.write_bytes(index.read_text("utf-8").encode("gb18030"))
    assert {each.text for each in look_at_pack(folder)[0].entries} == {"你好", "红枣", "谱"}


def test_the_same_pack_again_takes_the_place_of_the_old(tmp_path: Path, packs_dir: Path) -> None:
    folder = own(tmp_path / "ours")
    import_pack(folder, packs_dir)
    (folder / "index.tsv").write_text(
        "name: 王老师\nlicence: CC0-1.0\norigin: 喀什直播基地\nsounds/c.flac\t红枣\thong2 zao3\n", "utf-8"
    )
    import_pack(folder, packs_dir)
    (pack,) = list_packs(packs_dir)
    assert texts(pack) == {"红枣": "hong2 zao3"}
    assert left_behind(packs_dir) == [pack.id]


def test_some_damaged_recordings_are_left_out_and_counted(tmp_path: Path, packs_dir: Path) -> None:
    folder = shtooka(tmp_path / "tan")
    (folder / "flac" / "cmn-0001.flac").write_bytes(b"fLaC and then nothing of the kind")
    (done,) = import_pack(folder, packs_dir)
    assert done.skipped == 1
    assert set(texts(done.pack)) == {"你好", "谱"}


def test_removing_a_pack(tmp_path: Path, packs_dir: Path) -> None:
    (done,) = import_pack(own(tmp_path / "ours"), packs_dir)
    remove_pack(packs_dir, done.pack.id)
    assert list_packs(packs_dir) == []
    assert left_behind(packs_dir) == []
    for name in (done.pack.id, "..", "../voices", ""):
        with pytest.raises(PackError, match="没有叫"):
            remove_pack(packs_dir, name)
    assert packs_dir.exists()


def test_a_damaged_pack_is_passed_over(tmp_path: Path, packs_dir: Path) -> None:
    (done,) = import_pack(own(tmp_path / "ours"), packs_dir)
    index = done.pack.folder / "pack.json"
    known = json.loads(index.read_text("utf-8"))
    known["entries"][0]["file"] = "../../../etc/passwd"
    index.write_text(json.dumps(known), "utf-8")
    (packs_dir / "other").mkdir()
    (packs_dir / "other" / "pack.json").write_text("{", "utf-8")
    assert list_packs(packs_dir) == []


# stopping


def test_stopping_leaves_everything_as_it_was(tmp_path: Path, packs_dir: Path) -> None:
    import_pack(own(tmp_path / "ours"), packs_dir)
    before = left_behind(packs_dir)
    asked = 0

    def stop() -> bool:
        nonlocal asked
        asked += 1
        return asked > 2

    with pytest.raises(PackCancelledError):
        import_pack(audio_cmn(tmp_path / "cmn"), packs_dir, cancelled=stop)
    assert left_behind(packs_dir) == before


def test_progress_rises_to_the_end(tmp_path: Path, packs_dir: Path) -> None:
    told: list[float] = []
    import_pack(shtooka(tmp_path / "tan"), packs_dir, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0


@pytest.mark.parametrize(
    ("encoding", "word"), [("gb18030", "你好"), ("utf-8", "你好"), ("gb18030", "誠實")], ids=ascii
)
def test_chinese_names_in_a_zip_of_windows_or_macos(
    tmp_path: Path, packs_dir: Path, encoding: str, word: str
) -> None:
    """Neither marks its names: Explorer writes GB 18030 (in which 誠 has a backslash), the Finder UTF-8."""
    write_sound(tmp_path / "word.mp3")
    path = tmp_path / "words.zip"
    stand_in = "x" * len(f"cmn-{word}.mp3".encode(encoding))
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(tmp_path / "word.mp3", stand_in)
        archive.write(tmp_path / "word.mp3", "__MACOSX/._cmn-1.mp3")
    path.write_bytes(path.read_bytes().replace(stand_in.encode(), f"cmn-{word}.mp3".encode(encoding)))
    (done,) = import_pack(path, packs_dir)
    assert set(texts(done.pack)) == {word}


# what is refused


def zip_with(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


@pytest.mark.parametrize(
    "member",
    ["../../evil.mp3", "/etc/evil.mp3", "a/../../evil.mp3", "C:/evil.mp3", "..\\evil.mp3", "a\0/../evil"],
)
def test_paths_that_lead_out_are_refused(tmp_path: Path, packs_dir: Path, member: str) -> None:
    path = tmp_path / "evil.zip"
    with zipfile.ZipFile(path, "w") as archive:
        info = zipfile.ZipInfo("x")
        info.filename = member
        archive.writestr(info, b"evil")
        archive.writestr("cmn-你好.mp3", b"x")
    with pytest.raises(PackError, match="不安全的文件名或链接"):
        import_pack(path, packs_dir)
    assert left_behind(packs_dir) == []
    assert not (tmp_path.parent / "evil.mp3").exists()


def test_a_link_in_a_zip_is_refused(tmp_path: Path, packs_dir: Path) -> None:
    path = tmp_path / "link.zip"
    with zipfile.ZipFile(path, "w") as archive:
        info = zipfile.ZipInfo("cmn-你好.mp3")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
    with pytest.raises(PackError, match="不安全"):
        import_pack(path, packs_dir)


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_a_link_in_a_folder_is_refused(tmp_path: Path, packs_dir: Path, kind: str) -> None:
    folder = own(tmp_path / "ours")
    secret = tmp_path / "secret"
    secret.mkdir()
    write_sound(secret / "private.wav")
    target = secret if kind == "folder" else secret / "private.wav"
    (folder / "sounds" / "d.wav").symlink_to(target)
    with pytest.raises(PackError, match="指到别处的链接"):
        import_pack(folder, packs_dir)
    assert left_behind(packs_dir) == []


def test_a_table_that_points_outside_brings_nothing_from_there(tmp_path: Path) -> None:
    folder = own(tmp_path / "ours")
    write_sound(tmp_path / "private.wav")
    (folder / "index.tsv").write_text(
        f"../private.wav\t红枣\thong2 zao3\n{tmp_path}/private.wav\t核桃\the2 tao5\n", "utf-8"
    )
    with pytest.raises(PackError, match="没有找到认识的录音目录"):
        look_at_pack(folder)


def test_a_bomb_is_refused_by_its_ratio(tmp_path: Path, packs_dir: Path) -> None:
    path = zip_with(tmp_path / "bomb.zip", **{"cmn-你好.wav": b"\0" * 30_000_000})
    assert path.stat().st_size < 100_000
    with pytest.raises(PackError, match="大得不正常"):
        import_pack(path, packs_dir)


def test_a_zip_that_lies_about_a_size(tmp_path: Path, packs_dir: Path) -> None:
    """The archive says 1,000 bytes and has thirty million; no more than the limit is ever unpacked."""
    path = zip_with(tmp_path / "lie.zip", **{"cmn-你好.mp3": b"\0" * 30_000_000})
    data = path.read_bytes()
    size = (30_000_000).to_bytes(4, "little")
    assert data.count(size) == 2
    path.write_bytes(data.replace(size, (1_000).to_bytes(4, "little")))
    with pytest.raises(PackError):
        import_pack(path, packs_dir)
    assert left_behind(packs_dir) == []


def test_one_file_that_is_too_big(tmp_path: Path, packs_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voice_pack, "MAX_FILE_BYTES", 1_000)
    with pytest.raises(PackError, match="太大了"):
        import_pack(own(tmp_path / "ours"), packs_dir)
    assert left_behind(packs_dir) == []


def test_too_many_files(tmp_path: Path, packs_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pack_source, "MAX_FILES", 5)
    folder = audio_cmn(tmp_path / "cmn")
    for path in (folder, zipped(folder, tmp_path / "cmn.zip")):
        with pytest.raises(PackError, match="文件太多"):
            import_pack(path, packs_dir)


def test_too_many_recordings(tmp_path: Path, packs_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voice_pack, "MAX_ENTRIES", 2)
    with pytest.raises(PackError, match="个录音，太多了"):
        import_pack(shtooka(tmp_path / "tan"), packs_dir)


def test_a_full_disk(tmp_path: Path, packs_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = type("Usage", (), {"free": 1_000})
    monkeypatch.setattr(voice_pack.shutil, "disk_usage", lambda _path: usage)
    with pytest.raises(PackError, match="磁盘空间不够"):
        import_pack(own(tmp_path / "ours"), packs_dir)


def test_recordings_that_are_no_sound(tmp_path: Path, packs_dir: Path) -> None:
    path = zip_with(tmp_path / "no.zip", **{"cmn-你好.mp3": b"#!/bin/sh\nrm -rf /\n", "cmn-再见.mp3": b"MZ"})
    with pytest.raises(PackError, match="大多读不出来"):
        import_pack(path, packs_dir)
    assert left_behind(packs_dir) == []


def test_a_recording_of_half_an_hour_is_no_word(tmp_path: Path, packs_dir: Path) -> None:
    folder = own(tmp_path / "ours")
    write_sound(folder / "sounds" / "c.flac", seconds=40)
    (done,) = import_pack(folder, packs_dir)
    assert done.skipped == 1


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut off", b"Rar!\x1a\x07\x00"])
def test_no_zip_and_no_folder(tmp_path: Path, packs_dir: Path, content: bytes) -> None:
    path = tmp_path / "pack.zip"
    path.write_bytes(content)
    with pytest.raises(PackError, match="不是完好的 ZIP 文件"):
        import_pack(path, packs_dir)
    with pytest.raises(PackError, match="找不到"):
        import_pack(tmp_path / "gone.zip", packs_dir)


def test_a_damaged_zip_is_refused_and_nothing_else(tmp_path: Path, packs_dir: Path) -> None:
    folder = own(tmp_path / "mine")
    whole = tmp_path / "mine.zip"
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        table = (folder / "index.tsv").read_bytes()
        archive.writestr("index.tsv", table + b"".join(b"# %d\n" % each for each in range(2000)))
        for path in sorted(folder.glob("*.*")):
            if path.name != "index.tsv":
                archive.write(path, path.name)
    data = whole.read_bytes()
    damaged = tmp_path / "damaged.zip"
    refused = 0
    for at in range(0, len(data), max(1, len(data) // 150)):
        damaged.write_bytes(data[:at] + bytes([data[at] ^ 0x5A]) + data[at + 1 :])
        try:
            look_at_pack(damaged)
        except PackError:
            refused += 1
    assert refused > 0


def test_a_folder_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = own(tmp_path / "mine")

    def refuse(*_: object) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(pack_source._Folder, "start", refuse)
    with pytest.raises(PackError, match="Permission denied"):
        look_at_pack(folder)


def test_an_encrypted_zip(tmp_path: Path, packs_dir: Path) -> None:
    path = zip_with(tmp_path / "locked.zip", **{"cmn-你好.mp3": b"secret"})
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(data))
    with pytest.raises(PackError, match="有密码"):
        import_pack(path, packs_dir)


def test_a_music_folder_is_not_read_to_the_end(tmp_path: Path) -> None:
    write_sound(tmp_path / "music" / "0.mp3")
    data = (tmp_path / "music" / "0.mp3").read_bytes()
    for number in range(1, 300):
        (tmp_path / "music" / f"{number}.mp3").write_bytes(data)
    with open_source(tmp_path / "music") as source:
        read: list[str] = []
        start = source.start
        source.start = lambda name, count: read.append(name) or start(name, count)  # type: ignore[method-assign]
        with pytest.raises(PackError, match="没有找到认识的录音目录"):
            find_voices(source, tmp_path / "music")
    assert len(read) <= 100


def test_a_folder_without_recordings(tmp_path: Path, packs_dir: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(PackError, match="没有找到认识的录音目录"):
        import_pack(tmp_path / "empty", packs_dir)


# tags


def test_tags_are_read_and_damage_is_survived() -> None:
    whole = id3({"SWAC_TEXT": "你好", "SWAC_COLL_LICENSE": "CC-BY-SA-3.0"})
    assert read_tags(whole) == {"SWAC_TEXT": "你好", "SWAC_COLL_LICENSE": "CC-BY-SA-3.0"}
    ogg = b"OggS" + b"\0" * 24 + b"\x03vorbis" + vorbis_comment({"swac_text": "你"})
    assert read_tags(ogg) == {"SWAC_TEXT": "你"}
    for data in (whole, ogg):
        for cut in range(len(data)):
            assert isinstance(read_tags(data[:cut]), dict)
    endless = b"OggS\x03vorbis" + b"\xff" * 40
    assert read_tags(endless) == {}
    assert read_tags(b"RIFF") == {}
