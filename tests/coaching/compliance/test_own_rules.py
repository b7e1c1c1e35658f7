"""The centre's own rules as a file: what is written is what the check reads, and nothing by hand is lost."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path

import pytest

from app.coaching.compliance import Kind, Product, check_text, load_rules
from app.coaching.compliance.own_rules import OwnRule, OwnRuleFile, phrase_fault
from app.errors import ExpectedError

TODAY = date(2026, 11, 23)
RULE = OwnRule(("包你发",), "店里不许。", "照页面写的办。", "店规第三条", Kind.PROMISE, Product.FOOD)


def test_a_rule_is_added_found_changed_and_removed(tmp_path: Path) -> None:
    file = OwnRuleFile(tmp_path)
    assert file.read().rules == ()
    rule_id = file.save(RULE, TODAY)
    assert file.read().rules == (dataclasses.replace(RULE, id=rule_id),)
    rules = load_rules(tmp_path)
    assert not rules.problems and rules.own == {rule_id}
    (finding,) = check_text("今天包你发", rules, Product.FOOD)
    assert (finding.rule, finding.article, finding.why) == (rule_id, "店规第三条", "店里不许。")
    assert not check_text("今天包你发", rules, Product.JADE)
    file.save(dataclasses.replace(RULE, id=rule_id, product=None, phrases=('包你\\“旺"',)), TODAY)
    assert check_text('包你\\“旺"', load_rules(tmp_path), Product.JADE)
    second = file.save(RULE, TODAY)
    assert second != rule_id
    file.remove(rule_id)
    assert [each.id for each in file.read().rules] == [second]
    assert file.save(RULE, TODAY) == rule_id  # a free id, never one in use
    assert len(file.read().rules) == 2


def test_a_bundled_rule_is_switched_off_and_on(tmp_path: Path) -> None:
    file = OwnRuleFile(tmp_path)
    file.save(RULE, TODAY)
    file.switch("superstition", on=False)
    file.switch("superstition", on=False)
    assert file.read().off == {"superstition"}
    assert "superstition" not in {each.id for each in load_rules(tmp_path).rules}
    file.switch("superstition", on=True)
    assert file.read().off == frozenset()
    assert len(file.read().rules) == 1
    assert "superstition" in {each.id for each in load_rules(tmp_path).rules}


def test_what_was_written_by_hand_stays(tmp_path: Path) -> None:
    file = OwnRuleFile(tmp_path)
    file.path.parent.mkdir()
    file.path.write_text(
        '[words]\npraise = ["呱呱叫"]\n[settings]\nnegations = ["莫"]\n[[rule]]\nid = "hand"\n'
        'kind = "promise"\n'
        'article = "店规"\nsince = 2025-05-01\nwhy = "不行"\ninstead = "好"\npatterns = ["包(你|您)赢"]\n'
        'not_with = ["如果"]\ncertainty = 0.6\n'
        '[[exemption]]\nid = "e"\narticle = "店规"\npatterns = ["最后"]\n',
        encoding="utf-8",
    )
    before = load_rules(tmp_path)
    hand = file.read().rules[0]
    file.save(dataclasses.replace(hand, why="不可以"), TODAY)
    after = load_rules(tmp_path)
    assert not after.problems
    (old,) = [each for each in before.rules if each.id == "hand"]
    (new,) = [each for each in after.rules if each.id == "hand"]
    assert new == dataclasses.replace(old, why="不可以")
    assert check_text("最呱呱叫的枣", after, Product.FOOD)
    assert {each.id for each in after.exemptions} == {each.id for each in before.exemptions}


def test_a_broken_file_is_not_overwritten(tmp_path: Path) -> None:
    file = OwnRuleFile(tmp_path)
    file.path.parent.mkdir()
    file.path.write_text("[[rule]\n", encoding="utf-8")
    for change in (
        lambda: file.save(RULE, TODAY),
        lambda: file.remove("a"),
        lambda: file.switch("a", on=False),
    ):
        with pytest.raises(ExpectedError, match="没有改它"):
            change()
    assert file.path.read_text(encoding="utf-8") == "[[rule]\n"


def test_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "compliance").write_text("not a folder", encoding="utf-8")
    with pytest.raises(ExpectedError, match="没有存上"):
        OwnRuleFile(tmp_path).save(RULE, TODAY)


@pytest.mark.parametrize("phrases", [(), ("最",), ("包…",), ("包(你",), ("好", "包你发"), ("{praise}的",)])
def test_phrases_that_cannot_be_looked_for(phrases: tuple[str, ...]) -> None:
    assert phrase_fault(phrases)


def test_phrases_that_can() -> None:
    assert phrase_fault(("包你…满意", "坏一颗赔一箱，真的", "No.1")) == ""
