"""The rules in force: the bundled ones, and a trainer's additions merged into them by id."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, TypeVar

from app.coaching.compliance.pattern import PatternError, compile_patterns
from app.coaching.compliance.rule_file import Entry, RuleFile, line_of_key, read_rule_file
from app.coaching.compliance.second_opinion import SecondOpinion, load_opinion
from app.coaching.compliance.values import (
    Exemption,
    Kind,
    Product,
    Rule,
    RuleBook,
    RuleProblem,
    Setting,
    Settings,
)
from app.i18n import tr
from app.paths import assets_dir

OPINION = assets_dir() / "compliance" / "second_opinion.npz"

_BUNDLED = ("rules.toml", "families.toml")
"""In this order: the first has version and date."""

log = logging.getLogger(__name__)

T = TypeVar("T", Rule, Exemption)
E = TypeVar("E", Kind, Product, Setting)
Words = Mapping[str, Sequence[str]]

_MATCHERS = ("patterns", "unless", "only_with", "not_with")
_RULE_KEYS = (*(each.name for each in fields(Rule)), "off")
_EXEMPTION_KEYS = (*(each.name for each in fields(Exemption)), "off")


class _FaultError(ValueError):
    """What is wrong with one key of a rule."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(reason)
        self.key = key
        self.reason = reason


def load_rules(home: Path | None = None, *, opinion: SecondOpinion | bool = True) -> RuleBook:
    """The bundled rules and those in `home`/compliance/*.toml.

    A rule or exemption with the id of an earlier one replaces it; `off = true` removes it. A word list or a
    setting of a known name is added to. What cannot be used is named in `RuleBook.problems` and passed over;
    a mistake in the bundled files is a bug and raises ValueError. `opinion` is the second opinion to be asked
    too: the bundled one (True), none (False), or one given.
    """
    bundled, book = _bundled()
    second = load_opinion(OPINION) if opinion is True else opinion or None
    added = [read_rule_file(path) for path in sorted((home / "compliance").glob("*.toml"))] if home else []
    if not added:
        return replace(book, opinion=second)
    book = _build([*bundled, *added])
    for problem in book.problems:
        log.warning("compliance rules: %s", problem)
    written = {str(entry.values.get("id", "")).strip() for file in added for entry in file.rules}
    return replace(book, own=frozenset(written), opinion=second)


@lru_cache(maxsize=1)
def _bundled() -> tuple[tuple[RuleFile, ...], RuleBook]:
    """The bundled files and the book made of them, kept: compiling them takes about half a second."""
    files = tuple(read_rule_file(assets_dir() / "compliance" / name) for name in _BUNDLED)
    book = _build(files)
    if book.problems:
        raise ValueError(f"the bundled rules are broken: {book.problems[0]}")
    return files, book


def _build(files: Sequence[RuleFile]) -> RuleBook:
    problems = [problem for file in files for problem in file.problems]
    words = _words(files, problems)
    settings = _settings(files, words, problems)
    rules = _merge([e for file in files for e in file.rules], partial(_rule, words=words), problems)
    exemptions = _merge(
        [e for file in files for e in file.exemptions], partial(_exemption, words=words), problems
    )
    return RuleBook(
        version=files[0].version,
        issued=files[0].issued or date.min,
        rules=rules,
        exemptions=exemptions,
        settings=settings,
        problems=tuple(problems),
    )


def _words(files: Sequence[RuleFile], problems: list[RuleProblem]) -> Words:
    """The word lists of all files together; a list that spoils the patterns of others is left out."""
    merged: dict[str, list[str]] = {}
    for file in files:
        for name, words in file.words.items():
            longer = {**merged, name: [*merged.get(name, ()), *words]}
            try:
                compile_patterns(["{" + name + "}"], longer)
            except PatternError as error:
                line = line_of_key(_text(file.path), name)
                problems.append(RuleProblem(file.path, line, tr("{reason}，没有使用。", reason=error)))
                continue
            merged = longer
    return merged


