"""The bundled rules, and what a trainer adds to them."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from app.coaching.compliance import Kind, Product, check_text, load_rules
from app.coaching.compliance.names import kind_name, product_name

GOOD = """\
[words]
praise = ["呱呱叫"]

[[rule]]
id = "own"
kind = "promise"
article = "店里的规定第三条"
since = 2026-01-01
why = "我们店不许这样说。"
instead = "照页面写的办。"
patterns = ["包你发"]
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "compliance").mkdir()
    return tmp_path


def write(home: Path, text: str, name: str = "own.toml") -> Path:
    path = home / "compliance" / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_bundled_rules_are_dated_and_whole() -> None:
    rules = load_rules()
    assert rules.version and rules.issued >= date(2026, 11, 23)
    assert not rules.problems
    assert {rule.kind for rule in rules.rules} == set(Kind)
    assert len({rule.id for rule in rules.rules}) == len(rules.rules)
    for rule in rules.rules:
        assert re.match(r"《.+》第[一二三四五六七八九十百]+条", rule.article), rule.id
        assert rule.since <= rules.issued


def test_no_lawful_sentence_offered_is_itself_a_find() -> None:
    rules = load_rules()
    for rule in rules.rules:
        for product in rule.products:
            assert check_text(rule.instead, rules, product) == (), rule.id


def test_every_article_is_one_that_the_lessons_name_or_is_listed_here() -> None:
    taught = "".join(path.read_text(encoding="utf-8") for path in Path("lessons").glob("*/lesson.md"))
    more = {"《广告法》第九条第二项"}  # the name of the state
    articles = {rule.article for rule in load_rules().rules} | {e.article for e in load_rules().exemptions}
    unknown = {each for each in articles - more if re.match(r"《.+?》第[^条]+条", each).group() not in taught}  # type: ignore[union-attr]
    assert unknown == set()


def test_a_trainer_adds_a_rule_and_words(home: Path) -> None:
    write(home, GOOD)
    rules = load_rules(home)
    assert not rules.problems
    (finding,) = check_text("今天下单包你发", rules)
    assert (finding.rule, finding.article, finding.text) == ("own", "店里的规定第三条", "包你发")
    assert check_text("最呱呱叫的枣", rules, Product.FOOD)
    assert not check_text("最呱呱叫的枣", load_rules(), Product.FOOD)


def test_a_rule_with_a_known_id_replaces_it_and_off_removes_it(home: Path) -> None:
    write(home, GOOD.replace('"own"', '"superstition"'))
    rules = load_rules(home)
    assert not check_text("开过光的", rules, Product.JADE)
    write(home, '[[rule]]\nid = "superstition"\noff = true\n')
    assert not check_text("开过光的", load_rules(home), Product.JADE)
    assert check_text("开过光的", load_rules(), Product.JADE)


@pytest.mark.parametrize(
    ("broken", "line", "reason"),
    [
        (GOOD.replace('kind = "promise"', 'kind = "promis"'), 6, "promis"),
        (GOOD.replace("since = 2026-01-01", 'since = "heute"'), 8, "since"),
        (GOOD.replace('["包你发"]', '["包(你发"]'), 11, "少了一个“)”"),
        (GOOD.replace('["包你发"]', '"包你发"'), 11, "patterns"),
        (GOOD.replace('why = "我们店不许这样说。"\n', ""), 4, "why"),
        (GOOD.replace("instead", "instaed"), 10, "instaed"),
        (GOOD + "certainty = 3\n", 12, "certainty"),
    ],
)
def test_a_broken_rule_is_named_and_passed_over(home: Path, broken: str, line: int, reason: str) -> None:
    path = write(home, broken)
    write(home, GOOD.replace('"own"', '"other"').replace("包你发", "包他发"), "z.toml")
    rules = load_rules(home)
    (problem,) = rules.problems
    assert (problem.path, problem.line) == (path, line)
    assert reason in problem.reason
    assert check_text("全网最低价", rules)
    assert [finding.rule for finding in check_text("包他发", rules)] == ["other"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('[[rule]]\nid = "a"\nkind = \n', 3),
        ("[[rule]\n", 1),
        ('[words]\npraise = ["("]\n', 2),
        ('[words]\npraise = "甜"\n', 2),
        ('[settings]\nnegation = ["莫"]\n', 2),
        ('[rule]\nid = "a"\n', 1),
        ('[[rules]]\nid = "a"\n', 1),
    ],
)
def test_a_broken_file_is_named_by_line_and_the_rest_still_holds(home: Path, text: str, line: int) -> None:
    write(home, text)
    rules = load_rules(home)
    assert [problem.line for problem in rules.problems] == [line]
    assert check_text("全网最低价", rules)


def test_a_file_in_another_encoding_is_named(home: Path) -> None:
    path = home / "compliance" / "own.toml"
    path.write_bytes(GOOD.encode("gb18030"))
    (problem,) = load_rules(home).problems
    assert "UTF-8" in str(problem) and str(path) in str(problem)


def test_every_kind_and_product_has_a_name() -> None:
    assert len({kind_name(kind) for kind in Kind}) == len(Kind)
    assert len({product_name(product) for product in Product}) == len(Product)
