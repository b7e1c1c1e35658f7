"""The values of the exchange: records, what became of them, a station, recordings on their way. Frozen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

PRACTICE_KINDS = (
    "attempt",
    "question",
    "outcome",
    "step_seen",
    "exam",
    "rehearsal",
    "broadcast",
    "sign_in",
)
"""What a person does."""
SAID_KINDS = ("review", "verdict_change", "comment", "mark")
"""What trainers say of it."""

KINDS: tuple[str, ...] = (
    "erasure",
    "centre",
    "profile",
    "pin",
    "cohort",
    "membership",
    "plan",
    "given",
    "threshold",
    "pack",
    *PRACTICE_KINDS,
    *SAID_KINDS,
    "order",
    "order_person",
    "certificate",
    "use",
)
"""All kinds, in the order in which they are best applied: what is referred to comes first."""


@dataclass(frozen=True)
class Record:
    """One thing that stations tell each other, whole, in the state that one revision gave it.

    Of two revisions the higher one counts; of two states of the same revision the one whose `hash` is larger.
    No clock is asked, and any order of arrival ends in the same state. `station` says for people who made the
    revision; nothing is decided by it.
    """

    kind: str
    id: str
    owner_id: str  # whose data it is (profile id); "" for what is the centre's
    revision: int  # >= 1
    station: str  # id of the station that made this revision
    deleted: bool
    body: Mapping[str, Any] = field(default_factory=dict)  # JSON values; {} when deleted
    about_station: str = ""  # the station that an attempt came from, for what is said of it

    @cached_property
    def hash(self) -> str:
        """SHA-256 (hex) of the canonical JSON of [deleted, body]."""
        return hashlib.sha256(canonical([self.deleted, dict(self.body)]).encode()).hexdigest()


@dataclass(frozen=True)
class Applied:
    """What became of records that were applied, each of them counted once.

    `waiting` lack what they refer to, were written by a newer Kaibo or make no sense here; they are kept and
    tried again. `refused` are of somebody whose data was erased, or not of whom they say they are.
    """

    applied: int = 0
    known: int = 0  # here already
    older: int = 0  # a newer revision is here
    waiting: int = 0
    refused: int = 0


@dataclass(frozen=True)
class Station:
    """A machine of the centre."""

    id: str
    name: str


@dataclass(frozen=True)
class RecordingFile:
    """A sound file that belongs to an attempt or to a spoken comment. `sha256` is of its bytes."""

    kind: str  # "attempt" or "comment"
    id: str  # of the attempt or the comment
    owner_id: str  # profile id of whose take it is, or is about
    sha256: str
    path: Path  # where it lies, or would lie once it is here
    station: str = ""  # id of the station that the take came from; "" when unknown


@dataclass(frozen=True)
class Pack:
    """A lesson pack that the centre has published; it lies at the hub's share under `sha256`."""

    name: str
    version: str
    sha256: str
    size: int  # bytes
    published: str  # ISO 8601, UTC


def canonical(value: Any) -> str:
    """JSON in one way only: keys sorted, no spaces, no escapes that are not needed, no bare NaN."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
