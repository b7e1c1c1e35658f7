"""Recordings sealed for the centre: every station can seal, only the centre's secret key opens.

Sealed boxes of libsodium (X25519, XSalsa20-Poly1305; Bernstein, 2006 and 2011) with an ephemeral key for each
file: a station that is stolen, and a server whose disks are read, give no recording away. A seal does not say
who made it: that a recording is the one that was made is known by its SHA-256 alone, which the attempt keeps.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from pathlib import Path

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from app.i18n import msg
from app.storage.recording_share.errors import KeyFileError, RefusedError, WrongKeyError

SECRET_KEY_FILE = "recordings-secret.key"
PUBLIC_KEY_FILE = "recordings-public.key"

_MAGIC = b"kaibo sealed 1\n"
_KEY_BYTES = 32
_MARK_BYTES = 8
_BOX_BYTES = 48  # the ephemeral public key and the authenticator

SEAL_BYTES = len(_MAGIC) + _MARK_BYTES + _BOX_BYTES
"""By how much a sealed recording is longer than the recording."""

_SECRET_TEXT = """\
# Kaibo: secret key of a centre's recordings. Whoever has this file can listen to all of them.
# Keep it on the trainers' desks only, and a copy in a safe: without it nobody ever opens them again.
"""
_PUBLIC_TEXT = """\
# Kaibo: public key of a centre's recordings. Stations seal with it; it opens nothing.
"""


@dataclass(frozen=True)
class Keys:
    """A centre's pair of keys in hex; the secret one is not printed."""

    public: str
    secret: str = field(repr=False)

    @property
    def fingerprint(self) -> str:
        """See `fingerprint`."""
        return fingerprint(self.public)


def make_keys() -> Keys:
    """A new pair of keys."""
    secret = PrivateKey.generate()
    return Keys(bytes(secret.public_key).hex(), bytes(secret).hex())


def keys_of(secret_key: str) -> Keys:
    """The pair that a secret key belongs to. Raises KeyFileError when it is none."""
    secret = PrivateKey(_raw(secret_key))
    return Keys(bytes(secret.public_key).hex(), bytes(secret).hex())


def fingerprint(public_key: str) -> str:
    """Sixteen hex digits in groups of four, to be read aloud over the telephone. Raises KeyFileError."""
    return _grouped(_mark(_raw(public_key)))


def seal(data: bytes, public_key: str) -> bytes:
    """`data` so that only the owner of the key can read it. Raises KeyFileError for what is no key."""
    raw = _raw(public_key)
    return _MAGIC + _mark(raw) + SealedBox(PublicKey(raw)).encrypt(data)


def unseal(sealed: bytes, secret_key: str) -> bytes:
    """What was sealed.

    Raises:
        WrongKeyError: it was sealed for another key.
        RefusedError: it is damaged, or was never sealed.
        KeyFileError: `secret_key` is no key.
    """
    secret = PrivateKey(_raw(secret_key))
    if not sealed.startswith(_MAGIC) or len(sealed) < SEAL_BYTES:
        raise RefusedError(
            msg("共享位置里的这个文件不是完整的录音，没有采用。请在录音的那台电脑上重新发送。"),
            f"{len(sealed)} bytes, begins with {sealed[:16]!r}",
        )
    mark, box = sealed[len(_MAGIC) :][:_MARK_BYTES], sealed[len(_MAGIC) + _MARK_BYTES :]
    try:
        return SealedBox(secret).decrypt(box)
    except CryptoError as error:
        if mark != _mark(bytes(secret.public_key)):
            raise WrongKeyError(
                msg(
                    "这段录音是用另一把钥匙封存的，这台电脑上的私钥打不开。"
                    "请向管理员要与指纹 {fingerprint} 对应的私钥文件。",
                    fingerprint=_grouped(mark),
                ),
                repr(error),
            ) from error
        raise RefusedError(
            msg("共享位置里的这段录音已损坏，或者被改动过，没有采用。请在录音的那台电脑上重新发送。"),
            repr(error),
        ) from error


def write_keys(keys: Keys, folder: Path) -> tuple[Path, Path]:
    """Write both key files: (secret, public). The secret one is its owner's alone from the first moment.

    Raises KeyFileError when they are there already (a key that is overwritten locks its recordings for good)
    or cannot be written; then nothing is left of them.
    """
    secret, public = folder / SECRET_KEY_FILE, folder / PUBLIC_KEY_FILE
    for path in (secret, public):
        if path.exists():
            raise KeyFileError(
                msg(
                    "{path} 已经有了，没有覆盖：旧录音只有旧钥匙才能打开。请换一个文件夹，或先把它收好。",
                    path=path,
                )
            )
    written: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, text, mode in (
            (secret, f"{_SECRET_TEXT}{keys.secret}\n", 0o600),
            (public, f"{_PUBLIC_TEXT}{keys.public}\n", 0o644),
        ):
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
            written.append(path)
            with os.fdopen(handle, "w", encoding="ascii", newline="\n") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
    except OSError as error:
        for path in written:
            path.unlink(missing_ok=True)
        raise KeyFileError(
            msg("钥匙写不进 {folder}，什么都没有留下。请检查权限和磁盘空间，再试一次。", folder=folder),
            repr(error),
        ) from error
    return secret, public


def read_key(path: Path) -> str:
    """The key in a key file, secret or public, in hex. Raises KeyFileError."""
    try:
        lines = path.read_text(encoding="ascii").splitlines()
    except FileNotFoundError as error:
        raise KeyFileError(msg("找不到钥匙文件 {path}。", path=path), repr(error)) from error
    except (OSError, UnicodeDecodeError) as error:
        raise KeyFileError(msg("钥匙文件 {path} 读不出来。", path=path), repr(error)) from error
    found = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    if len(found) != 1:
        raise KeyFileError(msg("{path} 里没有钥匙，或不止一把。", path=path), f"{len(found)} lines")
    _raw(found[0])
    return found[0].lower()


def _raw(key: str) -> bytes:
    try:
        raw = bytes.fromhex(key.strip())
    except ValueError:
        raw = b""
    if len(raw) != _KEY_BYTES:
        raise KeyFileError(msg("录音的钥匙不对：应当是 64 位十六进制数。请向管理员要一份正确的。"))
    return raw


def _mark(public_key: bytes) -> bytes:
    return hashlib.sha256(public_key).digest()[:_MARK_BYTES]


def _grouped(mark: bytes) -> str:
    digits = mark.hex()
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))
