"""From faces to one calm hint: judged for each picture, said only when it stays so."""

from __future__ import annotations

from collections.abc import Sequence

from app.lens.values import Face, Framing

FARTHEST, NEAREST = 0.2, 0.55
"""Height of the face, brows to chin, in shares of the picture's. A third is head and shoulders."""

CUT = 0.15
"""Share of the face that may lie outside before it counts as cut off."""

PATIENCE = 2.5
"""Seconds that something must last before it is said: she may turn to her goods and back."""


def judge(faces: Sequence[Face]) -> Framing:
    """How the largest face stands; others may pass behind her."""
    face = max(faces, key=lambda each: each.height, default=None)
    if face is None or _outside(face) > CUT:
        return Framing.OUT
    if face.height > NEAREST:
        return Framing.TOO_NEAR
    return Framing.TOO_FAR if face.height < FARTHEST else Framing.GOOD


def _outside(face: Face) -> float:
    """The larger share of width or height beyond an edge."""
    across = max(-face.left, face.left + face.width - 1, 0.0) / face.width
    down = max(-face.top, face.top + face.height - 1, 0.0) / face.height
    return max(across, down)


class Steady:
    """What has been so for a while. Begins with all well, so that nothing is said at the first glance."""

    def __init__(self) -> None:
        self.said = Framing.GOOD
        self._seen = Framing.GOOD
        self._since = 0.0

    def see(self, framing: Framing, at: float) -> Framing:
        """One more picture, judged, at a time in seconds; what is to be said now.

        That all is well is said at once.
        """
        if framing is not self._seen:
            self._seen, self._since = framing, at
        if framing is Framing.GOOD or at - self._since >= PATIENCE:
            self.said = framing
        return self.said
