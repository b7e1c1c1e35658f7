"""Views for reports: what counts now out of all revisions, and readable tables of it.

They read with the rights of whoever asks (security_invoker), so each login finds in them what it may see.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.storage.hub.rights import LOGIN_KINDS, group_role

_VIEWS = {
    "latest": """
        SELECT DISTINCT ON (centre, kind, id) *
        FROM kaibo.revisions
        ORDER BY centre, kind, id, revision DESC, deleted DESC, hash DESC
    """,
    "attempts": """
        SELECT centre, id, owner_id AS profile_id, body ->> 'lesson_id' AS lesson_id,
               body ->> 'prompt_id' AS prompt_id, body ->> 'text' AS text,
               (body ->> 'created')::timestamptz AS created,
               (body ->> 'duration')::double precision AS seconds,
               body ->> 'status' AS status, (body ->> 'total')::double precision AS total,
               body ->> 'model' AS model, body ->> 'scorer' AS scorer, body ->> 'station' AS station,
               clock_offset, received
        FROM kaibo.latest WHERE kind = 'attempt' AND NOT deleted
    """,
    "sign_ins": """
        SELECT centre, id, owner_id AS profile_id, body ->> 'station' AS station,
               (body ->> 'started')::timestamptz AS started, (body ->> 'ended')::timestamptz AS ended,
               clock_offset
        FROM kaibo.latest WHERE kind = 'sign_in' AND NOT deleted
    """,
    "roster": """
        SELECT p.centre, p.id AS profile_id, p.body ->> 'name' AS name, m.body ->> 'number' AS number,
               m.body ->> 'role' AS role, m.body ->> 'cohort_id' AS cohort_id, c.body ->> 'name' AS cohort
        FROM kaibo.latest p
        LEFT JOIN kaibo.latest m
            ON m.centre = p.centre AND m.kind = 'membership' AND m.id = p.id AND NOT m.deleted
        LEFT JOIN kaibo.latest c
            ON c.centre = p.centre AND c.kind = 'cohort' AND c.id = m.body ->> 'cohort_id' AND NOT c.deleted
        WHERE p.kind = 'profile' AND NOT p.deleted
    """,
    "use_by_week": """
        SELECT centre, body ->> 'station' AS station, body ->> 'week' AS week,
               (body ->> 'attempts')::integer AS attempts,
               (body ->> 'milliseconds')::double precision / 60000 AS minutes,
               (body ->> 'people')::integer AS people
        FROM kaibo.latest WHERE kind = 'use' AND NOT deleted
    """,
}


def statements() -> Iterator[str]:
    """The views, made anew, as older ones may have had other columns."""
    for name in reversed(_VIEWS):
        yield f"DROP VIEW IF EXISTS kaibo.{name};"
    everyone = ", ".join(map(group_role, LOGIN_KINDS))
    for name, query in _VIEWS.items():
        yield f"CREATE VIEW kaibo.{name} WITH (security_invoker = true) AS {query};"
        yield f"GRANT SELECT ON kaibo.{name} TO {everyone};"
