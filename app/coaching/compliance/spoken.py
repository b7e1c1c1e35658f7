"""Hold a talk that a recogniser wrote down against the rules, with the pauses between its words."""

from __future__ import annotations

from itertools import accumulate

from app.coaching.compliance.check import check_text
from app.coaching.compliance.values import Finding, Product, RuleBook
from app.speech.transcription import SHORTEST_PAUSE, Transcript


def check_transcript(
    transcript: Transcript, rules: RuleBook, product: Product = Product.OTHER
) -> tuple[Finding, ...]:
    """What must not be said in a recognised talk; the places of the finds are those in `transcript.text`."""
    return check_text(transcript.text, rules, product, recognised=True, pauses=places_of_pauses(transcript))


def places_of_pauses(transcript: Transcript) -> frozenset[int]:
    """Where in `transcript.text` the words begin that follow a pause of half a second and more."""
    words = transcript.words
    begins = list(accumulate((len(word.text) for word in words), initial=0))
    return frozenset(
        begins[at] for at in range(1, len(words)) if words[at].start - words[at - 1].end >= SHORTEST_PAUSE
    )
