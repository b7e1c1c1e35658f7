"""How well the compliance check tells forbidden sentences from lawful ones.

    python packaging/coaching/evaluate_compliance.py [SET.tsv] [--part PART] [--round N] [--without LABEL]
        [--list] [--heard] [--rules-alone]

SET.tsv (tests/data/compliance.tsv by default) holds a sentence of the live room a line: text, product,
label (a kind, or lawful), the round in which it was written, note. Rounds 1 to 5 and 11 were written by the
author of the rules, rounds 6 to 8 by somebody who had not seen them, rounds 9 and 10 by another such person;
the labels of those are coarser (“health” is any claim for the body, “price” any false price or hurry, “other”
the rest), so that “right kind” says little there. Each round was measured once before the rules were tuned on
it (docs/coaching.md has those figures). All of round 10 and, by a hash of the text, one half of round 8 are
held out for good. Intervals are Wilson's, at 95 %. `--without` leaves a label out, `--rules-alone` the second
opinion.
`--list` prints what was missed and what was flagged in vain. `--heard` checks as the recogniser would write
it: no punctuation, and one character of what was found replaced by another of the same sound.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import math
import random
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(PROJECT))

from app.coaching.compliance import Finding, Product, RuleBook, check_text, load_rules  # noqa: E402
from app.coaching.compliance.sound import readings_of  # noqa: E402

SET = PROJECT / "tests" / "data" / "compliance.tsv"
LAWFUL = "lawful"
HALF_HELD_OUT, HELD_OUT = 8, 10
OTHERS_ROUNDS = range(6, 11)
LAST_ROUND = 11
PARTS = ("own rounds", "others' rounds", "held-out")


@dataclass(frozen=True)
class Sentence:
    """A labelled sentence; `label` is a kind or "lawful", `round` counts from 1."""

    text: str
    product: Product
    label: str
    round: int
    note: str

    @property
    def held_out(self) -> bool:
        """Whether neither a rule nor a weight may ever be made with it."""
        half = hashlib.sha1(self.text.encode()).digest()[0] % 2
        return self.round == HELD_OUT or (self.round == HALF_HELD_OUT and half == 1)

    @property
    def part(self) -> str:
        """Which part it belongs to."""
        if self.held_out:
            return "held-out"
        return "others' rounds" if self.round in OTHERS_ROUNDS else "own rounds"


@dataclass(frozen=True)
class Result:
    """A sentence and what was found in it."""

    sentence: Sentence
    findings: tuple[Finding, ...]

    @property
    def right_kind(self) -> bool:
        """Whether what the label says was found."""
        return any(finding.kind.value == self.sentence.label for finding in self.findings)


@dataclass(frozen=True)
class Figures:
    """`recall`: forbidden ones flagged; `named`: as the right kind; `false_alarms`: lawful ones flagged."""

    forbidden: int
    recall: float
    named: float
    lawful: int
    false_alarms: float


def read_set(path: Path = SET) -> list[Sentence]:
    """The labelled sentences."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Sentence(row["text"], Product(row["product"]), row["label"], int(row["round"]), row["note"])
            for row in csv.DictReader(file, delimiter="\t")
        ]


def results(sentences: Iterable[Sentence], rules: RuleBook, *, recognised: bool = False) -> list[Result]:
    """Every sentence checked."""
    return [
        Result(each, check_text(each.text, rules, each.product, recognised=recognised)) for each in sentences
    ]


def figures(checked: list[Result]) -> Figures:
    """Recall and false alarms, as shares of 1."""
    forbidden = [each for each in checked if each.sentence.label != LAWFUL]
    lawful = [each for each in checked if each.sentence.label == LAWFUL]
    return Figures(
        forbidden=len(forbidden),
        recall=_share(bool(each.findings) for each in forbidden),
        named=_share(each.right_kind for each in forbidden),
        lawful=len(lawful),
        false_alarms=_share(bool(each.findings) for each in lawful),
    )


