"""A product card's fields as facts that can be looked for in a talk.

Numbers with units are facts of their own. Of the rest, every clause that says something of the product (and
does not tell the anchor what to do) is one, told by its key words. Origin and grade are one fact each: any of
the places or grades the card allows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from app.coaching.heard_text import spoken_characters
from app.coaching.phrases import live_room
from app.coaching.quantities import Quantity, counted_things, find_quantities
from app.coaching.values import FactKind
from app.curriculum.values import ProductCard
from app.speech.transcription import Bias
from app.speech.words import is_word, split_words

_CLAUSES = re.compile(r"[，。；：、！？（）()\s]+")
_QUOTED = re.compile(r"“([^”]+)”")
_MOST_KEYS = 6


@dataclass(frozen=True)
class NumberFact:
    """A number of the card; `said_of` is what it counts for (一袋, 500g), empty when for anything."""

    kind: FactKind
    fact: str
    value: float
    unit: str
    said_of: frozenset[str] = frozenset()


@dataclass(frozen=True)
class WordFact:
    """A fact told by key words; `enough` of them must be heard. Each is a word with what may stand for it."""

    kind: FactKind
    fact: str
    keys: tuple[str, ...]
    enough: int = 1


CardFact = NumberFact | WordFact


def card_facts(card: ProductCard) -> tuple[CardFact, ...]:
    """All facts of a card that a talk can be held against, in the card's order."""
    facts = (
        *_clause_facts(FactKind.WHAT, card.what),
        *_one_of(FactKind.ORIGIN, _places(card)),
        *_one_of(FactKind.GRADE, _grades(card.grades)),
        *_clause_facts(FactKind.STORAGE, card.storage),
        *_clause_facts(FactKind.USE, card.use),
        *_numbers(FactKind.SIZE, card.size),
        *_prices(card.price),
        *_word_in(FactKind.PRICE, card.price, "包邮"),
        *_numbers(FactKind.DELIVERY, card.delivery),
        *_clause_facts(FactKind.DELIVERY, card.delivery),
        *_clause_facts(FactKind.AFTER_SALES, card.after_sales),
    )
    names = product_names(card)  # naming the product says nothing of it yet
    return tuple(each for fact in facts if (each := _without(fact, names)) is not None)


def _without(fact: CardFact, names: tuple[str, ...]) -> CardFact | None:
    if isinstance(fact, NumberFact):
        return fact
    keys = tuple(key for key in fact.keys if key not in names)
    return replace(fact, keys=keys, enough=min(fact.enough, len(keys))) if keys else None


def product_names(card: ProductCard) -> tuple[str, ...]:
    """What a product may be called in a talk: its whole name, and the words its name ends with."""
    name = "".join(c for c in re.sub(r"[（(].*?[）)]", "", card.name) if "\u4e00" <= c <= "\u9fff")
    words = split_words(name)
    tail = ""
    names = [name]
    for word in reversed(words):
        tail = word + tail
        if len(tail) >= 2:
            names.append(tail)
            break
    if len(name) > 2 and is_word(name[-2:]):
        names.append(name[-2:])
    return tuple(dict.fromkeys(names))


def describing(card: ProductCard) -> tuple[str, ...]:
    """The words that say what the product is, where from, how to keep and to use it."""
    told = (FactKind.WHAT, FactKind.ORIGIN, FactKind.GRADE, FactKind.STORAGE, FactKind.USE)
    facts = [each for each in card_facts(card) if each.kind in told and isinstance(each, WordFact)]
    return tuple(dict.fromkeys([*product_names(card), *(key for fact in facts for key in fact.keys)]))


def card_bias(card: ProductCard) -> Bias:
    """What is likely to be said about this product: its names, key words, and the live room's phrases."""
    phrases: dict[str, None] = dict.fromkeys(product_names(card))
    for fact in card_facts(card):
        if isinstance(fact, WordFact):
            phrases |= dict.fromkeys(fact.keys)
    sections = live_room()
    for section in (
        "opening",
        "opening_hints",
        "holding",
        "interaction",
        "closing",
        "change_over",
        "ending",
        "calls",
    ):
        phrases |= dict.fromkeys(each for each in sections[section] if len(each) > 1)
    phrases |= dict.fromkeys(each for each in ("产地", "来自", "保存", "价格", "净含量", "售后", "发货"))
    return Bias(tuple(phrases), numbers=True)


