"""What a user offers as a voice pack, a folder or a zip file, opened without trusting anything in it."""

from __future__ import annotations

import os
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Protocol

from app.errors import ExpectedError
from app.i18n import Message, msg

MAX_FILES = 60_000
"""The largest collection in the open, audio-cmn, has 17,000 files, in three bit rates."""

MAX_FILE_BYTES = 8 * 1024**2
MAX_TEXT_BYTES = 16 * 1024**2
MAX_RATIO = 100
"""Unpacked to packed. Recordings hardly shrink in a zip, an index by ten: beyond that it is a bomb."""


_NO_SOUND_ZIP = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, NotImplementedError)


class PackError(ExpectedError):
    """A voice pack that cannot be used."""


class PackSource(Protocol):
    """Files with their sizes by `/`-separated path, and a way to read one."""

    files: dict[str, int]

    def read(self, name: str, limit: int) -> bytes:
        """The bytes of a file. Raises `PackError` when it has more than `limit` bytes or is damaged."""

    def start(self, name: str, count: int) -> bytes:
        """The first `count` bytes of a file, for its tags. Raises `PackError` as `read`."""


@contextmanager
def open_source(path: Path) -> Iterator[PackSource]:
    """Open a folder or a zip file. Raises `PackError` for anything else and for what is not safe to read."""
    if path.is_dir():
        yield _Folder(path)
        return
    try:
        with zipfile.ZipFile(path) as archive:
            yield _Zip(archive, path.name)
    except FileNotFoundError as error:
        raise PackError(msg("找不到“{name}”，它可能被移走了。请重新选择。", name=path.name)) from error
    except _NO_SOUND_ZIP as error:
        raise PackError(
            msg(
                "“{name}”不是完好的 ZIP 文件，也不是文件夹。请重新下载，或者先解压再选文件夹。",
                name=path.name,
            ),
            repr(error),
        ) from error


def _too_many(name: str) -> Message:
    return msg(
        "“{name}”里的文件太多（超过 {most} 个），不像声音包。请选声音包自己的文件夹。",
        name=name,
        most=MAX_FILES,
    )


def _leads_out(name: str, link: str) -> Message:
    return msg("“{name}”里有指到别处的链接（{link}），不安全，没有导入。", name=name, link=link)


class _Folder:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.files: dict[str, int] = {}
        inside = os.path.realpath(folder)
        for parent, folders, names in os.walk(folder, followlinks=False):
            if not Path(os.path.realpath(parent)).is_relative_to(inside):  # a junction, which is no symlink
                raise PackError(_leads_out(folder.name, Path(parent).name))
            folders[:] = sorted(each for each in folders if not each.startswith("."))
            for name in (*folders, *sorted(names)):
                path = Path(parent, name)
                state = path.lstat()
                if stat.S_ISLNK(state.st_mode):
                    raise PackError(_leads_out(folder.name, name))
                if stat.S_ISREG(state.st_mode):
                    self.files[path.relative_to(folder).as_posix()] = state.st_size
            if len(self.files) > MAX_FILES:
                raise PackError(_too_many(folder.name))

    def read(self, name: str, limit: int) -> bytes:
        data = self.start(name, limit + 1)
        if len(data) > limit:
            raise PackError(_too_big(name))
        return data

    def start(self, name: str, count: int) -> bytes:
        with (self._folder / name).open("rb") as file:
            return file.read(count)


class _Zip:
    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self._archive = archive
        self.files: dict[str, int] = {}
        self._members: dict[str, zipfile.ZipInfo] = {}
        infos = archive.infolist()
        if len(infos) > MAX_FILES:
            raise PackError(_too_many(name))
        packed = 0
        for info in infos:
            inside = _name(info)
            if _unsafe(info, inside):
                raise PackError(
                    msg("“{name}”里有不安全的文件名或链接（{member}），没有导入。", name=name,
                        member=inside[:60])
                )  # fmt: skip
            if info.flag_bits & 0x1:
                raise PackError(msg("“{name}”有密码，打不开。请换一个没有密码的。", name=name))
            if not info.is_dir():
                self.files[inside] = info.file_size
                self._members[inside] = info
                packed += info.compress_size
        if sum(self.files.values()) > MAX_RATIO * max(packed, 10_000):
            raise PackError(msg("“{name}”解压以后大得不正常，可能有害，没有导入。", name=name))

    def read(self, name: str, limit: int) -> bytes:
        data = self.start(name, limit + 1)
        if len(data) > limit or len(data) > self.files[name]:
            raise PackError(_too_big(name))
        return data

    def start(self, name: str, count: int) -> bytes:
        # `read` never gives more than was asked for, whatever the archive says of the size
        with self._archive.open(self._members[name]) as file:
            return file.read(count)


def _too_big(name: str) -> Message:
    return msg(
        "“{name}”太大了，一个录音不应超过 {most} MB，没有导入。", name=PurePosixPath(name).name,
        most=MAX_FILE_BYTES // 1024**2,
    )  # fmt: skip


def _name(info: zipfile.ZipInfo) -> str:
    """The member's name. Not marked as UTF-8, it may be that (macOS) or GB 18030 (Windows) all the same."""
    raw = info.orig_filename  # zipfile has already changed what it takes for a backslash in the other
    if info.flag_bits & 0x800 or raw.isascii():
        return raw
    try:
        written = raw.encode("cp437")
    except UnicodeEncodeError:
        return raw
    for encoding in ("utf-8", "gb18030"):
        try:
            return written.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw


def _unsafe(info: zipfile.ZipInfo, name: str) -> bool:
    """Whether a member leads out of the archive's folder, or is something else than a file or folder."""
    path = PurePosixPath(name)
    mode = info.external_attr >> 16
    special = bool(mode) and stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR)
    return (
        not path.parts
        or path.is_absolute()
        or ".." in path.parts
        or "\\" in name
        or ":" in path.parts[0]
        or "\0" in name
        or special
    )
