"""Who is in which class, who leads it, who was erased: small tables that the rights at the hub rest on.

They are written by administrators' pushes, and by trainers' as far as it is about trainees of their classes,
in the transaction that brings the records they are made of.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.storage.hub.connection import Connection
from app.storage.hub.rights import ADMINISTRATOR, TRAINER

PROJECTING = (ADMINISTRATOR, TRAINER)
"""Kinds of login that write these tables."""

_PEOPLE_GONE = """
    DELETE FROM kaibo.people p USING kaibo.latest r
    WHERE p.centre = %(centre)s AND r.centre = p.centre AND r.kind = 'membership' AND r.id = p.profile_id
    AND r.deleted AND r.id = ANY (%(ids)s)
"""
_PEOPLE = """
    INSERT INTO kaibo.people AS p (centre, profile_id, cohort_id, role, archived, since)
    SELECT centre, id, coalesce(body ->> 'cohort_id', ''), coalesce(body ->> 'role', ''),
           coalesce(body ->> 'archived', '') IN ('1', 'true'), %(counter)s
    FROM kaibo.latest
    WHERE centre = %(centre)s AND kind = 'membership' AND NOT deleted AND id = ANY (%(ids)s)
    AND (%(all)s OR (
        body ->> 'role' = 'trainee' AND body ->> 'cohort_id' IN (SELECT kaibo.my_cohorts())
        AND (kaibo.is_free(id) OR id IN (SELECT m.profile_id FROM kaibo.my_people() m))
    ))
    ON CONFLICT (centre, profile_id) DO UPDATE
    SET cohort_id = excluded.cohort_id, role = excluded.role, archived = excluded.archived,
        since = excluded.since
    WHERE (p.cohort_id, p.role, p.archived) <> (excluded.cohort_id, excluded.role, excluded.archived)
"""
_LEADERS = (
    """
    DELETE FROM kaibo.leaders g WHERE g.centre = %(centre)s AND g.cohort_id = ANY (%(ids)s)
    AND NOT EXISTS (
        SELECT FROM kaibo.latest r, json_array_elements_text(r.body -> 'trainers') AS t (profile_id)
        WHERE r.centre = g.centre AND r.kind = 'cohort' AND r.id = g.cohort_id AND NOT r.deleted
        AND t.profile_id = g.profile_id
    )
    """,
    """
    INSERT INTO kaibo.leaders (centre, cohort_id, profile_id, since)
    SELECT r.centre, r.id, t.profile_id, %(counter)s
    FROM kaibo.latest r, json_array_elements_text(r.body -> 'trainers') AS t (profile_id)
    WHERE r.centre = %(centre)s AND r.kind = 'cohort' AND NOT r.deleted AND r.id = ANY (%(ids)s)
    ON CONFLICT DO NOTHING
    """,
)
_ERASED = (
    """
    INSERT INTO kaibo.erased (centre, profile_id)
    SELECT DISTINCT centre, id FROM kaibo.revisions
    WHERE centre = %(centre)s AND kind = 'erasure' AND NOT deleted AND id = ANY (%(ids)s)
    ON CONFLICT DO NOTHING
    """,
)
_MADE_OF = {"membership": (_PEOPLE_GONE, _PEOPLE), "cohort": _LEADERS, "erasure": _ERASED}
_BY_TRAINERS = {"membership": (_PEOPLE,)}


def project_pulled(connection: Connection, centre: str, login_kind: str, ids: Sequence[str]) -> None:
    """Bring the people of these memberships up to date, which others have brought who may not.

    A station brings what a trainee does herself (she is new, or joins a class), a trainer that one of hers
    goes to another class. In a transaction of its own. Raises psycopg.Error.
    """
    with connection.transaction():
        row = connection.execute("SELECT kaibo.advance(1)").fetchone()
        project(connection, centre, login_kind, row[0] if row else 0, {"membership": ids})


def project(
    connection: Connection,
    centre: str,
    login_kind: str,
    counter: int,
    ids: Mapping[str, Sequence[str]] | None = None,
) -> None:
    """Bring the tables up to the records of these kinds and ids, or of all, as far as the login may.

    `counter` is the place in the centre's counter from which on a new right holds. Inside the caller's
    transaction; the login's kind is one of `PROJECTING`. Raises psycopg.Error.
    """
    everyones = login_kind == ADMINISTRATOR
    for kind, statements in (_MADE_OF if everyones else _BY_TRAINERS).items():
        wanted = _all_ids(connection, centre, kind) if ids is None else list(ids.get(kind, ()))
        values = {"centre": centre, "ids": wanted, "counter": counter, "all": everyones}
        for each in statements if wanted else ():
            connection.execute(each, values)


def _all_ids(connection: Connection, centre: str, kind: str) -> list[str]:
    found = connection.execute(
        "SELECT DISTINCT id FROM kaibo.revisions WHERE centre = %s AND kind = %s", [centre, kind]
    )
    return [each for (each,) in found]
