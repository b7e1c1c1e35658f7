"""What a share is, whatever it lies on, and how an address becomes one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from app.i18n import msg
from app.storage.recording_share.errors import ShareError

_SEALED = ".sealed"
_NAME = re.compile(r"[0-9a-f]{64}\.sealed")
_S3 = "s3://"


class Share(Protocol):
    """Sealed recordings under names made of what they hold; each is written once and never changed.

    Every method raises `ShareGoneError`, `ShareFullError` or `ShareDeniedError`, with a sentence.
    """

    @property
    def address(self) -> str:
        """Where it is, for sentences."""
        ...

    def prepare(self) -> None:
        """Make the place a share, once for a centre; again does nothing."""
        ...

    def check(self) -> None:
        """Ask whether it is there and knows this machine; nothing is changed."""
        ...

    def put(self, name: str, data: bytes) -> None:
        """Keep a file, whole or not at all; one of this name is replaced."""
        ...

    def get(self, name: str) -> bytes:
        """The file. Raises `NotSharedError` when there is none."""
        ...

    def holds(self, name: str, size: int | None = None) -> bool:
        """Whether the file is there, and of that size if one is given."""
        ...

    def names(self) -> Iterator[str]:
        """The names of all files, in no order."""
        ...

    def delete(self, name: str) -> None:
        """Destroy the file; nothing happens when there is none."""
        ...

    def set_aside(self, name: str) -> None:
        """Take a file that was refused out of the way, so that the right one can be sent again."""
        ...


def name_of(sha256: str) -> str:
    """The name under which a share keeps the recording with this SHA-256 (hex)."""
    name = f"{sha256}{_SEALED}"
    if not _NAME.fullmatch(name):
        raise ValueError(f"not a SHA-256: {sha256!r}")
    return name


def sha256_of(name: str) -> str:
    """The SHA-256 of the recording that a share keeps under `name`."""
    return name.removesuffix(_SEALED)


def is_name(name: str) -> bool:
    """Whether a share keeps recordings under such names: of nothing else may a path be made."""
    return _NAME.fullmatch(name) is not None


def place_of(name: str) -> str:
    """Where in the share a file lies: a folder of its first two letters keeps the folders small."""
    if not is_name(name):
        raise ValueError(f"not the name of a sealed recording: {name!r}")
    return f"{name[:2]}/{name}"


def open_share(address: str, endpoint: str = "", credentials: Path | None = None) -> Share:
    r"""The share at `address`: a folder (`/mnt/kaibo`, `\\server\kaibo`) or `s3://bucket/prefix`.

    `endpoint` is the object store's http(s) address, `credentials` the file of its access key. Nothing is
    connected to yet. Raises ShareError for an address that is none.
    """
    from app.storage.recording_share.folder import FolderShare

    if not address.strip():
        raise ShareError(msg("还没有设置录音的共享位置。请在策略文件里写明 hub 的 recordings。"))
    if address.lower().startswith(_S3):
        from app.storage.recording_share.s3 import open_s3  # its library takes a while to import

        bucket, _, prefix = address[len(_S3) :].partition("/")
        return open_s3(bucket, prefix.strip("/"), endpoint, credentials)
    if re.match(r"[a-z][a-z0-9+.-]+://", address.lower()):
        raise ShareError(
            msg("录音的共享位置 {address} 认不出来：应当是文件夹，或 s3://存储桶/前缀。", address=address)
        )
    return FolderShare(Path(address))
