"""What is known of a kit, of what it brought and of what was brought back."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.errors import ExpectedError
from app.i18n import Message

MANIFEST = "kit.json"
SIGNATURE = "kit.sig"
CHECKSUMS = "SHA256SUMS"
UNFINISHED = "UNFINISHED.txt"
RESULTS = "results"
RECEIPTS = "receipts"
RESULTS_SUFFIX = ".kaibo-results"

Progress = Callable[[float], None]
Cancelled = Callable[[], bool]


def nothing_to_report(_: float) -> None:
    """Progress for nobody."""


def never() -> bool:
    """Nobody cancels."""
    return False


class KitError(ExpectedError):
    """Why a kit or results cannot be written, read or trusted; `exit_code` is for scripts."""

    exit_code = 1


class KitChangedError(KitError):
    """A file of the kit is missing, damaged, changed or too many, or the signature is not right."""

    exit_code = 3


class KitUntrustedError(KitError):
    """The kit is whole, but whose it is has not been confirmed. `fingerprint` is what to compare."""

    exit_code = 4

    def __init__(self, message: Message, fingerprint: str) -> None:
        super().__init__(message)
        self.fingerprint = fingerprint


class KitOlderError(KitError):
    """A newer kit of the same centre has been installed."""

    exit_code = 5


class KitCancelledError(KitError):
    """The user stopped it."""


@dataclass(frozen=True)
class KitPart:
    """A piece of a file too large for FAT32: its name, size in bytes and SHA-256."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class KitFile:
    """A file in a kit: its name with slashes, size in bytes, SHA-256.

    `parts` are its pieces in order when it had to be divided; then no file of the name itself is there.
    """

    name: str
    size: int
    sha256: str
    parts: tuple[KitPart, ...] = ()

    @property
    def stored(self) -> tuple[KitPart, ...]:
        """The files that lie on the stick for it."""
        return self.parts or (KitPart(self.name, self.size, self.sha256),)


@dataclass(frozen=True)
class KitInstaller:
    """An installer in a kit, the version it brings, and for which system it is.

    `system` is `linux` (.deb), `linux-portable` (.tar.gz), `windows`, or `linux-library` for a Debian
    package that the program needs.
    """

    file: str
    system: str
    version: str


@dataclass(frozen=True)
class KitInfo:
    """What a kit says of itself.

    `serial` grows from kit to kit of a centre; `created` is an ISO 8601 date for people. `key` is the
    centre's public signing key and `results_key` the public key to which results are sealed, both hex.
    """

    serial: int
    created: str
    centre: str
    version: str
    key: str
    results_key: str
    station_names: tuple[str, ...]
    installers: tuple[KitInstaller, ...]
    files: tuple[KitFile, ...]

    @property
    def size(self) -> int:
        """Bytes of all files together."""
        return sum(each.size for each in self.files)

    def under(self, folder: str) -> tuple[KitFile, ...]:
        """The files in one of its folders."""
        return tuple(each for each in self.files if each.name.startswith(f"{folder}/"))

    def file(self, name: str) -> KitFile | None:
        """The file of this name."""
        return next((each for each in self.files if each.name == name), None)


@dataclass(frozen=True)
class KitContents:
    """What a new kit is to hold.

    `records`: carry the roster, classes, plans and what was given of this desk, `pins` and `reviews` as
    well unless left out. `station_names` is a pattern such as `A-{01..40}`, "" for none.
    """

    installers: tuple[Path, ...] = ()
    models: tuple[Path, ...] = ()
    packs: tuple[Path, ...] = ()
    policy: Path | None = None
    records: bool = False
    pins: bool = True
    reviews: bool = True
    station_names: str = ""


@dataclass(frozen=True)
class MadeKit:
    """A kit that was written: `written` of its files anew, the others were right already."""

    folder: Path
    info: KitInfo
    fingerprint: str
    written: int
    key_is_new: bool


@dataclass(frozen=True)
class InstallOptions:
    """How a kit is to be installed.

    `fingerprint` is the centre's as given by the caller; `confirm` asks a person whether the shown one is
    right (None: nobody is there to ask). `ask_station` asks for this station's name (the names the kit
    knows, the one proposed), None: nobody is there. `own` puts everything into the user's own folder even
    where the machine's could be written.
    """

    fingerprint: str = ""
    station: str = ""
    downgrade: bool = False
    own: bool = False
    confirm: Callable[[KitInfo, str], bool] | None = None
    ask_station: Callable[[tuple[str, ...], str], str] | None = None


@dataclass(frozen=True)
class InstalledKit:
    """What an installation did: a sentence a step; `left_out` are sentences of what was not done and why."""

    info: KitInfo
    for_machine: bool
    station: str
    done: tuple[Message, ...]
    left_out: tuple[Message, ...]


@dataclass(frozen=True)
class CollectedFile:
    """One results file on a stick: how many records and recordings it carries."""

    path: Path
    records: int
    recordings: int
    size: int


@dataclass(frozen=True)
class Collected:
    """What a station wrote; `missing` counts recordings whose files are gone or damaged here."""

    station: str
    files: tuple[CollectedFile, ...]
    missing: int
    known: int
    sealed: bool


@dataclass(frozen=True)
class StationBrought:
    """What came of one station's files at the desk; `refused` are records a station may not decide."""

    id: str
    name: str
    files: int
    new: int
    known: int
    waiting: int
    refused: int
    recordings: int


@dataclass(frozen=True)
class Merged:
    """What a desk took in from a stick.

    `damaged` are sentences, one a file that could not be read; `silent` are stations from which nothing
    has come for long, with the day of the last results ("" for never). `cleared` counts files taken off
    the stick.
    """

    stations: tuple[StationBrought, ...]
    damaged: tuple[Message, ...]
    silent: tuple[tuple[str, str], ...]
    cleared: int


def text_of(data: Any, key: str) -> str:
    """A short line of text in JSON data; raises TypeError when it is none.

    Whoever signs a kit must not be able to write below the question whether to trust him.
    """
    value = data[key]
    if not isinstance(value, str) or len(value) > 500 or any(map(_breaks_line, value)):
        raise TypeError(f"{key}: text expected")
    return value


def _breaks_line(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Zl", "Zp")


def number_of(data: Any, key: str) -> int:
    """A number that is not negative in JSON data; raises TypeError when it is none."""
    value = data[key]
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise TypeError(f"{key}: number expected")
    return value
