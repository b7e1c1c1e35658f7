"""Setting the hub up, again, by whom, of which age, and what its tables may not contain."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from app.storage.hub import shape
from app.storage.hub.connection import connect
from app.storage.hub.errors import HubRefusedError, HubShapeError, HubUnreachableError
from app.storage.hub.init import set_up
from app.storage.hub.logins import Logins
from app.storage.hub.values import HubAddress
from tests.hub_server import HubServer
from tests.storage.hub.hub_samples import ROSTER, SampleHub, me, push

pytestmark = pytest.mark.xdist_group("hub")


def rows(hub: SampleHub, query: str) -> list[tuple[Any, ...]]:
    with hub.sql() as connection:
        return connection.execute(query).fetchall()  # type: ignore[arg-type]


def test_setting_up_again_changes_nothing(hub: SampleHub) -> None:
    centre = hub.centre("甲")
    administrator = hub.login("administrator", centre)
    push(administrator, *ROSTER)
    query = "SELECT kind, id, revision, hash, counter FROM kaibo.revisions ORDER BY counter"
    before = rows(hub, query)
    assert len(before) == len(ROSTER)
    assert hub.centre("甲") == centre
    assert set_up(hub.as_owner) == ""
    assert rows(hub, query) == before
    assert push(administrator, *ROSTER) == list(ROSTER)
    assert rows(hub, query) == before
    assert hub.centre("乙") != centre


@pytest.fixture
def database_person(hub: SampleHub) -> Iterator[HubAddress]:
    """Somebody with CREATEROLE who owns the database, and is no superuser."""
    name, password = f"dba_{secrets.token_hex(4)}", "secret"
    with hub.sql() as connection:
        connection.execute(f"CREATE ROLE {name} LOGIN CREATEROLE PASSWORD '{password}'")
        connection.execute(f"ALTER DATABASE {hub.database} OWNER TO {name}")
    yield HubAddress(hub.as_owner.address, name, password=password)
    with hub.sql() as connection:
        connection.execute(f"ALTER DATABASE {hub.database} OWNER TO postgres")
        connection.execute(f"REASSIGN OWNED BY {name} TO postgres; DROP OWNED BY {name}; DROP ROLE {name}")


def test_no_superuser_is_needed(hub: SampleHub, database_person: HubAddress) -> None:
    centre = set_up(database_person, "甲")
    assert set_up(database_person, "甲") == centre
    with Logins(database_person) as logins:
        name = f"t_{secrets.token_hex(6)}"
        password = logins.add("administrator", name, centre)
        hub.logins[name] = where = HubAddress(hub.as_owner.address, name, password=password)
        assert me(where).kind == "administrator"
        assert push(where, *ROSTER) == list(ROSTER)
        assert [each.login for each in logins.all()] == [name]
        logins.remove(name)
    with connect(database_person) as connection:
        nothing = (0,)
        assert connection.execute("SELECT count(*) FROM kaibo.revisions").fetchone() == nothing
        connection.execute("SET ROLE kaibo_owner")
        assert connection.execute("SELECT count(*) FROM kaibo.revisions").fetchone() == nothing


def test_who_may_not_make_roles_is_told(hub: SampleHub) -> None:
    name = f"t_{secrets.token_hex(6)}"
    with hub.sql() as connection:
        connection.execute(f"CREATE ROLE {name} LOGIN PASSWORD 'x'")
    hub.logins[name] = nobody = HubAddress(hub.as_owner.address, name, password="x")
    with pytest.raises(HubRefusedError, match="数据库的管理员"):
        set_up(nobody, "甲")
    with pytest.raises(HubShapeError, match="kaibo hub init"):
        me(nobody)
    hub.centre("甲")
    with pytest.raises(HubRefusedError, match="没有登记"):
        me(nobody)
    with pytest.raises(HubRefusedError), Logins(nobody) as logins:
        logins.all()


def test_two_hubs_on_one_server(hub: SampleHub, hub_server: HubServer) -> None:
    other = SampleHub(hub_server)
    where = hub.login("administrator", hub.centre("甲"))
    other.centre("甲")
    with pytest.raises(HubRefusedError, match="没有登记"):
        me(HubAddress(other.as_owner.address, where.login, password=where.password))
    with Logins(other.as_owner) as logins, pytest.raises(HubRefusedError, match="已经有"):
        logins.add("station", where.login, other.centre("甲"))
    other.close()


def test_a_newer_hub_is_not_made_older_and_says_so(hub: SampleHub) -> None:
    where = hub.login("station", hub.centre("甲"))
    newer = shape.SHAPE + 1

    def make(function: str, value: int) -> None:
        with hub.sql() as connection:
            connection.execute(
                f"CREATE OR REPLACE FUNCTION kaibo.{function}() RETURNS integer LANGUAGE sql IMMUTABLE"
                f" AS 'SELECT {value}'"
            )

    make("shape", newer)
    with pytest.raises(HubShapeError, match="更新版本"):
        set_up(hub.as_owner)
    assert me(where).shape == newer, "it still speaks with the older ones"
    make("oldest_shape", newer)
    with pytest.raises(HubShapeError, match="请先更新这台电脑上的开播"):
        me(where)
    make("oldest_shape", 0)
    make("shape", shape.SHAPE - 1)
    with pytest.raises(HubShapeError, match="再运行一次 kaibo hub init"):
        me(where)
    set_up(hub.as_owner)
    assert me(where).shape == shape.SHAPE


def test_a_distributed_postgresql_would_find_nothing_it_cannot_do(hub: SampleHub) -> None:
    hub.centre("甲")
    assert rows(hub, "SELECT relname FROM pg_class WHERE relkind = 'S'") == []
    assert rows(hub, "SELECT tgname FROM pg_trigger") == []
    assert [each for (each,) in rows(hub, "SELECT extname FROM pg_extension")] == ["plpgsql"]
    tables = {each for (each,) in rows(hub, "SELECT tablename FROM pg_tables WHERE schemaname = 'kaibo'")}
    assert tables == set(shape.TABLES)
    keys = rows(
        hub,
        "SELECT i.indrelid::regclass::text, a.attname FROM pg_index i"
        " JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
        " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]"
        " WHERE n.nspname = 'kaibo' AND i.indisunique",
    )
    assert {table for table, _ in keys} == {f"kaibo.{table}" for table in tables}, "each has a key"
    assert {column for _, column in keys} == {"centre"}
    references = rows(
        hub,
        "SELECT conname FROM pg_constraint WHERE contype IN ('f', 'x')"
        " AND connamespace = 'kaibo'::regnamespace",
    )
    assert references == []
    languages = rows(
        hub,
        "SELECT DISTINCT l.lanname FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang"
        " WHERE p.pronamespace = 'kaibo'::regnamespace",
    )
    assert languages == [("sql",)]


def test_what_runs_as_the_owner_cannot_be_led_astray(hub: SampleHub) -> None:
    """Functions with the owner's rights look names up in a path of their own, and the owner is nobody."""
    hub.centre("甲")
    lent = rows(
        hub,
        "SELECT proname, array_to_string(proconfig, ','), pg_get_userbyid(proowner), proacl::text"
        " FROM pg_proc WHERE pronamespace = 'kaibo'::regnamespace AND prosecdef",
    )
    assert len(lent) > 5
    assert {(path, owner) for _, path, owner, _ in lent} == {
        ("search_path=pg_catalog, pg_temp", "kaibo_owner")
    }
    assert not any("{=" in access or ",=" in access for *_, access in lent), "nothing for PUBLIC"
    (owner,) = rows(
        hub,
        "SELECT rolsuper, rolcanlogin, rolcreaterole, rolbypassrls FROM pg_roles"
        " WHERE rolname = 'kaibo_owner'",
    )
    assert owner == (False, False, False, False)
    tables = rows(
        hub,
        "SELECT relrowsecurity AND relforcerowsecurity, relname FROM pg_class"
        " WHERE relnamespace = 'kaibo'::regnamespace AND relkind = 'r'",
    )
    assert all(held for held, _ in tables)
    views = rows(
        hub,
        "SELECT relname, array_to_string(reloptions, ',') FROM pg_class"
        " WHERE relnamespace = 'kaibo'::regnamespace AND relkind = 'v'",
    )
    assert views
    assert all(options == "security_invoker=true" for _, options in views)


