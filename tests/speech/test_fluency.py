"""Pace, pauses and loudness from spans that are known."""

import numpy as np
import pytest

from app.speech.f0 import F0Track
from app.speech.fluency import measure_fluency
from app.speech.text import to_spoken

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


def test_too_little_speech_has_no_rate() -> None:
    spans: list[tuple[float, float] | None] = [(0.5, 0.7), None, None, None, None, (1.0, 1.2)]
    found = measure_fluency(TEXT, spans, track(2, spans))
    assert found.speech_rate is None and found.articulation_rate is None


def test_nothing_said() -> None:
    nothing: list[tuple[float, float] | None] = [None] * 6
    found = measure_fluency(TEXT, nothing, track(2, nothing))
    assert found.loudness_db is None and found.pauses == ()
