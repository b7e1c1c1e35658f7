from __future__ import annotations

from pathlib import Path

import pytest

from app.sorted_file import SortedFile

LINES = ("a 1", "ab 2", "b", "红 hong2", "红枣 hong2 zao3")


@pytest.fixture
def sorted_file(tmp_path: Path) -> SortedFile:
    path = tmp_path / "lines.txt"
    path.write_text("\n".join(LINES) + "\n", encoding="utf-8")
    return SortedFile(path)


def test_every_line_is_found_by_its_key(sorted_file: SortedFile) -> None:
    assert [sorted_file.value(line.split()[0]) for line in LINES] == ["1", "2", "", "hong2", "hong2 zao3"]


@pytest.mark.parametrize("key", ["aa", "abc", "0", "红枣干", "龥", "b "])
def test_what_is_not_there_has_no_value(sorted_file: SortedFile, key: str) -> None:
    assert sorted_file.value(key) == ""


def test_the_line_that_follows_shows_what_begins_with_a_key(sorted_file: SortedFile) -> None:
    assert sorted_file.from_key("aa") == "ab 2"
    assert sorted_file.from_key("") == "a 1"
    assert sorted_file.from_key("龥") == ""


def test_a_missing_file_is_an_error_at_once(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nothing"):
        SortedFile(tmp_path / "nothing")
