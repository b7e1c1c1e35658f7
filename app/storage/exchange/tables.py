"""What a station hands to others and takes from them: `store.exchange`.

The methods act for the machine, whoever is signed in, and none of what they give reaches a screen.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from app.storage.exchange.values import Applied, Pack, Record, RecordingFile, Station
from app.storage.worker import StorageThread

EraseRows = Callable[[Database, Path, str], object]
"""Takes every row of a person (by profile id) out of the database, inside the caller's transaction."""


class ExchangeTables:
    """The outbox, the register of revisions, and what waits. Any thread may call, and all calls block."""

    def __init__(self, thread: StorageThread, user_dir: Path) -> None:
        self._thread = thread
        self._user_dir = user_dir
        self.erase_rows: EraseRows | None = None

    # -- who we are

    def station(self) -> Station:
        """This machine. Its id is made anew when its host name has changed: its disk was copied."""
        raise NotImplementedError

    def rename_station(self, name: str) -> None:
        """Call this machine by the name that the centre gave it; sign-ins note it from now on."""
        raise NotImplementedError

    # -- the outbox

    def pending(self, limit: int, kinds: Collection[str] | None = None) -> list[Record]:
        """What has not been sent yet, what was changed first coming first, at most `limit`.

        All of one moment. Ask again after `mark_sent`; what was changed in between is there again.
        """
        raise NotImplementedError

    def pending_counts(self) -> dict[str, int]:
        """How many records of each kind have not been sent; kinds with none are left out."""
        raise NotImplementedError

    def mark_sent(self, records: Sequence[Record]) -> None:
        """These have arrived. What has changed since it was read stays in the outbox."""
        raise NotImplementedError

    # -- what comes from elsewhere

    def apply(
        self, records: Sequence[Record], *, cursor: tuple[str, int] | None = None, pass_on: bool = False
    ) -> Applied:
        """Take in records, all or none (a crash leaves none), together with `cursor` (source, value).

        In any order, any number of times: the same state comes of it. What lacks something it refers to,
        comes from a newer Kaibo or makes no sense waits, and is tried again after every call. `pass_on`
        leaves what was new in the outbox: a desk hands what a stick brought on to the hub.
        """
        raise NotImplementedError

    def cursor(self, source: str) -> int:
        """How far this source was read; 0 for a new one."""
        raise NotImplementedError

    def set_cursor(self, source: str, value: int) -> None:
        """Keep how far a source was read (also backwards: everything is read again, to no harm)."""
        raise NotImplementedError

    def waiting(self) -> int:
        """How many records wait for something."""
        raise NotImplementedError

    # -- everything, for a stick

    def records(self, kinds: Collection[str] | None = None, owner_id: str | None = None) -> Iterator[Record]:
        """All records, deleted ones too, read in batches; only some kinds or one person's if asked."""
        raise NotImplementedError

    # -- recordings

    def recordings_to_send(self, limit: int) -> list[RecordingFile]:
        """Sound files that are here and have not been sent, the oldest first: of takes, spoken comments."""
        raise NotImplementedError

    def mark_recordings_sent(self, sha256s: Collection[str]) -> None:
        """These files have arrived."""
        raise NotImplementedError

    def recordings_missing(self, limit: int) -> list[RecordingFile]:
        """Sound files that belong to what is kept here and lie elsewhere, the newest takes first."""
        raise NotImplementedError

    def recording_arrived(self, sha256: str, data: bytes, *, pass_on: bool = False) -> int:
        """A sound file came: it is written where it belongs. How many takes and comments it was for.

        `pass_on` has it sent on from here. Raises ExpectedError when the bytes are not those of `sha256`.
        """
        raise NotImplementedError

    # -- the centre

    def recordings_key(self) -> str:
        """The centre's public key for recordings (hex); "" when it has none."""
        raise NotImplementedError

    def set_recordings_key(self, key: str) -> None:
        """Keep the centre's public key for recordings, to be told to every station."""
        raise NotImplementedError

    def packs(self) -> list[Pack]:
        """The lesson packs that the centre has published, by name."""
        raise NotImplementedError

    def publish(self, pack: Pack) -> None:
        """Tell every station of a lesson pack; one of the same name is replaced."""
        raise NotImplementedError

    def withdraw_pack(self, name: str) -> None:
        """No longer publish a lesson pack."""
        raise NotImplementedError

    # -- erasure

    def erase(self, profile_id: str, when: datetime) -> None:
        """Erase a person's data here and tell every station to do so; her records are refused from now on.

        `erase_rows` does the work in one transaction with the record of it.
        """
        raise NotImplementedError

    def erased(self, profile_id: str) -> bool:
        """Whether this person was erased."""
        raise NotImplementedError
