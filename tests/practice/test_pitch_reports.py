"""Pitch reports of kept recordings, through the real model."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.bootstrap import build_studio, read_settings
from app.coaching.values import FactState
from app.curriculum.values import Prompt
from app.errors import ExpectedError
from app.practice.studio import Studio

DEMO = Path(__file__).resolve().parents[2] / "assets" / "demo"
PRODUCT = "product-hongzao"


@pytest.fixture
def studio(own_home: Path) -> Iterator[Studio]:
    made = build_studio(own_home, read_settings(own_home))
    made.create_profile("努尔", "ug")
    yield made
    made.close()


def kept(path: Path) -> list[Path]:
    return sorted(path.parent.glob("*.pitch.json"))


def test_a_report_is_made_once_and_kept_beside_the_recording(studio: Studio) -> None:
    text = json.loads((DEMO / "demo.json").read_text(encoding="utf-8"))["text"]
    attempt = studio.score_file(DEMO / "demo.flac", Prompt("p", text), "lesson")
    shares: list[float] = []
    report = studio.pitch_reports.make(attempt.id, PRODUCT, shares.append)
    assert report is not None and report.transcript.words and report.transcript.model == "kaibo"
    assert report.transcript.biased
    assert shares == sorted(shares) and shares[-1] == 1.0 and len(shares) > 1
    files = kept(attempt.recording.path)
    assert len(files) == 1
    stamp = files[0].stat().st_mtime_ns
    again = studio.pitch_reports.make(attempt.recording, PRODUCT)
    assert again == report and files[0].stat().st_mtime_ns == stamp
    studio.pitch_reports.make(attempt.id, "product-hetao")
    assert len(kept(attempt.recording.path)) == 2


def test_a_spoilt_report_is_made_anew(studio: Studio) -> None:
    attempt = studio.score_file(DEMO / "demo.flac", Prompt("p", "你好"), "lesson")
    report = studio.pitch_reports.make(attempt.id, PRODUCT)
    kept(attempt.recording.path)[0].write_text('{"stamp": "?"', encoding="utf-8")
    assert studio.pitch_reports.make(attempt.id, PRODUCT) == report
    json.loads(kept(attempt.recording.path)[0].read_text(encoding="utf-8"))


def test_cancelling_leaves_nothing(studio: Studio) -> None:
    attempt = studio.score_file(DEMO / "demo.flac", Prompt("p", "你好"), "lesson")
    assert studio.pitch_reports.make(attempt.id, PRODUCT, cancelled=lambda: True) is None
    assert kept(attempt.recording.path) == []


def test_a_product_or_a_recording_that_is_not_there(studio: Studio) -> None:
    attempt = studio.score_file(DEMO / "demo.flac", Prompt("p", "你好"), "lesson")
    with pytest.raises(ExpectedError):
        studio.pitch_reports.make(attempt.id, "product-nothing")
    attempt.recording.path.unlink()
    with pytest.raises(ExpectedError):
        studio.pitch_reports.make(attempt.id, PRODUCT)


@pytest.mark.parametrize("loudness", [0.0005, 0.05])
def test_a_quiet_and_a_noisy_room_are_not_judged(studio: Studio, tmp_path: Path, loudness: float) -> None:
    noise = np.random.default_rng(0).normal(0, loudness, 16_000 * 15).astype(np.float32)
    soundfile.write(tmp_path / "noise.wav", noise, 16_000)
    report = studio.pitch_reports.make_of_file(tmp_path / "noise.wav", PRODUCT)
    assert report is not None
    assert not any(
        each.state in (FactState.COVERED, FactState.CONTRADICTED, FactState.MISSING) for each in report.facts
    )
    assert report.says_little
