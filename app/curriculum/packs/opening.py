"""Opening a pack that may have come from anywhere.

Nothing is written before signature, names and sizes are checked, and nothing is put among the lessons before
every file's checksum fits and every lesson loads. What stood there before is kept aside.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import stat
import tempfile
import unicodedata
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from app.curriculum.lesson_file import read_lesson
from app.curriculum.packs.contents import (
    FORMAT,
    MANIFEST,
    MAX_BYTES,
    MAX_FILES,
    MAX_MANIFEST,
    MAX_RATIO,
    SIGNATURE,
    SOUND_SUFFIXES,
    folded,
    is_allowed,
    lesson_of,
    prefix_of,
)
from app.curriculum.packs.signing import is_signed
from app.curriculum.packs.values import PackedFile, PackedLesson, PackError, PackInfo
from app.curriculum.recordings import is_audio
from app.i18n import msg

_CHUNK = 1 << 18
_OLD = ".replaced"  # names that begin with a dot are no lessons


def inspect_pack(path: Path) -> PackInfo:
    """What is in a pack, its signature, names and sizes checked; nothing is written.

    Raises PackError with the reason when it is no pack, was changed after it was signed, or holds anything
    that has no place in one.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return _inspect(archive)
    except FileNotFoundError as error:
        raise PackError(msg("找不到课包 {path}。", path=path)) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise PackError(msg("这个文件不是课包，或者没有拷贝完整。请重新拷一次。"), repr(error)) from error
    except OSError as error:
        raise PackError(msg("课包打不开。请检查 U 盘有没有拔掉、有没有读取权限。"), str(error)) from error


