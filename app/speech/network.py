"""The acoustic network in numpy: mel cepstra in, log-probabilities of phone states out.

The same weights as the bundled Vosk model. Two affine layers turn spliced 10 ms frames into one vector every
20 ms; residual blocks of a factorised time-delay network follow (TDNN-F: Povey et al., "Semi-orthogonal
low-rank matrix factorization for deep neural networks", Interspeech 2018), then an affine and a log-softmax.
Batch normalisation has been folded into the weights. A recording is padded at both ends with copies of its
first and last frame, as Kaldi does.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.speech import features, phones
from app.speech.weights_file import NetworkFileError, read_weights

FloatArray = NDArray[np.float32]

FORMAT = 1


@dataclass(frozen=True)
class PhoneStatistics:
    """What training alignments say about each phone, in the order of `phones.PHONES`.

    `log_duration_mean` and `log_duration_deviation` (phones,) are of the natural logarithm of seconds.
    `isolated` statistics come from single syllables and words, the others from sentences.
    """

    log_duration_mean: FloatArray
    log_duration_deviation: FloatArray
    isolated_log_duration_mean: FloatArray
    isolated_log_duration_deviation: FloatArray


class SegmentNetwork:
    """Acoustic scores of phone states. Output frame i is centred at `frame_time(i)` seconds.

    Outputs are the states of `phones.PHONES` one after another (`phones.phone_states`). `log_priors`
    (states,) are the logarithms of how frequent each state was in training: subtract them from the
    log-posteriors to get scaled log-likelihoods.
    """

    def __init__(self, metadata: dict[str, Any], weights: dict[str, FloatArray]) -> None:
        self.metadata = metadata
        self.subsampling = int(metadata["subsampling"])
        self.frame_seconds = self.subsampling * features.FRAME_SECONDS
        self.log_priors: FloatArray = weights["log_priors"]
        self.statistics = PhoneStatistics(
            weights["log_duration_mean"],
            weights["log_duration_deviation"],
            weights["isolated_log_duration_mean"],
            weights["isolated_log_duration_deviation"],
        )
        self._weights = weights
        self._bypass = np.float32(metadata["bypass"])
        self._dilations: list[int] = list(metadata["dilations"])
        self._first_splice, self._second_splice = metadata["splices"]
        margin = (self._first_splice + self._second_splice - 2) // 2
        self.context = margin + self.subsampling * sum(self._dilations)

    @classmethod
    def load(cls, path: Path | str) -> SegmentNetwork:
        """Read a weights file. Raises `NetworkFileError` when it cannot be used."""
        text, weights = read_weights(path, "metadata")
        try:
            metadata = json.loads(text)
        except ValueError as error:
            raise NetworkFileError(f"cannot read the weights in {path}: {error}") from error
        if metadata.get("format") != FORMAT or tuple(metadata.get("phones", ())) != phones.PHONES:
            raise NetworkFileError(f"the acoustic network {path} was made for another version")
        return cls(metadata, weights)

    def frame_time(self, frame: float) -> float:
        """Seconds from the start of the recording to the centre of the analysis window of an output frame."""
        return frame * self.frame_seconds + features.WINDOW_SECONDS / 2

    def log_posteriors(self, cepstra: FloatArray) -> FloatArray:
        """Log-probability of every state (ceil(frames / subsampling), states), from (frames, 40) cepstra."""
        stream = self.stream()
        return np.concatenate([stream.push(cepstra), stream.flush()])

    def stream(self) -> NetworkStream:
        """Score a recording that arrives in pieces; gives the same values as `log_posteriors`."""
        return NetworkStream(self)


class NetworkStream:
    """One recording on its way through the network; output lags by `SegmentNetwork.context` 10 ms frames."""

    def __init__(self, network: SegmentNetwork) -> None:
        self._network = network
        self._pending: dict[str, FloatArray] = {}
        self._received = 0
        self._given = 0
        self._last: FloatArray | None = None

    def push(self, cepstra: FloatArray) -> FloatArray:
        """Take the next frames (m, 40) and return the output frames (n, states) that became certain."""
        cepstra = np.asarray(cepstra, dtype=np.float32)
        if len(cepstra) == 0:
            return self._nothing()
        if self._last is None:
            padding = np.repeat(cepstra[:1], self._network.context, axis=0)
            cepstra_in = np.concatenate([padding, cepstra])
        else:
            cepstra_in = cepstra
        self._last = cepstra[-1:]
        self._received += len(cepstra)
        return self._advance(cepstra_in)

    def flush(self) -> FloatArray:
        """Say that the recording has ended and return the output frames that were still waiting."""
        if self._last is None:
            return self._nothing()
        scores = self._advance(np.repeat(self._last, self._network.context, axis=0))
        total = -(-self._received // self._network.subsampling)
        return scores[: max(0, total - self._given + len(scores))]

    def _nothing(self) -> FloatArray:
        return np.empty((0, phones.STATE_COUNT), dtype=np.float32)

    def _waiting(self, layer: str, rows: FloatArray) -> FloatArray:
        earlier = self._pending.get(layer)
        return rows if earlier is None else np.concatenate([earlier, rows])

    def _advance(self, rows: FloatArray) -> FloatArray:
        weights = self._network._weights
        first, second = self._network._first_splice, self._network._second_splice
        rows = self._splice("first", rows, first, 1) @ weights["first.weight"] + weights["first.bias"]
        np.maximum(rows, 0, out=rows)
        rows = self._splice("second", rows, second, self._network.subsampling)
        rows = rows @ weights["second.weight"] + weights["second.bias"]
        np.maximum(rows, 0, out=rows)
        for index, dilation in enumerate(self._network._dilations):
            rows = self._block(f"block{index}", rows, dilation)
        rows = rows @ weights["output.weight"] + weights["output.bias"]
        self._given += len(rows)
        if len(rows) == 0:
            return self._nothing()
        rows -= rows.max(axis=1, keepdims=True)
        rows -= np.log(np.exp(rows).sum(axis=1, keepdims=True))
        return rows

    def _splice(self, layer: str, rows: FloatArray, width: int, step: int) -> FloatArray:
        """Put `width` neighbouring rows side by side, every `step` rows."""
        rows = self._waiting(layer, rows)
        count = max(0, (len(rows) - width) // step + 1)
        self._pending[layer] = rows[count * step :]
        if count == 0:
            return np.empty((0, width * rows.shape[1]), dtype=np.float32)
        windows = np.lib.stride_tricks.sliding_window_view(rows, width, axis=0)[::step][:count]
        return np.ascontiguousarray(windows.transpose(0, 2, 1)).reshape(count, -1)

    def _block(self, layer: str, rows: FloatArray, dilation: int) -> FloatArray:
        """relu(W2 [u(t), u(t + d)] + b) + bypass * x(t), where u(t) = W1 [x(t - d), x(t)]."""
        weights = self._network._weights
        rows = self._waiting(layer, rows)
        count = max(0, len(rows) - 2 * dilation)
        self._pending[layer] = rows[count:]
        if count == 0:
            return np.empty((0, rows.shape[1]), dtype=np.float32)
        down, up = weights[f"{layer}.down"], weights[f"{layer}.up"]
        width, bottleneck = rows.shape[1], down.shape[1]
        inner = rows[: count + dilation] @ down[:width] + rows[dilation:] @ down[width:]
        output = inner[:count] @ up[:bottleneck] + inner[dilation:] @ up[bottleneck:]
        output += weights[f"{layer}.bias"]
        np.maximum(output, 0, out=output)
        output += self._network._bypass * rows[dilation : dilation + count]
        return output.astype(np.float32, copy=False)
