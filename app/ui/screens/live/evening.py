"""What one rehearsal is made of, and what is shown of it afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.curriculum.values import ProductCard
from app.live_room.values import Script, Session
from app.storage.values import Attempt


@dataclass(frozen=True)
class Evening:
    """What she chose: who comes, what she sells, how hard, for how many minutes, which draw."""

    script: Script
    card: ProductCard
    lesson_id: str
    level: int
    minutes: int
    seed: int


@dataclass(frozen=True)
class Shown:
    """A session with its recording, None when that is gone or not stored; `trouble` is what ended it.

    `deaf`: the recogniser failed meanwhile, so that nothing can be told of her answers.
    """

    session: Session
    lesson_id: str
    created: datetime | None = None
    attempt: Attempt | None = None
    trouble: str = ""
    deaf: bool = False
