"""Connections to the hub: opened with limits on every wait, opened again when they are lost."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from app.i18n import msg
from app.storage.hub.errors import (
    HubBusyError,
    HubError,
    HubRefusedError,
    HubShapeError,
    HubUnreachableError,
    as_hub_error,
    is_lost,
    is_passing,
    not_an_address,
    not_set_up,
)
from app.storage.hub.shape import SHAPE
from app.storage.hub.values import HubAddress, Me

log = logging.getLogger(__name__)

Connection = psycopg.Connection[tuple[Any, ...]]
T = TypeVar("T")

_LIMITS: Mapping[str, str | int] = {
    "connect_timeout": 10,  # seconds
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,  # milliseconds
    "application_name": "kaibo",
    "client_encoding": "utf8",
    "options": (
        "-c statement_timeout=60s -c lock_timeout=30s -c idle_in_transaction_session_timeout=60s"
        " -c timezone=UTC -c search_path="
    ),
}
"""What holds unless the address says otherwise: without it a cable pulled out is waited for for hours."""

_LOST_TRIES = 3
_PASSING_TRIES = 12


def connect(where: HubAddress, **changes: str | int) -> Connection:
    """Open a connection in which every statement is a transaction of its own unless told otherwise.

    The password is the one typed, the one in the password file, or what libpq finds (PGPASSFILE, ~/.pgpass).
    Raises HubError.
    """
    try:
        given = conninfo_to_dict(where.address)
    except psycopg.ProgrammingError as error:
        raise not_an_address(str(error)) from error
    wanted: dict[str, Any] = {**_LIMITS, **{name: value for name, value in given.items() if value}, **changes}
    if where.login:
        wanted["user"] = where.login
    password = where.password or password_from(where)
    if password:
        wanted["password"] = password
    try:
        # nothing is prepared: a pool in transaction mode gives each transaction another connection
        return psycopg.connect(make_conninfo(**wanted), autocommit=True, prepare_threshold=None)
    except psycopg.Error as error:
        raise as_hub_error(error) from error


def password_from(where: HubAddress) -> str:
    """What stands in the password file, "" without one. Raises HubRefusedError when it cannot be read."""
    if where.password_file is None:
        return ""
    try:
        text = where.password_file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise HubRefusedError(
            msg("读不了密码文件 {path}，没有同步。请让中心管理电脑的人检查它。", path=where.password_file),
            repr(error),
        ) from error
    return text.strip("\r\n")


def who_am_i(connection: Connection) -> tuple[Me, Any]:
    """Who this connection is at the hub, and the hub's time (aware). Raises HubError, psycopg.Error."""
    try:
        rows = connection.execute(
            "SELECT login, kind, profile_id, centre, centre_name, counter, epoch, shape, oldest_shape, now"
            " FROM kaibo.my_login()"
        ).fetchall()
    except (psycopg.errors.InvalidSchemaName, psycopg.errors.UndefinedFunction) as error:
        raise not_set_up(str(error)) from error
    except psycopg.errors.InsufficientPrivilege as error:
        raise _unknown(str(error)) from error
    if not rows:
        raise _unknown("no row in kaibo.logins")
    *me, oldest, now = rows[0]
    found = Me(*me)
    check_shape(found.shape, oldest)
    return found, now


def check_shape(shape: int, oldest: int) -> None:
    """Raises HubShapeError when a hub of this shape and this program do not understand each other."""
    if oldest > SHAPE:
        raise HubShapeError(
            msg(
                "中心的数据库已经由更新版本的开播升级（{there}，这里是 {here}）。请先更新这台电脑上的开播；"
                "数据都还在这里，更新后会接着同步。",
                there=shape,
                here=SHAPE,
            )
        )
    if shape < SHAPE:
        raise HubShapeError(
            msg(
                "中心的数据库还是旧版（{there}，这里是 {here}）。请管理数据库的人用新版再运行一次"
                " kaibo hub init；数据都还在这台电脑上。",
                there=shape,
                here=SHAPE,
            )
        )


def _unknown(detail: str) -> HubRefusedError:
    return HubRefusedError(
        msg("中心的数据库里没有登记这个登录名。请管理数据库的人用 kaibo hub login add 登记。"), detail
    )


class Line:
    """One connection that is opened when needed and opened again when it was lost.

    `pause` waits for so many seconds, or less when the user stops. Not to be used by two threads at once.
    """

    def __init__(self, where: HubAddress, pause: Callable[[float], None]) -> None:
        self._where = where
        self._pause = pause
        self._connection: Connection | None = None
        self._was_open = False

    def run(self, work: Callable[[Connection], T]) -> T:
        """Do `work`, a transaction or a reading, until it was done once to its end.

        What did not go through because of others is tried again after a random while that grows, so that
        those who were in each other's way come at different times. `work` may therefore run several times,
        and when the connection is lost while it is committed, once more after it has taken effect. A hub
        that does not answer from the start is not waited for. Raises HubError.
        """
        lost = passing = 0
        while True:
            try:
                return work(self._open())
            except psycopg.Error as error:
                if is_passing(error) and passing < _PASSING_TRIES:
                    passing += 1
                    self._pause(random.uniform(0.5, 1.5) * min(0.02 * 2**passing, 3.0))
                    continue
                self.close()
                if not is_lost(error) or lost == _LOST_TRIES:
                    raise as_hub_error(error) from error
                log.info("the connection to the hub was lost: %s", error)
            except HubError as error:
                self.close()
                again = HubUnreachableError if self._was_open else HubBusyError
                if not isinstance(error, again) or lost == _LOST_TRIES:
                    raise
                log.info("no connection to the hub: %s", error.detail)
            lost += 1
            self._pause(random.uniform(0.5, 1.5) * 2.0 ** (lost - 1))

    def close(self) -> None:
        """Let go of the connection; `run` opens another one."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _open(self) -> Connection:
        if self._connection is None or self._connection.closed:
            self._connection = connect(self._where)
            self._was_open = True
        return self._connection
