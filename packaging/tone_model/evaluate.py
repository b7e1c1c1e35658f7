"""Measure the tone assessment on speakers it was not trained on: a table and JSON.

Every syllable is judged against its right tone and against each other full tone in its place, through the
app's own `ToneAssessor`. Conditions: clean, white noise and babble at 10 dB; the speaker's register known
from other takes ("known") or from the take alone ("new").
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from acoustic_model.recordings import read_sets

from app.speech.register import SpeakerRegister
from app.speech.tone import ToneAssessor
from app.speech.tone_network import ToneNetwork, log_odds
from app.speech.values import Verdict
from tone_model.examples import speaker_registers
from tone_model.figures import auc, detection_at, equal_error_rate
from tone_model.takes import AlignmentStore, Take, load_takes
from tone_model.tracks import DEV_CONDITIONS, TrackStore

FULL_TONES = (1, 2, 3, 4)


@dataclass
class Trials:
    """What was found for one group of syllables."""

    right: list[float] = field(default_factory=list)
    wrong: list[float] = field(default_factory=list)
    called_wrong: int = 0  # right tones
    found_wrong: int = 0  # wrong tones
    not_assessable: int = 0
    heard: list[tuple[int, int]] = field(default_factory=list)  # (tone, heard)

    def figures(self) -> dict[str, float]:
        """The row of the table. Rates are of the assessable syllables."""
        right, wrong = np.array(self.right), np.array(self.wrong)
        heard = np.array(self.heard)
        return {
            "n": len(right) + self.not_assessable,
            "auc": auc(right, wrong),
            "eer": equal_error_rate(right, wrong),
            "detection_at_5fa": detection_at(right, wrong),
            "false_alarm": self.called_wrong / len(right),
            "detection": self.found_wrong / len(wrong),
            "not_assessable": self.not_assessable / (len(right) + self.not_assessable),
            "accuracy": float(np.mean(heard[:, 0] == heard[:, 1])),
            **{
                f"tone_{t}": float(np.mean(heard[heard[:, 0] == t, 1] == t))
                for t in range(1, 6)
                if np.any(heard[:, 0] == t)
            },
        }


def judge_takes(
    takes: list[Take],
    store: TrackStore,
    registers: dict[str, SpeakerRegister],
    network: ToneNetwork,
) -> dict[tuple[str, str], Trials]:
    """Trials by (set, kind) and by (kind, gender)."""
    assessor = ToneAssessor(network)
    groups: dict[tuple[str, str], Trials] = defaultdict(Trials)
    for take in takes:
        wrong_below = network.calibration(len(take.spans)).wrong
        results = assessor.assess(store.track(take.key), take.spans, registers.get(take.speaker))
        for result, certain in zip(results, take.certain, strict=True):
            if not certain:
                continue
            keys = [(take.set_name, take.kind)]
            if take.gender in ("male", "female"):
                keys.append((take.kind, take.gender))
            odds = log_odds(np.array(result.log_posteriors, np.float32))
            for key in keys:
                trials = groups[key]
                if result.verdict is Verdict.NOT_ASSESSABLE:
                    trials.not_assessable += 1
                    continue
                trials.right.append(result.score)
                trials.called_wrong += result.verdict is Verdict.WRONG
                trials.heard.append((result.expected, int(odds.argmax()) + 1))
                for tone in FULL_TONES:
                    if tone != result.expected:
                        trials.wrong.append(float(odds[tone - 1]))
                        trials.found_wrong += bool(odds[tone - 1] < wrong_below[tone - 1])
    return groups


def learners(
    takes: list[Take], texts: dict[str, str], store: TrackStore, network: ToneNetwork
) -> dict[str, float]:
    """Agreement with the experts' word-by-word consensus on learners' recordings (all parts together)."""
    assessor = ToneAssessor(network)
    right, wrong = [], []
    for take in takes:
        verdicts = json.loads(texts[take.key])
        flat = [(c, v["consensus"]) for v in verdicts for c in v["text"]]
        results = assessor.assess(store.track(take.key), take.spans)
        if len(flat) != len(results):
            continue
        for result, (_, consensus) in zip(results, flat, strict=True):
            if result.verdict is not Verdict.NOT_ASSESSABLE:
                (right if consensus == "correct" else wrong).append(result.score)
    return {
        "correct": len(right),
        "incorrect": len(wrong),
        "auc": auc(np.array(right), np.array(wrong)) if right and wrong else float("nan"),
    }


def main() -> None:
    """Print the table and write the JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("speech", type=Path)
    parser.add_argument("--work", type=Path, default=Path("build/tone_model"))
    parser.add_argument("--model", type=Path, default=Path("assets/scorer/tone.npz"))
    parser.add_argument("--conditions", default=",".join(DEV_CONDITIONS))
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    network = ToneNetwork.load(options.model)
    clips = list(read_sets(options.speech / "dev"))
    clean = TrackStore.load(options.work, "dev", "clean")
    clips = [c for c in clips if c.key in clean.keys]
    everything = load_takes(clips, AlignmentStore(options.work / "alignments_dev.npz"))
    takes = [t for t in everything if t.set_name != "learners_ompal"]
    known = speaker_registers(takes, clean)
    report: dict[str, dict] = {"version": network.version}
    heads = f"{'n':>6} {'AUC':>7} {'EER':>6} {'det@5':>6} {'called wrong':>12} {'found':>6} {'n/a':>6}"
    print(f"{'':44}{heads} heard right, by tone")
    for condition in options.conditions.split(","):
        store = TrackStore.load(options.work, "dev", condition)
        there = [t for t in takes if t.key in store.keys]
        for register, registers in (("known", known), ("new", {})):
            for key, trials in sorted(judge_takes(there, store, registers, network).items()):
                f = trials.figures()
                report.setdefault(condition, {}).setdefault(register, {})["/".join(key)] = f
                print(
                    f"{condition:9}{register:6}{'/'.join(key):29}"
                    f"{f['n']:6.0f} {f['auc']:7.4f} {f['eer']:6.2%}"
                    f" {f['detection_at_5fa']:6.1%} {f['false_alarm']:12.2%} {f['detection']:6.1%}"
                    f" {f['not_assessable']:6.2%} {f['accuracy']:6.2%} "
                    + " ".join(f"{f[f'tone_{t}']:.0%}" for t in range(1, 6) if f"tone_{t}" in f),
                    flush=True,
                )
    texts = {c.key: c.pinyin for c in clips if c.set_name == "learners_ompal"}
    report["learners"] = learners([t for t in everything if t.key in texts], texts, clean, network)
    print("learners_ompal against the experts:", report["learners"])
    if options.json:
        options.json.write_text(json.dumps(report, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
