"""Above a take that is reviewed: whose it is, why it waits, what the machine says of the whole of it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import tr
from app.practice.reviews_values import QueueRow
from app.storage.values import Attempt
from app.ui.attempt.result import ResultView
from app.ui.i18n import isolate
from app.ui.screens.queue.words import reason_text
from app.ui.texts import when
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.labels import label


class TakeHead(QWidget):
    """The way back, to the next take and to one person's takes."""

    back_wanted = Signal()
    step_wanted = Signal(int)
    person_wanted = Signal(str)  # profile id
    report_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._profile_id = ""
        back_name = tr("回到等您听的录音")
        self.back = button(
            tr("等您听的录音"), self.back_wanted.emit, theme, kind="quiet", icon="back", name=back_name
        )
        self._name = label("", "strong", wrap=False)
        self._what = label("", "soft")
        self._place = label("", "soft", wrap=False)
        self._reason = label("", "tag-now")
        self._told = label("", "lead")
        self.person = button(tr("只听这一位的"), self._want_person, theme, kind="link")
        self.before = button(
            tr("上一段"), lambda: self.step_wanted.emit(-1), theme, kind="quiet", icon="back"
        )
        self.after = button(
            tr("下一段"),
            lambda: self.step_wanted.emit(1),
            theme,
            kind="quiet",
            icon="forward",
            icon_after=True,
        )
        self.report = button(tr("看讲评"), self.report_wanted.emit, theme, icon="info")
        for each in (self.back, self.person, self.before, self.after, self.report):
            each.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        upper = QHBoxLayout()
        upper.setSpacing(SPACE)
        upper.addWidget(self.back)
        upper.addWidget(self._name)
        upper.addWidget(self._what, 1)
        for widget in (self._place, self.before, self.after):
            upper.addWidget(widget)
        lower = QHBoxLayout()
        lower.setSpacing(2 * SPACE)
        lower.addWidget(self._reason, 0, Qt.AlignmentFlag.AlignVCenter)
        lower.addWidget(self._told, 1)
        lower.addWidget(self.person)
        lower.addWidget(self.report)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addLayout(upper)
        column.addLayout(lower)

    def show_take(
        self, row: QueueRow, attempt: Attempt, view: ResultView | None, lesson: str, place: tuple[int, int]
    ) -> None:
        """Show whose take is open. `place` is which it is of how many, counted from 1."""
        self._profile_id = row.profile_id
        self._name.setText(isolate(row.name))
        self._what.setText(" · ".join(filter(None, [isolate(lesson), when(row.created)])))
        self.person.setAccessibleName(tr("只听 {name} 的录音", name=isolate(row.name)))
        self._reason.setText(reason_text(row))
        number, count = (isolate(str(each)) for each in place)
        self._place.setText(tr("第 {place} 段，共 {count} 段", place=number, count=count))
        self.before.setEnabled(place[0] > 1)
        self.report.setVisible(attempt.free)
        self._told.setText(_machines(attempt, view))

    def _want_person(self) -> None:
        self.person_wanted.emit(self._profile_id)

    @property
    def told(self) -> str:
        """What the machine says of the whole take, as shown."""
        return self._told.text()


def _machines(attempt: Attempt, view: ResultView | None) -> str:
    if attempt.free:
        return isolate(attempt.text)
    if view is None or not view.syllables:
        return ""  # the reason says it
    return " · ".join(filter(None, [tr("电脑：{title}", title=view.title), view.score, view.fluency]))
