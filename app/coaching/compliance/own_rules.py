"""A centre's own rules, kept without a text editor: add, change, take out, and switch bundled ones off.

They lie in `compliance/centre.toml` in the user's folder, in the same form as rules written by hand. What a
hand has written into that file stays, all but its comments; other files in the folder are not touched.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from app.coaching.compliance.pattern import PatternError, compile_patterns
from app.coaching.compliance.rule_file import Entry, RuleFile, read_rule_file
from app.coaching.compliance.values import Kind, Product
from app.errors import ExpectedError
from app.i18n import msg, tr

FILE_NAME = "centre.toml"

_HEAD = "# 本中心的规则，在“备课”里的“不能说的话”一页改。写法见 docs/coaching.md。\n"
_PREFIX = "centre-"
_SHORTEST = 2
"""Characters of a phrase: one alone stands in too many lawful words."""


@dataclass(frozen=True)
class OwnRule:
    """A rule as a trainer fills it in. `id` is "" for a new one; no `product` means all."""

    phrases: tuple[str, ...]
    why: str
    instead: str
    article: str
    kind: Kind = Kind.PROMISE
    product: Product | None = None
    id: str = ""


@dataclass(frozen=True)
class OwnRules:
    """What the file holds: the rules, and the ids of bundled ones that are switched off."""

    rules: tuple[OwnRule, ...]
    off: frozenset[str]


def phrase_fault(phrases: Sequence[str]) -> str:
    """Why these phrases cannot be looked for, in words for whoever wrote them; "" when they can."""
    for phrase in phrases:
        if len(phrase.replace("…", "")) < _SHORTEST:
            return tr("“{phrase}”太短了，平常的话里也有。请写两个字以上。", phrase=phrase)
        try:
            compile_patterns([phrase], {})
        except PatternError:
            return tr("“{phrase}”里有括号之类的符号，没法照着找。请去掉符号，只写要说的话。", phrase=phrase)
    return "" if phrases else tr("请写至少一句不能说的话。")


class OwnRuleFile:
    """Reads and writes the file. Blocks; a window calls it in jobs."""

    def __init__(self, home: Path) -> None:
        self.path = home / "compliance" / FILE_NAME

    def read(self) -> OwnRules:
        """What is there now; a rule by hand that lacks something is shown with what it has."""
        file = self._file()
        return OwnRules(
            tuple(_rule_of(entry) for entry in file.rules if not _is_off(entry)),
            frozenset(_id_of(entry) for entry in file.rules if _is_off(entry)),
        )

    def save(self, rule: OwnRule, today: date) -> str:
        """Add a rule, or change the one of its id; `today` becomes the day from which a new one holds.

        Returns its id. Raises ExpectedError when the file cannot be read or written.
        """
        file = self._writable()
        known = {_id_of(entry): entry for entry in file.rules}
        rule_id = rule.id or next(
            name for number in range(1, len(known) + 2) if (name := f"{_PREFIX}{number}") not in known
        )
        before = dict(known[rule_id].values) if rule_id in known else {"since": today}
        values = {
            **before,
            "id": rule_id,
            "kind": rule.kind.value,
            "patterns": list(rule.phrases),
            "article": rule.article,
            "why": rule.why,
            "instead": rule.instead,
        }
        values.pop("products", None)
        if rule.product is not None:
            values["products"] = [rule.product.value]
        entry = Entry(self.path, 0, values)
        places = [at for at, each in enumerate(file.rules) if _id_of(each) == rule_id]
        if places:
            file.rules[places[0]] = entry
        else:
            file.rules.append(entry)
        self._write(file)
        return rule_id

    def remove(self, rule_id: str) -> None:
        """Take a rule out. Raises ExpectedError like `save`."""
        file = self._writable()
        file.rules = [each for each in file.rules if _id_of(each) != rule_id]
        self._write(file)

    def switch(self, rule_id: str, *, on: bool) -> None:
        """Switch a bundled rule off for this centre, or on again. Raises ExpectedError like `save`."""
        file = self._writable()
        file.rules = [each for each in file.rules if not (_is_off(each) and _id_of(each) == rule_id)]
        if not on:
            file.rules.append(Entry(self.path, 0, {"id": rule_id, "off": True}))
        self._write(file)

    def _file(self) -> RuleFile:
        return read_rule_file(self.path) if self.path.exists() else RuleFile(self.path)

    def _writable(self) -> RuleFile:
        file = self._file()
        if file.problems:
            reason = str(file.problems[0])
            raise ExpectedError(
                msg("规则文件里有写错的地方，没有改它。请先改好，或者给它换个名字：{reason}", reason=reason)
            )
        return file

    def _write(self, file: RuleFile) -> None:
        draft = self.path.with_suffix(".part")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            draft.write_text(_HEAD + _text_of(file), encoding="utf-8")
            draft.replace(self.path)
        except OSError as error:
            raise ExpectedError(
                msg("规则没有存上：{path} 写不进去。请看看磁盘满了没有，再试一次。", path=self.path),
                str(error),
            ) from error


def _id_of(entry: Entry) -> str:
    return str(entry.values.get("id", "")).strip()


def _is_off(entry: Entry) -> bool:
    return entry.values.get("off") is True


def _rule_of(entry: Entry) -> OwnRule:
    values = entry.values
    patterns, products = values.get("patterns", []), values.get("products", [])
    kind, product = values.get("kind"), products[0] if isinstance(products, list) and products else None
    return OwnRule(
        tuple(str(each) for each in patterns) if isinstance(patterns, list) else (),
        str(values.get("why", "")),
        str(values.get("instead", "")),
        str(values.get("article", "")),
        Kind(kind) if kind in list(Kind) else Kind.PROMISE,
        Product(product) if product in list(Product) else None,
        _id_of(entry),
    )


def _text_of(file: RuleFile) -> str:
    parts: list[str] = []
    for name, lists in (("words", file.words), ("settings", file.settings)):
        if lists:
            parts.append(f"\n[{name}]\n" + _lines(lists))
    for name, entries in (("rule", file.rules), ("exemption", file.exemptions)):
        parts += [f"\n[[{name}]]\n" + _lines(entry.values) for entry in entries]
    return "".join(parts)


def _lines(values: Mapping[str, Any]) -> str:
    return "".join(f"{key} = {_toml(value)}\n" for key, value in values.items())


def _toml(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    # JSON's strings, numbers, truth values and lists are TOML's too, all but this one character
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
