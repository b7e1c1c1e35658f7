from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="needs PyTorch, as in packaging/acoustic_model/requirements.txt")

from acoustic_model.classifier import Examples, _syllables, fitted, write

from app.speech import classifier, phones
from app.speech.classifier import SegmentClassifier


def test_syllables_are_read_off_the_states() -> None:
    spoken = ("SIL", "n", "i", "h", "ua", "er", "ai", "SIL")
    states = np.repeat(phones.state_sequence(spoken), 4).astype(np.int16)
    found = list(_syllables(states, 2))
    assert [(initial, final) for initial, final, _ in found] == [("n", "i"), ("h", ""), ("", "ai")]
    assert found[0][2] == (2.0, 6.0, 12.0)
    assert found[1][2][2] == found[2][2][0] == found[2][2][1]


def test_what_was_trained_is_what_the_app_reads(tmp_path: Path) -> None:
    random = np.random.default_rng(1)
    count = 1024
    initials = random.integers(1, 3, count)
    seen = random.normal(-8, 1, (count, classifier.POINTS, phones.STATE_COUNT)).astype(np.float16)
    seen[initials == 2, :, 5] += 6
    lengths = np.ones((count, 2), np.float32)
    examples = Examples(seen, lengths, initials, np.full(count, 4))
    write(tmp_path / "classifier.npz", fitted(examples, seed=1))
    told, finals = SegmentClassifier.load(tmp_path / "classifier.npz").log_probabilities(
        seen.astype(np.float32), lengths
    )
    assert np.mean(told.argmax(axis=1) == initials) > 0.95
    assert np.mean(finals.argmax(axis=1) == 4) > 0.95
