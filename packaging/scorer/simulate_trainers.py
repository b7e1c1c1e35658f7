"""Whether a centre's fit finds the thresholds of a harsher or a milder trainer.

    python packaging/scorer/simulate_trainers.py ../shared/speech/dev [--clips 250] [--keep takes.jsonl]

Recordings of native speakers unseen in training are scored against texts in which every eighth part, drawn
at random, was changed as learners confuse it: takes with mistakes in known places. Synthetic trainers mark
takes chosen as Kaibo chooses them. A trainer hears the machine's own axis with an error of her own (normal,
1 nat) and draws her lines so many nats higher or lower; in two parts of a hundred she presses the wrong key.
One trainer hears nothing of the machine's axis, but the mistake itself, wherever there is one. What a fit
does is measured on all takes that she did not mark.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import app  # noqa: F401  # before numpy: it sets the number of BLAS threads

# isort: split
import numpy as np

from app.paths import assets_dir
from app.speech.agreement_choice import Candidate, PartOf, Zone, choose, weights, zone_of
from app.speech.agreement_cuts import ScoreAxis, Shift
from app.speech.agreement_fit import Fitted, Marked, fit_part
from app.speech.assessor import Assessor
from app.speech.evaluation.changes import changed
from app.speech.evaluation.sets import SkippedError, chosen, read_sets
from app.speech.evaluation.trials import asked_sound, has_part
from app.speech.values import Part, TakeStatus, Verdict

CHANGED = 1 / 8
HEARING = 1.0  # nats: how differently a trainer hears the same part
SLIPS = 0.02
LONGEST = 24  # syllables


@dataclass(frozen=True)
class SimulatedPart:
    """A part with its score, and whether the recording really has a mistake there."""

    part: Part
    sound: str
    tone: int
    goodness: float
    mistaken: bool


@dataclass(frozen=True)
class SimulatedTake:
    """A scored take."""

    name: str
    speaker: str
    said: int
    parts: tuple[SimulatedPart, ...]


def scored_takes(folder: Path, clips: int, seed: int) -> tuple[ScoreAxis, list[SimulatedTake]]:
    """Score recordings against texts with changes in known places."""
    assessor, takes = Assessor(None, assets_dir() / "scorer"), []
    native = [each for each in read_sets(folder) if not each.pinyin.startswith("[")]
    for number, clip in enumerate(chosen(native, [], clips, seed)):
        rng = np.random.default_rng([seed, number])
        try:
            spoken, samples = clip.transcript(), clip.samples()
        except SkippedError:
            continue
        if len(spoken.syllables) > LONGEST:
            continue
        mistakes = set()
        for index in range(len(spoken.syllables)):
            for part in Part:
                if rng.random() < CHANGED and (change := changed(spoken, index, part, rng)) is not None:
                    spoken = change.spoken
                    mistakes.add((index, part))
        score = assessor.assess(samples, spoken)
        if score.status is not TakeStatus.SCORED:
            continue
        parts = tuple(
            SimulatedPart(
                part, asked_sound(each, part), each.syllable.spoken_tone, goodness, (index, part) in mistakes
            )
            for index, each in enumerate(score.syllables)
            for part in Part
            if has_part(each, part) and (goodness := each.part(part).goodness) is not None
        )
        said = sum(each.start is not None for each in score.syllables)
        takes.append(
            SimulatedTake(f"{clip.set_name}/{clip.name}", f"{clip.set_name}/{clip.speaker}", said, parts)
        )
    return assessor.axis(), takes


Trainer = Callable[[SimulatedPart, float, float, np.random.Generator], Verdict]


def by_axis(harsher: float) -> Trainer:
    """Marks by the machine's axis, with her own lines so many nats higher."""

    def mark(_: SimulatedPart, off: float, wrong: float, rng: np.random.Generator) -> Verdict:
        error = rng.normal(0, HEARING)
        if off + error >= harsher:
            return Verdict.GOOD
        return Verdict.OFF if wrong + error >= harsher else Verdict.WRONG

    return mark


def by_truth(part: SimulatedPart, _off: float, _wrong: float, rng: np.random.Generator) -> Verdict:
    """Hears every mistake, and calls one in three of them slight."""
    if not part.mistaken:
        return Verdict.GOOD
    return Verdict.OFF if rng.random() < 1 / 3 else Verdict.WRONG


def marked_by(
    trainer: Trainer, axis: ScoreAxis, takes: Sequence[SimulatedTake], rng: np.random.Generator
) -> dict[Part, list[Marked]]:
    """What she marks."""
    found: dict[Part, list[Marked]] = {part: [] for part in Part}
    for take in takes:
        for each in take.parts:
            off, wrong = axis.margins(each.part, each.goodness, each.tone, take.said)
            verdict = trainer(each, off, wrong, rng)
            if rng.random() < SLIPS:
                verdict = list(Verdict)[rng.integers(3)]
            found[each.part].append(Marked(verdict, off, wrong, take.speaker, take.name))
    return found


