"""Fit `assets/scorer/calibration.json`: when is a likelihood good enough, sound by sound.

    python packaging/scorer/calibrate.py ../shared/speech

From recordings of native speakers (assumed right) in `train`, every syllable's competition is collected: the
likelihoods of all initials before its final, and of all finals after its initial. A multinomial logistic
model with one scale and one bias per sound is fitted to the sounds that were said; the thresholds are then
set on native speakers of `dev`, so that few right parts are called wrong. No weight ever comes from `dev`.
"""

from __future__ import annotations

import argparse
import json
import pickle
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.paths import assets_dir
from app.speech import features, phones
from app.speech.alignment import AlignmentStream, likelihoods
from app.speech.calibration import PartCalibration
from app.speech.confusions import FINAL_NEIGHBOURS, INITIAL_NEIGHBOURS
from app.speech.evaluation.changes import changed
from app.speech.evaluation.figures import auc
from app.speech.evaluation.sets import Clip, chosen, read_sets
from app.speech.network import SegmentNetwork
from app.speech.segments import Competition, compete
from app.speech.values import Part, SpokenText

WRONG_SHARE = 0.015  # of right parts on native speech that may be called wrong
OFF_SHARE = 0.05  # that may be called off or wrong
RIDGE = 0.02
STEPS = 600
Values = NDArray[np.float64]


def scores_of(network: SegmentNetwork, clip: Clip) -> NDArray[np.float32]:
    """Likelihoods of a recording, as the assessor computes them."""
    posteriors = network.log_posteriors(features.mel_cepstra(clip.samples()))
    return likelihoods(posteriors, network.log_priors)


def competitions(scores: NDArray[np.float32], spoken: SpokenText) -> list[Competition | None]:
    """The competition at every syllable of the text."""
    pronunciations = [phones.syllable_phones(s.initial, s.final, erhua=s.erhua) for s in spoken.syllables]
    stream = AlignmentStream(pronunciations)
    stream.push(scores)
    return compete(scores, stream.finish(), pronunciations)


def collect(network: SegmentNetwork, clips: Sequence[Clip]) -> list[Competition]:
    """Competitions of all syllables that were said; the true sounds are `initial` and `final`."""
    found: list[Competition] = []
    for clip in clips:
        spoken = clip.spoken()
        if spoken is not None:
            found += [c for c in competitions(scores_of(network, clip), spoken) if c is not None]
    return found


def fit(rows: Sequence[tuple[str, Mapping[str, float]]]) -> PartCalibration:
    """Scale and biases of a multinomial logistic model of `(target, scores)`, by Adam on the log loss."""
    names = sorted({name for _, scores in rows for name in scores})
    place = {name: i for i, name in enumerate(names)}
    x = np.full((len(rows), len(names)), -1e6)
    for row, (_, scores) in enumerate(rows):
        for name, score in scores.items():
            x[row, place[name]] = score
    x -= x.max(axis=1, keepdims=True)
    missing = x < -1e5
    x = np.where(missing, 0.0, x)
    target = np.array([place[t] for t, _ in rows])
    one_hot = np.zeros_like(x)
    one_hot[np.arange(len(rows)), target] = 1.0
    weight = _balanced(target, len(names))
    log_scale, bias = np.log(0.25), np.zeros(len(names))
    moments = [np.zeros(len(names) + 1), np.zeros(len(names) + 1)]
    for step in range(1, STEPS + 1):
        scale = np.exp(log_scale)
        logits = np.where(missing, -1e9, scale * x + bias)
        logits -= logits.max(axis=1, keepdims=True)
        p = np.exp(logits)
        p /= p.sum(axis=1, keepdims=True)
        error = (p - one_hot) * weight[:, None]
        gradient = np.concatenate(
            [[scale * (error * x).sum()], error.sum(axis=0) + RIDGE * bias / len(names)]
        )
        moments[0] = 0.9 * moments[0] + 0.1 * gradient
        moments[1] = 0.99 * moments[1] + 0.01 * gradient**2
        change = 0.03 * (moments[0] / (1 - 0.9**step)) / (np.sqrt(moments[1] / (1 - 0.99**step)) + 1e-8)
        log_scale -= change[0]
        bias -= change[1:]
    bias -= bias.mean()
    return PartCalibration(
        scale=round(float(np.exp(log_scale)), 4),
        bias={n: round(float(b), 3) for n, b in zip(names, bias, strict=True)},
    )


def _balanced(target: NDArray[np.int64], classes: int) -> Values:
    """Weights that let rare sounds count: each class by the square root of its share."""
    counts = np.bincount(target, minlength=classes)
    weight = 1.0 / np.sqrt(counts[target])
    return weight / weight.sum()


