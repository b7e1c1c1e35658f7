"""Fit `assets/scorer/calibration.json`: when is a likelihood good enough, sound by sound.

    python packaging/scorer/calibrate.py ../shared/speech

From recordings of native speakers (assumed right) in `train`, every syllable's competition is collected: the
likelihoods of all initials before its final, and of all finals after its initial. A multinomial logistic
model with one scale and one bias per sound is fitted to the sounds that were said. How much the classifier
weighs, and the thresholds, come from half of the speakers of those `dev` sets that have several
(`tuning_half`), so that few right parts are called wrong; the other half and the sets of one speaker stay
unseen for reporting. No weight ever comes from `dev`.
"""

from __future__ import annotations

import argparse
import json
import sys
import zlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import app  # noqa: F401  # before numpy: it sets the number of BLAS threads

# isort: split
import numpy as np
from numpy.typing import NDArray

from app.paths import assets_dir
from app.speech import features, phones
from app.speech.alignment import AlignmentStream, likelihoods
from app.speech.calibration import PartCalibration, SegmentCalibration
from app.speech.classifier import SegmentClassifier
from app.speech.evaluation.changes import changed
from app.speech.evaluation.figures import auc
from app.speech.evaluation.sets import Clip, chosen, read_sets
from app.speech.network import SegmentNetwork
from app.speech.segments import Competition, compete
from app.speech.values import Part, SpokenText

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from acoustic_model.recordings import refuse_evaluation_material

WRONG_SHARE = 0.008  # of right parts on native speech that may be called wrong
OFF_SHARE = 0.04  # that may be called off or wrong
RIDGE = 0.02
STEPS = 600
CLASS_WEIGHTS = (0.0, 2.0, 4.0, 8.0, 16.0, 32.0)
Values = NDArray[np.float64]


@dataclass(frozen=True)
class Networks:
    """The two networks that are calibrated together."""

    segments: SegmentNetwork
    classifier: SegmentClassifier


def scores_of(network: SegmentNetwork, clip: Clip) -> NDArray[np.float32]:
    """Likelihoods of a recording, as the assessor computes them."""
    posteriors = network.log_posteriors(features.mel_cepstra(clip.samples()))
    return likelihoods(posteriors, network.log_priors)


def competitions(
    networks: Networks, scores: NDArray[np.float32], spoken: SpokenText
) -> list[Competition | None]:
    """The competition at every syllable of the text."""
    pronunciations = [phones.syllable_phones(s.initial, s.final, erhua=s.erhua) for s in spoken.syllables]
    stream = AlignmentStream(pronunciations)
    stream.push(scores)
    return compete(scores, stream.finish(), pronunciations, networks.classifier)


def collect(networks: Networks, clips: Sequence[Clip]) -> list[Competition]:
    """Competitions of all syllables that were said; the true sounds are `initial` and `final`."""
    found: list[Competition] = []
    for clip in clips:
        spoken = clip.spoken()
        if spoken is not None:
            scores = scores_of(networks.segments, clip)
            found += [c for c in competitions(networks, scores, spoken) if c is not None]
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


def fit_part(part: Part, found: Sequence[Competition], class_weight: float) -> PartCalibration:
    """Scale and biases for the competition and the classifier together."""
    together = PartCalibration(class_weight=class_weight).together
    rows = [
        (c.initial, together(c.initials, c.initial_classes))
        if part is Part.INITIAL
        else (c.final, together(c.finals, c.final_classes))
        for c in found
    ]
    return replace(fit(rows), class_weight=class_weight)


@dataclass(frozen=True)
class Trial:
    """One part of one syllable of the tuning speakers; `right` unless the text was changed there."""

    set_name: str
    part: Part
    right: bool
    competition: Competition


