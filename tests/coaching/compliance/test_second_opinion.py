"""The second opinion: suggests where rules find nothing, passes over what sounds lawful, judges sentences."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from app.coaching.compliance import Kind, Product, check_text, load_rules
from app.coaching.compliance.second_opinion import SecondOpinion, features_of, units_of
from app.coaching.compliance.values import SUGGESTION

ALONE = load_rules(opinion=False)
PLAIN = "这一句话里没有一条规则找得到什么东西"
FOUND = "大家看这一袋，这是全网最低价，快来看"


def opinion(weight: float) -> SecondOpinion:
    """One that gives every sentence the score `weight`, and calls whatever it is an insult."""
    known = {each: at for at, each in enumerate(sorted(features_of(PLAIN, Product.FOOD)))}
    nothing = np.zeros((1, len(known)), dtype=np.float32)
    return SecondOpinion(
        "0", known, nothing[0], weight, (Kind.INSULT,), nothing, np.zeros(1, np.float32), 2.0, 1.5
    )


def found_by(text: str, weight: float, *, recognised: bool = False) -> list[str]:
    rules = load_rules(opinion=opinion(weight))
    return [each.rule for each in check_text(text, rules, Product.FOOD, recognised=recognised)]


def test_it_suggests_only_where_no_rule_finds_anything() -> None:
    assert check_text(PLAIN, ALONE, Product.FOOD) == ()
    (finding,) = check_text(f" {PLAIN}", load_rules(opinion=opinion(9)), Product.FOOD)
    assert (finding.rule, finding.kind, finding.text) == (SUGGESTION, Kind.INSULT, PLAIN)
    assert finding.start == 1 and finding.certainty <= 0.5
    assert finding.article and finding.instead
    assert found_by(FOUND, 9) == ["price-lowest"]


def test_it_is_silent_about_sentences_in_strange_words() -> None:
    strange = "彗星掠过仙后座附近时亮度骤减"
    rules = load_rules(opinion=opinion(9))
    assert rules.opinion is not None
    assert rules.opinion.familiarity(PLAIN) == 1.0
    assert rules.opinion.familiarity(strange) < 0.15
    assert check_text(strange, rules, Product.FOOD) == ()


def test_it_passes_over_finds_in_what_sounds_lawful() -> None:
    assert found_by(FOUND, 0) == ["price-lowest"]
    assert found_by(FOUND, -9) == []


def test_a_trainers_own_rule_always_counts(tmp_path: Path) -> None:
    (tmp_path / "compliance").mkdir()
    rule = (
        'id = "own"\nkind = "promise"\narticle = "店规"\nsince = 2026-01-01\nwhy = "不行"\ninstead = "好"\n'
    )
    (tmp_path / "compliance" / "own.toml").write_text(
        f'[[rule]]\n{rule}patterns = ["没有一条规则"]\n', encoding="utf-8"
    )
    rules = load_rules(tmp_path, opinion=opinion(-9))
    assert [each.rule for each in check_text(PLAIN, rules)] == ["own"]


def test_recognised_speech_has_no_sentences_to_be_judged() -> None:
    assert found_by(PLAIN, 9, recognised=True) == []
    assert found_by(FOUND, -9, recognised=True) == ["price-lowest"]


def test_units() -> None:
    assert list(units_of("")) == []
    assert list(units_of("最好的枣")) == [(0, 4, False)]
    assert list(units_of(PLAIN)) == [(0, len(PLAIN), True)]
    long = "好。" + PLAIN + "。" + PLAIN + "？" + "看" * 60
    pieces = [(long[start:end], judged) for start, end, judged in units_of(long)]
    assert pieces == [(f"好。{PLAIN}。", True), (f"{PLAIN}？", True), ("看" * 60, False)]
    assert "".join(piece for piece, _ in pieces) == long


def test_features() -> None:
    assert features_of("19块", Product.JADE) == features_of("三十 块", Product.JADE)
    assert features_of("块", Product.JADE) != features_of("块", Product.FOOD)


def test_the_bundled_one_hears_what_the_rules_do_not_know() -> None:
    bundled = load_rules().opinion
    assert bundled is not None and bundled.version
    assert set(bundled.kinds) == set(Kind)
    text = "兄弟，老婆吃了这个，三天就不闹肚子，神得很"
    assert bundled.score(text, Product.FOOD) > bundled.score("兄弟，这个泡水、煮粥都行，不甜的", Product.FOOD)


@pytest.mark.parametrize("product", list(Product))
def test_what_the_rules_offer_is_not_suspected(product: Product) -> None:
    rules = load_rules()
    for rule in rules.rules:
        assert check_text(rule.instead, rules, product) == (), rule.id
