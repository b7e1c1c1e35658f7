"""What a centre can set for a machine, and the error of a file that cannot be followed."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.errors import ExpectedError
from app.i18n import Message, msg

EVERYONE, LISTED = "everyone", "listed"
"""Who may sign in: whoever is on the machine, or only who is in a class (of those named, if any are)."""


class PolicyError(ExpectedError):
    """The centre's file cannot be followed. `line` is where the fault is, 0 when that is not known.

    The message is for who wanted to practise; `where` names the fault for who wrote the file.
    """

    def __init__(
        self, message: Message, detail: str = "", line: int = 0, where: Message | None = None
    ) -> None:
        super().__init__(message, detail)
        self.line = line
        self.where = where


class SetByCentreError(ExpectedError):
    """Somebody wants to change what the centre set."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(msg("这一项由中心设定，在这台电脑上不能改。要改动，请找管理这台电脑的人。"), detail)


@dataclass(frozen=True)
class HubPolicy:
    """The centre's database and how this machine gets in."""

    address: str  # postgresql://host:port/database?options, without a password
    login: str = ""
    password_file: Path | None = None
    recordings: str = ""  # "" for none, a folder, or s3://bucket/prefix
    s3_endpoint: str = ""
    s3_credentials: Path | None = None
    recordings_key: str = ""  # the centre's public key, for which recordings are sealed
    minutes: int = 10  # how often the window exchanges by itself; 0 is never


@dataclass(frozen=True)
class Policy:
    """What the centre set. None, "" in a hub and () are what it left open."""

    path: Path | None = None  # the file that it was read from
    language: str | None = None
    model: str | None = None
    data_folder: Path | None = None
    data_network: bool | None = None  # whether the data folder is on a network share; None: find out
    station: str | None = None
    sign_in: str | None = None  # EVERYONE or LISTED
    sign_in_classes: tuple[str, ...] = ()  # the names of classes
    pins_required: bool | None = None
    self_registration: bool | None = None  # whether a trainee may add herself
    idle_minutes: int | None = None  # sign out after so long without a key or click; 0 is never
    network: bool | None = None  # False: the program opens no connection at all
    hub: HubPolicy | None = None
    backup_folder: Path | None = None
    backup_days: int | None = None  # how many days' copies are kept there
    recordings_days: int | None = None  # how long recordings are kept

    @property
    def station_name(self) -> str:
        """The machine's name: the centre's for it, or its own."""
        return self.station or platform.node()

    def fixed_settings(self) -> dict[str, Any]:
        """Names of `Settings` that the centre set, with their values; nobody changes these here."""
        wanted = {"language": self.language, "model": self.model}
        return {name: value for name, value in wanted.items() if value is not None}


NO_POLICY = Policy()
"""Nothing is set: a home's machine."""