def trials(networks: Networks, clips: Sequence[Clip], seed: int) -> list[Trial]:
    """Right parts, and parts that one change in the text made wrong."""
    rng = np.random.default_rng(seed)
    out: list[Trial] = []
    for clip in clips:
        spoken = clip.spoken()
        if spoken is None:
            continue
        scores = scores_of(networks.segments, clip)
        found = [c for c in competitions(networks, scores, spoken) if c is not None]
        for part in (Part.INITIAL, Part.FINAL):
            out += [Trial(clip.set_name, part, True, c) for c in found if part is Part.FINAL or c.initial]
            for index in rng.permutation(len(spoken.syllables))[:3]:
                change = changed(spoken, int(index), part, rng)
                if change is not None:
                    competition = competitions(networks, scores, change.spoken)[change.index]
                    if competition is not None:
                        out.append(Trial(clip.set_name, part, False, competition))
    return out


def odds(calibration: PartCalibration, of_part: Sequence[Trial]) -> tuple[Values, Values]:
    """Log odds of the right and of the wrong trials."""
    both = SegmentCalibration(calibration, calibration)
    found: tuple[list[float], list[float]] = ([], [])
    for trial in of_part:
        judge = both.initial_odds if trial.part is Part.INITIAL else both.final_odds
        found[0 if trial.right else 1].append(judge(trial.competition))
    return np.array(found[0]), np.array(found[1])


def chosen_weight(part: Part, found: Sequence[Competition], of_part: Sequence[Trial]) -> PartCalibration:
    """The calibration with the class weight that tells right from wrong best, the sets counting the same."""
    by_set: dict[str, list[Trial]] = defaultdict(list)
    for trial in of_part:
        by_set[trial.set_name].append(trial)
    best, best_auc = PartCalibration(), 0.0
    for weight in CLASS_WEIGHTS:
        calibration = fit_part(part, found, weight)
        mean = float(np.mean([auc(*odds(calibration, each)) for each in by_set.values()]))
        print(f"{part.value}: class weight {weight:g}, scale {calibration.scale}, mean AUC {mean:.4f}")
        if mean > best_auc:
            best, best_auc = calibration, mean
    return best


def tuning_half(clips: Sequence[Clip]) -> list[Clip]:
    """The clips of half of the speakers, by name, of sets with several speakers."""
    speakers: dict[str, set[str]] = defaultdict(set)
    for clip in clips:
        speakers[clip.set_name].add(clip.speaker)
    return [
        clip for clip in clips if len(speakers[clip.set_name]) > 1 and zlib.crc32(clip.speaker.encode()) % 2
    ]


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
    """Fit and write the calibration. Raises `SplitViolationError` when `train` has evaluation speakers."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("speech", type=Path, help="the folder with train/ and dev/")
    parser.add_argument("--scorer", type=Path, default=assets_dir() / "scorer")
    parser.add_argument("--train-clips", type=int, default=250, help="of each set")
    parser.add_argument("--dev-clips", type=int, default=150, help="of each set")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    training = list(read_sets(arguments.speech / "train"))
    refuse_evaluation_material(training, arguments.speech)
    networks = Networks(
        SegmentNetwork.load(arguments.scorer / "segments.npz"),
        SegmentClassifier.load(arguments.scorer / "classifier.npz"),
    )
    found = collect(networks, chosen(training, [], arguments.train_clips, arguments.seed))
    native = [c for c in read_sets(arguments.speech / "dev") if not c.pinyin.startswith("[")]
    clips = chosen(tuning_half(native), [], arguments.dev_clips, arguments.seed)
    tried = trials(networks, clips, arguments.seed)
    fitted: dict[Part, PartCalibration] = {}
    for part in (Part.INITIAL, Part.FINAL):
        of_part = [trial for trial in tried if trial.part is part]
        calibration = chosen_weight(part, found, of_part)
        right, wrong = odds(calibration, of_part)
        fitted[part] = with_thresholds(calibration, right, wrong)
        print(
            f"{part.value}: AUC {auc(right, wrong):.4f}, off below {fitted[part].off}, wrong below "
            f"{fitted[part].wrong}, {len(found)} syllables, {len(right)} + {len(wrong)} trials"
        )
    target = arguments.scorer / "calibration.json"
    target.write_text(
        json.dumps({p.value: asdict(c) for p, c in fitted.items()}, ensure_ascii=False, indent=1) + "\n",
        "utf-8",
    )


if __name__ == "__main__":
    main()
