from __future__ import annotations

import runpy
import sys
from pathlib import Path

import pytest
from acoustic_model.recordings import Clip, SplitViolationError, refuse_evaluation_material, training_clips

CALIBRATE = Path(__file__).resolve().parents[2] / "packaging" / "scorer" / "calibrate.py"


def write_set(folder: Path, name: str, rows: list[tuple[str, str]]) -> None:
    (folder / name).mkdir(parents=True)
    lines = ["clip\tspeaker\tgender\ttext\tpinyin"]
    for clip, speaker in rows:
        (folder / name / f"{clip}.wav").write_bytes(b"")
        lines.append(f"{clip}\t{speaker}\tfemale\t你好\t")
    (folder / f"{name}.tsv").write_text("\n".join(lines) + "\n", "utf-8")


@pytest.fixture
def speech(tmp_path: Path) -> Path:
    write_set(tmp_path / "speech" / "train", "sentences", [("a", "anna"), ("b", "berik")])
    write_set(tmp_path / "speech" / "dev", "sentences", [("c", "chen")])
    return tmp_path / "speech"


def test_training_clips_are_those_of_train(speech: Path) -> None:
    assert [(clip.key, clip.speaker) for clip in training_clips(speech)] == [
        ("sentences/a", "anna"),
        ("sentences/b", "berik"),
    ]


def test_a_speaker_of_an_evaluation_set_is_refused(speech: Path) -> None:
    write_set(speech / "train", "more", [("d", "chen")])
    with pytest.raises(SplitViolationError, match="chen"):
        training_clips(speech)


@pytest.mark.parametrize("folder", ["test", "held_out", "more/later"])
def test_every_folder_beside_train_is_kept(speech: Path, folder: str) -> None:
    write_set(speech / folder, "sentences", [("d", "dilnaz")])
    training_clips(speech)
    write_set(speech / "train", "more", [("e", "dilnaz")])
    with pytest.raises(SplitViolationError, match="dilnaz"):
        training_clips(speech)


def test_a_speaker_is_kept_even_where_the_recording_is_missing(speech: Path) -> None:
    write_set(speech / "held_out", "sentences", [("d", "berik")])
    (speech / "held_out" / "sentences" / "d.wav").unlink()
    with pytest.raises(SplitViolationError, match="berik"):
        training_clips(speech)


def test_a_clip_in_any_folder_beside_train_is_refused(speech: Path) -> None:
    (speech / "held_out").mkdir()
    stray = Clip("x", "e", "new", "male", "好", "", speech / "held_out" / "x" / "e.wav")
    with pytest.raises(SplitViolationError, match="kept for evaluation"):
        refuse_evaluation_material([stray], speech)


def test_speakers_without_a_name_are_nobody_in_particular(speech: Path) -> None:
    write_set(speech / "held_out", "sentences", [("d", "?")])
    write_set(speech / "train", "more", [("e", "?")])
    assert len(training_clips(speech)) == 3


def test_the_calibration_is_not_fitted_on_evaluation_speakers(
    speech: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_set(speech / "held_out", "sentences", [("d", "anna")])
    monkeypatch.setattr(sys, "argv", ["calibrate.py", str(speech), "--scorer", str(tmp_path)])
    with pytest.raises(SplitViolationError, match="anna"):
        runpy.run_path(str(CALIBRATE), run_name="__main__")


def test_a_clip_below_a_folder_called_dev_is_refused(speech: Path) -> None:
    stray = Clip("x", "e", "new", "male", "好", "", speech / "dev" / "x" / "e.wav")
    with pytest.raises(SplitViolationError, match="kept for evaluation"):
        refuse_evaluation_material([stray], speech)


def test_a_link_into_dev_is_refused(speech: Path) -> None:
    write_set(speech / "train", "linked", [])
    (speech / "train" / "linked" / "c.wav").symlink_to(speech / "dev" / "sentences" / "c.wav")
    (speech / "train" / "linked.tsv").write_text(
        "clip\tspeaker\tgender\ttext\tpinyin\nc\tsomebody\t?\t好\t\n", "utf-8"
    )
    with pytest.raises(SplitViolationError):
        training_clips(speech)


def test_a_missing_recording_is_named(speech: Path) -> None:
    (speech / "train" / "sentences" / "a.wav").unlink()
    with pytest.raises(FileNotFoundError, match="sentences/a"):
        training_clips(speech)


def test_the_real_lists_keep_training_and_evaluation_apart(speech_dir: Path) -> None:
    clips = training_clips(speech_dir)
    assert len(clips) > 10_000
    assert len({clip.speaker for clip in clips}) > 200
