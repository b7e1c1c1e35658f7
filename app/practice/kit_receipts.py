"""Receipts: what the desk has of a station, written on the stick and signed, so that less need be carried.

A receipt names every record by a short hash and every sound file by its checksum. A station believes a
receipt only when the centre has signed it: a forged one would keep her trainees' work at home.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from app.practice.kit_keys import RECEIPT_PURPOSE, CentreKey, is_signed
from app.practice.kit_stick import whole_file
from app.storage.exchange.values import Record

_LENGTH = 20  # hex digits: 80 bits, so that no two records of a station are taken for one


@dataclass(frozen=True)
class Receipt:
    """What the desk has: marks of records and SHA-256 of sound files."""

    records: frozenset[str] = frozenset()
    sounds: frozenset[str] = frozenset()

    def with_more(self, records: Iterable[str], sounds: Iterable[str]) -> Receipt:
        """The receipt for all of it and more."""
        return Receipt(self.records | frozenset(records), self.sounds | frozenset(sounds))


def mark_of(record: Record) -> str:
    """The record in the state that it has, in a few digits."""
    text = f"{record.kind}\n{record.id}\n{record.revision}\n{record.hash}"
    return hashlib.sha256(text.encode()).hexdigest()[:_LENGTH]


def write_receipt(path: Path, station_id: str, receipt: Receipt, key: CentreKey) -> None:
    """Write a signed receipt. Raises OSError."""
    body = json.dumps(
        {"station": station_id, "records": sorted(receipt.records), "sounds": sorted(receipt.sounds)}
    )
    signature = key.sign(RECEIPT_PURPOSE, body.encode()).hex()
    with whole_file(path) as file:
        file.write(json.dumps({"key": key.public, "signature": signature, "body": body}).encode())


def read_receipt(path: Path, station_id: str, key: str) -> Receipt:
    """The receipt of this station if the centre `key` (hex) signed it, an empty one otherwise."""
    try:
        data = json.loads(path.read_text("utf-8"))
        text = data["body"]
        if not is_signed(RECEIPT_PURPOSE, text.encode(), bytes.fromhex(data["signature"]), key):
            return Receipt()
        body = json.loads(text)
        if body["station"] != station_id:
            return Receipt()
        return Receipt(frozenset(map(str, body["records"])), frozenset(map(str, body["sounds"])))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Receipt()
