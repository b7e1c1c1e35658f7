"""A face finder that sees nobody and needs no process."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from app.lens.values import Face


class NoFaces:
    """`made` are all there were; `trouble` is raised by the next question."""

    made: ClassVar[list[NoFaces]] = []
    trouble: ClassVar[Exception | None] = None

    def __init__(self) -> None:
        self.asked = 0
        self.closed = False
        NoFaces.made.append(self)

    def find(self, grey: NDArray[np.uint8]) -> tuple[Face, ...]:
        self.asked += 1
        if NoFaces.trouble is not None:
            raise NoFaces.trouble
        return ()

    def close(self) -> None:
        self.closed = True
