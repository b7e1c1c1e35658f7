"""The values of the hub. Frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from app.errors import ExpectedError


@dataclass(frozen=True)
class HubAddress:
    """Where the hub is and who asks. `login` "" leaves it to the address and libpq's own ways."""

    address: str  # postgresql://host:port/database?options, without a password
    login: str = ""
    password_file: Path | None = None
    password: str = field(default="", repr=False)  # typed by a person; goes before the file


@dataclass(frozen=True)
class Me:
    """Who a connection is at the hub."""

    login: str
    kind: str  # one of rights.LOGIN_KINDS
    profile_id: str  # the trainer or administrator whose login it is, "" for nobody's
    centre: str
    centre_name: str
    counter: int  # of the centre: how many places its pushes have taken so far
    epoch: int  # another one after the hub was made anew or restored
    shape: int  # version of the hub's tables


@dataclass(frozen=True)
class SyncResult:
    """What one exchange with the hub did."""

    pushed: int = 0  # records of the outbox that are at the hub now
    pulled: int = 0  # records read from the hub
    applied: int = 0  # of these, those that changed something here
    waiting: int = 0  # records kept here that lack what they refer to
    left: Mapping[str, int] = field(default_factory=dict)  # kind -> how many wait for who may bring them
    damaged: int = 0  # records at the hub whose content is not what their hash says; left alone
    clock_offset: float = 0.0  # seconds by which this machine's clock is ahead of the hub's
    counter: int = 0  # the centre's counter up to which everything was read
    stopped: bool = False  # the user stopped it; the rest comes next time
    finished: datetime | None = None  # UTC, by this machine's clock
    packs: tuple[str, ...] = ()  # lesson packs newly installed
    packs_refused: Mapping[str, ExpectedError] = field(default_factory=dict)  # pack -> why it was not


@dataclass(frozen=True)
class StationSeen:
    """A station as the hub knows it."""

    station: str
    name: str
    login: str
    version: str
    clock_offset: float  # seconds ahead of the hub when it was last seen
    outbox: int  # records it had not brought then
    last_seen: datetime


@dataclass(frozen=True)
class HubStatus:
    """How things stand between this machine and the hub."""

    address: str
    outbox: Mapping[str, int]  # kind -> how many have not been brought
    waiting: int  # records kept here that lack what they refer to
    last: SyncResult | None  # None: never exchanged
    fault: ExpectedError | None = None  # why the hub could not be asked; then what follows is empty
    me: Me | None = None
    clock_offset: float = 0.0
    behind: int = 0  # places of the centre's counter that were not read yet
    stations: tuple[StationSeen, ...] = ()  # for administrators and overseers
