"""A record as one line of JSON, and back."""

from __future__ import annotations

import json
from typing import Any

from app.errors import ExpectedError
from app.i18n import msg
from app.storage.exchange.values import Record, canonical

_TYPES: dict[str, type] = {
    "kind": str,
    "id": str,
    "owner_id": str,
    "revision": int,
    "station": str,
    "deleted": bool,
    "body": dict,
    "about_station": str,
    "hash": str,
}
HIGHEST_REVISION = 2**48
"""No honest record is changed so often; above 2^63 nothing could be counted up any more."""


def to_line(record: Record) -> str:
    """The record as a line without its end. The hash goes along, so that a changed line is found."""
    return canonical({name: getattr(record, name) for name in _TYPES})


def from_line(line: str) -> Record:
    """The record back. Raises ExpectedError naming the fault, and the record as far as it can be named."""
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _unreadable("", repr(error)) from error
    return record_from_data(data)


def record_from_data(data: Any) -> Record:
    """A record from JSON data; "hash" and "about_station" may be left out. Raises ExpectedError."""
    if not isinstance(data, dict):
        raise _unreadable("", "not an object")
    name = f"{data.get('kind', '?')} {data.get('id', '?')}"
    values = {"about_station": "", **{key: data[key] for key in _TYPES if key in data}}
    given = values.pop("hash", "")
    for key, kind in _TYPES.items():
        if key != "hash" and type(values.get(key)) is not kind:
            raise _unreadable(name, f"{key} is {values.get(key)!r}")
    record = Record(**values)
    if not 1 <= record.revision <= HIGHEST_REVISION or not record.kind or not record.id:
        raise _unreadable(name, f"revision {record.revision}")
    if record.deleted and record.body:
        raise _unreadable(name, "deleted, and has a body")
    try:
        found = record.hash
    except (ValueError, RecursionError) as error:
        raise _unreadable(name, repr(error)) from error
    if given and given != found:
        raise _unreadable(name, f"hash is {found}, not {given}")
    return record


def _unreadable(name: str, detail: str) -> ExpectedError:
    if not name:
        return ExpectedError(msg("交换文件里有一行读不出来，可能没有拷完整。请重新拷贝一次。"), detail)
    return ExpectedError(
        msg("交换文件里的一条记录（{name}）损坏了，没有收下。请重新拷贝一次。", name=name), detail
    )
