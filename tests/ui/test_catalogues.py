from __future__ import annotations

import importlib.util
import sys
from types import ModuleType

import pytest

from app import i18n
from app.ui.i18n import apply_language, isolate
from tests.conftest import PROJECT


@pytest.fixture(scope="module")
def catalogues() -> ModuleType:
    place = PROJECT / "packaging" / "i18n" / "catalogues.py"
    spec = importlib.util.spec_from_file_location("catalogues", place)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["catalogues"] = module
    spec.loader.exec_module(module)
    return module


def test_english_is_whole(catalogues: ModuleType) -> None:
    assert catalogues.problems("en", complete=True) == []


@pytest.mark.parametrize("language", ["ug", "kk"])
def test_what_is_translated_keeps_its_places(catalogues: ModuleType, language: str) -> None:
    assert catalogues.problems(language, complete=False) == []


def test_a_lost_place_and_a_missing_sentence_are_found(catalogues, tmp_path, monkeypatch) -> None:
    source = PROJECT / "assets" / "i18n" / "en.po"
    text = source.read_text(encoding="utf-8")
    assert 'msgstr "Kaibo {version}, running offline on this computer."' in text
    text = text.replace("Kaibo {version}, running", "Kaibo, running")
    text = text.replace('msgstr "Welcome to Kaibo"', 'msgstr ""')
    before = set(catalogues.problems("en", complete=True))
    (tmp_path / "en.po").write_text(text, encoding="utf-8")
    monkeypatch.setattr(catalogues, "FOLDER", tmp_path)
    found = set(catalogues.problems("en", complete=True)) - before
    assert len(found) == 2
    assert any("欢迎来到开播" in line for line in found)
    assert any("version" in line for line in found)


def test_every_language_of_the_choice_has_a_catalogue() -> None:
    for language in i18n.LANGUAGES:
        if language != i18n.SOURCE_LANGUAGE:
            assert (PROJECT / "assets" / "i18n" / f"{language}.po").is_file()


@pytest.mark.parametrize(
    ("language", "word"), [("zh_CN", "取消"), ("en", "Cancel"), ("ug", "بىكار قىلىش"), ("kk", "Бас тарту")]
)
def test_qt_s_own_texts_are_ours(application, language: str, word: str) -> None:
    apply_language(application, language)
    assert application.translate("QPlatformTheme", "Cancel") == word
    assert application.translate("QPlatformTheme", "&Cancel") == word
    assert application.translate("Other", "Something Qt never says") == "Something Qt never says"


def test_isolated_text_keeps_its_characters() -> None:
    assert isolate("红枣 3") == "\u2068红枣 3\u2069"
    assert isolate("") == ""
