"""A share that is a folder: on a server (SMB, NFS), a second disk, a stick."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.i18n import msg
from app.storage.recording_share.errors import (
    NotSharedError,
    ShareDeniedError,
    ShareError,
    ShareFullError,
    ShareGoneError,
)
from app.storage.recording_share.share import is_name, place_of

MARKER = "kaibo-recordings.txt"
"""A folder without this file is no share: the place where one is mounted, say, while it is not."""

_MARKER_TEXT = """\
开播（Kaibo）的录音共享文件夹。里面的录音是封存的，只有中心的私钥能打开。请不要删除这个文件。
Kaibo: shared folder of sealed recordings; only the centre's secret key opens them. Do not delete this file.
"""
_REFUSED = "refused"
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_DENIED = {errno.EACCES, errno.EPERM, errno.EROFS}


class FolderShare:
    """Files under two-letter folders, each written beside its place, synced, measured and renamed.

    A rename within a folder is atomic on SMB and NFS too, so that no reader ever meets half a file.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def address(self) -> str:
        """The folder."""
        return str(self._folder)

    def prepare(self) -> None:
        """Make the folder a share; again does nothing. Once, by whoever sets the centre up."""
        with self._sentences():
            self._folder.mkdir(parents=True, exist_ok=True)
            marker = self._folder / MARKER
            if not marker.exists():
                marker.write_text(_MARKER_TEXT, encoding="utf-8")

    def check(self) -> None:
        """Whether the folder is there; see `Share`."""
        self._check_there()

    def put(self, name: str, data: bytes) -> None:
        """Keep a file; see `Share`."""
        path = self._path(name)
        self._check_there()
        with self._sentences():
            path.parent.mkdir(exist_ok=True)
            part = path.with_name(f".{name}.{secrets.token_hex(4)}.part")
            try:
                with part.open("wb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                    written = os.fstat(file.fileno()).st_size
                if written != len(data):
                    raise OSError(errno.EIO, f"{written} of {len(data)} bytes arrived")
                try:
                    part.replace(path)
                except FileNotFoundError:  # another station has put the same one, and cleared ours away
                    if not self.holds(name, len(data)):
                        raise
            finally:
                part.unlink(missing_ok=True)
            self._clear_parts(path)

    def get(self, name: str) -> bytes:
        """The file; see `Share`."""
        path = self._path(name)
        self._check_there()
        with self._sentences():
            try:
                return path.read_bytes()
            except FileNotFoundError as error:
                raise NotSharedError(
                    msg("共享位置里还没有这段录音：录音的那台电脑还没有发送，或者它已被删除。"), name
                ) from error

    def holds(self, name: str, size: int | None = None) -> bool:
        """Whether the file is there; see `Share`."""
        path = self._path(name)
        self._check_there()
        with self._sentences():
            try:
                found = path.stat().st_size
            except FileNotFoundError:
                return False
            return size is None or found == size

    def names(self) -> Iterator[str]:
        """All names; see `Share`."""
        self._check_there()
        with self._sentences():
            folders = [each for each in self._folder.iterdir() if len(each.name) == 2 and each.is_dir()]
            for folder in sorted(folders):
                found = sorted(each.name for each in folder.iterdir())
                yield from (name for name in found if is_name(name) and name.startswith(folder.name))

    def delete(self, name: str) -> None:
        """Destroy the file and what was left or set aside of it; see `Share`."""
        path = self._path(name)
        self._check_there()
        with self._sentences():
            path.unlink(missing_ok=True)
            self._clear_parts(path)
            for each in (self._folder / _REFUSED).glob(f"{name}*"):
                each.unlink(missing_ok=True)

    def set_aside(self, name: str) -> None:
        """Move the file to `refused/`; see `Share`."""
        path = self._path(name)
        self._check_there()
        with self._sentences():
            aside = self._folder / _REFUSED
            aside.mkdir(exist_ok=True)
            try:
                path.replace(aside / f"{name}.{secrets.token_hex(4)}")
            except FileNotFoundError:
                return

    def _path(self, name: str) -> Path:
        return self._folder / place_of(name)

    def _check_there(self) -> None:
        with self._sentences():
            there = (self._folder / MARKER).exists()
        if there:
            return
        if self._folder.is_dir():
            raise ShareGoneError(
                msg(
                    "{folder} 里没有 {marker}：可能网络盘没有连上；如果是第一次使用，"
                    "请管理员运行 kaibo hub recordings prepare。录音都还在这台电脑上。",
                    folder=self._folder,
                    marker=MARKER,
                )
            )
        raise self._gone("no such folder")

    def _gone(self, detail: str) -> ShareGoneError:
        return ShareGoneError(
            msg(
                "连不上录音的共享文件夹 {folder}。录音都还在这台电脑上；"
                "请检查网线和服务器，连上后会从断开的地方继续。",
                folder=self._folder,
            ),
            detail,
        )

    @contextmanager
    def _sentences(self) -> Iterator[None]:
        try:
            yield
        except ShareError:
            raise
        except OSError as error:
            if error.errno in _FULL:
                raise ShareFullError(
                    msg(
                        "录音的共享文件夹 {folder} 满了，还没有发送的录音都留在这台电脑上。"
                        "请管理员腾出空间，之后会继续发送。",
                        folder=self._folder,
                    ),
                    repr(error),
                ) from error
            if error.errno in _DENIED:
                raise ShareDeniedError(
                    msg(
                        "这台电脑不能读写录音的共享文件夹 {folder}。请管理员检查共享的权限；"
                        "录音都还在这台电脑上。",
                        folder=self._folder,
                    ),
                    repr(error),
                ) from error
            raise self._gone(repr(error)) from error

    @staticmethod
    def _clear_parts(path: Path) -> None:
        """What a station that died while sending left; Windows keeps what is in use, for another time."""
        with suppress(OSError):
            for part in path.parent.glob(f".{path.name}.*.part"):
                part.unlink(missing_ok=True)
