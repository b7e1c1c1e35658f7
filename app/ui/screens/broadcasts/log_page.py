"""The log: the form on top, what was written down below, the newest first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.broadcasts.values import Broadcast
from app.i18n import tr, trn
from app.ui.i18n import isolate
from app.ui.jobs import Err, Jobs, Ok
from app.ui.screens.broadcasts.entry_form import EntryForm
from app.ui.screens.broadcasts.words import figures, name_of, pairs_text, shares, when_words
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.card import Card, clear
from app.ui.widgets.labels import label, rule
from app.ui.widgets.page import Page
from app.ui.widgets.states import StatePanel

if TYPE_CHECKING:
    from app.practice.studio import Studio

SHOWN = 60
"""Broadcasts shown at a time."""

REVIEW_WIDTH = 144
"""Pixels of the button at font scale 1, whichever of its two texts it has: columns stay in line."""


@dataclass(frozen=True)
class LogFacts:
    """What is read when the page is opened."""

    broadcasts: Sequence[Broadcast]
    products: Iterable[str]
    blank: Broadcast


class LogPage(Page):
    """Adds, changes and deletes; deleting can be undone."""

    back_wanted = Signal()
    import_wanted = Signal()
    export_wanted = Signal()
    review_wanted = Signal(object)  # Broadcast
    failed = Signal(str)

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__(theme, tr("直播记录"))
        self._studio = studio
        self._jobs = jobs
        self._deleted: Broadcast | None = None
        self._shown = SHOWN
        self._broadcasts: Sequence[Broadcast] = ()
        self.set_title(tr("直播记录"), tr("播完了记一场，过几个星期就能看出练习和成绩是不是一起在动。"))
        back = button(tr("进步"), self.back_wanted.emit, theme, kind="quiet", icon="back")
        back.setAccessibleName(tr("回到进步页"))
        self.set_lead(back)
        self.importing = button(tr("导入表格"), self.import_wanted.emit, theme, icon="import_file")
        self.exporting = button(tr("导出表格"), self.export_wanted.emit, theme, icon="export_file")
        self.add_action(self.importing)
        self.add_action(self.exporting)
        self.form = EntryForm(theme, studio.broadcasts.today)
        self.form.kept_wanted.connect(self._keep)
        self.form.left.connect(self.refresh)
        self.body.addWidget(self.form)
        self._undo = QFrame()
        self._undo.setProperty("panel", "notice")
        row = QHBoxLayout(self._undo)
        row.setContentsMargins(2 * SPACE, SPACE // 2, SPACE, SPACE // 2)
        self._undo_text = label("")
        self.undo_button = button(tr("撤销"), self.undo, theme, icon="again")
        row.addWidget(self._undo_text, 1)
        row.addWidget(self.undo_button)
        self._undo.hide()
        self.body.addWidget(self._undo)
        self.body.addStretch(1)
        QShortcut(QKeySequence.StandardKey.Undo, self._undo).activated.connect(self.undo)

    def enter(self) -> None:
        """Read anew and offer a fresh form."""
        self._deleted = None
        self._undo.hide()
        self.refresh()

    def refresh(self) -> None:
        """Read the log and offer a fresh form."""
        log = self._studio.broadcasts

        def work() -> LogFacts:
            found = log.all()
            used = [each.product for each in found]
            products = dict.fromkeys([*used, *log.products()])
            return LogFacts(found, products, log.blank())

        self._jobs.run(work, self._show_facts, owner=self)

    def _show_facts(self, result: Ok[LogFacts] | Err) -> None:
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
            return
        facts = result.value
        self.form.know(facts.products, facts.broadcasts)
        self.form.show_broadcast(facts.blank, new=True)
        self._broadcasts = facts.broadcasts
        self._show_list()

    def _show_list(self) -> None:
        clear(self.body, keep=2)  # the form and the strip below it
        self.exporting.setEnabled(bool(self._broadcasts))
        if not self._broadcasts:
            self.body.addWidget(
                StatePanel(
                    self.theme,
                    "live",
                    tr("还没有记过直播"),
                    tr("填上面的表，几秒钟就好。以前的可以从平台导出表格，再用“导入表格”一次放进来。"),
                )
            )
            self.body.addStretch(1)
            return
        shown = self._broadcasts[: self._shown]
        for (year, month), group in groupby(shown, key=lambda each: (each.day.year, each.day.month)):
            held = list(group)
            card = Card()
            card.body.setContentsMargins(3 * SPACE, 2 * SPACE, 2 * SPACE, SPACE)
            count = trn("{number} 场", "{number} 场", len(held))
            card.body.addWidget(label(f"{isolate(f'{year}-{month:02}')} · {count}", "section"))
            for number, broadcast in enumerate(held):
                if number:
                    card.body.addWidget(rule())
                card.body.addLayout(self._row(broadcast))
            self.body.addWidget(card)
            card.show()  # at once: until then the page would be laid out without it
        if len(self._broadcasts) > self._shown:
            more = button(tr("更早的直播"), self._show_more, self.theme, icon="chevron_down")
            row = QHBoxLayout()
            row.addStretch(1)
            row.addWidget(more)
            row.addStretch(1)
            self.body.addLayout(row)
        self.body.addStretch(1)

    def _show_more(self) -> None:
        self._shown += SHOWN
        self._show_list()

    def _row(self, broadcast: Broadcast) -> QHBoxLayout:
        name = name_of(broadcast)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(label(isolate(broadcast.product), "form"))
        texts.addWidget(label(when_words(broadcast), "small"))
        if broadcast.note:
            first = broadcast.note.splitlines()[0]
            texts.addWidget(label(isolate(first if len(first) <= 60 else first[:59] + "…"), "small"))
        texts.addStretch(1)
        numbers = QVBoxLayout()
        numbers.setSpacing(2)
        numbers.addWidget(label(pairs_text(figures(broadcast))))
        follows = pairs_text(shares(broadcast))
        if follows:
            numbers.addWidget(label(follows, "small"))
        numbers.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.setContentsMargins(0, SPACE // 2, 0, SPACE // 2)
        row.addLayout(texts, 3)
        row.addLayout(numbers, 5)
        reviewed = broadcast.review is not None
        actions: tuple[QWidget, ...] = (
            button(
                tr("看复盘") if reviewed else tr("写复盘"),
                lambda: self.review_wanted.emit(broadcast),
                self.theme,
                kind="quiet",
                icon="ticked" if reviewed else "editor",
                name=tr("复盘：{name}", name=name),
            ),
            button(
                tr("改"),
                lambda: self.change(broadcast),
                self.theme,
                kind="quiet",
                name=tr("改：{name}", name=name),
            ),
            button(
                tr("删除"),
                lambda: self.delete(broadcast),
                self.theme,
                kind="quiet",
                name=tr("删除：{name}", name=name),
            ),
        )
        actions[0].setMinimumWidth(self.theme.size(REVIEW_WIDTH))
        for each in actions:
            row.addWidget(each)
        return row

    # keeping

    def change(self, broadcast: Broadcast) -> None:
        """Open a broadcast in the form."""
        self.form.show_broadcast(broadcast, new=False)
        self.scroll_area.ensureWidgetVisible(self.form)

    def _keep(self, broadcast: Broadcast) -> None:
        self._jobs.run(lambda: self._studio.broadcasts.keep(broadcast), self._changed, owner=self)

    def delete(self, broadcast: Broadcast) -> None:
        """Delete at once; a strip offers to take it back."""

        def done(result: Ok[None] | Err) -> None:
            if isinstance(result, Ok):
                self._deleted = broadcast
                self._undo_text.setText(tr("删掉了：{name}", name=name_of(broadcast)))
                self._undo.show()
                self.undo_button.setFocus()
            self._changed(result)

        self._jobs.run(lambda: self._studio.broadcasts.delete(broadcast.id), done, owner=self)

    def undo(self) -> None:
        """Take the last deletion back."""
        deleted, self._deleted = self._deleted, None
        self._undo.hide()
        if deleted is not None:
            self._jobs.run(lambda: self._studio.broadcasts.put_back(deleted), self._changed, owner=self)

    def _changed(self, result: Ok[Broadcast] | Ok[None] | Err) -> None:
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
            return
        if isinstance(result.value, Broadcast):
            self._deleted = None
            self._undo.hide()
        self.refresh()
