"""The table of certificates: what the centre gave out, to be found again by its serial number."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime

from sqlite_utils import Database

from app.storage.access import Access
from app.storage.connection import writing
from app.storage.orders_values import Certificate, CertificateFacts
from app.storage.rows import Row, moment_to_text
from app.storage.worker import StorageThread


class CertificateTable:
    """What the store keeps of certificates. As in the store, any thread may call, and all calls block."""

    def __init__(self, thread: StorageThread, access: Access) -> None:
        self._thread = thread
        self._access = access

    def add(self, *certificates: Certificate) -> None:
        """Keep certificates that the viewer gives to people she teaches, all of them or none."""
        for each in certificates:
            self._access.check_teaches(each.profile_id)
        rows = [
            {
                "serial": each.serial,
                "profile_id": each.profile_id,
                "issued": moment_to_text(each.issued),
                "issued_by": each.issued_by or None,
                "facts": json.dumps(asdict(each.facts), ensure_ascii=False, default=date.isoformat),
            }
            for each in certificates
        ]

        def work(db: Database) -> None:
            with writing(db):
                db.table("certificates").insert_all(rows)

        self._thread.call(work)

    def find(self, serial: str) -> Certificate | None:
        """The certificate of this number, for the centre's trainers; None when it gave out no such one."""
        self._access.check_trainer()
        found = self._query("SELECT * FROM certificates WHERE serial = ?", serial)
        return _from(found[0]) if found else None

    def of(self, profile_id: str) -> list[Certificate]:
        """Somebody's certificates, the newest first."""
        self._access.check_read(profile_id)
        sql = "SELECT * FROM certificates WHERE profile_id = ? ORDER BY issued DESC, serial"
        return [_from(row) for row in self._query(sql, profile_id)]

    def _query(self, sql: str, value: str) -> list[Row]:
        return self._thread.call(lambda db: list(db.query(sql, [value])))


def _from(row: Row) -> Certificate:
    data = json.loads(row["facts"])
    for name in ("first", "last"):
        data[name] = date.fromisoformat(data[name]) if data[name] else None
    return Certificate(
        row["serial"],
        row["profile_id"] or "",
        datetime.fromisoformat(row["issued"]),
        row["issued_by"] or "",
        CertificateFacts(**data),
    )
