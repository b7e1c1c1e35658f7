"""Voice packs made for tests: real sound files in the layouts that collections have, zipped or not."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import numpy as np
import soundfile

RATE = 16_000


def sound(hz: float = 200.0, seconds: float = 0.4) -> np.ndarray:
    """A tone with a little silence on both sides, as recordings have it."""
    time = np.arange(int(seconds * RATE)) / RATE
    quiet = np.zeros(int(0.1 * RATE))
    return np.concatenate([quiet, 0.3 * np.sin(2 * np.pi * hz * time), quiet]).astype(np.float32)


def write_sound(path: Path, hz: float = 200.0, seconds: float = 0.4) -> None:
    """A sound file in the format of its ending."""
    path.parent.mkdir(parents=True, exist_ok=True)
    subtype = {"OGG": "VORBIS"}.get(path.suffix[1:].upper())
    soundfile.write(path, sound(hz, seconds), RATE, format=path.suffix[1:].upper(), subtype=subtype)


def id3(tags: dict[str, str]) -> bytes:
    """An ID3v2.3 tag with a text frame of each name."""
    frames = b""
    for name, value in tags.items():
        body = b"\x01" + f"{name}\0".encode("utf-16") + value.encode("utf-16")
        frames += b"TXXX" + struct.pack(">IH", len(body), 0) + body
    size = bytes((len(frames) >> shift) & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x03\x00\x00" + size + frames


def tag_mp3(path: Path, tags: dict[str, str]) -> None:
    """Put an ID3 tag before an MP3 file's sound."""
    path.write_bytes(id3(tags) + path.read_bytes())


def vorbis_comment(tags: dict[str, str]) -> bytes:
    """A Vorbis comment block."""
    lines = [f"{key}={value}".encode() for key, value in tags.items()]
    block = struct.pack("<I", 4) + b"test" + struct.pack("<I", len(lines))
    return block + b"".join(struct.pack("<I", len(each)) + each for each in lines)


def tag_flac(path: Path, tags: dict[str, str]) -> None:
    """Put a comment block after a FLAC file's first block."""
    data = path.read_bytes()
    first = 8 + int.from_bytes(data[5:8], "big")
    block = vorbis_comment(tags)
    header = bytes([4]) + len(block).to_bytes(3, "big")
    path.write_bytes(data[:4] + bytes([data[4] & 0x7F]) + data[5:first] + header + block + data[first:])


def shtooka(folder: Path) -> Path:
    """A Shtooka collection: FLAC files and `index.tags.txt`."""
    words = {"你好": "nǐ hǎo", "红枣": "hóng zǎo", "谱": "pǔ"}
    lines = [
        "[GLOBAL]",
        "SWAC_LANG=cmn",
        "SWAC_COLL_NAME=cmn-test",
        "SWAC_COLL_LICENSE=CC BY 3.0",
        "SWAC_COLL_AUTHORS=Test Collection",
        "SWAC_SPEAK_NAME=Yue Tan",
        "",
    ]
    for number, (text, pinyin) in enumerate(words.items()):
        name = f"cmn-{number:04x}.flac"
        write_sound(folder / "flac" / name, 180 + 40 * number)
        lines += [f"[{name}]", f"SWAC_TEXT={text}", f"SWAC_PRON_PHON={pinyin}", ""]
    (folder / "flac" / "index.tags.txt").write_text("\n".join(lines), encoding="utf-8")
    return folder


def audio_cmn(folder: Path) -> Path:
    """The layout of audio-cmn: two speakers in two folders, each in two bit rates."""
    for rate, seconds in (("18k-abr", 0.2), ("64k", 0.8)):
        for word in ("你好", "苹果", "一_也_"):
            path = folder / rate / "hsk" / f"cmn-{word}.mp3"
            write_sound(path, 220, seconds)
            tag_mp3(path, {"SWAC_SPEAK_NAME": "Yue Tan", "SWAC_COLL_LICENSE": "CC-BY-SA-3.0"})
        for number, syllable in enumerate(("ni2", "ni3", "hao3", "shi4", "si4", "lü4", "_hm1", "ma5")):
            path = folder / rate / "syllabs" / f"cmn-{syllable}.mp3"
            write_sound(path, 150 + 10 * number, seconds)
            tag_mp3(path, {"SWAC_SPEAK_NAME": "Chen Wang 王琛", "SWAC_COLL_LICENSE": "CC-BY-SA-3.0"})
    (folder / "README.md").write_text("Audio under CC BY-SA 3.0.\n", encoding="utf-8")
    return folder


def own(folder: Path) -> Path:
    """Our own layout: a table."""
    for number, name in enumerate(("a.wav", "b.ogg", "c.flac")):
        write_sound(folder / "sounds" / name, 200 + 50 * number)
    (folder / "index.tsv").write_text(
        "# name: 王老师\n# licence: CC0-1.0\n# origin: 喀什直播基地\n"
        "sounds/a.wav\t长\tchang2\nsounds/b.ogg\t长\tzhǎng\nsounds/c.flac\t红枣\n",
        encoding="utf-8",
    )
    return folder


def zipped(folder: Path, target: Path) -> Path:
    """The folder as a zip file, under one top folder as downloads have it."""
    with zipfile.ZipFile(target, "w") as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, f"{folder.name}-master/{path.relative_to(folder).as_posix()}")
    return target
