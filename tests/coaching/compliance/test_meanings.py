"""Every text of a bundled rule has a meaning in every language of the app, and no other text has one."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from app.coaching.compliance import load_rules
from app.coaching.compliance.meanings import _meanings, meaning_of
from app.i18n import LANGUAGES, SOURCE_LANGUAGE, set_language

TEXTS = {text for rule in load_rules(opinion=False).rules for text in (rule.why, rule.instead)}
SCRIPTS = {"en": r"[A-Za-z]", "ug": r"[\u0600-\u06ff]", "kk": r"[\u0400-\u04ff]"}


@pytest.fixture(autouse=True)
def chinese_again() -> Iterator[None]:
    yield
    set_language(SOURCE_LANGUAGE)


@pytest.mark.parametrize("wanted", sorted(LANGUAGES.keys() - {SOURCE_LANGUAGE}))
def test_every_rule_can_be_understood(wanted: str) -> None:
    set_language(wanted)
    assert _meanings(wanted).keys() == TEXTS
    for text in TEXTS:
        letters = re.findall(r"\w", meaning_of(text))
        own = re.findall(SCRIPTS[wanted], meaning_of(text))
        assert len(own) > 0.7 * len(letters) > 0, text
        assert not re.search(r"[\u4e00-\u9fff]", meaning_of(text)), text


def test_chinese_and_trainers_texts_have_none() -> None:
    text = next(iter(TEXTS))
    assert meaning_of(text) == ""
    set_language("ug")
    assert meaning_of("店里另外的规定") == ""
