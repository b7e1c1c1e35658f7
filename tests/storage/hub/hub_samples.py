"""A hub to try things on: a database of its own, centres with logins, records made up."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any

import psycopg

from app.storage.exchange.values import Record
from app.storage.hub.connection import Line, who_am_i
from app.storage.hub.init import set_up
from app.storage.hub.logins import Logins
from app.storage.hub.push import push_batch
from app.storage.hub.rights import ADMINISTRATOR
from app.storage.hub.values import HubAddress, Me
from tests.hub_server import SUPERUSER, HubServer

SQL = psycopg.Connection[tuple[Any, ...]]


@dataclass
class SampleHub:
    """One hub in a database of its own. `as_owner` is how whoever runs the database gets in."""

    server: HubServer
    database: str = ""
    logins: dict[str, HubAddress] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.database = self.server.new_database()

    @property
    def as_owner(self) -> HubAddress:
        return HubAddress(self.server.address(self.database), SUPERUSER, password=self.server.password)

    def centre(self, name: str) -> str:
        """Set a centre up; its id."""
        return set_up(self.as_owner, name)

    def login(self, kind: str, centre: str, profile_id: str = "", port: int | None = None) -> HubAddress:
        """A new login: where it gets in, through another port if told."""
        name = f"t_{secrets.token_hex(6)}"  # logins belong to the server, which the tests share
        with Logins(self.as_owner) as logins:
            password = logins.add(kind, name, centre, profile_id)
        where = HubAddress(self.server.address(self.database, port), name, password=password)
        self.logins[name] = where
        return where

    def connect(self, who: HubAddress) -> SQL:
        return self.server.connect(self.database, user=who.login, password=who.password)

    def sql(self) -> SQL:
        """The database as its superuser, whom no policy holds."""
        return self.server.connect(self.database)

    def close(self) -> None:
        """Take the logins away and the database with them."""
        with self.server.connect() as connection:
            connection.execute(f"DROP DATABASE {self.database} WITH (FORCE)")
            for name in self.logins:
                connection.execute(f"DROP ROLE IF EXISTS {name}")


def record(kind: str, record_id: str, owner_id: str = "", revision: int = 1, **changes: Any) -> Record:
    """A record as a station makes it."""
    values: dict[str, Any] = {"station": "st", "deleted": False, "body": {"n": revision}} | changes
    return Record(kind, record_id, owner_id, revision, **values)


def push(where: HubAddress, *records: Record) -> list[Record]:
    """Bring these as this login; those that were taken."""
    line = Line(where, lambda _: None)
    try:
        return push_batch(line, me(where), records, 0.0)
    finally:
        line.close()


def me(where: HubAddress) -> Me:
    line = Line(where, lambda _: None)
    try:
        return line.run(lambda connection: who_am_i(connection)[0])
    finally:
        line.close()


def membership(profile_id: str, role: str, cohort_id: str | None = None, revision: int = 1) -> Record:
    body = {"role": role, "cohort_id": cohort_id, "number": "", "archived": 0}
    return record("membership", profile_id, profile_id, revision, body=body)


def cohort(cohort_id: str, *trainers: str, revision: int = 1) -> Record:
    body = {"name": cohort_id, "created": "", "strictness": "", "archived": 0, "trainers": sorted(trainers)}
    return record("cohort", cohort_id, "", revision, body=body)


ROSTER = (
    membership("head", ADMINISTRATOR),
    membership("li", "trainer"),
    membership("wang", "trainer"),
    membership("nu", "trainee", "first"),
    membership("ali", "trainee", "second"),
    cohort("first", "li"),
    cohort("second", "wang"),
)
"""Li leads the class that Nu is in, Wang the one with Ali; the head is administrator."""
