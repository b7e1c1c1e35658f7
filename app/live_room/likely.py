"""What is likely to be said in an evening: the answers its viewers wait for, and what all anchors say."""

from __future__ import annotations

from app.curriculum.values import ProductCard
from app.live_room.answers import card_questions, names_of, whole_answer
from app.live_room.phrases import ADDRESS, CALLS, GREETINGS, INVITES, THANKS
from app.live_room.values import Script
from app.speech.transcription import Bias


def live_bias(script: Script, card: ProductCard) -> Bias:
    """The phrases of good answers, the product's names, and the room's own.

    What must not be promised is not among them: nobody is to be accused of what was only expected.
    """
    phrases = dict.fromkeys((*names_of(card.name), *THANKS, *ADDRESS, *GREETINGS, *INVITES, *CALLS))
    asked = (*(comment for comment, _ in card_questions(card)), *script.comments)
    for comment in asked:
        for group in whole_answer(comment, card).groups:
            phrases |= dict.fromkeys(group)
    return Bias(tuple(each for each in phrases if len(each) > 1), numbers=True)
