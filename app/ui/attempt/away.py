"""Takes whose recording lies at another machine: fetched where this desk may open them, or said why not."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app.audio.values import Recording
from app.errors import ExpectedError
from app.i18n import Message, msg, tr
from app.speech.values import FloatArray
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.labels import label

if TYPE_CHECKING:
    from app.practice.studio import Studio


def fetched_samples(
    studio: Studio,
    attempt_id: str,
    recording: Recording,
    tell: Callable[[Message], object] = lambda _doing: None,
    stop: Callable[[], bool] = lambda: False,
) -> FloatArray:
    """The samples (n,) of a take, fetched first from where the centre gathers recordings if need be.

    Blocks. Raises ExpectedError: it lies elsewhere and cannot be fetched, or cannot be read.
    """
    share = studio.share
    if recording.away and not recording.path.exists() and share.configured and share.has_key:
        tell(msg("录音在另一台电脑上录的，正在取来…"))
        found = share.fetch_for([attempt_id], stop=stop)
        if not recording.path.exists():
            if found.not_shared:
                raise ExpectedError(msg("录这一段的电脑还没有把录音送到中心。成绩都在，等它送来就能听。"))
            if found.refused:
                raise ExpectedError(msg("送到中心的这段录音损坏了或被换过，没有采用。成绩还在。"))
            if found.locked:
                raise ExpectedError(msg("这段录音是用另一把钥匙封存的，这台电脑打不开。请告诉管理员。"))
    return studio.samples(recording)


class AwayRow(QWidget):
    """Stands where the player would be."""

    again_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._picture = QLabel()
        self._sentence = label("", "soft")
        self.again = button(tr("再取一次"), self.again_wanted.emit, theme, icon="again")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(self._picture)
        row.addWidget(self._sentence, 1)
        row.addWidget(self.again)
        self.hide()

    @property
    def sentence(self) -> str:
        """What it says."""
        return self._sentence.text()

    def say(self, sentence: str, *, again: bool) -> None:
        """Show a sentence, with a button to try again if that may help."""
        self._picture.setPixmap(self._theme.pixmap("info", "text_soft", 20, self))
        self._sentence.setText(sentence)
        self.again.setVisible(again)
        self.show()
