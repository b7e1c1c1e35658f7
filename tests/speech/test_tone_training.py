"""What the training of the tone model must never do, and the labels and figures it rests on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

PACKAGING = Path(__file__).resolve().parents[2] / "packaging"


@pytest.fixture(autouse=True)
def packaging_on_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(PACKAGING))


def make_set(folder: Path, name: str, rows: list[tuple[str, str]]) -> None:
    """A set of silent clips: rows of (clip, speaker)."""
    (folder / name).mkdir(parents=True)
    lines = ["clip\tspeaker\tgender\ttext\tpinyin"]
    for clip, speaker in rows:
        soundfile.write(folder / name / f"{clip}.wav", np.zeros(1600), 16000)
        lines.append(f"{clip}\t{speaker}\tfemale\t\tma1")
    (folder / f"{name}.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_training_refuses_evaluation_speakers(tmp_path: Path) -> None:
    from acoustic_model.recordings import SplitViolationError
    from tone_model.tracks import clips_of

    make_set(tmp_path / "train", "one", [("a", "ann")])
    make_set(tmp_path / "dev", "two", [("b", "bob")])
    assert [c.speaker for c in clips_of(tmp_path, "train")] == ["ann"]
    make_set(tmp_path / "train", "leak", [("c", "bob")])
    with pytest.raises(SplitViolationError, match="bob"):
        clips_of(tmp_path, "train")


def test_calibration_speakers_are_whole_speakers() -> None:
    pytest.importorskip("jieba")
    from tone_model.examples import held_for_calibration
    from tone_model.takes import Take

    def take(speaker: str, set_name: str) -> Take:
        return Take("k", set_name, speaker, "?", "word", (), np.array([], bool), ())

    speakers = [f"s{i}" for i in range(400)]
    held = [s for s in speakers if held_for_calibration(take(s, "words_students"))]
    assert 20 < len(held) < 90
    assert held == [s for s in speakers if held_for_calibration(take(s, "commonvoice"))]
    assert not any(held_for_calibration(take(s, "words_tan")) for s in speakers)


@pytest.mark.parametrize(
    ("text", "tones", "certain"),
    [
        ("你好", [2, 3], [True, True]),
        ("不对", [2, 4], [True, True]),
        ("不好", [4, 3], [True, True]),
        ("一个", [2, 4], [True, True]),
        ("我想买", [3, 3, 3], [False, False, True]),
        ("他们的", [1, 5, 5], [True, True, True]),
    ],
)
def test_spoken_tones(text: str, tones: list[int], certain: list[bool]) -> None:
    pytest.importorskip("jieba")
    from acoustic_model.recordings import Clip
    from tone_model.labels import labels_of, with_sandhi

    labels = labels_of(Clip("s", "c", "p", "?", text, "", Path("c.wav")))
    assert labels is not None
    spoken = with_sandhi(labels, [False] * (len(labels) - 1) + [True])
    assert [label.tone for label in spoken] == tones
    assert [label.certain for label in spoken] == certain


def test_a_pause_stops_sandhi() -> None:
    pytest.importorskip("jieba")
    from tone_model.labels import Label, with_sandhi

    labels = [Label("你", ("n", "i"), 3, False), Label("好", ("h", "ao"), 3, True)]
    assert [x.tone for x in with_sandhi(labels, [True, True])] == [3, 3]


def test_figures_of_merit() -> None:
    from tone_model.figures import auc, detection_at, equal_error_rate, right_and_wrong

    right, wrong = np.array([2.0, 3.0, 4.0, 5.0]), np.array([0.0, 1.0, 2.5, -1.0])
    assert auc(right, wrong) == pytest.approx(15 / 16)
    assert auc(right, right) == pytest.approx(0.5)
    assert equal_error_rate(right, wrong) == pytest.approx(0.25)
    assert equal_error_rate(right, right - 10) == 0.0
    assert detection_at(right, wrong, 0.0) == pytest.approx(0.75)
    odds = np.arange(10.0).reshape(2, 5)
    r, w = right_and_wrong(odds, np.array([1, 4]))
    assert r.tolist() == [1.0, 9.0]
    assert w.tolist() == [0.0, 2.0, 3.0, 5.0, 6.0, 7.0, 8.0]
