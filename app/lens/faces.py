"""Finds faces by dlib's detector: histograms of oriented gradients and a linear classifier (King 2009, 2015).

The classifier is compiled into the library, so nothing is fetched and nothing leaves the machine. It knows
faces that look roughly towards the camera; a profile, a hand or a mask before the face are "no face" to it.
Where the eyes look and whether the mouth smiles it does not know. Measured in `docs/decisions/lens.md`.
"""

from __future__ import annotations

import logging
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.lens.values import Face

log = logging.getLogger(__name__)

HEIGHT = 480
"""Pixels of height to which a picture should be made smaller before it is looked at, to save time.

The detector knows faces from 80 pixels on, which is then a sixth of the picture's height: a person two metres
away from a laptop.
"""

THRESHOLD = -0.3
"""Set on the labelled pictures of `packaging/lens`: lower finds more faces, and more faces where none are."""


class FaceFinder:
    """Holds the detector; making one takes a tenth of a second. Used by one thread at a time."""

    def __init__(self) -> None:
        """Raises ImportError on a system for which there is no build of dlib."""
        import dlib

        self._detector: Any = dlib.get_frontal_face_detector()

    def find(self, grey: NDArray[np.uint8]) -> tuple[Face, ...]:
        """The faces in a grey picture (height, width), the most certain first."""
        height, width = grey.shape
        boxes, scores, _ = self._detector.run(np.ascontiguousarray(grey), 0, THRESHOLD)
        found = [
            Face(
                box.left() / width,
                box.top() / height,
                box.width() / width,
                box.height() / height,
                float(score),
            )
            for box, score in zip(boxes, scores, strict=True)
        ]
        return tuple(sorted(found, key=lambda each: -each.confidence))
