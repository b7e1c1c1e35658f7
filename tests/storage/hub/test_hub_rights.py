"""Who may put what into the hub and read it there: every kind of record by every kind of login.

What is expected is written down here once more, as in docs/hub.md, and not taken from the program.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import psycopg
import pytest

from app.storage.exchange.values import KINDS, Record
from app.storage.hub import rights
from app.storage.hub.connection import connect
from app.storage.hub.projections import project_pulled
from app.storage.hub.rights import LOGIN_KINDS
from app.storage.hub.values import HubAddress
from tests.hub_server import HubServer
from tests.storage.hub.hub_samples import ROSTER, SQL, SampleHub, membership, push, record

pytestmark = pytest.mark.xdist_group("hub")

ALL, HERS, NONE = "everybody's", "those she teaches and her own", "nobody's"
TRAINEES = "trainees'"
OWNERS = ("nu", "ali", "li", "head", "new", "")

# kind: a station pushes, a trainer pushes, a station reads, a trainer reads, an overseer reads
EXPECTED = {
    "erasure": (NONE, NONE, ALL, ALL, NONE),
    "centre": (NONE, NONE, ALL, ALL, NONE),
    "profile": (TRAINEES, HERS, ALL, ALL, NONE),
    "pin": (TRAINEES, HERS, ALL, ALL, NONE),
    "cohort": (NONE, NONE, ALL, ALL, NONE),
    "membership": (NONE, NONE, ALL, ALL, NONE),
    "plan": (NONE, ALL, ALL, ALL, NONE),
    "given": (NONE, ALL, ALL, ALL, NONE),
    "threshold": (NONE, NONE, ALL, ALL, NONE),
    "pack": (NONE, NONE, ALL, ALL, NONE),
    "attempt": (ALL, HERS, NONE, HERS, NONE),
    "question": (ALL, HERS, NONE, HERS, NONE),
    "outcome": (ALL, HERS, NONE, HERS, NONE),
    "step_seen": (ALL, HERS, NONE, HERS, NONE),
    "exam": (ALL, HERS, NONE, HERS, NONE),
    "rehearsal": (ALL, HERS, NONE, HERS, NONE),
    "broadcast": (ALL, HERS, NONE, HERS, NONE),
    "sign_in": (ALL, HERS, NONE, HERS, NONE),
    "review": (NONE, HERS, "about its takes", HERS, NONE),
    "verdict_change": (NONE, HERS, "about its takes", HERS, NONE),
    "comment": (NONE, HERS, "about its takes", HERS, NONE),
    "mark": (NONE, HERS, NONE, HERS, NONE),
    "order": (NONE, ALL, NONE, ALL, NONE),
    "order_person": (NONE, HERS, NONE, HERS, NONE),
    "certificate": (NONE, HERS, NONE, HERS, NONE),
    "use": (ALL, ALL, NONE, NONE, ALL),
}
BY_PERSON = {"profile", "pin", "membership"}
"""Kinds of which the id is whom it is about; it must be the owner."""
NEW_TOO = {"profile", "pin"}
"""Kinds that a trainer may also bring of somebody whom no administrator has put anywhere yet."""
WHOSE = {
    ALL: set(OWNERS),
    NONE: set(),
    HERS: {"nu", "li"},
    TRAINEES: {"nu", "ali", "new", ""},
    "about its takes": set(OWNERS),
}


@dataclass
class Rights:
    """A hub with two centres, each with everybody's records of every kind, and logins of the first."""

    hub: SampleHub
    who: dict[str, HubAddress] = field(default_factory=dict)
    elsewhere: dict[str, HubAddress] = field(default_factory=dict)
    centre: str = ""
    lines: dict[str, SQL] = field(default_factory=dict)

    def line(self, login: str) -> SQL:
        """A connection that stays open: most of the time would go into opening them."""
        if login not in self.lines:
            self.lines[login] = self.hub.connect(self.who[login])
        return self.lines[login]


def everything() -> list[Record]:
    """A record of every kind and owner; what is said of takes is about the station `here`, or another."""
    return [
        record(kind, owner if kind in BY_PERSON else f"{owner}-{where}", owner, about_station=where)
        for kind in KINDS
        if kind not in ("membership", "cohort", "erasure")
        for owner in OWNERS
        for where in ("here", "there")
    ]


@pytest.fixture(scope="module")
def tried(hub_server: HubServer) -> Iterator[Rights]:
    made = Rights(SampleHub(hub_server))
    for centre, logins in (("甲", made.who), ("乙", made.elsewhere)):
        centre_id = made.hub.centre(centre)
        made.centre = made.centre or centre_id
        for kind in LOGIN_KINDS:
            logins[kind] = made.hub.login(kind, centre_id, {"trainer": "li"}.get(kind, ""))
        push(logins["administrator"], *ROSTER)
        push(logins["administrator"], *everything())
        with made.hub.connect(logins["station"]) as connection:
            connection.execute("SELECT kaibo.note_station('here', '一号', '1', 0, 0)")
    yield made
    for each in made.lines.values():
        each.close()
    made.hub.close()