def as_heard(sentences: Iterable[Sentence], rules: RuleBook, seed: int = 1) -> list[Sentence]:
    """The sentences as a recogniser might write them: see the module's first lines."""
    chance = random.Random(seed)
    by_sound: dict[str, list[str]] = {}
    for number in range(0x4E00, 0x9FA6):
        for reading in readings_of(chr(number))[:1]:
            by_sound.setdefault(reading, []).append(chr(number))
    return [_misheard(each, rules, by_sound, chance) for each in sentences]


def _misheard(
    each: Sentence, rules: RuleBook, by_sound: dict[str, list[str]], chance: random.Random
) -> Sentence:
    text = each.text
    for finding in check_text(text, rules, each.product):
        hanzi = [at for at in range(finding.start, finding.end) if readings_of(text[at])]
        if hanzi:
            at = chance.choice(hanzi)
            same = [other for other in by_sound.get(readings_of(text[at])[0], []) if other != text[at]]
            text = text[:at] + chance.choice(same or [text[at]]) + text[at + 1 :]
    plain = "".join(character for character in text if character.isalnum())
    return Sentence(plain, each.product, each.label, each.round, each.note)


def _share(values: Iterable[bool]) -> float:
    listed = list(values)
    return sum(listed) / len(listed) if listed else 0.0


def interval(share: float, count: int) -> tuple[float, float]:
    """The 95 % interval of a share of `count` (E. B. Wilson, J. Am. Stat. Assoc. 22, 1927)."""
    if not count:
        return 0.0, 1.0
    z = 1.96
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z / (1 + z * z / count) * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return max(0.0, middle - half), min(1.0, middle + half)


def _with_interval(share: float, count: int) -> str:
    low, high = interval(share, count)
    return f"{share:.1%} ({100 * low:.0f}–{100 * high:.0f})"


def table(parts: dict[str, list[Result]]) -> str:
    """The figures of every part, then recall by kind over all."""
    lines = [
        "| part | forbidden | recall | right kind | lawful | false alarms |",
        "|---|---|---|---|---|---|",
    ]
    for name, checked in parts.items():
        of = figures(checked)
        lines.append(
            f"| {name} | {of.forbidden} | {_with_interval(of.recall, of.forbidden)} | {of.named:.1%} "
            f"| {of.lawful} | {_with_interval(of.false_alarms, of.lawful)} |"
        )
    checked = [each for part in parts.values() for each in part]
    flagged = Counter(each.sentence.label for each in checked if each.findings)
    lines += ["", "| label | sentences | flagged |", "|---|---|---|"]
    for label, count in Counter(each.sentence.label for each in checked).most_common():
        lines.append(f"| {label} | {count} | {flagged[label]} |")
    return "\n".join(lines)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("set", nargs="?", type=Path, default=SET)
    parser.add_argument("--part", choices=PARTS)
    parser.add_argument("--round", type=int)
    parser.add_argument("--without", metavar="LABEL")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--heard", action="store_true")
    parser.add_argument("--rules-alone", action="store_true")
    arguments = parser.parse_args()
    rules = load_rules(opinion=not arguments.rules_alone)
    sentences = read_set(arguments.set)
    parts = {
        name: [
            each
            for each in sentences
            if each.part == name and arguments.round in (None, each.round) and each.label != arguments.without
        ]
        for name in PARTS
        if arguments.part in (None, name)
    }
    checked = {
        name: results(as_heard(part, rules) if arguments.heard else part, rules, recognised=arguments.heard)
        for name, part in parts.items()
    }
    print(f"rules {rules.version} of {rules.issued}: {len(rules.rules)}\n")
    print(table(checked))
    if arguments.list:
        for each in (each for part in checked.values() for each in part):
            if bool(each.findings) == (each.sentence.label == LAWFUL):
                found = ", ".join(f"{finding.rule}: {finding.text}" for finding in each.findings)
                print(f"{each.sentence.label:12} {each.sentence.text}  [{found}]")


if __name__ == "__main__":
    main()
