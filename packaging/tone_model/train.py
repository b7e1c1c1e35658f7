"""Train the tone network and write it, with its calibration, for the app.

Run from the project's root: see README.md beside this file. Training reads `train` only and refuses clips or
speakers that are kept for evaluation; thresholds are set on training speakers held back from the weights.
"""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from acoustic_model.recordings import training_clips
from numpy.typing import NDArray
from torch import nn

from app.speech.register import SpeakerRegister
from app.speech.tone import contour_measures
from app.speech.tone_faults import Percentiles, norms_of
from app.speech.tone_features import FEATURES, HEIGHT_COLUMNS, REGISTER_COLUMNS, TONE_FLAGS
from app.speech.tone_network import CONNECTED, SHORT, Calibration, ToneNetwork, log_odds
from tone_model.examples import Examples, held_for_calibration, make_examples, speaker_registers
from tone_model.figures import auc, right_and_wrong
from tone_model.takes import AlignmentStore, Take, load_takes
from tone_model.tracks import TRAIN_CONDITIONS, TrackStore

WIDTH = 256
_UNCALIBRATED = {kind: Calibration((0.0,) * 5, (-2.0,) * 5, 1.0, 0.0) for kind in (SHORT, CONNECTED)}
_CALLED_WRONG = 0.015  # of right tones, at the "wrong" threshold
_CALLED_OFF = 0.05  # of right tones, at the "good" threshold
# log odds within which the thresholds stay: a tone likelier than not is never wrong, one that is far less
# likely than the others never good
_WRONG_WITHIN = {SHORT: (-3.2, -1.0), CONNECTED: (-4.0, -1.0)}
_GOOD_WITHIN = {SHORT: (-1.0, 0.0), CONNECTED: (-1.8, 0.0)}


def weights_of(examples: Examples, speaker: NDArray[np.int64]) -> NDArray[np.float32]:
    """Weight of each row: tones equally likely in every context, speakers evened out, mean 1.

    The tone network must not learn which tones are frequent between which neighbours: a learner's
    mistake is as likely there as anywhere.
    """
    cell = examples.context * 5 + examples.tone
    in_context = np.bincount(examples.context)[examples.context]
    in_cell = np.bincount(cell)[cell]
    by_tone = np.clip(in_context / (5.0 * in_cell), 0.2, 4.0)
    by_speaker = np.bincount(speaker)[speaker] ** -0.4
    kind = examples.context // 36
    by_kind = (np.bincount(kind) ** -0.5)[kind]
    weight = by_tone * by_speaker * by_kind
    return np.minimum(weight / weight.mean(), 12.0).astype(np.float32)


def perceptron(dropout: float) -> nn.Sequential:
    """Two hidden layers."""
    return nn.Sequential(
        nn.Linear(FEATURES, WIDTH),
        nn.ReLU(),
        nn.Dropout(dropout),
        nn.Linear(WIDTH, WIDTH),
        nn.ReLU(),
        nn.Dropout(dropout),
        nn.Linear(WIDTH, 5),
    )


def revoiced(x: torch.Tensor) -> torch.Tensor:
    """Feature rows as if the same syllables had been said with another range, height and certainty.

    A cheap addition to the variations of `examples`: drawn anew for every row in every batch.
    """
    n = len(x)
    x = x.clone()
    stretch = torch.exp(0.18 * torch.randn(n, 1))
    x[:, HEIGHT_COLUMNS] *= stretch
    x[:, REGISTER_COLUMNS] += 0.15 * torch.randn(n, 1)
    x[:, FEATURES - TONE_FLAGS :] *= (torch.rand(n, 1) > 0.08).float()
    return x


def fit(
    x: torch.Tensor,
    tone: torch.Tensor,
    weight: torch.Tensor,
    scaling: tuple[NDArray[np.float32], NDArray[np.float32]],
    epochs: float,
    seed: int,
) -> tuple[tuple[NDArray[np.float32], NDArray[np.float32]], ...]:
    """Train one member on raw rows `x` (half precision) and return its layers (in, out), (out,)."""
    torch.manual_seed(seed)
    mean, scale = (torch.from_numpy(a) for a in scaling)
    model = perceptron(0.12)
    optimiser = torch.optim.AdamW(model.parameters(), lr=2e-3, weight_decay=2e-3)
    loss_of = nn.CrossEntropyLoss(reduction="none", label_smoothing=0.02)
    batch, step = 512, 0
    steps = int(epochs * len(x) / batch)
    while step < steps:
        order, total, first = torch.randperm(len(x)), 0.0, step
        for rows in order.split(batch):
            done = step / steps
            for group in optimiser.param_groups:
                group["lr"] = 2e-3 * min(1.0, done / 0.03 + 0.02) * (0.5 + 0.5 * np.cos(np.pi * done)) + 1e-6
            inputs = ((revoiced(x[rows].float()) - mean) / scale).clamp(-6.0, 6.0)
            loss = (loss_of(model(inputs), tone[rows]) * weight[rows]).mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            total += float(loss.detach())
            step += 1
            if step >= steps:
                break
        print(f"  member {seed}: {step / steps:.0%}, loss {total / (step - first):.4f}", flush=True)
    layers = [m for m in model if isinstance(m, nn.Linear)]
    return tuple((m.weight.detach().numpy().T.copy(), m.bias.detach().numpy().copy()) for m in layers)


