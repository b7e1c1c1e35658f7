"""The computer's own Chinese voice, where it has one."""

from __future__ import annotations

import logging
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale, QObject, Signal
from PySide6.QtGui import QGuiApplication

if TYPE_CHECKING:
    from PySide6.QtTextToSpeech import QTextToSpeech

log = logging.getLogger(__name__)

_SILENT_PLATFORMS = frozenset({"offscreen", "minimal"})
"""Where nobody listens; speech services are left alone there."""

_SLOWEST_OF_SPEECHD, _FASTEST_OF_SPEECHD = 80 / 175, 450 / 175  # espeak's words a minute, over its default


def engine_rate(engine: str, speed: float) -> float:
    """The rate, −1 … 1 and 0 as usual, with which a Qt speech engine speaks at `speed` times its own pace.

    Each engine has its own scale (`setRate` in Qt's plugins: winrt 0.5…6 in two straight pieces, sapi powers
    of three, macos straight words a minute, speechd those of the synthesiser behind it).
    """
    if engine == "winrt":
        rate = 2.0 * (speed - 1.0) if speed < 1.0 else (speed - 1.0) / 5.0
    elif engine == "sapi":
        rate = math.log(speed, 3.0)
    elif engine == "speechd":
        rate = (
            (speed - 1.0) / (1.0 - _SLOWEST_OF_SPEECHD)
            if speed < 1.0
            else (speed - 1.0) / (_FASTEST_OF_SPEECHD - 1.0)
        )
    else:
        rate = speed - 1.0
    return max(-1.0, min(1.0, rate))


_NOT_MANDARIN = frozenset({QLocale.Country.HongKong, QLocale.Country.Macao})
"""Where Chinese is read in Cantonese."""


def mandarin_of(locales: Sequence[QLocale]) -> QLocale | None:
    """The locale whose voice speaks Mandarin, of the mainland where there is one; None without one."""
    chinese = [
        each
        for each in locales
        if each.language() == QLocale.Language.Chinese and each.territory() not in _NOT_MANDARIN
    ]
    mainland = [each for each in chinese if each.territory() == QLocale.Country.China]
    return next(iter(mainland or chinese), None)


class SystemVoice(QObject):
    """Says Chinese text. `ready` fires once a Chinese voice was found; without one nothing ever happens.

    It speaks through the system's own loudspeaker. PySide does not give out what Qt's `synthesize` makes, so
    that the speed is the engine's own affair (`engine_rate`).
    """

    ready = Signal()
    finished = Signal()
    failed = Signal()  # it could not say it; `finished` follows

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine: QTextToSpeech | None = None
        self._available = False
        self._saying = False

    @staticmethod
    def shared() -> SystemVoice:
        """The application's one voice: every page that speaks shares it, so that none is spoken over."""
        application = QCoreApplication.instance()
        found = application.findChild(SystemVoice) if application is not None else None
        return found if isinstance(found, SystemVoice) else SystemVoice(application)

    def look(self) -> None:
        """Look for a Chinese voice, once; engines may take a while and then announce `ready`."""
        if self._engine is not None or QGuiApplication.platformName() in _SILENT_PLATFORMS:
            return
        # loads the multimedia libraries, which the first window need not wait for
        from PySide6.QtTextToSpeech import QTextToSpeech

        if not any(name != "mock" for name in QTextToSpeech.availableEngines()):
            return
        self._engine = QTextToSpeech(self)
        self._engine.stateChanged.connect(self._state_changed)
        self._check()

    @property
    def available(self) -> bool:
        """Whether there is a Chinese voice."""
        return self._available

    @property
    def name(self) -> str:
        """The voice's name, "" without one."""
        return self._engine.voice().name() if self._engine is not None and self._available else ""

    def say(self, text: str, speed: float = 1.0) -> None:
        """Say `text` at `speed` times the voice's own pace; `finished` follows."""
        if self._engine is not None and self._available:
            self._saying = True
            self._engine.setRate(engine_rate(self._engine.engine(), speed))
            self._engine.say(text)

    def stop(self) -> None:
        """Be quiet, without `finished`."""
        self._saying = False
        if self._engine is not None:
            self._engine.stop()

    def _check(self) -> None:
        if self._engine is None or self._available or self._engine.state() != self._engine.State.Ready:
            return
        mandarin = mandarin_of(self._engine.availableLocales())
        if mandarin is None:
            return
        self._engine.setLocale(mandarin)
        self._available = True
        log.info("system voice: %s", self._engine.voice().name())
        self.ready.emit()

    def _state_changed(self, state: QTextToSpeech.State) -> None:
        self._check()
        if self._engine is None:
            return
        over = state in (self._engine.State.Ready, self._engine.State.Error)
        if self._saying and over:
            self._saying = False
            if state == self._engine.State.Error:
                log.warning("system voice: %s", self._engine.errorString())
                self.failed.emit()
            self.finished.emit()
