"""Learn the weights of the compliance check's second opinion and write assets/compliance/second_opinion.npz.

    python packaging/coaching/train_second_opinion.py [--before ROUND] [--to FILE] [--try]

It learns from tests/data/compliance.tsv without its held-out part, from the lawful sentences that the rules
offer, and from what the bundled lessons let anybody say. `--before N` learns from the rounds before N only;
`--try` writes nothing and measures on the rounds from N on (without `--before`: on the held-out part).
A run takes about a minute and gives the same file each time.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from evaluate_compliance import (
    LAWFUL,
    OTHERS_ROUNDS,
    PROJECT,
    Sentence,
    figures,
    read_set,
    results,
)
from numpy.typing import NDArray

from app.coaching.compliance import Kind, Product, RuleBook, check_text, load_rules
from app.coaching.compliance.rule_book import OPINION
from app.coaching.compliance.second_opinion import (
    SHORTEST_UNIT,
    SecondOpinion,
    features_of,
    load_opinion,
)

VERSION = "1.1"
LEAST_OFTEN = 2
STEPS = 200
RIDGE = 1e-5
"""Share of a sentence's weight in the penalty on the squared weights."""

FIND_COUNTS, THRESHOLD = 1.5, 0.25
"""The greatest difference between recall and false alarms over rounds 7 to 9, each scored by weights that had
not seen it, with what the rules found before they were tuned on it (docs/decisions)."""

LESSON_COUNTS = 0.3
"""How much a line of a lesson counts: there are many, and most are far from selling."""

_WARNING = re.compile(r"不能说|不许|违法|✗|\[ \]")
_HANZI = re.compile(r"[\u4e00-\u9fff]")
_LINE = re.compile(r"^[\s\-*#>\[\]x✗✓]*(?:[a-z_]+[:：]|\w{1,4}[:：]|跟读|朗读|听|答|判断|卡片)?\s*(.*)")


@dataclass(frozen=True)
class Example:
    """A sentence, whether it is forbidden, its kind ("" where it is not known), and how much it counts."""

    text: str
    product: Product
    forbidden: bool
    kind: str
    counts: float


def examples_of(sentences: Iterable[Sentence], rules: RuleBook) -> list[Example]:
    """What there is to learn from: the labelled sentences, the offered ones, and the lessons' own."""
    found = [
        Example(
            each.text,
            each.product,
            each.label != LAWFUL,
            _kind(each, rules),
            2.0 if each.round in OTHERS_ROUNDS else 1.0,
        )
        for each in sentences
    ]
    for rule in rules.rules:
        found += [Example(rule.instead, product, False, "", 1.0) for product in sorted(rule.products)]
    found += [Example(text, Product.FOOD, False, "", LESSON_COUNTS) for text in lesson_lines(rules)]
    return list(dict.fromkeys(found))


def lesson_lines(rules: RuleBook) -> list[str]:
    """What the lessons, all but those about the rules, say where neither they nor the rules find fault."""
    lines: dict[str, None] = {}
    for path in sorted((PROJECT / "lessons").glob("*/lesson.md")):
        if "rule" in path.parent.name:
            continue
        for line in path.read_text(encoding="utf-8").splitlines():
            said = _LINE.sub(r"\1", line).split("|")[0].replace("*", "").strip()
            if len(_HANZI.findall(said)) >= SHORTEST_UNIT and not _WARNING.search(line):
                lines[said] = None
    products = (Product.FOOD, Product.JADE)
    return [each for each in lines if not any(check_text(each, rules, product) for product in products)]


def _kind(sentence: Sentence, rules: RuleBook) -> str:
    """The label of one's own rounds; the others' labels are coarser, so the rules say what is meant."""
    if sentence.label == LAWFUL or sentence.round not in OTHERS_ROUNDS:
        return "" if sentence.label == LAWFUL else sentence.label
    found = check_text(sentence.text, rules, sentence.product)
    if found:
        return max(found, key=lambda each: each.certainty).kind.value
    if sentence.label == "health" and sentence.product is not Product.FOOD:
        return Kind.DISEASE.value
    return sentence.label if sentence.label in {kind.value for kind in Kind} else ""


