"""From trials to figures: by set and part, and within a part by length, gender, speaker and kind of error."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from app.speech.evaluation.figures import DRAWS, Scored, error_figures, figures
from app.speech.evaluation.trials import NEUTRAL, ClipTrials, Outcome
from app.speech.values import Part, Verdict

LENGTHS = ("syllables", "words", "sentences")
GENDERS = {"female": "female", "male": "male", "?": "not_given"}

Report = dict[str, dict[str, dict[str, Any]]]


def length_name(syllables: int) -> str:
    """A prompt of one syllable, of two, or of more."""
    return LENGTHS[min(syllables, 3) - 1]


def evaluation_report(trials: Sequence[ClipTrials], scorer: str, seed: int = 1) -> Report:
    """`{set: {part: figures}}` for all parts of all sets, also of sets in which nothing could be judged.

    The figures are those of `figures.figures`, and below them the same by length of the prompt, by gender,
    by speaker, by kind and by family of error; `about` counts recordings, their status and what was skipped.
    """
    by_set: dict[str, list[ClipTrials]] = defaultdict(list)
    for each in trials:
        by_set[each.set_name].append(each)
    report: Report = {}
    for name, found in by_set.items():
        outcomes = [o for each in found for o in each.outcomes]
        report[name] = {
            part.value: {
                **part_figures([o for o in outcomes if o.part is part], seed),
                "about": {**counts(found), "scorer": scorer},
            }
            for part in Part
        }
    return report


def counts(trials: Iterable[ClipTrials]) -> dict[str, Any]:
    """How many recordings were judged, with which status, and how many were skipped for which reason."""
    found = list(trials)
    return {
        "recordings": len(found),
        "status": dict(Counter(each.status.value for each in found if each.status)),
        "skipped": dict(Counter(each.skipped.value for each in found if each.skipped)),
    }


def part_figures(outcomes: Sequence[Outcome], seed: int) -> dict[str, Any]:
    """All figures of one part, neutral tones apart: they have no contour of their own to confuse."""
    counted = [o for o in outcomes if not _neutral(o)]
    right = [o for o in counted if o.right]
    row = figures(scored(counted), seed)
    row["off_on_right"] = _share(right, lambda o: o.verdict is Verdict.OFF)
    row["reasons"] = dict(Counter(o.reason or "unknown" for o in counted if o.goodness is None))
    neutral = [o for o in outcomes if _neutral(o)]
    if neutral:
        row["neutral"] = {
            "false_alarm": _share(neutral, lambda o: o.called_wrong),
            "not_assessable": 1.0 - sum(o.goodness is not None for o in neutral) / len(neutral),
            "n": sum(o.goodness is not None for o in neutral),
        }
    row["by_length"] = _groups(counted, lambda o: length_name(o.syllables), seed)
    row["by_gender"] = _groups(counted, lambda o: GENDERS[o.gender], seed)
    row["speakers"] = _groups(counted, lambda o: o.speaker, seed)
    row["kinds"] = errors(counted, lambda o: o.kind, seed)
    row["families"] = errors(counted, lambda o: o.family, seed)
    row["sounds"] = {
        sound: {"false_alarm": _share(each, lambda o: o.called_wrong), "n": len(each)}
        for sound, each in sorted(_split([o for o in right if o.goodness is not None], lambda o: o.asked))
    }
    return row


def scored(outcomes: Iterable[Outcome]) -> list[Scored]:
    """Outcomes as the figures want them."""
    return [Scored(o.goodness, o.right, o.called_wrong, o.speaker, o.clip) for o in outcomes]


def errors(
    outcomes: Sequence[Outcome], name: Callable[[Outcome], str], seed: int
) -> dict[str, dict[str, Any]]:
    """Figures of each kind (or family) of error, hardest first."""
    changed = _split([o for o in outcomes if not o.right], name)
    return error_figures(
        scored(o for o in outcomes if o.right), {kind: scored(each) for kind, each in changed}, seed
    )


def plain(value: Any) -> Any:
    """A report as JSON wants it: numbers to four places, null for what is not known."""
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, float):
        return round(value, 4) if math.isfinite(value) else None
    return value


def _neutral(outcome: Outcome) -> bool:
    return outcome.part is Part.TONE and outcome.asked == str(NEUTRAL)


def _split(outcomes: Iterable[Outcome], name: Callable[[Outcome], str]) -> list[tuple[str, list[Outcome]]]:
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for each in outcomes:
        groups[name(each)].append(each)
    return list(groups.items())


def _groups(
    outcomes: Sequence[Outcome], name: Callable[[Outcome], str], seed: int
) -> dict[str, dict[str, Any]]:
    return {key: figures(scored(each), seed, DRAWS // 2) for key, each in sorted(_split(outcomes, name))}


def _share(outcomes: Sequence[Outcome], test: Callable[[Outcome], bool]) -> float:
    """Share of the judged ones that pass a test."""
    judged = [o for o in outcomes if o.goodness is not None]
    return sum(map(test, judged)) / len(judged) if judged else math.nan
