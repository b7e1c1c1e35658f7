from __future__ import annotations

import numpy as np
from acoustic_model.alignment import align, phone_spans, state_graph
from acoustic_model.trials import Trial, area_under_curve, equal_error_rate

from app.speech import phones


def scores_of(runs: list[tuple[str, int]]) -> np.ndarray:
    """Log-likelihoods that clearly favour each phone's states, in equal shares, for so many frames."""
    rows = []
    for phone, frames in runs:
        states = list(phones.phone_states(phone))
        for frame in range(frames):
            row = np.full(phones.STATE_COUNT, -10.0, dtype=np.float32)
            row[states[frame * len(states) // frames]] = -0.1
            rows.append(row)
    return np.stack(rows)


def test_the_path_follows_what_was_said_and_leaves_out_silence_that_is_not_there() -> None:
    said = [("SIL", 5), ("m", 4), ("a", 9), ("SIL", 6), ("b", 4), ("iao", 6)]
    graph = state_graph([[("m", "a")], [("b", "iao")]])
    (found,) = align([scores_of(said)], [graph])
    assert found is not None
    spans = [(phones.PHONES[phone], end - start) for phone, start, end in phone_spans(graph, found.path)]
    assert spans == said


def test_clips_of_different_length_are_aligned_together_as_alone() -> None:
    clips = [scores_of([("SIL", 3), ("m", 4), ("a", 9)]), scores_of([("zh", 6), ("uang", 12), ("SIL", 20)])]
    graphs = [state_graph([[("m", "a")]]), state_graph([[("zh", "uang")]])]
    together = align(clips, graphs)
    for clip, graph, path in zip(clips, graphs, together, strict=True):
        (alone,) = align([clip], [graph])
        assert path is not None
        assert alone is not None
        np.testing.assert_array_equal(path.path, alone.path)


def test_a_clip_that_is_too_short_has_no_path() -> None:
    graph = state_graph([[("zh", "uang"), ("zh", "uang")]])
    assert align([scores_of([("zh", 4), ("uang", 4)])], [graph]) == [None]


def test_area_and_error_rate_of_known_trials() -> None:
    apart = [Trial("final", "a", "a", True, score) for score in (2.0, 3.0)]
    apart += [Trial("final", "a", "e", False, score) for score in (0.0, 1.0)]
    assert area_under_curve(apart) == 1.0
    assert equal_error_rate(apart) == 0.0
    mixed = [Trial("final", "a", "a", True, score) for score in (1.0, 3.0)]
    mixed += [Trial("final", "a", "e", False, score) for score in (0.0, 2.0)]
    assert area_under_curve(mixed) == 0.75
    assert equal_error_rate(mixed) == 0.5
