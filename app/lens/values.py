"""Values of the lens room. Places and sizes are shares of the picture's width and height."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True)
class Face:
    """A face that looks roughly towards the camera, from the brows to the chin.

    `left` and `top` may be below 0, and the far sides above 1, where the picture's edge cuts the face.
    `confidence` is the detector's own score, above its threshold; it is no probability.
    """

    left: float
    top: float
    width: float
    height: float
    confidence: float

    @property
    def middle(self) -> tuple[float, float]:
        """Its middle."""
        return self.left + self.width / 2, self.top + self.height / 2


class Framing(Enum):
    """How the face stands in the picture."""

    GOOD = "good"
    OUT = "out of frame"  # no face, or not the whole of one
    TOO_FAR = "too far"
    TOO_NEAR = "too near"
