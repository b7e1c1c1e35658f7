"""What is known of a pack before and after it is opened."""

from __future__ import annotations

from dataclasses import dataclass

from app.errors import ExpectedError

SUFFIX = ".kaibopack"


class PackError(ExpectedError):
    """Why a pack cannot be written, opened or trusted. Nothing was changed when it is raised."""


@dataclass(frozen=True)
class PackedLesson:
    """A lesson in a pack."""

    id: str
    title: str


@dataclass(frozen=True)
class PackedFile:
    """A file in a pack: its name inside, its size in bytes and the SHA-256 of what it holds."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class PackInfo:
    """What a pack says of itself, its signature checked.

    `author` is the name the signer gives; `key` the public key (hex) that made the signature. Whether that
    key is the author's is for `Signers` to say. `created` is an ISO 8601 date.
    """

    title: str
    author: str
    key: str
    created: str
    lessons: tuple[PackedLesson, ...]
    files: tuple[PackedFile, ...]

    @property
    def size(self) -> int:
        """Bytes once unpacked."""
        return sum(file.size for file in self.files)
