from __future__ import annotations

import io
import json
import shutil
import struct
from pathlib import Path

import numpy as np
import pytest
import vosk
from acoustic_model.kaldi_file import positioned_phones, write_model

from app.speech import phones
from tests.packaging.random_network import random_network

PROJECT = Path(__file__).resolve().parents[2]
MODEL = PROJECT / "assets" / "model"


def test_transition_ids_number_all_states_in_order() -> None:
    positioned = positioned_phones()
    ids = [number for states in positioned.transition_ids() for pair in states for number in pair]
    assert ids == list(range(1, len(ids) + 1))
    assert positioned.names[0] == "SIL"
    assert positioned.states[positioned.ids["zh_B"] - 1] == tuple(phones.phone_states("zh"))


def test_matrices_come_back_within_a_sixteen_bit_step() -> None:
    network = random_network()
    out = io.BytesIO()
    write_model(out, network)
    data = out.getvalue()
    assert data.startswith(b"\0B<TransitionModel> <Topology> ")
    at = data.index(b"CM2 ") + 4
    low, spread, rows, columns = struct.unpack_from("<ffii", data, at)
    steps = np.frombuffer(data, "<u2", rows * columns, at + 16).reshape(rows, columns)
    wanted = network.weights["first.weight"].T
    assert wanted.shape == (rows, columns)
    np.testing.assert_allclose(low + spread / 65535 * steps, wanted, atol=spread / 65535)


def test_the_priors_stand_at_the_end() -> None:
    out = io.BytesIO()
    write_model(out, random_network())
    priors = np.frombuffer(out.getvalue()[-4 * phones.STATE_COUNT :], "<f4")
    assert priors.sum() == pytest.approx(1.0, abs=1e-5)


@pytest.mark.skipif(not (MODEL / "graph").is_dir(), reason="no bundled model")
def test_vosk_loads_a_random_network_and_decodes_with_a_grammar(tmp_path: Path) -> None:
    vosk.SetLogLevel(-1)
    shutil.copytree(MODEL / "graph", tmp_path / "graph")
    shutil.copytree(MODEL / "conf", tmp_path / "conf")
    (tmp_path / "am").mkdir()
    with (tmp_path / "am" / "final.mdl").open("wb") as out:
        write_model(out, random_network())
    model = vosk.Model(str(tmp_path))
    assert model.vosk_model_find_word("红枣") >= 0
    assert model.vosk_model_find_word("不在词表里的词") == -1
    recogniser = vosk.KaldiRecognizer(model, 16000, json.dumps(["红枣 很 甜", "[unk]"], ensure_ascii=False))
    noise = np.random.default_rng(0).normal(0, 3000, 32000).astype("<i2")
    recogniser.AcceptWaveform(noise.tobytes())
    heard = json.loads(recogniser.FinalResult())["text"].split()
    assert set(heard) <= {"红枣", "很", "甜", "[unk]"}
