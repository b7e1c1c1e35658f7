"""Pace, pauses, hesitation, rhythm and loudness from spans that are known."""

from dataclasses import replace

import numpy as np
import pytest

from app.speech.f0 import F0Track
from app.speech.fluency import judge_fluency, measure_fluency
from app.speech.prompt_kind import prompt_kind
from app.speech.text import to_spoken
from app.speech.values import (
    Fluency,
    FluencyAspect,
    HesitationKind,
    Miscue,
    MiscueKind,
    PromptKind,
    Verdict,
)

TEXT = to_spoken("红枣甜，核桃香")
SPEECH_DB, NOISE_DB = -20.0, -60.0


def track(seconds: float, spans: list[tuple[float, float] | None]) -> F0Track:
    times = np.arange(round(seconds * 100), dtype=np.float32) / 100
    energy = np.full(len(times), NOISE_DB, np.float32)
    for span in spans:
        if span is not None:
            energy[(times >= span[0]) & (times < span[1])] = SPEECH_DB
    nothing = np.zeros_like(times)
    return F0Track(times, nothing, nothing, energy, nothing)


def spans_with_gaps(*gaps: float, length: float = 0.2) -> list[tuple[float, float] | None]:
    spans: list[tuple[float, float] | None] = []
    at = 0.5
    for gap in (*gaps, 0.0):
        spans.append((at, at + length))
        at += length + gap
    return spans


def test_even_speech_has_one_rate() -> None:
    spans = spans_with_gaps(0, 0, 0, 0, 0)
    found = measure_fluency(TEXT, spans, track(3, spans))
    assert found.speech_rate == pytest.approx(300)
    assert found.articulation_rate == pytest.approx(300)
    assert found.pauses == ()


def test_pauses_are_told_from_the_pace() -> None:
    spans = spans_with_gaps(0, 0, 0.8, 0, 0)
    found = measure_fluency(TEXT, spans, track(4, spans))
    assert found.speech_rate == pytest.approx(60 * 6 / 2.0)
    assert found.articulation_rate == pytest.approx(300)
    (pause,) = found.pauses
    assert (pause.start, pause.end) == pytest.approx((1.1, 1.9))
    assert pause.expected  # the comma stands there


def test_a_pause_inside_a_phrase_is_not_expected() -> None:
    spans = spans_with_gaps(0, 0.5, 0, 0, 0)
    (pause,) = measure_fluency(TEXT, spans, track(4, spans)).pauses
    assert not pause.expected


def test_a_pause_at_punctuation_is_expected_though_a_syllable_there_was_left_out() -> None:
    spans = spans_with_gaps(0, 0, 0.5, 0, 0)
    spans[3] = None
    pauses = measure_fluency(TEXT, spans, track(4, spans)).pauses
    assert [p.expected for p in pauses] == [True]


def test_short_gaps_are_no_pauses() -> None:
    spans = spans_with_gaps(0, 0, 0.15, 0, 0)
    assert measure_fluency(TEXT, spans, track(4, spans)).pauses == ()


def test_levels_inside_and_outside() -> None:
    spans = spans_with_gaps(0, 0, 0.8, 0, 0)
    found = measure_fluency(TEXT, spans, track(4, spans))
    assert found.loudness_db == pytest.approx(SPEECH_DB, abs=0.3)
    assert found.noise_db == pytest.approx(NOISE_DB)


def test_what_was_said_besides_is_no_pause_and_no_part_of_the_rate() -> None:
    spans = spans_with_gaps(0, 0.8, 0, 0, 0)
    gap = (0.9, 1.7)
    heard = measure_fluency(TEXT, spans, track(4, spans), [gap])
    assert heard.pauses == () and heard.articulation_rate == pytest.approx(300)
    half = measure_fluency(TEXT, spans, track(4, spans), [(0.9, 1.3)])
    assert [(p.start, p.end) for p in half.pauses] == [pytest.approx((1.3, 1.7))]


def judged(text: str, spans: list[tuple[float, float] | None], *miscues: Miscue) -> Fluency:
    spoken = to_spoken(text)
    assert len(spoken.syllables) == len(spans)
    return judge_fluency(measure_fluency(spoken, spans, track(20, spans)), spoken, spans, miscues)


def evenly(count: int, length: float) -> list[tuple[float, float] | None]:
    return spans_with_gaps(*[0.0] * (count - 1), length=length)


