"""How the key words of a product card were pronounced in a talk about it.

A word cut out of fluent speech cannot be judged fairly: its sounds run into its neighbours' and its tones
depend on them. So the whole stretch between two pauses is scored against the words that were recognised in
it, and only the verdicts on the key word's syllables are kept. Nobody gave those words beforehand, so the
rules are stricter than for a prompt: the word must have been heard with trust and be where the alignment
finds it, and a part is called wrong only where the evidence is strong. All else is not assessable. The limits
were chosen with packaging/coaching/evaluate_key_words.py; docs/coaching.md has the figures.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.coaching.card_facts import NumberFact, WordFact, card_facts, product_names
from app.coaching.facts import spoken_forms
from app.coaching.heard_text import SAME, HeardText
from app.coaching.values import FactKind, SaidSyllable, SaidWord
from app.curriculum.values import ProductCard
from app.speech.pinyin import syllable_pinyin
from app.speech.register import SpeakerRegister
from app.speech.text import to_spoken
from app.speech.values import (
    FloatArray,
    Part,
    PartScore,
    PronunciationScore,
    SpokenText,
    Syllable,
    SyllableScore,
    TakeStatus,
    Verdict,
)
from app.speech.words import is_word

SAMPLE_RATE = 16_000
PAUSE = 0.25
"""Seconds of silence that end a stretch: nothing is pronounced across it."""

MOST_WORDS, MOST_PLACES = 12, 3
"""Words that are judged, and places of each: more would be waited for and not read."""

TRUST = 0.9
"""Confidence that every syllable of the word must have been heard with."""

BESIDE = 0.15
"""Seconds by which alignment and recogniser may differ about where the word begins and ends."""

TONE_WRONG = 0.05
"""Goodness below which a tone is called wrong: tones bend most in fluent speech."""

_MOST_BESIDE = 9  # syllables on either side of the word
_MARGIN = 0.12  # seconds of a pause that are kept on either side


@dataclass(frozen=True)
class KeyWord:
    """A word of the card that buyers must understand; `kind` is its field, None for the product's name."""

    text: str
    kind: FactKind | None


@dataclass(frozen=True)
class Place:
    """Where a key word was heard, and the stretch of speech around it.

    `start`…`stop` are the stretch's seconds, `text` what was recognised there with the word's own characters
    at `at`; `heard` is the word's own time. `trust` is the recogniser's least confidence in a syllable of it,
    `around` its mean confidence in the others of the stretch.
    """

    word: KeyWord
    start: float
    stop: float
    text: str
    at: int
    heard: tuple[float, float]
    trust: float
    around: float

    @property
    def sure(self) -> bool:
        """Whether the word itself was heard with trust."""
        return self.trust >= TRUST

    @property
    def spoken(self) -> SpokenText:
        """The stretch as what is to be said."""
        return to_spoken(self.text)

    def holds(self, syllable: Syllable) -> bool:
        """Whether a syllable of the stretch is the word's."""
        return self.at <= syllable.start and syllable.end <= self.at + len(self.word.text)

    def own(self, spoken: SpokenText) -> tuple[int, ...]:
        """Which syllables of the stretch are the word's; () where its end joins what follows (儿)."""
        found = tuple(i for i, each in enumerate(spoken.syllables) if self.holds(each))
        return found if "".join(spoken.syllables[i].hanzi for i in found) == self.word.text else ()


def key_words(card: ProductCard) -> tuple[KeyWord, ...]:
    """The card's key words: names, places, grades, what it keeps saying of the product, prices and weights.

    Numbers are given as they are spoken.
    """
    facts = card_facts(card)
    named = [(None, name) for name in product_names(card)]
    told = [
        (fact.kind, key)
        for fact in facts
        if isinstance(fact, WordFact)
        for key in fact.keys
        if fact.kind is FactKind.ORIGIN
        or (fact.kind is FactKind.GRADE and key.endswith("级"))
        or (fact.kind is FactKind.WHAT and _told_again(key, card))
    ]
    counted = [
        (fact.kind, form)
        for fact in facts
        if isinstance(fact, NumberFact) and fact.kind in (FactKind.PRICE, FactKind.SIZE)
        for form in spoken_forms(fact.value, fact.unit)
        if not form.isnumeric()  # 三十六 alone may count anything
    ]
    found: dict[str, KeyWord] = {}
    for kind, text in (*named, *told, *counted):
        if len(text) > 1:
            found.setdefault(text, KeyWord(text, kind))
    return tuple(found.values())


def _told_again(key: str, card: ProductCard) -> bool:
    """Whether a word of what the product is comes up again on its card: 骏枣, 肉厚, and not 常卖."""
    rest = (card.grades, card.storage, card.use, *(text for pair in card.questions for text in pair))
    return is_word(key) and any(key in text for text in rest)


def find_places(heard: HeardText, words: Sequence[KeyWord]) -> tuple[Place, ...]:
    """Where key words were heard with their very sounds, in order of time; longer words go first."""
    taken: list[tuple[int, int]] = []
    found: list[Place] = []
    for word in sorted(words, key=lambda each: len(each.text), reverse=True):
        for match in heard.find(word.text, SAME):
            whole = match.end - match.begin == len(word.text)
            if whole and all(match.end <= a or match.begin >= b for a, b in taken):
                taken.append((match.begin, match.end))
                found.append(_place(heard, word, match.begin, match.end))
    return tuple(sorted(found, key=lambda place: place.heard))


