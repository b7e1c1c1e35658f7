"""What must not be said, for trainers: try a sentence, add own rules, switch bundled ones off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QLineEdit, QMessageBox, QPushButton, QVBoxLayout, QWidget

from app.coaching.compliance import Rule, RuleBook, load_rules
from app.coaching.compliance.meanings import meaning_of
from app.coaching.compliance.names import kind_name
from app.coaching.compliance.own_rules import OwnRule, OwnRuleFile, OwnRules
from app.i18n import tr, trn
from app.ui.i18n import isolate
from app.ui.jobs import Err, Jobs, Ok
from app.ui.screens.rules.rows import BundledRow, OwnRow, problem_text
from app.ui.screens.rules.rule_dialog import RuleDialog
from app.ui.screens.rules.trial import Trial
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.card import Card, clear
from app.ui.widgets.labels import label, leading, rule
from app.ui.widgets.page import Page
from app.ui.widgets.states import LoadingPanel, StatePanel

if TYPE_CHECKING:
    from app.practice.studio import Studio

SHOWN = 10
"""How many bundled rules are shown before somebody asks for more."""


@dataclass(frozen=True)
class _Known:
    """All there is to show: the rules in force here, the bundled ones, and the centre's own."""

    here: RuleBook
    bundled: RuleBook
    own: OwnRules


