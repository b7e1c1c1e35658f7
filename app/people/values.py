"""Who practises, and in which class."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

TRAINEE, TRAINER = "trainee", "trainer"
"""Roles. A trainer may set what holds for a class."""

STRICTNESSES = ("lenient", "normal", "strict")
"""The codes that `Cohort.strictness` holds; the speech room's `Strictness` has the same values."""


@dataclass(frozen=True)
class Cohort:
    """A class. `strictness` is how strictly the takes of its trainees are judged."""

    id: str
    name: str
    created: datetime  # aware, UTC
    strictness: str = "normal"


@dataclass(frozen=True)
class Profile:
    """Someone on this machine. `register` is what is known of her F0 range, as JSON, or ""."""

    id: str
    name: str
    first_language: str  # ug, kk, zh, other
    created: datetime  # aware, UTC
    register: str = ""
    role: str = TRAINEE
    cohort_id: str = ""  # "" when in no class
