"""What a good answer holds, taken from the product card."""

from __future__ import annotations

import re
from functools import lru_cache

from app.curriculum.values import ProductCard
from app.live_room.hearing import only_hanzi
from app.live_room.values import Answer, Comment, Kind
from app.speech import numerals
from app.speech.words import split_words

_PRICES = re.compile(r"[¥￥]\s*(\d+(?:\.\d+)?)")
_AMOUNTS = re.compile(r"(\d+(?:\.\d+)?)\s*(公斤|克|斤|盒|天|小时|米|厘米|毫米)")
_RUNS = re.compile(r"[\u4e00-\u9fff]+")
_BRACKETS = re.compile(r"[（(].*?[）)]")
_EMPTY_WORDS = frozenset(
    re.findall(
        "..",
        "比如例如可以一个就是不是这个那个什么怎么自己有的时候以后"
        "一样一起看看我们你们他们大家现在所以因为但是还有没有也有"
        "不要不能一下一点这样那样哪里这里那里知道先看东西要是如果"
        "或者收到今天明天各种有关",
    )
)
_ENOUGH = 2  # words of its own that show that a sentence is about the thing


@lru_cache(maxsize=64)
def names_of(product: str) -> tuple[str, ...]:
    """How a product may be named: whole, and by its last word (新疆红枣: 红枣)."""
    plain = only_hanzi(_BRACKETS.sub("", product))
    words = [each for each in split_words(plain) if len(each) > 1]
    return tuple(dict.fromkeys([plain, *words[-1:]])) if plain else ()


def whole_answer(comment: Comment, card: ProductCard) -> Answer:
    """What an answer to `comment` should hold: as the script says, else what the card says of it."""
    if comment.answer.groups or not comment.about:
        return comment.answer
    text = getattr(card, comment.about)
    if comment.about == "price":
        return _said_prices(text)
    return words_of(text, comment.answer.avoid)


def _said_prices(text: str) -> Answer:
    found = dict.fromkeys(each for written in _PRICES.findall(text) for each in _spoken(written))
    return Answer((tuple(found),), 1) if found else words_of(text)


def _spoken(written: str) -> tuple[str, ...]:
    """19.9 is said 十九块九, 十九元九 or 十九点九."""
    said = numerals.price(written)
    return tuple(
        dict.fromkeys((said, said.replace("块", "元"), said.replace("元", "块"), numerals.number(written)))
    )


def words_of(text: str, avoid: tuple[str, ...] = ()) -> Answer:
    """The words and amounts of a sentence that are its own; some of them must be said."""
    words: dict[str, None] = {}
    for run in _RUNS.findall(text):
        words.update(dict.fromkeys(w for w in split_words(run) if len(w) > 1 and w not in _EMPTY_WORDS))
    for written in _PRICES.findall(text):
        words[_spoken(written)[0]] = None
    for number, unit in _AMOUNTS.findall(text):
        words[numerals.number(number) + unit] = None
    groups = tuple((each,) for each in words)
    return Answer(groups, min(_ENOUGH, len(groups)), avoid)


def card_questions(card: ProductCard) -> tuple[tuple[Comment, str], ...]:
    """The card's own questions as comments, each with its good answer."""
    return tuple(
        (Comment(question, Kind.QUESTION, answer=words_of(answer)), answer)
        for question, answer in card.questions
    )
