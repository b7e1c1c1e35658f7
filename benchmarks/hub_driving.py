"""A hub with made-up centres for `hub.py`, and the processes that let its stations practise and sync."""

from __future__ import annotations

import dataclasses
import multiprocessing
import os
import queue
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(PROJECT), str(PROJECT / "benchmarks")]

from hub_made import Bodies, Centre, MadeStation, Plan, PractisingStation  # noqa: E402

import app.storage.hub.sync as hub_sync  # noqa: E402
from app.storage.hub.connection import Line  # noqa: E402
from app.storage.hub.init import set_up  # noqa: E402
from app.storage.hub.logins import Logins  # noqa: E402
from app.storage.hub.sync import Hub  # noqa: E402
from app.storage.hub.values import HubAddress  # noqa: E402
from tests.hub_server import SUPERUSER, HubServer, programs  # noqa: E402

SETTINGS = {
    "fsync": "on",
    "full_page_writes": "on",
    "shared_buffers": "1GB",
    "max_wal_size": "4GB",
    "max_connections": "200",
    "wal_compression": "off",
}
DRIVERS = 2
"""Processes that drive stations, for one Python cannot keep a server busy."""
TICKS = os.sysconf("SC_CLK_TCK")


# -- the server, the centres and their logins


@contextmanager
def running_server() -> Iterator[HubServer]:
    """A server in a folder that is thrown away."""
    bin_dir = programs()
    if bin_dir is None:
        sys.exit("PostgreSQL is not installed")
    folder = Path(tempfile.mkdtemp(prefix="kaibo-hub-"))
    folder.chmod(0o755)
    server = HubServer(folder, bin_dir)
    server.stop()
    server.start(**SETTINGS)
    try:
        yield server
    finally:
        server.stop(signal.SIGQUIT)
        shutil.rmtree(folder, ignore_errors=True)


class Benchmark:
    """A hub with its centres. Every login's name says whose it is; all have passwords of their own."""

    def __init__(self, server: HubServer, plan: Plan, centres: int, bodies: Bodies) -> None:
        self.server, self.plan = server, plan
        self.database = server.new_database()
        self.passwords: dict[str, str] = {}
        self.centres = [Centre(number, plan, bodies) for number in range(centres)]
        self.ids: list[str] = []
        self.owner = HubAddress(server.address(self.database), SUPERUSER, password=server.password)
        for centre in self.centres:
            self.ids.append(set_up(self.owner, f"中心 {centre.number}"))
        with Logins(self.owner) as logins:
            for centre, centre_id in zip(self.centres, self.ids, strict=True):
                for number in range(plan.stations):
                    self._login(logins, "station", f"c{centre.number:03}_s{number:02}", centre_id)
                self._login(logins, "administrator", f"c{centre.number:03}_desk", centre_id)
                self._login(logins, "trainer", f"c{centre.number:03}_trainer", centre_id, centre.trainers[0])
        self.port = server.port
        for centre in self.centres:
            desk = MadeStation(f"c{centre.number:03}-desk")
            desk.outbox = list(centre.roster())
            self.sync(desk, f"c{centre.number:03}_desk")

    def _login(self, logins: Logins, kind: str, name: str, centre: str, profile: str = "") -> None:
        self.passwords[name] = logins.add(kind, name, centre, profile)

    def where(self, login: str) -> HubAddress:
        """How a machine gets in."""
        return HubAddress(
            self.server.address(self.database, self.port), login, password=self.passwords[login]
        )

    def sync(self, station: MadeStation, login: str) -> Any:
        """One exchange, as the program makes it."""
        with tempfile.TemporaryDirectory() as folder:
            return Hub(station, Path(folder), self.where(login)).sync()

    def ask(self, question: str) -> Any:
        """One value, as who runs the database."""
        with self.server.connect(self.database) as connection:
            row = connection.execute(question).fetchone()
        return row[0] if row else None

    def sizes(self) -> dict[str, int]:
        """Bytes of the revisions' table, of its indexes, of its TOAST (bodies too long for a page)."""
        return {
            "rows": self.ask("SELECT count(*) FROM kaibo.revisions"),
            "attempts": self.ask("SELECT count(*) FROM kaibo.revisions WHERE kind = 'attempt'"),
            "table": self.ask("SELECT pg_relation_size('kaibo.revisions')"),
            "indexes": self.ask("SELECT pg_indexes_size('kaibo.revisions')"),
            "toast": self.ask(
                "SELECT pg_total_relation_size(reltoastrelid) FROM pg_class"
                " WHERE oid = 'kaibo.revisions'::regclass"
            ),
        }

    def wal(self) -> int:
        """Bytes of write-ahead log written so far."""
        return int(self.ask("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint"))

    def processor_seconds(self) -> float:
        """What the server and all its processes, ended ones too, have used of the processors."""
        assert self.server._process is not None
        postmaster = self.server._process.pid
        total = 0.0
        for each in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = each.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if each.parent.name == str(postmaster):
                total += sum(map(int, fields[11:15]))
            elif fields[1] == str(postmaster):
                total += sum(map(int, fields[11:13]))
        return total / TICKS


# -- times that the program itself does not keep


