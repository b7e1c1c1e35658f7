"""Between two parts: what is done, what comes next, no hurry. Scoring goes on in the background."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout

from app.i18n import tr
from app.practice.exam_values import KeptExam
from app.speech.psc.paper import PartOfPaper
from app.ui.screens.exam.words import part_facts, part_name
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.card import Card, clear
from app.ui.widgets.labels import label, leading
from app.ui.widgets.page import Page


class RestPage(Page):
    """The parts in their order, and one thing to do: go on."""

    go_on_wanted = Signal()
    stop_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, width=720)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(3 * SPACE)
        self._grid.setVerticalSpacing(SPACE)
        card = Card()
        card.body.addLayout(self._grid)
        self.body.addWidget(card)
        self.go_on = button("", self.go_on_wanted.emit, theme, kind="main", icon="forward", icon_after=True)
        self.stop = button(tr("先到这里，今天再接着考"), self.stop_wanted.emit, theme, kind="quiet")
        self.body.addLayout(leading(self.go_on))
        self.body.addLayout(leading(self.stop))
        self.body.addStretch(1)

    def show_exam(self, exam: KeptExam, done: PartOfPaper | None) -> None:
        """Show how far the test is; `done` is the part that has just been ended."""
        nexts = exam.next_part
        if nexts is None:
            self.set_title(tr("全部考完了"), tr("正在给最后一题评分，马上就能看结果。"))
        else:
            name = tr("{part}：考完了", part=part_name(done)) if done else tr("歇一歇")
            self.set_title(name, tr("录音已经保存，评分在后台进行。歇一口气、喝口水，准备好了再继续。"))
        self.go_on.setText(tr("看结果") if nexts is None else tr("下一题：{part}", part=part_name(nexts)))
        self.stop.setVisible(nexts is not None)
        clear(self._grid)
        for row, part in enumerate(exam.paper.parts):
            kept = exam.part(part)
            state, role = tr("还没考"), "soft"
            if kept is not None:
                state, role = tr("✓ 考完了"), "good"
            elif part is nexts:
                state, role = tr("下一题"), "strong"
            self._grid.addWidget(label(part_name(part), "strong" if part is nexts else "lead"), row, 0)
            self._grid.addWidget(label(part_facts(part, exam.five_parts), "soft", wrap=False), row, 1)
            self._grid.addWidget(label(state, role, wrap=False), row, 2, Qt.AlignmentFlag.AlignVCenter)
        self._grid.setColumnStretch(0, 1)
        self.go_on.setFocus()
