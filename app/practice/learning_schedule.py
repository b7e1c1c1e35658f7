"""When something comes back: FSRS, and how an answer or a take is rated for it.

FSRS (Free Spaced Repetition Scheduler, version 6, package `fsrs`) models how long something stays in memory
from the history of its reviews; see docs/decisions/memory.md. Nothing is random here: the small random
variation of intervals that the package offers is off, so that the same answers give the same list.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import fsrs

from app.curriculum.values import Outcome
from app.practice.learning_values import Rating
from app.storage.learning_values import SpokenPrompt

_SCHEDULER = fsrs.Scheduler(
    desired_retention=0.9,
    learning_steps=(timedelta(minutes=10),),
    relearning_steps=(timedelta(minutes=10),),
    maximum_interval=365,
    enable_fuzzing=False,
)

_AGAIN_BELOW, _HARD_BELOW, _EASY_FROM = 60.0, 78.0, 92.0  # totals
_AGAIN_WRONG, _HARD_WRONG, _EASY_OFF = 0.3, 0.1, 0.1  # parts per syllable
_NEARLY_RIGHT = 2 / 3  # of a question's items


def new_card(due: datetime) -> str:
    """A card never reviewed, for the first time due at `due`: JSON."""
    # the package's own number for a card is the time of the machine's clock; ours stands in the table
    return fsrs.Card(card_id=0, due=due.astimezone(UTC)).to_json()


def review(card: str, rating: Rating, when: datetime) -> tuple[str, datetime]:
    """The card (JSON) after a review at `when`, and when it is due again."""
    reviewed, _log = _SCHEDULER.review_card(
        fsrs.Card.from_json(card), fsrs.Rating(int(rating)), when.astimezone(UTC)
    )
    return reviewed.to_json(), reviewed.due


def intervals(card: str, when: datetime) -> dict[Rating, timedelta]:
    """After which time the card would come back for each rating given at `when`."""
    return {rating: review(card, rating, when)[1] - when for rating in Rating}


def rate_answer(outcome: Outcome) -> Rating:
    """A question answered: all right is good, nearly all of several items hard, anything else again."""
    if outcome.asked and outcome.right >= outcome.asked:
        return Rating.GOOD
    if outcome.asked >= 3 and outcome.right >= _NEARLY_RIGHT * outcome.asked:
        return Rating.HARD
    return Rating.AGAIN


def rate_spoken(spoken: SpokenPrompt) -> Rating:
    """A take of a prompt, by its total and by how many initials, finals and tones were wrong or off.

    Again below 60 or with more than 3 wrong parts in 10 syllables; hard below 78 or with more than 1 in 10;
    easy from 92 with nothing wrong and at most 1 part in 10 syllables off; good in between.
    """
    syllables = max(1, spoken.syllables)
    wrong, off = spoken.wrong / syllables, spoken.off / syllables
    if spoken.total < _AGAIN_BELOW or wrong > _AGAIN_WRONG:
        return Rating.AGAIN
    if spoken.total < _HARD_BELOW or wrong > _HARD_WRONG:
        return Rating.HARD
    if spoken.total >= _EASY_FROM and not spoken.wrong and off <= _EASY_OFF:
        return Rating.EASY
    return Rating.GOOD
