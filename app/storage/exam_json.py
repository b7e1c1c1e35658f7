"""Papers and marks as JSON and back. Names and codes stay as they are once released."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from app.speech.psc.marks import Line, PartMarks
from app.speech.psc.paper import ChoiceItem, ChoiceKind, Item, Paper, PartOfPaper, Passage
from app.storage.exam_values import GivenPoints


def paper_to_text(paper: Paper) -> str:
    """A whole paper: the lists it was drawn from may change."""
    return json.dumps(paper_to_data(paper), ensure_ascii=False)


def paper_to_data(paper: Paper) -> dict[str, Any]:
    """A paper as plain data."""
    return {
        "seed": paper.seed,
        "syllables": [[item.text, *item.pinyin] for item in paper.syllables],
        "words": list(paper.words),
        "choices": [
            {"kind": item.kind.value, "options": list(item.options), "right": item.right}
            for item in paper.choices
        ],
        "passage": {"title": paper.passage.title, "text": paper.passage.text},
        "topics": list(paper.topics),
    }


def paper_from_text(text: str) -> Paper:
    """The paper that `paper_to_text` wrote."""
    data = json.loads(text)
    first, second = data["topics"]
    return Paper(
        data["seed"],
        tuple(Item(item, tuple(pinyin)) for item, *pinyin in data["syllables"]),
        tuple(data["words"]),
        tuple(
            ChoiceItem(ChoiceKind(each["kind"]), tuple(each["options"]), each["right"])
            for each in data["choices"]
        ),
        Passage(data["passage"]["title"], data["passage"]["text"]),
        (first, second),
    )


def marks_to_data(marks: PartMarks) -> dict[str, Any]:
    """Marks as plain data."""
    return dataclasses.asdict(marks) | {"part": marks.part.value}


def marks_from_data(data: dict[str, Any]) -> PartMarks:
    """The marks that `marks_to_data` wrote."""
    lines = tuple(Line(**(line | {"sounds": tuple(line["sounds"])})) for line in data["lines"])
    return PartMarks(**(data | {"part": PartOfPaper(data["part"]), "lines": lines}))


def given_to_data(given: GivenPoints) -> dict[str, Any]:
    """What a person gave, as plain data."""
    return dataclasses.asdict(given)


def given_from_data(data: dict[str, Any]) -> GivenPoints:
    """What `given_to_data` wrote."""
    return GivenPoints(**data)
