"""Trains the scorer's second opinion, `classifier.npz` (`app.speech.classifier`), on aligned syllables.

Run after `export`, since it looks through the exported network: clips are distorted as in training, the
likelihoods at fourteen points of every syllable are kept, with its ends moved a little as alignments err, and
a small network learns to name the initial and the final. Rare sounds weigh more.
"""

from __future__ import annotations

import itertools
import multiprocessing
import pickle
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from acoustic_model.augmentation import Augmenter, retime
from acoustic_model.corpus import MEL_TO_CEPSTRA, Corpus
from app.speech import classifier, phones
from app.speech.alignment import likelihoods
from app.speech.network import SegmentNetwork

SHARES = {
    "commonvoice": 1.5,
    "commonvoice_more": 4.0,
    "aishell_sample": 1.5,
    "words_tan": 3.0,
    "syllables_open": 4.0,
    "words_students": 1.5,
}
"""How often a clip of each set is used."""

_COPY_SHARES = {"plain": 0.4, "low": 0.3, "high": 0.3}
_JITTER = 0.7  # frames of 20 ms, the deviation of each boundary
_POINT_WIDTH, _WIDTH, _DROPOUT = 64, 256, 0.25
_PASSES, _BATCH, _RATE = 8, 256, 1.5e-3


@dataclass(frozen=True)
class Examples:
    """What syllables look like: `seen` (n, POINTS, states), `lengths` (n, 2), classes (n,), -1 for none."""

    seen: NDArray[np.float16]
    lengths: NDArray[np.float32]
    initials: NDArray[np.int64]
    finals: NDArray[np.int64]


def train_classifier(work: Path, segments: Path, target: Path, workers: int = 2, seed: int = 1) -> None:
    """Collect examples with `workers` processes, train and write `target`."""
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        parts = pool.starmap(collect, [(work, segments, (k, workers), seed) for k in range(workers)])
    examples = Examples(
        *(np.concatenate([getattr(p, name) for p in parts]) for name in Examples.__dataclass_fields__)
    )
    print(f"{len(examples.lengths)} syllables", file=sys.stderr, flush=True)
    write(target, fitted(examples, seed))


def collect(work: Path, segments: Path, share: tuple[int, int], seed: int) -> Examples:
    """The examples of this worker's share `(number, of)` of the clips."""
    number, of = share
    random = np.random.default_rng([seed, number])
    network = SegmentNetwork.load(segments)
    corpus = Corpus(work / "corpus")
    states: list[NDArray[np.int16] | None] = pickle.loads((work / "states.pkl").read_bytes())
    augmenter = Augmenter(corpus, seed + number)
    found: dict[str, list[object]] = defaultdict(list)
    for index, entry in enumerate(corpus.entries):
        path = states[index]
        if index % of != number or path is None:
            continue
        for _ in range(int(SHARES.get(entry.set_name, 1.0) + random.random())):
            copy = str(random.choice(corpus.copies, p=[_COPY_SHARES[name] for name in corpus.copies]))
            mel, targets = retime(corpus.frames(index, copy).astype(np.float32), path, augmenter.tempo())
            cepstra = (augmenter.distort(mel) @ MEL_TO_CEPSTRA).astype(np.float32)
            scores = likelihoods(network.log_posteriors(cepstra), network.log_priors)
            for initial, final, bounds in _syllables(targets, network.subsampling):
                moved = np.array(bounds) + random.normal(0, _JITTER, 3)
                if not initial:
                    moved[0] = moved[1]
                found["seen"].append(classifier.seen(scores, *moved).astype(np.float16))
                found["lengths"].append(classifier.log_lengths(*moved))
                found["initials"].append(classifier.INITIALS.index(initial))
                found["finals"].append(phones.FINALS.index(final) if final else -1)
    return Examples(
        np.stack(found["seen"]), np.stack(found["lengths"]),  # type: ignore[call-overload]
        np.array(found["initials"]), np.array(found["finals"]),
    )  # fmt: skip