class RulesScreen(Page):
    """The page."""

    back_wanted = Signal()
    failed = Signal(str)
    done = Signal(str)

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__(theme, tr("不能说的话"))
        self._jobs = jobs
        self._home = studio.home
        self._file = OwnRuleFile(studio.home)
        self._known: _Known | None = None
        self._shown = SHOWN
        self.back = button(
            tr("备课"), self.back_wanted.emit, theme, kind="quiet", icon="back", name=tr("回到备课")
        )
        self.set_lead(self.back)
        self.new = button(tr("加一条规则"), self.ask_for_new, theme, kind="main", icon="add")
        self.add_action(self.new)
        self.trial = Trial(jobs, theme)
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("在自带的规则里找"))
        self.search.setAccessibleName(tr("在自带的规则里找"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._searched)
        self._heading = label(tr("自带的规则"), "section")
        for each in (self._heading, self.search):
            each.hide()  # until there are rules to look for
        self._faults, self._own, self._bundled = QVBoxLayout(), QVBoxLayout(), QVBoxLayout()
        for layout in (self._faults, self._own, self._bundled):
            layout.setSpacing(SPACE)
        self.body.addLayout(self._faults)
        self.body.addWidget(self.trial)
        self.body.addLayout(self._own)
        self.body.addWidget(self._heading)
        self.body.addWidget(self.search)
        self.body.addLayout(self._bundled)
        self.body.addStretch(1)

    def enter(self) -> None:
        """Show the rules there are now."""
        self._read(redraw=True)

    def _read(self, *, redraw: bool) -> None:
        """Read the rules again; without `redraw` the switch that was just pressed stays where it is."""
        home, file = self._home, self._file
        if self._known is None and not self._own.count():
            self._own.addWidget(LoadingPanel())

        def read(result: Ok[_Known] | Err) -> None:
            if isinstance(result, Err):
                self.failed.emit(str(result.error))
                return
            self._known = result.value
            self.trial.use(result.value.here)
            if redraw:
                self._show(result.value)

        self._jobs.run(lambda: _Known(load_rules(home), load_rules(), file.read()), read, owner=self)

    def _show(self, known: _Known) -> None:
        self.set_title(
            tr("不能说的话"),
            tr(
                "自带 {count} 条，{date}。这是培训用的，不是法律意见。",
                count=len(known.bundled.rules),
                date=isolate(known.bundled.issued.isoformat()),
            ),
        )
        for each in (self._heading, self.search):
            each.show()
        self._draw(known)

    def _draw(self, known: _Known) -> None:
        focused = self.window().focusWidget()
        if isinstance(focused, QPushButton) and self.isAncestorOf(focused) and focused is not self.new:
            self.scroll_area.setFocus()  # the button goes; Qt would give the focus to the rail
        clear(self._faults)
        clear(self._own)
        if known.here.problems:
            card = Card(tr("规则文件里有写错的地方，这几处没有用上："))
            for problem in known.here.problems:
                card.body.addWidget(label(problem_text(problem), "error"))
            self._faults.addWidget(card)
        self._own.addWidget(label(tr("我们的规则"), "section"))
        self.new.set_kind("main" if known.own.rules else "")  # the empty list has the main action
        if known.own.rules:
            self._own.addWidget(self._own_card(known.own.rules))
        else:
            self._own.addWidget(self._nothing())
        self._draw_bundled(known)

    def _draw_bundled(self, known: _Known) -> None:
        clear(self._bundled)
        wanted = self.search.text().strip().casefold()
        found = [each for each in known.bundled.rules if _matches(each, wanted)]
        # those switched off first: they are what somebody comes back for
        found.sort(key=lambda each: each.id not in known.own.off)
        if not found:
            self._bundled.addWidget(label(tr("没有找到。"), "soft"))
            return
        card = Card()
        card.body.setContentsMargins(2 * SPACE, SPACE, 2 * SPACE, SPACE)
        card.body.setSpacing(0)
        for at, each in enumerate(found[: self._shown]):
            if at:
                card.body.addWidget(rule())
            on = each.id not in known.own.off
            card.body.addWidget(BundledRow(each, self.theme, on, self._switch))
        self._bundled.addWidget(card)
        card.show()  # at once: until then the page would be laid out without it
        left = len(found) - self._shown
        if left > 0:
            more = trn("还有 {number} 条", "还有 {number} 条", left)
            self._bundled.addLayout(leading(button(more, self._show_more, self.theme, icon="chevron_down")))

    def _own_card(self, rules: tuple[OwnRule, ...]) -> QWidget:
        card = Card()
        card.body.setContentsMargins(2 * SPACE, SPACE // 2, SPACE, SPACE // 2)
        card.body.setSpacing(0)
        for at, each in enumerate(rules):
            if at:
                card.body.addWidget(rule())
            card.body.addWidget(OwnRow(each, self.theme, self.ask_to_change, self.ask_to_remove))
        return card

    def _nothing(self) -> QWidget:
        return StatePanel(
            self.theme,
            "editor",
            tr("还没有自己的规则。"),
            tr("店里、平台另外不许说的话，加在这里。学员讲完以后的报告都照着查。"),
            tr("加第一条"),
            self.ask_for_new,
        )

    def _searched(self, _text: str) -> None:
        self._shown = SHOWN
        if self._known is not None:
            self._draw_bundled(self._known)

    def _show_more(self) -> None:
        self._shown += 10 * SHOWN
        if self._known is not None:
            self._draw_bundled(self._known)

    # changing

    def ask_for_new(self) -> None:
        """Ask for a rule and keep it."""
        dialog = RuleDialog(self.theme, self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.save(dialog.answer)

    def ask_to_change(self, before: OwnRule) -> None:
        """Ask for a rule's new wording and keep it."""
        dialog = RuleDialog(self.theme, self, before)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.save(dialog.answer)

    def ask_to_remove(self, unwanted: OwnRule) -> None:
        """Take a rule out, after asking."""
        question = tr("删除“{said}”这一条？", said="”　“".join(unwanted.phrases))
        box = QMessageBox(QMessageBox.Icon.Question, tr("删除规则"), question, parent=self)
        remove = box.addButton(tr("删除"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(tr("留着"), QMessageBox.ButtonRole.RejectRole)
        box.exec()
        if box.clickedButton() is remove:
            self.remove(unwanted)

    def remove(self, unwanted: OwnRule) -> None:
        """Take a rule out."""
        self._change(lambda: self._file.remove(unwanted.id), tr("删除了。"))

    def save(self, wanted: OwnRule) -> None:
        """Keep a rule."""
        today = date.today()
        self._change(lambda: self._file.save(wanted, today), tr("保存了，马上就照着查。"))

    def _switch(self, switched: Rule, on: bool) -> None:
        said = tr("这一条又用上了。") if on else tr("这一条在本中心不查了。")
        self._change(lambda: self._file.switch(switched.id, on=on), said, redraw=False)

    def _change(self, work: Callable[[], object], said: str, *, redraw: bool = True) -> None:
        def changed(result: Ok[object] | Err) -> None:
            if isinstance(result, Err):
                self.failed.emit(str(result.error))
            else:
                self.done.emit(said)
            self._read(redraw=redraw or isinstance(result, Err))

        self._jobs.run(work, changed, owner=self)


def _matches(one: Rule, wanted: str) -> bool:
    texts = (one.why, meaning_of(one.why), one.instead, one.article, kind_name(one.kind))
    return not wanted or any(wanted in each.casefold() for each in texts)
