"""Writes Kaldi's binary `final.mdl`: transition model, nnet3 network, priors; no Kaldi needed.

The layout follows Kaldi's own writers (hmm-topology.cc, transition-model.cc, nnet-nnet.cc,
nnet-simple-component.cc, compressed-matrix.cc). Matrices are stored with 16 bits a value.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from app.speech import phones

Weights = Mapping[str, NDArray[np.float32]]

_LOG_HALF = float(np.log(0.5))
_INPUT_DIM = 40


@dataclass(frozen=True)
class PositionedPhones:
    """The phones of the Vosk model: silence, and every phone by its place in a word (B, I, E or S alone).

    Ids start at 1, as 0 is epsilon. `states[id - 1]` are the network outputs of a phone.
    """

    names: tuple[str, ...]
    states: tuple[tuple[int, ...], ...]

    @property
    def ids(self) -> dict[str, int]:
        """Phone name to id."""
        return {name: number for number, name in enumerate(self.names, start=1)}

    def transition_ids(self) -> list[list[tuple[int, int]]]:
        """`(self-loop id, forward id)` of every state of every phone, in the order of `names`."""
        result, next_id = [], 1
        for states in self.states:
            result.append([(next_id + 2 * k, next_id + 2 * k + 1) for k in range(len(states))])
            next_id += 2 * len(states)
        return result


def positioned_phones() -> PositionedPhones:
    """All phones of the Vosk model."""
    names, states = [phones.SILENCE], [tuple(phones.phone_states(phones.SILENCE))]
    for phone in phones.PHONES:
        if phone != phones.SILENCE:
            for place in "BIES":
                names.append(f"{phone}_{place}")
                states.append(tuple(phones.phone_states(phone)))
    return PositionedPhones(tuple(names), tuple(states))


@dataclass(frozen=True)
class FoldedNetwork:
    """A network without batch normalisation: weights as `app.speech.network` names them, and its shape.

    `weights` holds `log_priors` (states,) as well.
    """

    weights: Weights
    splices: Sequence[int]
    dilations: Sequence[int]
    subsampling: int
    bypass: float

    @property
    def context(self) -> int:
        """10 ms frames that an output needs on each side."""
        return sum(width - 1 for width in self.splices) // 2 + self.subsampling * sum(self.dilations)


class _Writer:
    """Kaldi's basic types in binary."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out

    def token(self, text: str) -> None:
        self._out.write(text.encode() + b" ")

    def text(self, text: str) -> None:
        self._out.write(text.encode())

    def integer(self, value: int) -> None:
        self._out.write(b"\x04" + struct.pack("<i", value))

    def real(self, value: float) -> None:
        self._out.write(b"\x04" + struct.pack("<f", value))

    def integers(self, values: Sequence[int]) -> None:
        self._out.write(b"\x04" + struct.pack("<i", len(values)) + np.array(values, dtype="<i4").tobytes())

    def vector(self, values: NDArray[np.float32] | Sequence[float]) -> None:
        array = np.asarray(values, dtype="<f4")
        self.token("FV")
        self.integer(len(array))
        self._out.write(array.tobytes())

    def matrix(self, values: NDArray[np.float32]) -> None:
        """A `CM2` compressed matrix: 16-bit steps between the smallest and the largest value."""
        low = float(values.min())
        spread = max(float(values.max()) - low, 1e-5)
        self.token("CM2")
        self._out.write(struct.pack("<ffii", low, spread, *values.shape))
        steps = np.rint((values.astype(np.float64) - low) * (65535 / spread))
        self._out.write(np.clip(steps, 0, 65535).astype("<u2").tobytes())


def write_model(out: BinaryIO, network: FoldedNetwork) -> None:
    """Write `final.mdl`."""
    writer = _Writer(out)
    out.write(b"\0B")
    positioned = positioned_phones()
    _transition_model(writer, positioned)
    components = _components(network.weights, len(network.dilations))
    writer.token("<Nnet3>")
    writer.text("\n" + _config(network) + "\n")
    writer.token("<NumComponents>")
    writer.integer(len(components))
    for name, (matrix, bias) in components.items():
        writer.token("<ComponentName>")
        writer.token(name)
        if matrix is None:
            _nonlinearity(writer, *bias)
        else:
            _affine(writer, matrix, bias)
    writer.token("</Nnet3>")
    writer.token("<LeftContext>")
    writer.integer(network.context)
    writer.token("<RightContext>")
    writer.integer(network.context)
    writer.token("<Priors>")
    priors = np.exp(network.weights["log_priors"].astype(np.float64))
    writer.vector((priors / priors.sum()).astype(np.float32))


