from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from app.speech import phones
from app.speech.network import SegmentNetwork
from app.speech.weights_file import NetworkFileError

FIRST, WIDTH, BOTTLENECK, DILATIONS = 6, 10, 4, (1, 3)


@pytest.fixture
def weights() -> dict[str, np.ndarray]:
    random = np.random.default_rng(1)
    names = {
        "first.weight": (5 * 40, FIRST), "first.bias": (FIRST,),
        "second.weight": (5 * FIRST, WIDTH), "second.bias": (WIDTH,),
        "output.weight": (WIDTH, phones.STATE_COUNT), "output.bias": (phones.STATE_COUNT,),
        "log_priors": (phones.STATE_COUNT,),
    }  # fmt: skip
    for index in range(len(DILATIONS)):
        names[f"block{index}.down"] = (2 * WIDTH, BOTTLENECK)
        names[f"block{index}.up"] = (2 * BOTTLENECK, WIDTH)
        names[f"block{index}.bias"] = (WIDTH,)
    for kind in ("", "isolated_"):
        names[f"{kind}log_duration_mean"] = names[f"{kind}log_duration_deviation"] = (len(phones.PHONES),)
    return {name: random.normal(0, 0.2, shape).astype(np.float32) for name, shape in names.items()}


def save(path: Path, weights: dict[str, np.ndarray], **changes: object) -> Path:
    metadata = {
        "format": 1, "phones": phones.PHONES, "subsampling": 2, "splices": [5, 5], "dilations": DILATIONS,
        "bypass": 0.5, **changes,
    }  # fmt: skip
    np.savez(path, metadata=np.array(json.dumps(metadata)), **weights)
    return path


@pytest.fixture
def network(tmp_path: Path, weights: dict[str, np.ndarray]) -> SegmentNetwork:
    return SegmentNetwork.load(save(tmp_path / "network.npz", weights))


def plain_log_posteriors(cepstra: np.ndarray, weights: dict[str, np.ndarray]) -> np.ndarray:
    """The network frame by frame, as its definition reads."""
    context = 4 + 2 * sum(DILATIONS)
    rows = np.pad(cepstra, ((context, context), (0, 0)), mode="edge").astype(np.float64)
    windows = [rows[i : i + 5].ravel() for i in range(len(rows) - 4)]
    rows = np.stack([np.maximum(w @ weights["first.weight"] + weights["first.bias"], 0) for w in windows])
    windows = [rows[i : i + 5].ravel() for i in range(0, len(rows) - 4, 2)]
    rows = np.stack([np.maximum(w @ weights["second.weight"] + weights["second.bias"], 0) for w in windows])
    for index, d in enumerate(DILATIONS):
        down, up, bias = (weights[f"block{index}.{name}"] for name in ("down", "up", "bias"))
        inner = {t: np.r_[rows[t - d], rows[t]] @ down for t in range(d, len(rows))}
        rows = np.stack(
            [
                np.maximum(np.r_[inner[t], inner[t + d]] @ up + bias, 0) + 0.5 * rows[t]
                for t in range(d, len(rows) - d)
            ]
        )
    logits = rows @ weights["output.weight"] + weights["output.bias"]
    return logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))


@pytest.mark.parametrize("frames", [1, 2, 7, 50, 51])
def test_output_is_that_of_the_definition(network: SegmentNetwork, weights, frames: int) -> None:
    cepstra = np.random.default_rng(2).normal(0, 2, (frames, 40)).astype(np.float32)
    found = network.log_posteriors(cepstra)
    assert found.dtype == np.float32
    assert found.shape == (-(-frames // 2), phones.STATE_COUNT)
    np.testing.assert_allclose(found, plain_log_posteriors(cepstra, weights)[: len(found)], atol=1e-4)


@pytest.mark.parametrize("piece", [1, 2, 13, 200])
def test_pieces_give_the_same_as_the_whole(network: SegmentNetwork, piece: int) -> None:
    cepstra = np.random.default_rng(3).normal(0, 2, (121, 40)).astype(np.float32)
    stream = network.stream()
    pieces = [stream.push(cepstra[start : start + piece]) for start in range(0, len(cepstra), piece)]
    pieces.append(stream.flush())
    np.testing.assert_allclose(np.concatenate(pieces), network.log_posteriors(cepstra), atol=1e-4)


def test_a_stream_gives_frames_as_soon_as_their_context_is_there(network: SegmentNetwork) -> None:
    stream = network.stream()
    assert network.context == 12
    given = [len(stream.push(np.zeros((1, 40), np.float32))) for _ in range(15)]
    assert sum(given[:12]) == 0
    assert given[12:] == [1, 0, 1]


def test_nothing_in_gives_nothing_out(network: SegmentNetwork) -> None:
    assert network.log_posteriors(np.empty((0, 40), np.float32)).shape == (0, phones.STATE_COUNT)


def test_files_that_cannot_be_used_are_refused(tmp_path: Path, weights: dict[str, np.ndarray]) -> None:
    (tmp_path / "broken.npz").write_bytes(b"not a zip file")
    with pytest.raises(NetworkFileError, match="cannot read"):
        SegmentNetwork.load(tmp_path / "broken.npz")
    with pytest.raises(NetworkFileError, match="cannot read"):
        SegmentNetwork.load(tmp_path / "missing.npz")
    whole = save(tmp_path / "cut.npz", weights).read_bytes()
    (tmp_path / "cut.npz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(NetworkFileError, match="cannot read"):
        SegmentNetwork.load(tmp_path / "cut.npz")
    with pytest.raises(NetworkFileError, match="another version"):
        SegmentNetwork.load(save(tmp_path / "other.npz", weights, phones=["SIL", "a"]))


def test_times_are_those_of_the_analysis_windows(network: SegmentNetwork) -> None:
    assert network.frame_seconds == pytest.approx(0.02)
    assert network.frame_time(0) == pytest.approx(0.0125)
    assert network.frame_time(50) == pytest.approx(1.0125)
