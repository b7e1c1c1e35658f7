"""Whether a record is about whom it says it is.

Rights at the hub rest on `owner_id`: a login that may bring the PIN of a trainee must not bring another's
under a trainee's name. So what the owner does not fit is never taken in, wherever it comes from.
"""

from __future__ import annotations

from sqlite_utils import Database

from app.storage.exchange.kinds import ROW_KINDS
from app.storage.exchange.values import Record


def fits_its_owner(db: Database, record: Record) -> bool:
    """Whether `owner_id` is the person whose data this is, as far as that can be told here."""
    kind = ROW_KINDS.get(record.kind)
    if kind is not None and kind.owner in ("id", *kind.key[:1]):
        return record.owner_id == record.id.split("/", 1)[0]
    column = "profile_id" if record.kind == "attempt" else kind.owner if kind is not None else ""
    if column and column in record.body:
        return record.owner_id == (record.body[column] or "")
    found = _owner_here(db, record)
    return found is None or found == record.owner_id


# -- inside


def _owner_here(db: Database, record: Record) -> str | None:
    """Whose take is spoken of, when it is here."""
    if record.kind == "comment":
        found = db.execute(
            "SELECT profile_id FROM attempts JOIN review_comments ON attempt_no = no "
            "WHERE review_comments.id = ?",
            [record.id],
        ).fetchone()
        if found is not None:
            return str(found[0])
        attempt_id = record.body.get("attempt")
    elif record.kind in ("attempt", "question", "review"):
        attempt_id = record.id
    elif record.kind == "verdict_change":
        attempt_id = record.id.rsplit("/", 2)[0]
    else:
        return None
    found = db.execute("SELECT profile_id FROM attempts WHERE id = ?", [attempt_id]).fetchone()
    return None if found is None else str(found[0])
