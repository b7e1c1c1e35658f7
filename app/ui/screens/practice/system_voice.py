"""The computer's own Chinese voice, where it has one."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject, Signal
from PySide6.QtGui import QGuiApplication

if TYPE_CHECKING:
    from PySide6.QtTextToSpeech import QTextToSpeech

log = logging.getLogger(__name__)

_SILENT_PLATFORMS = frozenset({"offscreen", "minimal"})
"""Where nobody listens; speech services are left alone there."""


class SystemVoice(QObject):
    """Says Chinese text. `ready` fires once a Chinese voice was found; without one nothing ever happens."""

    ready = Signal()
    finished = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine: QTextToSpeech | None = None
        self._available = False
        self._saying = False

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

    def say(self, text: str) -> None:
        """Say `text`; `finished` follows."""
        if self._engine is not None and self._available:
            self._saying = True
            self._engine.say(text)

    def stop(self) -> None:
        """Be quiet, without `finished`."""
        self._saying = False
        if self._engine is not None:
            self._engine.stop()

    def _check(self) -> None:
        if self._engine is None or self._available or self._engine.state() != self._engine.State.Ready:
            return
        chinese = [
            each for each in self._engine.availableLocales() if each.language() == QLocale.Language.Chinese
        ]
        if not chinese:
            return
        mainland = [each for each in chinese if each.territory() == QLocale.Country.China]
        self._engine.setLocale((mainland or chinese)[0])
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
            self.finished.emit()
