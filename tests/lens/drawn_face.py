"""A plain drawing that is near enough to a face to be found."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def drawn_face(middle_x: float, middle_y: float, size: float) -> NDArray[np.uint8]:
    """A grey picture of 480 by 640 with a face of this size (pixels, brows to chin) around a place."""
    y, x = np.mgrid[0:480, 0:640].astype(np.float64)
    grey = np.full(y.shape, 70.0)

    def blot(dx: float, dy: float, wide: float, high: float, light: float) -> None:
        away = ((x - middle_x) / size - dx) ** 2 / wide**2 + ((y - middle_y) / size - dy) ** 2 / high**2
        grey[:] = grey + (light - grey) * np.clip(1.6 - away * 1.2, 0, 1)

    blot(0, 0, 0.52, 0.72, 190)  # head
    for side in (-1, 1):
        blot(side * 0.22, -0.14, 0.12, 0.045, 60)  # eye
        blot(side * 0.22, -0.25, 0.15, 0.03, 90)  # brow
        blot(side * 0.06, 0.14, 0.04, 0.025, 120)  # nostril
    blot(0, 0.33, 0.2, 0.045, 95)  # mouth
    blot(0.06, 0.0, 0.02, 0.14, 165)  # the nose's shadow
    return grey.astype(np.uint8)
