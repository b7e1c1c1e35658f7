"""What around a phrase takes the claim out of it: negation, quotation, a question."""

from __future__ import annotations

import re

from app.coaching.compliance.heard import Heard
from app.coaching.compliance.values import Setting, Settings

_REACH = 6
"""Characters between a negation or refusal and what it negates: 不能用来治病."""

_QUOTES = "“”\"'‘’「」『』《》"


def excuses(heard: Heard, start: int, end: int, settings: Settings) -> frozenset[Setting]:
    """Which settings the phrase `heard.chars[start:end]` stands in."""
    first, last = heard.clause(start, end)
    before, after = heard.chars[first:start], heard.chars[end:last]
    sentence_first, sentence_last = heard.sentence(start, end)
    said_before = heard.chars[sentence_first:start]
    said_after = heard.chars[end:sentence_last]
    found = set()
    if _negated(before, after, settings):
        found.add(Setting.NEGATION)
    if _quoted(before, said_before, said_after, settings):
        found.add(Setting.QUOTATION)
    if _asked(heard, before, last, end, settings):
        found.add(Setting.QUESTION)
    return frozenset(found)


def _negated(before: str, after: str, settings: Settings) -> bool:
    if settings.double_negations.chars.match(after.lstrip(_QUOTES)):
        return False
    masked = settings.no_negations.chars.sub(lambda match: "＿" * len(match.group()), before)
    return any(
        len(masked) - match.end() <= _REACH
        and not settings.turns.chars.search(masked, match.end())
        and not settings.starts.chars.search(masked, match.end())
        for match in settings.negations.chars.finditer(masked)
    )


def _quoted(before: str, said_before: str, said_after: str, settings: Settings) -> bool:
    masked = settings.no_negations.chars.sub(lambda match: "＿" * len(match.group()), before)
    for refusal in settings.refusals_before.chars.finditer(masked):
        between = masked[refusal.end() :].strip(_QUOTES)
        if len(between) <= _REACH and not settings.turns.chars.search(between):
            return True
    # what follows within a few characters, or after the closing quotation mark: “最甜”这两个字我不能说
    if refusal_after := settings.refusals_after.chars.search(said_after):
        between = said_after[: refusal_after.start()].strip(_QUOTES)
        if len(between) <= _REACH and not settings.turns.chars.search(between):
            return True
    # a viewer's words, passed on in order to decline them
    return bool(settings.reports.chars.search(said_before) and settings.answers.chars.search(said_after))


def _asked(heard: Heard, before: str, clause_end: int, end: int, settings: Settings) -> bool:
    clause_rest = heard.chars[end:clause_end]
    mark = heard.chars[clause_end : clause_end + 1]
    if settings.rhetorical.chars.search(before + clause_rest):
        return False
    asked = (
        settings.questions.chars.search(before)
        or re.search(r"^[吗么]|[吗么]$", clause_rest)
        or mark in ("?", "？")
    )
    if not asked:
        return False
    answer = heard.chars[clause_end + 1 : clause_end + 1 + _REACH]
    return not settings.affirmations.chars.match(answer)
