"""Asks for one of the centre's own rules."""

from __future__ import annotations

import dataclasses

from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from app.coaching.compliance import Kind, Product
from app.coaching.compliance.names import kind_name, product_name
from app.coaching.compliance.own_rules import OwnRule, phrase_fault
from app.i18n import tr
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.form import FormRows
from app.ui.widgets.labels import label


class RuleDialog(QDialog):
    """`answer` is the rule once the dialog was accepted."""

    def __init__(self, theme: Theme, parent: QWidget, rule: OwnRule | None = None) -> None:
        super().__init__(parent)
        self._before = rule
        title = tr("加一条规则") if rule is None else tr("改这条规则")
        self.setWindowTitle(title)
        self.setMinimumWidth(theme.size(560))
        self.phrases = QPlainTextEdit()
        self.phrases.setPlaceholderText(tr("例如：坏一颗赔一箱"))
        self.phrases.setFixedHeight(theme.size(88))
        self.phrases.setTabChangesFocus(True)
        self.product = QComboBox()
        self.product.addItem(tr("什么都算"), "")
        for product in Product:
            self.product.addItem(product_name(product), product.value)
        self.kind = QComboBox()
        for kind in Kind:
            self.kind.addItem(kind_name(kind), kind.value)
        self.kind.setCurrentIndex(self.kind.findData(Kind.PROMISE.value))
        self.why = QLineEdit()
        self.why.setPlaceholderText(tr("例如：我们店没有这个规定，说了就要做到。"))
        self.instead = QLineEdit()
        self.instead.setPlaceholderText(tr("例如：坏了、烂了，拍照找客服，照页面写的退换。"))
        self.article = QLineEdit(tr("本中心的规定"))
        rows = FormRows()
        rows.add_field(tr("不能说"), self.phrases, tr("一行一句。“…”表示中间可以隔几个字：包你…满意"))
        rows.add_field(tr("卖什么的时候"), self.product)
        rows.add_field(tr("属于哪一类"), self.kind)
        rows.add_field(tr("为什么不能说"), self.why)
        rows.add_field(tr("可以怎么说"), self.instead)
        rows.add_field(tr("依据"), self.article, tr("法律第几条，或者自己的规定"))
        self.wrong = label("", "error")
        foot = QHBoxLayout()
        foot.addWidget(self.wrong, 1)
        self.yes = button(tr("保存"), self.accept, theme, kind="main")
        foot.addWidget(button(tr("取消"), self.reject, theme))
        foot.addWidget(self.yes)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 3 * SPACE)
        column.setSpacing(2 * SPACE)
        column.addWidget(label(title, "strong"))
        column.addLayout(rows)
        column.addLayout(foot)
        if rule is not None:
            self._fill(rule)
        self.phrases.textChanged.connect(self._dress)
        for each in (self.why, self.instead, self.article):
            each.textChanged.connect(self._dress)
        self._dress()

    def _fill(self, rule: OwnRule) -> None:
        self.phrases.setPlainText("\n".join(rule.phrases))
        self.product.setCurrentIndex(
            max(0, self.product.findData(rule.product.value if rule.product else ""))
        )
        self.kind.setCurrentIndex(self.kind.findData(rule.kind.value))
        self.why.setText(rule.why)
        self.instead.setText(rule.instead)
        self.article.setText(rule.article)

    @property
    def answer(self) -> OwnRule:
        """The rule as it is filled in."""
        product, lines = self.product.currentData(), self.phrases.toPlainText().splitlines()
        rule = OwnRule(
            tuple(dict.fromkeys(" ".join(line.split()) for line in lines if line.strip())),
            self.why.text().strip(),
            self.instead.text().strip(),
            self.article.text().strip(),
            Kind(self.kind.currentData()),
            Product(product) if product else None,
        )
        return dataclasses.replace(rule, id=self._before.id) if self._before is not None else rule

    def _dress(self) -> None:
        rule = self.answer
        fault = phrase_fault(rule.phrases) if rule.phrases else ""
        self.wrong.setText(fault)
        filled = all((rule.phrases, rule.why, rule.instead, rule.article))
        self.yes.setEnabled(filled and not fault)
