"""Which login may put which kind of record into the hub, and which it may read there.

The tables below are the only place where that is said: the database's functions and policies are written out
of them. `docs/hub.md` says the same in words.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.storage.exchange.values import PRACTICE_KINDS, SAID_KINDS

STATION, TRAINER, ADMINISTRATOR, OVERSEER = "station", "trainer", "administrator", "overseer"
LOGIN_KINDS = (STATION, TRAINER, ADMINISTRATOR, OVERSEER)
"""Kinds of login, each with a group role of its own in the database."""

ANY = "any"
"""Whoever's it is."""
OF_TRAINEES = "of trainees"
"""Only of people who are not known as trainer or administrator."""
OF_HERS = "of hers"
"""Only the login's own person's, and that of people in classes that she leads."""
OF_HERS_OR_NEW = "of hers or new"
"""The same, and of people whom no administrator has put anywhere yet."""
NEW_TRAINEES = "new trainees"
"""Only of trainees who are in no class (and people whom the hub does not know), and only as trainees."""
HER_TRAINEES = "her trainees"
"""Only of trainees whom she teaches; and of those in no class, into one that she leads or into none."""
FROM_HERE = "from here"
"""Only what is said about a take that was recorded at one of the login's stations."""
GONE_FROM_HERE = "gone from here"
"""The same, and only that it was deleted, as happens to it along with the take."""

_CENTRES = ("erasure", "centre", "cohort", "membership", "threshold", "pack")
_EVERYBODYS = (*_CENTRES, "profile", "pin", "plan", "given")
_ORDERS = ("order", "order_person", "certificate")

OF_ITS_OWNER = ("profile", "pin", "membership")
"""Kinds whose id is the person they are about: it must be the owner by whom the right is judged."""

KINDS = (*_EVERYBODYS, *PRACTICE_KINDS, *SAID_KINDS, *_ORDERS, "use")

MAY_PUSH: Mapping[str, Mapping[str, str]] = {
    STATION: {
        **dict.fromkeys((*PRACTICE_KINDS, "use"), ANY),
        **dict.fromkeys(("profile", "pin"), OF_TRAINEES),
        "membership": NEW_TRAINEES,
        **dict.fromkeys(SAID_KINDS, GONE_FROM_HERE),
    },
    # what stations make is there for a trainer's desk that has collected a stick
    TRAINER: {
        **dict.fromkeys(("profile", "pin"), OF_HERS_OR_NEW),
        "membership": HER_TRAINEES,
        **dict.fromkeys((*PRACTICE_KINDS, *SAID_KINDS, "order_person", "certificate"), OF_HERS),
        **dict.fromkeys(("plan", "given", "order", "use"), ANY),
    },
    ADMINISTRATOR: dict.fromkeys(KINDS, ANY),
    OVERSEER: {},
}
"""Kind of login -> kind of record -> of whom it may be. What is not named may not be pushed."""

MAY_READ: Mapping[str, Mapping[str, str]] = {
    STATION: {
        **dict.fromkeys(_EVERYBODYS, ANY),
        **dict.fromkeys(("review", "verdict_change", "comment"), FROM_HERE),
    },
    TRAINER: {
        **dict.fromkeys((*_EVERYBODYS, "order"), ANY),
        **dict.fromkeys((*PRACTICE_KINDS, *SAID_KINDS, "order_person", "certificate"), OF_HERS),
    },
    ADMINISTRATOR: dict.fromkeys(KINDS, ANY),
    OVERSEER: {"use": ANY},
}
"""The same for reading."""


def group_role(login_kind: str) -> str:
    """The database role that all logins of a kind are members of."""
    return f"kaibo_{login_kind}"


def kinds_for(login_kind: str, rule: str, rights: Mapping[str, Mapping[str, str]]) -> tuple[str, ...]:
    """The kinds of record for which a kind of login has this rule."""
    return tuple(kind for kind, each in rights[login_kind].items() if each == rule)
