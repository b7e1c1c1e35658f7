"""A pitch report from a transcript, a product card and the talk's delivery."""

from __future__ import annotations

from collections.abc import Sequence

from app.coaching.advice import give_advice
from app.coaching.card_facts import card_facts, describing, product_names
from app.coaching.facts import judge_facts
from app.coaching.heard_text import HeardText, find_all, heard_text
from app.coaching.speech_habits import find_calls, find_fillers, find_repetitions, measure_pace
from app.coaching.stages import find_stages
from app.coaching.values import PitchReport, SaidWord
from app.curriculum.values import ProductCard
from app.speech.delivery import Delivery
from app.speech.transcription import Transcript

_NAME_LIKE = 0.12  # distance a syllable
_SYLLABLE = 0.22  # seconds that a heard syllable accounts for, about
_RIGHT, _WRONG = 0.78, 0.61  # mean confidence of syllables heard right and wrong
_FILLED = 0.6  # of the speaking time that words fill where everything was made out


def make_report(
    product: str,
    card: ProductCard,
    transcript: Transcript,
    delivery: Delivery,
    words: Sequence[SaidWord] = (),
) -> PitchReport:
    """What a coach would say. `product` is the id of the lesson that holds the card.

    `words` are its key words as they were pronounced (`key_words.judge_key_words`).
    """
    heard = heard_text(transcript)
    clear = clarity(heard, delivery.speaking)
    pauses = delivery.pauses if delivery.speaking else transcript.pauses
    report = PitchReport(
        product=product,
        transcript=transcript,
        facts=judge_facts(heard, card_facts(card), clear, product_names(card)),
        stages=find_stages(heard, describing(card)),
        named=tuple(
            heard.occurrence(m.begin, m.end) for m in find_all(heard, product_names(card), _NAME_LIKE)
        ),
        calls=find_calls(heard),
        fillers=find_fillers(heard),
        repetitions=find_repetitions(heard),
        pace=measure_pace(heard, transcript.duration, pauses),
        pauses=pauses,
        speaking=delivery.speaking,
        clarity=clear,
        spread_db=delivery.spread_db,
        drift_db=delivery.drift_db,
        range_st=delivery.range_st,
        advice=(),
        words=tuple(words),
    )
    return give_advice(report)


def clarity(heard: HeardText, speaking: float) -> float:
    """About which share of what was said in `speaking` seconds was heard right, 0…1.

    One word's confidence says little, a talk's mean says more: of the words of read sentences that were
    heard right and wrong it is `_RIGHT` and `_WRONG` (packaging/coaching/evaluate_pitch.py). Speech in which
    nothing was made out counts as not heard.
    """
    if not heard.characters:
        return 0.0
    mean = heard.trust_in(0, len(heard.characters))
    share = min(1.0, max(0.0, (mean - _WRONG) / (_RIGHT - _WRONG)))
    made_out = sum(max(_SYLLABLE, end - start) for start, end in zip(heard.starts, heard.ends, strict=True))
    return share * min(1.0, made_out / (_FILLED * speaking)) if speaking > 0.0 else share
