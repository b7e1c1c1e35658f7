from __future__ import annotations

import gc
import json
import time
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from app.audio.journal import JournalWriter, discard, from_int16, rescued_takes, to_int16
from app.errors import ExpectedError


def left_behind(folder, take_id="t", seconds=1.0, meta=None) -> np.ndarray:
    """A take whose process died: its writer is gone, its files are there."""
    samples = np.random.default_rng(1).integers(-9_000, 9_000, round(seconds * 16_000)).astype(np.int16)
    writer = JournalWriter(folder, take_id, meta if meta is not None else {"prompt": "红枣"}, "ALSA/mic")
    writer.append(samples)
    return from_int16(samples)


def test_a_take_left_behind_is_found_whole(tmp_path):
    before = datetime.now(UTC)
    samples = left_behind(tmp_path)
    [take] = rescued_takes(tmp_path)
    np.testing.assert_array_equal(take.samples(), samples)
    assert (take.take_id, take.duration, take.interrupted, take.device) == ("t", 1.0, True, "ALSA/mic")
    assert dict(take.meta) == {"prompt": "红枣"}
    assert before <= take.created <= datetime.now(UTC)
    assert len(rescued_takes(tmp_path)) == 1  # looking at it does not claim it


def test_a_take_being_worked_on_is_not_offered_and_a_dropped_one_is(tmp_path):
    writer = JournalWriter(tmp_path, "t", {}, "")
    writer.append(np.ones(16_000, dtype=np.int16))
    assert rescued_takes(tmp_path) == []
    take = writer.finish(interrupted=False)
    del writer
    assert rescued_takes(tmp_path) == []
    del take
    gc.collect()
    [take] = rescued_takes(tmp_path)
    assert not take.interrupted  # she had stopped it herself


def test_the_oldest_comes_first(tmp_path):
    for take_id in ("c", "a", "b"):
        left_behind(tmp_path, take_id)
        time.sleep(0.002)
    assert [take.take_id for take in rescued_takes(tmp_path)] == ["c", "a", "b"]


@pytest.mark.parametrize(
    "header",
    [
        b"",
        b"{",
        b"\xff\xfe\x00garbage",
        b"[]",
        b"null",
        b'{"meta": [1, 2], "created": 5}',
        b'{"meta": {"prompt": 7}, "created": "yesterday"}',
        b'{"created": "0001-01-01T00:00:00+14:00"}',
        b"[" * 100_000,
        None,
    ],
)
def test_a_damaged_header_costs_the_meta_and_not_the_sound(tmp_path, header):
    samples = left_behind(tmp_path)
    path = tmp_path / "t.json"
    if header is None:
        path.unlink()
    else:
        path.write_bytes(header)
    [take] = rescued_takes(tmp_path)
    np.testing.assert_array_equal(take.samples(), samples)
    assert take.interrupted
    assert all(isinstance(value, str) for value in take.meta.values())
    assert abs(take.created - datetime.now(UTC)) < timedelta(minutes=1)


def test_half_a_sample_at_the_end_is_left_out(tmp_path):
    samples = left_behind(tmp_path)
    with (tmp_path / "t.pcm").open("ab") as file:
        file.write(b"\x01")
    [take] = rescued_takes(tmp_path)
    np.testing.assert_array_equal(take.samples(), samples)


def test_a_take_cut_off_before_a_word_is_not_offered(tmp_path):
    left_behind(tmp_path, seconds=0.1)
    assert rescued_takes(tmp_path) == []


def test_no_folder_no_takes(tmp_path):
    assert rescued_takes(tmp_path / "never made") == []


def test_what_is_not_a_take_is_let_be(tmp_path):
    (tmp_path / "folder.pcm").mkdir()
    (tmp_path / "notes.txt").write_text("mine")
    assert rescued_takes(tmp_path) == []
    assert (tmp_path / "notes.txt").exists()


def test_discard_deletes_both_files_and_may_be_repeated(tmp_path):
    left_behind(tmp_path)
    [take] = rescued_takes(tmp_path)
    discard(take)
    discard(take)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(ExpectedError):
        take.samples()


def test_an_id_is_used_once(tmp_path):
    first = JournalWriter(tmp_path, "t", {}, "")
    with pytest.raises(FileExistsError):
        JournalWriter(tmp_path, "t", {}, "")
    first.append(np.ones(5_000, dtype=np.int16))
    assert first.finish(interrupted=False).duration == 5_000 / 16_000


def test_the_header_is_there_before_the_first_sample(tmp_path):
    writer = JournalWriter(tmp_path, "t", {"lesson": "tones"}, "mic")
    header = json.loads((tmp_path / "t.json").read_text(encoding="utf-8"))
    assert header["meta"] == {"lesson": "tones"}
    assert (tmp_path / "t.pcm").stat().st_size == 0
    discard(writer.finish(interrupted=False))


def test_16_bit_samples_survive_the_way_to_float_and_back():
    every = np.arange(-32768, 32768).astype(np.int16)
    np.testing.assert_array_equal(to_int16(from_int16(every)), every)
    np.testing.assert_array_equal(to_int16(np.array([-3.0, 3.0], dtype=np.float32)), [-32768, 32767])
