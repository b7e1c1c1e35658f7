"""The template of a review (复盘): headings and what to think of under each, from a TOML file.

`assets/broadcasts/review.toml` says how one is written; a trainer's own lies in `broadcasts/review.toml` in
the home folder and takes its place.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.errors import ExpectedError
from app.i18n import LANGUAGES, SOURCE_LANGUAGE, Message, msg

NAME = "review.toml"
MOST_PARTS = 12

_LARGEST = 100_000  # bytes
_LONGEST_TITLE, _LONGEST_HINT = 40, 200
_OTHERS = tuple(each for each in LANGUAGES if each != SOURCE_LANGUAGE)


@dataclass(frozen=True)
class Part:
    """One heading, and what to think of under it; `titles` and `hints` are by language."""

    id: str
    titles: Mapping[str, str]
    hints: Mapping[str, str] = field(default_factory=dict)
    lines: int = 3  # how much room it has on paper

    def title(self, language: str) -> str:
        """The heading in a language, in Chinese where it is not translated."""
        return self.titles.get(language) or self.titles[SOURCE_LANGUAGE]

    def hint(self, language: str) -> str:
        """What to think of, in a language."""
        return self.hints.get(language) or self.hints.get(SOURCE_LANGUAGE, "")


@dataclass(frozen=True)
class Template:
    """The headings in order.

    `numbers_after` is the id of the part after which the numbers stand, "" for before all. `problem` says
    why a trainer's own was not used.
    """

    parts: tuple[Part, ...]
    numbers_after: str = ""
    problem: Message | None = None


def load_template(folders: Sequence[Path]) -> Template:
    """The last folder's template that can be used; the first must hold one (it ships with Kaibo)."""
    problem: Message | None = None
    for folder in reversed(folders[1:]):
        path = folder / NAME
        if path.is_file():
            try:
                return read_template(path)
            except ExpectedError as error:
                problem = msg("自己的复盘模板用不了，先用自带的。{reason}", reason=error.message)
    bundled = read_template(folders[0] / NAME)
    return Template(bundled.parts, bundled.numbers_after, problem)


def read_template(path: Path) -> Template:
    """Read one file. Raises ExpectedError that says what is wrong with it."""
    try:
        if path.stat().st_size > _LARGEST:
            raise ExpectedError(msg("复盘模板的文件太大了：{path}。", path=path))
        data = tomllib.loads(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ExpectedError(msg("复盘模板读不出来：{path}（{why}）。", path=path, why=error)) from error
    parts = data.get("part")
    if not isinstance(parts, list) or not 1 <= len(parts) <= MOST_PARTS:
        raise ExpectedError(msg("复盘模板里要有 1 到 {count} 个 [[part]]。", count=MOST_PARTS))
    made = tuple(_part(number, each) for number, each in enumerate(parts, start=1))
    if len({each.id for each in made}) < len(made):
        raise ExpectedError(msg("复盘模板里有两个 part 的 id 相同。"))
    after = data.get("numbers_after", "")
    if after not in {"", *(each.id for each in made)}:
        raise ExpectedError(msg("复盘模板的 numbers_after 写的不是任何一个 part 的 id。"))
    return Template(made, str(after))


def _part(number: int, data: Any) -> Part:
    wrong = msg("复盘模板的第 {number} 个 part 不对：要有 id 和 title，都是文字。", number=number)
    if not isinstance(data, dict):
        raise ExpectedError(wrong)
    part_id, title, lines = data.get("id"), data.get("title"), data.get("lines", 3)
    if not isinstance(part_id, str) or not isinstance(title, str) or not part_id.strip() or not title.strip():
        raise ExpectedError(wrong)
    if type(lines) is not int or not 1 <= lines <= 12:
        raise ExpectedError(msg("复盘模板的第 {number} 个 part：lines 是 1 到 12 的整数。", number=number))
    others = {name: data[name] for name in _OTHERS if isinstance(data.get(name), dict)}
    return Part(
        part_id.strip(),
        {SOURCE_LANGUAGE: title.strip()[:_LONGEST_TITLE], **_texts(others, "title", _LONGEST_TITLE)},
        {SOURCE_LANGUAGE: str(data.get("hint", ""))[:_LONGEST_HINT], **_texts(others, "hint", _LONGEST_HINT)},
        lines,
    )


def _texts(others: Mapping[str, Mapping[str, Any]], name: str, longest: int) -> dict[str, str]:
    return {
        language: texts[name].strip()[:longest]
        for language, texts in others.items()
        if isinstance(texts.get(name), str)
    }