def test_logins(hub: SampleHub) -> None:
    centre = hub.centre("甲")
    where = hub.login("station", centre)
    with Logins(hub.as_owner) as logins:
        assert [(each.login, each.kind, each.centre_name) for each in logins.all()] == [
            (where.login, "station", "甲")
        ]
        for wrong in ("PC 7", "pg_read", "kaibo_station", "七号", "7pc", "", "x" * 64, 'a"; DROP'):
            with pytest.raises(HubRefusedError, match="登录名"):
                logins.add("station", wrong, centre)
        with pytest.raises(HubRefusedError, match="哪一位教师"):
            logins.add("trainer", "t_somebody", centre)
        for missing in ("nobody_here", "postgres"):
            with pytest.raises(HubRefusedError, match="没有叫"):
                logins.new_password(missing)
            with pytest.raises(HubRefusedError, match="没有叫"):
                logins.remove(missing)
        new = logins.new_password(where.login)
        with pytest.raises(HubRefusedError, match="登录名或密码"):
            me(where)
        assert me(HubAddress(where.address, where.login, password=new)).kind == "station"
        logins.remove(where.login)
        assert logins.all() == []
    with pytest.raises(HubRefusedError, match="登录名或密码"):
        me(HubAddress(where.address, where.login, password=new))


