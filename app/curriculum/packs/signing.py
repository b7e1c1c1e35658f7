"""Who signed a pack: this computer's own key, and the keys of others that were trusted here.

Ed25519 (Bernstein et al., 2012) through libsodium. A name alone proves nothing: the first pack of a signer
is trusted by a person who compares the fingerprint, later packs of the same key need no question, and
another key under a known name is pointed out.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from app.curriculum.packs.values import PackError
from app.i18n import msg

_PURPOSE = b"kaibo lesson pack 1\n"  # so that a signature for something else never fits a pack
_KEY_BYTES = 32


def own_key(folder: Path) -> SigningKey:
    """The user's signing key, made on first use in `folder`. Raises PackError when it cannot be kept."""
    path = folder / "pack-signing.key"
    try:
        if path.exists():
            return SigningKey(path.read_bytes())
        folder.mkdir(parents=True, exist_ok=True)
        fresh = SigningKey.generate()
        # readable by its owner alone, from the first moment
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(bytes(fresh))
        except OSError:
            path.unlink()  # half a key would be taken for a damaged one ever after
            raise
    except ValueError as error:  # not 32 bytes
        raise PackError(
            msg("签名用的密钥 {path} 坏了。请从备份恢复，或者删掉它，重新生成。", path=path), str(error)
        ) from error
    except OSError as error:
        raise PackError(
            msg("签名用的密钥存不进 {folder}。请检查权限和磁盘空间。", folder=folder), str(error)
        ) from error
    return fresh


def public_key(key: SigningKey) -> str:
    """The public half, in hex."""
    return bytes(key.verify_key).hex()


def sign(key: SigningKey, manifest: bytes) -> bytes:
    """The signature of a manifest: 64 bytes."""
    return key.sign(_PURPOSE + manifest).signature


def is_signed(manifest: bytes, signature: bytes, key: str) -> bool:
    """Whether the owner of the public `key` (hex) signed exactly this manifest."""
    try:
        raw = bytes.fromhex(key)
        if len(raw) != _KEY_BYTES:
            return False
        VerifyKey(raw).verify(_PURPOSE + manifest, signature)
    except (BadSignatureError, ValueError):
        return False
    return True


def fingerprint(key: str) -> str:
    """Sixteen hex digits in groups of four, to be read aloud over the telephone."""
    digest = hashlib.sha256(bytes.fromhex(key)).hexdigest()[:16]
    return " ".join(digest[at : at + 4] for at in range(0, 16, 4))


class Trust(Enum):
    """What this computer knows of a signer."""

    OWN = "own"
    TRUSTED = "trusted"
    UNKNOWN = "unknown"
    OTHER_KEY = "other key"  # the name is known, but with another key


@dataclass
class Signers:
    """The signers trusted on this computer, kept in one JSON file: {public key: name}."""

    path: Path
    own: str = ""

    def trust_in(self, key: str, name: str) -> Trust:
        """How far the signer `key`, who calls himself `name`, is known."""
        if key == self.own:
            return Trust.OWN
        known = self._read()
        if key in known:
            return Trust.TRUSTED
        return Trust.OTHER_KEY if name in known.values() else Trust.UNKNOWN

    def trust(self, key: str, name: str) -> None:
        """Trust this key from now on. Raises PackError when that cannot be kept."""
        known = {**self._read(), key: name}
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(prefix=".signers-", dir=self.path.parent)
            try:
                with os.fdopen(handle, "w", encoding="utf-8") as file:
                    json.dump(known, file, ensure_ascii=False, indent=1)
                Path(temporary).replace(self.path)
            except BaseException:
                Path(temporary).unlink(missing_ok=True)
                raise
        except OSError as error:
            raise PackError(msg("信任的签名人没能记下来。请检查磁盘空间和权限。"), str(error)) from error

    def _read(self) -> dict[str, str]:
        # A list that cannot be read trusts nobody: the question is asked again, and no more than that.
        try:
            known = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        if not isinstance(known, dict):
            return {}
        return {str(key): str(name) for key, name in known.items()}
