"""How surely miscues are found, and other texts and noises told from a bad reading.

    python packaging/scorer/evaluate_miscues.py ../shared/speech/dev [--half report] [--json FILE]

Takes with one known miscue each are built from recordings of sentences (`built_takes.py`) and scored as any
take. Half of the speakers (`--half tune`) are for choosing the costs and limits in `app.speech.alignment`,
`rereading`, `presence`, `miscues` and `off_task`, the other half (`--half report`) for reporting. `--set
NAME=VALUE` tries another value of one of them.
"""

from __future__ import annotations

import argparse
import json
import pickle
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import app  # noqa: F401  # before numpy: it sets the number of BLAS threads

# isort: split
import numpy as np
from built_takes import BuiltTake, Read, built_from
from sounds_without_text import sounds

from app.paths import assets_dir
from app.speech import alignment, features, miscues, off_task, presence, rereading, tolerance
from app.speech.assessor import Assessor, TakenIn
from app.speech.evaluation.changes import changed
from app.speech.evaluation.sets import SAMPLE_RATE, Clip, read_sets
from app.speech.f0 import F0Stream
from app.speech.recogniser import Heard
from app.speech.values import Miscue, Part, PronunciationScore, SpokenText, TakeStatus

LENGTHS = range(6, 23)  # syllables of the sentences used
CLIPS_OF_SPEAKER = 3
TRIED = (alignment, rereading, presence, miscues, off_task, tolerance)
MISCUE_KINDS = ("omission", "insertion", "repetition", "replacement")


def measure(assessor: Assessor, samples: np.ndarray) -> TakenIn:
    """What a take gives, without a recogniser: all that follows must work without one."""
    network = assessor.network
    posteriors = network.log_posteriors(features.mel_cepstra(samples))
    track = F0Stream()
    track.feed(samples)
    scores = alignment.likelihoods(posteriors, network.log_priors)
    return TakenIn(scores, track.finish(), Heard(()), None, len(samples) / SAMPLE_RATE)


def in_half(speaker: str, half: str) -> bool:
    """Whether a speaker belongs to the half asked for."""
    return half == "all" or (zlib.crc32(speaker.encode()) % 2 == 0) == (half == "tune")


def sentences(folder: Path, half: str, speakers: int, seed: int) -> dict[str, list[tuple[Clip, SpokenText]]]:
    """Sentences by speaker: at most three of each, from at most so many."""
    clips = [c for c in read_sets(folder) if c.set_name == "commonvoice" and in_half(c.speaker, half)]
    found: dict[str, list[tuple[Clip, SpokenText]]] = defaultdict(list)
    for index in np.random.default_rng(seed).permutation(len(clips)):
        clip = clips[index]
        spoken = clip.spoken()
        known = found[clip.speaker]
        if spoken is not None and len(spoken.syllables) in LENGTHS and len(known) < CLIPS_OF_SPEAKER:
            known.append((clip, spoken))
    whole = {speaker: each for speaker, each in found.items() if len(each) == CLIPS_OF_SPEAKER}
    return dict(list(whole.items())[:speakers])


def confused(spoken: SpokenText, share: float, rng: np.random.Generator) -> SpokenText:
    """The text with so many of its syllables changed to what learners confuse them with."""
    for index in rng.permutation(len(spoken.syllables))[: round(share * len(spoken.syllables))]:
        for part in rng.permutation(np.array([Part.INITIAL, Part.FINAL])):
            change = changed(spoken, int(index), part, rng)
            if change is not None:
                spoken = change.spoken
                break
    return spoken


class Tally:
    """What became of the takes of each kind."""

    def __init__(self) -> None:
        self.takes: dict[str, int] = defaultdict(int)
        self.found: dict[str, int] = defaultdict(int)
        self.called: dict[str, int] = defaultdict(int)
        self.true: dict[str, int] = defaultdict(int)
        self.native: dict[str, int] = defaultdict(int)
        self.native_syllables = 0
        self.statuses: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))

    def built(self, take: BuiltTake, score: PronunciationScore) -> None:
        """Count a take with one miscue; one that is not scored has found nothing."""
        name = f"{take.kind} {take.variant}"
        hits = [m for m in score.miscues if m.kind.value == take.kind and _at(m, take)]
        self.takes[name] += 1
        self.found[name] += bool(hits)
        for miscue in score.miscues:
            self.called[miscue.kind.value] += 1
            self.true[miscue.kind.value] += miscue in hits

    def untouched(self, score: PronunciationScore) -> None:
        """Count a native reading of its own text."""
        self.native_syllables += len(score.syllables)
        for miscue in score.miscues:
            self.native[miscue.kind.value] += 1

    def status(self, kind: str, score: PronunciationScore) -> None:
        """Count whether a take was scored."""
        self.statuses[kind][score.status.value] += 1


def _at(miscue: Miscue, take: BuiltTake) -> bool:
    last = miscue.index if miscue.last is None else miscue.last
    return miscue.index <= take.last + 1 and last >= take.first - 1


