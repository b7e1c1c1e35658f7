"""One take's film from its beginning to its place beside the attempt."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from app.errors import ExpectedError
from app.i18n import tr
from app.ui.lens.film import FilmWriter

if TYPE_CHECKING:
    from app.practice.videos import Videos

_LOOK_MS = 2000


class Filming(QObject):
    """Films while a take is recorded, and gives the film to the attempt when both are there.

    The sound goes its own way; whatever fails here is said and ends the film only.
    """

    changed = Signal()
    failed = Signal(str)
    kept = Signal(object)  # Path of a film that belongs to an attempt now

    def __init__(self, videos: Videos, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._videos = videos
        self.writer = FilmWriter(self)
        self.writer.ended.connect(self._ended)
        self.writer.failed.connect(self.failed)
        self._film: Path | None = None  # closed, not yet anyone's
        self._attempt_id: str | None = None  # "" when the take was not kept
        self._under_way = False
        self._room = QTimer(self)
        self._room.setInterval(_LOOK_MS)
        self._room.timeout.connect(self.look_at_room)

    @property
    def on(self) -> bool:
        """Whether pictures are being kept just now."""
        return self.writer.filming and self._room.isActive()

    @property
    def seconds(self) -> float:
        """Seconds filmed."""
        return self.writer.seconds

    def begin(self) -> None:
        """A take has begun. When there is no room, that is said and the take goes on without a film."""
        if self._under_way:
            self.failed.emit(tr("上一段录像还在保存，这一遍只录声音。"))
            return
        try:
            path = self._videos.begin()
        except ExpectedError as error:
            self.failed.emit(str(error))
            return
        self._under_way, self._film, self._attempt_id = True, None, None
        self.writer.begin(path)
        self._room.start()
        self.changed.emit()

    def add(self, picture: QImage) -> None:
        """The camera's next picture."""
        self.writer.add(picture)

    def pause(self) -> None:
        """The take pauses."""
        self.writer.pause()

    def resume(self) -> None:
        """The take goes on."""
        self.writer.resume()

    def end(self) -> None:
        """No more pictures; the film waits for its attempt."""
        if self.on:
            self._room.stop()
            self.writer.end()
            self.changed.emit()

    def give_to(self, attempt_id: str) -> None:
        """The take was kept as this attempt; "" when it was not kept, and its film is not either."""
        if self._under_way:
            self._attempt_id = attempt_id
            self.end()
            self._settle()

    def look_at_room(self) -> None:
        """End the film before the disk is so full that the sound would suffer."""
        full = self._videos.full
        if full is not None:
            self.end()
            self.failed.emit(str(full))

    def _ended(self, film: Path | None) -> None:
        self._room.stop()
        self._film = film
        self.changed.emit()
        self._settle()

    def _settle(self) -> None:
        if not self._under_way or self._attempt_id is None or self.writer.filming:
            return
        self._under_way = False
        film, self._film = self._film, None
        if film is None:
            return
        if not self._attempt_id:
            self._videos.discard(film)
            return
        try:
            self.kept.emit(self._videos.keep(film, self._attempt_id))
        except ExpectedError as error:
            self.failed.emit(str(error))
