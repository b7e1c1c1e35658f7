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
        ORDER BY centre, kind, id, revision DESC, hash DESC
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