def calibrated(network: ToneNetwork, held: Examples) -> ToneNetwork:
    """Temperature, thresholds and probability from held speakers' rows."""
    posteriors = network.log_posteriors(held.x)
    temperatures = np.arange(0.6, 2.6, 0.1)
    likelihood = []
    for t in temperatures:
        scaled = posteriors / t
        scaled = scaled - np.log(np.exp(scaled).sum(axis=1, keepdims=True))
        likelihood.append(scaled[np.arange(len(held.tone)), held.tone].mean())
    network = replace(network, temperature=float(temperatures[int(np.argmax(likelihood))]))
    odds = log_odds(network.log_posteriors(held.x))
    sentence = held.context // 36 == 2
    calibrations = {
        kind: _thresholds(kind, odds[rows], held.tone[rows])
        for kind, rows in ((SHORT, ~sentence), (CONNECTED, sentence))
    }
    return replace(network, calibrations=calibrations)


def _thresholds(kind: str, odds: NDArray[np.floating], tone: NDArray[np.int64]) -> Calibration:
    """Thresholds by tone; a tone with under 50 held syllables takes those of all tones together."""
    good, wrong = [], []
    everything = odds[np.arange(len(tone)), tone]
    for t in range(5):
        own = odds[tone == t, t]
        right = own if len(own) >= 50 else everything
        wrong.append(float(np.clip(np.quantile(right, _CALLED_WRONG), *_WRONG_WITHIN[kind])))
        good.append(float(np.clip(np.quantile(right, _CALLED_OFF), *_GOOD_WITHIN[kind])))
    slope, intercept = _logistic(*right_and_wrong(odds, tone))
    return Calibration(tuple(good), tuple(wrong), slope, intercept)


def _logistic(right: NDArray[np.floating], wrong: NDArray[np.floating]) -> tuple[float, float]:
    """Slope and intercept of P(right | score) when right and wrong are equally likely, by Newton's method."""
    x = np.concatenate([right, wrong])
    y = np.concatenate([np.ones(len(right)), np.zeros(len(wrong))])
    w = np.concatenate([np.full(len(right), 0.5 / len(right)), np.full(len(wrong), 0.5 / len(wrong))])
    beta = np.array([1.0, 0.0])
    design = np.stack([x, np.ones_like(x)], axis=1)
    for _ in range(30):
        p = 1.0 / (1.0 + np.exp(-design @ beta))
        gradient = design.T @ (w * (y - p))
        hessian = (design * (w * p * (1 - p))[:, None]).T @ design + 1e-9 * np.eye(2)
        beta = beta + np.linalg.solve(hessian, gradient)
    return float(beta[0]), float(beta[1])


def native_norms(
    takes: list[Take], store: TrackStore, registers: dict[str, SpeakerRegister]
) -> dict[str, dict[str, Percentiles]]:
    """What native contours measure, from at most 12 takes of a speaker."""
    rows, taken = [], Counter[str]()
    for take in takes:
        taken[take.speaker] += 1
        if taken[take.speaker] > 12:
            continue
        track = store.track(take.key)
        measures = contour_measures(track, take.spans, registers[take.speaker])
        rows += [
            (span.tone, span.joined, m)
            for span, m, certain in zip(take.spans, measures, take.certain, strict=True)
            if m is not None and certain
        ]
    return norms_of(rows)


def main() -> None:
    """Read, vary, train, calibrate, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("speech", type=Path)
    parser.add_argument("--work", type=Path, default=Path("build/tone_model"))
    parser.add_argument("--out", type=Path, default=Path("assets/scorer/tone.npz"))
    parser.add_argument("--copies", type=int, default=4, help="varied copies of every take")
    parser.add_argument("--members", type=int, default=4)
    parser.add_argument("--epochs", type=float, default=6.0)
    parser.add_argument("--version", default="tone-3")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    stores = [TrackStore.load(options.work, "train", c) for c in TRAIN_CONDITIONS]
    clips = [c for c in training_clips(options.speech) if c.key in stores[0].keys]
    takes = load_takes(clips, AlignmentStore(options.work / "alignments_train.npz"))
    registers = speaker_registers(takes, stores[0])
    rng = np.random.default_rng(options.seed)
    training = [t for t in takes if not held_for_calibration(t)]
    held_takes = [t for t in takes if held_for_calibration(t)]
    parts = []
    for copy in range(options.copies):
        parts.append(make_examples(training, stores, registers, rng))
        print(f"copy {copy + 1} of {options.copies}: {len(parts[-1].tone)} syllables", flush=True)
    examples = Examples.joined(parts)
    held = Examples.joined([make_examples(held_takes, stores[:1], r, None) for r in (registers, {})])
    names = sorted({t.speaker for t in training})
    speaker = np.array([names.index(t.speaker) for t in training])[examples.take]
    weight = torch.from_numpy(weights_of(examples, speaker))
    mean, scale = examples.x.mean(axis=0), examples.x.std(axis=0) + 1e-3
    x = torch.from_numpy(examples.x.astype(np.float16))
    tone = torch.from_numpy(examples.tone)
    members = []
    for seed in range(options.members):
        members.append(fit(x, tone, weight, (mean, scale), options.epochs, options.seed * 100 + seed))
    norms = native_norms(training, stores[0], registers)
    network = ToneNetwork(options.version, mean, scale, tuple(members), 1.0, _UNCALIBRATED, norms)
    network = calibrated(network, held)
    odds = log_odds(network.log_posteriors(held.x))
    for kind, name in enumerate(("isolated", "word", "sentence")):
        rows = held.context // 36 == kind
        if rows.any():
            share = np.mean(odds[rows].argmax(axis=1) == held.tone[rows])
            area = auc(*right_and_wrong(odds[rows], held.tone[rows]))
            print(f"held speakers, {name}: right {share:.2%}, AUC {area:.4f}, n {rows.sum()}")
    print(network.calibrations, "temperature", network.temperature)
    network.save(options.out)
    print(f"{options.out}: {options.out.stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main()
