"""One file of rules read, with line and reason for everything that is wrong in it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from app.coaching.compliance.values import RuleProblem
from app.i18n import tr

WORDS, SETTINGS, RULES, EXEMPTIONS = "words", "settings", "rule", "exemption"
_TABLES = {WORDS, SETTINGS, RULES, EXEMPTIONS, "version", "date"}
_HEADER = re.compile(r"\s*\[\[?\s*(\w+)\s*\]\]?")


@dataclass(frozen=True)
class Entry:
    """One `[[rule]]` or `[[exemption]]` as it is written, and the line where it begins."""

    path: Path
    line: int
    values: Mapping[str, Any]


@dataclass
class RuleFile:
    """What a file holds, not yet compiled."""

    path: Path
    version: str = ""
    issued: date | None = None
    words: dict[str, list[str]] = field(default_factory=dict)
    settings: dict[str, list[str]] = field(default_factory=dict)
    rules: list[Entry] = field(default_factory=list)
    exemptions: list[Entry] = field(default_factory=list)
    problems: list[RuleProblem] = field(default_factory=list)


def read_rule_file(path: Path) -> RuleFile:
    """Read a file of rules. Never raises for what a file may hold; `problems` says what was passed over."""
    read = RuleFile(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
        data = tomllib.loads(text)
    except OSError as error:
        read.problems.append(RuleProblem(path, 0, tr("打不开：{reason}", reason=error.strerror or error)))
        return read
    except UnicodeDecodeError:
        read.problems.append(RuleProblem(path, 0, tr("不是 UTF-8 文本，请用记事本“另存为”，编码选 UTF-8。")))
        return read
    except tomllib.TOMLDecodeError as error:
        where = re.search(r"\(at line (\d+)", str(error))
        line = int(where.group(1)) if where else len(text.splitlines())
        reason = tr("写法不对，这个文件没有使用（{reason}）", reason=re.sub(r" \(at .*\)", "", str(error)))
        read.problems.append(RuleProblem(path, line, reason))
        return read
    _fill(read, data, text)
    return read


def _fill(read: RuleFile, data: dict[str, Any], text: str) -> None:
    headers = list(_headers(text))
    for name in sorted(data.keys() - _TABLES):
        line = next((line for line, table in headers if table == name), 0)
        read.problems.append(
            RuleProblem(read.path, line, tr("不认识“{name}”，没有使用。可以写 [[rule]]。", name=name))
        )
    version, issued = data.get("version"), data.get("date")
    read.version = version if isinstance(version, str) else ""
    read.issued = issued if isinstance(issued, date) else None
    for target, table in ((read.words, WORDS), (read.settings, SETTINGS)):
        lists = data.get(table, {})
        for name, words in lists.items() if isinstance(lists, dict) else ():
            if isinstance(words, list) and words and all(isinstance(word, str) and word for word in words):
                target[name] = words
            else:
                line = line_of_key(text, name)
                read.problems.append(
                    RuleProblem(
                        read.path,
                        line,
                        tr('“{name}”要写成一串词，例如 ["甲", "乙"]，没有使用。', name=name),
                    )
                )
    for entries, table in ((read.rules, RULES), (read.exemptions, EXEMPTIONS)):
        written = data.get(table, [])
        lines = [line for line, name in headers if name == table]
        if not isinstance(written, list):
            line = lines[0] if lines else 0
            reason = tr("要写成 [[{name}]]，两层方括号，没有使用。", name=table)
            read.problems.append(RuleProblem(read.path, line, reason))
            continue
        for number, values in enumerate(written):
            entries.append(Entry(read.path, lines[number] if number < len(lines) else 0, values))


def _headers(text: str) -> Iterator[tuple[int, str]]:
    """The line and name of every table."""
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            yield number, header.group(1)


def line_of_key(text: str, key: str, after: int = 1) -> int:
    """The line on which `key = …` stands, from line `after` to the next table; `after` when it has none."""
    for number, line in enumerate(text.splitlines()[after:], after + 1):
        if re.match(rf"\s*{re.escape(key)}\s*=", line):
            return number
        if line.startswith("[["):
            break
    return after
