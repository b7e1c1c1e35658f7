"""Weights on disk: a NumPy archive of matrices beside one array that says what they are."""

from __future__ import annotations

from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]


class NetworkFileError(ValueError):
    """A weights file is missing, damaged or made for another version."""


def read_weights(path: Path | str, label: str) -> tuple[str, dict[str, FloatArray]]:
    """The array `label` as text, and all others as float32. Raises `NetworkFileError`."""
    try:
        with Path(path).open("rb") as file, np.load(file, allow_pickle=False) as stored:
            weights = {
                name: np.ascontiguousarray(stored[name], dtype=np.float32)
                for name in stored.files
                if name != label
            }
            return str(stored[label]), weights
    # whatever a damaged archive raises, an empty (EOFError) or cut one (BadZipFile) as well
    except (OSError, EOFError, ValueError, KeyError, TypeError, BadZipFile) as error:
        raise NetworkFileError(f"cannot read the weights in {path}: {error}") from error
