"""Lesson packs at the hub: their bytes, in parts, so that a line that breaks costs one part."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial
from pathlib import Path

from app.i18n import msg
from app.storage.errors import expected_errors
from app.storage.exchange.values import Pack
from app.storage.hub.connection import Connection, Line
from app.storage.hub.errors import HubError, HubPackError
from app.storage.hub.values import Me

PART_BYTES = 512 * 1024
LARGEST_BYTES = 512 * 1024 * 1024


def send_pack(line: Line, me: Me, path: Path, on_part: Callable[[float], None] = lambda _: None) -> str:
    """Put a pack's bytes into the hub; their SHA-256 (hex). Parts that are there already stay.

    Only administrators may. `on_part` is told a fraction of 1 and may raise to stop. Raises HubError,
    StorageError.
    """
    with expected_errors():
        size = path.stat().st_size
        sha256 = sha256_of(path)
        if not 0 < size <= LARGEST_BYTES:
            raise HubError(msg("课包是空的或者太大，没有发布。最大 {most} MB。", most=LARGEST_BYTES >> 20))
        with path.open("rb") as file:
            number = 0
            while data := file.read(PART_BYTES):
                line.run(partial(_put, centre=me.centre, sha256=sha256, part=number, data=data))
                number += 1
                on_part(min(number * PART_BYTES / size, 1.0))
    return sha256


def fetch_pack(
    line: Line, me: Me, pack: Pack, target: Path, on_part: Callable[[float], None] = lambda _: None
) -> None:
    """Fetch a pack's bytes into `target`; what is there of it from before is gone on with.

    `on_part` as in `send_pack`. Raises HubPackError when the bytes are not there or not the ones published,
    HubError when the hub does not answer, StorageError when they cannot be written.
    """
    if not 0 < pack.size <= LARGEST_BYTES:
        raise _not_there(pack)
    with expected_errors():
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("ab") as file:
            number = file.tell() // PART_BYTES
            file.truncate(number * PART_BYTES)
            while number * PART_BYTES < pack.size:
                data = line.run(partial(_get, centre=me.centre, sha256=pack.sha256, part=number))
                if not data:
                    raise _not_there(pack)
                file.write(data)
                number += 1
                on_part(min(number * PART_BYTES / pack.size, 1.0))
        if sha256_of(target) != pack.sha256:
            target.unlink()
            raise HubPackError(
                msg("课包“{name}”取来以后和发布的不一样，没有安装。请中心的人重新发布一次。", name=pack.name),
                pack.sha256,
            )


def sha256_of(path: Path) -> str:
    """SHA-256 (hex) of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _put(connection: Connection, centre: str, sha256: str, part: int, data: bytes) -> None:
    connection.execute(
        "INSERT INTO kaibo.pack_files (centre, sha256, part, data) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT DO NOTHING",
        [centre, sha256, part, data],
    )


def _get(connection: Connection, centre: str, sha256: str, part: int) -> bytes:
    row = connection.execute(
        "SELECT data FROM kaibo.pack_files WHERE centre = %s AND sha256 = %s AND part = %s",
        [centre, sha256, part],
        binary=True,
    ).fetchone()
    return bytes(row[0]) if row else b""


def _not_there(pack: Pack) -> HubPackError:
    return HubPackError(
        msg("中心的数据库里没有课包“{name}”的文件，没有安装。请中心的人重新发布一次。", name=pack.name),
        pack.sha256,
    )
