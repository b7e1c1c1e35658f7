"""A PostgreSQL of the tests' own: on a free port of this machine, in a folder that is thrown away.

PostgreSQL refuses to run as root; as root it is run as the system's user `postgres`.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

_PROGRAMS = "/usr/lib/postgresql"
SUPERUSER = "postgres"


def programs() -> Path | None:
    """The folder with initdb and postgres, the newest one; None where there is no server."""
    found = sorted(Path(_PROGRAMS).glob("*/bin/postgres"), key=lambda path: int(path.parent.parent.name))
    if found:
        return found[-1].parent
    elsewhere = shutil.which("postgres")
    return Path(elsewhere).resolve().parent if elsewhere else None


class HubServer:
    """A running server. `address()` says how to get in as somebody."""

    def __init__(self, folder: Path, bin_dir: Path) -> None:
        self.folder = folder
        self.bin_dir = bin_dir
        self.data = folder / "data"
        self.password = secrets.token_urlsafe(16)
        self.port = _free_port()
        self._settings: dict[str, str] = {}
        as_postgres = os.getuid() == 0
        self._before = (
            ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] if as_postgres else []
        )
        if as_postgres:
            shutil.chown(folder, "postgres", "postgres")
        password_file = folder / "password"
        password_file.write_text(self.password)
        password_file.chmod(0o644)
        self._call(
            "initdb",
            f"--pgdata={self.data}",
            f"--username={SUPERUSER}",
            f"--pwfile={password_file}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
        )
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self, **settings: str) -> None:
        """Start, with the settings of before and these."""
        self._settings |= settings
        given = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": "",
            "fsync": "off",
            "full_page_writes": "off",
            "shared_buffers": "32MB",
            "max_connections": "100",
            "log_min_messages": "panic",
            **self._settings,
        }
        options = [f"--{name.replace('_', '-')}={value}" for name, value in given.items()]
        self._process = subprocess.Popen(
            [*self._before, str(self.bin_dir / "postgres"), "-D", str(self.data), *options],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self.folder,
        )
        give_up = time.monotonic() + 60
        while True:
            try:
                self.connect().close()
                return
            except psycopg.OperationalError:
                if time.monotonic() > give_up or self._process.poll() is not None:
                    raise
                time.sleep(0.05)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop: SIGINT ends all connections in good order, SIGQUIT drops everything as a power cut does."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(60)
            self._process = None

    def address(self, database: str = "postgres", port: int | None = None) -> str:
        """The address without login and password."""
        return f"postgresql://127.0.0.1:{port or self.port}/{database}"

    def connect(self, database: str = "postgres", **who: Any) -> psycopg.Connection[tuple[Any, ...]]:
        """A connection, the superuser's unless told; every statement a transaction."""
        login = {"user": SUPERUSER, "password": self.password, **who}
        return psycopg.connect(self.address(database), autocommit=True, connect_timeout=5, **login)

    def new_database(self) -> str:
        """An empty database with a name of its own."""
        name = f"hub_{secrets.token_hex(6)}"
        with self.connect() as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return name

    def _call(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [*self._before, str(self.bin_dir / program), *arguments],
            capture_output=True,
            text=True,
            cwd=self.folder,
        )
        assert done.returncode == 0, done.stderr


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def hub_server() -> Iterator[HubServer]:
    """The server; tests that need one are skipped where PostgreSQL is not installed, except in CI."""
    bin_dir = programs()
    if bin_dir is None:
        assert not os.environ.get("CI"), "PostgreSQL is not installed; see packaging/setup/environment.sh"
        pytest.skip("PostgreSQL is not installed")
    # not tmp_path: its folders are closed to the user that the server runs as
    folder = Path(tempfile.mkdtemp(prefix="kaibo-hub-"))
    folder.chmod(0o755)
    server = HubServer(folder, bin_dir)
    try:
        yield server
    finally:
        server.stop(signal.SIGQUIT)
        shutil.rmtree(folder, ignore_errors=True)
