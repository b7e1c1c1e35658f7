"""The form of the lesson itself: what stands on the map and above its steps."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout

from app.curriculum.lesson_file import LONGEST_LESSON
from app.curriculum.levels import LEVELS
from app.curriculum.tracks import OTHER, TRACKS, track_name
from app.i18n import tr
from app.ui.i18n import isolate
from app.ui.screens.editor.choose_lessons import ChooseLessons
from app.ui.screens.editor.forms.desk import Desk
from app.ui.screens.editor.forms.field import Field
from app.ui.screens.editor.forms.fields import Meanings, Number, Select
from app.ui.screens.editor.forms.step_form import FieldColumn
from app.ui.screens.editor.forms.texts import Text
from app.ui.screens.editor.manuscript import Manuscript
from app.ui.theme import SPACE
from app.ui.widgets.buttons import button
from app.ui.widgets.labels import label


class Requires(Field):
    """Which lessons come before this one, chosen from a list."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._ids: tuple[str, ...] = ()
        self._titles = label("")
        self.choose = button(tr("选择…"), self.ask, desk.theme)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * SPACE)
        row.addWidget(self._titles, 1)
        row.addWidget(self.choose)
        self.setFocusProxy(self.choose)

    def value(self) -> tuple[str, ...]:
        """Their ids."""
        return self._ids

    def show_value(self, value: Any) -> None:
        """Show their titles."""
        self._ids = tuple(value)
        titles = {each.id: each.title for each in self._desk.studio.library.lessons}
        shown = "、".join(isolate(titles.get(each, each)) for each in self._ids)
        self._titles.setText(shown or tr("不用先学别的"))

    def ask(self) -> None:
        """Choose from all lessons but this one."""
        lessons = [each for each in self._desk.studio.library.lessons if each.id != self._desk.lesson_id()]
        dialog = ChooseLessons(tr("先学哪几课"), lessons, self._ids, self._desk.theme, self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.show_value(dialog.chosen)
            self.edited.emit()


class HeadForm(FieldColumn):
    """Writes into the manuscript whatever is changed."""

    edited = Signal()

    def __init__(self, manuscript: Manuscript, desk: Desk) -> None:
        super().__init__()
        self._manuscript = manuscript
        tracks = [*TRACKS, OTHER]
        own = {each.track for each in desk.studio.library.lessons} - set(tracks)
        self.add_field("title", tr("标题"), Text(desk.theme), tr("学完能做什么，十六个字以内。"))
        self.add_field("summary", tr("简介"), Text(desk.theme), tr("一两句话。"))
        self.add_field("meanings", tr("标题的意思"), Meanings(desk.theme))
        self.add_field(
            "track",
            tr("系列"),
            Select([(each, track_name(each)) for each in (*tracks, *sorted(own))], free=True),
            tr("选一个，也可以写一个新的。"),
        )
        self.add_field(
            "level",
            tr("看懂要多少汉语"),
            Select([("", tr("不写")), *((key, str(name)) for key, name in LEVELS.items())]),
        )
        self.add_field(
            "minutes",
            tr("大约要多久"),
            Number(1, LONGEST_LESSON, " " + tr("分钟")),
            tr("最好五到十五分钟：休息的时候学得完。"),
        )
        self.add_field("requires", tr("先学哪几课"), Requires(desk))
        self._column.addSpacing(2 * SPACE)
        self._column.addWidget(
            label(
                tr("编号：{id}。学员的成绩跟着编号走，所以不能改。", id=isolate(manuscript.head.id)), "small"
            )
        )
        self.refresh()
        for name, field in self.fields.items():
            field.edited.connect(lambda name=name: self._edited(name))

    def refresh(self) -> None:
        """Show the head."""
        for name, field in self.fields.items():
            field.show_value(getattr(self._manuscript.head, name))

    def _edited(self, name: str) -> None:
        self._manuscript.change_head(**{name: self.fields[name].value() or _NOTHING.get(name, "")})
        self.edited.emit()


_NOTHING: dict[str, Any] = {"track": OTHER, "requires": (), "meanings": {}}
"""What an empty field stands for."""