def _transition_model(writer: _Writer, positioned: PositionedPhones) -> None:
    sizes = sorted({len(states) for states in positioned.states})
    writer.token("<TransitionModel>")
    writer.token("<Topology>")
    writer.integers(range(1, len(positioned.names) + 1))
    writer.integers([-1, *(sizes.index(len(states)) for states in positioned.states)])
    writer.integer(len(sizes))
    for size in sizes:
        writer.integer(size + 1)
        for state in range(size):
            writer.integer(state)  # its own class of outputs
            writer.integer(2)
            for target in (state, state + 1):
                writer.integer(target)
                writer.real(0.5)
        writer.integer(-1)  # the final state has no output
        writer.integer(0)
    writer.token("</Topology>")
    triples = [
        (number, position, output)
        for number, states in enumerate(positioned.states, start=1)
        for position, output in enumerate(states)
    ]
    writer.token("<Triples>")
    writer.integer(len(triples))
    for triple in triples:
        for value in triple:
            writer.integer(value)
    writer.token("</Triples>")
    writer.token("<LogProbs>")
    writer.vector([0.0] + [_LOG_HALF] * (2 * len(triples)))
    writer.token("</LogProbs>")
    writer.token("</TransitionModel>")


def _config(network: FoldedNetwork) -> str:
    """The network's wiring in nnet3's configuration language."""
    lines = [f"input-node name=input dim={_INPUT_DIM}"]

    def layer(name: str, descriptor: str) -> str:
        lines.append(f"component-node name={name} component={name} input={descriptor}")
        return name

    previous = layer("first.relu", layer("first.affine", _append("input", _neighbours(network.splices[0]))))
    previous = layer(
        "second.relu", layer("second.affine", _append(previous, _neighbours(network.splices[1])))
    )
    for index, dilation in enumerate(network.dilations):
        step = dilation * network.subsampling
        down = layer(f"block{index}.down", _append(previous, (-step, 0)))
        relu = layer(f"block{index}.relu", layer(f"block{index}.up", _append(down, (0, step))))
        name = f"block{index}.sum"
        previous = layer(name, f"Sum(Scale({network.bypass}, {previous}), {relu})")
    log_softmax = layer("output.log-softmax", layer("output.affine", previous))
    lines.append(f"output-node name=output input={log_softmax} objective=linear")
    return "\n".join(lines) + "\n"


def _neighbours(width: int) -> Sequence[int]:
    return range(-(width // 2), width // 2 + 1)


def _append(node: str, offsets: Sequence[int]) -> str:
    parts = [node if offset == 0 else f"Offset({node}, {offset})" for offset in offsets]
    return f"Append({', '.join(parts)})"


def _components(weights: Weights, blocks: int) -> dict[str, tuple]:
    """Component name to `(matrix, bias)`, or to `(None, (type, dimension))` where it has no weights."""
    components: dict[str, tuple] = {}
    for name in ("first", "second"):
        bias = weights[f"{name}.bias"]
        components[f"{name}.affine"] = weights[f"{name}.weight"].T, bias
        components[f"{name}.relu"] = None, ("RectifiedLinearComponent", len(bias))
    for index in range(blocks):
        down, bias = weights[f"block{index}.down"].T, weights[f"block{index}.bias"]
        components[f"block{index}.down"] = down, np.zeros(len(down), dtype=np.float32)
        components[f"block{index}.up"] = weights[f"block{index}.up"].T, bias
        components[f"block{index}.relu"] = None, ("RectifiedLinearComponent", len(bias))
        components[f"block{index}.sum"] = None, ("NoOpComponent", len(bias))
    bias = weights["output.bias"]
    components["output.affine"] = weights["output.weight"].T, bias
    components["output.log-softmax"] = None, ("LogSoftmaxComponent", len(bias))
    return components


def _affine(writer: _Writer, matrix: NDArray[np.float32], bias: NDArray[np.float32]) -> None:
    writer.token("<FixedAffineComponent>")
    writer.token("<LinearParams>")
    writer.matrix(matrix)
    writer.token("<BiasParams>")
    writer.vector(bias)
    writer.token("</FixedAffineComponent>")


def _nonlinearity(writer: _Writer, kind: str, dimension: int) -> None:
    writer.token(f"<{kind}>")
    writer.token("<Dim>")
    writer.integer(dimension)
    if kind == "NoOpComponent":
        writer.token("<BackpropScale>")
        writer.real(1.0)
        writer.token(f"</{kind}>")
        return
    for name in ("<ValueAvg>", "<DerivAvg>"):
        writer.token(name)
        writer.vector([])
    writer.token("<Count>")
    writer.real(0.0)
    writer.token("<OderivRms>")
    writer.vector([])
    for name in ("<OderivCount>", "<NumDimsSelfRepaired>", "<NumDimsProcessed>", "<SelfRepairScale>"):
        writer.token(name)
        writer.real(0.0)
    writer.token(f"</{kind}>")
