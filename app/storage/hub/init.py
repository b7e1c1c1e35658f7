"""Setting a hub up, and bringing an older one to the present shape. Run by whoever runs the database."""

from __future__ import annotations

import secrets

import psycopg
from psycopg import sql

from app.i18n import msg
from app.storage.hub import shape, views
from app.storage.hub.connection import Connection, connect
from app.storage.hub.errors import HubError, HubRefusedError, HubShapeError, as_hub_error
from app.storage.hub.rights import LOGIN_KINDS, group_role
from app.storage.hub.values import HubAddress

_OLDEST_SERVER = 150000


def set_up(where: HubAddress, centre_name: str = "", restored: bool = False) -> str:
    """Make roles, tables, functions and policies, and a centre of this name; the centre's id.

    May be run again at any time: what is there stays. Without a name only the shape is brought up to date,
    and the id is "". `restored` says that the database was put back from a copy by the server's own means:
    every station then reads it from the start and brings again what it lacks.

    The login must be a superuser, or have CREATEROLE and own the database.
    Raises HubError; nothing was changed then.
    """
    connection = connect(where, options="-c lock_timeout=30s -c timezone=UTC -c search_path=")
    try:
        _check_server(connection)
        with connection.transaction():
            _make_roles(connection)
            _make_schema(connection)
            _check_older(connection)
            for each in shape.statements():
                connection.execute(each)
            for each in views.statements():
                connection.execute(each)
            if restored:
                for (centre,) in connection.execute("SELECT centre FROM kaibo.centres").fetchall():
                    connection.execute(
                        "UPDATE kaibo.centres SET epoch = %s WHERE centre = %s", [new_epoch(), centre]
                    )
            return _centre(connection, centre_name) if centre_name else ""
    except psycopg.errors.InsufficientPrivilege as error:
        raise HubRefusedError(
            msg(
                "这个登录名不能建立中心的数据，什么也没有改变。"
                "请用数据库的管理员（例如 postgres）来运行 kaibo hub init。"
            ),
            str(error),
        ) from error
    except psycopg.Error as error:
        raise as_hub_error(error) from error
    finally:
        connection.close()


def act_as_owner(connection: Connection) -> None:
    """From here to the end of the transaction, be the owner of the hub's tables."""
    connection.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(shape.OWNER)))


def _check_server(connection: Connection) -> None:
    version = connection.info.server_version
    if version < _OLDEST_SERVER:
        raise HubError(
            msg(
                "服务器是 PostgreSQL {version}，开播需要 15 或更新的版本。什么也没有改变。",
                version=version // 10000,
            )
        )
    row = connection.execute(
        "SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()"
    ).fetchone()
    if row is not None and row[0] != "UTF8":
        raise HubError(
            msg("数据库的编码是 {encoding}，开播需要 UTF8。请用 UTF8 另建一个数据库。", encoding=row[0])
        )


def _make_roles(connection: Connection) -> None:
    """The roles belong to the whole server: another database of it may have them already."""
    for role in (shape.OWNER, *map(group_role, LOGIN_KINDS)):
        name = sql.Identifier(role)
        if connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [role]).fetchone() is None:
            connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(name))
        if role == shape.OWNER and not _may_be(connection, role):
            connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(name))


def _may_be(connection: Connection, role: str) -> bool:
    row = connection.execute("SELECT pg_has_role(current_user, %s, 'MEMBER')", [role]).fetchone()
    return bool(row and row[0])


def _make_schema(connection: Connection) -> None:
    name = sql.Identifier(shape.OWNER)
    if connection.execute("SELECT FROM pg_namespace WHERE nspname = 'kaibo'").fetchone() is None:
        connection.execute(sql.SQL("CREATE SCHEMA kaibo AUTHORIZATION {}").format(name))
    act_as_owner(connection)


def _check_older(connection: Connection) -> None:
    """A hub that a newer program has set up is not made older."""
    found = connection.execute("SELECT to_regprocedure('kaibo.shape()') IS NOT NULL").fetchone()
    if not (found and found[0]):
        return
    row = connection.execute("SELECT kaibo.shape()").fetchone()
    if row is not None and row[0] > shape.SHAPE:
        raise HubShapeError(
            msg(
                "中心的数据库已经由更新版本的开播升级（{there}，这里是 {here}），什么也没有改变。"
                "请用那个版本来运行。",
                there=row[0],
                here=shape.SHAPE,
            )
        )


def _centre(connection: Connection, name: str) -> str:
    row = connection.execute("SELECT centre FROM kaibo.centres WHERE name = %s", [name]).fetchone()
    if row is not None:
        return str(row[0])
    centre = secrets.token_hex(8)
    connection.execute(
        "INSERT INTO kaibo.centres (centre, name, epoch) VALUES (%s, %s, %s)",
        [centre, name, new_epoch()],
    )
    return centre


def new_epoch() -> int:
    """What tells a hub from the same hub made anew or restored: stations then bring again what it lacks."""
    return secrets.randbelow(2**62 - 1) + 1
