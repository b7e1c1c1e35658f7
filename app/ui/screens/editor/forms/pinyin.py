"""A pinyin line: filled with what the program reads, to be corrected where it reads wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout

from app.curriculum.steps.writing import written_pinyin
from app.i18n import Message, tr
from app.ui.screens.editor.forms.field import Field
from app.ui.theme import SPACE, Theme
from app.ui.theme.tokens import TypeSize
from app.ui.widgets.buttons import button
from app.ui.widgets.labels import label, set_look

if TYPE_CHECKING:
    from app.practice.authoring import Authoring

_PAUSE_MS = 250


class PinyinLine(Field):
    """The reading of a text. Its value is None as long as it is the program's own.

    `quiet` leaves the sentences out that only explain; those about a mistake are always said.
    """

    def __init__(self, authoring: Authoring, theme: Theme, *, quiet: bool = False) -> None:
        super().__init__()
        self._authoring = authoring
        self._quiet = quiet
        self._text = ""
        self._proposed = ""
        self._by_hand = False
        self._fault = ""
        self.line = QLineEdit()
        self.line.setFont(theme.prompt_font(TypeSize.LEAD))
        self.line.textEdited.connect(self._typed)
        self.back = button(tr("用程序的读音"), self.accept, theme, kind="link")
        self._said = label("", "small")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._read_text)
        foot = QHBoxLayout()
        foot.setSpacing(SPACE)
        foot.addWidget(self._said, 1)
        foot.addWidget(self.back)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE // 2)
        column.addWidget(self.line)
        column.addLayout(foot)
        self.setFocusProxy(self.line)
        self._dress()

    # for the form

    def show_text(self, text: str, *, now: bool = False) -> None:
        """The text is another one; soon, or `now`, its reading is shown."""
        if text == self._text:
            return
        self._text = text
        if now:
            self._pause.stop()
            self._read_text(tell=False)
        else:
            self._pause.start()

    def settle(self) -> None:
        """Read the text now, if that was still to be done."""
        if self._pause.isActive():
            self._pause.stop()
            self._read_text()

    def value(self) -> tuple[str, ...] | None:
        """The syllables, only where they are others than the program reads."""
        if not self._by_hand:
            return None
        read = self._read(self.line.text())
        return read if read != self._read(self._proposed) else None

    def syllables(self) -> tuple[str, ...] | None:
        """The syllables, whoever said them; None when there are none."""
        return self._read(self.line.text()) or self._read(self._proposed)

    def show_value(self, value: Any) -> None:
        """Show syllables, or what the program reads."""
        self._by_hand = value is not None and tuple(value) != self._read(self._proposed)
        self.line.setText(written_pinyin(self._text, tuple(value)) if self._by_hand else self._proposed)
        self._check()

    def show_written(self, written: str) -> None:
        """Show a reading as a dictionary prints it; one that no dictionary has is the author's own."""
        insisted = " ".join(f"{piece}!" for piece in written.split())
        self.show_value(self._read(written) or self._read(insisted))

    def faults(self) -> tuple[str, ...]:
        """Why what is written does not fit the text."""
        return (self._fault,) if self._fault else ()

    def name(self, text: str) -> None:
        """The line is what has the focus."""
        self.line.setAccessibleName(text)

    # what the trainer does

    def accept(self) -> None:
        """Take the program's reading."""
        self._by_hand = False
        self.line.setText(self._proposed)
        self._check()
        self.line.setFocus()
        self.edited.emit()

    def _typed(self, written: str) -> None:
        self._by_hand = bool(written.strip())
        self._check()
        self.edited.emit()

    # reading

    def _read(self, written: str) -> tuple[str, ...] | None:
        if not written.strip() or not self._text.strip():
            return None
        read = self._authoring.read_pinyin(self._text, written)
        return None if isinstance(read, Message) else read

    def _read_text(self, *, tell: bool = True) -> None:
        self._proposed = self._authoring.propose_pinyin(self._text) if self._text.strip() else ""
        if not self._by_hand:
            self.line.setText(self._proposed)
        self._check()
        if tell:
            self.edited.emit()

    def _check(self) -> None:
        self._fault = ""
        if self._by_hand and self._text.strip():
            read = self._authoring.read_pinyin(self._text, self.line.text())
            self._fault = str(read) if isinstance(read, Message) else ""
        self._dress()

    def _dress(self) -> None:
        differs = self._by_hand and self.value() is not None
        if self._fault:
            said = self._fault
        elif differs:
            said = tr("按您写的读。")
        else:
            said = "" if self._quiet or not self._proposed else tr("程序这样读。读得不对，就在这里改。")
        set_look(self._said, "role", "error" if self._fault else "small")
        self._said.setText(said)
        self._said.setVisible(bool(said))
        self.back.setVisible(bool(self._fault) or differs)
