"""What an administrator's machine keeps in order at the hub: old revisions, and those who were erased.

With the rights of an administrator's login, who may delete what is her centre's. In pieces, so that nobody
waits, and again without harm: what is gone is gone.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from app.storage.hub.connection import Connection, Line, who_am_i
from app.storage.hub.errors import not_allowed
from app.storage.hub.rights import ADMINISTRATOR
from app.storage.hub.values import Me

KEPT_DAYS = 90
"""A revision that a newer one has replaced is kept so long, for the question of who changed what."""

_PIECE = 2000

_NEWER = """
    EXISTS (
        SELECT FROM kaibo.revisions n
        WHERE n.centre = r.centre AND n.kind = r.kind AND n.id = r.id
        AND (n.revision, n.deleted, n.hash) > (r.revision, r.deleted, r.hash){also}
    )
"""
_OLD = f"""
    r.kind <> 'erasure' AND (
        (r.received < now() - make_interval(days => %(days)s) AND {_NEWER.format(also="")})
        OR (NOT r.deleted AND EXISTS (
            SELECT FROM kaibo.latest l
            WHERE l.centre = r.centre AND l.kind = r.kind AND l.id = r.id AND l.deleted
        ))
    )
"""
_ERASED = """
    r.kind <> 'erasure' AND (
        r.owner_id IN (SELECT e.profile_id FROM kaibo.erased e WHERE e.centre = r.centre)
        OR (r.kind IN ('profile', 'membership', 'pin')
            AND r.id IN (SELECT e.profile_id FROM kaibo.erased e WHERE e.centre = r.centre))
    )
"""
_NAMING = f"""
    r.kind <> 'erasure' AND {_NEWER.format(also="")}
    AND EXISTS (
        SELECT FROM kaibo.erased e
        WHERE e.centre = r.centre AND strpos(r.body::text, to_json(e.profile_id)::text) > 0
    )
"""
_DELETE = """
    DELETE FROM kaibo.revisions d
    WHERE d.centre = %(centre)s AND (d.kind, d.id, d.revision, d.hash) IN (
        SELECT r.kind, r.id, r.revision, r.hash FROM kaibo.revisions r
        WHERE r.centre = %(centre)s AND {which} LIMIT {piece}
    )
"""
_SPOKEN = f"""
    SELECT r.kind, ({_ERASED}) AS hers, r.body::text FROM kaibo.revisions r
    WHERE r.centre = %(centre)s AND r.kind IN ('attempt', 'comment') AND (({_ERASED}) OR (
        r.kind = 'comment' AND EXISTS (
            SELECT FROM kaibo.erased e
            WHERE e.centre = r.centre AND strpos(r.body::text, to_json(e.profile_id)::text) > 0
        )
    ))
"""
"""Takes of those who were erased, and comments of and by them. Their bodies are read here and not there: one
that PostgreSQL cannot take apart would keep everybody else's from being erased."""
_STILL_NAMING = """
    SELECT count(*) FROM kaibo.latest r
    WHERE r.centre = %(centre)s AND r.kind <> 'erasure' AND EXISTS (
        SELECT FROM kaibo.erased e
        WHERE e.centre = r.centre AND strpos(r.body::text, to_json(e.profile_id)::text) > 0
    )
"""


@dataclass(frozen=True)
class Tidied:
    """What was removed, in revisions. `naming` records of others hold the bare id of somebody erased.

    These are what she did for others (a review by her). Every machine reads them without her; her voice in
    them is destroyed with her other recordings.
    """

    old: int = 0
    erased: int = 0
    naming: int = 0
    recordings: tuple[str, ...] = ()  # SHA-256 of files of erased people, destroyed at the share


def tidy(
    line: Line,
    days: int = KEPT_DAYS,
    destroy: Callable[[tuple[str, ...]], None] | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> Tidied:
    """Remove revisions that were replaced more than `days` ago, what was deleted, and whoever was erased.

    `destroy` takes recordings (SHA-256) from the centre's share; it comes first, so that a share that cannot
    be reached leaves everything to the next time, as does `stop`. Raises HubError, and what `destroy` raises.
    """
    me = line.run(lambda connection: who_am_i(connection)[0])
    if me.kind != ADMINISTRATOR:
        raise not_allowed(f"{me.login} is a {me.kind}")
    recordings = erased_recordings(line, me)
    if recordings and destroy is not None:
        destroy(recordings)
    erased = _remove(line, me, _ERASED, days, stop) + _remove(line, me, _NAMING, days, stop)
    line.run(lambda connection: _forget_people(connection, me))
    old = _remove(line, me, _OLD, days, stop)
    return Tidied(old, erased, line.run(lambda connection: _still_naming(connection, me)), recordings)


def erased_recordings(line: Line, me: Me) -> tuple[str, ...]:
    """The recordings (SHA-256) of those who were erased, as long as the hub knows of them."""

    def read(connection: Connection) -> tuple[str, ...]:
        values = {"centre": me.centre}
        erased = connection.execute("SELECT profile_id FROM kaibo.erased WHERE centre = %(centre)s", values)
        gone = {str(each) for (each,) in erased}
        with connection.transaction(), connection.cursor("spoken") as rows:
            found = {_sound_of(kind, hers, body, gone) for kind, hers, body in rows.execute(_SPOKEN, values)}
        return tuple(sorted(found - {""}))

    return line.run(read)


def _sound_of(kind: str, hers: bool, body: str, gone: set[str]) -> str:
    """The SHA-256 of the sound file that goes with this record, "" for none."""
    try:
        data = json.loads(body)
        sound = data["recording"]["sha256"] if kind == "attempt" else data["voice_sha256"]
        return str(sound) if hers or data["by_id"] in gone else ""
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""  # deleted, without a recording, or nobody can read it


def _remove(line: Line, me: Me, which: str, days: int, stop: Callable[[], bool]) -> int:
    statement = _DELETE.format(which=which, piece=_PIECE)
    values = {"centre": me.centre, "days": days}
    removed = 0
    while not stop():
        count = line.run(lambda connection: connection.execute(statement, values).rowcount)
        removed += count
        if count < _PIECE:
            break
    return removed


def _forget_people(connection: Connection, me: Me) -> None:
    with connection.transaction():
        for table in ("people", "leaders"):
            connection.execute(
                f"DELETE FROM kaibo.{table} t USING kaibo.erased e "
                "WHERE t.centre = %s AND e.centre = t.centre AND e.profile_id = t.profile_id",
                [me.centre],
            )


def _still_naming(connection: Connection, me: Me) -> int:
    row = connection.execute(_STILL_NAMING, {"centre": me.centre}).fetchone()
    return int(row[0]) if row else 0