@pytest.mark.parametrize(
    ("text", "rate", "verdict"),
    [
        ("我们家门口有一棵核桃树", 110, Verdict.OFF),
        ("我们家门口有一棵核桃树", 220, Verdict.GOOD),
        ("我们家门口有一棵核桃树", 350, Verdict.OFF),
        ("一袋五百克，十九块九，两袋三十六", 110, Verdict.GOOD),  # prices may be read slower
        ("一袋五百克，十九块九，两袋三十六", 300, Verdict.OFF),  # and not as fast
        ("今天赶紧下单，明天就发货！", 350, Verdict.GOOD),  # a call may be fast
        ("红枣，核桃，葡萄", 80, Verdict.GOOD),  # words one by one
        ("我来自新疆", 500, Verdict.NOT_ASSESSABLE),  # too short to have a pace
    ],
)
def test_the_pace_is_judged_by_what_is_read(text: str, rate: float, verdict: Verdict) -> None:
    count = len(to_spoken(text).syllables)
    found = judged(text, evenly(count, 60.0 / rate)).aspect(FluencyAspect.PACE)
    assert found.verdict is verdict
    assert found.value == pytest.approx(rate, rel=0.02)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("枣", PromptKind.WORD),
        ("葡萄干", PromptKind.WORD),
        ("红枣，核桃，葡萄干", PromptKind.DRILL),
        ("四块，十块，十四块，四十块。", PromptKind.NUMBERS),
        ("两袋一公斤，一共¥36。", PromptKind.NUMBERS),
        ("我来自新疆和田。", PromptKind.TALK),
        ("有一棵核桃树！", PromptKind.TALK),
        ("喜欢的朋友赶紧下单！", PromptKind.CALL),
        ("我们家门口有一棵核桃树。" * 9, PromptKind.PASSAGE),
    ],
)
def test_the_kind_of_prompt_is_told_from_its_text(text: str, kind: PromptKind) -> None:
    assert prompt_kind(to_spoken(text)) is kind


def test_the_lesson_knows_better_than_the_text() -> None:
    spoken = replace(to_spoken("我来自新疆和田。"), kind=PromptKind.CALL)
    assert prompt_kind(spoken) is PromptKind.CALL


def test_stray_pauses_are_off_when_there_are_many() -> None:
    text = "我们家门口有一棵核桃树"
    gaps = [0.0] * 10
    assert judged(text, spans_with_gaps(*gaps)).aspect(FluencyAspect.PAUSES).verdict is Verdict.GOOD
    gaps[2] = 0.8
    assert judged(text, spans_with_gaps(*gaps)).aspect(FluencyAspect.PAUSES).verdict is Verdict.GOOD
    gaps[6] = 0.8
    found = judged(text, spans_with_gaps(*gaps)).aspect(FluencyAspect.PAUSES)
    assert found.verdict is Verdict.OFF and found.value == pytest.approx(200 / 11)


def test_hesitation_has_its_kinds() -> None:
    text = "我们家门口有一棵核桃树"
    gaps = [0.0] * 10
    gaps[8] = 0.4  # 核-桃: inside a word
    gaps[4] = 0.4  # 口-有: between words
    spans = spans_with_gaps(*gaps)
    again = Miscue(MiscueKind.REPETITION, 0, "我", 0.1, 0.3, last=0)
    filler = Miscue(MiscueKind.INSERTION, 5, "嗯", 1.6, 1.8, filler=True)
    insertion = Miscue(MiscueKind.INSERTION, 5, "很", 1.6, 1.8)
    found = judged(text, spans, again, filler, insertion)
    assert [(h.kind, h.index) for h in found.hesitations] == [
        (HesitationKind.RESTART, 0),
        (HesitationKind.FILLER, 5),
        (HesitationKind.MID_WORD, 9),
    ]
    assert found.aspect(FluencyAspect.HESITATION).verdict is Verdict.OFF


def test_a_syllable_drawn_out_is_hesitation_unless_it_ends_a_phrase() -> None:
    def kinds(slow: int) -> list[HesitationKind]:
        spans, at = [], 0.5
        for i in range(6):
            length = 0.9 if i == slow else 0.2
            spans.append((at, at + length))
            at += length
        return [h.kind for h in judged("红枣甜，核桃香", list(spans)).hesitations]

    assert kinds(1) == [HesitationKind.LENGTHENED]
    assert kinds(2) == [] and kinds(5) == []


def test_rhythm_is_the_variability_of_neighbours() -> None:
    text = "我们家门口有一棵核桃树"
    assert judged(text, evenly(11, 0.2)).npvi == pytest.approx(0.0, abs=1e-6)
    assert judged(text, evenly(11, 0.2)).aspect(FluencyAspect.RHYTHM).verdict is Verdict.OFF
    spans, at = [], 0.5
    for i in range(11):
        length = (0.2, 0.3)[i % 2]
        spans.append((at, at + length))
        at += length
    found = judged(text, list(spans))
    assert found.npvi == pytest.approx(40.0)  # 0.1 of 0.25
    assert found.aspect(FluencyAspect.RHYTHM).verdict is Verdict.GOOD


def test_too_little_speech_has_no_rate() -> None:
    spans: list[tuple[float, float] | None] = [(0.5, 0.7), None, None, None, None, (1.0, 1.2)]
    found = measure_fluency(TEXT, spans, track(2, spans))
    assert found.speech_rate is None and found.articulation_rate is None


def test_nothing_said() -> None:
    nothing: list[tuple[float, float] | None] = [None] * 6
    found = measure_fluency(TEXT, nothing, track(2, nothing))
    assert found.loudness_db is None and found.pauses == ()
