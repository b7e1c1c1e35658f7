"""The lines of the page: one of the centre's own rules, one bundled rule with its switch, one fault."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QFrame, QHBoxLayout, QLabel, QVBoxLayout

from app.coaching.compliance import Rule, RuleProblem
from app.coaching.compliance.meanings import meaning_of
from app.coaching.compliance.names import kind_name, product_name
from app.coaching.compliance.own_rules import OwnRule
from app.i18n import tr
from app.ui.activities.card_text import chinese
from app.ui.i18n import isolate
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.labels import label


class OwnRow(QFrame):
    """One of the centre's own rules with its buttons."""

    def __init__(
        self,
        rule: OwnRule,
        theme: Theme,
        change: Callable[[OwnRule], object],
        remove: Callable[[OwnRule], object],
    ) -> None:
        super().__init__()
        said = "”　“".join(rule.phrases)
        texts = QVBoxLayout()
        texts.setSpacing(SPACE // 2)
        texts.addWidget(chinese_line(f"“{said}”", "form", theme))
        texts.addWidget(chinese_line(rule.why, "", theme))
        product = product_name(rule.product) if rule.product else tr("什么都算")
        facts = (kind_name(rule.kind), product, rule.article)
        texts.addWidget(label(" · ".join(isolate(each) for each in facts if each), "small"))
        self.change = button(
            tr("改"),
            lambda: change(rule),
            theme,
            kind="quiet",
            icon="editor",
            name=tr("改“{said}”", said=said),
        )
        self.remove = button(
            tr("删除"),
            lambda: remove(rule),
            theme,
            kind="quiet",
            icon="trash",
            name=tr("删除“{said}”", said=said),
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, SPACE, 0, SPACE)
        row.setSpacing(SPACE)
        row.addLayout(texts, 1)
        for each in (self.change, self.remove):
            row.addWidget(each, 0, Qt.AlignmentFlag.AlignTop)


class BundledRow(QFrame):
    """A bundled rule, and whether it holds here."""

    def __init__(self, rule: Rule, theme: Theme, on: bool, switch: Callable[[Rule, bool], object]) -> None:
        super().__init__()
        self.rule = rule
        self.box = QCheckBox()
        self.box.setChecked(on)
        self.box.setAccessibleName(rule.why)
        self.box.toggled.connect(lambda wanted: switch(rule, wanted))
        texts = QVBoxLayout()
        texts.setSpacing(0)
        role = "" if on else "soft"
        meaning = meaning_of(rule.why)
        texts.addWidget(label(meaning, role) if meaning else chinese_line(rule.why, role, theme))
        facts = (kind_name(rule.kind), rule.article)
        texts.addWidget(label(" · ".join(isolate(each) for each in facts), "small"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, SPACE // 2, 0, SPACE // 2)
        row.setSpacing(2 * SPACE)
        row.addWidget(self.box, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(texts, 1)


def chinese_line(text: str, role: str, theme: Theme) -> QLabel:
    """Chinese at the leading edge, also where that is the right one."""
    made = chinese(label(text, role), theme)
    if QApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft:
        made.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute)
    return made


def problem_text(problem: RuleProblem) -> str:
    """A fault in a file of rules: which file, which line, what is wrong."""
    name = isolate(problem.path.name)
    if problem.line:
        return tr(
            "{name} 第 {line} 行：{reason}", name=name, line=problem.line, reason=isolate(problem.reason)
        )
    return tr("{name}：{reason}", name=name, reason=isolate(problem.reason))
