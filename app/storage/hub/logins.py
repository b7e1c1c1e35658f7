"""Logins at the hub: made, listed, given a new password and taken away by whoever runs the database.

Making a role needs rights that no login of Kaibo's has; with them one could make oneself anything.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import psycopg
from psycopg import sql

from app.i18n import msg
from app.storage.hub.connection import Connection, check_shape, connect
from app.storage.hub.errors import HubError, HubRefusedError, as_hub_error, not_set_up
from app.storage.hub.init import act_as_owner
from app.storage.hub.rights import OVERSEER, TRAINER, group_role
from app.storage.hub.values import HubAddress

_NAME = re.compile(r"(?!pg_|kaibo_)[a-z][a-z0-9_]{0,62}")


@dataclass(frozen=True)
class Login:
    """A login as the hub lists it."""

    login: str
    kind: str
    centre: str  # id
    centre_name: str
    profile_id: str  # whose login it is, "" for a station's
    created: datetime


@dataclass(frozen=True)
class Centre:
    """A centre of the hub."""

    id: str
    name: str


class Logins:
    """The hub's logins, as the database's administrator sees them. Close it, or use it in `with`.

    All methods raise HubError; nothing was changed then.
    """

    def __init__(self, where: HubAddress) -> None:
        self._connection = connect(where)
        try:
            with self._changing():
                pass
        except HubError:
            self.close()
            raise

    def __enter__(self) -> Logins:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()

    def centres(self) -> list[Centre]:
        """All centres of this hub, by name."""
        with self._changing() as connection:
            rows = connection.execute("SELECT centre, name FROM kaibo.centres ORDER BY name").fetchall()
        return [Centre(*row) for row in rows]

    def all(self) -> list[Login]:
        """All logins, by centre and name."""
        with self._changing() as connection:
            rows = connection.execute(
                "SELECT l.login, l.kind, l.centre, c.name, l.profile_id, l.created"
                " FROM kaibo.logins l JOIN kaibo.centres c ON c.centre = l.centre"
                " ORDER BY c.name, l.kind, l.login"
            ).fetchall()
        return [Login(*row) for row in rows]

    def add(self, kind: str, login: str, centre: str, profile_id: str = "") -> str:
        """Make a login; its password, which is kept nowhere.

        An overseer who is there already is let into a further centre; then "" is returned.
        """
        if not _NAME.fullmatch(login):
            raise HubRefusedError(
                msg(
                    "登录名“{login}”不行。请以小写英文字母开头，后面用小写字母、数字或下划线，例如 pc07。",
                    login=login,
                )
            )
        if kind == TRAINER and not profile_id:
            raise HubRefusedError(msg("教师的登录名要写明是哪一位教师。"))
        with self._changing() as connection:
            known = self._known(connection, login)
            if known is not None and (known != OVERSEER or kind != OVERSEER):
                raise HubRefusedError(msg("已经有叫 {login} 的登录名了，请换一个。", login=login))
            password = "" if known else self._make_role(connection, login, kind)
            act_as_owner(connection)
            connection.execute(
                "INSERT INTO kaibo.logins (centre, login, kind, profile_id) VALUES (%s, %s, %s, %s)"
                " ON CONFLICT (centre, login) DO NOTHING",
                [centre, login, kind, profile_id],
            )
        return password

    def new_password(self, login: str) -> str:
        """Give a login another password; the old one no longer works."""
        with self._changing() as connection:
            self._check_known(connection, login)
            connection.execute("RESET ROLE")
            password = secrets.token_urlsafe(18)
            self._set_password(connection, "ALTER ROLE {} PASSWORD {}", login, password)
        return password

    def remove(self, login: str) -> None:
        """Take a login away. What it brought stays; connections of it that are open see nothing more."""
        with self._changing() as connection:
            self._check_known(connection, login)
            connection.execute("DELETE FROM kaibo.logins WHERE login = %s", [login])
            connection.execute("RESET ROLE")
            connection.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(login)))

    @contextmanager
    def _changing(self) -> Iterator[Connection]:
        """A transaction in which the hub's own tables may be read and written."""
        try:
            with self._connection.transaction():
                self._check_set_up()
                act_as_owner(self._connection)
                yield self._connection
        except psycopg.errors.DependentObjectsStillExist as error:
            raise HubError(
                msg("这个登录名在服务器上还有别的用处，没有删除。请管理数据库的人处理。"), str(error)
            ) from error
        except psycopg.Error as error:
            raise as_hub_error(error) from error

    def _check_set_up(self) -> None:
        row = self._connection.execute("SELECT to_regprocedure('kaibo.shape()') IS NOT NULL").fetchone()
        if not (row and row[0]):
            raise not_set_up()
        shape = self._connection.execute("SELECT kaibo.shape(), kaibo.oldest_shape()").fetchone()
        if shape is not None:
            check_shape(*shape)

    def _known(self, connection: Connection, login: str) -> str | None:
        """The kind of a login of this hub, "" for another role of the server, None when there is none."""
        row = connection.execute("SELECT kind FROM kaibo.logins WHERE login = %s", [login]).fetchone()
        if row is not None:
            return str(row[0])
        role = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [login]).fetchone()
        return "" if role else None

    def _check_known(self, connection: Connection, login: str) -> None:
        if not self._known(connection, login):
            raise HubRefusedError(msg("中心的数据库里没有叫 {login} 的登录名。", login=login))

    def _make_role(self, connection: Connection, login: str, kind: str) -> str:
        connection.execute("RESET ROLE")
        password = secrets.token_urlsafe(18)
        self._set_password(connection, "CREATE ROLE {} LOGIN PASSWORD {}", login, password)
        connection.execute(
            sql.SQL("GRANT {} TO {}").format(sql.Identifier(group_role(kind)), sql.Identifier(login))
        )
        return password

    def _set_password(self, connection: Connection, statement: str, login: str, password: str) -> None:
        """The server is sent what it would keep, not the password: statements end up in its log."""
        kept = connection.pgconn.encrypt_password(password.encode(), login.encode(), b"scram-sha-256")
        connection.execute(sql.SQL(statement).format(sql.Identifier(login), sql.Literal(kept.decode())))
