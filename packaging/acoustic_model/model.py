"""The network as it is trained: a factorised time-delay network with batch normalisation, in PyTorch.

`folded` gives the same network without batch normalisation, as `app.speech.network` and Kaldi run it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from app.speech import phones

CEPSTRA = 40


@dataclass(frozen=True)
class Shape:
    """Sizes of the network. Dilations count output frames, splices 10 ms frames."""

    first: int = 96
    width: int = 384
    bottleneck: int = 128
    dilations: tuple[int, ...] = (1, 1, 1, 2, 2, 3, 3, 3)
    splices: tuple[int, int] = (5, 5)
    subsampling: int = 2
    bypass: float = 0.66

    @property
    def context(self) -> int:
        """10 ms frames that an output needs on each side."""
        return sum(width - 1 for width in self.splices) // 2 + self.subsampling * sum(self.dilations)


class Normalised(nn.Module):
    """ReLU, then batch normalisation without scale or offset, over the last axis."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.norm = nn.BatchNorm1d(width, affine=False, momentum=0.02)

    def forward(self, rows: Tensor) -> Tensor:
        """Normalise (batch, time, width)."""
        flat = functional.relu(rows).flatten(0, 1)
        return self.norm(flat).view(rows.shape)


class Block(nn.Module):
    """One residual TDNN-F layer: x(t - d), x(t) -> bottleneck -> (t, t + d) -> width."""

    def __init__(self, shape: Shape, dilation: int) -> None:
        super().__init__()
        self.dilation, self.bypass = dilation, shape.bypass
        self.down = nn.Linear(shape.width, 2 * shape.bottleneck, bias=False)
        self.up = nn.Linear(2 * shape.bottleneck, shape.width)
        self.normalised = Normalised(shape.width)

    def forward(self, rows: Tensor) -> Tensor:
        """(batch, time, width) to (batch, time - 2 * dilation, width)."""
        d = self.dilation
        earlier, now = self.down(rows).chunk(2, dim=-1)
        inner = earlier[:, :-d] + now[:, d:]
        outer = self.up(torch.cat([inner[:, :-d], inner[:, d:]], dim=-1))
        return self.normalised(outer) + self.bypass * rows[:, d:-d]


class AcousticModel(nn.Module):
    """Cepstra (batch, frames, 40) to logits (batch, (frames - 2 context - 1) // subsampling + 1, states)."""

    def __init__(self, shape: Shape, mean: NDArray[np.float32], deviation: NDArray[np.float32]) -> None:
        super().__init__()
        self.shape = shape
        self.register_buffer("mean", torch.as_tensor(mean))
        self.register_buffer("deviation", torch.as_tensor(deviation))
        self.first = nn.Linear(shape.splices[0] * CEPSTRA, shape.first)
        self.first_normalised = Normalised(shape.first)
        self.second = nn.Linear(shape.splices[1] * shape.first, shape.width)
        self.second_normalised = Normalised(shape.width)
        self.blocks = nn.ModuleList(Block(shape, dilation) for dilation in shape.dilations)
        self.dropout = nn.Dropout(0.1)
        self.output = nn.Linear(shape.width, phones.STATE_COUNT)

    def forward(self, cepstra: Tensor) -> Tensor:
        """Logits; the input must bring its context with it."""
        rows = (cepstra - self.mean) / self.deviation
        rows = self.first_normalised(self.first(_spliced(rows, self.shape.splices[0], 1)))
        rows = _spliced(rows, self.shape.splices[1], self.shape.subsampling)
        rows = self.second_normalised(self.second(rows))
        for block in self.blocks:
            rows = block(rows)
        return self.output(self.dropout(rows))


def _spliced(rows: Tensor, width: int, step: int) -> Tensor:
    count = (rows.shape[1] - width) // step + 1
    return torch.cat([rows[:, k : k + (count - 1) * step + 1 : step] for k in range(width)], dim=-1)


@torch.no_grad()
def folded(model: AcousticModel) -> dict[str, NDArray[np.float32]]:
    """Weights under the names of `app.speech.network`, normalisation of input and layers folded in.

    A normalised ReLU is relu(a) * s + o with s > 0, so s goes into the affine before it and the constant o,
    carried along the bypasses, into the biases after it.
    """
    weights: dict[str, NDArray[np.float32]] = {}
    deviation = model.deviation.double().repeat(model.shape.splices[0])
    mean = model.mean.double().repeat(model.shape.splices[0])
    matrix = model.first.weight.double() / deviation
    bias = model.first.bias.double() - matrix @ mean
    offset = _store(weights, "first", matrix, bias, model.first_normalised)

    matrix = model.second.weight.double()
    bias = model.second.bias.double() + matrix @ offset.repeat(model.shape.splices[1])
    offset = _store(weights, "second", matrix, bias, model.second_normalised)

    for index, block in enumerate(model.blocks):
        down, up = block.down.weight.double(), block.up.weight.double()
        size = model.shape.bottleneck
        constant = down[:size] @ offset + down[size:] @ offset
        bias = block.up.bias.double() + up @ constant.repeat(2)
        weights[f"block{index}.down"] = _array(torch.cat([down[:size].T, down[size:].T]))
        scale, shift = _scale_and_shift(block.normalised)
        weights[f"block{index}.up"] = _array((up * scale[:, None]).T)
        weights[f"block{index}.bias"] = _array(bias * scale)
        offset = shift + block.bypass * offset
    matrix = model.output.weight.double()
    weights["output.weight"] = _array(matrix.T)
    weights["output.bias"] = _array(model.output.bias.double() + matrix @ offset)
    return weights


def _scale_and_shift(layer: Normalised) -> tuple[Tensor, Tensor]:
    scale = (layer.norm.running_var.double() + layer.norm.eps).rsqrt()
    return scale, -layer.norm.running_mean.double() * scale


def _store(
    weights: dict[str, NDArray[np.float32]], name: str, matrix: Tensor, bias: Tensor, layer: Normalised
) -> Tensor:
    scale, shift = _scale_and_shift(layer)
    weights[f"{name}.weight"] = _array((matrix * scale[:, None]).T)
    weights[f"{name}.bias"] = _array(bias * scale)
    return shift


def _array(tensor: Tensor) -> NDArray[np.float32]:
    return np.ascontiguousarray(tensor.numpy().astype(np.float32))
