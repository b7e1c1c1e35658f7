"""Questions of the live room with labelled answers (`live_answers.txt`), and what the room makes of them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.curriculum.values import ProductCard
from app.live_room.answers import card_questions
from app.live_room.room import Room
from app.live_room.values import Comment, Outcome, Script, Trigger
from app.speech.numerals import PieceKind, read_out

ANSWERS = Path(__file__).with_name("live_answers.txt")
HALVES = ("tune", "held")
TRUTHS = {"+": "answered", "~": "partly", "-": "none", "!": "promised"}
_ASKED_AT, _SAID_AT, _OVER = 5.0, 10.0, 60.0  # seconds


@dataclass(frozen=True)
class Labelled:
    """An answer to a question about the product of a lesson; `truth` is a value of `TRUTHS`."""

    product: str
    question: str
    truth: str
    answer: str

    @property
    def half(self) -> str:
        """The half that it belongs to, by a hash of the line."""
        line = f"{self.product} {self.question} {self.answer}"
        return HALVES[hashlib.sha256(line.encode()).digest()[0] % 2]

    @property
    def spoken(self) -> str:
        """Its characters as a perfect recogniser would write them."""
        return "".join(each.text for each in read_out(self.answer) if each.kind is PieceKind.CHARACTER)


def read_answers(path: Path = ANSWERS) -> list[Labelled]:
    """All answers of the file. Raises ValueError for lines that are none of it."""
    found: list[Labelled] = []
    product = question = ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        if text.startswith("["):
            product, question = text.strip("[]"), ""
        elif text.startswith("? "):
            question = text[2:]
        elif text[:2].rstrip() in TRUTHS and product and question:
            found.append(Labelled(product, question, TRUTHS[text[0]], text[2:].strip()))
        else:
            raise ValueError(f"{path.name}:{number}: {text}")
    return found


class Audience:
    """Asks the questions of the set, each in a room of its own, and says how an answer was taken."""

    def __init__(self, scripts: Sequence[Script], cards: Mapping[str, ProductCard]) -> None:
        self._scripts, self._cards = scripts, cards

    def outcome(self, labelled: Labelled, heard: str) -> Outcome:
        """How the room takes `heard` as the answer. Raises LookupError for a question that nobody asks."""
        card = self._cards[labelled.product]
        comment = replace(self._comment(labelled, card), level=1, trigger=Trigger.TIME, stage="")
        script = replace(self._scripts[0], comments=(comment,), every=(120.0,) * 3, stages=(), silence=30.0)
        room = Room(script, replace(card, questions=()), 1, planned=600.0)
        room.tick(_ASKED_AT)
        room.hear(heard, _SAID_AT)
        room.tick(_OVER)
        return room.end(_OVER).exchanges[0].outcome

    def _comment(self, labelled: Labelled, card: ProductCard) -> Comment:
        own = (comment for comment, _ in card_questions(card))
        for comment in (*own, *(each for script in self._scripts for each in script.comments)):
            if comment.text.replace("{name}", card.name) == labelled.question:
                return comment
        raise LookupError(f"nobody asks {labelled.question!r} about {labelled.product}")


def beside_the_point(audience: Audience, answers: Sequence[Labelled]) -> tuple[int, int]:
    """How many answers to other questions about the same product are taken for answers, and of how many.

    Some of them do answer it: a price with its weight tells the weight as well.
    """
    questions = dict.fromkeys((each.product, each.question) for each in answers)
    taken = count = 0
    for product, question in questions:
        for each in answers:
            if each.product == product and each.question != question and each.truth in ("answered", "none"):
                outcome = audience.outcome(replace(each, question=question), each.spoken)
                taken += outcome is Outcome.ANSWERED
                count += 1
    return taken, count


class Tally:
    """Counts of (truth, outcome) over answers."""

    def __init__(self) -> None:
        self.pairs: Counter[tuple[str, Outcome]] = Counter()

    def add(self, truth: str, outcome: Outcome) -> None:
        """Count one."""
        self.pairs[truth, outcome] += 1

    def share(self, truths: Sequence[str], *outcomes: Outcome) -> tuple[int, int]:
        """Of the answers of these kinds, how many came out so, and how many there are."""
        of = [(outcome, n) for (truth, outcome), n in self.pairs.items() if truth in truths]
        return sum(n for outcome, n in of if outcome in outcomes), sum(n for _, n in of)

    @property
    def matched(self) -> tuple[int, int]:
        """Whole answers that were taken as such."""
        return self.share(["answered"], Outcome.ANSWERED)

    @property
    def false(self) -> tuple[int, int]:
        """What was no answer and was taken for one, or for a part of one."""
        return self.share(["none"], Outcome.ANSWERED, Outcome.PARTLY)

    def row(self, name: str) -> str:
        """One row of the table."""
        shares = (
            self.matched,
            self.share(["answered"], Outcome.ANSWERED, Outcome.PARTLY),
            self.share(["partly"], Outcome.PARTLY, Outcome.ANSWERED),
            self.false,
            self.share(["promised"], Outcome.UNLAWFUL),
            self.share(["answered", "partly", "none"], Outcome.UNLAWFUL),
        )
        return f"| {name} | " + " | ".join(_percent(*each) for each in shares) + " |"


HEAD = """| answers | whole ones matched | matched at least in part | partial ones noticed \
| no answer, taken for one | promises noticed | accused wrongly |
|---|---|---|---|---|---|---|"""


def _percent(part: int, whole: int) -> str:
    return f"{part / whole:.0%} of {whole}" if whole else "–"


def halves(answers: Sequence[Labelled]) -> Iterator[tuple[str, list[Labelled]]]:
    """The two halves with their names."""
    for half in HALVES:
        yield half, [each for each in answers if each.half == half]
