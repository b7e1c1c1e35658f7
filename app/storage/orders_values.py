"""What is kept of employers' orders and of certificates. Frozen; screens may hold them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Needs:
    """What a firm needs of each person. None or empty: it does not ask.

    `products` are ids of lessons that hold a product card, `tracks` keys of tracks whose lessons are to be
    done, `sounds` keys as in `Sound.key`. `points` of the Putonghua test (0–100), `coverage` the share of a
    product card's facts that a talk must hold (0–1), `findings` the most that may be found against the rules
    in such a talk, `room_level` a difficulty of the live room, `hours` of recorded practice.
    """

    products: tuple[str, ...] = ()
    tracks: tuple[str, ...] = ()
    sounds: tuple[str, ...] = ()
    points: float | None = None
    coverage: float | None = None
    findings: int | None = None
    room_level: int | None = None
    hours: float | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing is asked at all."""
        return self == Needs()


@dataclass(frozen=True)
class Order:
    """An employer's order: who needs how many persons by which day, and what they must be able to do."""

    id: str
    firm: str
    persons: int
    due: date
    needs: Needs
    owner_id: str  # the trainer who took it, "" when she is gone
    created: datetime  # aware, UTC
    note: str = ""
    plan_id: str = ""  # the plan that was made of it, "" for none
    archived: bool = False


@dataclass(frozen=True)
class Candidate:
    """Somebody who is put forward for an order.

    `consented` is when the trainer noted that she agrees to have her readiness handed over, None without.
    """

    order_id: str
    profile_id: str
    consented: datetime | None = None  # aware, UTC
    noted_by: str = ""


@dataclass(frozen=True)
class CertificateFacts:
    """What a certificate says. `plan` is "" when it is about practice alone; `minutes` of recordings."""

    name: str
    number: str
    centre: str
    plan: str
    lessons_done: int
    lessons: int
    minutes: int
    takes: int
    first: date | None
    last: date | None
    trainer: str


@dataclass(frozen=True)
class Certificate:
    """A certificate that was given; `serial` is what the centre finds it by."""

    serial: str
    profile_id: str  # "" when she is gone
    issued: datetime  # aware, UTC
    issued_by: str
    facts: CertificateFacts
