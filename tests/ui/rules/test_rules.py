"""The page about what must not be said: try a sentence, own rules, switches, faults by line."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.coaching.compliance import Kind, Product, check_text, load_rules
from app.coaching.compliance.own_rules import OwnRule
from app.people.values import TRAINER
from app.ui.jobs import Jobs
from app.ui.main_window import MainWindow
from app.ui.screens.rules import RulesScreen
from app.ui.screens.rules.rows import BundledRow, OwnRow
from app.ui.screens.rules.rule_dialog import RuleDialog
from app.ui.theme import Theme
from app.ui.where import Place, Where
from tests.ui.fake_studio import FakeStudio

Row = TypeVar("Row", OwnRow, BundledRow)

RULE = OwnRule(("包你发",), "店里不许。", "照页面写的办。", "店规第三条")


def shown(widget: QWidget) -> str:
    return "\n".join(each.text() for each in widget.findChildren(QLabel) if each.isVisible())


def visible(screen: RulesScreen, kind: type[Row]) -> list[Row]:
    return [each for each in screen.findChildren(kind) if each.isVisible()]


@pytest.fixture
def studio() -> FakeStudio:
    made = FakeStudio()
    assert made.profile is not None
    made.profile = dataclasses.replace(made.profile, role=TRAINER)
    return made


@pytest.fixture
def screen(qtbot: QtBot, studio: FakeStudio, jobs: Jobs, theme: Theme) -> RulesScreen:
    made = RulesScreen(studio, jobs, theme)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(1240, 760)
    made.show()
    made.enter()
    qtbot.waitUntil(lambda: bool(visible(made, BundledRow)))
    return made


def test_a_sentence_is_tried_while_it_is_typed(qtbot: QtBot, screen: RulesScreen) -> None:
    screen.trial.sentence.setText("这是全网最低价")
    qtbot.waitUntil(lambda: len(screen.trial.findings) == 1)
    qtbot.waitUntil(lambda: "“全网最低价”" in shown(screen.trial))
    assert "《广告法》第九条第三项" in shown(screen.trial)
    screen.trial.sentence.setText("一袋五百克")
    qtbot.waitUntil(lambda: "没有找到不能说的话。" in shown(screen.trial))


def test_the_product_decides(qtbot: QtBot, screen: RulesScreen) -> None:
    screen.trial.sentence.setText("正宗老坑籽料")
    screen.trial.product.setCurrentIndex(screen.trial.product.findData(Product.JADE.value))
    qtbot.waitUntil(lambda: any(each.kind is Kind.ORIGIN for each in screen.trial.findings))


def test_a_rule_is_added_changed_and_taken_out(
    qtbot: QtBot, screen: RulesScreen, studio: FakeStudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    qtbot.waitUntil(lambda: "还没有自己的规则。" in shown(screen))
    screen.trial.sentence.setText("今天下单包你发")
    screen.save(RULE)
    qtbot.waitUntil(lambda: len(visible(screen, OwnRow)) == 1)
    qtbot.waitUntil(lambda: [each.rule for each in screen.trial.findings] == ["centre-1"])
    changed = dataclasses.replace(RULE, id="centre-1", phrases=("包你中",))
    screen.save(changed)
    qtbot.waitUntil(lambda: "“包你中”" in shown(screen))
    assert len(visible(screen, OwnRow)) == 1
    monkeypatch.setattr(QMessageBox, "exec", lambda _box: 0)  # closed without an answer: nothing happens
    (row,) = visible(screen, OwnRow)
    qtbot.mouseClick(row.remove, Qt.MouseButton.LeftButton)
    assert load_rules(studio.home).own == {"centre-1"}
    screen.remove(changed)
    qtbot.waitUntil(lambda: "还没有自己的规则。" in shown(screen))
    assert not load_rules(studio.home).own


def test_a_bundled_rule_is_switched_off_and_on(qtbot: QtBot, screen: RulesScreen, studio: FakeStudio) -> None:
    screen.search.setText("平安")
    qtbot.waitUntil(lambda: 0 < len(visible(screen, BundledRow)) < 5)
    row = visible(screen, BundledRow)[0]
    wanted = row.rule.id
    with qtbot.waitSignal(screen.done):
        row.box.click()
    assert wanted not in {each.id for each in load_rules(studio.home).rules}
    assert row.isVisible() and not row.box.isChecked()  # where it was, for the next press
    screen.enter()
    qtbot.waitUntil(lambda: [each.box.isChecked() for each in visible(screen, BundledRow)][:1] == [False])
    with qtbot.waitSignal(screen.done):
        visible(screen, BundledRow)[0].box.click()
    assert wanted in {each.id for each in load_rules(studio.home).rules}


def test_search_and_more(qtbot: QtBot, screen: RulesScreen) -> None:
    few = len(visible(screen, BundledRow))
    more = next(each for each in screen.findChildren(QPushButton) if "还有" in each.text())
    qtbot.mouseClick(more, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(visible(screen, BundledRow)) > few)
    screen.search.setText("没有这样的规则")
    qtbot.waitUntil(lambda: "没有找到。" in shown(screen))


def test_faults_are_told_by_line_and_nothing_is_overwritten(
    qtbot: QtBot, screen: RulesScreen, studio: FakeStudio
) -> None:
    path = studio.home / "compliance" / "centre.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text('[[rule]]\nid = "a"\nkind = \n', encoding="utf-8")
    screen.enter()
    qtbot.waitUntil(lambda: "centre.toml" in shown(screen) and "第 3 行" in shown(screen))
    with qtbot.waitSignal(screen.failed) as failed:
        screen.save(RULE)
    assert "没有改它" in failed.args[0]
    assert path.read_text(encoding="utf-8") == '[[rule]]\nid = "a"\nkind = \n'


def test_the_dialog_wants_everything_and_says_what_is_wrong(
    qtbot: QtBot, screen: RulesScreen, theme: Theme
) -> None:
    dialog = RuleDialog(theme, screen)
    qtbot.addWidget(dialog)
    assert not dialog.yes.isEnabled()
    dialog.phrases.setPlainText("包你发\n\n 包你 中 \n包你发")
    dialog.why.setText("店里不许。")
    dialog.instead.setText("照页面写的办。")
    assert dialog.yes.isEnabled()
    assert dialog.answer.phrases == ("包你发", "包你 中")
    assert dialog.answer.product is None and dialog.answer.article
    for wrong in ("最", "包(你发"):
        dialog.phrases.setPlainText(wrong)
        assert not dialog.yes.isEnabled() and dialog.wrong.text()
    again = RuleDialog(theme, screen, dataclasses.replace(RULE, id="x", product=Product.JADE))
    qtbot.addWidget(again)
    assert again.answer == dataclasses.replace(RULE, id="x", product=Product.JADE)


def test_the_editor_leads_there_and_back(qtbot: QtBot, studio: FakeStudio, jobs: Jobs, theme: Theme) -> None:
    window = MainWindow(studio, jobs, theme)  # type: ignore[arg-type]
    qtbot.addWidget(window)
    window.show()
    window.go(Where(Place.EDITOR))
    window.editor.lessons.rules.click()
    assert window.where.place is Place.RULES and window.page() is window.rules
    window.rules.back.click()
    assert window.where.place is Place.EDITOR
    window.go(Where(Place.RULES))
    window.go_back()
    assert window.where.place is Place.EDITOR
    jobs.wait()


def test_what_the_page_writes_is_what_the_check_reads(screen: RulesScreen, studio: FakeStudio) -> None:
    assert isinstance(studio.home, Path)
    screen._file.save(dataclasses.replace(RULE, phrases=('包"你…满意',)), date(2026, 1, 1))
    rules = load_rules(studio.home)
    assert not rules.problems
    assert [each.rule for each in check_text('包"你们都满意', rules)] == ["centre-1"]
