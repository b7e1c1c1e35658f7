"""The machines that score: a Dask scheduler, its workers, and how they are started and found.

Dask has no passwords: whoever reaches a scheduler or a worker can run programs on it. So what is started here
is encrypted with keys of its own, and what a centre starts takes its keys (`docs/rescoring.md`).
"""

from __future__ import annotations

import asyncio
import logging
import queue
import tempfile
import time
import uuid
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from app.errors import ExpectedError
from app.i18n import Message, msg
from app.practice.rescore_all_crew import Crew
from app.practice.rescore_all_keys import Keys, make_keys, security_of
from app.practice.rescore_all_task import Identity, Job, NotScored, Scored, score_job

if TYPE_CHECKING:
    from distributed import Client, Future, LocalCluster

log = logging.getLogger(__name__)

PORT = 8786
"""Where a scheduler listens, as Dask's own does."""
_CONNECT = 15.0  # seconds
_NO_PAGES = "127.0.0.1:0"
"""Where Dask's web server listens, which cannot be left out: at any free port, to nobody else, and with no
pages (`_without_pages`)."""
_LOOK_AGAIN = 2.0  # seconds between two looks at who is there


def check_address(address: str, keys: Keys | None) -> None:
    """Raises ExpectedError for what is no scheduler's address, or not one that goes with the keys."""
    try:
        parts = urlsplit(address)
        sound = bool(parts.hostname) and parts.port is not None
    except ValueError:
        sound = False
    if not sound or parts.scheme not in ("tcp", "tls"):
        raise ExpectedError(
            msg("“{address}”不是调度程序的地址。应该像 tls://192.168.1.10:8786。", address=address)
        )
    if (parts.scheme == "tls") != (keys is not None):
        raise ExpectedError(
            msg("tls:// 的地址要有 --tls-ca、--tls-cert 和 --tls-key；tcp:// 的地址不能有。没有连接。")
        )


def is_this_machine(address: str) -> bool:
    """Whether an address does not leave the machine."""
    host = urlsplit(address).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _without_pages() -> None:
    import dask
    import distributed  # noqa: F401  # its defaults would come later and win

    dask.config.set({"distributed.scheduler.http.routes": [], "distributed.worker.http.routes": []})


def run_scheduler(host: str, port: int, keys: Keys | None, ready: Callable[[str], None]) -> None:
    """Be a scheduler until ended; `ready` is told its address. Raises ExpectedError when it cannot start."""
    from distributed import Scheduler

    _without_pages()

    async def serve() -> None:
        async with Scheduler(
            host=host,
            port=port,
            protocol="tls" if keys else "tcp",
            security=security_of(keys),
            dashboard=False,
            dashboard_address=_NO_PAGES,
        ) as scheduler:
            ready(scheduler.address)
            await scheduler.finished()

    try:
        asyncio.run(serve())
    except OSError as error:
        raise ExpectedError(
            msg("调度程序不能在 {host}:{port} 启动，端口可能已被占用。", host=host, port=port), repr(error)
        ) from error


def run_worker(
    address: str, keys: Keys | None, identity: Identity, port: int, ready: Callable[[str], None]
) -> None:
    """Work for a scheduler until it goes away. Call `rescore_all_task.serve` first.

    It takes only jobs for its own scorer and model: others are never sent to it. Raises ExpectedError when
    the scheduler cannot be reached.
    """
    from distributed import Worker
    from distributed.utils import get_ip

    _without_pages()
    host = "127.0.0.1" if is_this_machine(address) else get_ip(urlsplit(address).hostname)

    async def serve() -> None:
        async with Worker(
            address,
            host=host,
            port=port,
            nthreads=1,
            resources={identity.resource: 1},
            name=f"{identity} #{uuid.uuid4().hex[:6]}",
            security=security_of(keys),
            death_timeout=_CONNECT,
            dashboard=False,
            dashboard_address=_NO_PAGES,
            memory_limit=0,
        ) as worker:
            ready(worker.address)
            await worker.finished()

    try:
        asyncio.run(serve())
    except (OSError, TimeoutError, RuntimeError) as error:
        raise _unreachable(address, error) from error


def _unreachable(address: str, error: Exception) -> ExpectedError:
    return ExpectedError(
        msg("连不上调度程序 {address}。请检查地址、密钥和网络，确认它已经启动。", address=address),
        repr(error),
    )


