"""Looks at the camera's picture twice a second, off the window's thread, and says calmly what is amiss."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from app.i18n import tr
from app.lens.faces import HEIGHT, FaceFinder
from app.lens.framing import Steady, judge
from app.lens.values import Framing
from app.ui.jobs import Err, Ok

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from app.ui.jobs import Jobs

log = logging.getLogger(__name__)

EVERY = 0.5
"""Seconds between two looks."""


class FaceWatch(QObject):
    """One picture at a time; the one before is forgotten. Says nothing where there is no detector."""

    told = Signal(str)  # a sentence, "" while all is well

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._finder: FaceFinder | None = None
        self._able = True
        self._busy = False
        self._looked = -EVERY
        self._steady = Steady()
        self._turn = 0  # what comes back from an earlier turn is not said any more

    def look(self, picture: QImage) -> None:
        """Take notice of this picture, if it is time."""
        now = time.monotonic()
        if not self._able or self._busy or now - self._looked < EVERY:
            return
        self._looked, self._busy, turn = now, True, self._turn
        grey = grey_of(picture)
        self._jobs.run(lambda: self._judge(grey), lambda got: self._judged(turn, now, got), owner=self)

    def forget(self) -> None:
        """The camera went off."""
        self._turn += 1
        self._steady = Steady()
        self.told.emit("")

    def _judge(self, grey: NDArray[np.uint8]) -> Framing | None:
        """On a pool thread; None where there is nothing to look with."""
        if self._finder is None:
            try:
                self._finder = FaceFinder()
            except ImportError as error:
                log.info("no face detector: %s", error)
                return None
        return judge(self._finder.find(grey))

    def _judged(self, turn: int, at: float, result: Ok[Framing | None] | Err) -> None:
        self._busy = False
        if isinstance(result, Err) or result.value is None:
            self._able = False
        elif turn == self._turn:
            self.told.emit(framing_sentence(self._steady.see(result.value, at)))


def framing_sentence(framing: Framing) -> str:
    """What to do; "" when all is well."""
    return {
        Framing.GOOD: "",
        Framing.OUT: tr("脸好像出框了。坐到中间，看看光够不够。"),
        Framing.TOO_FAR: tr("离镜头有点远，可以坐近一点。"),
        Framing.TOO_NEAR: tr("离镜头有点近，可以往后坐一点。"),
    }[framing]


def grey_of(picture: QImage) -> NDArray[np.uint8]:
    """The picture in grey, small enough to be looked at quickly: (height, width), a copy."""
    if picture.height() > HEIGHT:
        picture = picture.scaledToHeight(HEIGHT)
    grey = picture.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(grey.constBits(), np.uint8).reshape(grey.height(), grey.bytesPerLine())
    return rows[:, : grey.width()].copy()  # the bytes belong to the picture and go with it