def _place(heard: HeardText, word: KeyWord, begin: int, end: int) -> Place:
    first, last = begin, end
    while first > 0 and begin - first < _MOST_BESIDE and heard.starts[first] - heard.ends[first - 1] < PAUSE:
        first -= 1
    while (
        last < len(heard.starts)
        and last - end < _MOST_BESIDE
        and heard.starts[last] - heard.ends[last - 1] < PAUSE
    ):
        last += 1
    before = heard.ends[first - 1] if first else 0.0
    after = heard.starts[last] if last < len(heard.starts) else heard.ends[last - 1] + 2 * _MARGIN
    others = (*heard.trust[first:begin], *heard.trust[end:last])
    return Place(
        word=word,
        start=max(0.0, before, heard.starts[first] - _MARGIN),
        stop=min(after, heard.ends[last - 1] + _MARGIN),
        text=heard.characters[first:begin] + word.text + heard.characters[end:last],
        at=begin - first,
        heard=(heard.starts[begin], heard.ends[end - 1]),
        trust=min(heard.trust[begin:end]),
        around=sum(others) / len(others) if others else 1.0,
    )


Scored = tuple[PronunciationScore, SpeakerRegister | None]
Judge = Callable[[FloatArray, SpokenText, SpeakerRegister | None], Scored]
"""Scores a stretch of speech; the second value is what is now known of the speaker's voice."""


def judge_key_words(
    heard: HeardText,
    words: Sequence[KeyWord],
    samples: FloatArray,
    judge: Judge,
    progress: Callable[[float], None] = lambda share: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> tuple[SaidWord, ...]:
    """How the key words that were heard were pronounced, in the order of `words`; `MOST_WORDS` at most.

    `samples` are the whole talk: mono, 16 kHz, -1…1, shape (n,). Stops early when `cancelled`.
    """
    places = find_places(heard, words)
    wanted = [word for word in words if any(place.word == word for place in places)][:MOST_WORDS]
    chosen = [place for word in wanted for place in _surest(places, word)]
    found: dict[KeyWord, list[tuple[Place, tuple[SaidSyllable, ...]]]] = {}
    register: SpeakerRegister | None = None
    for done, place in enumerate(sorted(chosen, key=lambda each: each.heard)):
        if cancelled():
            break
        stretch = samples[round(place.start * SAMPLE_RATE) : round(place.stop * SAMPLE_RATE)]
        spoken = place.spoken
        if place.own(spoken) and len(stretch):
            score, register = judge(stretch, spoken, register)
            if syllables := judged_at(place, score):
                found.setdefault(place.word, []).append((place, syllables))
        progress((done + 1) / len(chosen))
    return tuple(_said(word, [p for p in places if p.word == word], found.get(word, [])) for word in wanted)


def _surest(places: Sequence[Place], word: KeyWord) -> list[Place]:
    own = [place for place in places if place.word == word and place.sure]
    return sorted(own, key=lambda place: -place.trust)[:MOST_PLACES]


def judged_at(place: Place, score: PronunciationScore) -> tuple[SaidSyllable, ...]:
    """The verdicts on a key word's syllables in a scored stretch; () where they would not be fair."""
    if score.status is not TakeStatus.SCORED:
        return ()
    own = [each for each in score.syllables if place.holds(each.syllable)]
    if not own or own[0].start is None or own[-1].end is None:
        return ()
    begins, ends = own[0].start + place.start, own[-1].end + place.start
    if max(abs(begins - place.heard[0]), abs(ends - place.heard[1])) > BESIDE:
        return ()
    said = tuple(_syllable(each) for each in own)
    judged = any(v not in (None, Verdict.NOT_ASSESSABLE) for each in said for v in each.verdicts)
    return said if judged else ()


def _syllable(scored: SyllableScore) -> SaidSyllable:
    syllable = scored.syllable
    return SaidSyllable(
        hanzi=syllable.hanzi,
        pinyin=syllable_pinyin(syllable, spoken=True),
        tone=syllable.spoken_tone,
        initial=fair_verdict(Part.INITIAL, scored.initial) if syllable.initial else None,
        final=fair_verdict(Part.FINAL, scored.final),
        melody=fair_verdict(Part.TONE, scored.tone),
    )


def fair_verdict(part: Part, score: PartScore) -> Verdict:
    """What may be said of a part in fluent speech: of a tone only that it is good or plainly wrong."""
    if part is not Part.TONE or score.verdict is Verdict.GOOD:
        return score.verdict
    plain = score.verdict is Verdict.WRONG and score.goodness is not None and score.goodness < TONE_WRONG
    return Verdict.WRONG if plain else Verdict.NOT_ASSESSABLE


def _said(
    word: KeyWord, places: Sequence[Place], judged: Sequence[tuple[Place, tuple[SaidSyllable, ...]]]
) -> SaidWord:
    """The word at the middling one of the places where it was judged: neither her best nor her worst."""
    if judged:
        place, syllables = sorted(judged, key=lambda each: _faults(each[1]))[(len(judged) - 1) // 2]
    else:
        place, none = places[0], Verdict.NOT_ASSESSABLE
        syllables = tuple(
            SaidSyllable(
                each.hanzi,
                syllable_pinyin(each, spoken=True),
                each.spoken_tone,
                none if each.initial else None,
                none,
                none,
            )
            for each in to_spoken(word.text).syllables
        )
    return SaidWord(word.text, word.kind, *place.heard, len(places), len(judged), syllables)


def _faults(syllables: Sequence[SaidSyllable]) -> tuple[int, int]:
    said = [verdict for each in syllables for verdict in each.verdicts]
    return said.count(Verdict.WRONG), said.count(Verdict.OFF)