def learn(examples: Sequence[Example]) -> SecondOpinion:
    """The weights that tell forbidden examples from lawful ones, and one kind from the others."""
    found = [features_of(each.text, each.product) for each in examples]
    often = Counter(feature for each in found for feature in each)
    # what stands in lessons only would fill the file and help nobody
    selling = {
        feature
        for each, example in zip(found, examples, strict=True)
        if example.counts > LESSON_COUNTS
        for feature in each
    }
    features = sorted(each for each in selling if often[each] >= LEAST_OFTEN)
    index = {feature: at for at, feature in enumerate(features)}
    known = [sorted(index[feature] for feature in each if feature in index) for each in found]
    counts = np.array([each.counts for each in examples])
    weights, bias = _fit(known, np.array([each.forbidden for each in examples]), counts, len(features))
    labelled = [at for at, each in enumerate(examples) if each.kind]
    kinds = sorted({examples[at].kind for at in labelled})
    of_kind = [
        _fit(
            [known[at] for at in labelled],
            np.array([examples[at].kind == kind for at in labelled]),
            counts[labelled],
            len(features),
        )
        for kind in kinds
    ]
    return SecondOpinion(
        VERSION,
        index,
        weights.astype(np.float32),
        bias,
        tuple(Kind(each) for each in kinds),
        np.array([each[0] for each in of_kind], dtype=np.float32),
        np.array([each[1] for each in of_kind], dtype=np.float32),
        FIND_COUNTS,
        THRESHOLD,
    )


def _fit(
    known: list[list[int]], wanted: NDArray[np.bool_], counts: NDArray[np.float64], size: int
) -> tuple[NDArray[np.float64], float]:
    """Logistic regression by Nesterov's gradient; features are scaled by their naive Bayes log ratio."""
    rows = np.repeat(np.arange(len(known)), [len(each) for each in known])
    columns = np.array([at for each in known for at in each])
    present = wanted[rows]
    yes = np.bincount(columns[present], minlength=size) + 1.0
    no = np.bincount(columns[~present], minlength=size) + 1.0
    ratio = np.abs(np.log((yes / yes.sum()) / (no / no.sum())))
    values = ratio[columns] / np.sqrt(np.bincount(rows, minlength=len(known)))[rows]
    penalty = RIDGE * len(known)
    step = 1 / (7.5 * np.bincount(rows, values**2 * counts[rows]).max() + penalty * 100)
    weights = ahead = np.zeros(size)
    bias = ahead_bias = 0.0
    momentum = 1.0
    for _ in range(STEPS):
        logits = np.bincount(rows, ahead[columns] * values, minlength=len(known)) + ahead_bias
        error = (1 / (1 + np.exp(-logits)) - wanted) * counts
        slope = np.bincount(columns, error[rows] * values, minlength=size) + penalty * ahead
        new, new_bias = ahead - step * slope, ahead_bias - 0.1 * step * error.sum()
        next_momentum = (1 + np.sqrt(1 + 4 * momentum**2)) / 2
        carry = (momentum - 1) / next_momentum
        ahead, ahead_bias = new + carry * (new - weights), new_bias + carry * (new_bias - bias)
        weights, bias, momentum = new, new_bias, next_momentum
    return weights * ratio, float(bias)


def write(opinion: SecondOpinion, path: Path) -> None:
    """Write the weights, those of the kinds in eight bits."""
    scales = np.abs(opinion.kind_weights).max(axis=1) / 127
    np.savez_compressed(
        path,
        version=np.array(opinion.version),
        features=np.array("\n".join(opinion.index)),
        weights=opinion.weights.astype(np.float16),
        bias=np.array(opinion.bias),
        kinds=np.array("\n".join(opinion.kinds)),
        kind_weights=np.round(opinion.kind_weights / scales[:, None]).astype(np.int8),
        kind_scales=scales.astype(np.float32),
        kind_biases=opinion.kind_biases,
        find_counts=np.array(opinion.find_counts),
        threshold=np.array(opinion.threshold),
    )


def main() -> None:
    """Learn, and write or measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--before", type=int, default=0)
    parser.add_argument("--to", type=Path, default=OPINION)
    parser.add_argument("--try", dest="trial", action="store_true")
    arguments = parser.parse_args()
    rules = load_rules(opinion=False)
    everything = read_set()
    if arguments.before:
        seen = [each for each in everything if each.round < arguments.before]
    else:
        seen = [each for each in everything if not each.held_out]
    opinion = learn(examples_of(seen, rules))
    print(f"{len(seen)} sentences, {len(opinion.index)} features, {len(opinion.kinds)} kinds")
    unseen = [each for each in everything if each not in set(seen)]
    book = load_rules(opinion=opinion)
    for name, with_rules in (("rules alone", rules), ("with the second opinion", book)):
        of = figures(results(unseen, with_rules))
        print(
            f"{name}: {of.forbidden} forbidden, recall {of.recall:.1%}; "
            f"{of.lawful} lawful, {of.false_alarms:.1%} false alarms"
        )
    if not arguments.trial:
        write(opinion, arguments.to)
        load_opinion(arguments.to)
        print(f"{arguments.to}: {arguments.to.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