@dataclasses.dataclass
class Times:
    """Seconds of whole exchanges, and of batches from the statement that takes the counter to the commit."""

    syncs: list[float] = dataclasses.field(default_factory=list)
    batches: list[float] = dataclasses.field(default_factory=list)
    records: int = 0
    failed: list[str] = dataclasses.field(default_factory=list)

    def add(self, other: Times) -> None:
        """Take another process's in."""
        self.syncs += other.syncs
        self.batches += other.batches
        self.records += other.records
        self.failed += other.failed


class _Watched:
    """A connection that notes how long its batches took, from taking the counter to giving it back."""

    def __init__(self, connection: Any, times: Times) -> None:
        self._connection, self._times = connection, times
        self._since: float | None = None

    def execute(self, query: Any, *arguments: Any, **options: Any) -> Any:
        if isinstance(query, str) and "kaibo.advance(" in query:
            self._since = time.perf_counter()
        return self._connection.execute(query, *arguments, **options)

    @contextmanager
    def transaction(self) -> Iterator[Any]:
        with self._connection.transaction() as inner:
            yield inner
        if self._since is not None:
            self._times.batches.append(time.perf_counter() - self._since)
            self._since = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


@contextmanager
def watched(times: Times) -> Iterator[None]:
    """Note in `times` what exchanges that are made inside take."""

    class WatchedLine(Line):
        def run(self, work: Callable[[Any], Any]) -> Any:
            return super().run(lambda connection: work(_Watched(connection, times)))

    original = hub_sync.Line
    hub_sync.Line = WatchedLine  # type: ignore[misc]
    try:
        yield
    finally:
        hub_sync.Line = original  # type: ignore[misc]


@dataclasses.dataclass(frozen=True)
class Share:
    """What one driving process does: its stations with where they get in, and when they practise."""

    stations: list[tuple[PractisingStation, HubAddress]]
    lines: int
    day: int
    rounds: int


def drive(share: Share) -> Times:
    """Let the stations practise and sync, so many at once."""
    times = Times()
    source = random.Random(1)
    with watched(times):
        for round_ in range(share.rounds):
            for station, _ in share.stations:
                station.practise(share.day, round_, share.rounds)
            waiting: queue.SimpleQueue[tuple[PractisingStation, HubAddress]] = queue.SimpleQueue()
            for each in source.sample(share.stations, len(share.stations)):
                waiting.put(each)
            threads = [threading.Thread(target=_work, args=(waiting, times)) for _ in range(share.lines)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
    return times


def _work(waiting: queue.SimpleQueue[tuple[PractisingStation, HubAddress]], times: Times) -> None:
    with tempfile.TemporaryDirectory() as folder:
        while True:
            try:
                station, where = waiting.get_nowait()
            except queue.Empty:
                return
            began = time.perf_counter()
            try:
                result = Hub(station, Path(folder), where).sync()
            except Exception as error:  # counted and told at the end
                times.failed.append(repr(error))
                continue
            times.syncs.append(time.perf_counter() - began)
            times.records += result.pushed


def driven(
    benchmark: Benchmark, stations: Sequence[PractisingStation], lines: int, rounds: int, day: int = 0
) -> Times:
    """A day of these stations, driven by several processes."""
    shares = []
    for each in range(DRIVERS):
        mine = [
            (station, benchmark.where(station.me.name.replace("-", "_")))
            for station in stations[each::DRIVERS]
        ]
        shares.append(Share(mine, max(1, lines // DRIVERS), day, rounds))
    times = Times()
    with multiprocessing.get_context("spawn").Pool(DRIVERS) as pool:
        for each_times in pool.imap(drive, shares):
            times.add(each_times)
    return times


# -- pgbouncer


@contextmanager
def nothing() -> Iterator[None]:
    """No pooling."""
    yield


@contextmanager
def pooled(benchmark: Benchmark, size: int = 2) -> Iterator[None]:
    """Pgbouncer in transaction mode before the server; each login gets a pool of so many connections."""
    program = shutil.which("pgbouncer") or "/usr/sbin/pgbouncer"
    folder = benchmark.server.folder / "pooled"
    folder.mkdir(mode=0o755)
    with benchmark.server.connect(benchmark.database) as connection:
        found = connection.execute(
            "SELECT rolname, rolpassword FROM pg_authid WHERE rolpassword <> ''"
        ).fetchall()
    (folder / "users.txt").write_text("".join(f'"{name}" "{kept}"\n' for name, kept in found))
    from tests.hub_server import _free_port

    port = _free_port()
    (folder / "pgbouncer.ini").write_text(
        f"""[databases]
{benchmark.database} = host=127.0.0.1 port={benchmark.server.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = {folder}/users.txt
pool_mode = transaction
default_pool_size = {size}
max_db_connections = 60
server_idle_timeout = 5
max_client_conn = 2000
ignore_startup_parameters = extra_float_digits,options
logfile = {folder}/log
"""
    )
    for each in (folder, *folder.iterdir()):
        shutil.chown(each, "postgres", "postgres")
    process = subprocess.Popen(
        [*benchmark.server._before, program, "-q", str(folder / "pgbouncer.ini")], cwd=folder
    )
    time.sleep(1)
    benchmark.port, before = port, benchmark.port
    try:
        yield
    finally:
        benchmark.port = before
        process.terminate()
        process.wait(10)
        print("  " + "\n  ".join((folder / "log").read_text().splitlines()[-3:]))
