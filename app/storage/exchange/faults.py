"""Why a record cannot be put into its tables now."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Partly:
    """The record was written but for something: a newer Kaibo's, or a reference to what was deleted."""

    reason: str
    kind: str = ""
    record_id: str = ""


class CannotPutError(Exception):
    """The record waits. `reason` is a word for the log and for `waiting`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class LacksError(CannotPutError):
    """Something that it refers to is not here (yet)."""

    def __init__(self, kind: str, record_id: str) -> None:
        super().__init__(f"lacks {kind} {record_id}")
        self.kind = kind
        self.record_id = record_id


class NewerError(CannotPutError):
    """It was written by a newer Kaibo."""


class SenselessError(CannotPutError):
    """Its body is not what its kind says."""


class LaterError(CannotPutError):
    """A file that has to move is in use; to be tried at the next call."""


class ErasedError(Exception):
    """It is of somebody who was erased: refused for ever."""
