"""What an anchor must not say: phrases that break a rule, the article, why, and a lawful sentence instead.

`load_rules()` reads the rules, which are data; `check_text()` holds a text against them, `check_transcript()`
a talk that was recognised, with its pauses.
"""

from app.coaching.compliance.check import check_text
from app.coaching.compliance.rule_book import load_rules
from app.coaching.compliance.spoken import check_transcript
from app.coaching.compliance.values import Finding, Kind, Product, Rule, RuleBook, RuleProblem

__all__ = [
    "Finding",
    "Kind",
    "Product",
    "Rule",
    "RuleBook",
    "RuleProblem",
    "check_text",
    "check_transcript",
    "load_rules",
]
