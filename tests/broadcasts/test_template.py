"""The review's template: the bundled one, a trainer's own, a broken one."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.broadcasts.template import load_template, read_template
from app.errors import ExpectedError
from app.i18n import LANGUAGES
from app.paths import assets_dir

BUNDLED = assets_dir() / "broadcasts"


def test_the_bundled_one_is_in_every_language() -> None:
    template = read_template(BUNDLED / "review.toml")
    assert [each.id for each in template.parts] == ["goal", "good", "bad", "why", "next"]
    assert template.numbers_after == "goal"
    for language in LANGUAGES:
        assert all(each.titles[language] and each.hints[language] for each in template.parts)


def test_a_trainers_own_takes_its_place(tmp_path: Path) -> None:
    (tmp_path / "review.toml").write_text('[[part]]\nid = "x"\ntitle = "今天学到的"\n', "utf-8")
    template = load_template([BUNDLED, tmp_path])
    assert [each.title("ug") for each in template.parts] == ["今天学到的"]
    assert template.parts[0].hint("zh_CN") == "" and template.problem is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[[part",
        "part = 3",
        '[[part]]\nid = "x"',
        '[[part]]\nid = 1\ntitle = "t"',
        '[[part]]\nid = "x"\ntitle = "t"\nlines = 99',
        '[[part]]\nid = "x"\ntitle = "t"\n[[part]]\nid = "x"\ntitle = "t"',
        'numbers_after = "y"\n[[part]]\nid = "x"\ntitle = "t"',
        "# " + "x" * 200_000,
    ],
)
def test_a_broken_one_is_told_and_the_bundled_one_used(tmp_path: Path, text: str) -> None:
    (tmp_path / "review.toml").write_text(text, "utf-8")
    with pytest.raises(ExpectedError):
        read_template(tmp_path / "review.toml")
    template = load_template([BUNDLED, tmp_path])
    assert template.problem is not None and len(template.parts) == 5
