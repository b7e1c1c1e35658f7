"""The first steps of a trainer, ticked as they get done; the next one has the page's main action."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.i18n import tr
from app.people.profiles import LONGEST_NAME
from app.practice.teaching import Desk
from app.ui.i18n import isolate
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import Button, button
from app.ui.widgets.card import Card
from app.ui.widgets.flow_layout import flowing
from app.ui.widgets.labels import label, rule

ICON = 20


class SetUpCard(Card):
    """`class_wanted` gets the name that was typed; the others are pressed."""

    def __init__(
        self,
        desk: Desk,
        theme: Theme,
        *,
        class_wanted: Callable[[str], object],
        people_wanted: Callable[[], object],
        work_wanted: Callable[[], object],
    ) -> None:
        super().__init__(tr("从这里开始"))
        self._theme = theme
        self._class_wanted = class_wanted
        self.main: QWidget | None = None  # where the keyboard begins
        self.name = QLineEdit()
        waits = desk.total_waiting > 0
        steps = (
            (bool(desk.cohorts), tr("建一个班"), tr("给班起个名字。"), self._class_form),
            (
                bool(desk.members),
                tr("加学员"),
                tr("打几个名字，或者从表格导入。学员开机点自己的名字就能练。"),
                lambda: self._button(tr("加学员"), "add_profile", people_wanted),
            ),
            (
                desk.any_given,
                tr("布置第一课"),
                tr("选一课，选一个班。学员登录后在“今天”里就能看到。"),
                lambda: self._button(tr("布置"), "forward", work_wanted),
            ),
            (
                desk.any_heard,
                tr("听第一段录音"),
                tr("电脑先评，您来定。点下面的“开始听”。") if waits else tr("学员录音以后，这里会提醒您。"),
                None,  # the card below has the button
            ),
        )
        ticked: list[QWidget] = [self._ticked(title) for done, title, _text, _action in steps if done]
        left = [(at + 1, *step[1:]) for at, step in enumerate(steps) if not step[0]]
        if len(left) == 1 and left[0][3] is None:  # nothing to be done here: a line is enough
            number, title, text, _action = left.pop()
            words = tr("{number} {step}：{text}", number=isolate(str(number)), step=title, text=text)
            ticked.append(label(words, wrap=False))
        if ticked:
            self.body.addLayout(flowing(*ticked))
        for at, (number, title, text, action) in enumerate(left):
            if at or ticked:
                self.body.addWidget(rule())
            self.body.addLayout(self._step(number, title, text, action() if not at and action else None))

    def _ticked(self, title: str) -> QWidget:
        """A step that is done, small."""
        mark = QLabel()
        mark.setPixmap(self._theme.pixmap("lesson_done", "good", ICON, mark))
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, SPACE, 0)
        row.setSpacing(SPACE)
        row.addWidget(mark)
        row.addWidget(label(title, "soft", wrap=False))
        holder.setAccessibleName(tr("{step}，做好了", step=title))
        return holder

    def _step(self, number: int, title: str, text: str, action: QWidget | None) -> QHBoxLayout:
        mark = label(str(number), "strong", wrap=False)
        mark.setFixedWidth(self._theme.size(ICON))
        mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(label(title, "form"))
        texts.addWidget(label(text, "small"))
        row = QHBoxLayout()
        row.setSpacing(2 * SPACE)
        row.addWidget(mark)
        row.addLayout(texts, 1)
        if action is not None:
            row.addWidget(action)
        return row

    def _button(self, text: str, icon: str, pressed: Callable[[], object]) -> Button:
        made = button(text, pressed, self._theme, kind="main", icon=icon)
        self.main = made
        return made

    def _class_form(self) -> QWidget:
        self.name.setMaxLength(LONGEST_NAME)
        self.name.setPlaceholderText(tr("例如：2026 秋 1 班"))
        self.name.setAccessibleName(tr("班级的名字"))
        self.name.setMinimumWidth(self._theme.size(220))
        self.name.returnPressed.connect(self._make)
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(self.name)
        row.addWidget(button(tr("建班"), self._make, self._theme, kind="main", icon="add"))
        self.main = self.name
        return holder

    def _make(self) -> None:
        self._class_wanted(self.name.text())
