"""Whether what a body holds as text can be read by those who will read it.

What cannot waits: a newer Kaibo may read it, and no page of this one stumbles over it. Each check raises an
exception of those in `FAULTS`, or returns.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, time
from typing import Any

from app.live_room.session_json import session_from_text
from app.people.values import ROLES, STRICTNESSES
from app.speech.agreement_cuts import CentreCuts
from app.speech.psc.paper import PartOfPaper
from app.speech.values import Part, Strictness, Verdict
from app.storage.broadcasts import review_from_data
from app.storage.exam_json import given_from_data, marks_from_data, paper_from_text
from app.storage.exchange.faults import SenselessError
from app.storage.orders_values import CertificateFacts, Needs
from app.storage.plans_values import Feedback

FAULTS = (ValueError, TypeError, KeyError, IndexError, AttributeError)
"""What decoders raise when a text is not theirs."""

_Body = Mapping[str, Any]


def check_body(kind: str, body: _Body) -> None:
    """Raises SenselessError when the body of this kind could not be read again."""
    try:
        if kind in _CHECKS:
            _CHECKS[kind](body)
    except FAULTS as error:
        raise SenselessError(f"{kind}: {error!r:.80}") from error


def _cohort(body: _Body) -> None:
    _one_of(body["strictness"], STRICTNESSES)


def _membership(body: _Body) -> None:
    _one_of(body["role"], ROLES)


def _plan(body: _Body) -> None:
    for item in body["items"]:
        Feedback(item["feedback"])


def _threshold(body: _Body) -> None:
    CentreCuts.from_json(body["cuts"])


def _outcome(body: _Body) -> None:
    tuple(json.loads(body["answers"]))


def _exam(body: _Body) -> None:
    paper_from_text(body["paper"])
    for part in body["parts"]:
        PartOfPaper(part["part"])
        tuple(json.loads(part["answers"]))
        if part["marks"] is not None:
            marks_from_data(json.loads(part["marks"]))
        if part["given"] is not None:
            given_from_data(json.loads(part["given"]))


def _rehearsal(body: _Body) -> None:
    session_from_text(body["session"])


def _broadcast(body: _Body) -> None:
    if body["start"] is not None:
        time.fromisoformat(body["start"])
    if body["review"] is not None:
        review_from_data(json.loads(body["review"]))


def _mark(body: _Body) -> None:
    Strictness(body["strictness"])
    for syllable in body["syllables"]:
        for part in Part:
            Verdict(syllable[f"{part.value}_machine"])
            if syllable[f"{part.value}_mark"] is not None:
                Verdict(syllable[f"{part.value}_mark"])


def _order(body: _Body) -> None:
    Needs(**json.loads(body["needs"]))


def _certificate(body: _Body) -> None:
    facts = json.loads(body["facts"])
    for name in ("first", "last"):
        if facts[name]:
            date.fromisoformat(facts[name])
    CertificateFacts(**facts)


def _one_of(value: Any, known: tuple[str, ...]) -> None:
    if value not in known:
        raise ValueError(f"{value!r} is none of {known}")


_CHECKS: dict[str, Callable[[_Body], None]] = {
    "cohort": _cohort,
    "membership": _membership,
    "plan": _plan,
    "threshold": _threshold,
    "outcome": _outcome,
    "exam": _exam,
    "rehearsal": _rehearsal,
    "broadcast": _broadcast,
    "mark": _mark,
    "order": _order,
    "certificate": _certificate,
}
