"""Hold a text against the rules."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator

from app.coaching.compliance.heard import Heard, hear
from app.coaching.compliance.pattern import Matcher
from app.coaching.compliance.second_opinion import SecondOpinion, units_of
from app.coaching.compliance.setting import excuses
from app.coaching.compliance.values import (
    SUGGESTION,
    Exemption,
    Finding,
    Kind,
    Product,
    Rule,
    RuleBook,
)

_BY_SOUND = 0.6
"""How certain a phrase is that only sounds like one that is forbidden, by the rule's own certainty."""

_LONGEST_SURE, _BY_GAPS = 8, 0.6
"""Characters a find in recognised speech may have before it is less certain, and by how much: a longer one is
mostly what stands in its pattern's gaps, and where little was recognised rightly anything does."""

_SUGGESTED = 0.5
"""How certain a suggestion of the second opinion is."""

_LONGEST_BROKEN = 5
"""Characters of a phrase that may have a pause in it: 没有｜副作用, but not 没有优惠｜退货."""

Place = tuple[int, int]


def check_text(
    text: str,
    rules: RuleBook,
    product: Product = Product.OTHER,
    *,
    recognised: bool = False,
    pauses: Collection[int] = (),
) -> tuple[Finding, ...]:
    """All that must not be said in `text`, in its order; overlapping finds of one kind or article are one.

    `product` is what is being sold. `recognised` says that `text` was written by a speech recogniser: then
    what sounds like a forbidden phrase counts too, less certain. The second opinion is asked about written
    text only: it judges sentences, and recognised speech has none. `pauses` are the places in `text` before
    which the speaker paused: what one statement begins and the next one ends is no find.
    """
    heard = hear(text)
    broken = hear(text, frozenset(pauses)) if pauses else None
    found = [
        _finding(text, heard, rule, place, certainty)
        for rule in rules.rules
        if product in rule.products
        for place, certainty in _spoken_places(heard, broken, rule, recognised)
        if _counts(heard, rule, place, rules)
    ]
    kept = _without_doubles(found)
    if rules.opinion is None or recognised:
        return tuple(kept)
    return tuple(_with_opinion(text, kept, rules, rules.opinion, product))


def _with_opinion(
    text: str, found: list[Finding], rules: RuleBook, opinion: SecondOpinion, product: Product
) -> Iterator[Finding]:
    """What the second opinion upholds, and what it suggests in sentences without any find."""
    for start, end, judged in units_of(text):
        unit = text[start:end]
        inside = [each for each in found if start <= each.start < end]
        if not judged:
            yield from inside
        elif inside:
            upheld = opinion.upholds(unit, product)
            yield from (each for each in inside if upheld or each.rule in rules.own)
        elif opinion.suggests(unit, product):
            suggestion = _suggestion(unit, start, rules, opinion.kind(unit, product), product)
            if suggestion is not None:
                yield suggestion


def _suggestion(unit: str, start: int, rules: RuleBook, kind: Kind, product: Product) -> Finding | None:
    """A whole sentence, with the article and the lawful sentence of the kind's first rule for the product."""
    rule = next((each for each in rules.rules if each.kind is kind and product in each.products), None)
    said = unit.strip()
    if rule is None or not said:
        return None
    start += unit.index(said)
    end = start + len(said)
    return Finding(start, end, said, SUGGESTION, kind, rule.article, rule.why, rule.instead, _SUGGESTED)


def _spoken_places(
    heard: Heard, broken: Heard | None, rule: Rule, recognised: bool
) -> Iterator[tuple[Place, float]]:
    """Places in `heard`; with pauses (`broken`), only those that hold with the pauses too, or are short."""
    if broken is None:
        yield from _places(heard, rule, recognised)
        return
    kept = [
        (
            (
                bisect_left(heard.origin, broken.origin[start]),
                bisect_left(heard.origin, broken.origin[end - 1]) + 1,
            ),
            sure,
        )
        for (start, end), sure in _places(broken, rule, recognised)
    ]
    yield from kept
    for place, sure in _places(heard, rule, recognised):
        if place[1] - place[0] <= _LONGEST_BROKEN and not any(_overlap(place, other) for other, _ in kept):
            yield place, sure


def _places(heard: Heard, rule: Rule, recognised: bool) -> Iterator[tuple[Place, float]]:
    written = heard.find(rule.patterns)
    for place in written:
        yield place, rule.certainty * (_BY_GAPS if recognised and _long(place) else 1)
    if recognised:
        for place in heard.find_sound(rule.patterns):
            if not any(_overlap(place, other) for other in written):
                yield place, rule.certainty * _BY_SOUND * (_BY_GAPS if _long(place) else 1)


def _long(place: Place) -> bool:
    return place[1] - place[0] > _LONGEST_SURE


def _counts(heard: Heard, rule: Rule, place: Place, rules: RuleBook) -> bool:
    first, last = heard.sentence(*place)
    sentence = heard.chars[first:last]
    if rule.only_with and not rule.only_with.chars.search(sentence):
        return False
    if rule.not_with and rule.not_with.chars.search(sentence):
        return False
    if rule.unless and _touches(heard, rule.unless, place):
        return False
    if any(rule.kind in each.kinds and _exempts(heard, each, place, sentence) for each in rules.exemptions):
        return False
    return not excuses(heard, *place, rules.settings) - rule.despite


def _exempts(heard: Heard, exemption: Exemption, place: Place, sentence: str) -> bool:
    if exemption.unless and exemption.unless.chars.search(sentence):
        return False
    if exemption.whole_sentence:
        return exemption.patterns.chars.search(sentence) is not None
    return _touches(heard, exemption.patterns, place)


def _touches(heard: Heard, matcher: Matcher, place: Place) -> bool:
    return any(_overlap(place, other) for other in heard.find(matcher))


def _overlap(one: Place, other: Place) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _finding(text: str, heard: Heard, rule: Rule, place: Place, certainty: float) -> Finding:
    start, end = heard.origin[place[0]], heard.origin[place[1] - 1] + 1
    return Finding(
        start, end, text[start:end], rule.id, rule.kind, rule.article, rule.why, rule.instead, certainty
    )


def _without_doubles(found: list[Finding]) -> list[Finding]:
    """Of overlapping finds of one kind or under one article the most certain, then the longest."""
    kept: list[Finding] = []
    for finding in sorted(found, key=lambda each: (-each.certainty, each.start - each.end)):
        if not any(_same(finding, other) for other in kept):
            kept.append(finding)
    return sorted(kept, key=lambda each: (each.start, each.end))


def _same(one: Finding, other: Finding) -> bool:
    bodily = {Kind.HEALTH, Kind.DISEASE}  # one claim for the body under two laws
    alike = one.kind is other.kind or one.article == other.article or {one.kind, other.kind} <= bodily
    return alike and _overlap((one.start, one.end), (other.start, other.end))