@dataclass(frozen=True)
class Present:
    """Who is there to work: how many fit, and what the others are."""

    fit: int
    others: tuple[str, ...]


class Machines:
    """A connection to a scheduler, or to one of its own with `workers` processes. Use as a context."""

    def __init__(self, address: str = "", keys: Keys | None = None, workers: int = 1) -> None:
        """`address` "" is this machine alone."""
        self.address = address
        self._keys = keys
        self._workers = workers
        self._ended: queue.SimpleQueue[Future] = queue.SimpleQueue()
        self._running: dict[str, Future] = {}
        self._stack = ExitStack()
        self._client: Client
        self._present = Present(0, ())
        self._looked = 0.0
        self.crew: Crew | None = None

    def __enter__(self) -> Machines:
        with ExitStack() as stack:
            if not self.address:
                self._start_own(stack)
            self._connect(stack)
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_exc: object) -> None:
        for future in self._running.values():
            future.cancel()
        self._running.clear()
        self._stack.close()

    def _start_own(self, stack: ExitStack) -> None:
        from distributed import LocalCluster

        _without_pages()
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kaibo-keys-")))
        self._keys = make_keys(folder)
        own: LocalCluster = stack.enter_context(
            LocalCluster(
                n_workers=0,
                host="127.0.0.1",
                protocol="tls",
                security=security_of(self._keys),
                dashboard_address=_NO_PAGES,
                scheduler_kwargs={"dashboard": False},
            )
        )
        self.address = own.scheduler_address
        self.crew = Crew(self.address, self._keys, self._workers)
        stack.callback(self.crew.close)

    def _connect(self, stack: ExitStack) -> None:
        from distributed import Client

        try:
            self._client = stack.enter_context(
                Client(
                    self.address,
                    security=security_of(self._keys),
                    timeout=_CONNECT,
                    set_as_default=False,
                    name="kaibo",
                )
            )
        except (OSError, TimeoutError) as error:
            raise _unreachable(self.address, error) from error

    @property
    def in_flight(self) -> int:
        """How many jobs are handed out and have not come back."""
        return len(self._running)

    def present(self, identity: Identity) -> Present:
        """Who is there; asked of the scheduler every few seconds.

        Raises ExpectedError when this machine's own workers have all given up.
        """
        if self.crew is not None and self._workers and not self.crew.pids:
            raise ExpectedError(
                msg("这台电脑上的工作进程都停了，原因见日志（log/kaibo.log）。评好的都已保存。")
            )
        now = time.monotonic()
        if now - self._looked >= _LOOK_AGAIN:
            self._looked = now
            found = self._client.scheduler_info(n_workers=-1)["workers"].values()
            fit = [each for each in found if identity.resource in each["resources"]]
            others = (f"{each['host']}: {each['name']}" for each in found if each not in fit)
            self._present = Present(len(fit), tuple(others))
        return self._present

    def submit(self, job: Job) -> None:
        """Hand a job out to a machine that fits; `take` gives what comes of it."""
        future = self._client.submit(
            score_job,
            job,
            key=f"kaibo-{uuid.uuid4().hex}",
            resources={job.identity.resource: 1},
            pure=False,
        )
        self._running[job.attempt_id] = future
        future.add_done_callback(self._ended.put)

    def take(self, timeout: float) -> Scored | NotScored | None:
        """What came back next; None when nothing did within `timeout` seconds.

        Raises ExpectedError when the scheduler went away.
        """
        try:
            ended = self._ended.get(timeout=timeout)
        except queue.Empty:
            if self._client.status != "running":
                raise _lost() from None
            return None
        attempt_id = next((key for key, each in self._running.items() if each.key == ended.key), "")
        if not attempt_id:
            return None
        future = self._running.pop(attempt_id)
        if future.status == "finished":
            result: Scored | NotScored = future.result(timeout=_CONNECT)
            return result
        if future.status == "error":  # a bug, or a recording at which one worker after the other dies
            return NotScored(attempt_id, fault=False, detail=repr(future.exception(timeout=_CONNECT)))
        raise _lost()


def _lost() -> ExpectedError:
    return ExpectedError(_LOST)


_LOST: Message = msg("和调度程序的连接断了。评好的都已保存；再运行一次，会从断开的地方接着评。")
