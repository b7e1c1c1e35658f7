"""Classes: a name, and how strictly their takes are judged."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import UTC, datetime

from app.errors import ExpectedError
from app.i18n import msg
from app.people.profiles import LONGEST_NAME, UnusableNameError, clean_name
from app.people.values import STRICTNESSES, Cohort


def new_cohort(
    name: str, strictness: str = "normal", *, taken: Iterable[str] = (), now: datetime | None = None
) -> Cohort:
    """A class with an id of its own; `ExpectedError` if the name cannot be used or is `taken`.

    `strictness` is one of `STRICTNESSES`; `now` is aware and defaults to the clock.
    """
    if strictness not in STRICTNESSES:
        raise ValueError(f"no such strictness: {strictness!r}")
    try:
        clean = clean_name(name)
    except UnusableNameError as error:
        raise ExpectedError(msg("请填写班级名称，最多 {most} 个字。", most=LONGEST_NAME)) from error
    if clean.casefold() in {other.casefold() for other in taken}:
        raise ExpectedError(msg("已经有叫“{name}”的班级了，请换一个名称。", name=clean))
    return Cohort(str(uuid.uuid4()), clean, (now or datetime.now(UTC)).astimezone(UTC), strictness)