def test_an_overseer_of_several_centres(hub: SampleHub) -> None:
    first, second = hub.centre("甲"), hub.centre("乙")
    where = hub.login("overseer", first)
    with Logins(hub.as_owner) as logins:
        assert logins.add("overseer", where.login, second) == ""
        with pytest.raises(HubRefusedError, match="已经有"):
            logins.add("station", where.login, second)
    with hub.connect(where) as connection:
        assert len(connection.execute("SELECT 1 FROM kaibo.centres").fetchall()) == 2


def test_passwords_do_not_reach_the_servers_log(hub: SampleHub, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    execute = psycopg.Connection.execute

    def listen(self: Any, query: Any, *rest: Any, **more: Any) -> Any:
        said.append(query if isinstance(query, str) else query.as_string(self))
        return execute(self, query, *rest, **more)

    monkeypatch.setattr(psycopg.Connection, "execute", listen)
    where = hub.login("station", hub.centre("甲"))
    assert any("SCRAM-SHA-256$" in each for each in said)
    assert not any(where.password in each for each in said)
    assert where.password not in repr(where)


@pytest.mark.parametrize(
    ("address", "error", "says"),
    [
        ("postgresql://127.0.0.1:1/x", HubUnreachableError, "连不上"),
        ("postgresql://nowhere.invalid/x", HubUnreachableError, "连不上"),
        ("nonsense", HubRefusedError, "看不懂"),
        ("postgresql://127.0.0.1:port/x", HubRefusedError, "看不懂"),
        ("postgresql://127.0.0.1/x?nonsense=1", HubRefusedError, "看不懂"),
    ],
)
def test_addresses_that_lead_nowhere(address: str, error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        connect(HubAddress(address, "x", password="x"))


def test_a_database_that_is_not_there(hub: SampleHub) -> None:
    with pytest.raises(HubRefusedError, match="没有地址里写的数据库"):
        connect(HubAddress(hub.server.address("nothing"), "postgres", password=hub.server.password))
