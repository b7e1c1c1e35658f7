"""What is exported of learning: what came of activities, and what is remembered and when it is due."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from app.i18n import msg, tr
from app.people.values import Profile
from app.storage.export_tables import Cell, text_cell
from app.storage.learning_values import KeptCard, KeptOutcome, KeptReview
from app.storage.rows import moment_to_text

_KINDS = {
    "question": msg("测验题"),
    "gloss": msg("生词"),
    "viewer": msg("观众的问题"),
    "phrase": msg("句子"),
    "sound": msg("发音"),
}


def activity_header() -> list[str]:
    """The headings over `activity_line`."""
    return [
        tr("学员"),
        tr("时间"),
        tr("课程"),
        tr("活动"),
        tr("答对"),
        tr("题数"),
        tr("用时（秒）"),
        tr("回答"),
    ]


def activity_line(profile: Profile, kept: KeptOutcome) -> list[Cell]:
    """What came of one activity."""
    outcome = kept.outcome
    return [
        text_cell(profile.name),
        f"{kept.done.astimezone():%Y-%m-%d %H:%M:%S}",
        text_cell(kept.lesson_id),
        text_cell(kept.step_id),
        outcome.right,
        outcome.asked,
        round(outcome.seconds, 1),
        text_cell(" | ".join(outcome.answers)),
    ]


def memory_header() -> list[str]:
    """The headings over `memory_line`."""
    return [tr("学员"), tr("种类"), tr("内容"), tr("课程"), tr("复习次数"), tr("上次复习"), tr("下次复习")]


def memory_line(profile: Profile, card: KeptCard, times: Mapping[int, int]) -> list[Cell]:
    """One thing that she is to remember; `times` is how often each card was reviewed, by its number."""
    return [
        text_cell(profile.name),
        str(_KINDS[card.kind]) if card.kind in _KINDS else card.kind,
        text_cell(card.key),
        text_cell(card.lesson_id),
        times.get(card.no, 0),
        "" if card.reviewed is None else f"{card.reviewed.astimezone():%Y-%m-%d %H:%M:%S}",
        f"{card.due.astimezone():%Y-%m-%d}",
    ]


def times_reviewed(reviews: list[KeptReview]) -> Counter[int]:
    """How often each card was reviewed, by its number."""
    return Counter(review.card_no for review in reviews)


def learning_data(
    profile: Profile, cards: list[KeptCard], reviews: list[KeptReview], outcomes: list[KeptOutcome]
) -> dict[str, Any]:
    """Everything of one profile for a program: moments in UTC, the scheduler's state as it is."""
    by_card: dict[int, list[dict[str, Any]]] = {}
    for review in reviews:
        entry = {
            "reviewed": moment_to_text(review.reviewed),
            "rating": review.rating,
            "seconds": review.seconds,
        }
        by_card.setdefault(review.card_no, []).append(entry)
    return {
        "profile_id": profile.id,
        "cards": [
            {
                "kind": card.kind,
                "key": card.key,
                "lesson_id": card.lesson_id,
                "created": moment_to_text(card.created),
                "due": moment_to_text(card.due),
                "fsrs": json.loads(card.card),
                "reviews": by_card.get(card.no, []),
            }
            for card in cards
        ],
        "outcomes": [
            {
                "lesson_id": kept.lesson_id,
                "step_id": kept.step_id,
                "done": moment_to_text(kept.done),
                "right": kept.outcome.right,
                "asked": kept.outcome.asked,
                "seconds": kept.outcome.seconds,
                "answers": list(kept.outcome.answers),
            }
            for kept in outcomes
        ],
    }
