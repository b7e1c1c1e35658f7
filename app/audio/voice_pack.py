"""Voice packs: collections of recorded words and syllables, brought in by the user, one folder each.

A pack's folder holds `pack.json` and its recordings under names of the app's own making, so that nothing of
how the collection named its files can do harm. `pack_source` opens what the user offers, `pack_layouts` knows
how collections are laid out; this module takes the recordings over and finds them again.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.audio.importing import import_audio
from app.audio.pack_layouts import OfferedVoice, find_voices
from app.audio.pack_source import MAX_FILE_BYTES, PackError, open_source
from app.errors import ExpectedError
from app.i18n import msg

log = logging.getLogger(__name__)

Progress = Callable[[float], None]
Cancelled = Callable[[], bool]

MAX_ENTRIES = 30_000
MAX_BYTES = 2 * 1024**3
LONGEST_SECONDS = 30.0
LEAST_SHARE = 0.5
"""Of a voice's recordings that must be readable; below it the collection is broken rather than patchy."""

_INDEX = "pack.json"
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")


class PackCancelledError(ExpectedError):
    """The user stopped an import."""


@dataclass(frozen=True)
class PackEntry:
    """One recording: its file in the pack's folder, the text that is said, its pinyin ("" for unknown)."""

    file: str
    text: str
    pinyin: str = ""


@dataclass(frozen=True)
class VoicePack:
    """An imported voice. `licence` is "" where the collection states none; `origin` says whence it is."""

    id: str
    name: str
    licence: str
    origin: str
    imported: str
    folder: Path
    entries: tuple[PackEntry, ...]

    def path(self, entry: PackEntry) -> Path:
        """Where the recording of an entry lies."""
        return self.folder / entry.file


@dataclass(frozen=True)
class ImportedPack:
    """What an import brought: the pack, and how many recordings could not be read."""

    pack: VoicePack
    skipped: int


def look_at_pack(path: Path) -> tuple[OfferedVoice, ...]:
    """The voices in a folder or zip file, without taking anything over.

    Raises `PackError` when there are none or the collection is not safe to read.
    """
    try:
        with open_source(path) as source:
            return find_voices(source, path)
    except OSError as error:
        raise _not_imported(error) from error


