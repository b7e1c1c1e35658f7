"""What is kept of rehearsals in the live room. Frozen; screens may hold them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.live_room.values import Session


@dataclass(frozen=True)
class KeptRehearsal:
    """One rehearsal. Its recording is the attempt that was kept under `prompt_id`, if it is still there.

    `product_lesson` is the id of the lesson whose product it was about.
    """

    id: str
    profile_id: str
    created: datetime  # aware, UTC
    product_lesson: str
    prompt_id: str
    session: Session