def _syllables(
    states: NDArray[np.int16], subsampling: int
) -> Iterator[tuple[str, str, tuple[float, float, float]]]:
    """Initial, final ("" with erhua) and `(start, final start, end)` in output frames of every syllable."""
    of_frame = phones.STATE_PHONE[states]
    cuts = np.flatnonzero(np.r_[True, (np.diff(of_frame) != 0) | (np.diff(states) < 0), True]) / subsampling
    names = [phones.PHONES[of_frame[int(cut * subsampling)]] for cut in cuts[:-1]]
    spans = list(zip(names, itertools.pairwise(cuts.tolist()), strict=True))
    place = 0
    while place < len(spans):
        name, (start, end) = spans[place]
        place += 1
        initial, middle = "", start
        if name in phones.INITIALS:
            if place == len(spans) or spans[place][0] not in phones.FINALS:
                continue
            initial, (name, (middle, end)) = name, spans[place]
            place += 1
        if name == phones.SILENCE:
            continue
        if place < len(spans) and spans[place][0] == "er" and name != "er":
            name, end = "", spans[place][1][1]
            place += 1
        yield initial, name, (start, middle, end)


class _Network(nn.Module):
    def __init__(self, mean: NDArray[np.float32], deviation: NDArray[np.float32]) -> None:
        super().__init__()
        self.register_buffer("mean", torch.as_tensor(mean))
        self.register_buffer("deviation", torch.as_tensor(deviation))
        self.point = nn.Linear(len(mean), _POINT_WIDTH)
        self.whole = nn.Linear(classifier.POINTS * _POINT_WIDTH + 2, _WIDTH)
        self.initial = nn.Linear(_WIDTH, len(classifier.INITIALS))
        self.final = nn.Linear(_WIDTH, len(phones.FINALS))
        self.dropout = nn.Dropout(_DROPOUT)

    def forward(self, at_points: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor]:
        rows = self.dropout((at_points - self.mean) / self.deviation)
        rows = self.dropout(torch.relu(self.point(rows)).flatten(1))
        rows = self.dropout(torch.relu(self.whole(torch.cat([rows, lengths], dim=1))))
        return self.initial(rows), self.final(rows)


def fitted(examples: Examples, seed: int) -> _Network:
    """Train on the examples: cross-entropy, classes weighted by the root of their rarity, cosine rate."""
    torch.manual_seed(seed)
    random = np.random.default_rng(seed)
    count = len(examples.lengths)
    some = examples.seen[:: max(1, count // 5000)].astype(np.float32).reshape(-1, phones.STATE_COUNT)
    model = _Network(some.mean(axis=0), some.std(axis=0) + np.float32(1e-3))
    loss_of_initial = nn.CrossEntropyLoss(_weights(examples.initials, len(classifier.INITIALS)))
    loss_of_final = nn.CrossEntropyLoss(_weights(examples.finals, len(phones.FINALS)), ignore_index=-1)
    optimiser = torch.optim.AdamW(model.parameters(), lr=_RATE, weight_decay=0.02)
    steps = count // _BATCH
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, max(1, _PASSES * steps))
    for number in range(_PASSES):
        order, total = random.permutation(count), 0.0
        for step in range(steps):
            rows = np.sort(order[step * _BATCH : (step + 1) * _BATCH])
            at_points = torch.as_tensor(examples.seen[rows].astype(np.float32))
            initial, final = model(at_points, torch.as_tensor(examples.lengths[rows]))
            loss = loss_of_initial(initial, torch.as_tensor(examples.initials[rows]))
            loss = loss + loss_of_final(final, torch.as_tensor(examples.finals[rows]))
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            total += float(loss.item())
        print(
            f"{time.strftime('%H:%M:%S')} classifier pass {number + 1} loss {total / max(1, steps):.3f}",
            file=sys.stderr,
            flush=True,
        )
    return model.eval()


def _weights(classes: NDArray[np.int64], count: int) -> Tensor:
    counts = np.maximum(np.bincount(classes[classes >= 0], minlength=count), 5)
    return torch.as_tensor(np.sqrt(counts.mean() / counts), dtype=torch.float32)


def write(path: Path, model: _Network) -> None:
    """Write the weights as `app.speech.classifier` reads them, the normalisation folded in."""
    weights = {}
    for name in ("point", "whole", "initial", "final"):
        layer = getattr(model, name)
        matrix, bias = layer.weight.detach().double(), layer.bias.detach().double()
        if name == "point":
            matrix = matrix / model.deviation.double()
            bias = bias - matrix @ model.mean.double()
        weights[f"{name}.weight"] = matrix.T.numpy().astype(np.float16)
        weights[f"{name}.bias"] = bias.numpy().astype(np.float16)
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, format=np.array(classifier.FORMAT), **weights)
