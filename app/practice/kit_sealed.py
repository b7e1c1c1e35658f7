"""Files that only the centre can open: sticks get lost, and trainees' voices are on them.

A fresh stream key is sealed to the centre's public key (X25519 sealed box); with it the content follows in
pieces of libsodium's secretstream (XChaCha20-Poly1305), so that a file of any size needs little memory and
neither a changed, a missing nor a swapped piece goes unnoticed. Layout:

    magic, 4 bytes length of the head, head (JSON, in the clear: whose file it is),
    sealed stream key (80 bytes), stream header (24 bytes), pieces of 1 MiB + 17 bytes, the last marked final
"""

from __future__ import annotations

import hashlib
import json
import struct
from pathlib import Path
from typing import Any, BinaryIO

from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_ABYTES,
    crypto_secretstream_xchacha20poly1305_HEADERBYTES,
    crypto_secretstream_xchacha20poly1305_init_pull,
    crypto_secretstream_xchacha20poly1305_init_push,
    crypto_secretstream_xchacha20poly1305_keygen,
    crypto_secretstream_xchacha20poly1305_pull,
    crypto_secretstream_xchacha20poly1305_push,
    crypto_secretstream_xchacha20poly1305_state,
    crypto_secretstream_xchacha20poly1305_TAG_FINAL,
    crypto_secretstream_xchacha20poly1305_TAG_MESSAGE,
)
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from app.i18n import msg
from app.practice.kit_stick import stop_if
from app.practice.kit_values import Cancelled, KitError, never

MAGIC = b"KAIBO-RESULTS-1\n"
_PIECE = 1 << 20
_SEALED_KEY = 80
_LARGEST_HEAD = 10_000
_FINAL = crypto_secretstream_xchacha20poly1305_TAG_FINAL


class DamagedResultsError(KitError):
    """A results file that is damaged, cut short, or sealed for another centre."""


class SealedWriter:
    """A file being written, from start to end, that only the owner of `key` (hex) can open.

    `head` stays readable and is protected against change. `close` must be called for the file to be whole.
    """

    def __init__(self, file: BinaryIO, head: dict[str, Any], key: str) -> None:
        self._file = file
        self._waiting = bytearray()
        stream_key = crypto_secretstream_xchacha20poly1305_keygen()
        text = json.dumps(head, ensure_ascii=False).encode()
        sealed = SealedBox(PublicKey(bytes.fromhex(key))).encrypt(stream_key)
        start = MAGIC + struct.pack(">I", len(text)) + text + sealed
        self._bound = hashlib.sha256(start).digest()
        self._state = crypto_secretstream_xchacha20poly1305_state()
        file.write(start)
        file.write(crypto_secretstream_xchacha20poly1305_init_push(self._state, stream_key))

    def write(self, data: bytes | bytearray | memoryview) -> int:
        """Take bytes in; whole pieces go to the file."""
        self._waiting += data
        while len(self._waiting) > _PIECE:
            self._push(bytes(self._waiting[:_PIECE]), crypto_secretstream_xchacha20poly1305_TAG_MESSAGE)
            del self._waiting[:_PIECE]
        return len(data)

    def flush(self) -> None:
        """Nothing: a piece is written when it is full."""

    def close(self) -> None:
        """Write the last piece. The file below stays open."""
        self._push(bytes(self._waiting), _FINAL)
        self._waiting.clear()

    def _push(self, piece: bytes, tag: int) -> None:
        self._file.write(crypto_secretstream_xchacha20poly1305_push(self._state, piece, self._bound, tag))


def read_head(path: Path) -> dict[str, Any] | None:
    """The head of a sealed file, unproven; None for a file that is not sealed. Raises DamagedResultsError."""
    with path.open("rb") as file:
        found = _start(file, path)
        return None if found is None else found[0]


def unseal(path: Path, opening: PrivateKey, target: BinaryIO, cancelled: Cancelled = never) -> None:
    """Write what is in a sealed file to `target`.

    Raises DamagedResultsError for a file that is damaged, ends early or was sealed for another key; what
    was written to `target` until then is genuine but not whole.
    """
    with path.open("rb") as file:
        found = _start(file, path)
        if found is None:
            raise _damaged(path, "not sealed")
        _, start = found
        sealed = file.read(_SEALED_KEY)
        header = file.read(crypto_secretstream_xchacha20poly1305_HEADERBYTES)
        try:
            stream_key = SealedBox(opening).decrypt(sealed)
        except (CryptoError, ValueError, TypeError) as error:
            raise DamagedResultsError(
                msg("“{name}”坏了，或者是交给别的中心的，打不开。其他文件照常合并。", name=path.name),
                repr(error),
            ) from error
        bound = hashlib.sha256(start + sealed).digest()
        state = crypto_secretstream_xchacha20poly1305_state()
        tag = -1
        try:
            crypto_secretstream_xchacha20poly1305_init_pull(state, header, stream_key)
            while piece := file.read(_PIECE + crypto_secretstream_xchacha20poly1305_ABYTES):
                stop_if(cancelled)
                if tag == _FINAL:
                    raise _damaged(path, "goes on after its end")
                data, tag = crypto_secretstream_xchacha20poly1305_pull(state, piece, bound)
                target.write(data)
        except (CryptoError, ValueError, TypeError) as error:
            raise _damaged(path, repr(error)) from error
        if tag != _FINAL:
            raise _damaged(path, "ends early")


def _start(file: BinaryIO, path: Path) -> tuple[dict[str, Any], bytes] | None:
    magic = file.read(len(MAGIC))
    if magic != MAGIC:
        return None
    packed = file.read(4)
    if len(packed) < 4 or (length := struct.unpack(">I", packed)[0]) > _LARGEST_HEAD:
        raise _damaged(path, "head")
    text = file.read(length)
    try:
        head = json.loads(text)
        if not isinstance(head, dict):
            raise TypeError("head")
    except (ValueError, TypeError) as error:
        raise _damaged(path, repr(error)) from error
    return head, MAGIC + packed + text


def _damaged(path: Path, detail: str) -> DamagedResultsError:
    return DamagedResultsError(
        msg(
            "“{name}”坏了或没有拷贝完整，跳过了它；其他文件照常合并。请到那台电脑上再取一次。",
            name=path.name,
        ),
        detail,
    )
