"""New alignments of the corpus by the network itself."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from acoustic_model.alignment import Alignment, StateGraph, align, state_graph
from acoustic_model.bootstrap import batches
from acoustic_model.corpus import MEL_TO_CEPSTRA, Corpus
from acoustic_model.model import AcousticModel
from app.speech import phones

_PRIOR_FLOOR = 1e-5


def log_priors(states: list[NDArray[np.int16] | None]) -> NDArray[np.float32]:
    """Logarithm of the share of every state (states,) in the alignments."""
    counts = np.zeros(phones.STATE_COUNT)
    for path in states:
        if path is not None:
            counts += np.bincount(path, minlength=phones.STATE_COUNT)
    return np.log(np.maximum(counts / counts.sum(), _PRIOR_FLOOR)).astype(np.float32)


@torch.no_grad()
def batch_log_posteriors(
    model: AcousticModel, clips: list[NDArray[np.float32]], device: str, phases: int
) -> list[NDArray[np.float32]]:
    """Log-posteriors of log-mel clips of similar length, for every 10 ms frame.

    `phases` is 1 (each output stands for `subsampling` frames) or `subsampling` (all frames are computed).
    """
    model.eval()
    context, step = model.shape.context, model.shape.subsampling
    longest = max(len(clip) for clip in clips)
    padded = [
        np.pad(clip @ MEL_TO_CEPSTRA, ((context, context + step + longest - len(clip)), (0, 0)), mode="edge")
        for clip in clips
    ]
    inputs = torch.as_tensor(np.stack(padded)).to(device)
    outputs = []
    for phase in range(phases):
        with torch.autocast(device, dtype=torch.bfloat16):
            logits = model(inputs[:, phase:])
        outputs.append(torch.log_softmax(logits.float(), dim=-1).cpu().numpy())
    count = min(output.shape[1] for output in outputs)
    if phases == 1:
        merged = np.repeat(outputs[0], step, axis=1)
    else:
        merged = np.stack([output[:, :count] for output in outputs], axis=2).reshape(
            len(clips), -1, phones.STATE_COUNT
        )
    return [scores[: len(clip)] for scores, clip in zip(merged, clips, strict=True)]


def realign(
    model: AcousticModel,
    corpus: Corpus,
    states: list[NDArray[np.int16] | None],
    device: str,
    *,
    phases: int,
    share: tuple[int, int] = (0, 1),
) -> dict[int, NDArray[np.int16]]:
    """States of the entries of this worker's share `(number, of)`; of several readings the best one."""
    priors = log_priors(states)
    number, of = share
    lengths = np.array([corpus.length(index) for index in range(len(corpus.entries))])
    mine = [int(i) for i in np.argsort(lengths, kind="stable")[number::of] if lengths[i]]
    found: dict[int, NDArray[np.int16]] = {}
    for batch in batches(mine, lengths):
        clips = [corpus.frames(i).astype(np.float32) for i in batch]
        scores = [rows - priors for rows in batch_log_posteriors(model, clips, device, phases)]
        best: dict[int, tuple[StateGraph, Alignment]] = {}
        for owner, graph, path in _all_readings(corpus, batch, scores):
            if path is not None and (owner not in best or path.score > best[owner][1].score):
                best[owner] = graph, path
        found.update((i, path.states(graph).astype(np.int16)) for i, (graph, path) in best.items())
    return found


def _all_readings(
    corpus: Corpus, batch: list[int], scores: list[NDArray[np.float32]]
) -> list[tuple[int, StateGraph, Alignment | None]]:
    owners, graphs, repeated = [], [], []
    for i, score in zip(batch, scores, strict=True):
        for reading in corpus.entries[i].readings:
            owners.append(i)
            graphs.append(state_graph(reading))
            repeated.append(score)
    paths: list[Alignment | None] = []
    for start in range(0, len(owners), 64):
        paths += align(repeated[start : start + 64], graphs[start : start + 64])
    return list(zip(owners, graphs, paths, strict=True))
