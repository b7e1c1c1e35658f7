"""Where a trainer writes or speaks a comment: on a moment of the take or on the whole of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QVBoxLayout, QWidget

from app.errors import ExpectedError
from app.i18n import tr
from app.practice.review_sentences import SENTENCES
from app.practice.reviews import LONGEST_COMMENT
from app.practice.reviews_values import Comment
from app.ui.i18n import isolate
from app.ui.jobs import Err, Jobs, Ok
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.flow_layout import flowing
from app.ui.widgets.labels import label

if TYPE_CHECKING:
    from app.practice.studio import Studio

_TICK_MS = 100


class CommentEditor(QWidget):
    """`written` and `spoken` tell of comments; the page says which moment they are about."""

    written = Signal(str)
    spoken = Signal(str)  # the id of the attempt that was spoken about
    speaking = Signal(bool)  # whether a comment is being spoken: the page is to be quiet
    whole_wanted = Signal(bool)  # whether the comment is about the whole take
    left = Signal()  # the keys belong to the page again
    failed = Signal(str)

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__()
        self._studio = studio
        self._jobs = jobs
        self._attempt_id = ""
        self._moment = ""
        self._ending = False
        self.line = QLineEdit()
        self.line.setMaxLength(LONGEST_COMMENT)
        self.line.setPlaceholderText(tr("写一句评语，按回车加上"))
        self.line.setAccessibleName(tr("评语"))
        self.line.installEventFilter(self)
        self.where = button("", self._toggle, theme, kind="quiet", icon="clock")
        self.sentences = button(tr("常用的话"), lambda: None, theme, kind="quiet", icon="card")
        self.sentences.setMenu(self._menu())
        self.voice = button(tr("说一句"), self.toggle_voice, theme, icon="record")
        self.drop = button(tr("不要了"), self.drop_voice, theme, kind="quiet", icon="close")
        self._clock = label("", "soft", wrap=False)
        for each in (self.where, self.sentences, self.voice, self.drop):
            each.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE // 2)
        column.addWidget(self.line)
        column.addLayout(flowing(self.where, self.sentences, self.voice, self.drop, self._clock))
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self._look)
        self._dress()

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        for heading, group in SENTENCES:
            part = menu.addMenu(str(heading))
            for sentence in group:
                action = part.addAction(str(sentence))
                action.triggered.connect(lambda _checked=False, text=sentence.text: self.written.emit(text))
        return menu

    # where it belongs

    def set_moment(self, text: str, at: float | None) -> None:
        """Say what the next comment will be about: a moment in words, or the whole take."""
        self._at = at
        self._moment = text
        self.where.setText(text)
        whole = at is None
        self.where.setToolTip(
            tr("这条评语说的是整段；按一下改成说这个地方")
            if whole
            else tr("这条评语说的是这个地方；按一下改成说整段")
        )
        self.where.setAccessibleName(self.where.toolTip())

    _at: float | None = None

    def _toggle(self) -> None:
        self.whole_wanted.emit(self._at is not None)

    # writing

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter adds the comment, Esc gives the keys back to the page; neither goes further."""
        if event.type() in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride) and isinstance(
            event, QKeyEvent
        ):
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if enter or event.key() == Qt.Key.Key_Escape:
                event.accept()
                if event.type() == QEvent.Type.KeyPress:
                    self.add() if enter else self._leave_line()
                return True
        return super().eventFilter(watched, event)

    def write(self) -> None:
        """Begin to write."""
        self.line.setFocus()

    def add(self) -> None:
        """Tell what was written; an empty line only gives the keys back to the page."""
        text = self.line.text().strip()
        if text:
            self.line.clear()
            self.written.emit(text)
        self._leave_line()

    def _leave_line(self) -> None:
        self.line.clearFocus()
        self.left.emit()

    # speaking

    @property
    def running(self) -> bool:
        """Whether a comment is being spoken or kept."""
        return self._studio.reviews.voice.running or self._ending

    def show_attempt(self, attempt_id: str) -> None:
        """The take that comments are about from now on."""
        self._attempt_id = attempt_id
        self.line.clear()
        self._dress()

    def toggle_voice(self) -> None:
        """Begin to speak a comment, or end it and keep it."""
        if self._ending:
            return
        if self._studio.reviews.voice.running:
            self.end_voice()
            return
        self.speaking.emit(True)
        try:
            self._studio.reviews.voice.start(self._attempt_id, self._at)
        except ExpectedError as error:
            self.speaking.emit(False)
            self.failed.emit(str(error))
            return
        self._tick.start()
        self._dress()

    def end_voice(self) -> None:
        """Keep what was spoken; nothing happens when nothing is being spoken."""
        if not self._studio.reviews.voice.running or self._ending:
            return
        self._tick.stop()
        self._ending = True
        self._dress()
        attempt_id = self._attempt_id

        def done(result: Ok[Comment] | Err) -> None:
            self._ending = False
            self._studio.close_microphone()
            self._dress()
            self.speaking.emit(False)
            if isinstance(result, Err):
                self.failed.emit(str(result.error))
            else:
                self.spoken.emit(attempt_id)

        self._jobs.run(self._studio.reviews.stop_voice, done, owner=self)

    def drop_voice(self) -> None:
        """Forget what is being spoken."""
        if not self._studio.reviews.voice.running or self._ending:
            return
        self._tick.stop()
        self._studio.reviews.voice.cancel()
        self._studio.close_microphone()
        self._dress()
        self.speaking.emit(False)

    def _look(self) -> None:
        if self._studio.reviews.voice.over:
            self.end_voice()
            return
        seconds = isolate(f"{self._studio.elapsed():.0f}")
        self._clock.setText(tr("正在录 {seconds} 秒", seconds=seconds))

    def _dress(self) -> None:
        speaking = self._studio.reviews.voice.running
        self.voice.setText(tr("说好了") if speaking else tr("说一句"))
        self.voice.setAccessibleName(tr("结束并保存语音评语") if speaking else tr("用语音写评语"))
        self.voice.set_icon("stop" if speaking else "record")
        self.voice.setEnabled(not self._ending)
        self.drop.setVisible(speaking)
        self._clock.setVisible(speaking)
        self._clock.setText(tr("正在录") if speaking else "")
        for each in (self.line, self.where, self.sentences):
            each.setEnabled(not speaking and not self._ending)
