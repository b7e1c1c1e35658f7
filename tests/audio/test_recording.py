from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import numpy as np
import pytest
import soundfile

from app.audio.journal import to_int16
from app.audio.recording import load_samples, save_recording
from app.errors import ExpectedError
from tests.audio.fake_microphone import tone

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SAMPLES = (to_int16(tone(1.0) + tone(1.0, frequency=3_000, level=0.1)) / 32768).astype(np.float32)


@pytest.fixture
def saved(tmp_path):
    return save_recording(SAMPLES, tmp_path / "deep" / "take.flac", created=NOW, device="ALSA/mic")


def test_a_recording_comes_back_bit_by_bit(saved):
    np.testing.assert_array_equal(load_samples(saved.path, saved.sha256), SAMPLES)
    assert load_samples(saved.path).dtype == np.float32
    assert (saved.duration, saved.created, saved.device, saved.interrupted) == (1.0, NOW, "ALSA/mic", False)
    assert saved.sha256 == hashlib.sha256(saved.path.read_bytes()).hexdigest()
    assert soundfile.info(saved.path).format == "FLAC"
    assert [path.name for path in saved.path.parent.iterdir()] == ["take.flac"]


def test_a_single_sample_is_a_recording_and_none_is_not(tmp_path):
    recording = save_recording(SAMPLES[:1], tmp_path / "t.flac", created=NOW)
    np.testing.assert_array_equal(load_samples(recording.path, recording.sha256), SAMPLES[:1])
    with pytest.raises(ExpectedError, match="什么都没有录到"):
        save_recording(SAMPLES[:0], tmp_path / "u.flac", created=NOW)


def test_what_is_too_loud_is_clipped_and_not_wrapped(tmp_path):
    recording = save_recording(np.array([2.0, -2.0], dtype=np.float32), tmp_path / "t.flac", created=NOW)
    np.testing.assert_allclose(load_samples(recording.path), [1.0, -1.0], atol=1e-4)


def test_a_missing_file_is_said(saved):
    saved.path.unlink()
    with pytest.raises(ExpectedError, match=r"找不到录音文件 take\.flac"):
        load_samples(saved.path, saved.sha256)


@pytest.mark.parametrize("left", [0.99, 0.5, 0.01, 0.0])
@pytest.mark.parametrize("with_hash", [True, False])
def test_a_truncated_file_is_said(saved, left, with_hash):
    content = saved.path.read_bytes()
    saved.path.write_bytes(content[: int(left * len(content))])
    with pytest.raises(ExpectedError, match="损坏"):
        load_samples(saved.path, saved.sha256 if with_hash else "")


def test_a_single_changed_bit_is_said(saved):
    content = bytearray(saved.path.read_bytes())
    content[len(content) // 2] ^= 1
    saved.path.write_bytes(content)
    with pytest.raises(ExpectedError, match="改动"):
        load_samples(saved.path, saved.sha256)


def test_another_sound_in_its_place_is_said(saved):
    soundfile.write(saved.path, np.zeros(100), 48_000, format="FLAC")
    with pytest.raises(ExpectedError, match="改动"):
        load_samples(saved.path, saved.sha256)
    with pytest.raises(ExpectedError, match="损坏"):
        load_samples(saved.path)


def test_a_folder_in_its_place_is_said(tmp_path):
    (tmp_path / "t.flac").mkdir()
    with pytest.raises(ExpectedError, match="读不出"):
        load_samples(tmp_path / "t.flac")


@pytest.mark.parametrize("moment", ["soundfile.write", "os.fsync"])
def test_a_full_disk_leaves_the_old_file_and_no_rubbish(saved, monkeypatch, moment):
    def full(*arguments, **options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(f"app.audio.recording.{moment}", full)
    with pytest.raises(ExpectedError, match="存不进"):
        save_recording(SAMPLES * 0, saved.path, created=NOW)
    monkeypatch.undo()
    np.testing.assert_array_equal(load_samples(saved.path, saved.sha256), SAMPLES)
    assert [path.name for path in saved.path.parent.iterdir()] == ["take.flac"]


def test_a_file_that_does_not_hold_what_was_written_is_not_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(
        "app.audio.recording.soundfile.read", lambda *a, **k: (np.zeros(16_000, dtype=np.int16), 16_000)
    )
    with pytest.raises(ExpectedError):
        save_recording(SAMPLES, tmp_path / "t.flac", created=NOW)
    assert list(tmp_path.iterdir()) == []
