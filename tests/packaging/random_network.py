"""A small network with random weights, for tests of what is written around it."""

from __future__ import annotations

import numpy as np
from acoustic_model.kaldi_file import FoldedNetwork

from app.speech import phones


def random_network(seed: int = 0) -> FoldedNetwork:
    random = np.random.default_rng(seed)
    first, width, bottleneck, dilations = 8, 16, 4, (1, 2)
    weights = {"first.weight": random.normal(0, 0.05, (5 * 40, first)), "first.bias": np.zeros(first)}
    weights |= {"second.weight": random.normal(0, 0.1, (5 * first, width)), "second.bias": np.zeros(width)}
    for index in range(len(dilations)):
        weights[f"block{index}.down"] = random.normal(0, 0.1, (2 * width, bottleneck))
        weights[f"block{index}.up"] = random.normal(0, 0.1, (2 * bottleneck, width))
        weights[f"block{index}.bias"] = np.zeros(width)
    weights["output.weight"] = random.normal(0, 2, (width, phones.STATE_COUNT))
    weights["output.bias"] = np.zeros(phones.STATE_COUNT)
    weights["log_priors"] = np.full(phones.STATE_COUNT, -np.log(phones.STATE_COUNT))
    weights = {name: values.astype(np.float32) for name, values in weights.items()}
    return FoldedNetwork(weights, (5, 5), dilations, 2, 0.66)
