from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.audio.importing import import_audio
from app.paths import assets_dir
from app.speech import classifier, features, phones
from app.speech.alignment import Alignment, AlignmentStream, likelihoods
from app.speech.calibration import PartCalibration, SegmentCalibration
from app.speech.classifier import SegmentClassifier
from app.speech.network import SegmentNetwork
from app.speech.segments import Competition, compete
from app.speech.text import to_spoken
from app.speech.values import Verdict
from app.speech.weights_file import NetworkFileError

DATA = Path(__file__).resolve().parents[1] / "data" / "speech"
CLIP = "18803688"


@pytest.fixture(scope="module")
def bundled() -> SegmentClassifier:
    return SegmentClassifier.load(assets_dir() / "scorer" / "classifier.npz")


@pytest.fixture(scope="module")
def reading() -> tuple[np.ndarray, Alignment, list[tuple[str, ...]]]:
    """A native reading: its likelihoods, where its syllables are, and what they are made of."""
    with (DATA / "commonvoice.tsv").open(encoding="utf-8") as lines:
        text = next(row["text"] for row in csv.DictReader(lines, delimiter="\t") if row["clip"] == CLIP)
    network = SegmentNetwork.load(assets_dir() / "scorer" / "segments.npz")
    cepstra = features.mel_cepstra(import_audio(DATA / "commonvoice" / f"{CLIP}.opus"))
    scores = likelihoods(network.log_posteriors(cepstra), network.log_priors)
    sounds = [phones.syllable_phones(s.initial, s.final) for s in to_spoken(text).syllables]
    stream = AlignmentStream(sounds)
    stream.push(scores)
    return scores, stream.finish(), sounds


def test_points_surround_the_start_of_the_final() -> None:
    places = classifier.points(10.0, 14.0, 24.0)
    assert len(places) == classifier.POINTS
    assert places[0] == 9.0 and places[-1] == 25.0
    assert 14.0 in places and places[1:-1].min() == 9.0 and places[1:-1].max() == 23.5


def test_what_lies_outside_the_take_is_its_edge() -> None:
    scores = np.full((6, phones.STATE_COUNT), -50.0, np.float32)
    scores[0, 0], scores[5, 1] = -1.0, -2.0
    found = classifier.seen(scores, 0.0, 2.0, 5.0)
    assert found[0, 0] == -1.0 and found[-1, 1] == -2.0
    assert found.min() == classifier.FLOOR


def test_it_names_what_a_native_reader_said(
    bundled: SegmentClassifier, reading: tuple[np.ndarray, Alignment, list[tuple[str, ...]]]
) -> None:
    scores, alignment, sounds = reading
    said = [i for i, each in enumerate(alignment.syllables) if not each.omitted]
    found = bundled.classify(scores, [alignment.syllables[i] for i in said])
    right_initials = sum(
        max(initials, key=initials.__getitem__) == (sounds[i][0] if len(sounds[i]) > 1 else "")
        for i, (initials, _) in zip(said, found, strict=True)
    )
    right_finals = sum(
        max(finals, key=finals.__getitem__) == sounds[i][-1]
        for i, (_, finals) in zip(said, found, strict=True)
    )
    assert right_initials >= 0.8 * len(said) and right_finals >= 0.7 * len(said)
    for initials, finals in found:
        assert sum(map(np.exp, initials.values())) == pytest.approx(1.0, abs=1e-4)
        assert sum(map(np.exp, finals.values())) == pytest.approx(1.0, abs=1e-4)


def test_the_competition_asks_it_but_not_about_erhua(
    bundled: SegmentClassifier, reading: tuple[np.ndarray, Alignment, list[tuple[str, ...]]]
) -> None:
    scores, alignment, sounds = reading
    first = next(i for i, each in enumerate(alignment.syllables) if not each.omitted)
    plain = compete(scores, alignment, sounds)[first]
    asked = compete(scores, alignment, sounds, bundled)[first]
    erhua = [(*s, "er") if i == first else s for i, s in enumerate(sounds)]
    with_er = compete(scores, alignment, erhua, bundled)[first]
    assert plain is not None and asked is not None and with_er is not None
    assert not plain.initial_classes and not plain.final_classes
    assert asked.initials == plain.initials and set(asked.final_classes) == set(phones.FINALS)
    assert with_er.initial_classes and not with_er.final_classes


def test_the_second_opinion_changes_the_verdict_by_its_weight() -> None:
    tie = Competition("zh", "ang", {"zh": -5.0, "z": -5.0}, {"ang": 0.0}, 20)
    doubted = replace(tie, initial_classes={"zh": -4.0, "z": -0.1})
    part = PartCalibration(scale=1.0, off=-1.0, wrong=-2.0)
    alone = SegmentCalibration(part, part)
    together = SegmentCalibration(replace(part, class_weight=1.0), part)
    assert alone.judge_initial(doubted).verdict is Verdict.GOOD
    assert together.judge_initial(tie).verdict is Verdict.GOOD
    found = together.judge_initial(doubted)
    assert found.verdict is Verdict.WRONG and found.heard == "z"
    assert together.initial_odds(doubted) == pytest.approx(alone.initial_odds(doubted) - 3.9)


@pytest.mark.parametrize("content", [b"", b"no weights"])
def test_a_damaged_file_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "classifier.npz"
    path.write_bytes(content)
    with pytest.raises(NetworkFileError, match="classifier"):
        SegmentClassifier.load(path)


def test_weights_of_another_version_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "classifier.npz"
    with np.load(assets_dir() / "scorer" / "classifier.npz") as stored:
        weights = dict(stored)
    weights["format"] = np.array(classifier.FORMAT + 1)
    np.savez(path, **weights)
    with pytest.raises(NetworkFileError, match="another version"):
        SegmentClassifier.load(path)
