"""A Uyghur sentence that begins with Chinese is still laid out from the right."""

from __future__ import annotations

import gettext
from collections.abc import Iterator

import pytest

from app import i18n

MARK = "\u200f"


class Told(gettext.NullTranslations):
    """Says what the test says."""

    def __init__(self, sentence: str) -> None:
        super().__init__()
        self.sentence = sentence

    def gettext(self, message: str) -> str:
        return self.sentence


@pytest.fixture(autouse=True)
def source_language() -> Iterator[None]:
    yield
    i18n.set_language(i18n.SOURCE_LANGUAGE)


@pytest.mark.parametrize(
    ("sentence", "marked"),
    [
        ("«{text}» سان ئەمەس", True),
        ("\u2068{text}\u2069 سان ئەمەس", False),  # an isolate has no say in it
        ("سان ئەمەس: {text}", False),
        ("{text}", False),  # nothing runs from the right
    ],
)
def test_its_direction_does_not_hang_on_what_is_filled_in(
    monkeypatch: pytest.MonkeyPatch, sentence: str, marked: bool
) -> None:
    i18n.set_language("ug")
    monkeypatch.setattr(i18n, "_catalogue", Told(sentence))
    assert i18n.tr("“{text}”不是数。", text="两百").startswith(MARK) is marked
    i18n.set_language("zh_CN")
    assert i18n.tr("“{text}”不是数。", text="两百") == "“两百”不是数。"


def test_a_date_keeps_its_order(monkeypatch: pytest.MonkeyPatch) -> None:
    i18n.set_language("ug")
    monkeypatch.setattr(i18n, "_catalogue", Told("{day} دەك يېزىڭ"))
    assert i18n.tr("像 {day} 这样写。", day="2026-11-23").startswith("\u20662026-11-23\u2069")