def test_every_kind_is_spoken_of() -> None:
    assert set(EXPECTED) == set(KINDS) == set(rights.KINDS)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("login", LOGIN_KINDS)
def test_who_may_add(tried: Rights, login: str, kind: str) -> None:
    station, trainer, *_ = EXPECTED[kind]
    expected = {
        "station": WHOSE[station],
        "trainer": WHOSE[trainer] | ({"new", ""} if kind in NEW_TOO else set()),
        "administrator": set(OWNERS),
        "overseer": set(),
    }[login]
    assert {owner for owner in OWNERS if may_add(tried, login, kind, owner)} == expected


def may_add(
    tried: Rights,
    login: str,
    kind: str,
    owner: str,
    centre: str = "",
    counter: str = "{top}",
    record_id: str = "",
) -> bool:
    connection = tried.line(login)
    try:
        with connection.transaction(force_rollback=True):
            row = connection.execute("SELECT kaibo.advance(1)").fetchone()
            top = row[0] if row and row[0] else 1
            connection.execute(
                "INSERT INTO kaibo.revisions (centre, kind, id, revision, hash, owner_id, station,"
                " about_station, deleted, body, counter, clock_offset)"
                " VALUES (%s, %s, %s, 1, 'h', %s, 'st', 'here', false, '{}', %s, 0)"
                " ON CONFLICT DO NOTHING",
                [
                    centre or tried.centre,
                    kind,
                    record_id or (owner if kind in BY_PERSON else "x"),
                    owner,
                    int(counter.format(top=top)),
                ],
            )
            return True
    except psycopg.errors.InsufficientPrivilege:
        return False


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("login", LOGIN_KINDS)
def test_who_may_read(tried: Rights, login: str, kind: str) -> None:
    station, trainer, overseer = EXPECTED[kind][2:]
    rule = {"station": station, "trainer": trainer, "administrator": ALL, "overseer": overseer}[login]
    with tried.hub.sql() as connection:
        there = read(connection, kind)
    assert {centre for centre, *_ in there} == ({*centres(tried)} if kind != "erasure" else set())
    expected = {
        row
        for row in there
        if row[0] == tried.centre
        and row[1] in WHOSE[rule] | ({"wang"} if rule == ALL else set())
        and (rule != "about its takes" or row[2] == "here")
    }
    connection = tried.line(login)
    assert read(connection, kind) == expected
    assert read(connection, kind, "latest") == expected


def read(
    connection: psycopg.Connection[tuple[str, ...]], kind: str, table: str = "revisions"
) -> set[tuple[str, ...]]:
    rows = connection.execute(
        f"SELECT centre, owner_id, about_station, id FROM kaibo.{table} WHERE kind = %s", [kind]
    )
    return set(rows)


def centres(tried: Rights) -> list[str]:
    with tried.hub.sql() as connection:
        return [each for (each,) in connection.execute("SELECT centre FROM kaibo.centres")]


