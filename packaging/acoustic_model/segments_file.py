"""The scorer's weights file: the folded network as float16, phone statistics and metadata."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from acoustic_model.corpus import Corpus
from acoustic_model.kaldi_file import FoldedNetwork
from app.speech import features, network, phones

SENTENCE_SETS = ("commonvoice", "commonvoice_more", "aishell_sample")
_LEAST_DEVIATION = 0.15


def phone_statistics(
    corpus: Corpus, states: list[NDArray[np.int16] | None]
) -> dict[str, NDArray[np.float32]]:
    """Mean and deviation of each phone's log duration (seconds), in sentences and in isolated words."""
    durations: dict[str, list[list[float]]] = {
        "": [[] for _ in phones.PHONES],
        "isolated_": [[] for _ in phones.PHONES],
    }
    for entry, path in zip(corpus.entries, states, strict=True):
        if path is not None:
            kind = "" if entry.set_name in SENTENCE_SETS else "isolated_"
            of_frame = phones.STATE_PHONE[path]
            cuts = np.flatnonzero(np.r_[True, np.diff(of_frame) != 0, True])
            for start, end in itertools.pairwise(cuts):
                durations[kind][of_frame[start]].append((end - start) * features.FRAME_SECONDS)
    result = {}
    for kind, lists in durations.items():
        everything = np.log([seconds for values in lists[1:] for seconds in values])
        logs = [np.log(values) if len(values) > 5 else everything for values in lists]
        result[f"{kind}log_duration_mean"] = np.array([rows.mean() for rows in logs], dtype=np.float32)
        deviation = np.array([rows.std() for rows in logs], dtype=np.float32)
        result[f"{kind}log_duration_deviation"] = np.maximum(deviation, np.float32(_LEAST_DEVIATION))
    return result


def write_segments(
    path: Path,
    folded: FoldedNetwork,
    statistics: Mapping[str, NDArray[np.float32]],
) -> None:
    """Write `segments.npz`."""
    metadata = {
        "format": network.FORMAT,
        "phones": list(phones.PHONES),
        "states_per_phone": list(phones.STATES_PER_PHONE),
        "subsampling": folded.subsampling,
        "splices": list(folded.splices),
        "dilations": list(folded.dilations),
        "bypass": folded.bypass,
        "features": "40 mel cepstra as app.speech.features",
    }
    stored = {
        name: values.astype(np.float32 if name == "log_priors" else np.float16)
        for name, values in folded.weights.items()
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, metadata=np.array(json.dumps(metadata)), **stored, **statistics)
