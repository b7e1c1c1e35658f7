"""The form of one step: its kind's fields below each other, each with its name above it."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.curriculum.values import Listen, Prompt, ToneTracing
from app.i18n import tr
from app.ui.screens.editor.forms.desk import Desk
from app.ui.screens.editor.forms.field import Field
from app.ui.screens.editor.forms.fields import Meanings
from app.ui.screens.editor.forms.kinds import PARTS
from app.ui.screens.editor.forms.pinyin import PinyinLine
from app.ui.screens.editor.forms.recording import RecordingField
from app.ui.screens.editor.manuscript import Entry
from app.ui.theme import SPACE
from app.ui.widgets.labels import label


class FieldColumn(QWidget):
    """Named fields below each other."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, Field] = {}
        self._column = QVBoxLayout()
        self._column.setSpacing(SPACE // 2)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(SPACE, 0, SPACE, 2 * SPACE)
        outer.addLayout(self._column)
        outer.addStretch(1)

    def add_field(self, name: str, text: str, field: Field, help_text: str = "") -> None:
        """One more field."""
        if self.fields:
            self._column.addSpacing(2 * SPACE)
        heading = label(text, "form")
        heading.setBuddy(field)
        self._column.addWidget(heading)
        self._column.addWidget(field)
        if help_text:
            self._column.addWidget(label(help_text, "small"))
        field.name(text)
        field.setAccessibleDescription(help_text)
        self.fields[name] = field

    def settle(self) -> None:
        """Do at once what the fields would do shortly."""
        for field in self.fields.values():
            field.settle()

    def focus(self) -> None:
        """Put the keyboard into the first field."""
        next(iter(self.fields.values())).focus()


class StepForm(FieldColumn):
    """Writes into its entry whatever is changed, and tells `edited`."""

    edited = Signal()

    def __init__(self, entry: Entry, desk: Desk) -> None:
        super().__init__()
        self.entry = entry
        self._showing = False
        for part in PARTS[type(entry.step)]:
            self.add_field(part.name, str(part.label), part.make(desk), str(part.help or ""))
        recording = self.fields.get("reference")
        if isinstance(recording, RecordingField):
            recording.belong_to(entry)
        self.refresh()
        for name, field in self.fields.items():
            field.edited.connect(lambda name=name: self._edited(name))

    def refresh(self) -> None:
        """Show the entry's step."""
        self._showing = True
        step = self.entry.step
        pinyin = self.fields.get("pinyin")
        if isinstance(pinyin, PinyinLine) and isinstance(step, Prompt | Listen | ToneTracing):
            pinyin.show_text(step.text, now=True)
        for name, field in self.fields.items():
            field.show_value(getattr(step, name))
        self._showing = False

    def refresh_meanings(self) -> None:
        """Show what was translated elsewhere, and leave everything else as it is being written."""
        self._showing = True
        for name, field in self.fields.items():
            if isinstance(field, Meanings) or name == "glosses":
                field.show_value(getattr(self.entry.step, name))
        self._showing = False

    @property
    def recording(self) -> RecordingField | None:
        """The field of the step's recording, where the kind has one."""
        found = self.fields.get("reference")
        return found if isinstance(found, RecordingField) else None

    def _edited(self, name: str) -> None:
        if self._showing:
            return
        field = self.fields[name]
        if name == "text" and isinstance(pinyin := self.fields.get("pinyin"), PinyinLine):
            pinyin.show_text(field.value())
        unread = tuple(
            tr("{field}：{reason}", field=str(part.label), reason=each)
            for part in PARTS[type(self.entry.step)]
            for each in self.fields[part.name].faults()
        )
        step = dataclasses.replace(self.entry.step, **{name: field.value()})
        if (step, unread) != (self.entry.step, self.entry.unread):
            self.entry.step, self.entry.unread = step, unread
            self.edited.emit()
