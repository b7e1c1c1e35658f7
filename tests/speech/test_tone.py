"""The tone assessment on synthetic voices with textbook contours, and on what cannot be assessed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.speech.f0 import SAMPLE_RATE, F0Track, track_f0
from app.speech.register import SpeakerRegister, register_of
from app.speech.tone import ToneAssessor
from app.speech.tone_faults import MEASURES, Percentiles, find_faults, measure, norms_of
from app.speech.tone_features import FEATURES, VoicedTake, grown_spans, tone_features
from app.speech.tone_targets import target_contour
from app.speech.tone_values import ToneDoubt, ToneFault, ToneSpan
from app.speech.values import Verdict

SHAPES = {  # semitones about the speaker's median, at equal steps of the syllable
    1: (4.0, 4.2, 4.2, 4.2, 4.0),
    2: (-1.0, -1.2, 0.0, 2.5, 5.0),
    3: (-2.0, -4.0, -5.5, -6.0, -6.0),
    4: (5.5, 5.0, 2.0, -2.0, -5.0),
}
SYLLABLE, PAUSE = 0.38, 0.25


def say(contours: list[tuple[float, ...]], median_hz: float) -> tuple[F0Track, list[ToneSpan]]:
    """A voice that says syllables with these contours, a pause after each, and their spans (all tone 1)."""
    pieces, spans, at = [np.zeros(int(0.3 * SAMPLE_RATE))], [], 0.3
    rng = np.random.default_rng(0)
    for contour in contours:
        n = int(SYLLABLE * SAMPLE_RATE)
        x = np.linspace(0, 1, n)
        f0 = median_hz * 2 ** (np.interp(x, np.linspace(0, 1, len(contour)), contour) / 12)
        phase = 2 * np.pi * np.cumsum(f0) / SAMPLE_RATE
        loud = np.minimum(1.0, np.minimum(x, 1 - x) * 12) * (1 - 0.4 * x)
        pieces += [0.15 * loud * sum(np.sin(k * phase) / k for k in range(1, 15))]
        pieces += [np.zeros(int(PAUSE * SAMPLE_RATE))]
        spans.append(ToneSpan(at, at, at + SYLLABLE, 1, sonorant=True, joined=False))
        at += SYLLABLE + PAUSE
    samples = np.concatenate(pieces)
    samples += 1e-4 * rng.standard_normal(len(samples))
    return track_f0(samples.astype(np.float32)), spans


def known_voice(median_hz: float) -> SpeakerRegister:
    """The register of a speaker heard for a while."""
    track, _ = say([SHAPES[t] for t in (1, 4, 2, 3)] * 5, median_hz)
    return register_of([track])


@pytest.fixture(scope="module")
def assessor() -> ToneAssessor:
    return ToneAssessor.load()


@pytest.mark.parametrize("median_hz", [115.0, 210.0])
@pytest.mark.parametrize("tone", [1, 2, 3, 4])
def test_a_textbook_syllable_is_heard_as_its_tone(
    assessor: ToneAssessor, tone: int, median_hz: float
) -> None:
    track, (span,) = say([SHAPES[tone]], median_hz)
    (result,) = assessor.assess(track, [replace(span, tone=tone)], known_voice(median_hz))
    assert result.heard == tone
    assert result.verdict is Verdict.GOOD
    assert result.findings == ()
    assert result.goodness is not None
    assert result.goodness > 0.5


@pytest.mark.parametrize(("said", "expected"), [(1, 4), (2, 4), (3, 1), (4, 2), (4, 3), (1, 3)])
def test_another_tone_is_wrong_and_the_score_tells(assessor: ToneAssessor, said: int, expected: int) -> None:
    track, (span,) = say([SHAPES[said]], 180.0)
    register = known_voice(180.0)
    (right,) = assessor.assess(track, [replace(span, tone=said)], register)
    (wrong,) = assessor.assess(track, [replace(span, tone=expected)], register)
    assert wrong.verdict in (Verdict.WRONG, Verdict.OFF)
    assert wrong.score < right.score - 2.0
    assert wrong.heard == said
    assert wrong.findings


def test_posteriors_are_probabilities(assessor: ToneAssessor) -> None:
    track, spans = say([SHAPES[t] for t in (1, 2, 3, 4)], 150.0)
    for result in assessor.assess(track, spans):
        assert np.exp(result.log_posteriors).sum() == pytest.approx(1.0, abs=1e-4)


def test_a_shallow_fall_is_named(assessor: ToneAssessor) -> None:
    track, (span,) = say([(4.2, 4.1, 4.0, 3.6, 3.2)], 180.0)
    (result,) = assessor.assess(track, [replace(span, tone=4)], known_voice(180.0))
    assert result.verdict is not Verdict.GOOD
    assert result.findings[0].fault is ToneFault.FALLS_TOO_LITTLE
    assert result.findings[0].measured < result.findings[0].wanted
    assert result.findings[0].unit == "semitones"


def test_a_second_tone_that_stays_level_is_named(assessor: ToneAssessor) -> None:
    track, (span,) = say([(-1.0, -1.0, -1.1, -1.0, -0.9)], 180.0)
    (result,) = assessor.assess(track, [replace(span, tone=2)], known_voice(180.0))
    assert ToneFault.DOES_NOT_RISE in [f.fault for f in result.findings]


def test_contours_lie_on_the_five_level_scale(assessor: ToneAssessor) -> None:
    track, (span,) = say([SHAPES[4]], 180.0)
    (result,) = assessor.assess(track, [replace(span, tone=4)], known_voice(180.0))
    levels = np.array(result.contour.levels)
    assert len(levels) == len(result.target.levels) == 20
    assert np.nanmin(levels) >= 1.0
    assert np.nanmax(levels) <= 5.0
    assert levels[2] > 4.0 > 2.5 > levels[-2]
    assert result.contour.times[0] >= span.start - 0.05
    assert result.contour.times[-1] <= span.end + 0.05


def silent_track(n: int = 100) -> F0Track:
    zeros = np.zeros(n, np.float32)
    return F0Track((np.arange(n) * 0.01).astype(np.float32), zeros, zeros, zeros - 60.0, zeros)


SPAN = ToneSpan(0.3, 0.35, 0.6, 2, joined=False)


def test_no_voice_is_not_assessable(assessor: ToneAssessor) -> None:
    (result,) = assessor.assess(silent_track(), [SPAN])
    assert result.verdict is Verdict.NOT_ASSESSABLE
    assert result.doubt is ToneDoubt.TOO_LITTLE_VOICE
    assert result.heard is None
    assert result.goodness is None
    assert np.isnan(result.contour.levels).all()


def voiced_track(**changes: np.ndarray) -> F0Track:
    """A steady voice from 0.3 s to 0.6 s in a second of silence."""
    n = 100
    on = np.zeros(n, bool)
    on[30:60] = True
    track = F0Track(
        (np.arange(n) * 0.01).astype(np.float32),
        np.where(on, 180.0, 0.0).astype(np.float32),
        np.where(on, 0.95, 0.0).astype(np.float32),
        np.where(on, -20.0, -60.0).astype(np.float32),
        np.zeros(n, np.float32),
    )
    return replace(track, **changes)


def test_each_doubt_has_its_reason(assessor: ToneAssessor) -> None:
    (good,) = assessor.assess(voiced_track(), [SPAN])
    assert good.doubt is None
    (short,) = assessor.assess(voiced_track(), [ToneSpan(0.4, 0.41, 0.425, 1, joined=True)] * 1)
    assert short.doubt in (None, ToneDoubt.TOO_SHORT)  # next to silence it grows over its sound
    noisy = np.full(100, -21.0, np.float32)
    (faint,) = assessor.assess(voiced_track(energy_db=noisy), [SPAN])
    assert faint.doubt is ToneDoubt.TOO_NOISY
    (clipped,) = assessor.assess(voiced_track(clipped=np.full(100, 0.6, np.float32)), [SPAN])
    assert clipped.doubt is ToneDoubt.CLIPPED
    f0 = voiced_track().f0.copy()
    f0[45:60] *= 2
    (jumping,) = assessor.assess(voiced_track(f0=f0), [SPAN])
    assert jumping.doubt is ToneDoubt.OCTAVE_DOUBT


def test_other_people_s_voices_make_a_take_not_assessable(assessor: ToneAssessor) -> None:
    track, spans = say([SHAPES[1], SHAPES[4]], 180.0)
    assert all(r.doubt is None for r in assessor.assess(track, spans))
    silent = track.f0 == 0
    murmur = replace(
        track,
        f0=np.where(silent, 120.0, track.f0).astype(np.float32),
        confidence=np.where(silent, 0.8, track.confidence).astype(np.float32),
        energy_db=np.maximum(track.energy_db, track.energy_db.max() - 14.0).astype(np.float32),
    )
    results = assessor.assess(murmur, spans)
    assert all(r.verdict is Verdict.NOT_ASSESSABLE for r in results)
    assert results[0].doubt is ToneDoubt.TOO_NOISY


def test_no_syllables_no_assessments(assessor: ToneAssessor) -> None:
    assert assessor.assess(silent_track(), []) == ()


def test_a_span_must_be_one() -> None:
    with pytest.raises(ValueError, match="span"):
        ToneSpan(0.5, 0.4, 0.6, 1)
    with pytest.raises(ValueError, match="tone"):
        ToneSpan(0.1, 0.2, 0.3, 0)


def test_weights_that_are_missing_or_damaged(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        ToneAssessor.load(tmp_path / "none.npz")
    for damaged in (b"", b"PK\x03\x04 not a zip"):
        (tmp_path / "bad.npz").write_bytes(damaged)
        with pytest.raises(ValueError, match="tone model"):
            ToneAssessor.load(tmp_path / "bad.npz")
    np.savez(tmp_path / "other.npz", x=np.zeros(3))
    with pytest.raises(ValueError, match="tone model"):
        ToneAssessor.load(tmp_path / "other.npz")


def test_features_do_not_depend_on_the_register_s_height() -> None:
    """The same contours an octave apart, each in its own voice, look the same to the network."""
    rows = []
    for median in (110.0, 220.0):
        track, spans = say([SHAPES[1], SHAPES[3]], median)
        rows.append(tone_features(track, spans, known_voice(median)))
    assert rows[0].shape == (2, FEATURES)
    assert np.abs(rows[0][:, 1:19] - rows[1][:, 1:19]).max() < 0.25


def test_a_creaky_syllable_cut_in_two_is_made_whole() -> None:
    track, (span,) = say([SHAPES[3]], 120.0)
    energy = track.energy_db.copy()
    middle = int((span.start + SYLLABLE / 2) * 100)
    energy[middle - 2 : middle + 3] = -70.0  # creak: nearly silent for 50 ms
    track = replace(track, energy_db=energy)
    half = replace(span, start=span.start + 0.22, final_start=span.start + 0.22)
    voice = VoicedTake.of(track, SpeakerRegister())
    (grown,) = grown_spans(voice, [half])
    assert grown.start < span.start + 0.05
    first = replace(half, joined=True)
    second = replace(span, start=half.end, final_start=half.end, end=half.end + 0.2)
    kept, _ = grown_spans(voice, [first, second])
    assert kept.end == first.end  # never into a neighbour


@pytest.mark.parametrize(
    ("tones", "index", "first", "last"),
    [
        ((1,), 0, 5.0, 5.0),
        ((2,), 0, 3.0, 5.0),
        ((4,), 0, 5.0, 1.0),
        ((3,), 0, 2.0, 4.0),
        ((3, 1), 0, 2.0, 1.0),
        ((4, 4), 0, 5.0, 3.0),
        ((3, 5), 1, 1.9, 3.2),
        ((3, 5, 1), 1, 1.7, 2.0),
        ((4, 5), 1, 2.3, 1.4),
        ((1, 5), 1, 3.3, 2.1),
    ],
)
def test_targets(tones: tuple[int, ...], index: int, first: float, last: float) -> None:
    spans = [ToneSpan(i * 0.3, i * 0.3 + 0.1, i * 0.3 + 0.3, t) for i, t in enumerate(tones)]
    contour = target_contour(spans, index, np.linspace(0.1, 0.3, 20))
    assert contour.levels[0] == pytest.approx(first)
    assert contour.levels[-1] == pytest.approx(last)
    assert all(1.0 <= level <= 5.0 for level in contour.levels)


def test_measures_of_a_fall() -> None:
    st = np.linspace(5.0, -5.0, 20)
    measured = measure(st, np.linspace(5.0, 1.0, 20), 1.2)
    assert set(measured) == set(MEASURES)
    assert measured["fall"] == pytest.approx(9.0, abs=1.0)
    assert measured["rise"] == pytest.approx(0.0, abs=0.6)
    assert measured["start"] > 4.4 > 1.5 > measured["end"]
    assert measured["turn"] > 0.9
    assert measured["length"] == 1.2


def test_the_furthest_from_the_norm_comes_first() -> None:
    norm = {name: Percentiles(0.0, 5.0, 10.0) for name in MEASURES}
    measured = dict.fromkeys(MEASURES, 5.0) | {"fall": 14.0, "mean": -10.0}
    faults = [f.fault for f in find_faults(measured, norm, 1, 4)]
    assert faults == [ToneFault.FIRST_TOO_LOW, ToneFault.SINKS_IN_FIRST]
    (like,) = find_faults(dict.fromkeys(MEASURES, 5.0), norm, 1, 3)
    assert like.fault is ToneFault.SOUNDS_LIKE
    assert (like.measured, like.wanted) == (3.0, 1.0)


def test_norms_are_percentiles_of_native_measures() -> None:
    rows = [(4, False, dict.fromkeys(MEASURES, float(i))) for i in range(101)]
    norms = norms_of(rows)
    assert norms["4 final"]["fall"] == Percentiles(10.0, 50.0, 90.0)
    assert norms["4 joined"] == norms["4 final"]  # too few of its own
    assert "1 final" not in norms
