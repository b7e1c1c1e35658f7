"""Key words of a talk: where they are heard, and what may be said of how they sounded."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from app.coaching.advice import advice_text
from app.coaching.heard_text import heard_text
from app.coaching.key_words import (
    MOST_PLACES,
    SAMPLE_RATE,
    KeyWord,
    Place,
    find_places,
    judge_key_words,
    key_words,
)
from app.coaching.report import make_report
from app.coaching.values import AdviceKind, FactKind, SaidWord, report_from_json
from app.speech.register import SpeakerRegister
from app.speech.transcription import TranscribedWord, Transcript
from app.speech.values import (
    FloatArray,
    Fluency,
    Part,
    PartScore,
    PronunciationScore,
    SpokenText,
    SyllableScore,
    TakeStatus,
    Verdict,
)
from tests.coaching.talks import SYLLABLE, card, delivery, heard

GOOD = PartScore(Verdict.GOOD, 0.9)
JUJUBE = KeyWord("红枣", None)
CARD = "product-hongzao"


class Ear:
    """Scores every stretch: all good, except for what is set by character and part."""

    def __init__(self, faults: dict[tuple[str, Part], PartScore] | None = None, late: float = 0.0) -> None:
        self.faults, self.late = faults or {}, late
        self.heard: list[str] = []
        self.registers: list[SpeakerRegister | None] = []

    def __call__(
        self, samples: FloatArray, spoken: SpokenText, register: SpeakerRegister | None
    ) -> tuple[PronunciationScore, SpeakerRegister | None]:
        self.heard.append(spoken.text)
        self.registers.append(register)
        margin = (len(samples) / SAMPLE_RATE - SYLLABLE * len(spoken.syllables)) / 2
        syllables = tuple(
            SyllableScore(
                each,
                margin + self.late + SYLLABLE * i,
                margin + self.late + SYLLABLE * (i + 1),
                *(self.faults.get((each.hanzi, part), GOOD) for part in Part),
            )
            for i, each in enumerate(spoken.syllables)
        )
        fluency = Fluency(None, None, (), None, None)
        score = PronunciationScore(
            TakeStatus.SCORED,
            90.0,
            syllables,
            (),
            fluency,
            (),
            spoken.text,
            "",
            "",
            len(samples) / SAMPLE_RATE,
        )
        return score, SpeakerRegister()


def said(transcript: Transcript, ear: Ear, words: tuple[KeyWord, ...] = (JUJUBE,)) -> tuple[SaidWord, ...]:
    samples = np.zeros(round(transcript.duration * SAMPLE_RATE) + SAMPLE_RATE, np.float32)
    return judge_key_words(heard_text(transcript), words, samples, ear)


def test_a_cards_key_words_are_names_places_grades_and_spoken_numbers() -> None:
    found = {each.text: each.kind for each in key_words(card(CARD))}
    assert list(found)[:2] == ["新疆红枣", "红枣"]
    assert found["新疆红枣"] is None
    assert found["若羌"] is FactKind.ORIGIN
    assert found["特级"] is FactKind.GRADE
    assert found["骏枣"] is FactKind.WHAT
    assert found["十九块九"] is FactKind.PRICE
    assert found["五百克"] is FactKind.SIZE
    assert "三十六" not in found and "常卖" not in found


def test_a_place_is_the_speech_between_two_pauses() -> None:
    text = heard_text(heard("大家好，今天看看红枣的颜色，再见。"))
    [place] = find_places(text, [JUJUBE])
    assert place.text == "今天看看红枣的颜色"
    spoken = place.spoken
    assert "".join(spoken.syllables[i].hanzi for i in place.own(spoken)) == "红枣"
    before, after = text.ends[2], text.starts[3 + 9]
    assert before <= place.start < place.heard[0] < place.heard[1] < place.stop <= after


def test_longer_words_go_before_the_shorter_ones_inside_them() -> None:
    words = [JUJUBE, KeyWord("新疆红枣", None)]
    assert [p.word.text for p in find_places(heard_text(heard("新疆红枣，红枣。")), words)] == [
        "新疆红枣",
        "红枣",
    ]


def test_other_characters_of_the_same_sounds_are_the_word() -> None:
    [place] = find_places(heard_text(heard("我们的洪早很甜")), [JUJUBE])
    assert "红枣" in place.text and "洪早" not in place.text


def test_a_word_heard_well_and_said_well_is_good() -> None:
    ear = Ear()
    [word] = said(heard("今天看看红枣的颜色"), ear)
    assert word.worst is Verdict.GOOD and (word.places, word.judged) == (1, 1)
    assert [each.pinyin for each in word.syllables] == ["hóng", "zǎo"]
    assert ear.heard == ["今天看看红枣的颜色"]


@pytest.mark.parametrize(
    ("part", "score", "shown"),
    [
        (Part.INITIAL, PartScore(Verdict.WRONG, 0.2), Verdict.WRONG),
        (Part.FINAL, PartScore(Verdict.OFF, 0.4), Verdict.OFF),
        (Part.TONE, PartScore(Verdict.WRONG, 0.01), Verdict.WRONG),
        (Part.TONE, PartScore(Verdict.WRONG, 0.2), Verdict.NOT_ASSESSABLE),
        (Part.TONE, PartScore(Verdict.OFF, 0.4), Verdict.NOT_ASSESSABLE),
    ],
)
def test_of_a_tone_only_what_is_plain_is_told(part: Part, score: PartScore, shown: Verdict) -> None:
    [word] = said(heard("今天看看红枣的颜色"), Ear({("枣", part): score}))
    assert word.syllables[1].part(part) is shown
    assert word.syllables[0].verdicts == (Verdict.GOOD,) * 3


def test_the_neighbours_faults_are_not_the_words() -> None:
    wrong = PartScore(Verdict.WRONG, 0.01)
    [word] = said(heard("今天看看红枣的颜色"), Ear({("的", Part.INITIAL): wrong, ("看", Part.TONE): wrong}))
    assert word.worst is Verdict.GOOD


def test_what_was_not_heard_with_trust_is_not_judged() -> None:
    ear = Ear()
    [word] = said(heard("今天看看红枣的颜色", confidence=0.6), ear)
    assert word.worst is Verdict.NOT_ASSESSABLE and word.judged == 0 and ear.heard == []
    assert len(word.syllables) == 2 and word.start > 0


def test_a_word_that_the_alignment_finds_elsewhere_is_not_judged() -> None:
    [word] = said(heard("今天看看红枣的颜色"), Ear(late=0.3))
    assert word.worst is Verdict.NOT_ASSESSABLE and word.judged == 0


def test_of_several_places_the_middling_one_is_shown() -> None:
    class Once(Ear):
        def __call__(self, samples: FloatArray, spoken: SpokenText, register: SpeakerRegister | None):  # type: ignore[no-untyped-def]
            self.faults = {("枣", Part.INITIAL): PartScore(Verdict.WRONG, 0.1)} if not self.heard else {}
            return super().__call__(samples, spoken, register)

    ear = Once()
    [word] = said(heard("看红枣，买红枣，吃红枣，要红枣"), ear)
    assert (word.places, word.judged) == (4, MOST_PLACES)
    assert word.worst is Verdict.GOOD
    assert ear.registers[0] is None and ear.registers[1] is not None


def test_it_can_be_stopped() -> None:
    ear = Ear()
    transcript = heard("看红枣，买红枣")
    samples = np.zeros(SAMPLE_RATE * 10, np.float32)
    judge_key_words(heard_text(transcript), (JUJUBE,), samples, ear, cancelled=lambda: True)
    assert ear.heard == []


def test_a_wrong_key_word_survives_json_and_gives_advice() -> None:
    transcript = heard("大家好，新疆红枣，若羌的，一袋五百克十九块九包邮，点下面的链接。" * 3)
    [word] = said(transcript, Ear({("枣", Part.INITIAL): PartScore(Verdict.WRONG, 0.1)}))
    report = make_report(CARD, card(CARD), transcript, delivery(transcript), [word])
    assert report_from_json(json.loads(json.dumps(report.to_json(), allow_nan=False))) == report
    advice = {each.kind: each for each in report.advice}
    assert advice[AdviceKind.KEY_WORD].second == word.start
    assert "红枣" in str(advice_text(advice[AdviceKind.KEY_WORD]))
    good = replace(word, syllables=tuple(replace(s, initial=Verdict.GOOD) for s in word.syllables))
    spared = make_report(CARD, card(CARD), transcript, delivery(transcript), [good])
    assert all(each.kind is not AdviceKind.KEY_WORD for each in spared.advice)


def test_a_suffix_that_joins_the_word_leaves_it_unjudged() -> None:
    words = (TranscribedWord("一", 0.0, 0.2, 1.0), TranscribedWord("点儿", 0.2, 0.6, 1.0))
    [place] = find_places(heard_text(Transcript(words, 1.0, "m")), [KeyWord("一点", None)])
    assert isinstance(place, Place) and place.own(place.spoken) == ()
