"""Looks at the camera's picture twice a second, in another process, and says calmly what is amiss."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from app.i18n import tr
from app.lens.faces import HEIGHT
from app.lens.framing import Steady, judge
from app.lens.process import FaceFinderMissingError, FaceProcess
from app.lens.values import Framing
from app.ui.jobs import Err, Ok

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from app.ui.jobs import Jobs

log = logging.getLogger(__name__)

EVERY = 0.5
"""Seconds between two looks."""


class FaceWatch(QObject):
    """One picture at a time; the one before is forgotten. Says nothing where nothing can be told."""

    told = Signal(str)  # a sentence, "" while all is well

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._process: FaceProcess | None = None
        self._able = True
        self._busy = False
        self._looked = -EVERY
        self._steady = Steady()

    def look(self, picture: QImage) -> None:
        """Take notice of this picture, if it is time."""
        now = time.monotonic()
        if not self._able or self._busy or now - self._looked < EVERY:
            return
        self._looked = now
        if self._process is None:
            try:
                self._process = FaceProcess()
            except OSError as error:
                self._give_up(error)
                return
        self._busy, process, grey = True, self._process, grey_of(picture)
        self._jobs.run(lambda: _judged(process, grey), lambda got: self._say(process, now, got), owner=self)

    def forget(self) -> None:
        """The camera went off: nothing is looked at any more."""
        process, self._process = self._process, None
        if process is not None:
            process.close()
        self._busy = False
        self._steady = Steady()
        self.told.emit("")

    def _say(self, process: FaceProcess, at: float, result: Ok[Framing | Exception] | Err) -> None:
        if process is not self._process:  # of an earlier time with the camera
            return
        self._busy = False
        said = result.error if isinstance(result, Err) else result.value
        if isinstance(said, Framing):
            self.told.emit(framing_sentence(self._steady.see(said, at)))
        else:
            self._give_up(said)

    def _give_up(self, why: Exception) -> None:
        log.warning("faces are not looked for: %r", why)
        self._able = False
        self.forget()


def _judged(process: FaceProcess, grey: NDArray[np.uint8]) -> Framing | Exception:
    """On a pool thread. That the process ended is no bug: the camera may have gone off."""
    try:
        return judge(process.find(grey))
    except (OSError, ValueError, FaceFinderMissingError) as error:
        return error


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
