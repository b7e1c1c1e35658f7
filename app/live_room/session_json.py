"""A session as JSON and back. Data of a later format is refused, of an earlier one read."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from app.live_room.values import Crowd, Exchange, Kind, Outcome, Said, Session

FORMAT = 1


def session_to_text(session: Session) -> str:
    """The session as one line of JSON."""
    data = dataclasses.asdict(session)
    for exchange in data["exchanges"]:
        exchange["outcome"] = exchange["outcome"].value
        exchange["said"]["kind"] = exchange["said"]["kind"].value
    data["crowd"] = [dataclasses.astuple(each) for each in session.crowd]
    return json.dumps({"format": FORMAT, **data}, ensure_ascii=False)


def session_from_text(text: str) -> Session:
    """The session that `session_to_text` wrote. Raises ValueError or KeyError for anything else."""
    data = json.loads(text)
    written = data.pop("format")
    if written > FORMAT:
        raise ValueError(f"a session of format {written}, newer than {FORMAT}")
    return Session(
        **{
            **data,
            "exchanges": tuple(_exchange(each) for each in data["exchanges"]),
            "silences": tuple((begin, end) for begin, end in data["silences"]),
            "crowd": tuple(Crowd(*each) for each in data["crowd"]),
            "rude": tuple((at, word) for at, word in data["rude"]),
        }
    )


def _exchange(data: dict[str, Any]) -> Exchange:
    said = data["said"]
    return Exchange(
        **{
            **data,
            "said": Said(**{**said, "kind": Kind(said["kind"])}),
            "outcome": Outcome(data["outcome"]),
            "missing": tuple(data["missing"]),
        }
    )