def run(assessor: Assessor, folder: Path, half: str, speakers: int, seed: int, cache: Path | None) -> Tally:
    """Score everything."""
    tally = Tally()
    by_speaker = sentences(folder, half, speakers, seed)
    everything = [each for clips in by_speaker.values() for each in clips]
    for number, clips in enumerate(by_speaker.values()):
        rng = np.random.default_rng([seed, number])
        reads = []
        for clip, spoken in clips:
            taken = _cached(cache, clip.name, lambda c=clip: measure(assessor, c.samples()))
            score = assessor.rescore(taken, spoken)
            tally.untouched(score)
            tally.status("own text", score)
            for share in (0.3, 0.6, 1.0):
                changed_text = confused(spoken, share, rng)
                tally.status(f"own text, {share:.0%} confused", assessor.rescore(taken, changed_text))
            for other, text in clips:
                if other is not clip:
                    tally.status("another text", assessor.rescore(taken, text))
            _, text = everything[int(rng.integers(len(everything)))]
            if text.text not in {s.text for _, s in clips}:
                tally.status("another text", assessor.rescore(taken, text))
            spans = [(s.start, s.end) for s in score.syllables]
            if not score.miscues and all(s.start is not None for s in score.syllables):
                reads.append(Read(clip, spoken, clip.samples(), spans))  # type: ignore[arg-type]
        for read in reads[:2]:
            for take in built_from(read, reads, np.random.default_rng(zlib.crc32(read.clip.name.encode()))):
                if take.kind:
                    taken = _cached(cache, take.name, lambda t=take: measure(assessor, t.samples))
                    tally.built(take, assessor.rescore(taken, take.spoken))
        if reads:
            for name, samples in sounds(reads[0].samples, rng):
                taken = _cached(cache, f"{reads[0].clip.name}-{name}", lambda s=samples: measure(assessor, s))
                tally.status(name, assessor.rescore(taken, reads[0].spoken))
    return tally


def _cached(cache: Path | None, name: str, make) -> TakenIn:  # type: ignore[no-untyped-def]
    file = cache / f"{name}.pickle" if cache else None
    if file is not None and file.exists():
        known: TakenIn = pickle.loads(file.read_bytes())
        return known
    taken: TakenIn = make()
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(pickle.dumps(taken))
    return taken


def interval(found: int, count: int) -> tuple[float, float, float]:
    """A share with its 95 % interval (Wilson 1927)."""
    if not count:
        return float("nan"), float("nan"), float("nan")
    z, p = 1.96, found / count
    centre = (p + z * z / (2 * count)) / (1 + z * z / count)
    width = z * np.sqrt(p * (1 - p) / count + z * z / (4 * count * count)) / (1 + z * z / count)
    return p, max(0.0, centre - width), min(1.0, centre + width)


def figures(tally: Tally) -> dict[str, dict[str, object]]:
    """Everything as data: recall by kind and variant, precision by kind, false miscues, refusals."""
    recall: dict[str, object] = {}
    for kind in MISCUE_KINDS:
        names = [n for n in tally.takes if n.startswith(kind)]
        for name in [*names, kind]:
            chosen = names if name == kind else [name]
            found, count = sum(tally.found[n] for n in chosen), sum(tally.takes[n] for n in chosen)
            recall[name] = [*interval(found, count), count]
    return {
        "recall": recall,
        "precision": {k: [*interval(tally.true[k], tally.called[k]), tally.called[k]] for k in MISCUE_KINDS},
        "false_per_100_syllables": {
            k: round(100.0 * tally.native[k] / max(1, tally.native_syllables), 2) for k in MISCUE_KINDS
        },
        "refused": {
            kind: [*interval(sum(s.values()) - s[TakeStatus.SCORED.value], sum(s.values())), sum(s.values())]
            for kind, s in tally.statuses.items()
        },
        "statuses": {kind: dict(s) for kind, s in tally.statuses.items()},
    }


def lines(data: Mapping[str, Mapping[str, object]]) -> Iterator[str]:
    """The same for people."""
    for head in ("recall", "precision", "refused"):
        yield head
        for name, row in data[head].items():
            assert isinstance(row, Sequence)
            share, low, high, count = row
            yield f"  {name:32} {share:6.1%}  {low:6.1%}–{high:6.1%}  of {count}"
    yield f"false miscues in 100 syllables of untouched readings: {data['false_per_100_syllables']}"


def main() -> None:
    """Evaluate the miscues on a folder of sets."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--half", choices=("tune", "report", "all"), default="report")
    parser.add_argument("--speakers", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--cache", type=Path, help="keep measurements here; empty it when the weights change")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")
    arguments = parser.parse_args()
    for each in arguments.set:
        name, _, value = each.partition("=")
        holders = [module for module in TRIED if hasattr(module, name)]
        if not holders:
            parser.error(f"no such value: {name}")
        for module in holders:
            setattr(module, name, float(value))
    assessor = Assessor(None, assets_dir() / "scorer")
    tally = run(
        assessor, arguments.folder, arguments.half, arguments.speakers, arguments.seed, arguments.cache
    )
    data = figures(tally)
    print("\n".join(lines(data)))
    if arguments.json:
        arguments.json.write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