@pytest.mark.parametrize("login", LOGIN_KINDS)
def test_nobody_changes_a_revision_and_only_administrators_delete(tried: Rights, login: str) -> None:
    with tried.hub.connect(tried.who[login]) as connection:
        for column in ("body", "counter", "hash", "deleted"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(f"UPDATE kaibo.revisions SET {column} = {column}")
        if login == "administrator":
            with connection.transaction(force_rollback=True):
                gone = connection.execute("DELETE FROM kaibo.revisions RETURNING centre").fetchall()
                assert {centre for (centre,) in gone} == {tried.centre}
        else:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("DELETE FROM kaibo.revisions")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("TRUNCATE kaibo.revisions")


@pytest.mark.parametrize("login", LOGIN_KINDS)
def test_nothing_goes_into_another_centre(tried: Rights, login: str) -> None:
    other = next(each for each in centres(tried) if each != tried.centre)
    assert not any(may_add(tried, login, kind, "nu", centre=other) for kind in KINDS)


@pytest.mark.parametrize("kind", sorted(BY_PERSON))
@pytest.mark.parametrize("login", LOGIN_KINDS)
def test_what_is_about_one_person_does_not_go_in_as_anothers(tried: Rights, login: str, kind: str) -> None:
    """A trainee's is judged by her name: the administrator's PIN must not come along under it."""
    assert not may_add(tried, login, kind, "nu", record_id="head")


def test_the_counter_cannot_be_overtaken(tried: Rights) -> None:
    """A row far ahead of the counter would make readers pass over all that comes below it later."""
    assert may_add(tried, "station", "attempt", "nu")
    assert not may_add(tried, "station", "attempt", "nu", counter="9999999999")
    assert not may_add(tried, "station", "attempt", "nu", counter="0")


READS = {
    "centres": {"station": 1, "trainer": 1, "administrator": 1, "overseer": 1},
    "logins": {"administrator": 4},
    "stations": {"administrator": 1, "overseer": 1},
    "people": {"administrator": 5, "trainer": 1},
    "leaders": {"administrator": 2},
    "erased": {"administrator": 0},
    "pack_files": {"station": 1, "trainer": 1, "administrator": 1},
}
WRITES = {
    "people": {"administrator", "trainer"},
    "leaders": {"administrator"},
    "erased": {"administrator"},
    "pack_files": {"administrator"},
}
"""What is written by administrators, and people of her classes by trainers; nobody else writes anything."""


@pytest.mark.parametrize("login", LOGIN_KINDS)
@pytest.mark.parametrize("table", READS)
def test_who_may_do_what_with_the_other_tables(tried: Rights, table: str, login: str) -> None:
    with tried.hub.sql() as connection, connection.transaction():
        for centre in centres(tried):
            connection.execute(
                "INSERT INTO kaibo.pack_files VALUES (%s, 'sha', 0, 'x') ON CONFLICT DO NOTHING", [centre]
            )
    with tried.hub.connect(tried.who[login]) as connection:
        if login in READS[table]:
            rows = connection.execute(f"SELECT centre FROM kaibo.{table}").fetchall()
            assert rows == [(tried.centre,)] * READS[table][login]
        else:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(f"SELECT 1 FROM kaibo.{table}")
        if login in WRITES.get(table, ()):
            other = next(each for each in centres(tried) if each != tried.centre)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(
                    f"INSERT INTO kaibo.{table} SELECT '{other}', t.* FROM (VALUES {VALUES[table]}) t"
                )
        else:
            for statement in (
                f"INSERT INTO kaibo.{table} SELECT * FROM kaibo.{table}",
                f"UPDATE kaibo.{table} SET centre = centre",
            ):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(statement)


VALUES = {
    "people": "('p', 'c', 'trainee', false, 1::bigint)",
    "leaders": "('c', 'p', 1::bigint)",
    "erased": "('p')",
    "pack_files": "('sha2', 0, 'x'::bytea)",
}


def test_a_trainer_makes_nobody_another_person(tried: Rights) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        tried.line("trainer").execute("UPDATE kaibo.people SET profile_id = 'x' WHERE profile_id = 'nu'")


def test_a_station_may_not_make_itself_more(tried: Rights) -> None:
    with tried.hub.connect(tried.who["station"]) as connection:
        for statement in (
            "UPDATE kaibo.logins SET kind = 'administrator'",
            "SET ROLE kaibo_administrator",
            "SET ROLE kaibo_owner",
            "UPDATE kaibo.centres SET counter = 0",
            "CREATE TABLE kaibo.mine (n integer)",
            "CREATE OR REPLACE FUNCTION kaibo.shape() RETURNS integer LANGUAGE sql AS 'SELECT 2'",
            "SELECT * FROM pg_authid",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)


def test_a_login_that_was_taken_out_of_the_list_sees_and_adds_nothing(tried: Rights) -> None:
    where = tried.hub.login("administrator", tried.centre)
    with tried.hub.connect(where) as connection:
        assert connection.execute("SELECT 1 FROM kaibo.latest LIMIT 1").fetchone()
        with tried.hub.sql() as owner:
            owner.execute("DELETE FROM kaibo.logins WHERE login = %s", [where.login])
        assert connection.execute("SELECT 1 FROM kaibo.latest LIMIT 1").fetchone() is None
        assert connection.execute("SELECT kaibo.advance(1)").fetchone() == (None,)
        assert connection.execute("DELETE FROM kaibo.revisions").rowcount == 0


def test_new_trainees_come_from_stations_and_trainers_and_nobody_gets_a_right_that_way(tried: Rights) -> None:
    station, trainer, administrator = (tried.who[each] for each in ("station", "trainer", "administrator"))
    wrong = [
        membership("new1", "administrator"),
        membership("new1", "trainer", "first"),
        membership("li", "trainee", None, 50),
        record("membership", "nu", "nu", 50, deleted=True, body={}),
    ]
    assert push(station, *wrong, membership("nu", "trainee", "second", 50)) == []
    assert push(trainer, *wrong, membership("ali", "trainee", "first", 50)) == []
    assert push(trainer, membership("new1", "trainee", "second")) == [], "not her class"
    new = [membership("new1", "trainee", "first"), membership("new2", "trainee", "second")]
    assert push(station, *new) == new
    push(station, *(record("attempt", f"of {each}", each) for each in ("new1", "new2", "new3")))

    def hers() -> set[str]:
        with tried.hub.connect(trainer) as connection:
            return {row[1] for row in read(connection, "attempt")}

    assert hers() == {"nu", "li"}, "what a station says of classes gives nobody a right"
    with connect(trainer) as connection:
        project_pulled(connection, tried.centre, "trainer", ["new1", "new2", "ali", "wang"])
    assert hers() == {"nu", "li", "new1"}
    assert push(trainer, membership("new3", "trainee")) != []
    assert push(trainer, membership("new3", "trainee", "first", 2)) != []
    assert hers() == {"nu", "li", "new1", "new3"}
    assert push(station, membership("new1", "trainee", "second", 9)) == [], "she is somewhere now"
    assert push(trainer, membership("new3", "trainee", "second", 3)) != [], "by who leads her"
    with connect(administrator) as connection:
        project_pulled(connection, tried.centre, "administrator", ["new1", "new2", "new3"])
    assert hers() == {"nu", "li", "new1"}
    push(administrator, membership("free", "trainee"))
    assert push(station, membership("free", "trainee", "first", 2)) != [], "she joins a class herself"
    with tried.hub.sql() as connection:
        people = connection.execute(
            "SELECT profile_id, cohort_id FROM kaibo.people WHERE profile_id LIKE 'new_' ORDER BY 1"
        ).fetchall()
        assert people == [("new1", "first"), ("new2", "second"), ("new3", "second")]


def test_a_station_id_of_another_login_is_not_taken_over(tried: Rights) -> None:
    """Who could call herself any station would read what was said of its takes."""
    thief = tried.hub.login("station", tried.centre)
    with tried.hub.connect(thief) as connection:
        note = "SELECT kaibo.note_station('here', '贼', '1', 0, 0)"
        assert connection.execute(note).fetchone() == (None,)
        assert read(connection, "review") == set()
        with tried.hub.sql() as owner:
            owner.execute("UPDATE kaibo.stations SET login = 'gone' WHERE station = 'here'")
        assert connection.execute(note).fetchone() == (True,), "the login it had was taken away"
        assert read(connection, "review")
    with tried.hub.sql() as owner:
        owner.execute(
            "UPDATE kaibo.stations SET login = %s WHERE station = 'here' AND centre = %s",
            [tried.who["station"].login, tried.centre],
        )


def test_a_station_may_only_tell_that_what_was_said_of_its_takes_is_gone(tried: Rights) -> None:
    station = tried.who["station"]
    mine, others = (
        record("comment", f"nu-{where}", "nu", 9, deleted=True, body={}, about_station=where)
        for where in ("here", "there")
    )
    assert push(station, mine, others) == [mine]


def test_who_teaches_no_more_reads_no_more(tried: Rights) -> None:
    administrator = tried.who["administrator"]
    with tried.hub.connect(tried.who["trainer"]) as connection:
        assert {row[1] for row in read(connection, "attempt")} & {"nu", "li"} == {"nu", "li"}
        push(administrator, record("membership", "li", "li", 2, body={"role": "trainee", "archived": 0}))
        assert {row[1] for row in read(connection, "attempt")} & {"nu", "li"} == {"li"}
        push(administrator, record("membership", "li", "li", 3, body={"role": "trainer", "archived": 1}))
        assert {row[1] for row in read(connection, "attempt")} & {"nu", "li"} == {"li"}
        push(administrator, record("membership", "li", "li", 4, body={"role": "trainer", "archived": 0}))
        assert {row[1] for row in read(connection, "attempt")} & {"nu", "li"} == {"nu", "li"}


def test_an_older_roster_that_comes_late_changes_no_right(tried: Rights) -> None:
    administrator = tried.who["administrator"]
    body = {"role": "trainee", "cohort_id": "second", "archived": 0}
    with tried.hub.sql() as connection:
        before = connection.execute("SELECT * FROM kaibo.people ORDER BY 1, 2").fetchall()
        push(administrator, record("membership", "nu", "nu", 7, body={**body, "cohort_id": "first"}))
        push(administrator, record("membership", "nu", "nu", 5, body=body))
        assert connection.execute("SELECT * FROM kaibo.people ORDER BY 1, 2").fetchall() == before


def test_of_somebody_erased_nothing_comes_back(tried: Rights) -> None:
    administrator, station = tried.who["administrator"], tried.who["station"]
    late = record("attempt", "late", "gone")
    goodbye = record("attempt", "late", "gone", 2, deleted=True, body={})
    push(administrator, record("erasure", "gone", body={"erased": "2026-03-02"}))
    assert push(station, late, goodbye) == [goodbye]
    assert push(administrator, late) == []
