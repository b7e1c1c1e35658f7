"""Worker processes on this machine."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from pathlib import Path

from app.paths import module_command
from app.practice.rescore_all_keys import Keys

log = logging.getLogger(__name__)

_MOST_RESTARTS = 20  # of processes that end by themselves, in one run
_LEAVE = 5.0  # seconds for a process to end


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