def candidate(axis: ScoreAxis, take: SimulatedTake) -> Candidate:
    """A take as it is chosen by."""
    return Candidate(
        take.name,
        take.speaker,
        take.said,
        tuple(
            PartOf(p.part, p.sound, zone_of(axis, p.part, p.goodness, p.tone, take.said)) for p in take.parts
        ),
    )


def one_centre(
    trainer: Trainer, axis: ScoreAxis, takes: Sequence[SimulatedTake], count: int, seed: int
) -> dict[Part, tuple[Fitted, float, float]]:
    """Fits of one trainer's marks of `count` takes; the disagreement on all others, bundled and fitted."""
    rng = np.random.default_rng(seed)
    pool = [takes[i] for i in rng.permutation(len(takes))[: max(2 * count, 300)]]
    candidates = {take.name: candidate(axis, take) for take in pool}
    picked = set(choose(list(candidates.values()), count, seed))
    kept: Counter[tuple[Part, Zone]] = Counter(
        (p.part, p.zone) for each in candidates.values() for p in each.parts
    )
    marks = marked_by(trainer, axis, [each for each in takes if each.name in picked], rng)
    others = marked_by(trainer, axis, [each for each in takes if each.name not in picked], rng)
    results = {}
    for part, those in marks.items():
        zones = [
            (p.part, p.zone)
            for t in takes
            if t.name in picked
            for p in candidates[t.name].parts
            if p.part is part
        ]
        weighed = [
            Marked(m.trainer, m.above_off, m.above_wrong, m.speaker, m.take, weight)
            for m, weight in zip(those, weights(zones, kept), strict=True)
        ]
        fitted = fit_part(weighed, seed)
        results[part] = (
            fitted,
            _disagreement(others[part], Shift()),
            _disagreement(others[part], fitted.shift),
        )
    return results


def _disagreement(marked: Sequence[Marked], shift: Shift) -> float:
    grades = list(Verdict)
    steps = [grades.index(each.trainer) - grades.index(each.machine(shift)) for each in marked]
    return float(np.mean((np.array(steps) / 2) ** 2))


def print_table(axis: ScoreAxis, takes: Sequence[SimulatedTake], repeats: int) -> None:
    """A line for each trainer, number of takes and part."""
    trainers: dict[str, Trainer] = {
        f"{harsher:+.1f} nats": by_axis(harsher) for harsher in (-1.5, -1.0, 0.0, 1.0, 1.5)
    } | {"hears mistakes": by_truth}
    print(
        "| trainer | takes | part | marks | off moved | wrong moved | offered | disagreement on other takes |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for name, trainer in trainers.items():
        for count in (20, 40, 80):
            found = [one_centre(trainer, axis, takes, count, seed) for seed in range(repeats)]
            for part in Part:
                fits = [each[part][0] for each in found]
                moved = [
                    f"{np.mean(m):+.2f} ± {np.std(m):.2f}"
                    for m in ([f.shift.off for f in fits], [f.shift.wrong for f in fits])
                ]
                before, after = (100 * np.mean([each[part][i] for each in found]) for i in (1, 2))
                print(
                    f"| {name} | {count} | {part.value} | {np.mean([f.marks for f in fits]):.0f} |"
                    f" {moved[0]} | {moved[1]} | {sum(f.refusal is None for f in fits)} of {repeats} |"
                    f" {before:.1f} → {after:.1f} % |",
                    flush=True,
                )


def main() -> None:
    """Score, simulate, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--clips", type=int, default=250, help="at most so many clips of each set")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--repeats", type=int, default=20)
    parser.add_argument("--keep", type=Path, help="keep the scored takes here, or use those kept before")
    arguments = parser.parse_args()
    if arguments.keep and arguments.keep.exists():
        axis = Assessor(None, assets_dir() / "scorer").axis()
        takes = [_take(json.loads(line)) for line in arguments.keep.read_text("utf-8").splitlines()]
    else:
        axis, takes = scored_takes(arguments.folder, arguments.clips, arguments.seed)
        if arguments.keep:
            lines = (json.dumps(_plain(each)) for each in takes)
            arguments.keep.write_text("\n".join(lines), encoding="utf-8")
    parts = [part for take in takes for part in take.parts]
    print(
        f"{len(takes)} takes of {len({t.speaker for t in takes})} speakers, {len(parts)} judged parts,"
        f" {sum(p.mistaken for p in parts)} with a mistake; scorer {axis.scorer}\n"
    )
    print_table(axis, takes, arguments.repeats)


def _plain(take: SimulatedTake) -> list[object]:
    parts = [[p.part.value, p.sound, p.tone, p.goodness, p.mistaken] for p in take.parts]
    return [take.name, take.speaker, take.said, parts]


def _take(data: list) -> SimulatedTake:
    name, speaker, said, parts = data
    return SimulatedTake(name, speaker, said, tuple(SimulatedPart(Part(p), *rest) for p, *rest in parts))


if __name__ == "__main__":
    main()