def install_pack(
    path: Path,
    lessons_folder: Path,
    *,
    expected: PackInfo | None = None,
    replace: bool = False,
    progress: Callable[[float], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> PackInfo:
    """Unpack a pack into `lessons_folder`, one folder a lesson, all of them or none.

    With `expected`, a pack that says anything else by now is refused: nobody agreed to that one.

    A lesson that is there already is an error unless `replace`; the one before is then kept in `.replaced`.
    `progress` is told the share done. Raises PackError; whether the signer is trusted is the caller's to ask.
    """
    info = inspect_pack(path)
    if expected is not None and info != expected:
        raise _damaged("it is another pack than the one that was looked into")
    there = [each for each in info.lessons if (lessons_folder / each.id).exists()]
    if there and not replace:
        raise PackError(
            msg(
                "这里已经有编号相同的课：{lessons}。要用课包里的代替，请选“替换”。",
                lessons="、".join(each.id for each in there),
            )
        )
    try:
        lessons_folder.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(lessons_folder).free < info.size * 1.1 + 20_000_000:
            raise PackError(msg("磁盘空间不够，课包没有装。请先删掉一些不用的文件。"))
        with tempfile.TemporaryDirectory(prefix=".incoming-", dir=lessons_folder) as temporary:
            fresh = Path(temporary)
            with zipfile.ZipFile(path) as archive:
                _unpack(archive, info, fresh, progress, cancelled)
            _check_lessons(info, fresh)
            _move_in(info, fresh, lessons_folder)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        raise _damaged(repr(error)) from error
    except OSError as error:
        raise PackError(msg("课包没有装上，原来的课没有变。请检查磁盘空间和权限。"), str(error)) from error
    return info


def _damaged(detail: str) -> PackError:
    return PackError(msg("课包里有文件损坏，没有安装。请重新拷一次。"), detail)


def _inspect(archive: zipfile.ZipFile) -> PackInfo:
    entries = archive.infolist()
    if len(entries) > MAX_FILES + 2:
        raise PackError(msg("课包里的文件太多，没有打开。"), str(len(entries)))
    seen: dict[str, zipfile.ZipInfo] = {}
    for entry in entries:
        _check_entry(entry)
        if folded(entry.filename) in seen:
            raise PackError(msg("课包里有重名的文件“{name}”，没有打开。", name=entry.filename))
        seen[folded(entry.filename)] = entry
    if MANIFEST not in seen or SIGNATURE not in seen:
        raise PackError(msg("这个文件不是课包：里面没有目录和签名。"))
    manifest = _bounded(archive, seen[MANIFEST], MAX_MANIFEST)
    signature = _bounded(archive, seen[SIGNATURE], 64)
    info = _read_manifest(manifest)
    if not is_signed(manifest, signature, info.key):
        raise PackError(msg("课包的签名不对：签名以后被人改过。请向发课包的人再要一份。"))
    _check_listing(info, seen)
    return info


def _check_entry(entry: zipfile.ZipInfo) -> None:
    """Refuse whatever could write outside, run, or fill the disk."""
    name = entry.filename
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        raise PackError(msg("课包里的“{name}”不是普通文件（链接或文件夹），没有打开。", name=name))
    if entry.flag_bits & 0x1:
        raise PackError(msg("课包是加密的，打不开。请向发课包的人要一份不加密的。"))
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise PackError(msg("课包的压缩方法不认识，没有打开。"), str(entry.compress_type))
    if name in (MANIFEST, SIGNATURE):
        return
    # orig_filename still has what zipfile quietly mends: a NUL, the other kind of slash
    if lesson_of(name) is None or entry.orig_filename != name:
        raise PackError(
            msg("课包里的文件名“{name}”指向课包外面，或者这里不能用，没有打开。", name=entry.orig_filename)
        )
    if not is_allowed(name):
        raise PackError(msg("课包里只能有课文和录音，不能有“{name}”，没有打开。", name=name))
    if entry.file_size > MAX_BYTES or entry.file_size > MAX_RATIO * max(entry.compress_size, 64):
        raise PackError(msg("课包里的“{name}”解开以后大得不正常，没有打开。", name=name))


def _bounded(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    with archive.open(entry) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise PackError(msg("课包的目录大得不正常，没有打开。"))
    return data


def _read_manifest(data: bytes) -> PackInfo:
    wrong = msg("课包的目录读不懂，没有打开。可能是别的版本做的，或者坏了。")
    try:
        read = json.loads(data.decode("utf-8"))
        if read["format"] != FORMAT:
            raise PackError(
                msg("这个课包是用更新的开播做的（格式 {format}），请先更新程序。", format=read["format"])
            )
        info = PackInfo(
            title=_text(read["title"]),
            author=_text(read["author"]),
            key=_text(read["key"]),
            created=_text(read["created"]),
            lessons=tuple(PackedLesson(_text(each["id"]), _text(each["title"])) for each in read["lessons"]),
            files=tuple(
                PackedFile(_text(each["name"]), _size(each["size"]), _text(each["sha256"]))
                for each in read["files"]
            ),
        )
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise PackError(wrong, repr(error)) from error
    if not info.lessons:
        raise PackError(wrong, "no lessons")
    return info


def _text(value: object) -> str:
    # one line: whoever signs a pack must not be able to write below the question whether to trust him
    if not isinstance(value, str) or len(value) > 500 or any(map(_breaks_line, value)):
        raise TypeError("text expected")
    return value


def _breaks_line(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Zl", "Zp")


def _size(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise TypeError("size expected")
    return value


def _check_listing(info: PackInfo, seen: dict[str, zipfile.ZipInfo]) -> None:
    """The signed list and the archive hold exactly the same files, and exactly the lessons' own."""
    listed = {file.name: file for file in info.files}
    stored = {entry.filename: entry for entry in seen.values() if entry.filename not in (MANIFEST, SIGNATURE)}
    if len(listed) != len(info.files) or set(listed) != set(stored):
        strange = sorted(set(listed) ^ set(stored))
        raise PackError(msg("课包里的文件和目录对不上，没有打开。"), ", ".join(strange[:5]))
    for name, file in listed.items():
        if stored[name].file_size != file.size:
            raise PackError(msg("课包里的“{name}”和目录里写的大小不一样，没有打开。", name=name))
    if info.size > MAX_BYTES:
        raise PackError(msg("课包解开以后太大，没有打开。"), str(info.size))
    ids = {each.id for each in info.lessons}
    texts = {lesson_of(name) for name in listed if name.endswith("/lesson.md")}
    if ids != {lesson_of(name) for name in listed} or ids != texts or len(ids) != len(info.lessons):
        raise PackError(msg("课包里的文件和目录对不上，没有打开。"), "lessons and files differ")
    if len({folded(each) for each in ids}) != len(ids):
        raise PackError(msg("课包里有重名的文件“{name}”，没有打开。", name=sorted(ids)[0]))


def _unpack(
    archive: zipfile.ZipFile,
    info: PackInfo,
    folder: Path,
    progress: Callable[[float], None],
    cancelled: Callable[[], bool],
) -> None:
    done = 0
    for file in info.files:
        target = folder.joinpath(*file.name.split("/"))
        target.parent.mkdir(parents=True, exist_ok=True)
        digest, written, start = hashlib.sha256(), 0, b""
        with archive.open(file.name) as packed, target.open("xb") as out:
            while piece := packed.read(_CHUNK):
                if cancelled():
                    raise PackError(msg("已取消，课包没有安装。"))
                written += len(piece)
                if written > file.size:  # more than the archive's own directory says
                    raise _damaged(file.name)
                start = start or piece[:12]
                digest.update(piece)
                out.write(piece)
                progress((done + written) / max(1, info.size))
        done += written
        if written != file.size or digest.hexdigest() != file.sha256:
            raise _damaged(file.name)
        if target.suffix.casefold() in SOUND_SUFFIXES and not is_audio(start):
            raise PackError(msg("课包里的“{name}”不是录音，没有安装。", name=file.name))


def _check_lessons(info: PackInfo, folder: Path) -> None:
    for each in info.lessons:
        read = read_lesson(folder.joinpath(*prefix_of(each.id).strip("/").split("/")) / "lesson.md")
        fatal = next((problem for problem in read.problems if problem.fatal), None)
        if fatal is not None:
            raise PackError(
                msg(
                    "课包里的《{title}》有错，没有安装：第 {line} 行，{reason}",
                    title=each.title,
                    line=fatal.line,
                    reason=fatal.reason,
                )
            )
        if read.lesson is None or read.lesson.id != each.id:
            raise PackError(msg("课包里的文件和目录对不上，没有打开。"), f"{each.id} is another lesson")


def _move_in(info: PackInfo, fresh: Path, lessons_folder: Path) -> None:
    """Put the lessons in place; if one cannot be, all those before it go back."""
    moved: list[tuple[Path, Path | None]] = []
    try:
        for each in info.lessons:
            place = lessons_folder / each.id
            kept = _set_aside(place, lessons_folder / _OLD) if place.exists() else None
            moved.append((place, kept))
            (fresh / "lessons" / each.id).rename(place)
    except OSError:
        for place, kept in reversed(moved):
            if place.exists():
                shutil.rmtree(place, ignore_errors=True)
            if kept is not None:
                kept.rename(place)
        raise


def _set_aside(place: Path, old: Path) -> Path:
    old.mkdir(exist_ok=True)
    number = 1
    while (old / f"{place.name}-{number}").exists():
        number += 1
    return place.rename(old / f"{place.name}-{number}")
