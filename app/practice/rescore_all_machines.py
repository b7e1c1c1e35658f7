"""The machines that score: a Dask scheduler, its workers, and how they are started and found.

Dask has no passwords: whoever reaches a scheduler or a worker can run programs on it. So what is started here
is encrypted with keys of its own, and what a centre starts takes its keys (`docs/rescoring.md`).
"""

from __future__ import annotations

import asyncio
import logging
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from app.errors import ExpectedError
from app.i18n import Message, msg
from app.paths import module_command
from app.practice.rescore_all_task import Identity, Job, NotScored, Scored, score_job

if TYPE_CHECKING:
    from distributed import Client, Future, LocalCluster
    from distributed.security import Security

log = logging.getLogger(__name__)

PORT = 8786
"""Where a scheduler listens, as Dask's own does."""
_CONNECT = 15.0  # seconds
_LOOK_AGAIN = 2.0  # seconds between two looks at who is there
_MOST_RESTARTS = 20  # of worker processes that end by themselves, in one run
_LEAVE = 5.0  # seconds for a worker process to end


@dataclass(frozen=True)
class Keys:
    """PEM files: who is trusted, and this machine's own certificate with its key."""

    ca: Path
    cert: Path
    key: Path

    def arguments(self) -> list[str]:
        """As they are given to `kaibo worker`."""
        return ["--tls-ca", str(self.ca), "--tls-cert", str(self.cert), "--tls-key", str(self.key)]


def make_keys(folder: Path) -> Keys:
    """New keys for one group of machines, for 365 days. Raises ExpectedError when they cannot be written.

    All machines of the group share them: who has them belongs to it.
    """
    from distributed.security import Security

    made = Security.temporary()
    keys = Keys(folder / "ca.pem", folder / "cert.pem", folder / "key.pem")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, text in (
            (keys.ca, made.tls_ca_file),
            (keys.cert, made.tls_worker_cert),
            (keys.key, made.tls_worker_key),
        ):
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(text)
    except OSError as error:
        raise ExpectedError(
            msg("密钥写不进 {folder}：那里写不了，或者已经有密钥。没有覆盖任何文件。", folder=folder),
            repr(error),
        ) from error
    return keys


def security_of(keys: Keys | None) -> Security | None:
    """Dask's own form of the keys. Raises ExpectedError when a file is not there."""
    from distributed.security import Security

    if keys is None:
        return None
    for path in (keys.ca, keys.cert, keys.key):
        if not path.is_file():
            raise ExpectedError(msg("找不到密钥文件：{path}。请检查路径。", path=path))
    ca, cert, key = (str(each) for each in (keys.ca, keys.cert, keys.key))
    return Security(
        require_encryption=True,
        tls_ca_file=ca,
        tls_client_cert=cert,
        tls_client_key=key,
        tls_scheduler_cert=cert,
        tls_scheduler_key=key,
        tls_worker_cert=cert,
        tls_worker_key=key,
    )


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
    return host in ("localhost", "::1") or host.startswith("127.")


def run_scheduler(host: str, port: int, keys: Keys | None, ready: Callable[[str], None]) -> None:
    """Be a scheduler until ended; `ready` is told its address. Raises ExpectedError when it cannot start."""
    from distributed import Scheduler

    async def serve() -> None:
        async with Scheduler(
            host=host,
            port=port,
            protocol="tls" if keys else "tcp",
            security=security_of(keys),
            dashboard=False,
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


class Crew:
    """Worker processes on this machine, each with one thread and its own model. One that dies is replaced.

    `close` ends them. They end by themselves when the scheduler goes away, as when this process is killed.
    """

    def __init__(
        self, address: str, keys: Keys | None, count: int, port: int = 0, quiet: bool = True
    ) -> None:
        self._command = [*_ourselves(), "worker", address, *(keys.arguments() if keys else [])]
        self._port = port
        self._quiet = quiet
        self._restarts = 0
        self._closing = threading.Event()
        self._running = {number: self._start(number) for number in range(count)}
        self._thread = threading.Thread(target=self._watch, name="kaibo-crew", daemon=True)
        self._thread.start()

    @property
    def pids(self) -> list[int]:
        """The ids of the processes."""
        return [each.pid for each in self._running.values()]

    def wait(self) -> None:
        """Until all have ended by themselves."""
        self._thread.join()

    def close(self) -> None:
        """End all of them."""
        self._closing.set()
        self._thread.join()
        for process in self._running.values():
            process.terminate()
        for process in self._running.values():
            try:
                process.wait(_LEAVE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _start(self, number: int) -> subprocess.Popen[bytes]:
        command = [*self._command, "--port", str(self._port + number if self._port else 0)]
        where = {**os.environ, "PYTHONPATH": _import_path()}
        out = subprocess.DEVNULL if self._quiet else None
        return subprocess.Popen(
            command,
            env=where,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            # apart from us: Ctrl-C is for us alone, who end them when our results are kept
            start_new_session=os.name != "nt",
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )

    def _watch(self) -> None:
        while not self._closing.wait(0.5):
            for number, process in list(self._running.items()):
                code = process.poll()
                if code is None:
                    continue
                if code in (0, 1) or self._restarts >= _MOST_RESTARTS:  # done, or said why it cannot
                    del self._running[number]
                    continue
                log.warning("worker process %d ended with %d and is started again", process.pid, code)
                self._restarts += 1
                self._running[number] = self._start(number)
            if not self._running:
                return


def _ourselves() -> list[str]:
    command = module_command("app")
    return command[:1] if getattr(sys, "frozen", False) else command


def _import_path() -> str:
    here = str(Path(__file__).resolve().parents[2])
    return os.pathsep.join(filter(None, (here, os.environ.get("PYTHONPATH", ""))))


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

        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kaibo-keys-")))
        self._keys = make_keys(folder)
        own: LocalCluster = stack.enter_context(
            LocalCluster(
                n_workers=0,
                host="127.0.0.1",
                protocol="tls",
                security=security_of(self._keys),
                dashboard_address=None,
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
        """Who is there; asked of the scheduler every few seconds."""
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
