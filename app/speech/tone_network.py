"""The tone network in numpy: a small ensemble of perceptrons, and the calibration that goes with it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from app.speech.tone_faults import Norms, Percentiles
from app.speech.tone_features import FEATURES

FloatArray = NDArray[np.float32]

_FORMAT = 2

SHORT, CONNECTED = "short", "connected"
LONGEST_SHORT = 2  # syllables: a syllable or a word by itself, spoken more carefully than a sentence


@dataclass(frozen=True)
class Calibration:
    """Thresholds on the log odds of the expected tone, indexed by tone 1–5, and their probability.

    At or above `good` the tone is good, below `wrong` it is wrong, between it is off. The probability that a
    tone was right is the logistic function of `slope * score + intercept`.
    """

    good: tuple[float, ...]
    wrong: tuple[float, ...]
    slope: float
    intercept: float

    def stricter(self, by: float) -> Calibration:
        """The same with thresholds raised by so many nats of the calibrated log odds (negative: lowered)."""
        return self.moved(by, by)

    def moved(self, off: float, wrong: float) -> Calibration:
        """The same with each threshold raised by so many nats of the calibrated log odds."""
        return replace(
            self,
            good=tuple(t + off / self.slope for t in self.good),
            wrong=tuple(t + wrong / self.slope for t in self.wrong),
        )

    def cuts(self) -> tuple[tuple[float, float], ...]:
        """The thresholds good and wrong of the tones 1–5 as calibrated log odds."""
        return tuple(
            (self.slope * good + self.intercept, self.slope * wrong + self.intercept)
            for good, wrong in zip(self.good, self.wrong, strict=True)
        )

    def goodness(self, score: float) -> float:
        """The calibrated probability, 0…1."""
        return float(1.0 / (1.0 + np.exp(-np.clip(self.slope * score + self.intercept, -30.0, 30.0))))


@dataclass(frozen=True)
class ToneNetwork:
    """Weights: per member a list of (matrix (in, out), bias (out,)), rectified between layers.

    Inputs are standardised with `mean` and `scale`, both (FEATURES,). `norms` are native speakers' measures.
    """

    version: str
    mean: FloatArray
    scale: FloatArray
    members: tuple[tuple[tuple[FloatArray, FloatArray], ...], ...]
    temperature: float
    calibrations: Mapping[str, Calibration]  # by SHORT and CONNECTED
    norms: Norms

    def log_posteriors(self, features: FloatArray) -> FloatArray:
        """Natural log posteriors of the tones 1–5 under equal priors; (n, FEATURES) in, (n, 5) out."""
        x = np.clip((features - self.mean) / self.scale, -6.0, 6.0)
        total = np.zeros((len(x), 5), np.float32)
        for layers in self.members:
            h = x
            for depth, (matrix, bias) in enumerate(layers):
                h = h @ matrix + bias
                if depth + 1 < len(layers):
                    h = np.maximum(h, 0.0)
            total += _log_softmax(h)
        return _log_softmax(total / (len(self.members) * self.temperature))

    def calibration(self, syllables: int) -> Calibration:
        """The calibration for a take of so many syllables."""
        return self.calibrations[SHORT if syllables <= LONGEST_SHORT else CONNECTED]

    @classmethod
    def load(cls, path: Path) -> ToneNetwork:
        """Read the weights. Raises FileNotFoundError, or ValueError for a file that is no tone network."""
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as data:
                about = json.loads(str(data["about"]))
                if about["format"] != _FORMAT or about["features"] != FEATURES:
                    raise ValueError(f"{path} was made for another version of the tone features")
                members = tuple(
                    tuple(
                        (data[f"m{m}_w{d}"].astype(np.float32), data[f"m{m}_b{d}"].astype(np.float32))
                        for d in range(about["layers"])
                    )
                    for m in range(about["members"])
                )
                return cls(
                    about["version"],
                    data["mean"].astype(np.float32),
                    data["scale"].astype(np.float32),
                    members,
                    float(about["temperature"]),
                    {
                        kind: Calibration(tuple(c["good"]), tuple(c["wrong"]), c["slope"], c["intercept"])
                        for kind, c in about["calibrations"].items()
                    },
                    {
                        kind: {name: Percentiles(*three) for name, three in measures.items()}
                        for kind, measures in about["norms"].items()
                    },
                )
        except (KeyError, TypeError, OSError, EOFError, ValueError, BadZipFile) as error:
            if isinstance(error, FileNotFoundError):
                raise
            raise ValueError(f"{path} is not a tone model: {error}") from error

    def save(self, path: Path) -> None:
        """Write the weights, half precision."""
        arrays: dict[str, Any] = {"mean": self.mean, "scale": self.scale}
        for m, layers in enumerate(self.members):
            for d, (matrix, bias) in enumerate(layers):
                arrays[f"m{m}_w{d}"] = matrix.astype(np.float16)
                arrays[f"m{m}_b{d}"] = bias.astype(np.float32)
        about = {
            "format": _FORMAT,
            "features": FEATURES,
            "version": self.version,
            "members": len(self.members),
            "layers": len(self.members[0]),
            "temperature": self.temperature,
            "calibrations": {kind: asdict(c) for kind, c in self.calibrations.items()},
            "norms": {
                kind: {name: [p.p10, p.p50, p.p90] for name, p in measures.items()}
                for kind, measures in self.norms.items()
            },
        }
        np.savez_compressed(path, about=np.array(json.dumps(about)), **arrays)


def log_odds(log_posteriors: FloatArray) -> FloatArray:
    """Log odds of each tone against all others together; same shape."""
    p = np.clip(np.exp(log_posteriors.astype(np.float64)), 1e-9, 1.0 - 1e-9)
    odds: FloatArray = (np.log(p) - np.log1p(-p)).astype(np.float32)
    return odds


def _log_softmax(x: FloatArray) -> FloatArray:
    shifted = x - x.max(axis=-1, keepdims=True)
    result: FloatArray = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return result
