"""What is said in a rehearsal that nobody speaks: the talk about a product, and answers to comments."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from app.curriculum.values import Lesson, ProductCard, Prompt
from app.live_room.answers import whole_answer
from app.live_room.hearing import Utterance, only_hanzi, said
from app.live_room.values import Answer, Comment, Kind, Said, Script, Trigger

ANSWERS = Path(__file__).with_name("answers.toml")

OPENING = (
    "大家好，欢迎来到我的直播间。",
    "我是古丽，今天给大家带来{name}。",
    "新来的朋友点个关注，有问题打在公屏上。",
)
CLAIM = "这个价格是全网最低价。"
"""What the law forbids to say; said once, to see whether the report finds it."""

ENDING = ("时间差不多了。", "喜欢的朋友点下面的链接下单。", "谢谢大家的陪伴，我们明天见。")
_FILLERS = ("嗯，", "那个，", "就是说，")
_FILLED = 0.08  # of the sentences
_LONGEST = 60  # characters of an answer taken from the card


def sentences_about(lesson: Lesson, card: ProductCard, draw: random.Random) -> Iterator[str]:
    """Sentences of a talk without end: the opening, the lesson's sentences, the card's questions, again."""
    yield from (each.format(name=card.name) for each in OPENING)
    told = [each.text for each in lesson.steps if isinstance(each, Prompt) and len(only_hanzi(each.text)) > 5]
    told += [f"有朋友问，{question}{answer}" for question, answer in card.questions]
    while True:
        for sentence in told:
            yield (draw.choice(_FILLERS) if draw.random() < _FILLED else "") + sentence
        draw.shuffle(told)


class Answers:
    """Knows an answer to every comment of a script, and whether it holds what the room looks for."""

    def __init__(self, script: Script, card: ProductCard) -> None:
        table = tomllib.loads(ANSWERS.read_text(encoding="utf-8"))
        self._written: dict[str, str] = table["answers"]
        self._else = table
        self._card = card
        self._own = dict(card.questions)
        self._comments = {each.text.replace("{name}", card.name): each for each in script.comments}

    def to(self, asked: Said) -> str:
        """What is said to a comment, "" for nothing."""
        text = asked.text
        if text in self._own:
            return self._own[text]
        wanted = self._wanted(text)
        written = self._written.get(text, "")
        if written and (wanted is None or holds(wanted, written)):
            return written
        comment = self._comments.get(text)
        if comment is not None and comment.about:
            return _spoken(str(getattr(self._card, comment.about)))
        if written:
            return written
        if comment is not None and comment.trigger is Trigger.SILENCE:
            return str(self._else["silence"])
        return str(self._else.get(asked.kind.value, self._else["else"]))

    def whole(self, asked: Said, answer: str) -> bool:
        """Whether the written answer holds what the room looks for."""
        wanted = self._wanted(asked.text)
        if wanted is None or not wanted.groups:
            return bool(answer)
        return holds(wanted, answer)

    def is_about(self, asked: Said, trigger: Trigger) -> bool:
        """Whether a comment was set off by something."""
        comment = self._comments.get(asked.text)
        return comment is not None and comment.trigger is trigger

    def _wanted(self, text: str) -> Answer | None:
        comment = self._comments.get(text)
        if comment is None and text in self._own:
            comment = Comment(text, Kind.QUESTION)
        return whole_answer(comment, self._card) if comment is not None else None


def holds(wanted: Answer, answer: str) -> bool:
    """Whether a written answer holds what is wanted: by its characters and sounds, as if heard perfectly."""
    heard = Utterance(only_hanzi(answer))
    return sum(any(said(each, heard) for each in group) for group in wanted.groups) >= wanted.need


def _spoken(field: str) -> str:
    """The first sentences of a field of the card, as an answer."""
    text = field.replace("比如", "")
    found = ""
    for sentence in re.findall(r"[^。；]+[。；]?", text):
        if found and len(found) + len(sentence) > _LONGEST:
            break
        found += sentence
    return found