def odds(
    fitted: Mapping[Part, PartCalibration], network: SegmentNetwork, clips: Sequence[Clip], seed: int
) -> dict[Part, tuple[Values, Values]]:
    """For each part, log odds where the text is right, and where one change in the text made it wrong."""
    rng = np.random.default_rng(seed)
    right: dict[Part, list[float]] = {part: [] for part in fitted}
    wrong: dict[Part, list[float]] = {part: [] for part in fitted}
    for clip in clips:
        spoken = clip.spoken()
        if spoken is None:
            continue
        scores = scores_of(network, clip)
        found = [c for c in competitions(scores, spoken) if c is not None]
        for part, calibration in fitted.items():
            right[part] += [_odds(calibration, part, c) for c in found if part is Part.FINAL or c.initial]
            for index in rng.permutation(len(spoken.syllables))[:3]:
                change = changed(spoken, int(index), part, rng)
                if change is not None:
                    competition = competitions(scores, change.spoken)[change.index]
                    if competition is not None:
                        wrong[part].append(_odds(calibration, part, competition))
    return {part: (np.array(right[part]), np.array(wrong[part])) for part in fitted}


def _odds(calibration: PartCalibration, part: Part, competition: Competition) -> float:
    if part is Part.INITIAL:
        neighbours = INITIAL_NEIGHBOURS.get(competition.initial, {})
        return calibration.log_odds(competition.initial, competition.initials, neighbours)
    neighbours = FINAL_NEIGHBOURS.get(competition.final, {})
    return calibration.log_odds(competition.final, competition.finals, neighbours)


def with_thresholds(calibration: PartCalibration, right: Values, wrong: Values) -> PartCalibration:
    """Thresholds at the shares of right parts, and a logistic goodness of right against changed parts."""
    slope, offset = _logistic(np.concatenate([right, wrong]), np.arange(len(right) + len(wrong)) < len(right))
    return replace(
        calibration,
        off=round(float(np.quantile(right, OFF_SHARE)), 3),
        wrong=round(float(np.quantile(right, WRONG_SHARE)), 3),
        slope=round(slope, 4),
        offset=round(offset, 4),
    )


def _logistic(x: Values, right: NDArray[np.bool_]) -> tuple[float, float]:
    """Slope and offset of a logistic regression in which right and wrong weigh the same."""
    centre, spread = float(x.mean()), float(x.std()) or 1.0
    z = (x - centre) / spread
    weight = np.where(right, 0.5 / right.sum(), 0.5 / (~right).sum())
    slope = offset = 0.0
    for _ in range(3000):
        error = weight * (1.0 / (1.0 + np.exp(-(slope * z + offset))) - right)
        slope -= 2.0 * (float((error * z).sum()) + 1e-3 * slope)
        offset -= 2.0 * float(error.sum())
    return slope / spread, offset - slope * centre / spread


def main() -> None:
    """Fit and write the calibration."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("speech", type=Path, help="the folder with train/ and dev/")
    parser.add_argument("--scorer", type=Path, default=assets_dir() / "scorer")
    parser.add_argument("--train-clips", type=int, default=250, help="of each set")
    parser.add_argument("--dev-clips", type=int, default=150, help="of each set")
    parser.add_argument("--cache", type=Path, help="keep the collected competitions here")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    network = SegmentNetwork.load(arguments.scorer / "segments.npz")
    if arguments.cache and arguments.cache.exists():
        found = pickle.loads(arguments.cache.read_bytes())
    else:
        found = collect(
            network, chosen(read_sets(arguments.speech / "train"), [], arguments.train_clips, arguments.seed)
        )
        if arguments.cache:
            arguments.cache.write_bytes(pickle.dumps(found))
    fitted = {
        Part.INITIAL: fit([(c.initial, c.initials) for c in found]),
        Part.FINAL: fit([(c.final, c.finals) for c in found]),
    }
    native = [c for c in read_sets(arguments.speech / "dev") if not c.pinyin.startswith("[")]
    clips = chosen(native, [], arguments.dev_clips, arguments.seed)
    for part, (right, wrong) in odds(fitted, network, clips, arguments.seed).items():
        calibration = fitted[part]
        fitted[part] = with_thresholds(calibration, right, wrong)
        print(
            f"{part.value}: scale {calibration.scale}, AUC on dev {auc(right, wrong):.4f}, "
            f"off below {fitted[part].off}, wrong below {fitted[part].wrong}, {len(found)} syllables"
        )
    target = arguments.scorer / "calibration.json"
    target.write_text(
        json.dumps({p.value: asdict(c) for p, c in fitted.items()}, ensure_ascii=False, indent=1) + "\n",
        "utf-8",
    )


if __name__ == "__main__":
    main()
