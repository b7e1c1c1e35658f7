"""Who practises, in which class, and who may do what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

TRAINEE, TRAINER, ADMINISTRATOR = "trainee", "trainer", "administrator"
"""Roles. A trainer leads classes; an administrator may do what any trainer may, and sets up the centre."""

ROLES = (TRAINEE, TRAINER, ADMINISTRATOR)

STRICTNESSES = ("lenient", "normal", "strict")
"""The codes that `Cohort.strictness` holds; the speech room's `Strictness` has the same values."""


@dataclass(frozen=True)
class Cohort:
    """A class. `strictness` is how strictly the takes of its trainees are judged."""

    id: str
    name: str
    created: datetime  # aware, UTC
    strictness: str = "normal"
    archived: bool = False


@dataclass(frozen=True)
class Profile:
    """Someone on this machine. `register` is what is known of her F0 range, as JSON, or "".

    `language` is the language she reads Kaibo in (a key of `app.i18n.LANGUAGES`), "" for the machine's.
    `picture` is the name of a file in the folder of pictures, or "". Who has no right to see more of her
    than the sign-in page shows gets a profile without first language, number and register (all "").
    """

    id: str
    name: str
    first_language: str  # ug, kk, zh, other; "" when hidden
    created: datetime  # aware, UTC
    register: str = ""
    role: str = TRAINEE
    cohort_id: str = ""  # "" when in no class
    number: str = ""  # the centre's number for her, "" when she has none
    language: str = ""
    picture: str = ""
    archived: bool = False

    @property
    def teaches(self) -> bool:
        """Whether she is a trainer or an administrator."""
        return self.role in (TRAINER, ADMINISTRATOR)


@dataclass(frozen=True)
class Face:
    """Someone as the sign-in page shows her, to anybody."""

    id: str
    name: str
    picture: str
    language: str
    cohort_id: str
    role: str
    has_pin: bool


@dataclass(frozen=True)
class Centre:
    """The training centre that this machine belongs to."""

    name: str
    created: datetime  # aware, UTC
    pins_required: bool = False  # whether everyone must have a PIN; trainers always must


@dataclass(frozen=True)
class SignIn:
    """Somebody's use of a station. `ended` is None while it lasts."""

    profile_id: str
    station: str
    started: datetime  # aware, UTC
    ended: datetime | None
