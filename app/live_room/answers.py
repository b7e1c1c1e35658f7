"""What a good answer holds, taken from the product card."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from app.curriculum.values import ProductCard
from app.live_room.hearing import only_hanzi
from app.live_room.otherwise import ways_of_amount, ways_of_price, ways_of_word
from app.live_room.phrases import DECLINES, STANDS_BY_PRICE
from app.live_room.values import Answer, Comment, Kind
from app.speech.words import split_words

_PRICES = re.compile(r"[¥￥]\s*(\d+(?:\.\d+)?)")
_AMOUNTS = re.compile(r"(\d+(?:\.\d+)?)\s*(公斤|克|斤|盒|天|小时|点|米|厘米|毫米)")
_MEASURES = re.compile(r"(\d+(?:\.\d+)?)\s*(公斤|克|斤|米|厘米|毫米)")
_RUNS = re.compile(r"[\u4e00-\u9fff]+")
_QUOTED = re.compile(r"“([^”]+)”")
_BRACKETS = re.compile(r"[（(].*?[）)]")
_EMPTY_WORDS = frozenset(
    re.findall(
        "..",
        "比如例如可以一个就是不是这个那个什么怎么自己有的时候以后"
        "一样一起看看我们你们他们大家现在所以因为但是还有没有也有"
        "不要不能一下一点这样那样哪里这里那里知道先看东西要是如果"
        "或者收到今天各种有关一袋一箱一瓶一盒一只一套两袋两瓶几颗"
        "一颗一条一些哪个马上地方回去才能都行面上为准进去告诉以前",
    )
)
_EMPTY_CHARACTERS = frozenset(
    "的了就是在有也都不要写照放能可和与还先再把被给让到从很太更最那这您你我他会没吃找等时后前上下里外"
    "一二两三四五六七八九十百千说看做用办卖才着个只等好拿比去来请别够真约"
)
_ENOUGH = 2  # words of its own that show that a sentence is about the thing


@lru_cache(maxsize=64)
def names_of(product: str) -> tuple[str, ...]:
    """How a product may be named: whole, and by its last word (新疆红枣: 红枣)."""
    plain = only_hanzi(_BRACKETS.sub("", product))
    words = [each for each in split_words(plain) if len(each) > 1]
    return tuple(dict.fromkeys([plain, *words[-1:]])) if plain else ()


def whole_answer(comment: Comment, card: ProductCard) -> Answer:
    """What an answer to `comment` should hold: as the script says, else what the card says of it.

    Whatever the script says, what may not be promised may be declined in any courteous words, and so may a
    price that cannot be changed.
    """
    answer = comment.answer
    if answer.groups or not comment.about:
        usual = {Kind.REFUSE: DECLINES, Kind.HAGGLING: STANDS_BY_PRICE}.get(comment.kind, ())
        if usual and len(answer.groups) == 1:
            return replace(answer, groups=((*answer.groups[0], *usual),))
        return answer
    return replace(_told_by_card(comment.about, getattr(card, comment.about)), avoid=answer.avoid)


def _told_by_card(about: str, text: str) -> Answer:
    choices: Sequence[tuple[str, ...]] = ()
    if about == "price":
        choices = [ways_of_price(each) for each in _PRICES.findall(text)]
    elif about == "size":
        choices = [ways_of_amount(*each) for each in _MEASURES.findall(text)]
    elif about == "origin" and "不是产地" not in text:
        choices = [(each,) for each in _QUOTED.findall(text)]
    found = dict.fromkeys(way for ways in choices for way in ways)
    return Answer((tuple(found),), 1) if found else words_of(text)


def words_of(text: str) -> Answer:
    """The words, prices and amounts of a sentence that are its own; some of them must be said."""
    groups: dict[str, tuple[str, ...]] = {}
    for run in _RUNS.findall(text):
        for word in _own_words(run):
            groups.setdefault(word, ways_of_word(word))
    for written in _PRICES.findall(text):
        ways = ways_of_price(written)
        groups[ways[0]] = ways
    for number, unit in _AMOUNTS.findall(text):
        ways = ways_of_amount(number, unit)
        groups[ways[0]] = ways
    return Answer(tuple(groups.values()), min(_ENOUGH, len(groups)))


def _own_words(run: str) -> list[str]:
    """Words of two characters and more; single characters side by side that say something are one word."""
    found: list[str] = []
    single = ""
    for word in (*split_words(run), ""):
        if len(word) == 1 and word not in _EMPTY_CHARACTERS:
            single += word
            continue
        if len(single) > 1:
            found.append(single)
        single = ""
        if len(word) > 1 and word not in _EMPTY_WORDS:
            found.append(word)
    return found


def card_questions(card: ProductCard) -> tuple[tuple[Comment, str], ...]:
    """The card's own questions as comments, each with its good answer."""
    return tuple(
        (Comment(question, Kind.QUESTION, answer=words_of(answer)), answer)
        for question, answer in card.questions
    )