def _clauses(text: str) -> list[str]:
    return [clause for clause in _CLAUSES.split(_plain(text)) if clause]


def _plain(text: str) -> str:
    """The card's words without those that only introduce an example."""
    return text.removeprefix("比如").strip()


def _instructs(clause: str) -> bool:
    return any(each in clause for each in live_room()["instructions"])


def key_words(clause: str) -> tuple[str, ...]:
    """The words of a clause that carry it; single characters beside each other are taken together."""
    room = live_room()
    stop, stop_characters = set(room["stop"]), set("".join(room["stop_characters"]))
    keys: list[str] = []
    run = ""
    for word in (*split_words(spoken_characters(clause).replace(" ", "")), ""):
        if len(word) == 1 and word not in stop_characters:
            run += word
            continue
        if len(run) > 1:
            keys.append(run)
        run = ""
        if len(word) > 1 and word not in stop:
            keys.append(word)
    return tuple(dict.fromkeys(keys))[:_MOST_KEYS]


def _clause_facts(kind: FactKind, text: str) -> list[CardFact]:
    facts: list[CardFact] = []
    for clause in _clauses(text):
        if _instructs(clause) or find_quantities(spoken_characters(clause)):
            continue
        if keys := key_words(clause):
            facts.append(WordFact(kind, clause, keys, (len(keys) + 1) // 2))
    return facts


def _numbers(kind: FactKind, text: str) -> list[CardFact]:
    facts: dict[tuple[float, str], CardFact] = {}
    for clause in _clauses(text):
        spoken = spoken_characters(clause).replace(" ", "")
        for each in find_quantities(spoken):
            if each.unit != "yuan" and "差" not in clause:
                facts.setdefault(
                    (each.value, each.unit),
                    NumberFact(kind, clause, each.value, each.unit, _counted(spoken, each)),
                )
    return list(facts.values())


def _counted(spoken: str, number: Quantity) -> frozenset[str]:
    return frozenset(each for each in counted_things(spoken[: number.begin]) if not each.endswith("g"))


def _prices(text: str) -> list[CardFact]:
    facts: list[CardFact] = []
    for clause in re.split(r"[，。；]", _plain(text)):
        spoken = spoken_characters(clause).replace(" ", "")
        for each in find_quantities(spoken):
            if each.unit == "yuan":
                said_of = counted_things(spoken[: each.begin])
                facts.append(NumberFact(FactKind.PRICE, clause.strip(), each.value, "yuan", said_of))
    return facts


def _word_in(kind: FactKind, text: str, word: str) -> list[CardFact]:
    return [WordFact(kind, word, (word,))] if word in text else []


def _places(card: ProductCard) -> tuple[str, ...]:
    places = live_room()["places"]
    found = [quoted for quoted in _QUOTED.findall(card.origin) if any(p in quoted for p in places)]
    found = [place for quoted in found for place in places if place in quoted]
    if "不是产地" in card.origin or not found:
        return ()
    return tuple(dict.fromkeys([*found, *(p for p in ("新疆",) if p in card.name or p in card.origin)]))


def _grades(text: str) -> tuple[str, ...]:
    """Grades in quotation marks, and what may be shown instead of them."""
    seen = text.partition("看得见的：")[2] or text.partition("只说")[2]
    shown = [key for clause in _clauses(seen) for key in key_words(clause)]
    return tuple(dict.fromkeys([*(q for q in _QUOTED.findall(text) if q.endswith("级")), *shown]))


def _one_of(kind: FactKind, words: tuple[str, ...]) -> list[CardFact]:
    return [WordFact(kind, "、".join(words), words)] if words else []
