"""Talks with known content: `pitches.txt`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.coaching.values import FactState


@dataclass(frozen=True)
class Pitch:
    """A talk about `product`: its text, and what it says of the card's facts, each by a part of the fact."""

    product: str
    use: str
    text: str
    covered: tuple[str, ...]
    contradicted: tuple[str, ...]

    def truth(self, facts: Sequence[str]) -> list[FactState]:
        """The true state of each of the card's facts. Raises ValueError for a label that fits none."""
        states = [FactState.MISSING] * len(facts)
        for labels, state in (
            (self.covered, FactState.COVERED),
            (self.contradicted, FactState.CONTRADICTED),
        ):
            for label in labels:
                fitting = [i for i, fact in enumerate(facts) if label in fact]
                if not fitting:
                    raise ValueError(f"{self.product}: no fact has {label!r}")
                free = [i for i in fitting if states[i] is FactState.MISSING]
                states[(free or fitting)[0]] = state
        return states


def read_pitches(path: Path) -> list[Pitch]:
    """All talks of the file. Raises ValueError for lines that are none of it."""
    pitches: list[Pitch] = []
    product = use = ""
    lines: list[str] = []

    def end() -> None:
        if lines:
            pitches.append(_pitch(product, use, lines))
            lines.clear()

    for line in path.read_text(encoding="utf-8").splitlines():
        text = line.strip()
        heading = re.fullmatch(r"\[(\S+)\] (tune|held)", text)
        if heading:
            end()
            product, use = heading.groups()
        elif text == "---":
            end()
        elif text and not text.startswith("#"):
            lines.append(text)
    end()
    return pitches


def _pitch(product: str, use: str, lines: Sequence[str]) -> Pitch:
    said = []
    labels: dict[str, list[str]] = {"+": [], "!": []}
    for line in lines:
        sentence, _, facts = line.partition("|")
        said.append(sentence.strip())
        for label in filter(None, (each.strip() for each in facts.split(";"))):
            labels[label[0]].append(label[1:])
    return Pitch(product, use, "".join(said), tuple(labels["+"]), tuple(labels["!"]))