def import_pack(
    path: Path,
    packs_dir: Path,
    progress: Progress = lambda _share: None,
    cancelled: Cancelled = lambda: False,
) -> list[ImportedPack]:
    """Take over every voice in a folder or zip file; a pack of the same voice is replaced at the end.

    `progress` gets 0…1. Raises `PackError` when it is no safe and sound collection, `PackCancelledError` when
    stopped; the packs that were there are as they were either way.
    """
    try:
        with open_source(path) as source:
            voices = find_voices(source, path)
            total = sum(len(each.entries) for each in voices)
            if total > MAX_ENTRIES:
                raise PackError(
                    msg("“{name}”里有 {count} 个录音，太多了（最多 {most} 个）。",
                        name=path.name, count=total, most=MAX_ENTRIES)
                )  # fmt: skip
            needed = sum(source.files[entry.file] for each in voices for entry in each.entries)
            if needed > MAX_BYTES:
                raise PackError(msg("“{name}”太大了，解压以后超过 2 GB，没有导入。", name=path.name))
            packs_dir.mkdir(parents=True, exist_ok=True)
            if shutil.disk_usage(packs_dir).free < needed * 1.05 + 50 * 1024**2:
                raise PackError(
                    msg("磁盘空间不够：这个声音包需要 {megabytes} MB。请腾出空间再试。",
                        megabytes=needed // 1024**2 + 1)
                )  # fmt: skip
            with tempfile.TemporaryDirectory(prefix=".incoming-", dir=packs_dir) as made:
                done, ready = 0, []
                for number, voice in enumerate(voices):
                    folder = Path(made) / str(number)
                    folder.mkdir()
                    kept: list[PackEntry] = []
                    for entry in voice.entries:
                        if cancelled():
                            raise PackCancelledError(msg("已取消，原来的声音包没有变。"))
                        data = source.read(entry.file, MAX_FILE_BYTES)
                        file = f"{len(kept):05d}{Path(entry.file).suffix.lower()}"
                        if _usable(data, folder / file):
                            kept.append(PackEntry(file, entry.text, entry.pinyin))
                        done += 1
                        progress(0.98 * done / total)
                    ready.append(
                        (folder, _described(voice, folder, kept, path.name), len(voice.entries) - len(kept))
                    )
                return [
                    ImportedPack(_put_in_place(folder, pack, packs_dir), skipped)
                    for folder, pack, skipped in ready
                ]
    except OSError as error:
        raise _not_imported(error) from error
    finally:
        progress(1.0)


def list_packs(packs_dir: Path) -> list[VoicePack]:
    """The packs in a folder, by name; one that is damaged is passed over and logged."""
    found = []
    for index in sorted(packs_dir.glob(f"*/{_INDEX}")) if packs_dir.is_dir() else ():
        if index.parent.name.startswith("."):
            continue
        try:
            found.append(_read(index))
        except (OSError, ValueError, KeyError, TypeError) as error:
            log.warning("voice pack %s cannot be used: %r", index.parent, error)
    return sorted(found, key=lambda each: each.name)


def remove_pack(packs_dir: Path, pack_id: str) -> None:
    """Remove a pack with its recordings. Raises `PackError` when it is not there or the disk refuses."""
    folder = packs_dir / pack_id
    if not _ID.fullmatch(pack_id) or not (folder / _INDEX).is_file():
        raise PackError(msg("没有叫“{name}”的声音包，可能已经删掉了。", name=pack_id))
    try:
        (folder / _INDEX).unlink()  # without its index it is no pack any more, whatever else fails
        shutil.rmtree(folder)
    except OSError as error:
        raise PackError(
            msg(
                "声音包的文件没有删干净：{reason}。请关掉正在使用它的程序再试。",
                reason=error.strerror or str(error),
            ),
            repr(error),
        ) from error


def _not_imported(error: OSError) -> PackError:
    return PackError(
        msg("声音包没有导入：{reason}。原来的声音包没有变。", reason=error.strerror or str(error)),
        repr(error),
    )


def _usable(data: bytes, target: Path) -> bool:
    """Write a recording to its place and see whether it can be played; what cannot is taken away again."""
    target.write_bytes(data)
    try:
        samples = import_audio(target)
        if len(samples) <= LONGEST_SECONDS * 16_000:
            return True
    except ExpectedError as error:
        log.info("a recording of a voice pack is left out: %s %s", error, error.detail)
    target.unlink()
    return False


def _described(voice: OfferedVoice, folder: Path, kept: list[PackEntry], source: str) -> VoicePack:
    """The pack's values, also written as its index."""
    if len(kept) < LEAST_SHARE * len(voice.entries) or not kept:
        raise PackError(
            msg("“{name}”里的录音大多读不出来（{bad} / {all}），没有导入。可以用 FLAC、OGG、MP3 和 WAV。",
                name=source, bad=len(voice.entries) - len(kept), all=len(voice.entries))
        )  # fmt: skip
    slug = re.sub(r"[^a-z0-9]+", "-", voice.name.lower()).strip("-")[:40] or "voice"
    identity = hashlib.sha256(f"{voice.name}\n{voice.licence}\n{voice.origin}".encode()).hexdigest()[:8]
    pack = VoicePack(
        f"{slug}-{identity}",
        voice.name,
        voice.licence,
        voice.origin,
        datetime.now(UTC).isoformat(timespec="seconds"),
        folder,
        tuple(kept),
    )
    index = {key: value for key, value in asdict(pack).items() if key != "folder"}
    (folder / _INDEX).write_text(json.dumps(index, ensure_ascii=False, indent=1), encoding="utf-8")
    return pack


def _put_in_place(fresh: Path, pack: VoicePack, packs_dir: Path) -> VoicePack:
    """Move a new folder to where packs are kept; the one it replaces comes back if that fails."""
    target = packs_dir / pack.id
    old = fresh.with_name(f"{fresh.name}.replaced")
    if target.exists():
        target.rename(old)
    try:
        fresh.rename(target)
    except OSError:
        if old.exists():
            old.rename(target)
        raise
    return _read(target / _INDEX)


def _read(index: Path) -> VoicePack:
    """A pack from its index. Raises ValueError when a file of it would lie elsewhere."""
    known = json.loads(index.read_text(encoding="utf-8"))
    entries = tuple(
        PackEntry(str(each["file"]), str(each["text"]), str(each["pinyin"])) for each in known["entries"]
    )
    if any(Path(each.file).name != each.file for each in entries):
        raise ValueError("a recording outside the pack")
    return VoicePack(
        index.parent.name,
        str(known["name"]),
        str(known["licence"]),
        str(known["origin"]),
        str(known["imported"]),
        index.parent,
        entries,
    )
