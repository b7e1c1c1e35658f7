"""The key of a centre, which signs its kits and opens its results, and the centres that a machine trusts.

Ed25519 for signatures and X25519 sealed boxes for results (libsodium through PyNaCl): two keys in one file,
since a key should have one purpose. Only the signing key has a fingerprint to compare; the other key stands
in what it has signed.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nacl.exceptions import BadSignatureError
from nacl.exceptions import CryptoError as NaclError
from nacl.public import PrivateKey
from nacl.signing import SigningKey, VerifyKey

from app.i18n import msg
from app.practice.kit_values import KitError

KEY_FILE = "kaibo-centre.key"
KIT_PURPOSE = b"kaibo kit 1\n"  # so that a signature for one thing never fits another
RECEIPT_PURPOSE = b"kaibo receipt 1\n"
_DIGITS = 20  # 80 bits: beyond what anybody can search for a second key of the same fingerprint
_FORMAT = 1


@dataclass(frozen=True)
class CentreKey:
    """The two secret keys of a centre."""

    signing: SigningKey
    opening: PrivateKey

    @property
    def public(self) -> str:
        """The public signing key, hex: whose kit it is."""
        return bytes(self.signing.verify_key).hex()

    @property
    def results_key(self) -> str:
        """The public key to which results are sealed, hex."""
        return bytes(self.opening.public_key).hex()

    @property
    def fingerprint(self) -> str:
        """What a person compares."""
        return fingerprint(self.public)

    def sign(self, purpose: bytes, data: bytes) -> bytes:
        """The signature, 64 bytes."""
        return self.signing.sign(purpose + data).signature


def fingerprint(key: str) -> str:
    """Twenty hex digits in groups of four, to be read aloud over the telephone."""
    digest = hashlib.sha256(b"kaibo centre\n" + bytes.fromhex(key)).hexdigest()[:_DIGITS].upper()
    return "-".join(digest[at : at + 4] for at in range(0, _DIGITS, 4))


def is_fingerprint(given: str, key: str) -> bool:
    """Whether what somebody typed is the whole fingerprint of the key; spaces and hyphens don't count."""
    return re.sub(r"[\s\-]", "", given).upper() == fingerprint(key).replace("-", "")


def is_signed(purpose: bytes, data: bytes, signature: bytes, key: str) -> bool:
    """Whether the owner of the public `key` (hex) signed exactly this."""
    try:
        VerifyKey(bytes.fromhex(key)).verify(purpose + data, signature)
    except (BadSignatureError, ValueError):
        return False
    return True


def read_key(path: Path) -> CentreKey | None:
    """The key in this file, None when there is no such file. Raises KitError when it is damaged."""
    try:
        data = json.loads(path.read_text("utf-8"))
        if data["format"] != _FORMAT:
            raise ValueError(data["format"])
        return CentreKey(SigningKey(bytes.fromhex(data["sign"])), PrivateKey(bytes.fromhex(data["open"])))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as error:
        raise KitError(
            msg("中心的密钥文件 {path} 坏了。请用另存的那一份代替它。", path=path), repr(error)
        ) from error
    except OSError as error:
        raise KitError(msg("中心的密钥文件 {path} 读不出来。请检查权限。", path=path), str(error)) from error


def make_key() -> CentreKey:
    """A new key."""
    return CentreKey(SigningKey.generate(), PrivateKey.generate())


def write_key(key: CentreKey, path: Path) -> None:
    """Keep the key in a file that its owner alone may read. Raises KitError; another key there stays."""
    there = read_key(path)
    if there is not None:
        if there.public == key.public:
            return
        raise KitError(msg("{path} 里已经有另一个中心的密钥，没有覆盖。", path=path))
    text = json.dumps(
        {"format": _FORMAT, "sign": bytes(key.signing).hex(), "open": bytes(key.opening).hex()}, indent=1
    )
    try:
        write_whole(path, text.encode(), mode=0o600)
    except OSError as error:
        raise KitError(
            msg("中心的密钥存不进 {folder}。请检查权限和磁盘空间。", folder=path.parent), str(error)
        ) from error


def station_key(folder: Path) -> PrivateKey:
    """The key of this station, to which the desk seals what is meant for it; made on first use.

    Raises KitError when it cannot be kept. One that is damaged is replaced: the desk hears of the new one
    with the next results.
    """
    path = folder / "station.key"
    try:
        with suppress(FileNotFoundError, ValueError, NaclError):
            return PrivateKey(path.read_bytes())
        fresh = PrivateKey.generate()
        write_whole(path, bytes(fresh), mode=0o600)
    except OSError as error:
        raise KitError(
            msg("这台电脑的密钥存不进 {folder}。请检查权限和磁盘空间。", folder=folder), str(error)
        ) from error
    return fresh


def write_whole(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Write a small file so that it is there whole or as it was before. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=".new-", dir=path.parent)  # readable by its owner alone
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(mode)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


@dataclass(frozen=True)
class KnownCentre:
    """A centre that this machine trusts: its name, where its results are sealed to, its newest kit here."""

    key: str
    name: str
    results_key: str
    serial: int = 0
    created: str = ""


@dataclass(frozen=True)
class KnownCentres:
    """The centres trusted, in one JSON file in each of `folders`; the first is written, all are read."""

    folders: tuple[Path, ...]

    def all(self) -> list[KnownCentre]:
        """Those known. A file that cannot be read trusts nobody."""
        found: dict[str, KnownCentre] = {}
        for folder in self.folders:
            for each in _read_known(folder / "centres.json"):
                if each.key not in found or found[each.key].serial < each.serial:
                    found[each.key] = each
        return list(found.values())

    def get(self, key: str) -> KnownCentre | None:
        """The centre of this public key, None when it is not trusted."""
        return next((each for each in self.all() if each.key == key), None)

    def keep(self, centre: KnownCentre) -> None:
        """Trust it from now on. Raises KitError when that cannot be kept."""
        path = self.folders[0] / "centres.json"
        known = {each.key: each for each in _read_known(path)} | {centre.key: centre}
        data = [vars(each) for each in known.values()]
        try:
            write_whole(path, json.dumps(data, ensure_ascii=False, indent=1).encode())
        except OSError as error:
            raise KitError(msg("信任的中心没能记下来。请检查磁盘空间和权限。"), str(error)) from error


def _read_known(path: Path) -> list[KnownCentre]:
    try:
        data: Any = json.loads(path.read_text("utf-8"))
        return [
            KnownCentre(
                str(each["key"]),
                str(each["name"]),
                str(each["results_key"]),
                int(each["serial"]),
                str(each["created"]),
            )
            for each in data
        ]
    except (OSError, ValueError, KeyError, TypeError):
        return []
