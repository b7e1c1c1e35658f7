"""What can go wrong between a station and the place where a centre gathers recordings."""

from __future__ import annotations

from app.storage.errors import StorageError


class ShareError(StorageError):
    """The share, or something in it, cannot be used."""


class ShareGoneError(ShareError):
    """The share is not there, or does not answer."""


class ShareFullError(ShareError):
    """The share has no room left."""


class ShareDeniedError(ShareError):
    """The share does not let this station do that."""


class NotSharedError(ShareError):
    """The share does not hold the recording."""


class RefusedError(ShareError):
    """A file of the share is not what its name says."""


class KeyFileError(ShareError):
    """A key cannot be read, kept, or does not fit."""


class WrongKeyError(KeyFileError):
    """The recording was sealed for somebody else's key."""
