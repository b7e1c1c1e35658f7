from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from app.speech import phones
from app.speech.network import SegmentNetwork

torch = pytest.importorskip("torch", reason="needs PyTorch, as in packaging/acoustic_model/requirements.txt")


def test_the_folded_network_gives_what_the_trained_one_gives(tmp_path: Path) -> None:
    from acoustic_model.model import AcousticModel, Shape, folded

    torch.manual_seed(0)
    shape = Shape(first=8, width=16, bottleneck=4, dilations=(1, 2))
    model = AcousticModel(shape, np.full(40, 3.0, np.float32), np.full(40, 2.0, np.float32))
    with torch.no_grad():
        for module in model.modules():
            if isinstance(module, torch.nn.BatchNorm1d):
                module.running_mean.uniform_(-0.5, 0.5)
                module.running_var.uniform_(0.5, 2.0)
    model.eval()
    cepstra = np.random.default_rng(0).normal(3, 2, (61, 40)).astype(np.float32)
    padded = np.pad(cepstra, ((shape.context, shape.context), (0, 0)), mode="edge")
    with torch.no_grad():
        wanted = torch.log_softmax(model(torch.as_tensor(padded)[None]), dim=-1)[0].numpy()
    metadata = {
        "format": 1, "phones": phones.PHONES, "subsampling": 2, "splices": [5, 5], "dilations": [1, 2],
        "bypass": shape.bypass,
    }  # fmt: skip
    zeros = np.zeros(len(phones.PHONES), np.float32)
    statistics = dict.fromkeys(
        ("log_duration_mean", "log_duration_deviation", "isolated_log_duration_mean",
         "isolated_log_duration_deviation", "log_priors"), zeros,
    )  # fmt: skip
    path = tmp_path / "network.npz"
    np.savez(path, metadata=np.array(json.dumps(metadata)), **folded(model), **statistics)
    found = SegmentNetwork.load(path).log_posteriors(cepstra)
    np.testing.assert_allclose(found, wanted, atol=1e-4)
