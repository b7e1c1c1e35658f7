"""Writing to a stick that may be full, pulled out, write-protected, and formatted with FAT32."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from app.i18n import msg
from app.practice.kit_values import (
    Cancelled,
    KitCancelledError,
    KitError,
    KitFile,
    KitPart,
    never,
)

LARGEST = 4 * 1024**3 - 64 * 1024**2
"""Bytes of the largest file we write: FAT32 ends at 4 GiB less one byte."""

CHUNK = 1 << 20
_SPARE = 8 << 20  # for directories and clusters that are only half used
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")
_PART = ".part"


def stick_name(text: str, *, instead: str = "kaibo") -> str:
    """`text` as a file name that FAT32 and Windows allow, at most 80 characters."""
    clean = _FORBIDDEN.sub("_", unicodedata.normalize("NFC", text)).strip(" .")[:80].strip(" .")
    return f"_{clean}" if _RESERVED.fullmatch(clean) else clean or instead


def is_stick_name(name: str) -> bool:
    """Whether every step of a path with slashes is a name that is allowed everywhere and leads inwards."""
    return len(name) <= 240 and all(
        step == stick_name(step) and step not in ("", ".", "..") for step in name.split("/")
    )


def stick_error(error: OSError, path: Path) -> KitError:
    """The sentence for what a stick did."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        said = msg("{path} 满了，没有写完；没写完的文件已经去掉。请腾出空间再来一次，会接着做。", path=path)
    elif error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        said = msg("{path} 不能写。请检查 U 盘的写保护开关和文件夹权限。", path=path)
    elif error.errno == errno.EFBIG:
        said = msg("{path} 放不下这么大的文件。请换一个 U 盘，或者格式化成 exFAT。", path=path)
    else:  # ENOENT, EIO, ENODEV, ENXIO: what a stick says that is not there any more
        said = msg("读写 {path} 出错，U 盘可能松了或拔掉了。请插好再来一次，会接着做。", path=path)
    return KitError(said, str(error))


@contextmanager
def stick_errors(path: Path) -> Iterator[None]:
    """What the system says of a stick, as a sentence."""
    try:
        yield
    except OSError as error:
        raise stick_error(error, path) from error


def check_space(folder: Path, needed: int) -> None:
    """Raises KitError when fewer than `needed` bytes (and a little more) are free."""
    there = folder
    while not there.exists() and there != there.parent:
        there = there.parent
    with stick_errors(folder):
        free = shutil.disk_usage(there).free
    if free < needed + _SPARE:
        raise KitError(
            msg(
                "{folder} 空间不够：需要 {needed:.0f} MB，只剩 {free:.0f} MB。什么都没有写。",
                folder=folder,
                needed=(needed + _SPARE) / 1e6,
                free=free / 1e6,
            )
        )


def flush_folder(folder: Path) -> None:
    """Let names that were just given survive that the stick is pulled out now."""
    if os.name == "nt":
        return  # Windows cannot open a folder, and writes sticks through
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some file systems know no such thing
            os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file to be written that gets its name when the block ends well, and leaves nothing otherwise."""
    part = path.with_name(path.name + _PART)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        flush_folder(path.parent)
    except BaseException:
        with suppress(OSError):  # the stick may be gone
            part.unlink(missing_ok=True)
        raise


def digest_of(
    paths: list[Path],
    step: Callable[[int], None] = lambda _: None,
    cancelled: Cancelled = never,
    also: hashlib._Hash | None = None,
) -> tuple[int, str]:
    """Size in bytes and SHA-256 of files read one after another; `step` is told bytes read.

    `also` is another digest that is given the same bytes.
    """
    digest, size = hashlib.sha256(), 0
    for path in paths:
        with path.open("rb") as file:
            while piece := file.read(CHUNK):
                stop_if(cancelled)
                digest.update(piece)
                if also is not None:
                    also.update(piece)
                size += len(piece)
                step(len(piece))
    return size, digest.hexdigest()


def stop_if(cancelled: Cancelled) -> None:
    """Raises KitCancelledError when the user stopped it."""
    if cancelled():
        raise KitCancelledError(msg("已取消。再来一次会接着做，已经做好的不用重做。"))


def copy_in(
    source: Path,
    folder: Path,
    name: str,
    step: Callable[[int], None],
    cancelled: Cancelled,
    *,
    largest: int = LARGEST,
) -> tuple[KitFile, bool]:
    """Have a copy of `source` in `folder` under `name`, in pieces when it is larger than `largest`.

    Returns what is there and whether it had to be written; a copy that is right already is left alone.
    """
    size, sha256 = digest_of([source], step, cancelled)
    names = _names(name, size, largest)
    there = [folder / each for each in names]
    if all(each.is_file() for each in there) and sum(each.stat().st_size for each in there) == size:
        whole = hashlib.sha256()
        parts = tuple(
            KitPart(each, *digest_of([path], step, cancelled, also=whole))
            for each, path in zip(names, there, strict=True)
        )
        if whole.hexdigest() == sha256:
            return KitFile(name, size, sha256, parts if len(parts) > 1 else ()), False
    parts = ()
    with source.open("rb") as file:
        for each in names:
            with whole_file(folder / each) as out:
                parts += (_copy_piece(file, out, each, largest, step, cancelled),)
    if len(parts) == 1 and parts[0].sha256 != sha256:
        raise KitError(msg("{path} 在拷贝的时候变了。请再来一次。", path=source))
    return KitFile(name, size, sha256, parts if len(parts) > 1 else ()), True


def _names(name: str, size: int, largest: int) -> list[str]:
    if size <= largest:
        return [name]
    return [f"{name}.{number:03}" for number in range(1, -(-size // largest) + 1)]


def _copy_piece(
    file: BinaryIO,
    out: BinaryIO,
    name: str,
    largest: int,
    step: Callable[[int], None],
    cancelled: Cancelled,
) -> KitPart:
    digest, size = hashlib.sha256(), 0
    while size < largest and (piece := file.read(min(CHUNK, largest - size))):
        stop_if(cancelled)
        out.write(piece)
        digest.update(piece)
        size += len(piece)
        step(len(piece))
    return KitPart(name, size, digest.hexdigest())


def copy_out(folder: Path, file: KitFile, target: Path, step: Callable[[int], None], stop: Cancelled) -> None:
    """Write a kit's file, put together again, to `target`. Raises KitError when it is another by now."""
    digest = hashlib.sha256()
    with whole_file(target) as out:
        for part in file.stored:
            with (folder / part.name).open("rb") as source:
                while piece := source.read(CHUNK):
                    stop_if(stop)
                    digest.update(piece)
                    out.write(piece)
                    step(len(piece))
        if digest.hexdigest() != file.sha256:
            raise KitError(msg("“{name}”在检查以后变了，没有安装。请重新插好 U 盘。", name=file.name))
