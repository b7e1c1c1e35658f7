"""Who practises."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Profile:
    """A trainee on this machine. `register` is what is known of her F0 range, as JSON, or ""."""

    id: str
    name: str
    first_language: str  # ug, kk, zh, other
    created: datetime  # aware, UTC
    register: str = ""
