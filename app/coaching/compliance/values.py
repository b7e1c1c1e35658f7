"""The values of the compliance check: rules, exemptions and findings. Frozen; everyone may hold them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from app.coaching.compliance.pattern import Matcher

if TYPE_CHECKING:
    from app.coaching.compliance.second_opinion import SecondOpinion

SUGGESTION = "second-opinion"
"""The `rule` of a finding that no rule made."""


class Kind(StrEnum):
    """What is wrong with a sentence."""

    ABSOLUTE = "absolute"  # wins against everybody: best, first, only
    HEALTH = "health"  # food that does something for the body
    DISEASE = "disease"  # anything that cures or prevents
    ORIGIN = "origin"  # origin and treasure claims for jade
    PRICE = "price"  # an invented former price, the lowest of all
    PROMISE = "promise"  # what nobody can keep
    SCARCITY = "scarcity"  # made-up hurry
    INSULT = "insult"  # insults, discrimination
    RIVAL = "rival"  # runs others down
    FAKE = "fake"  # counterfeits, bought reviews, invented numbers
    SUPERSTITION = "superstition"
    RETURNS = "returns"  # denies a right to return
    MINORS = "minors"  # urges children to buy or to give
    PRIVACY = "privacy"
    STATE = "state"  # lends itself the name of the state
    UNPROVEN = "unproven"  # what nobody in front of a camera can prove
    INCITE = "incite"  # sends viewers against somebody
    LURE = "lure"  # draws viewers to gambling and get-rich groups
    LICENCE = "licence"  # what only a physician, lawyer, … may say


class Product(StrEnum):
    """What is sold, as far as the law makes a difference."""

    FOOD = "food"
    JADE = "jade"
    TEXTILE = "textile"
    OTHER = "other"


class Setting(StrEnum):
    """What around a phrase takes the claim out of it."""

    NEGATION = "negation"
    QUOTATION = "quotation"
    QUESTION = "question"


@dataclass(frozen=True)
class Rule:
    """What must not be said, and why.

    `patterns` find it; it does not count where one of `unless` overlaps it, where one of `not_with` stands in
    the same sentence, or where none of `only_with` does (None: no such condition). `despite` names the
    settings that do not excuse it: “没有副作用” claims although it negates. `products` is what it holds for.
    `certainty` (0–1) is how sure a find in plain text is.
    """

    id: str
    kind: Kind
    patterns: Matcher
    article: str
    since: date
    why: str
    instead: str
    products: frozenset[Product] = frozenset(Product)
    unless: Matcher | None = None
    only_with: Matcher | None = None
    not_with: Matcher | None = None
    despite: frozenset[Setting] = frozenset()
    certainty: float = 0.9


@dataclass(frozen=True)
class Exemption:
    """What the law lets pass: nothing of `kinds` counts where it overlaps one of `patterns`.

    With `whole_sentence`, nothing counts in the sentence. `unless` in the sentence takes the exemption away.
    """

    id: str
    kinds: frozenset[Kind]
    patterns: Matcher
    article: str
    unless: Matcher | None = None
    whole_sentence: bool = False


@dataclass(frozen=True)
class Settings:
    """How to tell that a phrase is negated, quoted or asked; the comments in rules.toml explain each."""

    negations: Matcher
    no_negations: Matcher
    double_negations: Matcher
    refusals_before: Matcher
    refusals_after: Matcher
    reports: Matcher
    answers: Matcher
    questions: Matcher
    rhetorical: Matcher
    affirmations: Matcher
    turns: Matcher
    starts: Matcher


@dataclass(frozen=True)
class RuleProblem:
    """Why a rule, or a whole file of rules, was passed over. `line` counts from 1; 0 is the whole file."""

    path: Path
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.reason}" if self.line else f"{self.path}: {self.reason}"


@dataclass(frozen=True)
class RuleBook:
    """All rules in force, with the version and date of the bundled ones, and what was passed over.

    `own` are the ids of rules that a trainer wrote: what they find always counts, whatever `opinion` says.
    """

    version: str
    issued: date
    rules: tuple[Rule, ...]
    exemptions: tuple[Exemption, ...]
    settings: Settings
    problems: tuple[RuleProblem, ...] = ()
    own: frozenset[str] = frozenset()
    opinion: SecondOpinion | None = None


@dataclass(frozen=True)
class Finding:
    """A phrase that must not be said: `text[start:end]` of what was checked.

    `rule` is the rule's id, SUGGESTION where no rule but the second opinion flagged a sentence; `instead`
    is a lawful sentence for the same moment. `certainty` (0–1) is lower for what was recognised by its sound
    only.
    """

    start: int
    end: int
    text: str
    rule: str
    kind: Kind
    article: str
    why: str
    instead: str
    certainty: float
