"""A sentence to try: what is found in it while it is typed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.coaching.compliance import Finding, Product, RuleBook, check_text
from app.coaching.compliance.meanings import meaning_of
from app.coaching.compliance.names import kind_name, product_name
from app.i18n import tr
from app.ui.jobs import Err, Jobs, Ok
from app.ui.screens.rules.rows import chinese_line
from app.ui.theme import SPACE, Theme
from app.ui.widgets.card import Card, clear
from app.ui.widgets.labels import label, leading, rule

_CALM_MS = 250
_SURE = 0.75


class Trial(Card):
    """Checks what is typed against the rules given by `use`, a moment after the last key."""

    def __init__(self, jobs: Jobs, theme: Theme) -> None:
        super().__init__(tr("试一句"))
        self._jobs, self._theme = jobs, theme
        self._rules: RuleBook | None = None
        self.findings: tuple[Finding, ...] = ()
        self.sentence = QLineEdit()
        self.sentence.setPlaceholderText(tr("写一句想说的话，看看能不能说"))
        self.sentence.setAccessibleName(tr("想说的话"))
        self.sentence.setClearButtonEnabled(True)
        self.product = QComboBox()
        self.product.setAccessibleName(tr("卖什么"))
        for product in Product:
            self.product.addItem(product_name(product), product.value)
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(self.sentence, 1)
        row.addWidget(self.product)
        self.body.addLayout(row)
        self._found = QVBoxLayout()
        self._found.setSpacing(SPACE)
        self.body.addLayout(self._found)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_CALM_MS)
        self._timer.timeout.connect(self.check)
        self.sentence.textChanged.connect(lambda _text: self._timer.start())
        self.product.currentIndexChanged.connect(lambda _at: self._timer.start())

    def use(self, rules: RuleBook) -> None:
        """Check against these rules from now on."""
        self._rules = rules
        self.check()

    def check(self) -> None:
        """Look at the sentence now."""
        rules, text = self._rules, self.sentence.text().strip()
        if rules is None or not text:
            self._show((), "")
            return
        product = Product(self.product.currentData())

        def checked(result: Ok[tuple[Finding, ...]] | Err) -> None:
            if isinstance(result, Ok) and text == self.sentence.text().strip():
                self._show(result.value, text)

        self._jobs.run(lambda: check_text(text, rules, product), checked, owner=self)

    def _show(self, findings: Sequence[Finding], text: str) -> None:
        self.findings = tuple(findings)
        clear(self._found)
        if text and not findings:
            self._found.addWidget(label(tr("没有找到不能说的话。"), "good"))
        for at, finding in enumerate(findings):
            if at:
                self._found.addWidget(rule())
            self._found.addWidget(self._finding(finding))

    def _finding(self, finding: Finding) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, SPACE, 0, 0)
        column.setSpacing(SPACE // 2)
        tags = [label(kind_name(finding.kind), "tag", wrap=False)]
        if finding.certainty < _SURE:
            tags.append(label(tr("可能有问题"), "tag", wrap=False))
        column.addWidget(self._line(f"“{finding.text}”", "strong"))
        column.addLayout(leading(*tags))
        column.addWidget(label(meaning) if (meaning := meaning_of(finding.why)) else self._line(finding.why))
        column.addWidget(self._line(finding.article, "soft"))
        column.addWidget(label(tr("可以这样说："), "soft"))
        column.addWidget(self._line(finding.instead, "lead"))
        if meaning := meaning_of(finding.instead):
            column.addWidget(label(meaning, "soft"))
        return holder

    def _line(self, text: str, role: str = "") -> QWidget:
        return chinese_line(text, role, self._theme)