def _settings(files: Sequence[RuleFile], words: Words, problems: list[RuleProblem]) -> Settings:
    names = [each.name for each in fields(Settings)]
    lists: dict[str, list[str]] = {}
    for file in files:
        for name, patterns in file.settings.items():
            try:
                if name not in names:
                    raise PatternError(tr("不认识“{name}”这一项", name=name))
                compile_patterns(patterns, words)
            except PatternError as error:
                line = line_of_key(_text(file.path), name)
                problems.append(RuleProblem(file.path, line, tr("{reason}，没有使用。", reason=error)))
                continue
            lists[name] = [*lists.get(name, ()), *patterns]
    if missing := set(names) - lists.keys():
        raise ValueError(f"no usable settings: {sorted(missing)} {problems}")
    return Settings(**{name: compile_patterns(lists[name], words) for name in names})


def _merge(
    entries: list[Entry], build: Callable[[Mapping[str, Any]], T], problems: list[RuleProblem]
) -> tuple[T, ...]:
    merged: dict[str, T] = {}
    for entry in entries:
        try:
            name = _name(entry.values)
            if entry.values.get("off") is True:
                merged.pop(name, None)
            else:
                merged[name] = build(entry.values)
        except _FaultError as fault:
            line = line_of_key(_text(entry.path), fault.key, entry.line) if entry.line else 0
            problems.append(
                RuleProblem(entry.path, line, tr("{reason}，这一条没有使用。", reason=fault.reason))
            )
    return tuple(merged.values())


def _rule(values: Mapping[str, Any], words: Words) -> Rule:
    _no_other_keys(values, _RULE_KEYS)
    certainty = values.get("certainty", 0.9)
    if not isinstance(certainty, int | float) or not 0 < certainty <= 1:
        raise _FaultError("certainty", tr("“certainty”要在 0 和 1 之间"))
    since = values.get("since")
    if not isinstance(since, date):
        raise _FaultError("since", tr("“since”要写日期，例如 2026-02-01，不加引号"))
    return Rule(
        id=_name(values),
        kind=_one_of(Kind, "kind", values.get("kind")),
        article=_text_of(values, "article"),
        since=since,
        why=_text_of(values, "why"),
        instead=_text_of(values, "instead"),
        products=frozenset(_one_of(Product, "products", each) for each in _list(values, "products"))
        or frozenset(Product),
        despite=frozenset(_one_of(Setting, "despite", each) for each in _list(values, "despite")),
        certainty=float(certainty),
        **_matchers(values, words, _MATCHERS),
    )


def _exemption(values: Mapping[str, Any], words: Words) -> Exemption:
    _no_other_keys(values, _EXEMPTION_KEYS)
    whole = values.get("whole_sentence", False)
    if not isinstance(whole, bool):
        raise _FaultError("whole_sentence", tr("“whole_sentence”只能是 true 或 false"))
    return Exemption(
        id=_name(values),
        kinds=frozenset(_one_of(Kind, "kinds", each) for each in _list(values, "kinds")) or frozenset(Kind),
        article=_text_of(values, "article"),
        whole_sentence=whole,
        **_matchers(values, words, ("patterns", "unless")),
    )


def _matchers(values: Mapping[str, Any], words: Words, keys: Sequence[str]) -> dict[str, Any]:
    found = {}
    for key in keys:
        if key in values or key == "patterns":
            try:
                found[key] = compile_patterns(_list(values, key), words)
            except PatternError as error:
                raise _FaultError(key, str(error)) from error
    return found


def _name(values: Mapping[str, Any]) -> str:
    return _text_of(values, "id")


def _text_of(values: Mapping[str, Any], key: str) -> str:
    value = values.get(key)
    if not isinstance(value, str) or not value.strip():
        raise _FaultError(key, tr("缺少“{name}”，或者它不是一句话", name=key))
    return value.strip()


def _list(values: Mapping[str, Any], key: str) -> list[str]:
    value = values.get(key, [])
    if not isinstance(value, list) or not all(isinstance(each, str) and each for each in value):
        raise _FaultError(key, tr('“{name}”要写成一串词，例如 ["甲", "乙"]', name=key))
    return value


def _one_of(kind: type[E], key: str, value: Any) -> E:
    try:
        return kind(value)
    except ValueError as error:
        known = "、".join(str(each) for each in kind)
        raise _FaultError(
            key, tr("“{name}”不能是“{value}”，可以是：{known}", name=key, value=value, known=known)
        ) from error


def _no_other_keys(values: Mapping[str, Any], known: Sequence[str]) -> None:
    for key in values:
        if key not in known:
            raise _FaultError(key, tr("不认识“{name}”这一项", name=key))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return ""
