"""A hub, a share of recordings and kits made of values, for tests of the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from app.errors import ExpectedError
from app.i18n import Message
from app.practice.hub_values import HubStatus, Me, SyncResult
from app.practice.kit_values import Collected, KitContents, KitInfo, MadeKit, Merged
from app.practice.station_values import Fetched, Sent

ME = Me("pc07", "station", "", "c1", "喀什培训中心", 120, 1, 1)


class FakeHub:
    """As `app.practice.hub.Hub`: not set up, until a test says so."""

    def __init__(self) -> None:
        self.configured = False
        self.last: SyncResult | None = None
        self.password = ""
        self.outbox = {"attempt": 12, "comment": 2, "review": 1}
        self.fault: ExpectedError | None = None
        self.seconds: float | None = None
        self.result = SyncResult(
            pushed=15, pulled=4, applied=3, finished=datetime(2026, 11, 23, 1, tzinfo=UTC)
        )
        self.syncs = 0
        self.during: Callable[[Callable[[float], None], Callable[[], bool]], None] = lambda _p, _s: None

    def seconds_to_next(self) -> float | None:
        return self.seconds

    def status(self) -> HubStatus:
        if self.fault is not None:
            return HubStatus("postgresql://hub/kaibo", self.outbox, 0, self.last, fault=self.fault)
        return HubStatus("postgresql://hub/kaibo", self.outbox, 0, self.last, me=ME)

    def sync(
        self, progress: Callable[[float], None] = lambda _: None, stop: Callable[[], bool] = lambda: False
    ) -> SyncResult:
        self.syncs += 1
        self.during(progress, stop)
        if self.fault is not None:
            raise self.fault
        self.last, self.outbox = self.result, {}
        return self.result


class FakeShare:
    """As `app.practice.recording_share.RecordingShare`; `fetches` are the takes that were asked for."""

    def __init__(self) -> None:
        self.configured = False
        self.has_key = False
        self.public_key = ""
        self.address = ""
        self.fault: ExpectedError | None = None
        self.found = Fetched(fetched=1)
        self.arrives: Callable[[], None] = lambda: None
        self.fetches: list[str] = []
        self.rounds: list[str] = []

    def send(
        self,
        progress: Callable[[int, int], None] | None = None,
        stop: Callable[[], bool] | None = None,
        *,
        again: bool = False,
    ) -> Sent:
        self.rounds.append("send")
        if self.fault is not None:
            raise self.fault
        return Sent(sent=5)

    def fetch_missing(
        self,
        limit: int,
        progress: Callable[[int, int], None] | None = None,
        stop: Callable[[], bool] | None = None,
    ) -> Fetched:
        self.rounds.append("fetch")
        return self.found

    def fetch_for(
        self,
        attempt_ids: Sequence[str],
        progress: Callable[[int, int], None] | None = None,
        stop: Callable[[], bool] | None = None,
    ) -> Fetched:
        self.fetches += attempt_ids
        if self.fault is not None:
            raise self.fault
        self.arrives()
        return self.found


class FakeKit:
    """As `app.practice.kit.Kit`: answers with what a test puts there."""

    def __init__(self) -> None:
        self.notices: tuple[Message, ...] = ()
        self.fault: ExpectedError | None = None
        self.merged = Merged((), (), (), 0)
        self.collected = Collected("A-07", (), 0, 0, True)
        self.calls: list[tuple[object, ...]] = []

    def merge(
        self,
        folder: Path,
        *,
        clear: bool = False,
        all_kinds: bool = False,
        progress: Callable[[float], None] = lambda _: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Merged:
        self._note("merge", folder, clear)
        return self.merged

    def collect(
        self,
        folder: Path,
        *,
        only_new: bool = False,
        recordings: bool = True,
        all_kinds: bool = False,
        unsealed: bool = False,
        given_fingerprint: str = "",
        confirm: Callable[[KitInfo, str], bool] | None = None,
        progress: Callable[[float], None] = lambda _: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Collected:
        self._note("collect", folder, given_fingerprint)
        return self.collected

    def make(
        self,
        folder: Path,
        contents: KitContents,
        progress: Callable[[float], None] = lambda _: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> MadeKit:
        self._note("make", folder, contents)
        info = KitInfo(1, "2026-11-23", "中心", "0.5.0", "", "", (), (), ())
        return MadeKit(folder, info, "3F2A-91C0-77D4-08EB-5A16", 3, True)

    def keep_key(self, folder: Path) -> str:
        self._note("keep_key", folder)
        return "3F2A-91C0-77D4-08EB-5A16"

    def _note(self, *call: object) -> None:
        self.calls.append(call)
        if self.fault is not None:
            raise self.fault
